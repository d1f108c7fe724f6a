"""What sessions and statements of Livy's clients take of the gateway's memory; the drivers are stubs."""

import time

from hearth_bench.gateway import Gateway
from hearth_bench.livyclient import LivySession
from hearth_bench.processes import Failed, resident_mib
from hearth_bench.results import Figure, Sample, Table, number
from hearth_bench.stubs import Stubs

KIB = 1024
SESSIONS = 100  # of ten the rest of the JVM would be the most
WARM_UP = 500


def measure(bench, section):
    count = 2000 if bench.quick else 20_000
    stubs = Stubs(bench)
    gateway = Gateway(bench, "memory", {"default": stubs.profile}, more="limits:\n  sessions: 220\n")
    _run(_sessions(gateway, 10), WARM_UP)  # classes, and what is pooled
    bench.tell(f"{SESSIONS} sessions, and {count:,} statements in one of them")
    empty = gateway.live_objects()
    sessions = _sessions(gateway, SESSIONS)
    idle = gateway.live_objects()
    begin = time.monotonic()
    _run(sessions[:1], count)
    took = time.monotonic() - begin
    used = gateway.live_objects()
    resident = resident_mib(gateway.pid)
    gateway.stop()
    bench.stop(stubs.program)
    section.figures += [
        Figure("livy.heap.session", f"heap per session, {SESSIONS} idle ones", Sample([(idle - empty) / SESSIONS / KIB], "KiB"), goal=64, absolute=True),
        Figure("livy.heap.statements", f"heap per 1,000 statements, {count:,} in one session", Sample([(used - idle) / (count / 1000) / KIB], "KiB"), goal=64, absolute=True),
    ]
    section.tables.append(
        Table(
            "Memory: stub drivers; the heap is what its live objects take.",
            ["what", "how much"],
            [
                [f"heap with 10 sessions in which there were {WARM_UP} statements", f"{number(empty / KIB / KIB)} MiB"],
                [f"with {SESSIONS} more", f"{number(idle / KIB / KIB)} MiB"],
                [f"behind {count:,} statements in one of these", f"{number(used / KIB / KIB)} MiB"],
                ["resident memory of the gateway then", f"{number(resident)} MiB"],
                ["statements a second, one client, POST with `wait`", number(count / took)],
            ],
        )
    )


def _sessions(gateway, count):
    made = [LivySession(gateway.http, gateway.http.json("POST", "/sessions", {"kind": "spark"})["id"], "spark") for _ in range(count)]
    for session in made:
        session.await_idle(60)
    return made


def _run(sessions, count):
    for i in range(count):
        ran = sessions[i % len(sessions)].waited("nothing")
        if ran.answer["state"] != "available":
            raise Failed(f"a statement is {ran.answer['state']}")
