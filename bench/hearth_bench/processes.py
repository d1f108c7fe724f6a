"""Processes that are gone when the measurements are over, whatever happens.

Every process is started in a group of its own, and this one adopts what its children leave behind (drivers outlive a gateway
that is killed), so that at the end all of its descendants can be found and ended. One that gets no time to clean up leaves
its children a signal (Linux)."""

import contextlib
import ctypes
import os
import queue
import signal
import subprocess
import threading
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
TICKS = os.sysconf("SC_CLK_TCK")

try:
    _libc = ctypes.CDLL(None, use_errno=True)
    _prctl = _libc.prctl
except (OSError, AttributeError):
    _prctl = None


class Failed(Exception):
    """Something that is measured, or measured beside, did not do what it should. The sentence is shown."""


def adopt_orphans():
    if _prctl is not None:
        _prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _die_with_parent():
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def descendants(pid):
    """Pids below a process, nearest first."""
    children = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            fields = entry.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, look = [], [pid]
    while look:
        look = [child for parent in look for child in children.get(parent, [])]
        found += look
    return found


def command_line(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    return []


def cpu_seconds(*pids):
    """User and system time of processes, with that of their children that have ended."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICKS


def resident_mib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Program:
    """A started program. Its output is read line by line on a thread, so that every wait has a time-out."""

    def __init__(self, command, log, env=None, cwd=None, keep_output=True, secret_output=False):
        self.log = Path(log)
        self.started = time.monotonic()
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if keep_output else errors,
                stderr=errors,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.pid = self.process.pid
        self._lines = queue.SimpleQueue()
        if keep_output:
            copied = os.devnull if secret_output else log
            threading.Thread(target=self._read, args=(copied,), daemon=True).start()

    def _read(self, copied):
        with open(copied, "ab") as copy:
            for line in self.process.stdout:
                self._lines.put((time.monotonic(), line.decode(errors="replace")))
                copy.write(line)
        self._lines.put((time.monotonic(), None))

    def line(self, wanted, timeout):
        """The next line that `wanted` accepts, and when it came."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                when, line = self._lines.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise Failed(f"{self.name()} said nothing of it within {timeout:.0f} s; {self.tail()}") from None
            if line is None:
                raise Failed(f"{self.name()} ended with {self.process.wait(10)}; {self.tail()}")
            if wanted(line):
                return when, line

    def say(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def name(self):
        return os.path.basename(str(self.process.args[0]))

    def tail(self):
        with contextlib.suppress(OSError):
            lines = self.log.read_text(errors="replace").strip().splitlines()
            return "its last words: " + " | ".join(lines[-3:]) if lines else "it wrote nothing"
        return ""

    def stop(self, patience=20):
        """An orderly end if it takes one, with all that is in its group."""
        for way, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 10)):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, way)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(wait)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self.process.stdin.close()


def reap():
    """Collects adopted children that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def end_all():
    """Ends every descendant. For the very end: nothing that is still running is waited for."""
    for way, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        left = descendants(os.getpid())
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, way)
        end = time.monotonic() + patience
        while left and time.monotonic() < end:
            reap()
            left = descendants(os.getpid())
            time.sleep(0.05)
        if not left:
            return
