"""Which cell is speaking. Threads and asyncio tasks keep the cell that started them."""

import contextvars
import threading


class Cell:
    """One execution. `number` names it on the wire, `tag` marks its Spark jobs ("" before the first cell)."""

    __slots__ = ("number", "tag")

    def __init__(self, number, tag):
        self.number = number
        self.tag = tag


_current = contextvars.ContextVar("hearth_cell", default=None)
_latest = Cell(0, "")

# called in the thread that starts another one, with the new thread; Spark's local properties are carried over here
on_thread_start = []


def enter(cell):
    """Makes `cell` the one that this thread, and all it starts from now on, speaks for."""
    global _latest
    _latest = cell
    _current.set(cell)


def current():
    """The cell of this thread; the latest one for a thread that Python's threading did not start."""
    return _current.get() or _latest


def latest():
    return _latest


def inherit():
    """Teaches threading.Thread to hand the cell on."""
    start = threading.Thread.start
    bootstrap = threading.Thread._bootstrap_inner

    def start_with_cell(self):
        self._hearth_cell = _current.get()
        for hook in on_thread_start:
            hook(self)
        return start(self)

    def bootstrap_with_cell(self):
        cell = getattr(self, "_hearth_cell", None)
        if cell is not None:
            _current.set(cell)
        return bootstrap(self)

    start_with_cell.__doc__ = start.__doc__
    threading.Thread.start = start_with_cell
    threading.Thread._bootstrap_inner = bootstrap_with_cell
