"""Jupyter messages as values."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from hearth.layout import TEXT_PARTS, Malformed

VERSION = "5.5"


@dataclass(frozen=True)
class Message:
    """One message. Immutable as far as its parts are."""

    channel: str
    header: dict[str, Any]
    parent: dict[str, Any]
    metadata: dict[str, Any]
    content: dict[str, Any]
    buffers: list[bytes] = field(default_factory=list, repr=False)

    @property
    def type(self) -> str:
        return str(self.header.get("msg_type", ""))

    @property
    def id(self) -> str:
        return str(self.header.get("msg_id", ""))

    @property
    def parent_id(self) -> str:
        return str(self.parent.get("msg_id", ""))

    @classmethod
    def of(cls, channel: str, parts: list[bytes]) -> Message:
        header, parent, metadata, content = (read_object(part) for part in parts[:TEXT_PARTS])
        return cls(channel, header, parent, metadata, content, list(parts[TEXT_PARTS:]))


def read_object(text: bytes) -> dict[str, Any]:
    """A JSON object's value."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("a part that is no JSON") from None
    if not isinstance(value, dict):
        raise Malformed("a part that is no JSON object")
    return value


def write(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")


def new_header(kind: str, session: str, username: str = "hearth") -> dict[str, Any]:
    return {
        "msg_id": uuid.uuid4().hex,
        "session": session,
        "username": username,
        "date": datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "msg_type": kind,
        "version": VERSION,
    }


def new_parts(kind: str, content: dict[str, Any], session: str, parent: bytes = b"{}") -> tuple[str, list[bytes]]:
    """The id and the parts of a new message."""
    header = new_header(kind, session)
    return str(header["msg_id"]), [write(header), parent, b"{}", write(content)]
