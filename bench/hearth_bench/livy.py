"""Livy's API: round trip of a statement, a million rows, memory, and sixteen clients at once."""

import statistics

from hearth_bench import livyfetch, livyload, livymemory
from hearth_bench.cold import start_gateway
from hearth_bench.livyclient import LivySession, fresh
from hearth_bench.processes import Failed
from hearth_bench.results import Figure, Sample, Section, Table, number, quantile

# Livy (master of June 2026, on Spark 3.5.9), `1+1` on a warm session, GET every 10 ms: p50 and p95 in ms, measured on 2026-11-22
# on a quiet machine of two cores like this one.
LIVY = {"spark": (268.0, 429.0), "pyspark": (18.4, 27.9)}
LIVY_NAME = "Livy, recorded"
NAMES = {"spark": "Scala", "pyspark": "Python"}
WAYS = {
    "poll": ("POST, then GET every 10 ms", LivySession.polled),
    "wait": ("POST with `wait`", LivySession.waited),
    "get": ("POST, then GET with `wait`", LivySession.posted_then_waited),
}
TURNS = 5
EACH = {"spark": 20, "pyspark": 40}
WARM = {"spark": 300, "pyspark": 300}
FIRST = 3
OVERHEAD = 2.0


def section():
    return Section(
        "livy",
        "Livy's API",
        "Livy does not run on this Spark, so beside it stands what was recorded of it: its master of June 2026 on Spark 3.5.9, a "
        "quiet machine of two cores, `1+1` on a warm session, a GET every 10 ms; such a ratio says less than one of one run. "
        "Statements are sent over a connection that is new in each turn and kept; the client is Python's `http.client`. The ways "
        f"take turns behind {WARM['pyspark']} statements in Python, {WARM['spark']} in Scala. *Over the driver* is, statement by "
        "statement, the time of the POST with `wait` less that between the driver's `busy` and its `execute_reply`, by the dates "
        "which the driver gives these two messages: what gateway, link and client take.",
    )


def measure(bench, section):
    gateway = start_gateway(bench)
    sessions = {}
    for kind in NAMES:
        bench.tell(f"starting a session of kind {kind}")
        sessions[kind] = LivySession.create(gateway.http, kind)
    for kind, session in sessions.items():
        section.attempt(f"round trip, {NAMES[kind]}", lambda: _round_trips(bench, section, kind, session))
        session.delete()
    section.attempt("a million rows", lambda: livyfetch.measure(bench, section, gateway))
    gateway.stop()
    section.attempt("memory", lambda: livymemory.measure(bench, section))
    section.attempt("many clients", lambda: livyload.measure(bench, section))


def _round_trips(bench, section, kind, session):
    bench.tell(f"round trips, {NAMES[kind]}")
    run_first = [session.waited("1+1") for _ in range(WARM[kind] // 5 if bench.quick else WARM[kind])]
    each = 10 if bench.quick else EACH[kind]
    done = {way: [] for way in WAYS}
    for _ in range(1 if bench.quick else TURNS):
        for way, (_, run) in WAYS.items():
            with fresh(session) as client:
                ran = [run(client, "1+1") for _ in range(FIRST + each)][FIRST:]
            done[way] += ran
    for ran in [*run_first, *(one for way in done.values() for one in way)]:
        if "2" not in ran.text():
            raise Failed(f"1+1 is said to be {ran.text()!r}")
    _tell(section, kind, session, run_first, done)


def _tell(section, kind, session, run_first, done):
    name, (p50, p95) = NAMES[kind], LIVY[kind]
    short = name.lower()
    for way, (what, _) in WAYS.items():
        times = Sample([ran.millis for ran in done[way]], "ms")
        section.figures.append(
            Figure(f"livy.{short}.{way}", f"{name} `1+1`, {what}", times, LIVY_NAME, Sample([p50], "ms"), 0.3)
        )
    shares = [_shares(session, ran) for ran in done["wait"]]
    over = Sample([before + behind for before, _, behind in shares], "ms")
    section.figures.append(
        Figure(f"livy.{short}.over", f"{name} `1+1`, over the driver", over, goal=OVERHEAD, absolute=True)
    )
    rows = [_row(what, done[way]) for way, (what, _) in WAYS.items()]
    rows.append(_row("POST with `wait`, the session's first", run_first[: len(run_first) // 3]))
    rows.append([LIVY_NAME, "", number(p50), number(p95), "", ""])
    section.tables.append(
        Table(f"{name} `1+1`, ms.", ["how", "statements", "p50", "p95", "p99", "requests each"], rows)
    )
    header = ["what", "p50", "p95"]
    parts = ("from the POST to the driver's begin", "in the driver", "from its reply to the answer")
    section.tables.append(
        Table(
            f"Where it goes in {name}, POST with `wait`, ms.",
            header,
            [[part, *_quantiles([share[i] for share in shares], (0.5, 0.95))] for i, part in enumerate(parts)],
        )
    )


def _shares(session, ran):
    """Milliseconds before, in and behind the driver."""
    began, replied = session.in_driver(ran.number)
    return 1e3 * (began - ran.sent), 1e3 * (replied - began), 1e3 * (ran.known - replied)


def _row(what, ran):
    times = [one.millis for one in ran]
    requests = number(statistics.mean(one.requests for one in ran))
    return [what, len(times), *_quantiles(times, (0.5, 0.95, 0.99)), requests]


def _quantiles(values, asked):
    return [number(quantile(values, q)) for q in asked]
