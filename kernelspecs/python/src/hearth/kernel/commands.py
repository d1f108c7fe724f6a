"""Words for a thread that waits at its sockets."""

from __future__ import annotations

import zmq

LINGER_MILLIS = 1000


class Commands:
    """A way in for words of other threads. `send` is thread-safe, the rest is confined to the thread that is told."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], address: str) -> None:
        self._context = context
        self._address = address
        self.socket: zmq.Socket[bytes] = context.socket(zmq.PULL)
        self.socket.bind(address)

    def send(self, word: bytes) -> None:
        """Does nothing where the thread has ended."""
        if self._context.closed:
            return
        try:
            with self._context.socket(zmq.PUSH) as out:
                out.linger = LINGER_MILLIS
                out.connect(self._address)
                out.send(word)
        except zmq.ZMQError:
            pass  # it has ended

    def receive(self) -> bytes:
        return self.socket.recv()

    def close(self) -> None:
        self.socket.close()
