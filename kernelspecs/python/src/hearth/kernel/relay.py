"""The clients' end of a kernel: a thread that owns the five sockets."""

from __future__ import annotations

import contextlib
import logging
import threading
import uuid
from collections import deque

import zmq

from hearth.channels import Channels
from hearth.kernel import local, wire
from hearth.kernel.notices import Notices
from hearth.kernel.publisher import Publisher
from hearth.kernel.request import Askers, Request
from hearth.kernel.signing import Forged, Signer
from hearth.kernel.sockets import Endpoint, Sockets
from hearth.kernel.waiting import Inquiry
from hearth.layout import Malformed
from hearth.message import new_parts, read_object

MOST_LOGGED = 20  # refused messages
RETRY_SECONDS = 0.005
TICK_SECONDS = 0.25
STOP, RESTART = b"stop", b"restart"


class Relay:
    """A kernel in this process. `start`, `stop`, `restart` and what is read of it are thread-safe."""

    def __init__(
        self, endpoint: Endpoint, signer: Signer, channels: Channels, language: str, inquiry: Inquiry, log: logging.Logger
    ) -> None:
        self.shut_down = threading.Event()  # a client asked for it
        self.over = threading.Event()  # the session is dead
        self.why = ""
        self._channels = channels
        self._language = language
        self._signer = signer
        self._log = log
        self._voice = local.Voice(channels.session)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._name = f"inproc://hearth-{uuid.uuid4().hex}"
        self._sockets = Sockets(self._context, endpoint)
        self._commands: zmq.Socket[bytes] = self._context.socket(zmq.PULL)
        self._commands.bind(self._name + "-commands")
        self._pair: zmq.Socket[bytes] = self._context.socket(zmq.PAIR)
        self._pair.sndhwm = self._pair.rcvhwm = wire.MOST_WAITING
        self._pair.linger = 0
        self._pair.bind(self._name)
        self._wire = wire.Wire(self._context, self._name, channels, log)
        self._up = False
        self._askers = Askers()
        self._publisher = Publisher(self._sockets["iopub"], log)
        self._notices = Notices(self._voice, inquiry, lambda kind, parts: self._publish_own([kind], parts))
        self._backlog: deque[Request] = deque()  # the gateway's end has no room for them; no more is taken meanwhile
        self._refusals = 0
        self._thread = threading.Thread(target=self._run, name="hearth-kernel-" + channels.session[:8], daemon=True)

    @property
    def ports(self) -> dict[str, int]:
        return self._sockets.ports

    def start(self) -> None:
        self._thread.start()
        self._wire.start()

    def restart(self) -> None:
        """A new driver, before anything that clients send from now on."""
        self._command(RESTART)

    def revive(self) -> None:
        """Goes on with a session that was dead and is alive again."""
        self._wire.join(5)
        self._channels.forget()  # it was answered here
        self._wire = wire.Wire(self._context, self._name, self._channels, self._log)
        self.over.clear()
        self._wire.start()

    def ready(self) -> None:
        """Forgets that a client asked it to shut down."""
        self.shut_down.clear()

    def stop(self, seconds: float = 5) -> None:
        self._wire.stop()
        self._command(STOP)
        self._thread.join(seconds)

    def _command(self, word: bytes) -> None:
        if self._context.closed:
            return
        try:
            with self._context.socket(zmq.PUSH) as out:
                out.linger = 1000
                out.connect(self._name + "-commands")
                out.send(word)
        except zmq.ZMQError:
            pass  # it has ended

    def _run(self) -> None:
        poller = zmq.Poller()
        for name in ("shell", "control", "stdin", "iopub", "hb"):
            poller.register(self._sockets[name], zmq.POLLIN)
        poller.register(self._commands, zmq.POLLIN)
        poller.register(self._pair, zmq.POLLIN)
        try:
            while True:
                poller.modify(self._pair, 0 if self._publisher.is_blocked else zmq.POLLIN)
                for name in ("shell", "control", "stdin"):
                    poller.modify(self._sockets[name], 0 if self._backlog else zmq.POLLIN)
                # A dead kernel's heart does not beat.
                poller.modify(self._sockets["hb"], 0 if self.over.is_set() else zmq.POLLIN)
                ready = dict(poller.poll(int(1000 * self._seconds())))
                if self._commands in ready and self._obey():
                    return
                self._listen(ready)
                if self._publisher.is_blocked:
                    self._publisher.retry()
                elif self._pair in ready:
                    self._hear()
                self._work_off()
                self._notices.tick()
        except zmq.ContextTerminated:
            pass
        except Exception as e:
            self.why = f"{type(e).__name__}: {e}"
            self._log.exception("the kernel of session %s is lost", self._channels.session)
            self.over.set()
        finally:
            self._wire.stop()
            with contextlib.suppress(zmq.ZMQError):
                self._pair.send(wire.STOP, zmq.NOBLOCK)  # wakes it
            self._wire.join(5)
            self._pair.close()
            self._commands.close()
            self._sockets.close()
            self._context.term()

    def _seconds(self) -> float:
        if self._publisher.is_blocked or self._backlog:
            return RETRY_SECONDS
        return TICK_SECONDS if self._notices else 3600

    def _obey(self) -> bool:
        """Whether it is to end."""
        word = self._commands.recv()
        if word == RESTART:
            msg_id, parts = new_parts("shutdown_request", {"restart": True}, self._channels.origin)
            self._forward("control", msg_id, "shutdown_request", parts)
            self._notices.forget()
        return word == STOP

    # From clients.

    def _listen(self, ready: dict[object, int]) -> None:
        if self._sockets["hb"] in ready:
            self._sockets["hb"].send_multipart(self._sockets["hb"].recv_multipart())
        if self._sockets["iopub"] in ready:
            self._welcome(self._sockets["iopub"].recv())
        for channel in ("control", "shell", "stdin"):
            if self._sockets[channel] in ready:
                self._take(channel, self._sockets[channel].recv_multipart())

    def _welcome(self, frame: bytes) -> None:
        if frame[:1] != b"\x01":
            return
        try:
            topic = frame[1:].decode("utf-8")
        except UnicodeDecodeError:
            return
        self._publish_own([frame[1:]], self._voice.welcome(topic))

    def _take(self, channel: str, frames: list[bytes]) -> None:
        try:
            identities, parts = self._signer.unwrap(frames)
            header = read_object(parts[0])
            kind, msg_id = header.get("msg_type"), header.get("msg_id")
            if not (isinstance(kind, str) and isinstance(msg_id, str) and kind and msg_id):
                raise Malformed("a header without a type or an id")
        except (Forged, Malformed) as e:
            self._refusals += 1
            if self._refusals <= MOST_LOGGED:
                self._log.warning("on %s came %s; it is dropped", channel, e)
            return
        request = Request(identities, channel, kind, msg_id, parts)
        if kind == "shutdown_request":
            self._shut_down(request)
        elif kind == "kernel_info_request" and not self._up:
            self._answer(request, local.kernel_info(self._language))
        else:
            self._ask(request)

    def _ask(self, request: Request) -> None:
        self._askers.name(request)
        if self._backlog or not self._passed_on(request):
            if self._up and not self.over.is_set():
                self._backlog.append(request)
            else:
                self._refuse(request)

    def _passed_on(self, request: Request) -> bool:
        if not self._forward(request.channel, request.msg_id, request.kind, request.named):
            return False
        if request.channel != "stdin":
            self._askers.asked(request)
        if request.kind == "execute_request":
            self._notices.sent(request)
        return True

    def _work_off(self) -> None:
        while self._backlog:
            if not self._passed_on(self._backlog[0]):
                if self._up and not self.over.is_set():
                    return
                self._refuse(self._backlog[0])
            self._backlog.popleft()

    def _refuse(self, request: Request) -> None:
        why = self.why or "the gateway cannot be reached, and too much waits for it already"
        self._answer(request, local.failed(request.kind, "HearthError", why))

    def _forward(self, channel: str, msg_id: str, kind: str, parts: list[bytes]) -> bool:
        if self.over.is_set():
            return False
        try:
            self._pair.send_multipart([channel.encode(), msg_id.encode(), kind.encode(), *parts], zmq.NOBLOCK)
            return True
        except zmq.Again:
            return False

    def _answer(self, request: Request, content: dict[str, object]) -> None:
        """Answers in the gateway's stead."""
        header = request.parts[0]
        self._publish_own([b"status"], self._voice.status("busy", header))
        if request.kind == "execute_request" and content["status"] == "error":
            self._publish_own([b"error"], self._voice.error(str(content["ename"]), str(content["evalue"]), header))
        if request.kind.endswith("_request"):
            parts = self._voice.reply(request.kind, content, header)
            self._send(request.channel, self._signer.wrap(request.identities, parts))
        self._publish_own([b"status"], self._voice.status("idle", header))

    def _shut_down(self, request: Request) -> None:
        """Answered at once; what it means for the session is for the one to say who started the kernel."""
        try:
            restart = bool(read_object(request.parts[3]).get("restart"))
        except Malformed:
            restart = False
        content: dict[str, object] = {"status": "ok", "restart": restart}
        self._answer(request, content)
        self._publish_own([b"shutdown_reply"], self._voice.reply(request.kind, content, request.parts[0]))
        self.shut_down.set()

    # From the gateway.

    def _hear(self) -> None:
        """Takes up to a number of messages, so that clients are heard in between."""
        for _ in range(100):
            try:
                frames = self._pair.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            if frames[0] == b"message":
                self._deliver(frames[1].decode(), frames[2], frames[4].decode(), frames[5:])
                if self._publisher.is_blocked:
                    return
            else:
                self._news(frames)

    def _news(self, frames: list[bytes]) -> None:
        self._up = frames[0] == wire.UP
        if frames[0] == wire.OVER:
            self.why = frames[1].decode()
            self.over.set()
            self._fail_all()

    def _fail_all(self) -> None:
        """Nobody else answers what the gateway has not taken up."""
        for request in self._notices.take_all():
            self._answer(request, local.failed(request.kind, "HearthError", self.why))

    def _deliver(self, channel: str, kind: bytes, parent: str, parts: list[bytes]) -> None:
        parts[1] = self._askers.header(parent) or parts[1]
        if channel == "iopub":
            if kind == b"status":
                self._voice.session = str(read_object(parts[0]).get("session") or self._voice.session)
            self._notices.begun(parent)
            self._publisher.send(self._signer.wrap([kind], parts))
            return
        identities = self._askers.of(parent, last=channel != "stdin")
        if channel != "stdin":
            self._notices.begun(parent)
        if identities is not None:
            self._send(channel, self._signer.wrap(identities, parts))

    def _send(self, channel: str, frames: list[bytes]) -> None:
        try:
            self._sockets[channel].send_multipart(frames, zmq.NOBLOCK)
        except zmq.ZMQError as e:
            self._log.warning("a client's %s socket does not take a message: %s", channel, e)

    def _publish_own(self, topic: list[bytes], parts: list[bytes]) -> None:
        self._publisher.send_own(self._signer.wrap(topic, parts))
