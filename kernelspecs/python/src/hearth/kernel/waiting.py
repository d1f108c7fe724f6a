"""What a session waits for, in a sentence for the cell that waits."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import quote

from hearth.errors import HearthError, Unreachable
from hearth.kernel.opening import Opening, unanswered
from hearth.rest import Rest

EVERY_SECONDS = 1.0
# A cell that waits for another one waits for nothing that is worth telling.
OTHERWISE_SECONDS = 10.0


class Inquiry:
    """Asks the gateway, beside the caller and not too often. Thread-safe."""

    def __init__(self, rest: Rest, opening: Opening) -> None:
        self._rest = rest
        self._opening = opening
        self._lock = threading.Lock()
        self._asking = False
        self._next = 0.0
        self._text: str | None = None

    def text(self) -> str | None:
        """What is known, or None if nothing holds the cell up; asks again where it is old."""
        if not self._opening.settled.is_set():
            return waits_for_gateway(self._opening.trouble)
        with self._lock:
            if not self._asking and time.monotonic() > self._next:
                self._asking = True
                threading.Thread(target=self._ask, name="hearth-inquiry", daemon=True).start()
            return self._text

    def forget(self) -> None:
        with self._lock:
            self._text = None
            self._next = 0.0

    def _ask(self) -> None:
        text: str | None = None
        try:
            text = sentence(self._rest.get("/hearth/sessions/" + quote(self._opening.id, safe="")))
        except Unreachable as e:
            text = waits_for_gateway(unanswered(self._rest.address.origin, e))
        except HearthError:
            pass
        finally:
            with self._lock:
                self._text = text
                self._asking = False
                self._next = time.monotonic() + (OTHERWISE_SECONDS if text is None else EVERY_SECONDS)


def waits_for_gateway(trouble: str) -> str:
    return "Hearth: this cell waits for the gateway" + (f": {trouble}" if trouble else "")


def sentence(session: dict[str, Any]) -> str | None:
    """What a session that is starting is about; None for others."""
    if session.get("state") not in ("waiting", "starting", "restarting"):
        return None
    reason = str(session.get("reason") or "")
    if not reason:
        phases = session.get("phases") or {}
        reason = str(list(phases)[-1]).replace("_", " ") if phases else ""
    return "Hearth: this cell waits for Spark to start" + (f": {reason}" if reason else "")
