"""What users of a language wait for besides their cells: completion, a session that has had many cells, a frame's table."""

import contextlib
import statistics

from hearth_bench.cold import start_gateway
from hearth_bench.processes import Failed
from hearth_bench.results import Figure, Sample, Section, Table, number

CELLS = 500
# what is completed, what must be among the matches
COMPLETIONS = {
    "scala": [
        ("spark.ran", "range"),
        ("spark.range(10).toDF().sel", "select"),
        ("import scala.collection.mutable.ArrayB", "ArrayBuffer"),
        ("val numbers = List(1, 2)\nnumbers.map(_ + 1).fil", "filter"),
        ("hedge", "hedgehogs"),
    ],
    "python": [
        ("spark.ran", "range"),
        ("import pandas\npandas.read_cs", "read_csv"),
        ("'a'.isalph", "isalpha"),
        ("numbers = [1]\nnumbers.appe", "append"),
        ("hedge", "hedgehogs"),
    ],
    "sql": [
        ("SELECT regexp_rep", "regexp_replace"),
        ("SELECT qui FROM hedgehogs", "quills"),
        ("SELECT * FROM hedge", "hedgehogs"),
        ("CREATE OR REPLACE TEMPORA", "TEMPORARY"),
        ("SELECT h. FROM hedgehogs h", "quills"),
    ],
}
PREPARE = {
    "scala": "val hedgehogs = spark.range(10).count()",
    "python": "hedgehogs = spark.range(10).count()",
    "sql": "CREATE OR REPLACE TEMPORARY VIEW hedgehogs AS SELECT id AS quills FROM range(10); SELECT count(*) FROM hedgehogs",
}
FRAME = "SELECT id, id * 1.5 AS half, concat('row ', id) AS name, date_add(DATE '2026-01-01', int(id)) AS day FROM range(1000)"
FRAMES = {
    "SQL, text, HTML and data": ("sql", "", "%%sql\n" + FRAME),
    "Python, Spark's frame": (
        "python",
        "spark.conf.set('spark.sql.repl.eagerEval.maxNumRows', 1000)",
        f'spark.sql("{FRAME}")',
    ),
    "Python, pandas": (
        "python",
        f'import pandas as pd\npd.set_option("display.max_rows", 1000)\nframe = spark.sql("{FRAME}").toPandas()',
        "frame",
    ),
}


def section():
    return Section(
        "languages",
        "completion, many cells, frames",
        "All on sessions that are warm, over one WebSocket, from the send to the reply; of frames to reply and idle both. "
        f"The Scala cells are `val` definitions of one number; those after {CELLS} cells are beside the 101st to the 160th of "
        "the same session. A frame has 1,000 rows and four columns, and all of its rows are shown.",
    )


def measure(bench, section):
    gateway = start_gateway(bench)
    clients = {}
    with contextlib.ExitStack() as stack:
        for language in PREPARE:
            bench.tell(f"starting {language}")
            kernel = gateway.create("hearth-" + language)
            clients[language] = stack.enter_context(contextlib.closing(gateway.connect(kernel)))
            _run(clients[language], PREPARE[language])
        section.attempt("completion", lambda: _completions(bench, section, clients))
        for name, (language, before, code) in FRAMES.items():
            bench.tell(f"frames: {name}")
            section.attempt(name, lambda: _frames(bench, section, name, clients[language], before, code))
        bench.tell(f"{CELLS} Scala cells")
        section.attempt("many cells", lambda: _many(bench, section, clients["scala"]))
    gateway.stop()


def _run(client, code):
    cell = client.run(code, timeout=180)
    if cell.status != "ok":
        raise Failed(f"a cell went wrong: {cell.text}")
    return cell


def _completions(bench, section, clients):
    rounds, warm = (5, 5) if bench.quick else (40, 40)
    rows = []
    for language, samples in COMPLETIONS.items():
        bench.tell(f"completion: {language}")
        times = []
        for turn in range(warm + rounds):
            for code, wanted in samples:
                at = code.find(" FROM hedgehogs") if language == "sql" and " FROM hedgehogs" in code else len(code)
                took, matches = clients[language].complete(code, at)
                if not any(wanted in match for match in matches):
                    raise Failed(f"{language}: {code!r} is not completed to {wanted}: {matches[:5]}")
                if turn >= warm:
                    times.append(took)
        times.sort()
        p95 = times[int(len(times) * 0.95)]
        rows.append([language, len(times), number(statistics.median(times)), number(p95), number(times[-1])])
        goal = 200 if language == "scala" else None
        section.figures.append(
            Figure(f"languages.complete.{language}", f"completion, {language}, p95", Sample([p95], "ms"), goal=goal, absolute=True)
        )
    section.tables.append(Table("Completion, ms.", ["language", "answers", "p50", "p95", "most"], rows))


def _frames(bench, section, name, client, before, code):
    if before:
        _run(client, before)
    times = []
    for turn in range(8 if bench.quick else 40):
        cell = _run(client, code)
        if turn >= (3 if bench.quick else 20):
            times.append(1e3 * (max(cell.reply, cell.idle) - cell.sent))
    if "999" not in "".join(cell.text):
        raise Failed("the last row is not shown")
    section.figures.append(Figure("languages.frame." + name, "1,000 rows: " + name, Sample(times, "ms")))


def _many(bench, section, client):
    count = 0

    def cells(number_of):
        nonlocal count
        times = []
        for _ in range(number_of):
            count += 1
            cell = _run(client, f"val number{count} = {count}")
            times.append(1e3 * (cell.reply - cell.sent))
        return times

    cells(10 if bench.quick else 100)  # compiled by then
    sample = 10 if bench.quick else 60
    first = cells(sample)
    cells((50 if bench.quick else CELLS) - count)
    section.figures.append(
        Figure(
            "languages.many",
            f"Scala cell after {count} cells",
            Sample(cells(sample), "ms"),
            "before",
            Sample(first, "ms"),
        )
    )
