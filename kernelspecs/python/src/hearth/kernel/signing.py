"""Messages on ZeroMQ: identities, signature, parts."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Sequence

from hearth.errors import HearthError
from hearth.layout import MOST_BUFFERS, TEXT_PARTS

DELIMITER = b"<IDS|MSG>"
SCHEMES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
MOST_REMEMBERED = 65_536


class Forged(ValueError):
    """Not one who has the key, or not for the first time, or no message at all."""


class Signer:
    """Signs the four dicts' exact bytes, and remembers the signatures that it has seen. Confined to one thread."""

    def __init__(self, key: bytes, scheme: str = "hmac-sha256") -> None:
        kind, _, digest = scheme.partition("-")
        if kind != "hmac" or digest not in SCHEMES:
            raise HearthError(f"the signature scheme {scheme!r} is none of {', '.join('hmac-' + each for each in SCHEMES)}")
        self._base = hmac.new(key, digestmod=getattr(hashlib, digest)) if key else None
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def sign(self, parts: Sequence[bytes]) -> bytes:
        if self._base is None:
            return b""
        signature = self._base.copy()
        for part in parts[:TEXT_PARTS]:
            signature.update(part)
        return signature.hexdigest().encode("ascii")

    def wrap(self, identities: Sequence[bytes], parts: Sequence[bytes]) -> list[bytes]:
        """A multipart message."""
        return [*identities, DELIMITER, self.sign(parts), *parts]

    def unwrap(self, frames: list[bytes]) -> tuple[list[bytes], list[bytes]]:
        """Identities and parts of a multipart message that one with the key has signed, and sent for the first time."""
        try:
            at = frames.index(DELIMITER)
        except ValueError:
            raise Forged("a message without a delimiter") from None
        parts = frames[at + 2 :]
        if not TEXT_PARTS <= len(parts) <= TEXT_PARTS + MOST_BUFFERS:
            raise Forged(f"a message of {len(frames)} frames")
        if self._base is not None:
            self._check(frames[at + 1], parts)
        return frames[:at], parts

    def _check(self, signature: bytes, parts: list[bytes]) -> None:
        if not hmac.compare_digest(signature, self.sign(parts)):
            raise Forged("a message with a wrong signature")
        if signature in self._seen:
            raise Forged("a message that was sent before")
        self._seen[signature] = None
        if len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)
