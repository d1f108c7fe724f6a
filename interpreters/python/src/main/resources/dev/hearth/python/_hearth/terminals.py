"""Processes at a terminal of their own. No interrupt ends what is done here, so that none is started and then forgotten."""

import contextlib
import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios

ROWS, COLUMNS = 24, 80
# Who leads a session and has no terminal is given the first that it opens. When we are gone, in whatever way, the system then
# tells the command so (SIGHUP); and Python need not run in a forked process to bring it about.
TAKE_TERMINAL = 'true 2>/dev/null <>"$0"; exec "$1" -c "$2"'

_started = set()


class Terminal:
    """Its `screen` is our end of it; `process`, once `start` has made it, leads a session and a group of its own."""

    def __init__(self):
        self.screen = None
        self.process = None

    def start(self, shell, line):
        self.screen, keyboard = pty.openpty()
        try:
            fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", TAKE_TERMINAL, _name(keyboard), shell, line],
                stdin=keyboard,
                stdout=keyboard,
                stderr=keyboard,
                start_new_session=True,
            )
            _started.add(self.process.pid)
        finally:
            os.close(keyboard)

    def signal(self, number):
        """To the command and all that it runs."""
        if self.process is not None:
            _signal(self.process.pid, number)

    def close(self):
        if self.process is not None:
            _started.discard(self.process.pid)
        if self.screen is not None:
            screen, self.screen = self.screen, None
            os.close(screen)


def kill_all():
    for group in list(_started):
        _signal(group, signal.SIGKILL)


def _name(keyboard):
    try:
        return os.ttyname(keyboard)
    except OSError:
        return ""


def _signal(group, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
