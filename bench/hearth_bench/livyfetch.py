"""A million rows, to one client: by Livy's API, whose results end at a thousand rows, and as Arrow."""

import http.client
import json
import time

from hearth_bench import arrowstream
from hearth_bench.livyclient import LivySession
from hearth_bench.processes import Failed, cpu_seconds
from hearth_bench.results import Figure, Sample, Table, number

ROWS = 1_000_000
PAGE = 1000
PIECE = 100_000
VIEW = "SELECT id, id * 1.5 AS half, concat('row ', id) AS name FROM range({rows})"
# Livy's Python session, `%table` of a million rows of three columns, 35 MB of JSON: seconds, recorded as in livy.py.
LIVY_TABLE = 9.1
ARROW = "application/vnd.apache.arrow.stream"


def measure(bench, section, gateway):
    rows = 20_000 if bench.quick else ROWS
    ways = {
        "pages": (f"SQL, a statement for each {PAGE:,} rows", "sql", _pages),
        "text": (f"Python, `toJSON`, {PIECE:,} printed rows a statement", "pyspark", _text),
        "arrow": ("SQL, one statement, Arrow", "sql", _arrow),
    }
    sessions = {kind: LivySession.create(gateway.http, kind) for kind in ("sql", "pyspark")}
    took, table = {}, []
    for key, (what, kind, run) in ways.items():
        bench.tell(f"{rows:,} rows: {what}")
        session = sessions[kind]
        _prepare(session, rows)
        gateway_cpu = cpu_seconds(gateway.pid)
        begin = time.monotonic()
        done = section.attempt(what, lambda: run(session, rows))
        if done is None:
            continue
        took[key] = time.monotonic() - begin
        statements, size = done
        busy = cpu_seconds(gateway.pid) - gateway_cpu
        table.append([what, statements, number(took[key]), number(size / 1e6), number(size / 1e6 / took[key]), number(busy)])
    for session in sessions.values():
        session.delete()
    _tell(section, rows, ways, took, table)


def _tell(section, rows, ways, took, table):
    whole = rows == ROWS
    for key, seconds in took.items():
        name, peer = ("", None)
        if key == "arrow" and "pages" in took:
            name, peer = "by pages", Sample([took["pages"]], "s")
        elif key == "text" and whole:
            name, peer = "Livy, `%table`, recorded", Sample([LIVY_TABLE], "s")
        section.figures.append(Figure(f"livy.rows.{key}", f"{rows:,} rows: {ways[key][0]}", Sample([seconds], "s"), name, peer))
    header = ["how", "statements", "s", "MB", "MB/s", "CPU of the gateway, s"]
    section.tables.append(Table(f"{rows:,} rows of a number, a decimal fraction and a text.", header, table))


def _prepare(session, rows):
    if session.kind == "sql":
        session.waited(f"CREATE OR REPLACE TEMPORARY VIEW many AS {VIEW.format(rows=rows)}").data()
        session.waited("SELECT count(*) FROM many").data()
    else:
        session.waited(f'many = spark.sql("{VIEW.format(rows=rows)}")\nmany.count()').data()


def _pages(session, rows):
    size = 0
    for first in range(0, rows, PAGE):
        ran = session.waited(f"SELECT * FROM many WHERE id >= {first} AND id < {first + PAGE}")
        page = ran.data()["application/json"]["data"]
        if len(page) != PAGE or page[0][0] != first:
            raise Failed(f"rows from {first} on are not what they should be")
        size += ran.size
    return rows // PAGE, size


def _text(session, rows):
    session.waited("rows = many.toJSON().collect()").data()
    size = 0
    for first in range(0, rows, PIECE):
        ran = session.waited(f"for row in rows[{first}:{first + PIECE}]:\n    print(row)")
        lines = ran.text().splitlines()
        wanted = min(PIECE, rows - first)
        if len(lines) != wanted or json.loads(lines[-1])["id"] != first + wanted - 1:
            raise Failed(f"rows from {first} on are not what they should be: {len(lines)} lines")
        size += ran.size
    return 1 + -(-rows // PIECE), size


def _arrow(session, rows):
    connection = session.http.connection
    headers = {"Authorization": "token " + session.http.token, "Hearth-Result": "keep"}
    connection.request("POST", session.path + "?wait=30", json.dumps({"code": "SELECT * FROM many"}), headers)
    answer = connection.getresponse()
    made = json.loads(answer.read())
    if answer.status != 201:
        raise Failed(f"the statement was answered {answer.status}")
    path = f"/hearth/sessions/{session.number}/statements/{made['id']}/result"
    connection.request("GET", path, headers=headers | {"Accept": ARROW})
    answer = connection.getresponse()
    if answer.status != 200:
        said = answer.read()[:200].decode(errors="replace")
        raise Failed(f"the result was answered {answer.status}: {said}")
    counted = _Counted(answer)
    try:
        got = arrowstream.rows(counted.read)
    except http.client.HTTPException as e:
        raise Failed(f"the result broke off: {e}") from None
    answer.read()
    if got != rows:
        raise Failed(f"the result has {got:,} rows, not {rows:,}")
    return 1, counted.bytes


class _Counted:
    def __init__(self, answer):
        self.answer, self.bytes = answer, 0

    def read(self, size):
        """So many bytes; fewer at the end."""
        text = self.answer.read(size)
        self.bytes += len(text)
        return text
