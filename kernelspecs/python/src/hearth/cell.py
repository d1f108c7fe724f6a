"""A cell under way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Callable

from hearth.message import Message


class Cell(Iterator[Message]):
    """The messages of a cell. An iterator that can be gone on with after an exception, as after Ctrl-C."""

    def __init__(self, receive: Callable[[float | None], Message], msg_id: str, timeout: float | None) -> None:
        self.id = msg_id
        self._receive = receive
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._replied = self._idle = False

    @property
    def done(self) -> bool:
        return self._replied and self._idle

    def allow(self, seconds: float) -> None:
        """From now on so many seconds, and no more."""
        self._deadline = time.monotonic() + seconds

    def __iter__(self) -> Cell:
        return self

    def __next__(self) -> Message:
        while not self.done:
            message = self._receive(self._deadline)
            if message.parent_id != self.id:
                continue
            if message.type == "execute_reply":
                self._replied = True
            elif message.type == "status" and message.content.get("execution_state") == "idle":
                self._idle = True
            return message
        raise StopIteration
