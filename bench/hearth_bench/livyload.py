"""Sixteen clients that send statements to four sessions, for minutes: rate, times, errors, and whether memory stays.

Run as a module it is the clients, in a process of its own: takes its orders as one line of JSON on standard input, begins at
the next one, and answers with a line of JSON at the end."""

import http.client
import json
import sys
import threading
import time

from hearth_bench.cold import start_gateway
from hearth_bench.livyclient import LivySession
from hearth_bench.processes import Failed, cpu_seconds, resident_mib
from hearth_bench.results import Figure, Sample, Table, number, quantile

CLIENTS = 16
SECONDS = 300
# Each number is another one, so that an answer that belongs to another statement is seen.
CODE = {"spark": "{n} + 1", "pyspark": "{n} + 1", "sql": "SELECT {n} + 1 AS next"}
KINDS = ("spark", "pyspark", "pyspark", "sql")
PATIENCE = 120


class Client(threading.Thread):
    """Every other one waits in its POST; the others ask every ten milliseconds."""

    def __init__(self, orders, index):
        super().__init__(daemon=True)
        self.orders, self.index = orders, index
        session = orders["sessions"][index % len(orders["sessions"])]
        self.kind, self.path = session["kind"], f"/sessions/{session['number']}/statements"
        self.waits = (index // len(orders["sessions"])) % 2 == 0
        self.times, self.errors, self.requests = [], [], 0
        self.connection = http.client.HTTPConnection(orders["host"], orders["port"], timeout=PATIENCE)

    def run(self):
        end, n = time.monotonic() + self.orders["seconds"], self.index * 10_000_000
        while time.monotonic() < end and len(self.errors) < 10:
            n += 1
            begin = time.monotonic()
            try:
                wrong = self.statement(n)
            except (http.client.HTTPException, OSError, ValueError, KeyError, TypeError) as e:
                wrong = f"{type(e).__name__}: {e}"
                self.connection.close()
            if wrong:
                self.errors.append(wrong[:300])
            else:
                self.times.append(1e3 * (time.monotonic() - begin))
        self.connection.close()

    def ask(self, method, path, body=None):
        headers = {"Authorization": "token " + self.orders["token"], "Content-Type": "application/json"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        self.requests += 1
        if answer.status not in (200, 201):
            raise ValueError(f"{method} was answered {answer.status}: {text[:200].decode(errors='replace')}")
        return json.loads(text)

    def statement(self, n):
        """What is wrong with the answer, or nothing."""
        body = json.dumps({"code": CODE[self.kind].format(n=n)})
        answer = self.ask("POST", self.path + ("?wait=30" if self.waits else ""), body)
        deadline = time.monotonic() + PATIENCE
        while answer["state"] in ("waiting", "running"):
            if time.monotonic() > deadline:
                return f"statement {answer['id']} is {answer['state']} after {PATIENCE} s"
            if not self.waits:
                time.sleep(0.01)
            answer = self.ask("GET", f"{self.path}/{answer['id']}" + ("?wait=30" if self.waits else ""))
        shown = json.dumps(answer["output"])
        return "" if answer["state"] == "available" and str(n + 1) in shown else f"of {n} came {answer['state']} {shown}"


def measure(bench, section):
    seconds = bench.seconds or (12 if bench.quick else SECONDS)
    gateway = start_gateway(bench)
    bench.tell(f"starting {len(KINDS)} sessions")
    sessions = [LivySession.create(gateway.http, kind) for kind in KINDS]
    for session in sessions:
        for n in range(10 if bench.quick else 100):
            session.waited(CODE[session.kind].format(n=n)).data()
    program = bench.module("livyload", [], bench.folder("livyload") / "log")
    orders = {"host": gateway.http.host, "port": gateway.http.port, "token": gateway.http.token, "seconds": seconds}
    orders["sessions"] = [{"number": session.number, "kind": session.kind} for session in sessions]
    program.say(json.dumps(orders) + "\n")
    program.line(lambda line: line.strip() == "ready", 60)
    bench.tell(f"{CLIENTS} clients, for {seconds:.0f} s")
    cpu, begin = cpu_seconds(gateway.pid), time.monotonic()
    program.say("go\n")
    memory = []
    for share in (0.25, 0.95):  # both while the clients go on
        time.sleep(max(0, begin + share * seconds - time.monotonic()))
        memory.append((gateway.live_objects(), resident_mib(gateway.pid)))
    _, line = program.line(lambda line: line.startswith("{"), seconds + PATIENCE + 60)
    busy = 100 * (cpu_seconds(gateway.pid) - cpu) / (time.monotonic() - begin)
    gateway.stop()
    _tell(section, json.loads(line), busy, *memory)


def _tell(section, told, busy, quarter, end):
    if not told["requests"] or not all(told["times"].get(kind) for kind in KINDS):
        raise Failed(f"the clients got nothing done: {told['errors'][:3]}")
    mib = 1 << 20
    every = [time for times in told["times"].values() for time in times]
    seconds = told["seconds"]
    what = f"{CLIENTS} clients, {len(KINDS)} sessions, {seconds:.0f} s: "
    section.figures += [
        Figure("livy.load.errors", what + "errors", Sample([len(told["errors"])], "errors"), goal=0, absolute=True),
        Figure(
            "livy.load.heap",
            what + "heap at the end",
            Sample([end[0] / mib], "MiB"),
            "after a quarter",
            Sample([quarter[0] / mib], "MiB"),
            goal=1.1,
        ),
    ]
    rows = [
        [kind, len(times), number(len(times) / seconds), *(number(quantile(times, q)) for q in (0.5, 0.99)), number(max(times))]
        for kind, times in [*told["times"].items(), ("all", every)]
    ]
    header = ["kind", "statements", "a second", "p50, ms", "p99, ms", "most, ms"]
    section.tables.append(Table(f"{CLIENTS} clients, of which every other one waits in its POST.", header, rows))
    rows = [
        ["requests a second", number(told["requests"] / seconds)],
        ["CPU of the gateway", f"{number(busy)} % of a core"],
        ["resident memory of the gateway: after a quarter, at the end", f"{number(quarter[1])}, {number(end[1])} MiB"],
    ]
    section.tables.append(Table("Besides.", ["what", "how much"], rows))
    if told["errors"]:
        section.failures.append(f"many clients, without errors: {'; '.join(told['errors'][:3])}")


def main():
    orders = json.loads(sys.stdin.readline())
    clients = [Client(orders, i) for i in range(CLIENTS)]
    print("ready", flush=True)
    sys.stdin.readline()
    begin = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join(orders["seconds"] + PATIENCE)
    seconds, times = time.monotonic() - begin, {}
    for client in clients:
        times.setdefault(client.kind, []).extend(client.times)
    errors = [error for client in clients for error in client.errors]
    errors += ["a client did not end" for client in clients if client.is_alive()]
    requests = sum(client.requests for client in clients)
    print(json.dumps({"seconds": seconds, "times": times, "errors": errors, "requests": requests}), flush=True)


if __name__ == "__main__":
    main()
