"""Many sessions in which nothing happens."""

import time

from hearth_bench import peers
from hearth_bench.gateway import Gateway
from hearth_bench.processes import Failed, cpu_seconds, descendants, resident_mib
from hearth_bench.results import Figure, Sample, Section, Table, number
from hearth_bench.stubs import Stubs

KIB = 1024
FIRST = 20


def section():
    return Section(
        "idle",
        "sessions in which nothing happens",
        "Stub drivers, all in one process, each with a link of its own that says its heartbeats; a small process stands for each "
        "driver's JVM, so the gateway watches as many as it would. The heap is what is in use behind a full collection, of the "
        f"sessions behind the first {FIRST}. Jupyter Kernel Gateway is asked with five real kernels.",
    )


def measure(bench, section):
    count = 100 if bench.quick else 1000
    stubs = Stubs(bench)
    gateway = Gateway(
        bench,
        "gateway",
        {"default": stubs.profile},
        more=f"limits:\n  sessions: {count + FIRST + 10}\n  concurrent-starts: 16\n",
    )
    _start(gateway, 0, FIRST)
    before = gateway.live_heap()
    threads_before = _threads(gateway)
    bench.tell(f"creating {count:,} sessions")
    begin = time.monotonic()
    _start(gateway, FIRST, count)
    took = time.monotonic() - begin
    heap = (gateway.live_heap() - before) / count / KIB
    threads = _threads(gateway) - threads_before
    lists, size = _lists(gateway.http, 20 if bench.quick else 100)
    seconds = 10 if bench.quick else 60
    bench.tell(f"nothing, for {seconds} s")
    time.sleep(2)
    cpu, stub_cpu = cpu_seconds(gateway.pid), cpu_seconds(stubs.program.pid)
    time.sleep(seconds)
    busy = 100 * (cpu_seconds(gateway.pid) - cpu) / seconds
    stub_busy = 100 * (cpu_seconds(stubs.program.pid) - stub_cpu) / seconds
    resident = resident_mib(gateway.pid)
    gateway.stop()
    jupyter = section.attempt("Jupyter Kernel Gateway", lambda: _jupyter(bench)) or {}
    section.figures += [
        Figure("idle.heap", f"heap per session, {count:,} sessions", Sample([heap], "KiB"), goal=64, absolute=True),
        Figure(
            "idle.list",
            f"`GET /api/kernels` of {count + FIRST:,}",
            Sample(lists, "ms"),
            "Jupyter Kernel Gateway, of 5",
            Sample(jupyter["lists"], "ms") if jupyter else None,
            missing="" if jupyter else "Jupyter Kernel Gateway: missing",
        ),
        Figure(
            "idle.cpu",
            f"CPU of the gateway when nothing happens, {seconds} s",
            Sample([busy], "% of a core"),
            "Jupyter Kernel Gateway, 5 kernels",
            Sample([jupyter["busy"]], "% of a core") if jupyter else None,
            missing="" if jupyter else "Jupyter Kernel Gateway: missing",
            goal=2,
            absolute=True,
        ),
    ]
    rows = [
        [f"{count:,} sessions created and linked in", f"{number(took)} s"],
        ["of the list", f"{size / KIB:,.0f} KiB"],
        ["threads of the gateway more than before", threads],
        ["resident memory of the gateway", f"{number(resident)} MiB"],
        ["CPU of the stub drivers meanwhile", f"{number(stub_busy)} % of a core"],
    ]
    if jupyter:
        rows.append(["Jupyter Kernel Gateway with 5 kernels, resident: itself", f"{number(jupyter['resident'])} MiB"])
        rows.append(["its kernels, each", f"{number(jupyter['kernel'])} MiB"])
    section.tables.append(Table("Besides.", ["what", "how much"], rows))


def _threads(gateway):
    with open(f"/proc/{gateway.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))


def _start(gateway, there, count):
    """Creates sessions and waits until all have their driver."""
    for _ in range(count):
        gateway.create("hearth-scala")
    deadline = time.monotonic() + 300
    while True:
        states = [kernel["execution_state"] for kernel in gateway.http.json("GET", "/api/kernels")]
        if len(states) < there + count or "dead" in states:
            raise Failed(f"of {there + count} sessions {len(states)} are there, {states.count('dead')} dead")
        if states.count("idle") == there + count:
            return
        if time.monotonic() > deadline:
            raise Failed(f"only {states.count('idle')} of {there + count} sessions were ready in time")
        time.sleep(0.2)


def _lists(http, count):
    """Milliseconds of so many lists over one connection, and the size of one."""
    times, size = [], 0
    for _ in range(count):
        begin = time.monotonic()
        status, text = http.raw("GET", "/api/kernels")
        times.append(1e3 * (time.monotonic() - begin))
        size = len(text)
        if status != 200:
            raise Failed(f"the list was answered {status}")
    return times, size


def _jupyter(bench):
    gateway = peers.KernelGateway(bench)
    try:
        for _ in range(5):
            client = gateway.connect(gateway.create())
            client.run("1+1")
            client.close()
        lists, _ = _lists(gateway.http, 20 if bench.quick else 100)
        seconds = 5 if bench.quick else 20
        cpu = cpu_seconds(gateway.program.pid)
        time.sleep(seconds)
        pid = gateway.program.pid
        kernels = [resident_mib(each) for each in descendants(pid)]
        return {
            "lists": lists,
            "busy": 100 * (cpu_seconds(pid) - cpu) / seconds,
            "resident": resident_mib(pid),
            "kernel": sum(kernels) / max(1, len(kernels)),
        }
    finally:
        gateway.stop()
