"""What a kernel says to its clients."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import zmq

from hearth.kernel.local import Voice
from hearth.kernel.publisher import Publisher
from hearth.kernel.request import Request
from hearth.kernel.signing import Signer
from hearth.kernel.sockets import Sockets


class Outlet:
    """The sockets' ways out: the gateway's words, signed anew, and answers in its stead. Confined to one thread."""

    def __init__(self, sockets: Sockets, signer: Signer, voice: Voice, log: logging.Logger) -> None:
        self.publisher = Publisher(sockets["iopub"], log)
        self._sockets = sockets
        self._signer = signer
        self._voice = voice
        self._log = log

    def pass_on(self, kind: bytes, parts: Sequence[bytes]) -> None:
        """To everybody who has subscribed; waits where one of them has no room."""
        self.greet()
        self.publisher.send(self._signer.wrap([kind], parts))

    def say(self, topic: bytes, parts: Sequence[bytes]) -> None:
        """A word of our own, to everybody who has subscribed."""
        self.greet()
        self.publisher.send_own(self._signer.wrap([topic], parts))

    def greet(self) -> None:
        """Whoever has subscribed meanwhile is greeted first: nothing may reach a client before its welcome."""
        iopub = self._sockets["iopub"]
        while iopub.getsockopt(zmq.EVENTS) & zmq.POLLIN:
            self._welcome(iopub.recv())

    def send(self, channel: str, identities: Sequence[bytes], parts: Sequence[bytes]) -> None:
        try:
            self._sockets[channel].send_multipart(self._signer.wrap(identities, parts), zmq.NOBLOCK)
        except zmq.ZMQError as e:
            self._log.warning("a client's %s socket does not take a message: %s", channel, e)

    def answer(self, request: Request, content: dict[str, Any]) -> None:
        """Answers in the gateway's stead."""
        header = request.parts[0]
        self.say(b"status", self._voice.status("busy", header))
        if request.kind == "execute_request" and content["status"] == "error":
            self.say(b"error", self._voice.error(str(content["ename"]), str(content["evalue"]), header))
        if request.kind.endswith("_request"):
            self.send(request.channel, request.identities, self._voice.reply(request.kind, content, header))
        self.say(b"status", self._voice.status("idle", header))

    def _welcome(self, frame: bytes) -> None:
        """Greets who subscribes, on the topic that was asked for."""
        if frame[:1] != b"\x01":
            return
        try:
            topic = frame[1:].decode("utf-8")
        except UnicodeDecodeError:
            return
        self.publisher.send_own(self._signer.wrap([frame[1:]], self._voice.welcome(topic)))
