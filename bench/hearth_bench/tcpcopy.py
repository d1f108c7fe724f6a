"""A plain TCP copy into a file: the two ends, each a process."""

import os
import socket
import sys
import time

BLOCK = 64 << 10


def receive(file):
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        sock, _ = server.accept()
        buffer = memoryview(bytearray(BLOCK * 4))
        target = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        total = 0
        while got := sock.recv_into(buffer):
            os.write(target, buffer[:got])
            total += got
        print(total, time.monotonic(), flush=True)


def send(port, size):
    block = b"x" * BLOCK
    with socket.create_connection(("127.0.0.1", port)) as sock:
        begin = time.monotonic()
        while size > 0:
            sock.sendall(block[: min(BLOCK, size)])
            size -= BLOCK
    print(begin, flush=True)


if sys.argv[1] == "receive":
    receive(sys.argv[2])
else:
    send(int(sys.argv[2]), int(sys.argv[3]))
