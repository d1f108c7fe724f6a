"""Threads that run cells, or handle comm messages, beside the main thread, and how such a thread is interrupted."""

import contextlib
import ctypes
import os
import queue
import signal
import sys
import threading
import time

from .interrupts import shielded, waits_for_jvm

TRIES = 20
TRY_SECONDS = 0.001

_here = threading.local()


def interrupts_here(otherwise):
    """The interrupts of this thread: those of its lane, or `otherwise`."""
    return getattr(_here, "interrupts", otherwise)


def is_main():
    """Whether this thread runs in no lane."""
    return not hasattr(_here, "interrupts")


@contextlib.contextmanager
def woken_by(loop):
    """While this thread runs that event loop, an interrupt also ends the loop's wait for events."""
    here = getattr(_here, "interrupts", None)
    if here is None:
        yield
        return

    def wake():
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: None)

    here.waker = wake
    try:
        yield
    finally:
        here.waker = None


class ThreadInterrupts:
    """KeyboardInterrupt for a thread that no signal reaches. `run` belongs to that thread, `request` to the control thread.

    Python raises it between two of the thread's steps. So it does not end a wait in C code; time.sleep, and processes that
    the thread has started, are ended in other ways.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread = None
        self.running = 0
        self._sleeping = False
        self.requested = False
        self.deferred = False
        self.raised = 0
        self.waker = None  # ends a wait of this thread that only another thread can end

    def run(self, number, work, fallback):
        """The value of work(), or of fallback() if an interrupt came through; lets no KeyboardInterrupt out."""
        try:
            try:
                self._begin(number)
                return work()
            finally:
                self._end()
        except KeyboardInterrupt:
            self._end()
            return fallback()

    def _begin(self, number):
        with self._lock:
            self._thread = threading.current_thread()
            self.requested = self.deferred = False
            self.running = number

    def _end(self):
        with self._lock:
            self.running = 0
        for _ in range(3):
            pass  # what was thrown too late arrives here; to take it back would leave Python looking for it for ever

    def request(self, number, attempt):
        """Interrupts the cell if it runs here. Says ("over" | "waiting" | "signalled")."""
        with self._lock:
            if self.running != number:
                return "over"
            self.requested = True
            if attempt == 0 and waits_for_jvm(self._thread.ident):
                return "waiting"
            if attempt:
                _interrupt_processes(self._thread.native_id)
            self.raised += 1
            if self._sleeping:
                self._wake.set()
            else:
                self._throw()
            if self.waker is not None:
                self.waker()
            return "signalled"

    def give_again(self, number):
        with self._lock:
            if self.running == number:
                self._throw()

    def _throw(self):
        """Raises, but not while the thread sends a frame: then it raises itself when it has."""
        thread = self._thread.ident
        for _ in range(TRIES):
            if not shielded(sys._current_frames().get(thread)):
                self.deferred = False
                _raise(thread)
                return
            self.deferred = True
            time.sleep(TRY_SECONDS)

    def deliver(self):
        """Called when something has been sent: raises what came meanwhile."""
        with self._lock:
            due = self.deferred and self.running
            self.deferred = False
        if due:
            raise KeyboardInterrupt

    def sleep(self, seconds):
        with self._lock:
            self._wake.clear()
            self._sleeping = True
        try:
            woken = self._wake.wait(seconds)
        finally:
            with self._lock:
                self._sleeping = False
        if woken:
            raise KeyboardInterrupt


def _raise(thread):
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))


def _interrupt_processes(thread):
    """SIGINT for what this thread has started itself; Linux alone tells which that is."""
    try:
        with open("/proc/self/task/%d/children" % thread) as children:
            for pid in children.read().split():
                os.kill(int(pid), signal.SIGINT)
    except OSError:
        pass


def _sleep_in_lanes():
    sleep = time.sleep

    def sleep_in_lane(seconds, /):
        here = getattr(_here, "interrupts", None)
        if here is None or not seconds > 0:
            return sleep(seconds)
        return here.sleep(seconds)

    sleep_in_lane.__name__, sleep_in_lane.__doc__ = "sleep", sleep.__doc__
    time.sleep = sleep_in_lane


class Lane:
    """One such thread, from its making to `close`. What is put into it is done in order by `serve(frame, interrupts)`."""

    _prepared = False

    def __init__(self, name, serve):
        if not Lane._prepared:
            Lane._prepared = True
            _sleep_in_lanes()
        self.interrupts = ThreadInterrupts()
        self.over = False
        self._serve = serve
        self._work = queue.SimpleQueue()
        threading.Thread(target=self._run, name="hearth-" + name, daemon=True).start()

    def put(self, frame):
        self._work.put(frame)

    def close(self):
        """Ends the thread when it has done what it was given."""
        self._work.put(None)

    def _run(self):
        _here.interrupts = self.interrupts
        while True:
            frame = self._work.get()
            if frame is None:
                self.over = True
                return
            self._serve(frame, self.interrupts)
