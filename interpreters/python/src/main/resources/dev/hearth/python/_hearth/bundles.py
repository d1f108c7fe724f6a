"""MIME bundles and other JSON of the user's making, as text that any client can read."""

import base64
import json
import math

from . import wire
from .outcomes import safe_str

# a frame's reader takes 4096 sections
MAX_PARTS = 4000


def encode(value):
    """The JSON text of a value: bytes as base64, NaN as null, what JSON does not know as its repr."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_default, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError):
        text = json.dumps(_clean(value, 0), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _default(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    item = getattr(value, "item", None)  # numpy's scalars
    if item is not None and getattr(value, "shape", None) == ():
        return item()
    try:
        return repr(value)
    except Exception as problem:
        return "<%s without a text: %s>" % (type(value).__name__, safe_str(problem))


def _clean(value, depth):
    if depth > 200:
        return "…"
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _clean(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(entry, depth + 1) for entry in value]
    return _clean(_default(value), depth + 1)


class Displays:
    """Says displays, their updates and other broadcasts. Thread-safe."""

    def __init__(self, output, max_body):
        self._output = output
        self._max_body = max_body

    def show(self, data, metadata=None, transient=None, update=False, buffers=()):
        """A display; with `update`, a new look for the earlier one that transient's display_id names."""
        for name, part in (("data", data), ("metadata", metadata), ("transient", transient)):
            if part is not None and not isinstance(part, dict):
                raise TypeError("expected %s to be a dict, found %s" % (name, type(part).__name__))
        parts = [encode(data), encode(metadata or {}), encode(transient or {})]
        parts.extend(bytes(buffer) for buffer in buffers)
        self.say(wire.UPDATE if update else wire.DISPLAY, parts)

    def clear(self, wait=False):
        self._output.post(wire.CLEAR, wire.sections(b"true" if wait else b"false"))

    def broadcast(self, message_type, content, metadata=None, buffers=()):
        """Any other message for all clients, such as comm_msg."""
        parts = [message_type.encode("utf-8"), encode(content), encode(metadata or {})]
        parts.extend(bytes(buffer) for buffer in buffers)
        self.say(wire.BROADCAST, parts)

    def fit(self, data, beside=0):
        """The encoded bundle, or one that says that it was too large for a frame with `beside` bytes in it."""
        encoded = encode(data)
        if len(encoded) + beside <= self._max_body // 2:
            return encoded
        return encode({"text/plain": "<a result of %d bytes is too large to show>" % len(encoded)})

    def fit_bundle(self, bundle, beside=0):
        """Data and metadata, encoded."""
        data, metadata = bundle
        encoded = encode(metadata or {})
        return [self.fit(data, beside), encoded if len(encoded) <= 1 << 20 else b"{}"]

    def say(self, kind, parts):
        """A frame of these sections, unless it is too large."""
        if len(parts) > MAX_PARTS:
            raise ValueError("%d buffers are too many to show at once, the limit is %d" % (len(parts), MAX_PARTS))
        size = sum(map(len, parts))
        if size > self._max_body:
            raise ValueError("%d bytes are too much to show at once, the limit is %d" % (size, self._max_body))
        self._output.post(kind, wire.sections(*parts))
