"""The command line: which measurements, where the results go, and an end without remains."""

import argparse
import importlib
import resource
import signal
import sys
import time
from pathlib import Path

from hearth_bench import results
from hearth_bench.processes import Failed, adopt_orphans

NAMES = {
    "cold": "a new kernel to its first result, beside spark-shell, pyspark and ipykernel (7 minutes)",
    "warm": "round trip of a small cell, beside ipykernel, Jupyter Kernel Gateway and the bare Scala engine (6 minutes)",
    "zeromq": "kernels on ZeroMQ: start, round trip, output, beside ipykernel and Apache Toree (6 minutes)",
    "languages": "completion, a Scala cell after 500 cells, frames of 1,000 rows (5 minutes)",
    "output": "200 MB and 100,000 messages to one client and to three, beside a TCP copy and Jupyter (6 minutes)",
    "idle": "1,000 idle sessions: heap, list, CPU (3 minutes)",
    "livy": "Livy's API: round trip of a statement, a million rows, memory, 16 clients for five minutes (12 minutes)",
    "yarn": "sessions on YARN: submission, start, class data, ten at once, on a cluster of its own (10 minutes)",
}


BUSY = 1.0


def parser():
    listed = "\n".join(f"  {name:9} {says}" for name, says in NAMES.items())
    made = argparse.ArgumentParser(
        prog="./hearth bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures Hearth beside what one would take instead, in one run, on this machine.",
        epilog=f"measurements, all of them if none is named:\n{listed}\n\n"
        "Leave the machine alone meanwhile. The tables are printed; a run that is not --quick also writes them to\n"
        "bench/RESULTS.md, where measurements that were not named stay as they were. Ends with 1 if something could\n"
        "not be measured; a goal that is missed is no failure.",
    )
    made.add_argument("names", metavar="NAME", nargs="*", help="what to measure")
    made.add_argument("--quick", action="store_true", help="few repetitions, to see that it works; nothing is written")
    made.add_argument("--seconds", type=float, help="how long the clients of livy go on, in place of five minutes")
    made.add_argument("--no-write", action="store_true", help="leave bench/RESULTS.md alone")
    return made


def _told_to_end(*_):
    raise SystemExit(143)


def main():
    arguments = parser().parse_args()
    unknown = [name for name in arguments.names if name not in NAMES]
    if unknown:
        parser().error(f"there is no measurement {unknown[0]!r}: there are {', '.join(NAMES)}")
    chosen = [name for name in NAMES if name in arguments.names or not arguments.names]
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _told_to_end)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell had it ignored
    adopt_orphans()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    short = arguments.quick or arguments.seconds is not None
    return _run(chosen, arguments.quick, arguments.seconds, not (short or arguments.no_write))


def _run(chosen, quick, seconds, written):
    from hearth_bench import machine
    from hearth_bench.bench import Bench

    root = Path(__file__).resolve().parents[2]
    why = results.sentences(root / "bench" / "missed.toml")
    sections = []
    try:
        for name in chosen:
            with Bench(root, quick, seconds) as bench:
                section = _measured(bench, name, machine)
            sections.append(section)
            print(section.text(), flush=True)
            if written:
                results.write(root / "bench" / "RESULTS.md", [section], why, list(NAMES))
    except KeyboardInterrupt:
        print("bench: stopped", file=sys.stderr)
        return 130
    except Failed as e:
        print(f"bench: {e}", file=sys.stderr)
        return 1
    if written:
        print("bench: written to bench/RESULTS.md", file=sys.stderr)
    return 1 if any(section.failures for section in sections) else 0


def _measured(bench, name, machine):
    print(f"bench: {name}: {NAMES[name]}", file=sys.stderr, flush=True)
    begin, load = time.monotonic(), machine.load()
    if load > BUSY:
        print(f"bench: the machine is busy (load {load:.1f}): figures will say little", file=sys.stderr, flush=True)
    section = importlib.import_module("hearth_bench." + name).section()
    try:
        importlib.import_module("hearth_bench." + name).measure(bench, section)
    except (Failed, OSError, ValueError) as e:
        section.failures.append(f"the rest: {e}")
    bench.stop_all()
    section.stamp = machine.describe(bench, load)
    if bench.quick:
        section.stamp += " **Quick run.**"
    print(f"bench: {name}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    return section
