"""Messages as bytes, in the layout of v1.kernel.websocket.jupyter.org.

Little-endian 64-bit numbers: their count, then the offsets of channel, header, parent header, metadata, content and buffers, and
of the end; then these parts.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"
CHANNELS = ("shell", "control", "stdin", "iopub")

TEXT_PARTS = 4
MOST_BUFFERS = 4096


class Malformed(ValueError):
    """Bytes that are no message."""


def encode(channel: str, parts: Sequence[bytes]) -> bytes:
    """A frame of a channel's name and at least four parts."""
    whole = [channel.encode("ascii"), *parts]
    offsets = [8 * (len(whole) + 2)]
    for part in whole:
        offsets.append(offsets[-1] + len(part))
    return b"".join((struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets), *whole))


def decode(frame: bytes) -> tuple[str, list[bytes]]:
    """Channel and parts of a frame."""
    size = len(frame)
    if size < 8:
        raise Malformed(f"a frame of {size} bytes")
    (count,) = struct.unpack_from("<Q", frame)
    if not TEXT_PARTS + 2 <= count <= TEXT_PARTS + 2 + MOST_BUFFERS or size < 8 * (1 + count):
        raise Malformed(f"a count of {count} offsets in a frame of {size} bytes")
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    previous = 8 * (1 + count)
    if offsets[0] != previous or offsets[-1] != size:
        raise Malformed("offsets that do not fit the frame")
    for offset in offsets:
        if offset < previous:
            raise Malformed("offsets that go back")
        previous = offset
    parts = [frame[begin:end] for begin, end in zip(offsets, offsets[1:])]
    channel = parts[0].decode("ascii", "replace")
    if channel not in CHANNELS:
        raise Malformed("an unknown channel")
    return channel, parts[1:]
