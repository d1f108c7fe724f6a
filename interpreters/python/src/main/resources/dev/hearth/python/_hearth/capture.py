"""What is written to file descriptors 1 and 2: by C code, by other processes, by forks."""

import os
import select
import subprocess
import threading
from codecs import getincrementaldecoder

CHUNK = 65536
DRAIN_ROUNDS = 16


class _Pipe:
    def __init__(self, descriptor, output):
        self.descriptor = descriptor
        self._output = output
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._lock = threading.Lock()
        self._forwarding = 0
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        os.dup2(write, descriptor, inheritable=True)
        os.close(write)

    def forward(self, rounds):
        """Passes on what is there now. Holds the order between the thread that follows the pipe and one that drains it."""
        if self._forwarding == threading.get_ident():  # a signal handler of the user's prints while this thread forwards
            return True
        with self._lock:
            self._forwarding = threading.get_ident()
            try:
                return self._forward(rounds)
            finally:
                self._forwarding = 0

    def _forward(self, rounds):
        for _ in range(rounds):
            try:
                data = os.read(self._read, CHUNK)
            except BlockingIOError:
                return True
            if not data:
                return False
            text = self._decoder.decode(data)
            if text:
                self._output.append(self.descriptor, text)
                self._output.flush()
        return True

    def follow(self):
        poll = select.poll()
        poll.register(self._read, select.POLLIN)
        while True:
            poll.poll()
            if not self.forward(1):
                return


class Capture:
    """The two pipes. Threads of its own follow them; the thread of a cell drains them where order matters."""

    def __init__(self, output):
        self._output = output
        self._pipes = [_Pipe(1, output), _Pipe(2, output)]
        self._flush_c = _c_flusher()

    def start(self):
        for pipe in self._pipes:
            threading.Thread(target=pipe.follow, name="hearth-fd%d" % pipe.descriptor, daemon=True).start()
        self._watch_processes()

    def drain(self):
        """Everything written to the descriptors before this call is in the output when it returns."""
        self._flush_c()
        for pipe in self._pipes:
            pipe.forward(DRAIN_ROUNDS)

    def end_cell(self):
        self._output.before_write = None
        self.drain()

    def _watch_processes(self):
        """From the first process that a cell starts to its end, text is put behind what processes wrote before it."""
        system, spawn = os.system, subprocess.Popen.__init__
        output = self._output

        def system_in_order(command):
            output.flush()
            output.before_write = self.drain
            return system(command)

        def spawn_in_order(process, *args, **kwargs):
            output.flush()
            output.before_write = self.drain
            return spawn(process, *args, **kwargs)

        system_in_order.__doc__, spawn_in_order.__doc__ = system.__doc__, spawn.__doc__
        os.system = system_in_order
        subprocess.Popen.__init__ = spawn_in_order


def _c_flusher():
    """Makes C's stdout line-buffered, as a terminal would, and returns what flushes it."""
    try:
        import ctypes

        libc = ctypes.CDLL(None)
        stdout = ctypes.c_void_p.in_dll(libc, "stdout")
        libc.setvbuf(stdout, None, 1, ctypes.c_size_t(0))
        return lambda: libc.fflush(stdout)
    except (ImportError, OSError, ValueError, AttributeError):
        return lambda: None
