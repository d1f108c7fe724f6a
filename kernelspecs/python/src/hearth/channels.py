"""A client's place on a session's channels, which outlives its connections.

The gateway's pings carry the number of the last record that was sent before them. From there one reads on after a break, and what
came behind the last ping is known by its ids: nothing is lost, nothing comes twice. In the other direction the gateway answers a
ping when it has logged what came before it: until then a message may have to be sent again, and is recognised by its id.
"""

from __future__ import annotations

import contextlib
import random
import struct
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from urllib.parse import quote

from hearth.address import Address
from hearth.errors import HearthError, Refused, SessionEnded, Unreachable
from hearth.layout import Malformed, decode, encode
from hearth.message import read_object
from hearth.websocket import Binary, Disconnected, Ping, Pong, WebSocket

# Not logged by the gateway: asked again after a break, for the answer may be lost.
QUESTIONS = frozenset(
    kind + "_request"
    for kind in ("kernel_info", "complete", "inspect", "is_complete", "history", "comm_info", "hearth_variables")
)
MOST_QUESTIONS = 256
MOST_SEEN = 100_000
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
# The gateway pings twice a minute. One that has said nothing for so long is asked, and then given up.
QUIET_SECONDS, LOST_SECONDS = 45.0, 90.0
NORMAL, TOO_LARGE, BAD_PAYLOAD = 1000, 1009, 1007


class Received:
    """A message as it came: its bytes, and what has been read of it."""

    __slots__ = ("channel", "header", "parent", "parts")

    def __init__(self, channel: str, parts: list[bytes]) -> None:
        self.channel = channel
        self.parts = parts
        self.header = read_object(parts[0])
        self.parent = read_object(parts[1])

    @property
    def type(self) -> str:
        return str(self.header.get("msg_type", ""))

    @property
    def id(self) -> str:
        return str(self.header.get("msg_id", ""))

    @property
    def parent_id(self) -> str:
        return str(self.parent.get("msg_id", ""))


class Channels:
    """One client of one session. Confined to one thread."""

    def __init__(self, address: Address, session: str, since: int | None = None) -> None:
        self.address = address
        self.session = session
        self.origin = uuid.uuid4().hex
        self._position = since
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._given = ""  # id of the last message, which is seen when the next is asked for
        self._unconfirmed: OrderedDict[int, tuple[str, bytes]] = OrderedDict()
        self._questions: OrderedDict[str, bytes] = OrderedDict()
        self._sent = 0
        self._heard = 0.0
        self._socket: WebSocket | None = None

    @property
    def connected(self) -> bool:
        return self._socket is not None

    @property
    def unconfirmed(self) -> int:
        """How many messages the gateway may not have."""
        return len(self._unconfirmed)

    def fileno(self) -> int:
        return -1 if self._socket is None else self._socket.fileno()

    def connect(self, timeout: float = 15) -> None:
        """One attempt. What the gateway may not have is sent again."""
        self.disconnect()
        path = f"/api/kernels/{quote(self.session, safe='')}/channels?session_id={self.origin}"
        if self._position is not None:
            path += f"&since={self._position}"
        try:
            self._socket = WebSocket(self.address, path, timeout)
        except Refused as e:
            if e.status == 404:
                raise SessionEnded(f"there is no session {self.session}") from None
            raise
        self._heard = time.monotonic()
        try:
            unconfirmed = {msg_id for msg_id, _ in self._unconfirmed.values()}
            for _, frame in self._unconfirmed.values():
                self._socket.send(frame)
            for msg_id, frame in self._questions.items():
                if msg_id not in unconfirmed:
                    self._socket.send(frame)
            if self._unconfirmed:
                self._ask()
        except (Disconnected, OSError) as e:
            self.disconnect()
            raise Unreachable(f"the connection to {self.address.origin} broke: {e}") from None

    def reconnect(self, patience: float) -> None:
        """Attempts until one succeeds."""
        deadline = time.monotonic() + patience
        for pause in pauses():
            try:
                self.connect(max(1.0, min(15.0, deadline - time.monotonic())))
                return
            except (Unreachable, Refused) as e:
                if not is_passing(e) or time.monotonic() + pause > deadline:
                    raise
                time.sleep(pause)

    def disconnect(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def forget(self) -> None:
        """Sends nothing again of what was sent before."""
        self._unconfirmed.clear()
        self._questions.clear()

    def abandon(self) -> None:
        """After `receive` was broken off by an exception that is not its own: what it may have taken will come again."""
        self._given = ""
        self.disconnect()

    def send(self, channel: str, msg_id: str, kind: str, parts: list[bytes]) -> None:
        """Sends a message, now or with the next connection."""
        frame = encode(channel, parts)
        if kind in QUESTIONS:
            self._questions[msg_id] = frame
            if len(self._questions) > MOST_QUESTIONS:
                self._questions.popitem(last=False)
        self._sent += 1
        self._unconfirmed[self._sent] = (msg_id, frame)
        if self._socket is not None:
            try:
                self._socket.send(frame)
                self._ask()
            except (Disconnected, OSError):
                pass  # reading tells, behind what has come already

    def receive(self, timeout: float | None = None) -> Received | None:
        """The next message; None if none came in time.

        Raises `Disconnected` when the connection is over and all that came of it is taken, and `SessionEnded`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        if self._given:
            self._seen[self._given] = None
            self._given = ""
            if len(self._seen) > MOST_SEEN:
                self._seen.popitem(last=False)
        while True:
            if self._socket is None:
                raise Disconnected(1006, "")
            left = QUIET_SECONDS if deadline is None else max(0.0, min(QUIET_SECONDS, deadline - time.monotonic()))
            try:
                event = self._socket.receive(left)
            except Disconnected as e:
                self.disconnect()
                if e.code == NORMAL:
                    raise SessionEnded(e.reason or "the session has ended") from None
                if e.code in (TOO_LARGE, BAD_PAYLOAD):
                    self._unconfirmed.clear()
                    raise HearthError(f"the gateway does not take the message: {e.reason}") from None
                raise
            if event is None:
                self.check()
                if deadline is not None and time.monotonic() >= deadline:
                    return None
                continue
            self._heard = time.monotonic()
            if isinstance(event, Ping):
                self._passed(event.payload)
            elif isinstance(event, Pong):
                self._confirmed(event.payload)
            elif isinstance(event, Binary):
                message = self._fresh(event.data)
                if message is not None:
                    return message

    def check(self) -> None:
        """Gives the connection up if the gateway has not been heard of for too long."""
        quiet = time.monotonic() - self._heard
        if self._socket is None or quiet < QUIET_SECONDS:
            return
        if quiet > LOST_SECONDS:
            self.disconnect()
            raise Disconnected(1006, "nothing was heard of the gateway")
        with contextlib.suppress(Disconnected, OSError):  # reading tells
            self._ask()

    def _fresh(self, frame: bytes) -> Received | None:
        try:
            message = Received(*decode(frame))
        except Malformed:
            return None
        if message.id in self._seen:
            return None
        self._given = message.id
        if message.channel != "iopub":
            self._questions.pop(message.parent_id, None)
        return message

    def _passed(self, payload: bytes) -> None:
        if len(payload) == 8:
            (number,) = struct.unpack(">q", payload)
            if number >= 0:
                self._position = number
                self._seen.clear()

    def _ask(self) -> None:
        if self._socket is not None:
            self._socket.ping(b"sent" + struct.pack(">q", self._sent))

    def _confirmed(self, payload: bytes) -> None:
        if len(payload) == 12 and payload.startswith(b"sent"):
            (number,) = struct.unpack(">q", payload[4:])
            while self._unconfirmed and next(iter(self._unconfirmed)) <= number:
                self._unconfirmed.popitem(last=False)


def pauses() -> Iterator[float]:
    """Seconds between attempts: more and more, never the same for many clients."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.5, 1.0)
        pause = min(2 * pause, LONGEST_PAUSE)


def is_passing(e: HearthError) -> bool:
    """Whether it may be otherwise the next time: a gateway that starts, or has too much to do."""
    return isinstance(e, Unreachable) or (isinstance(e, Refused) and e.status in (429, 502, 503, 504))
