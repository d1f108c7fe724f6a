"""Round trips of a small cell on kernels that have been running for a while."""

import contextlib
import os
import statistics
from pathlib import Path

from hearth_bench import peers
from hearth_bench.cold import runtime_of, start_gateway
from hearth_bench.processes import Failed, command_line
from hearth_bench.results import Figure, Sample, Section, Table, number
from hearth_bench.websocket import QUICKACK

FIRST = 3
# A JVM compiles what runs often; so many small cells are behind it, and behind each ipykernel, before they are measured. Of
# the first FRESH of them the second half is told apart.
WARM = 2000
FRESH = 150
DRIVER = "dev.hearth.driver.DriverMain"


def section():
    return Section(
        "warm",
        "round trip of `1+1`, one client",
        "From the send to the reply, and to reply and idle both. One WebSocket with the same small client for Hearth and for "
        "Jupyter Kernel Gateway; ipykernel through `jupyter_client` on its own ZeroMQ sockets. The bare Scala engine is "
        "`scala.tools.nsc.interpreter.IMain.interpret` in a JVM with the command line of Hearth's driver, class path included, "
        "timed inside, once with nothing defined, once with a Spark session and the names and imports that Spark's own shell "
        "begins with. All are up at once and take turns of 60 cells, the Python ones behind 2,000 cells that are not counted. *Fresh* "
        "are cells 79 to 153 of a kernel. *Quick* is with `TCP_QUICKACK` set on the client's socket.",
    )


class Scala:
    """The bare engine, told over standard input."""

    def __init__(self, bench, driver, classes, spark):
        folder = bench.folder("bare-scala")
        command = command_line(driver)
        if DRIVER not in command:
            raise Failed("the driver's command line cannot be read")
        command = [part for part in command[: command.index(DRIVER)] if not part.startswith("-XX:ErrorFile")]
        at = next(i for i, part in enumerate(command) if part in ("-cp", "-classpath")) + 1
        command[at] += os.pathsep + str(classes)
        (folder / "classes").mkdir()
        command += ["dev.hearth.bench.BareRepl", folder / "classes"] + (["spark"] if spark else [])
        self.program = bench.start(command, folder / "log", env=peers.spark_environment(bench.runtime), cwd=folder)
        self.program.line(lambda line: line.strip() == "ready", 180)

    def times(self, count, code="1+1"):
        self.program.say(f"{count} {code}\n")
        _, line = self.program.line(lambda line: line.strip(), 300)
        return [int(value) / 1e6 for value in line.split()]


def _cells(client, count):
    """Milliseconds to the reply, and to reply and idle. The first ones of a turn are not counted."""
    for _ in range(FIRST):
        client.run("1+1", timeout=180)
    done = []
    for _ in range(count):
        cell = client.run("1+1")
        if cell.status != "ok":
            raise Failed(f"a cell went wrong: {cell.text}")
        done.append((1e3 * (cell.reply - cell.sent), 1e3 * (max(cell.reply, cell.idle) - cell.sent)))
    return done


def measure(bench, section):
    gateway = start_gateway(bench)
    runners, warm_up, fresh = {}, {}, {}
    bench.tell("starting kernels and engines")
    _hearth(bench, gateway, runners, warm_up)
    section.attempt("ipykernel over ZeroMQ", lambda: _zmq(bench, runners, warm_up))
    section.attempt("Jupyter Kernel Gateway", lambda: _kernel_gateway(bench, runners, warm_up))
    section.attempt("the bare Scala engine", lambda: _bare(bench, gateway, runners, warm_up))
    for name, runner in runners.items():
        bench.tell(f"warming up: {name}")
        done = section.attempt(name, lambda: runner(warm_up[name] // 5 if bench.quick else warm_up[name])) or []
        if warm_up[name] == WARM:
            fresh[name] = done[FRESH // 2 : FRESH]
    times = {name: [] for name in runners}
    times |= {name + " fresh": values for name, values in fresh.items()}
    for turn in range(1 if bench.quick else 5):
        bench.tell(f"turn {turn + 1}")
        for name, runner in runners.items():
            times[name] += section.attempt(name, lambda: runner(20 if bench.quick else 60)) or []
    gateway.stop()
    _tell(section, {name: values for name, values in times.items() if values})


def _web_sockets(gateway, kernel, name, cells, runners, warm_up):
    """A new connection for each turn: a client that waits for its turn would not answer pings."""

    def turn(count, quick):
        with contextlib.closing(gateway.connect(kernel, quickack=quick)) as client:
            return _cells(client, count)

    for quick in (False, True) if QUICKACK is not None else (False,):
        shown = name + (" quick" if quick else "")
        runners[shown] = lambda count, quick=quick: turn(count, quick)
        warm_up[shown] = cells


def _hearth(bench, gateway, runners, warm_up):
    for language, cells in (("python", WARM), ("scala", 75)):
        kernel = gateway.create("hearth-" + language)
        _web_sockets(gateway, kernel, language, cells, runners, warm_up)
        warm_up[language + " quick"] = FRESH  # the kernel is warm by then
        with contextlib.closing(gateway.connect(kernel)) as client:
            client.run("%%scala\nspark.range(10).count()", timeout=300)  # all of the session is up
    bench.runtime = runtime_of(gateway, kernel)
    bench.scala_driver = gateway.drivers(kernel)[0]


def _zmq(bench, runners, warm_up):
    kernel = peers.ZmqKernel(bench)
    runners["ipykernel"], warm_up["ipykernel"] = lambda count: _cells(kernel, count), WARM


def _kernel_gateway(bench, runners, warm_up):
    gateway = peers.KernelGateway(bench)
    _web_sockets(gateway, gateway.create(), "jupyter", WARM, runners, warm_up)
    warm_up["jupyter quick"] = FRESH  # the kernel is warm by then


def _bare(bench, gateway, runners, warm_up):
    jars = Path(bench.runtime.spark_home) / "jars"
    classes = bench.classes(["BareRepl"], f"{jars}/*")
    for name, spark in (("bare", False), ("bare with names", True)):
        engine = Scala(bench, bench.scala_driver, classes, spark)
        runners[name] = lambda count, engine=engine: [(time, time) for time in engine.times(count)]
        warm_up[name] = 150


def _tell(section, times):
    def sample(name, index):
        return Sample([pair[index] for pair in times[name]], "ms") if name in times else None

    def figure(key, what, name, index, peer, peer_name, goal=None):
        beside = sample(peer, index)
        section.figures.append(
            Figure(key, what, sample(name, index), peer_name, beside, goal, missing="" if beside else f"{peer_name}: missing")
        )

    for index, until in ((0, "reply"), (1, "reply and idle")):
        short = "idle" if index else "reply"
        goals = (0.5, 0.1, 1.1)
        figure(f"warm.python.zmq.{short}", f"Python, {until}", "python", index, "ipykernel", "ipykernel, ZeroMQ", goals[0])
        if "python fresh" in times:
            figure(f"warm.python.fresh.{short}", f"Python, {until}, fresh", "python fresh", index, "ipykernel fresh", "ipykernel, ZeroMQ, fresh")
        jupyter = "ipykernel behind Jupyter Kernel Gateway"
        figure(f"warm.python.jupyter.{short}", f"Python, {until}", "python", index, "jupyter", jupyter, goals[1])
        if "python quick" in times:
            figure(f"warm.python.quick.{short}", f"Python, {until}, quick", "python quick", index, "jupyter quick", jupyter + ", quick")
        figure(f"warm.scala.{short}", f"Scala, {until}", "scala", index, "bare", "bare Scala engine", goals[2])
        names = "bare Scala engine with Spark's names"
        figure(f"warm.scala.names.{short}", f"Scala, {until}", "scala", index, "bare with names", names)
        if "scala quick" in times:
            figure(f"warm.scala.quick.{short}", f"Scala, {until}, quick", "scala quick", index, "bare", "bare Scala engine")
    section.tables.append(_spread(times))


def _spread(times):
    rows = []
    for name, pairs in times.items():
        row = [name, len(pairs)]
        for index in (0, 1):
            values = sorted(pair[index] for pair in pairs)
            row += [number(statistics.median(values))] + [number(values[int(len(values) * q)]) for q in (0.95, 0.99)]
        rows.append(row)
    header = ["who", "cells", "reply p50", "p95", "p99", "reply and idle p50", "p95", "p99"]
    return Table("All of them, ms; of the bare engine both are the same time.", header, rows)
