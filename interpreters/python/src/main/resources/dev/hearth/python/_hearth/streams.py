"""Everything that cells say, in one order: text is gathered here, and whatever else is said goes out behind it."""

import collections
import io
import os
import queue
import threading
import time
from codecs import getincrementaldecoder

from . import cells, wire
from .lanes import interrupts_here

FLUSH_CHARACTERS = 65536
FLUSH_SECONDS = 0.025
# a character is at most 6 bytes here, so that a frame stays below 1 MiB
SLICE_CHARACTERS = 131072


class Output:
    """The way out. Thread-safe, and it may be re-entered by a signal handler or a finaliser of the user's."""

    def __init__(self, channel):
        self.channel = channel
        self._fork_reset()
        self.before_write = None
        self._wake = queue.SimpleQueue()

    def _fork_reset(self):
        self._lock = threading.RLock()
        self._parts = []
        self._size = 0
        self._key = None
        self._outbox = collections.deque()
        self._gathered = 0  # characters in the outbox
        self._sending = False
        self._flush_due = False

    def start(self):
        threading.Thread(target=self._flush_later, name="hearth-flush", daemon=True).start()

    def write(self, kind, text):
        # who writes from inside a write, a finaliser for one, must not wait for those who wait for the lock
        if self.before_write is not None and not self._lock._is_owned():
            self.before_write()
        self.append(kind, text)

    def append(self, kind, text):
        """Adds text of the calling thread's cell; it goes out when there is enough, soon, or before anything else."""
        key = (kind, cells.current().number)
        with self._lock:
            if key != self._key:
                self._gather()
                self._key = key
                if self._gathered >= FLUSH_CHARACTERS:
                    self._pump()
            elif self._size + len(text) > FLUSH_CHARACTERS and self._parts:
                self._gather()  # one whole message, and not one and a little more
                self._pump()
            self._parts.append(text)
            self._size += len(text)
            if self._size >= FLUSH_CHARACTERS:
                self._gather()
                self._pump()
            elif not self._flush_due:
                self._flush_due = True
                self._wake.put(None)

    def flush(self):
        with self._lock:
            if self._parts:
                self._gather()
                self._pump()

    def post(self, kind, body, number=None):
        """Sends a frame behind all the text written before."""
        if number is None:
            number = cells.current().number
        with self._lock:
            self._gather()
            self._outbox.append((kind, number, body))
            self._pump()

    def _gather(self):
        if not self._parts:
            return
        parts, self._parts = self._parts, []
        self._gathered += self._size
        self._size = 0
        kind, number = self._key
        self._outbox.append((kind, number, parts[0] if len(parts) == 1 else "".join(parts)))

    def _pump(self):
        if self._sending:  # re-entered from inside a send of this thread: the outer call goes on with the outbox
            return
        self._sending = True
        self._gathered = 0
        try:
            while self._outbox:
                kind, number, body = self._outbox.popleft()
                if isinstance(body, str):
                    for at in range(0, len(body), SLICE_CHARACTERS):
                        piece = body[at : at + SLICE_CHARACTERS].encode("utf-8", "backslashreplace")
                        self.channel.send(kind, number, piece)
                else:
                    self.channel.send(kind, number, body)
        except wire.ChannelClosed:
            self._outbox.clear()
        finally:
            self._sending = False

    def _flush_later(self):
        while True:
            self._wake.get()
            time.sleep(FLUSH_SECONDS)
            self._flush_due = False
            self.flush()


class _Plain:
    """The way out of a forked process: its own file descriptors, which the session's process captures."""

    def write(self, kind, text):
        data = text.encode("utf-8", "backslashreplace")
        try:
            while data:
                data = data[os.write(kind, data) :]
        except OSError:
            pass

    def flush(self):
        pass

    def post(self, kind, body, number=None):
        pass


class TextStream(io.TextIOBase):
    """sys.stdout or sys.stderr."""

    encoding = "utf-8"
    errors = "backslashreplace"
    line_buffering = False

    def __init__(self, output, interrupts, kind, name):
        super().__init__()
        self._output = output
        self._interrupts = interrupts
        self._kind = kind
        self.name = name
        self.buffer = _ByteStream(self)

    @property
    def mode(self):
        return "w"

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        if text:
            self._output.write(self._kind, text)
            interrupts = interrupts_here(self._interrupts)
            if interrupts.deferred:
                interrupts.deliver()
        return len(text)

    def flush(self):
        self._output.flush()

    def fileno(self):
        return self._kind

    def isatty(self):
        return False

    def writable(self):
        return True

    def close(self):
        self.flush()


class _ByteStream(io.BufferedIOBase):
    """sys.stdout.buffer."""

    def __init__(self, text):
        super().__init__()
        self.raw = text
        self._decoder = getincrementaldecoder("utf-8")("replace")

    def write(self, data):
        with memoryview(data) as view:
            octets = bytes(view)
        self.raw.write(self._decoder.decode(octets))
        return len(octets)

    def flush(self):
        self.raw.flush()

    def fileno(self):
        return self.raw.fileno()

    def writable(self):
        return True

    def close(self):
        self.flush()


def detach_in_fork(output, *streams):
    """After a fork, in the new process: the socket stays the old one's alone."""
    output.channel.close()
    output._fork_reset()
    plain = _Plain()
    for stream in streams:
        stream._output = plain
