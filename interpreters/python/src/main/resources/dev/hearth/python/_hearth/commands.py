"""`!command`: a command of the user's shell at a terminal of its own, whose output nobody keeps.

IPython's own goes through pexpect, which keeps all output, and runs Python in the forked process of one that has threads.
"""

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from codecs import getincrementaldecoder

CHUNK = 65536
ROWS, COLUMNS = 24, 80
# in a subshell an interrupt arrives between two waits
WAIT_SECONDS = 0.1
# what an interrupted command has to end by itself
GRACE_SECONDS = 1


class Command:
    """Runs from its making to the end of `finish`. Confined to the thread of its cell."""

    def __init__(self, line):
        name = os.environ.get("SHELL", "sh")
        shell = shutil.which(name)
        if shell is None:
            raise OSError('"%s" shell not found' % name)
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._screen, keyboard = pty.openpty()
        try:
            fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            self._process = subprocess.Popen(
                [shell, "-c", line], stdin=keyboard, stdout=keyboard, stderr=keyboard, start_new_session=True
            )
        except BaseException:
            os.close(self._screen)
            raise
        finally:
            os.close(keyboard)
        self._poll = select.poll()
        self._poll.register(self._screen, select.POLLIN)

    def finish(self):
        """Shows what the command says until it ends. An interrupt ends it, with all that it runs."""
        try:
            self._show(None)
        except BaseException:
            self._end()
            raise
        finally:
            os.close(self._screen)

    def status(self):
        """The shell's, or the negative number of the signal that ended it or what it ran; 0 if that is not known."""
        status = self._process.poll() or 0
        return 128 - status if status > 128 else status

    def _show(self, deadline):
        """Until the end, or until that time; says whether it was the end."""
        said_all = False
        while deadline is None or time.monotonic() < deadline:
            over = self._process.poll() is not None
            if said_all and not over:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(WAIT_SECONDS)
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
                part = os.read(self._screen, CHUNK - size)
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
        ended = False
        try:
            self._signal(signal.SIGINT)
            ended = self._show(time.monotonic() + GRACE_SECONDS)
        finally:
            if not ended:
                self._signal(signal.SIGKILL)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(GRACE_SECONDS)

    def _signal(self, number):
        """To the command and all that it runs: it leads a group of its own."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)
