"""A WebSocket client of a kernel, small enough not to be what is measured."""

import base64
import os
import socket
import struct
import time
import uuid

from hearth_bench import messages
from hearth_bench.processes import Failed

BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
QUICKACK = getattr(socket, "TCP_QUICKACK", None)


def masked(opcode, payload):
    key = os.urandom(4)
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    stream = int.from_bytes((key * (size // 4 + 1))[:size], "big")
    return head + key + (int.from_bytes(payload, "big") ^ stream).to_bytes(size, "big")


def connect(host, port, path, token, timeout, receive_buffer=None):
    """An upgraded socket; what came behind the answer is returned with it."""
    sock = socket.socket()
    if receive_buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    sock.settimeout(timeout)
    sock.connect((host, port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Protocol: " + messages.SUBPROTOCOL,
    ]
    if token:
        lines.append("Authorization: token " + token)
    sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = sock.recv(65536)
        if not more:
            raise Failed("the connection was closed during the upgrade")
        answer += more
    head, _, rest = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n", 1)[0].decode()
    if " 101 " not in status + " ":
        sock.close()
        raise Failed("no upgrade: " + status)
    if messages.SUBPROTOCOL.encode() not in head:
        sock.close()
        raise Failed("the server does not speak " + messages.SUBPROTOCOL)
    return sock, rest


class Cell:
    """What became of a cell; times are of the monotonic clock."""

    def __init__(self):
        self.sent = self.result = self.reply = self.idle = 0.0
        self.status = ""
        self.text = []

    def done(self):
        return self.reply and self.idle


class KernelSocket:
    """One client of one kernel. Answers pings. Not thread-safe."""

    def __init__(self, host, port, kernel, token="", quickack=False, timeout=60):
        self.session = uuid.uuid4().hex
        self.quickack = quickack
        path = f"/api/kernels/{kernel}/channels?session_id={self.session}"
        self.sock, rest = connect(host, port, path, token, timeout)
        self.buffer = bytearray(rest)

    def close(self):
        self.sock.close()

    def _fill(self):
        if self.quickack and QUICKACK is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        more = self.sock.recv(1 << 18)
        if not more:
            raise Failed("the server closed the connection")
        self.buffer += more

    def _frame(self):
        while True:
            buffer = self.buffer
            if len(buffer) >= 2:
                size, at = buffer[1], 2
                if size == 126 and len(buffer) >= 4:
                    size, at = int.from_bytes(buffer[2:4], "big"), 4
                elif size == 127 and len(buffer) >= 10:
                    size, at = int.from_bytes(buffer[2:10], "big"), 10
                elif size >= 126:
                    at = 1 << 62
                if len(buffer) >= at + size:
                    payload = bytes(buffer[at : at + size])
                    first = buffer[0]
                    del buffer[: at + size]
                    return first, payload
            self._fill()

    def receive(self):
        """The next message of the kernel."""
        whole = b""
        while True:
            first, payload = self._frame()
            opcode = first & 15
            if opcode == PING:
                self.sock.sendall(masked(PONG, payload))
            elif opcode == CLOSE:
                raise Failed("the server closed the connection: " + payload[2:].decode(errors="replace"))
            elif opcode != PONG:
                whole += payload
                if first & 0x80:
                    return messages.decode(whole)

    def run(self, code, timeout=60):
        """Runs a cell until its reply and its idle are there."""
        cell = Cell()
        msg_id, frame = messages.execute_request(code, self.session)
        self.sock.settimeout(timeout)
        deadline = time.monotonic() + timeout
        cell.sent = time.monotonic()
        self.sock.sendall(masked(BINARY, frame))
        while not cell.done():
            if time.monotonic() > deadline:
                raise Failed(f"a cell did not end within {timeout} s")
            try:
                message = self.receive()
            except TimeoutError:
                raise Failed(f"a cell did not end within {timeout} s") from None
            note(cell, message, msg_id)
        return cell

    def complete(self, code, cursor, timeout=60):
        """Asks for completions: milliseconds to the answer, and the matches."""
        msg_id, frame = messages.request("complete_request", {"code": code, "cursor_pos": cursor}, self.session)
        self.sock.settimeout(timeout)
        sent = time.monotonic()
        self.sock.sendall(masked(BINARY, frame))
        while True:
            try:
                message = self.receive()
            except TimeoutError:
                raise Failed(f"a completion did not come within {timeout} s") from None
            if message.parent_id == msg_id and message.type == "complete_reply":
                return 1e3 * (time.monotonic() - sent), message.content.get("matches", [])


def note(cell, message, msg_id):
    """Enters a message into what is known of a cell."""
    if message.parent_id != msg_id:
        return
    now = time.monotonic()
    kind, content = message.type, message.content
    if kind == "execute_reply":
        cell.reply = now
        cell.status = content.get("status", "")
    elif kind == "status" and content.get("execution_state") == "idle":
        cell.idle = now
    elif kind in ("execute_result", "display_data"):
        cell.result = cell.result or now
        cell.text.append(content.get("data", {}).get("text/plain", ""))
    elif kind == "stream":
        cell.text.append(content.get("text", ""))
    elif kind == "error":
        cell.text.append(f"{content.get('ename')}: {content.get('evalue')}")
