"""SIGINT, and only while the cell that it is meant for runs the user's code.

A signal that comes while this package sends waits until it has sent. One that comes right after another one, or is lost in
a finaliser, is given again a little later as long as the same cell runs. So none can tear a frame, end the loop or vanish.
"""

import os
import queue
import signal
import sys
import threading
import time

SHIELDED = frozenset("_hearth." + name for name in ("wire", "streams", "capture", "interrupts", "terminals"))
DEBUGGER = ("_pydevd", "pydevd")  # an exception in its hooks would switch it off
SPACING_SECONDS = 0.2
AGAIN_SECONDS = 0.02


class Interrupts:
    """`run` belongs to the main thread, `request` to the thread that reads the control socket."""

    def __init__(self):
        self._main = threading.main_thread().ident
        self._lock = threading.Lock()
        self.running = 0
        self._signals = 0
        self._armed = False
        self._raised_at = 0.0
        self._again = queue.SimpleQueue()
        self.requested = False
        self.deferred = False
        self.raised = 0

    def start(self):
        threading.Thread(target=self._give_again, name="hearth-interrupt", daemon=True).start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        hook = sys.unraisablehook
        from .lanes import interrupts_here

        def unraisable(lost):
            if lost.exc_type is not None and issubclass(lost.exc_type, KeyboardInterrupt):
                here = interrupts_here(self)  # where it was lost, and no other cell
                self._again.put((here, here.running, False))
            else:
                hook(lost)

        sys.unraisablehook = unraisable

    def handle_signals(self):
        """Puts our handler in place: at each cell, and after SparkContext has put its own."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._on_signal)

    def run(self, number, work, fallback):
        """The value of work(), or of fallback() if an interrupt came through; lets no KeyboardInterrupt out."""
        with self._lock:
            self.running = number
            self._signals = 0
            self.requested = self.deferred = False
            self._raised_at = 0.0
        self.handle_signals()
        try:
            try:
                self._armed = True
                return work()
            finally:
                self._armed = False
        except KeyboardInterrupt:
            self._armed = False
            return fallback()
        finally:
            with self._lock:
                self.running = 0

    def runs(self, number):
        return self.running == number

    def request(self, number, attempt):
        """Interrupts the cell if it runs. Says ("over" | "waiting" | "signalled").

        The first attempt leaves a cell alone that waits for the JVM: its jobs are being cancelled there.
        """
        with self._lock:
            if self.running != number:
                return "over"
            self.requested = True
            if attempt == 0 and waits_for_jvm(self._main):
                return "waiting"
            self._signals += 1
            if self._signals == 1:
                signal.pthread_kill(self._main, signal.SIGINT)
            else:  # also what the cell started and waits for
                os.killpg(os.getpgrp(), signal.SIGINT)
            return "signalled"

    def _on_signal(self, number, frame):
        if not self._armed:
            return
        now = time.monotonic()
        close = now - self._raised_at < SPACING_SECONDS
        if close or shielded(frame):
            self.deferred = not close
            self._again.put((self, self.running, self.deferred))
            return
        self.deferred = False
        self._raised_at = now
        self.raised += 1
        raise KeyboardInterrupt

    def deliver(self):
        """Called when something has been sent: raises what came meanwhile. A cell that only prints gets it nowhere else."""
        if self._armed and threading.get_ident() == self._main:
            self.deferred = False
            self._raised_at = time.monotonic()
            self.raised += 1
            raise KeyboardInterrupt

    def _give_again(self):
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        while True:
            place, number, deferred = self._again.get()
            time.sleep(AGAIN_SECONDS)
            if number and (place.deferred or not deferred):  # else it has been delivered
                place.give_again(number)

    def give_again(self, number):
        with self._lock:
            if self.running == number:
                signal.pthread_kill(self._main, signal.SIGINT)


def waits_for_jvm(thread):
    """Whether the thread of this identity waits for an answer of the JVM's."""
    frame = sys._current_frames().get(thread)
    for _ in range(12):
        if frame is None:
            return False
        if frame.f_code.co_name == "send_command" and "py4j" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


def shielded(frame):
    """Whether an exception in this frame would end something of this package's."""
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if isinstance(module, str) and module.startswith(DEBUGGER):
            return True
        if module in SHIELDED:
            # the bottom of every cell is Interrupts.run itself
            return frame.f_code is not Interrupts.run.__code__
        frame = frame.f_back
    return False
