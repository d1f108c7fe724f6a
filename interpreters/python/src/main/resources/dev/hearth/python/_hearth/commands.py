"""`!command`: a command of the user's shell at a terminal of its own, whose output nobody keeps.

IPython's own goes through pexpect, which keeps all output, and runs Python in the forked process of one that has threads.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from codecs import getincrementaldecoder

from .terminals import Terminal

CHUNK = 65536
# in a subshell an interrupt arrives between two waits
WAIT_SECONDS = 0.1
# what an interrupted command has to end by itself
GRACE_SECONDS = 1


class Command:
    """Runs while `run` does. Confined to the thread of its cell."""

    def __init__(self, line):
        name = os.environ.get("SHELL", "sh")
        self._shell = shutil.which(name)
        if self._shell is None:
            raise OSError('"%s" shell not found' % name)
        self._line = line
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._poll = select.poll()
        self._terminal = Terminal()

    def run(self, interrupts):
        """Shows what the command says until it ends. An interrupt ends it, with all that it runs."""
        try:
            self._terminal.start(self._shell, self._line)
            if interrupts.deferred:
                interrupts.deliver()
            self._poll.register(self._terminal.screen, select.POLLIN)
            self._show(None)
        except BaseException:
            self._end()
            raise
        finally:
            self._terminal.close()

    def status(self):
        """The shell's, or the negative number of the signal that ended it or what it ran; 0 if that is not known."""
        process = self._terminal.process
        status = 0 if process is None else process.poll() or 0
        return 128 - status if status > 128 else status

    def _show(self, deadline):
        """Until the end, or until that time; says whether it was the end."""
        said_all = False
        while deadline is None or time.monotonic() < deadline:
            over = self._terminal.process.poll() is not None
            if said_all and not over:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._terminal.process.wait(WAIT_SECONDS)
            elif not said_all and self._poll.poll(WAIT_SECONDS * 1000):
                data, said_all = self._read()
                self._print(self._decoder.decode(data, said_all))
            elif over:  # what it left in the background may keep the terminal open
                return True
        return False

    def _read(self):
        """What is there, at most CHUNK of it, and whether no more can come."""
        parts, size = [], 0
        while size < CHUNK and self._poll.poll(0):
            try:
                part = os.read(self._terminal.screen, CHUNK - size)
            except OSError:  # so says a terminal that nobody has open any more
                part = b""
            if not part:
                return b"".join(parts), True
            parts.append(part)
            size += len(part)
        return b"".join(parts), False

    @staticmethod
    def _print(text):
        if text:
            sys.stdout.write(text)  # looked up each time, as print does: a cell may redirect it

    def _end(self):
        if self._terminal.process is None:
            return
        try:
            self._terminal.signal(signal.SIGINT)
            self._show(time.monotonic() + GRACE_SECONDS)
        finally:  # a shell's jobs in the background are deaf to SIGINT, and may live when it has ended
            self._terminal.signal(signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._terminal.process.wait(GRACE_SECONDS)
