"""From POST to the first result, with nothing running but the gateway."""

import contextlib
import time
from pathlib import Path

from hearth_bench import peers
from hearth_bench.bench import LOCAL_SPARK, Runtime
from hearth_bench.gateway import Gateway
from hearth_bench.processes import Failed, command_line, cpu_seconds
from hearth_bench.results import Figure, Sample, Section, Table, number

COUNT = "spark.range(1000).map(_ + 1).count()"
# key: what, kernelspec, cell, what its result has, goal
CELLS = {
    "scala": ("Scala `1+1`", "hearth-scala", "1+1", "2", 0.2),
    "python": ("Python `1+1`", "hearth-python", "1+1", "2", 0.2),
    "sql": ("SQL `select 1`", "hearth-sql", "select 1", "1", 0.25),
    "count": (f"Scala `{COUNT}`", "hearth-scala", COUNT, "1000", 0.35),
}
SHELL = {
    "scala": ("1+1", "Int = 2"),
    "sql": ('spark.sql("select 1").collect()', "Array([1])"),
    "count": (COUNT, "Long = 1000"),
}
COMPILERS = {"": "", "first": "-first"}


def section():
    return Section(
        "cold",
        "POST of a new kernel to its first result",
        "A new session each time: `POST /api/kernels`, WebSocket, the cell at once; the time is that of the result's message. "
        "Beside it a new `spark-shell` of the same Spark, from its start to what it shows of the same line as its first, and a "
        "new Python that makes a Spark session. All on `local[2]`, 1 GiB, without Spark's page. *First compiler* is a profile "
        "with `compiler: first-tier`.",
    )


def start_gateway(bench):
    profile = {"memory": "1g", "spark-conf": LOCAL_SPARK}
    return Gateway(bench, "gateway", {"default": profile, "first": profile | {"compiler": "first-tier"}})


def runtime_of(gateway, kernel):
    """What the launcher gave to a driver."""
    variables = {}
    for pid in gateway.drivers(kernel)[:1]:
        for each in Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0"):
            name, _, value = each.partition("=")
            variables[name] = value
    if "SPARK_HOME" not in variables:
        raise Failed("the driver cannot be looked at")
    return Runtime(variables["SPARK_HOME"], variables["JAVA_HOME"], variables.get("PYSPARK_PYTHON", "python3"))


def start_once(gateway, spec, code, shown):
    """Seconds to the first result, CPU seconds of the driver until then, and the phases that the gateway tells."""
    begin = time.monotonic()
    kernel = gateway.create(spec)
    try:
        client = gateway.connect(kernel)
        cell = client.run(code, timeout=180)
        cpu = cpu_seconds(*gateway.drivers(kernel))
        client.close()
        if cell.status != "ok" or not cell.result or shown not in "".join(cell.text):
            raise Failed(f"a first cell went wrong: {cell.status} {cell.text}")
        return cell.result - begin, cpu, gateway.session(kernel).get("phases", {})
    finally:
        with contextlib.suppress(Failed, OSError):
            gateway.delete(kernel)


def first_session(bench, gateway, section):
    """One that is not measured: it warms the gateway and the disk's cache, and tells what drivers run on."""
    kernel = gateway.create("hearth-scala")
    client = gateway.connect(kernel)
    client.run("spark.range(10).count()", timeout=300)
    client.close()
    bench.runtime = runtime_of(gateway, kernel)
    archived = any("-XX:SharedArchiveFile" in part for part in command_line(gateway.drivers(kernel)[0]))
    gateway.delete(kernel)
    if not archived:
        section.failures.append("starts from a class-data archive: there is none, these are starts without")


def measure(bench, section):
    gateway = start_gateway(bench)
    first_session(bench, gateway, section)
    ours, shells, jupyter = {}, {}, []
    for turn in range(1 if bench.quick else 3):
        for key, (what, spec, code, shown, _goal) in CELLS.items():
            bench.tell(f"turn {turn + 1}: {what.replace('`', '')}")
            peer = section.attempt(f"{what} beside Spark's own", lambda: _peer(bench, key))
            shells.setdefault(key, []).extend([peer] if peer else [])
            for name, suffix in COMPILERS.items():
                took = section.attempt(what, lambda: start_once(gateway, spec + suffix, code, shown))
                ours.setdefault((key, name), []).extend([took] if took else [])
        took = section.attempt("Python beside Jupyter Kernel Gateway", lambda: _jupyter(bench))
        jupyter += [took] if took else []
    gateway.stop()
    _tell(section, ours, shells, jupyter)


def _peer(bench, key):
    if key == "python":
        return peers.pyspark(bench, bench.runtime)
    return peers.spark_shell(bench, bench.runtime, *SHELL[key])


def _jupyter(bench):
    """A gateway that runs; a new kernel behind it."""
    gateway = peers.KernelGateway(bench)
    try:
        gateway.delete(gateway.create())
        begin = time.monotonic()
        client = gateway.connect(gateway.create())
        cell = client.run("1+1")
        client.close()
        return cell.result - begin
    finally:
        gateway.stop()


def _sample(starts, index=0):
    return Sample([start[index] for start in starts], "s") if starts else None


def _tell(section, ours, shells, jupyter):
    costs, phases = [], {}
    for name, suffix in COMPILERS.items():
        for key, (what, _, _, _, goal) in CELLS.items():
            starts, peer = ours.get((key, name), []), _sample(shells.get(key, []))
            shown = what if not name else f"{what}, first compiler"
            peer_name = "pyspark" if key == "python" else "spark-shell"
            section.figures.append(
                Figure(
                    f"cold.{key}{suffix}",
                    shown,
                    _sample(starts),
                    peer_name,
                    peer,
                    goal if not name else None,
                    missing="" if peer else f"{peer_name}: missing",
                )
            )
            if starts:
                cpu, beside = _sample(starts, 1), _sample(shells[key], 1) if peer else None
                ratio = number(cpu.median / beside.median) if beside else "–"
                costs.append([shown, cpu.shown(), beside.shown() if beside else "–", ratio])
                phases[shown] = [start[2] for start in starts]
    section.figures.append(
        Figure(
            "cold.python.jupyter",
            "Python `1+1` once more",
            _sample(ours.get(("python", ""), [])),
            "ipykernel behind Jupyter Kernel Gateway, no Spark",
            Sample(jupyter, "s") if jupyter else None,
            missing="" if jupyter else "Jupyter Kernel Gateway: missing",
        )
    )
    section.tables.append(
        Table("CPU until then, of the driver, and of what is beside it, with their children.", ["what", "Hearth", "beside it", "ratio"], costs)
    )
    section.tables.append(_phases(phases))


def _phases(phases):
    """Medians of each phase that was there in every start; a phase may come behind the first result, or not in time."""
    names = sorted({name for starts in phases.values() for start in starts for name in start})
    values = {}
    for what, starts in phases.items():
        for name in names:
            known = [start[name] for start in starts if isinstance(start.get(name), (int, float))]
            values[what, name] = Sample(known, "ms").median if known else None
    known = [value for value in values.values() if value is not None]
    names.sort(key=lambda name: min((values[w, name] for w in phases if values[w, name] is not None), default=max(known, default=0)))
    rows = [[what] + ["–" if values[what, name] is None else number(values[what, name]) for name in names] for what in phases]
    title = "Phases as `GET /hearth/sessions/{id}` tells them right behind the first result, ms; – is not yet."
    return Table(title, ["what"] + names, rows)
