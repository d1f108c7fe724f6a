"""A WebSocket that shows pings and pongs in their place among the messages."""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import ssl
import time
from collections import deque
from dataclasses import dataclass
from typing import Union

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake, InvalidStatus, ProtocolError
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from hearth.address import Address
from hearth.errors import Refused, Unreachable
from hearth.layout import SUBPROTOCOL

READ_BYTES = 256 << 10
MOST_BYTES = 1 << 30  # of one message
SEND_SECONDS = 60.0

# The library would log headers, and a token is among them.
_SILENT = logging.Logger("hearth.silent", level=logging.CRITICAL + 1)


class Disconnected(Exception):
    """The connection is over; the code is 1006 where nobody said why."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{reason or 'the connection broke'} ({code})")
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Binary:
    data: bytes


@dataclass(frozen=True)
class Ping:
    payload: bytes


@dataclass(frozen=True)
class Pong:
    payload: bytes


Event = Union[Binary, Ping, Pong]


class WebSocket:
    """One connection to a path of the gateway. Answers pings. Confined to one thread, but for `break_off`."""

    def __init__(self, address: Address, path: str, timeout: float = 15) -> None:
        deadline = time.monotonic() + timeout
        self._events: deque[Event] = deque()
        self._pieces: list[bytes] = []
        self._gathered = 0
        self._response: Response | None = None
        self._over: Disconnected | None = None
        self._socket = _dial(address, timeout)
        try:
            self._handshake(address, path, deadline)
        except (OSError, Disconnected) as e:
            self._socket.close()
            raise Unreachable(f"the gateway at {address.origin} does not open a WebSocket: {e}") from None
        except BaseException:
            self._socket.close()
            raise

    def _handshake(self, address: Address, path: str, deadline: float) -> None:
        url = address.origin.replace("http", "ws", 1) + address.path + path
        self._protocol = ClientProtocol(
            parse_uri(url), subprotocols=[Subprotocol(SUBPROTOCOL)], max_size=MOST_BYTES, logger=_SILENT
        )
        request = self._protocol.connect()
        for name, value in address.token.headers().items():
            request.headers[name] = value
        self._protocol.send_request(request)
        self._flush(deadline)
        while self._response is None and self._over is None:
            self._await(deadline, reads=True)
            self._read()
        why = self._protocol.handshake_exc
        if isinstance(why, InvalidStatus):
            raise Refused(why.response.status_code, _refusal(why.response.status_code))
        if isinstance(why, InvalidHandshake):
            raise Unreachable(f"what answers at {address.origin} is no gateway: {why}")
        if self._over is not None:
            raise self._over
        if self._protocol.subprotocol != SUBPROTOCOL:
            raise Unreachable(f"what answers at {address.origin} does not speak {SUBPROTOCOL}")

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, frame: bytes) -> None:
        self._protocol.send_binary(frame)
        self._flush(time.monotonic() + SEND_SECONDS)

    def ping(self, payload: bytes) -> None:
        self._protocol.send_ping(payload)
        self._flush(time.monotonic() + SEND_SECONDS)

    def receive(self, timeout: float | None = None) -> Event | None:
        """The next event; None if there was none in time. What came before the end comes before `Disconnected`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._events:
            if self._over is not None:
                raise self._over
            if not self._read() and not self._wait(deadline):
                return None
        return self._events.popleft()

    def close(self) -> None:
        """Says goodbye, and does not wait for an answer."""
        try:
            if self._over is None:
                self._protocol.send_close(1000)
                self._flush(time.monotonic() + 1)
        except (OSError, ProtocolError, Disconnected):
            pass
        finally:
            self._socket.close()

    def break_off(self) -> None:
        """Ends a wait in another thread."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _wait(self, deadline: float | None) -> bool:
        left = None if deadline is None else deadline - time.monotonic()
        return (left is None or left > 0) and _ready(self._socket, True, False, left)

    def _await(self, deadline: float, reads: bool = False, writes: bool = False) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or not _ready(self._socket, reads, writes, left):
            raise socket.timeout("no answer in time")

    def _read(self) -> bool:
        """Whether anything was there to read."""
        try:
            data = self._socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError as e:
            self._end(1006, str(e))
            return True
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        self._note()
        if not data:
            self._end(1006, "")
            return True
        with contextlib.suppress(Disconnected):  # what has come is still to be taken
            self._flush(time.monotonic() + SEND_SECONDS)  # pongs
        return True

    def _note(self) -> None:
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                self._frame(event)
            elif isinstance(event, Response):
                self._response = event

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.PING:
            self._events.append(Ping(bytes(frame.data)))
        elif frame.opcode is Opcode.PONG:
            self._events.append(Pong(bytes(frame.data)))
        elif frame.opcode is Opcode.CLOSE:
            said = self._protocol.close_rcvd
            self._end(said.code if said else 1006, said.reason if said else "")
        else:
            self._gathered += len(frame.data)
            if self._gathered > MOST_BYTES:
                self._end(1009, "a message that is too long")
                return
            self._pieces.append(bytes(frame.data))
            if frame.fin:
                whole = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
                self._pieces, self._gathered = [], 0
                self._events.append(Binary(whole))

    def _flush(self, deadline: float) -> None:
        if self._over is not None:
            raise self._over
        for data in self._protocol.data_to_send():
            view = memoryview(data)
            while view:
                try:
                    view = view[self._socket.send(view) :]
                except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    self._unblock(deadline)
                except OSError as e:
                    self._end(1006, str(e))
                    raise self._over or e from None

    def _unblock(self, deadline: float) -> None:
        """Waits until more can be sent. What the gateway sends meanwhile is taken, for it may wait for that itself."""
        try:
            self._await(deadline, reads=True, writes=True)
            data = self._socket.recv(READ_BYTES)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as e:
            self._end(1006, str(e))
            raise self._over or e from None
        if data:
            self._protocol.receive_data(data)
            self._note()
        else:
            self._end(1006, "")

    def _end(self, code: int, reason: str) -> None:
        if self._over is None:
            self._over = Disconnected(code, reason)


def _dial(address: Address, timeout: float) -> socket.socket:
    try:
        plain = socket.create_connection((address.host, address.port), timeout)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            dialled = plain if address.tls is None else address.tls.wrap_socket(plain, server_hostname=address.host)
            dialled.setblocking(False)
            return dialled
        except BaseException:
            plain.close()
            raise
    except ssl.SSLCertVerificationError as e:
        raise Unreachable(f"the certificate of {address.origin} is not trusted: {e.verify_message}") from None
    except OSError as e:
        raise Unreachable(f"the gateway at {address.origin} cannot be reached: {e}") from None


def _ready(sock: socket.socket, reads: bool, writes: bool, seconds: float | None) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, (select.POLLIN if reads else 0) | (select.POLLOUT if writes else 0))
        return bool(poll.poll(None if seconds is None else max(0.0, seconds * 1000)))
    found = select.select([sock] if reads else [], [sock] if writes else [], [], seconds)
    return any(found)


def _refusal(status: int) -> str:
    if status in (401, 403):
        return "the token is missing or wrong"
    return "there is no such session" if status == 404 else "the gateway refuses the session's channels"
