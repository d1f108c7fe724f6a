"""What comes in by a kernel's sockets, and may be no request at all."""

from __future__ import annotations

import logging

from hearth.kernel.request import Request
from hearth.kernel.signing import Forged, Signer
from hearth.layout import Malformed
from hearth.message import read_object

MOST_LOGGED = 20  # refused messages


class Intake:
    """Reads what clients send. Confined to one thread."""

    def __init__(self, signer: Signer, log: logging.Logger) -> None:
        self._signer = signer
        self._log = log
        self._refusals = 0

    def read(self, channel: str, frames: list[bytes]) -> Request | None:
        """A request of one who has the key; None for all else, which is dropped."""
        try:
            identities, parts = self._signer.unwrap(frames)
            header = read_object(parts[0])
            kind, msg_id = header.get("msg_type"), header.get("msg_id")
            if not (isinstance(kind, str) and isinstance(msg_id, str) and kind and msg_id):
                raise Malformed("a header without a type or an id")
            return Request(identities, channel, kind, msg_id, parts)
        except (Forged, Malformed) as e:
            self._refusals += 1
            if self._refusals <= MOST_LOGGED:
                self._log.warning("on %s came %s; it is dropped", channel, e)
            return None
