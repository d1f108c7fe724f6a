"""Which cell is speaking. Threads and asyncio tasks keep the cell that started them."""

import contextvars
import threading


class Cell:
    """One execution: a cell, or the handling of a comm message. What it comes to is kept here, and not with the shell, as
    several may run at once.

    `number` names it on the wire, `tag` marks its Spark jobs ("" before the first cell), `id` is the client's word for it.
    """

    def __init__(self, number, tag, id="", leads=True, lasts=True):
        self.number = number
        self.tag = tag
        self.id = id
        self.leads = leads  # whether output of threads that nobody knows belongs to it while it runs,
        self.lasts = lasts  # and after it, until the next one
        self.livy = False  # whether a client of Livy's interface reads what it comes to
        self.before = None
        self.count = 1
        self.source = ""
        self.value = None
        self.error = None
        self.payloads = []
        self.result = None


_current = contextvars.ContextVar("hearth_cell", default=None)
_latest = Cell(0, "")
_running = []
_lock = threading.Lock()

# called in the thread that starts another one, with the new thread; Spark's local properties are carried over here
on_thread_start = []


def enter(cell):
    """Makes `cell` the one that this thread, and all it starts from now on, speaks for."""
    global _latest
    _current.set(cell)
    if cell.leads:
        with _lock:
            cell.before = _latest if not cell.lasts else None
            _running.append(cell)
            _latest = cell


def leave(cell):
    """The cell is over. Foreign output is now that of the last one begun that still runs, or else goes on as its own."""
    global _latest
    if cell.leads:
        with _lock:
            _running.remove(cell)
            if _running:
                _latest = _running[-1]
            elif cell.before is not None:
                _latest = cell.before
            cell.before = cell.value = cell.error = cell.result = None


def current():
    """The cell of this thread; the latest one for a thread that Python's threading did not start."""
    return _current.get() or _latest


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
