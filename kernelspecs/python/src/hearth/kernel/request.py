"""What clients ask, and how it is told apart."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

from hearth.layout import Malformed
from hearth.message import read_object, write

MOST_ASKERS = 20_000
MOST_IDS = 100_000
T = TypeVar("T")


@dataclass
class Request:
    """A client's request. `msg_id` is the one under which it is sent on, `parts` are what the client sent."""

    identities: list[bytes]
    channel: str
    kind: str
    msg_id: str
    parts: list[bytes]
    at: float = field(default_factory=time.monotonic)
    named: list[bytes] = field(default_factory=list)  # the parts as they are sent on

    @property
    def is_silent(self) -> bool:
        return self._flag("silent", otherwise=True)

    @property
    def is_restart(self) -> bool:
        return self._flag("restart", otherwise=False)

    def _flag(self, name: str, otherwise: bool) -> bool:
        try:
            return bool(read_object(self.parts[3]).get(name))
        except Malformed:
            return otherwise


class Askers:
    """Who asked what, so that answers find their way back. The oldest are forgotten where there are too many. Confined to one
    thread.

    jupyter_client counts ids, and a manager and its clients, each with a counter, share the rest of them. The gateway would take
    the second request for a repetition of the first: it gets an id that no other has."""

    def __init__(self) -> None:
        self._identities: OrderedDict[str, list[bytes]] = OrderedDict()
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._headers: OrderedDict[str, bytes] = OrderedDict()

    def name(self, request: Request) -> None:
        """Gives the request the id and the parts with which it is sent on."""
        header = request.parts[0]
        if request.msg_id not in self._ids:
            _remember(self._ids, request.msg_id, None, MOST_IDS)
            request.named = request.parts
            return
        request.msg_id = uuid.uuid4().hex
        _remember(self._headers, request.msg_id, header, MOST_ASKERS)
        request.named = [write({**read_object(header), "msg_id": request.msg_id}), *request.parts[1:]]

    def asked(self, request: Request) -> None:
        _remember(self._identities, request.msg_id, request.identities, MOST_ASKERS)

    def header(self, parent: str) -> bytes | None:
        """The header that the client knows its request by, where that is another one."""
        return self._headers.get(parent)

    def of(self, parent: str, last: bool) -> list[bytes] | None:
        """Who asked; forgotten with the last answer."""
        return self._identities.pop(parent, None) if last else self._identities.get(parent)


def _remember(known: OrderedDict[str, T], key: str, value: T, most: int) -> None:
    known[key] = value
    if len(known) > most:
        known.popitem(last=False)
