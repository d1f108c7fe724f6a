"""Which thread handles a comm message.

The main thread, when it has no cell: then widgets' callbacks are like cells. While a cell runs or waits there, a thread of
its own, beside the cell: a slider that is moved changes its value at once. One message is handled at a time, in the order
of their coming, wherever. What a callback says belongs to the message that caused it, not to the cell. Callbacks share the
cells' variables without a lock, as threads do: one that changes what a running cell changes is the user's to guard.
"""

import collections
import json
import sys
import threading

from . import cells, wire
from .lanes import Lane
from .outcomes import safe_str


class Turns:
    """`receive`, `queued` belong to the control thread; `began`, `over` and `take` to the thread that runs things."""

    def __init__(self, session):
        self._session = session
        self._messages = collections.deque()
        self._lock = threading.Lock()
        self._one = threading.Lock()
        self._cells = 0  # that run, or wait to, on the main thread
        self._running = None  # the number of the one that runs there
        self._beside = 0  # messages that the lane is to take
        self._lane = None

    def queued(self):
        with self._lock:
            self._cells += 1

    def began(self, number):
        with self._lock:
            self._running = number

    def over(self, number):
        """The thread of that run is free: said before its end is told, and for nothing if it is not the main thread's."""
        with self._lock:
            if number == self._running:
                self._running = None
                self._cells -= 1

    def busy(self):
        """Whether a cell runs on the main thread, or waits to."""
        return self._cells > 0

    def receive(self, number, body):
        with self._lock:
            self._messages.append((number, body))
            beside = self._cells or self._beside
        if beside:
            self._pass_on()
        else:
            self._session.requests.put((wire.COMM, 0, None))

    def _pass_on(self):
        with self._lock:
            self._beside += 1
            if self._lane is None:
                self._lane = Lane("comm", self._take_beside)
        self._lane.put(True)

    def take(self, interrupts):
        """On the main thread: handles one message, unless one is being handled beside."""
        if not self._one.acquire(blocking=False):
            self._pass_on()
            return
        try:
            self._handle(interrupts, True)
        finally:
            self._one.release()

    def _take_beside(self, frame, interrupts):
        try:
            with self._one:
                self._handle(interrupts, False)
        finally:
            with self._lock:
                self._beside -= 1

    def interrupts(self):
        return [] if self._lane is None else [self._lane.interrupts]

    def _handle(self, interrupts, main):
        number, body = self._messages.popleft()
        head, content, metadata, *buffers = wire.parts(body)
        head, content = json.loads(bytes(head)), json.loads(bytes(content))
        message = {
            "header": {"msg_id": head["id"], "msg_type": head["type"]},
            "parent_header": {},
            "content": content,
            "metadata": json.loads(bytes(metadata)),
            "buffers": buffers,
        }
        cell = cells.Cell(number, head["tag"], head["id"], leads=main, lasts=False)
        cells.enter(cell)
        try:
            target = interrupts.run(number, lambda: self._open(message), lambda: self._interrupted(content))
        except BaseException as problem:
            self._tell(problem)
            target = _target(content.get("comm_id"))
        try:
            self._session.settle()
        finally:
            cells.leave(cell)
            done = {"open": target is not None, "target": target or ""}
            self._session.output.post(wire.DONE, wire.sections(wire.as_json(done)), number)

    def _open(self, message):
        comms = sys.modules.get("_hearth.comms")
        if comms is not None:
            return comms.handle(message)
        if message["header"]["msg_type"] == "comm_open":  # nobody has imported comm: no target is known
            comm_id = message["content"]["comm_id"]
            head = {"type": "comm_close", "id": comm_id, "target": ""}
            closing = {"comm_id": comm_id, "data": {}}
            self._session.output.post(
                wire.COMM_SAYS, wire.sections(wire.as_json(head), wire.as_json(closing), b"{}")
            )
        return None

    def _interrupted(self, content):
        self._tell(KeyboardInterrupt())
        return _target(content.get("comm_id"))

    def _tell(self, problem):
        """A callback's failure goes to all clients as that of a cell would."""
        try:
            self._session.shell.tell(problem)
        except BaseException as another:
            print("%s: %s" % (type(problem).__name__, safe_str(problem)), safe_str(another), file=sys.stderr)


def _target(comm_id):
    comms = sys.modules.get("_hearth.comms")
    return None if comms is None else comms.is_open(comm_id)
