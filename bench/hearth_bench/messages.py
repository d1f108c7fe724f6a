"""Jupyter messages in the layout of v1.kernel.websocket.jupyter.org: offsets, channel, header, parent, metadata, content."""

import datetime
import json
import struct
import uuid
from dataclasses import dataclass

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"


@dataclass
class Message:
    channel: str
    header: dict
    parent: dict
    content: dict

    @property
    def type(self):
        return self.header.get("msg_type", "")

    @property
    def parent_id(self):
        return self.parent.get("msg_id", "")


def request(kind, content, session, msg_id=None):
    """The id and the frame of a request on the shell channel."""
    msg_id = msg_id or uuid.uuid4().hex
    header = {
        "msg_id": msg_id,
        "session": session,
        "username": "bench",
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(),
        "msg_type": kind,
        "version": "5.4",
    }
    return msg_id, encode("shell", header, {}, content)


def execute_request(code, session, msg_id=None):
    """The id and the frame of a request to run a cell."""
    content = {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": True,
    }
    return request("execute_request", content, session, msg_id)


def encode(channel, header, parent, content):
    parts = [channel.encode()] + [json.dumps(part).encode() for part in (header, parent, {}, content)]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


def parts(frame):
    """Channel, header, parent, metadata and content of a frame, as bytes."""
    (count,) = struct.unpack_from("<Q", frame)
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    return [bytes(frame[offsets[i] : offsets[i + 1]]) for i in range(5)]


def decode(frame):
    channel, header, parent, _, content = parts(frame)
    return Message(channel.decode(), json.loads(header), json.loads(parent), json.loads(content))
