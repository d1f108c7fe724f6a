"""Processes that are known again later, though other programs run in between.

A process is known by its pid together with the moment it began: a pid that now belongs to another program is never taken for
it. Where the system has descriptors of processes (Linux), nothing can change between the look and the signal."""

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """`began` is opaque: the same for the same process, another for every other one that has ever had this pid."""

    pid: int
    began: str

    def runs(self) -> bool:
        return began(self.pid) == self.began

    def send(self, number: signal.Signals) -> None:
        """Does nothing if it is gone."""
        with _descriptor(self.pid) as descriptor:
            if not self.runs():
                return
            with contextlib.suppress(ProcessLookupError):
                if descriptor is None:
                    os.kill(self.pid, number)
                else:
                    signal.pidfd_send_signal(descriptor, number)

    def ended(self, seconds: float) -> bool:
        """Waits for its end; false if it still runs after this time."""
        until = time.monotonic() + seconds
        with _descriptor(self.pid) as descriptor:
            while self.runs():
                left = until - time.monotonic()
                if left <= 0:
                    return False
                if descriptor is None:
                    time.sleep(0.05)
                else:
                    select.select([descriptor], [], [], left)
        return True

    def note(self, file: Path) -> None:
        """Keeps it in a file, which is whole or not there."""
        new = file.with_name(file.name + ".new")
        new.write_text(json.dumps(asdict(self)))
        new.replace(file)


def noted(file: Path) -> Process | None:
    """The process of a note, if it still runs."""
    try:
        process = Process(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return process if process.runs() else None


def began(pid: int) -> str | None:
    """When the process with this pid began, or None if there is none, or only what is left of one that nobody has waited for."""
    if not Path("/proc/self/stat").exists():
        return _began_without_proc(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    return None if fields[0] in "ZX" else f"{boot} {fields[19]}"


def _began_without_proc(pid: int) -> str | None:
    asked = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    state, _, moment = asked.stdout.strip().partition(" ")
    return moment.strip() if moment and not state.startswith("Z") else None


@contextlib.contextmanager
def _descriptor(pid: int) -> Iterator[int | None]:
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def containers(local: Path) -> list[Process]:
    """What a node's containers have left running: processes that were started out of its folder or were told that it is
    theirs (Linux; elsewhere none are found)."""
    found = []
    within = os.fsencode(local) + b"/"
    for entry in Path("/proc").glob("[0-9]*"):
        pid = int(entry.name)
        moment = began(pid)
        with contextlib.suppress(OSError):
            words = (entry / "environ").read_bytes().split(b"\0")
            told = any(word.startswith(b"LOCAL_DIRS=" + within) for word in words)
            scripts = [word for word in (entry / "cmdline").read_bytes().split(b"\0")[:3] if word.startswith(within)]
            if moment and (told or scripts):
                found.append(Process(pid, moment))
    return found
