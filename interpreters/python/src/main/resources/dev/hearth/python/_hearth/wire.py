"""Frames over the two sockets: the control one, and the bulk one for all that cells say.

A frame is a header (body's length, kind, number) and a body. The body of a stream frame is UTF-8 text; every other body
is a list of sections: their count, their lengths, then the sections. Both ends have this table: FrameKind in Java.
"""

import json
import os
import socket
import struct

HEADER = struct.Struct(">IBQ")
COUNT = struct.Struct(">I")

# what cells say, on the bulk socket
STDOUT, STDERR, DISPLAY, UPDATE, CLEAR, BROADCAST, INPUT, DONE, COMM_SAYS, DEBUG_EVENT = range(1, 11)
# answers, on the control socket
HELLO, ANSWER = range(16, 18)
# requests from the other end, on the control socket
EXECUTE, EVALUATE, COMPLETE, INSPECT, IS_COMPLETE, INTERRUPT, INPUT_REPLY, SPARK, SHUTDOWN = range(32, 41)
COMM, SUBSHELL, VARIABLES, GIVE, TAKE, DEBUG, LIBRARY = range(41, 48)

MAX_REQUEST = 1 << 30


class ChannelClosed(Exception):
    """The other end is gone, or this is a fork of the session's process."""


def sections(*parts):
    """The body made of these byte strings."""
    lengths = struct.pack(">%dI" % len(parts), *map(len, parts))
    return b"".join((COUNT.pack(len(parts)), lengths) + parts)


def parts(body):
    """What `sections` made that body of."""
    (count,) = COUNT.unpack_from(body)
    lengths = struct.unpack_from(">%dI" % count, body, COUNT.size)
    found, at, view = [], COUNT.size * (1 + count), memoryview(body)
    for length in lengths:
        found.append(view[at : at + length])
        at += length
    return found


def as_json(value):
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


class Channel:
    """One socket. Sending is the caller's to serialise; receiving belongs to one thread."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.owner = os.getpid()

    def send(self, kind, number, body):
        header = HEADER.pack(len(body), kind, number)
        try:
            if len(body) <= 65536:
                self.socket.sendall(header + body)
            else:
                self.socket.sendall(header)
                self.socket.sendall(body)
        except OSError as problem:
            raise ChannelClosed(str(problem)) from None

    def receive(self):
        """The next frame as (kind, number, body), or None at the end."""
        header = self._exactly(HEADER.size)
        if header is None:
            return None
        length, kind, number = HEADER.unpack(header)
        if length > MAX_REQUEST:
            return None
        body = self._exactly(length)
        return None if body is None else (kind, number, body)

    def _exactly(self, length):
        data = bytearray(length)
        view = memoryview(data)
        while view:
            try:
                got = self.socket.recv_into(view)
            except OSError:
                return None
            if got == 0:
                return None
            view = view[got:]
        return bytes(data)

    def close(self):
        try:
            self.socket.close()
        except OSError:
            pass
