"""Much output: to one client, to three, beside one that reads nothing; and many short messages."""

import contextlib
import json
import re
import time
import uuid

from hearth_bench import peers, websocket
from hearth_bench.bench import LOCAL_SPARK
from hearth_bench.gateway import Gateway
from hearth_bench.processes import Failed, cpu_seconds
from hearth_bench.results import Figure, Sample, Section, Table, number
from hearth_bench.stubs import Stubs

MB = 1_000_000
MIB = 1 << 20
TEXT = 64 << 10
WIDTH = 1000
AFTER_GC = re.compile(r"Pause .* \d+M->(\d+)M\(")
PRINT = "line = 'x' * 990\nfor i in range({lines}):\n    print(f'{{i:09d}}{{line}}')"
WARM_UP = PRINT.format(lines=5000)
SHORT = "for i in range({lines}):\n    print(f'{{i:09d}}', flush=True)"


def section():
    return Section(
        "output",
        "200 MB, and 100,000 messages",
        "The gateway has `-Xmx256m`. *Synthetic* is a stub driver that sends stream messages of 64 KiB of text in frames like a "
        "driver's; the client reads the v1 layout, answers pings, keeps everything and looks at it afterwards: what is not "
        "complete is no figure. A rate is of bytes that one client received, from its request to the cell's end. The TCP copy is "
        "of as many bytes, in blocks of 64 KiB, one process to another and into a file, as the journal is one. Heap is what the "
        "gateway has in use behind a full collection, before the cell and at its end with all clients still there.",
    )


class Readers:
    """Clients of one kernel, each a process; the first asks."""

    def __init__(self, bench, target, kernel, code, lines, width, count=1, timeout=120, quiet=60, capacity=None):
        self.bench, self.programs = bench, []
        msg_id = uuid.uuid4().hex
        for i in range(count):
            folder = bench.folder("reader")
            orders = {
                "host": target.http.host,
                "port": target.http.port,
                "token": target.http.token,
                "path": f"/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}",
                "msg_id": msg_id,
                "code": code if i == 0 else "",
                "capacity": capacity or int(1.2 * lines * width) + (32 << 20),
                "timeout": timeout,
                "quiet": quiet,
                "check": {"lines": lines, "width": width},
            }
            program = bench.module("reader", [], folder / "log")
            self.programs.append(program)
            program.say(json.dumps(orders) + "\n")
            program.line(lambda line: line.strip() == "ready", 60)
        self.timeout = timeout

    def run(self):
        """What each client has to tell, once all have ended."""
        for program in reversed(self.programs):
            program.say("go\n")
        told = []
        for program in self.programs:
            _, line = program.line(lambda line: line.startswith("{"), self.timeout + 60)
            told.append(json.loads(line))
        return told

    def stop(self):
        for program in self.programs:
            self.bench.stop(program)


class Run:
    """One flood through the gateway: rate, heap, CPU; refuses what is not complete."""

    def __init__(self, bench, gateway, kernel, code, lines, width, readers=1, stalled=False, stubs=None, capacity=None):
        clients = Readers(bench, gateway, kernel, code, lines, width, readers, capacity=capacity)
        idle_client = None
        try:
            if stalled:
                path = f"/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}"
                http = gateway.http
                idle_client, _ = websocket.connect(http.host, http.port, path, http.token, 30, receive_buffer=64 << 10)
            heap = gateway.live_heap()
            collections = gateway.program.log.with_name("gc.log")
            logged = collections.stat().st_size if collections.exists() else 0
            others = [stubs.program.pid] if stubs else gateway.drivers(kernel)
            cpu, driver_cpu = cpu_seconds(gateway.pid), cpu_seconds(*others)
            told = clients.run()
            self.cpu = cpu_seconds(gateway.pid) - cpu
            self.driver_cpu = cpu_seconds(*others) - driver_cpu
            self.growth = (gateway.live_heap() - heap) / MIB
            self.highest = _highest(collections, logged, heap)
            for each in told:
                if not each["ended"] or each["lines"] != lines:
                    raise Failed(f"not complete: {each['lines']} of {lines} pieces, ended: {each['ended']}")
            self.seconds = max(each["done"] for each in told) - told[0]["begin"]
            self.bytes = told[0]["bytes"]
            self.client_cpu = told[0]["cpu"]
            self.messages = told[0]["texts"]
            self.rate = self.bytes / MB / self.seconds
        finally:
            if idle_client:
                idle_client.close()
            clients.stop()


def _highest(log, begin, heap):
    """The most MiB that were in use behind any collection since, above what was live before; None without a log."""
    if not log.exists():
        return None
    with open(log, "rb") as file:
        file.seek(begin)
        found = [int(value) for value in AFTER_GC.findall(file.read().decode(errors="replace"))]
    return max(found, default=0) - heap / MIB if found else None


def measure(bench, section):
    folder = bench.folder("gc")
    stubs = Stubs(bench, large_frames=True)
    gateway = Gateway(
        bench,
        "gateway",
        {"default": {"memory": "1g", "spark-conf": LOCAL_SPARK}, "stub": stubs.profile},
        heap="256m",
        java_options=f"-Xlog:gc:file={folder / 'gc.log'}:time",
    )
    gateway.program.log.with_name("gc.log").symlink_to(folder / "gc.log")
    rounds = 1 if bench.quick else 3
    size = (20 if bench.quick else 200) * MB
    costs = []
    _synthetic(bench, section, gateway, stubs, rounds, size, costs)
    _short(bench, section, gateway, stubs, rounds, 10_000 if bench.quick else 100_000, costs)
    _python(bench, section, gateway, rounds, size, 10_000 if bench.quick else 100_000, costs)
    header = [
        "what",
        "CPU of the gateway, s",
        "of the driver and its children, s",
        "of one client, s",
        "heap above what was live, highest behind a collection, MiB",
    ]
    section.tables.append(Table("What it took, medians.", header, costs))


def _flood(bench, gateway, stubs, count, width, **more):
    kernel = gateway.create("hearth-scala-stub")
    try:
        return Run(bench, gateway, kernel, f"messages {count} {width}", count, width, stubs=stubs, **more)
    finally:
        gateway.delete(kernel)


def _copy(bench, size):
    """MB/s of a plain TCP copy into a file."""
    folder = bench.folder("copy")
    receiver = bench.module("tcpcopy", ["receive", str(folder / "file")], folder / "log")
    _, port = receiver.line(lambda line: line.strip(), 30)
    sender = bench.module("tcpcopy", ["send", port.strip(), str(size)], folder / "log")
    _, begin = sender.line(lambda line: line.strip(), 120)
    _, end = receiver.line(lambda line: line.strip(), 120)
    bench.stop(sender)
    bench.stop(receiver)
    (folder / "file").unlink()
    total, when = end.split()
    if int(total) != size:
        raise Failed("the TCP copy lost bytes")
    return size / MB / (float(when) - float(begin))


def _synthetic(bench, section, gateway, stubs, rounds, size, costs):
    count = size // TEXT
    section.attempt("warming up", lambda: _flood(bench, gateway, stubs, count // 2, TEXT))
    copies, ones, threes, stalled = [], [], [], []
    for _ in range(rounds):
        for list_, what, action in (
            (copies, "a TCP copy", lambda: _copy(bench, size)),
            (ones, "one reader", lambda: _flood(bench, gateway, stubs, count, TEXT)),
            (threes, "three readers", lambda: _flood(bench, gateway, stubs, count, TEXT, readers=3)),
            (stalled, "beside a client that reads nothing", lambda: _flood(bench, gateway, stubs, count, TEXT, stalled=True)),
        ):
            bench.tell("synthetic, " + what)
            done = section.attempt("synthetic, " + what, action)
            list_ += [done] if done else []
    shown = f"{size // MB} MB, synthetic"
    one = _rates(ones)
    copy = Sample(copies, "MB/s") if copies else None
    section.figures += [
        Figure("output.synthetic", f"{shown}, one reader", one, "TCP copy into a file", copy, 0.25, at_least=True),
        Figure("output.three", f"{shown}, three readers, each", _rates(threes), "one reader", one, 0.4, at_least=True),
        Figure("output.stalled", f"{shown}, beside a client that reads nothing", _rates(stalled), "one reader", one),
        _heap("output.heap", f"growth of the heap, {shown}, one reader", ones),
        _heap("output.heap.three", f"growth of the heap, {shown}, three readers", threes),
        _heap("output.heap.stalled", f"growth of the heap, {shown}, beside a client that reads nothing", stalled),
    ]
    _cost(costs, f"{shown}, one reader", ones)
    _cost(costs, f"{shown}, three readers", threes)
    _cost(costs, f"{shown}, beside a client that reads nothing", stalled)


def _rates(runs):
    return Sample([run.rate for run in runs], "MB/s") if runs else None


def _heap(key, what, runs):
    grown = Sample([run.growth for run in runs], "MiB") if runs else None
    return Figure(key, what, grown, goal=32, absolute=True)


def _cost(costs, what, runs):
    if runs:
        highest = [run.highest for run in runs if run.highest is not None]
        costs.append(
            [
                what,
                number(Sample([run.cpu for run in runs], "s").median),
                number(Sample([run.driver_cpu for run in runs], "s").median),
                number(Sample([run.client_cpu for run in runs], "s").median),
                number(Sample(highest, "MiB").median) if highest else "–",
            ]
        )


def _short(bench, section, gateway, stubs, rounds, count, costs):
    """Messages of ten characters, so that all is in the messages' number."""
    capacity = count * 1024 + (32 << 20)
    runs = []
    bench.tell("synthetic, short messages")
    for _ in range(rounds):
        done = section.attempt(
            "short messages, synthetic", lambda: _flood(bench, gateway, stubs, count, 16, capacity=capacity)
        )
        runs += [done] if done else []
    what = f"{count:,} messages of 16 bytes, synthetic, one reader"
    rate = Sample([run.messages / run.seconds for run in runs], "messages/s") if runs else None
    section.figures.append(Figure("output.short", what, rate, "complete" if runs else ""))
    _cost(costs, what, runs)


def _python(bench, section, gateway, rounds, size, count, costs):
    """Real cells: of Hearth, of ipykernel alone, of ipykernel behind Jupyter Kernel Gateway."""
    lines = size // WIDTH
    long, short = PRINT.format(lines=lines), SHORT.format(lines=count)
    capacity = count * 1024 + (32 << 20)
    kernel = gateway.create("hearth-python")
    with contextlib.closing(gateway.connect(kernel)) as client:
        client.run("spark.range(10).count()", timeout=300)  # what starts behind the first cell is up
        client.run(WARM_UP)
    ours = {"long": [], "short": []}
    bench.tell("Python cells")
    for _ in range(rounds):
        for name, action in (
            ("long", lambda: Run(bench, gateway, kernel, long, lines, WIDTH)),
            ("short", lambda: Run(bench, gateway, kernel, short, count, 10, capacity=capacity)),
        ):
            done = section.attempt("Python cells", action)
            ours[name] += [done] if done else []
    gateway.delete(kernel)
    bench.tell("ipykernel, and Jupyter Kernel Gateway")
    zmq = section.attempt("ipykernel over ZeroMQ", lambda: _zmq(bench, long, lines, short, count)) or {}
    jupyter = section.attempt("Jupyter Kernel Gateway", lambda: _jupyter(bench, long, lines, short, count, capacity)) or {}
    for name, what in (
        ("long", f"{size // MB} MB printed by one Python cell"),
        ("short", f"{count:,} lines, each flushed, by one Python cell"),
    ):
        times = Sample([run.seconds for run in ours[name]], "s") if ours[name] else None
        remark = "complete" if ours[name] else ""
        for peer_name, peer in (("ipykernel, ZeroMQ", zmq), ("ipykernel behind Jupyter Kernel Gateway", jupyter)):
            seconds, told = peer.get(name, (None, "missing"))
            section.figures.append(
                Figure(
                    f"output.python.{name}",
                    what,
                    times,
                    f"{peer_name} ({told})",
                    Sample([seconds], "s") if seconds else None,
                    missing="" if seconds else f"{peer_name}: {told}",
                    remark=remark,
                )
            )
        _cost(costs, what, ours[name])
    section.figures.append(_heap("output.heap.python", "growth of the heap, Python cell", ours["long"]))


def _zmq(bench, long, lines, short, count):
    """Seconds where everything came, and what came. Its client takes messages apart as they come, as clients do."""
    kernel = peers.ZmqKernel(bench)
    kernel.run(WARM_UP)
    told = {}
    for name, code, wanted, width in (("long", long, lines, WIDTH), ("short", short, count, 10)):
        cell = kernel.run(code, timeout=90, quiet=10)
        told[name] = _verdict(cell.done(), max(cell.reply, cell.idle) - cell.sent, len("".join(cell.text)), wanted * width)
    kernel.stop()
    return told


def _jupyter(bench, long, lines, short, count, capacity):
    gateway = peers.KernelGateway(bench)
    told = {}
    for name, code, wanted, width, most in (("long", long, lines, WIDTH, None), ("short", short, count, 10, capacity)):
        kernel = gateway.create()
        with contextlib.closing(gateway.connect(kernel)) as client:
            client.run("1+1")  # more would count against its limit of output
        readers = Readers(bench, gateway, kernel, code, wanted, width, timeout=90, quiet=10, capacity=most)
        (each,) = readers.run()
        told[name] = _verdict(each["ended"], each["done"] - each["begin"], each["text_bytes"], wanted * width)
        readers.stop()
        gateway.delete(kernel)
        time.sleep(1)
    gateway.stop()
    return told


def _verdict(ended, seconds, delivered, wanted):
    if ended and delivered == wanted:
        return seconds, "complete"
    return None, f"{delivered:,} of {wanted:,} characters came{'' if ended else ', and no end of the cell'}, in {seconds:.0f} s"
