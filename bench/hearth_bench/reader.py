"""One client that reads as fast as Python can, in a process of its own: everything goes into one buffer, frames are only
counted on the way, pings are answered, and whether all of it is there is looked at when the clock has stopped.

Takes its orders as one line of JSON on standard input, says `ready`, begins at the next line, and answers with JSON."""

import json
import sys
import time

from hearth_bench import messages
from hearth_bench.websocket import BINARY, CLOSE, PING, PONG, connect, masked

PIECE = 1 << 20
LAST = 4


class Reader:
    def __init__(self, orders):
        self.orders = orders
        self.parent = orders["msg_id"].encode()
        self.sock, rest = connect(orders["host"], orders["port"], orders["path"], orders["token"], 60)
        self.buffer = bytearray(orders["capacity"])
        self.buffer[::4096] = b"\1" * len(self.buffer[::4096])  # no page is to be made while the clock runs
        self.buffer[: len(rest)] = rest
        self.end, self.at = len(rest), 0
        self.starts = []
        self.first = self.done_at = 0.0
        self.replied = not orders.get("code")
        self.idle = self.closed = False

    def run(self):
        orders, begin, cpu = self.orders, time.monotonic(), time.process_time()
        if orders.get("code"):
            _, frame = messages.execute_request(orders["code"], "reader", orders["msg_id"])
            self.sock.sendall(masked(BINARY, frame))
        view, deadline = memoryview(self.buffer), begin + orders["timeout"]
        self.sock.settimeout(orders["quiet"])
        while not (self.idle and self.replied) and not self.closed and time.monotonic() < deadline:
            try:
                got = self.sock.recv_into(view[self.end : self.end + PIECE])
            except TimeoutError:
                break
            if not got:
                break
            self.first = self.first or time.monotonic()
            self.end += got
            known = len(self.starts)
            self.walk()
            for start, size in self.starts[max(known, len(self.starts) - LAST) :]:
                self.look(start, size)
        self.done_at = time.monotonic()
        self.cpu = time.process_time() - cpu
        return begin

    def walk(self):
        """Finds the frames that are whole."""
        buffer, end, at = self.buffer, self.end, self.at
        while end - at >= 2:
            first, size, start = buffer[at], buffer[at + 1], at + 2
            if size == 126:
                if end - at < 4:
                    break
                size, start = buffer[at + 2] << 8 | buffer[at + 3], at + 4
            elif size == 127:
                if end - at < 10:
                    break
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if start + size > end:
                break
            at = start + size
            opcode = first & 15
            if opcode == PING:
                self.sock.sendall(masked(PONG, bytes(buffer[start:at])))
            elif opcode == CLOSE:
                self.closed = True
            elif opcode < CLOSE:
                self.starts.append((start if first & 0x80 else -start, size))
        self.at = at

    def look(self, start, size):
        """Whether this is one of the last messages of the cell."""
        if start > 0 and size < 8192:
            frame = self.buffer[start : start + size]
            if self.parent in frame:
                self.idle = self.idle or (b'"execution_state"' in frame and b'"idle"' in frame)
                self.replied = self.replied or b'"execute_reply"' in frame

    def texts(self):
        """Texts of the cell's streams, in order, and how many messages there were."""
        texts, count, whole = [], 0, b""
        for start, size in self.starts:
            whole += self.buffer[abs(start) : abs(start) + size]
            if start > 0:
                count += 1
                _, header, parent, _, content = messages.parts(whole)
                if self.parent in parent and b'"stream"' in header:
                    texts.append(json.loads(content)["text"])
                whole = b""
        return texts, count


def complete(text, check):
    """How many of the numbered lines of a fixed length are there, in order and each once."""
    lines, width = check["lines"], check["width"]
    for i in range(lines):
        if text[i * width : i * width + 9] != f"{i:09d}":
            return i
    return lines if len(text) == lines * width else -1


def main():
    reader = Reader(json.loads(sys.stdin.readline()))
    print("ready", flush=True)
    sys.stdin.readline()
    begin = reader.run()
    texts, count = reader.texts()
    text = "".join(texts)
    check = reader.orders["check"]
    print(
        json.dumps(
            {
                "begin": begin,
                "first": reader.first,
                "done": reader.done_at,
                "cpu": reader.cpu,
                "ended": reader.idle and reader.replied,
                "bytes": reader.end,
                "messages": count,
                "texts": len(texts),
                "text_bytes": len(text),
                "lines": complete(text, check),
                "wanted": check["lines"],
            }
        ),
        flush=True,
    )


main()
