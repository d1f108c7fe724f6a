"""Cells that wait, and what they show meanwhile."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from hearth.kernel.local import Voice
from hearth.kernel.request import Request
from hearth.kernel.waiting import Inquiry

NOTICE_SECONDS = 1.5


@dataclass
class Notice:
    """What a cell shows while it waits."""

    text: str
    display_id: str = field(default_factory=lambda: uuid.uuid4().hex)


class Notices:
    """Cells of which the gateway has said nothing yet. The first of them tells what it waits for. Confined to one thread."""

    def __init__(self, voice: Voice, inquiry: Inquiry, publish: Callable[[bytes, list[bytes]], None]) -> None:
        self._voice = voice
        self._inquiry = inquiry
        self._publish = publish  # type and parts of a message
        self._waiting: OrderedDict[str, Request] = OrderedDict()
        self._shown: dict[str, Notice] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def sent(self, request: Request) -> None:
        self._waiting[request.msg_id] = request

    def begun(self, msg_id: str) -> None:
        """Something has been said of it: it shows nothing of ours any more."""
        request = self._waiting.pop(msg_id, None)
        if request is not None:
            self._hide(request)

    def forget(self) -> None:
        self._waiting.clear()
        self._shown.clear()
        self._inquiry.forget()

    def take_all(self) -> list[Request]:
        """All that wait; they wait for nothing any more."""
        requests = list(self._waiting.values())
        for request in requests:
            self.begun(request.msg_id)
        return requests

    def tick(self) -> None:
        """Tells the first cell what it waits for, if it has waited for long enough."""
        if not self._waiting:
            return
        request = next(iter(self._waiting.values()))
        if time.monotonic() - request.at <= NOTICE_SECONDS:
            return
        text = self._inquiry.text()
        told = self._shown.get(request.msg_id)
        if text is None or (told is not None and told.text == text) or request.is_silent:
            return
        if told is None:
            told = self._shown[request.msg_id] = Notice(text)
            self._show(request, told, update=False)
        else:
            told.text = text
            self._show(request, told, update=True)

    def _show(self, request: Request, notice: Notice, update: bool) -> None:
        parts = self._voice.display(notice.text, notice.display_id, request.parts[0], update)
        self._publish(b"update_display_data" if update else b"display_data", parts)

    def _hide(self, request: Request) -> None:
        if self._shown.pop(request.msg_id, None) is not None:
            self._publish(b"clear_output", self._voice.clear(request.parts[0]))
            self._inquiry.forget()
