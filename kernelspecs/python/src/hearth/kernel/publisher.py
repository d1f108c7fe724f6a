"""What goes to everybody who has subscribed."""

from __future__ import annotations

import logging
import time

import zmq

# So long a subscriber that does not read holds up the others, once; from then on it misses what it has no room for.
STALL_SECONDS = 2.0


class Publisher:
    """The way out on iopub. While a subscriber has no room nothing goes on: the rest waits in the gateway's log. Confined to one
    thread."""

    def __init__(self, iopub: zmq.Socket[bytes], log: logging.Logger) -> None:
        self._iopub = iopub
        self._log = log
        self._waiting: list[bytes] | None = None
        self._since = 0.0
        self._stalled = False

    @property
    def is_blocked(self) -> bool:
        """Whether a message waits; no other is to be sent meanwhile."""
        return self._waiting is not None

    def send_own(self, frames: list[bytes]) -> None:
        """A message of our own; a subscriber that has no room for it misses it."""
        self._offer(frames, lossy=True)

    def send(self, frames: list[bytes]) -> None:
        if self._offer(frames, lossy=False):
            self._stalled = False
        elif self._stalled:
            self._offer(frames, lossy=True)
        else:
            self._waiting, self._since = frames, time.monotonic()

    def retry(self) -> None:
        """Sends what waits, if there is room, or has been none for long enough."""
        frames = self._waiting
        if frames is None:
            return
        if self._offer(frames, lossy=False):
            self._waiting = None
        elif time.monotonic() - self._since > STALL_SECONDS:
            self._log.warning("a client has subscribed and does not read: it misses output from here on")
            self._stalled = True
            self._offer(frames, lossy=True)
            self._waiting = None

    def _offer(self, frames: list[bytes], lossy: bool) -> bool:
        try:
            if lossy:
                self._iopub.setsockopt(zmq.XPUB_NODROP, 0)
            self._iopub.send_multipart(frames, zmq.NOBLOCK)
            return True
        except zmq.Again:
            return False
        finally:
            if lossy:
                self._iopub.setsockopt(zmq.XPUB_NODROP, 1)
