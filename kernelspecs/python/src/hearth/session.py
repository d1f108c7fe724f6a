"""One session, and cells on it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Callable
from urllib.parse import quote

from hearth.cell import Cell
from hearth.channels import Channels
from hearth.errors import HearthError, Refused, Timeout
from hearth.message import Message, new_parts
from hearth.rest import Rest
from hearth.result import Result
from hearth.websocket import Disconnected

LANGUAGES = ("scala", "python", "sql")


class Session:
    """A session of a gateway. Its connection is made with the first cell, and made again when it breaks.

    Confined to one thread, but for `interrupt`, `restart` and `describe`."""

    def __init__(self, rest: Rest, session_id: str, patience: float = 300) -> None:
        self.id = session_id
        self.patience = patience  # seconds for which a lost gateway is looked for
        self._rest = rest
        self._channels = Channels(rest.address, session_id)

    def __repr__(self) -> str:
        return f"Session({self.id!r})"

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def run(
        self,
        code: str,
        language: str | None = None,
        timeout: float | None = None,
        on_message: Callable[[Message], None] | None = None,
    ) -> Result:
        """Runs a cell to its end. A cell that fails is a result too; `check()` raises its error."""
        result = Result()
        for message in self.stream(code, language, timeout):
            result.add(message)
            if on_message is not None:
                on_message(message)
        return result

    def stream(self, code: str, language: str | None = None, timeout: float | None = None, store_history: bool = True) -> Cell:
        """Sends a cell; its messages come as one iterates, until it has its reply and is idle.

        Whoever stops reading leaves the cell running. Of two cells at once only the later one's messages are kept."""
        content = {
            "code": in_language(code, language),
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        msg_id, parts = new_parts("execute_request", content, self._channels.origin)
        self._connect()
        try:
            self._channels.send("shell", msg_id, "execute_request", parts)
        except KeyboardInterrupt:
            # Half of it may be under way, and nobody waits for it any more.
            self._channels.abandon()
            self._channels.forget()
            raise
        return Cell(self._next, msg_id, timeout)

    def follow(self, since: int = 0) -> Iterator[Message]:
        """Everything that the session says to all its clients, from a journal number on (0: all that is kept), without end."""
        channels = Channels(self._rest.address, self.id, since)
        try:
            while True:
                if not channels.connected:
                    channels.reconnect(self.patience)
                try:
                    received = channels.receive()
                except Disconnected:
                    continue
                if received is not None:
                    yield Message.of(received.channel, received.parts)
        finally:
            channels.disconnect()

    def describe(self) -> dict[str, Any]:
        """What the gateway knows of the session: state, reason, phases of its start and more."""
        found: dict[str, Any] = self._rest.get("/hearth/sessions/" + quote(self.id, safe=""))
        return found

    def interrupt(self) -> None:
        """Ends the cell that runs, and its Spark jobs."""
        self._rest.post(f"/api/kernels/{quote(self.id, safe='')}/interrupt")

    def restart(self, timeout: float = 180) -> None:
        """A new driver, without the old one's variables. Returns when it is ready."""
        rest = Rest(self._rest.address)  # the other connection stays free for an interrupt
        try:
            rest.post(f"/api/kernels/{quote(self.id, safe='')}/restart", timeout=timeout)
        finally:
            rest.close()

    def delete(self) -> None:
        """Ends the session."""
        self.close()
        try:
            self._rest.delete("/api/kernels/" + quote(self.id, safe=""))
        except Refused as e:
            if e.status != 404:
                raise

    def close(self) -> None:
        """Leaves the session, which goes on."""
        self._channels.disconnect()

    def _connect(self) -> None:
        """Takes what has come since the last cell, so that a connection that is gone is made again before the next."""
        while True:
            try:
                if not self._channels.connected:
                    self._channels.reconnect(self.patience)
                while self._channels.receive(0) is not None:
                    pass
                return
            except Disconnected:
                continue
            except KeyboardInterrupt:
                self._channels.abandon()
                raise

    def _next(self, deadline: float | None) -> Message:
        while True:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise Timeout("the cell did not end in time; it runs on")
            try:
                if not self._channels.connected:
                    self._channels.reconnect(self.patience if left is None else min(left, self.patience))
                received = self._channels.receive(left)
            except Disconnected:
                continue
            except KeyboardInterrupt:
                self._channels.abandon()
                raise
            if received is not None:
                return Message.of(received.channel, received.parts)


def in_language(code: str, language: str | None) -> str:
    """The cell in a language that is not the session's own."""
    if language is None:
        return code
    if language not in LANGUAGES:
        raise HearthError(f"there is no language {language!r}; there are {', '.join(LANGUAGES)}")
    return f"%%{language}\n{code}"
