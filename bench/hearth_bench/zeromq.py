"""Kernels that Jupyter starts on its own machine: their start, their round trip and their output, over ZeroMQ."""

import contextlib
import json
import subprocess

from hearth_bench import peers
from hearth_bench.cold import start_gateway
from hearth_bench.output import MB, PRINT, WARM_UP, WIDTH
from hearth_bench.processes import Failed
from hearth_bench.results import Figure, Sample, Section, Table, number

BRIDGE, PROVISIONER, IPYKERNEL, TOREE = "bridge", "provisioner", "ipykernel", "toree"
SHOWN = {
    BRIDGE: "bridge",
    PROVISIONER: "provisioner",
    IPYKERNEL: "ipykernel",
    TOREE: "Apache Toree 0.5.0, Spark 3.5.9",
}
WARM = 2000


def section():
    return Section(
        "zeromq",
        "kernels on ZeroMQ: start, round trip, output",
        "A process that has jupyter_client loaded, as a Jupyter server has, starts kernels from kernelspecs. *Start* is from that call to "
        "the first kernel_info_reply; the client's socket finds one that listens within a millisecond; a gateway is up, and with each of "
        "Hearth's kernels a driver begins to start beside it. *CPU* is that of the kernel's processes until then; the provisioner has none. "
        "Round trips are of `1+1` behind 2,000 cells that are not counted, in turns of 60, from the send to reply and idle both. Output is "
        "printed by one Python cell in lines of 1,000 characters; the client takes each message apart.",
    )


class Local:
    """A kernel that a process of its own starts from a kernelspec."""

    def __init__(self, bench, specs, name):
        folder = bench.folder(name)
        self.program = bench.module("start", [specs, name, folder, "--stay"], folder / "log")
        _, line = self.program.line(lambda line: line.startswith("{"), 180)
        self.client = peers.ZmqClient(bench, self.program, json.loads(line)["file"])

    def stop(self):
        self.client.client.stop_channels()
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self.program.process.stdin.close()  # an orderly end: the session goes, too
            self.program.process.wait(30)
        self.client.bench.stop(self.program)


def measure(bench, section):
    gateway = start_gateway(bench)
    specs = bench.folder("kernels")
    names = _kernelspecs(bench, section, gateway, specs)
    starts = {name: [] for name in names}
    for turn in range(1 if bench.quick else 3):
        for name in names:
            bench.tell(f"starts, turn {turn + 1}: {SHOWN[name]}")
            count = 1 if name == TOREE or bench.quick else 5
            starts[name] += section.attempt(f"start of {SHOWN[name]}", lambda: _starts(bench, specs, name, count)) or []
    _tell_starts(section, {name: values for name, values in starts.items() if values})
    kernels = {}
    for name in names:
        if name != TOREE:
            bench.tell(f"a kernel that stays: {SHOWN[name]}")
            kernel = section.attempt(SHOWN[name], lambda: Local(bench, specs, name))
            kernels |= {name: kernel} if kernel else {}
    _round_trips(bench, section, kernels)
    _output(bench, section, kernels)
    for kernel in kernels.values():
        kernel.stop()
    gateway.stop()


def _kernelspecs(bench, section, gateway, specs):
    """Writes them; gives the names of those that can be measured."""
    token = specs / "token"
    token.touch(0o600)
    token.write_text(gateway.http.token)
    url = f"http://{gateway.http.host}:{gateway.http.port}"
    names = []

    def spec(name, argv, language="python", **more):
        (specs / name).mkdir()
        whole = {"argv": [str(word) for word in argv], "display_name": name, "language": language, **more}
        (specs / name / "kernel.json").write_text(json.dumps(whole))
        names.append(name)

    start_line = (bench.own / "bridge" / "argv").read_text().splitlines()
    words = ["--connection", "{connection_file}", "--language", "python", "--url", url, "--token-file", token]
    spec(BRIDGE, start_line + words)
    config = {"url": url, "token_file": str(token)}
    provisioner = {"provisioner_name": "hearth-provisioner", "config": config}
    spec(PROVISIONER, [], metadata={"kernel_provisioner": provisioner})
    spec(IPYKERNEL, [bench.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    section.attempt(SHOWN[TOREE], lambda: _toree(bench, spec))
    return names


def _toree(bench, spec):
    """Its newest release, on the newest Spark that it runs on, in an environment of its own."""
    found = sorted((bench.own / "bench-toree" / "lib").glob("python*/site-packages"))
    if not found:
        raise Failed("its environment is not there")
    env = {
        "SPARK_HOME": str(found[0] / "pyspark"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_OPTS": "--master local[2] --conf spark.ui.enabled=false --driver-memory 1g",
        "TOREE_OPTS": "",
    }
    run = found[0] / "toree" / "bin" / "run.sh"
    spec(TOREE, ["bash", run, "--profile", "{connection_file}"], "scala", env=env)


def _starts(bench, specs, name, count):
    folder = bench.folder("start-" + name)
    program = bench.module("start", [specs, name, folder, "--count", count], folder / "log")
    found = []
    for _ in range(count):
        _, line = program.line(lambda line: line.startswith("{"), 180)
        told = json.loads(line)
        found.append((told["seconds"], told["cpu"]))
    program.process.wait(60)
    bench.stop(program)
    return found


def _tell_starts(section, starts):
    def sample(name):
        return Sample([seconds for seconds, _ in starts[name]], "s") if name in starts else None

    for name, peer, goal in (
        (BRIDGE, IPYKERNEL, 1.0),
        (BRIDGE, TOREE, None),
        (PROVISIONER, IPYKERNEL, 0.1),
        (PROVISIONER, TOREE, None),
    ):
        beside = sample(peer)
        section.figures.append(
            Figure(
                f"zeromq.start.{name}.{peer}",
                f"start to kernel_info, {SHOWN[name]}",
                sample(name),
                SHOWN[peer],
                beside,
                goal,
                missing="" if beside else f"{SHOWN[peer]}: missing",
            )
        )
    rows = [
        [SHOWN[name], len(values), number(Sample([value[0] for value in values], "s").median), number(Sample([value[1] for value in values], "s").median)]
        for name, values in starts.items()
    ]
    section.tables.append(Table("Starts, s, medians.", ["who", "starts", "until kernel_info_reply", "CPU until then"], rows))


def _cell(kernel, code, **more):
    cell = kernel.client.run(code, **more)
    if cell.done() and cell.status != "ok":
        raise Failed(f"a cell went wrong: {cell.text}")
    return cell


def _round_trips(bench, section, kernels):
    times = {name: [] for name in kernels}
    for name, kernel in kernels.items():
        bench.tell(f"warming up: {SHOWN[name]}")
        for _ in range(WARM // 20 if bench.quick else WARM):
            _cell(kernel, "1+1", timeout=180)
    for turn in range(1 if bench.quick else 5):
        bench.tell(f"round trips, turn {turn + 1}")
        for name, kernel in kernels.items():
            for count in range(63):
                cell = _cell(kernel, "1+1")
                if count >= 3:
                    times[name].append(1e3 * (max(cell.reply, cell.idle) - cell.sent))
    rows = []
    for name, values in times.items():
        ordered = sorted(values)
        tail = [number(ordered[int(len(ordered) * part)]) for part in (0.5, 0.95, 0.99)]
        rows.append([SHOWN[name], len(ordered), *tail])
        if name != IPYKERNEL:
            peer = Sample(times.get(IPYKERNEL, []), "ms") if times.get(IPYKERNEL) else None
            figure = Figure(f"zeromq.trip.{name}", f"`1+1`, reply and idle, {SHOWN[name]}", Sample(values, "ms"), SHOWN[IPYKERNEL], peer)
            section.figures.append(figure)
    section.tables.append(Table("Round trips, ms.", ["who", "cells", "p50", "p95", "p99"], rows))


def _output(bench, section, kernels):
    size = (20 if bench.quick else 200) * MB
    lines = size // WIDTH
    rates = {name: [] for name in kernels}
    for name, kernel in kernels.items():
        _cell(kernel, WARM_UP)
    for turn in range(1 if bench.quick else 3):
        for name, kernel in kernels.items():
            bench.tell(f"output, turn {turn + 1}: {SHOWN[name]}")
            rate = section.attempt(f"output of {SHOWN[name]}", lambda: _rate(kernel, lines))
            rates[name] += [rate] if rate else []
    for name, values in rates.items():
        if name != IPYKERNEL:
            peer = Sample(rates[IPYKERNEL], "MB/s") if rates.get(IPYKERNEL) else None
            ours = Sample(values, "MB/s") if values else None
            what = f"{size // MB} MB printed, {SHOWN[name]}"
            section.figures.append(
                Figure(f"zeromq.output.{name}", what, ours, SHOWN[IPYKERNEL], peer, missing="" if peer else "not complete")
            )


def _rate(kernel, lines):
    """MB/s; refuses what is not complete."""
    cell = _cell(kernel, PRINT.format(lines=lines), timeout=180, quiet=15)
    came = len("".join(cell.text))
    if not cell.done() or came != lines * WIDTH:
        raise Failed(f"{came:,} of {lines * WIDTH:,} characters came")
    return came / MB / (max(cell.reply, cell.idle) - cell.sent)
