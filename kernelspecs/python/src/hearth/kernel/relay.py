"""The clients' end of a kernel: a thread that owns the five sockets."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TypeVar

import zmq

from hearth.channels import Channels
from hearth.kernel import local, wire
from hearth.kernel.signing import Forged, Signer
from hearth.kernel.sockets import Endpoint, Sockets
from hearth.kernel.waiting import Inquiry
from hearth.layout import Malformed
from hearth.message import new_parts, read_object, write

MOST_ASKERS = 20_000
MOST_IDS = 100_000
MOST_LOGGED = 20  # refused messages
NOTICE_SECONDS = 1.5
RETRY_SECONDS = 0.005
# So long a subscriber that does not read holds up the others, once; from then on it misses what it has no room for.
STALL_SECONDS = 2.0
TICK_SECONDS = 0.25
STOP, RESTART = b"stop", b"restart"
T = TypeVar("T")


@dataclass
class Request:
    """A client's request that the gateway has said nothing about yet."""

    identities: list[bytes]
    channel: str
    kind: str
    msg_id: str
    parts: list[bytes]
    at: float = field(default_factory=time.monotonic)
    named: list[bytes] = field(default_factory=list)  # the parts as they are sent on


@dataclass
class Notice:
    """What a cell shows while it waits."""

    text: str
    display_id: str = field(default_factory=lambda: uuid.uuid4().hex)


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
        self._inquiry = inquiry
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
        self._askers: OrderedDict[str, list[bytes]] = OrderedDict()
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._renamed: OrderedDict[str, bytes] = OrderedDict()
        self._backlog: deque[Request] = deque()  # the gateway's end has no room for them; no more is taken meanwhile
        self._unbegun: OrderedDict[str, Request] = OrderedDict()
        self._notices: dict[str, Notice] = {}
        self._blocked: list[bytes] | None = None  # a broadcast that a subscriber has no room for
        self._blocked_at = 0.0
        self._stalled = False
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
                poller.modify(self._pair, 0 if self._blocked else zmq.POLLIN)
                for name in ("shell", "control", "stdin"):
                    poller.modify(self._sockets[name], 0 if self._backlog else zmq.POLLIN)
                # A dead kernel's heart does not beat.
                poller.modify(self._sockets["hb"], 0 if self.over.is_set() else zmq.POLLIN)
                ready = dict(poller.poll(int(1000 * self._seconds())))
                if self._commands in ready and self._obey():
                    return
                self._listen(ready)
                if self._blocked is not None:
                    self._retry()
                elif self._pair in ready:
                    self._hear()
                self._work_off()
                self._tick()
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
        if self._blocked is not None or self._backlog:
            return RETRY_SECONDS
        return TICK_SECONDS if self._unbegun else 3600

    def _obey(self) -> bool:
        """Whether it is to end."""
        word = self._commands.recv()
        if word == RESTART:
            msg_id, parts = new_parts("shutdown_request", {"restart": True}, self._channels.origin)
            self._forward("control", msg_id, "shutdown_request", parts)
            self._unbegun.clear()
            self._notices.clear()
            self._inquiry.forget()
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
        self._broadcast_now([frame[1:]], self._voice.welcome(topic))

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
        request.named = self._named(request)
        if self._backlog or not self._passed_on(request):
            if self._up and not self.over.is_set():
                self._backlog.append(request)
            else:
                self._refuse(request)

    def _passed_on(self, request: Request) -> bool:
        if not self._forward(request.channel, request.msg_id, request.kind, request.named):
            return False
        if request.channel != "stdin":
            remember(self._askers, request.msg_id, request.identities, MOST_ASKERS)
        if request.kind == "execute_request":
            self._unbegun[request.msg_id] = request
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

    def _named(self, request: Request) -> list[bytes]:
        """The request's parts under an id that no other has.

        jupyter_client counts ids, and a manager and its clients, each with a counter, share the rest of them. The gateway would
        take the second for a repetition of the first."""
        first = request.parts[0]
        if request.msg_id not in self._ids:
            remember(self._ids, request.msg_id, None, MOST_IDS)
            return request.parts
        request.msg_id = uuid.uuid4().hex
        remember(self._renamed, request.msg_id, first, MOST_ASKERS)
        return [write({**read_object(first), "msg_id": request.msg_id}), *request.parts[1:]]

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
        self._broadcast_now([b"status"], self._voice.status("busy", header))
        if request.kind == "execute_request" and content["status"] == "error":
            self._broadcast_now([b"error"], self._voice.error(str(content["ename"]), str(content["evalue"]), header))
        if request.kind.endswith("_request"):
            parts = self._voice.reply(request.kind, content, header)
            self._send(request.channel, self._signer.wrap(request.identities, parts))
        self._broadcast_now([b"status"], self._voice.status("idle", header))

    def _shut_down(self, request: Request) -> None:
        """Answered at once; what it means for the session is for the one to say who started the kernel."""
        try:
            restart = bool(read_object(request.parts[3]).get("restart"))
        except Malformed:
            restart = False
        content: dict[str, object] = {"status": "ok", "restart": restart}
        self._answer(request, content)
        self._broadcast_now([b"shutdown_reply"], self._voice.reply(request.kind, content, request.parts[0]))
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
                if self._blocked is not None:
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
        for request in self._unbegun.values():
            self._clear(request)
            self._answer(request, local.failed(request.kind, "HearthError", self.why))
        self._unbegun.clear()

    def _deliver(self, channel: str, kind: bytes, parent: str, parts: list[bytes]) -> None:
        original = self._renamed.get(parent)
        if original is not None:
            parts[1] = original
        if channel == "iopub":
            if kind == b"status":
                self._voice.session = str(read_object(parts[0]).get("session") or self._voice.session)
            self._begun(parent)
            self._broadcast(self._signer.wrap([kind], parts))
            return
        identities = self._askers.get(parent)
        if channel != "stdin":
            self._askers.pop(parent, None)
            self._begun(parent)
        if identities is not None:
            self._send(channel, self._signer.wrap(identities, parts))

    def _send(self, channel: str, frames: list[bytes]) -> None:
        try:
            self._sockets[channel].send_multipart(frames, zmq.NOBLOCK)
        except zmq.ZMQError as e:
            self._log.warning("a client's %s socket does not take a message: %s", channel, e)

    def _begun(self, parent: str) -> None:
        request = self._unbegun.pop(parent, None)
        if request is not None:
            self._clear(request)

    # Broadcasts.

    def _broadcast_now(self, topic: list[bytes], parts: list[bytes]) -> None:
        """A message of our own; a subscriber that has no room for it misses it."""
        self._publish(self._signer.wrap(topic, parts), lossy=True)

    def _broadcast(self, frames: list[bytes]) -> None:
        if self._publish(frames, lossy=False):
            self._stalled = False
        elif self._stalled:
            self._publish(frames, lossy=True)
        else:
            self._blocked, self._blocked_at = frames, time.monotonic()

    def _retry(self) -> None:
        frames = self._blocked
        if frames is None:
            return
        if self._publish(frames, lossy=False):
            self._blocked = None
        elif time.monotonic() - self._blocked_at > STALL_SECONDS:
            self._log.warning("a client has subscribed and does not read: it misses output from here on")
            self._stalled = True
            self._publish(frames, lossy=True)
            self._blocked = None

    def _publish(self, frames: list[bytes], lossy: bool) -> bool:
        iopub = self._sockets["iopub"]
        try:
            if lossy:
                iopub.setsockopt(zmq.XPUB_NODROP, 0)
            iopub.send_multipart(frames, zmq.NOBLOCK)
            return True
        except zmq.Again:
            return False
        finally:
            if lossy:
                iopub.setsockopt(zmq.XPUB_NODROP, 1)

    # While nothing comes.

    def _tick(self) -> None:
        if self._unbegun:
            request = next(iter(self._unbegun.values()))
            if time.monotonic() - request.at > NOTICE_SECONDS:
                self._tell(request)

    def _tell(self, request: Request) -> None:
        text = self._inquiry.text()
        told = self._notices.get(request.msg_id)
        if text is None or (told is not None and told.text == text) or _is_silent(request):
            return
        if told is None:
            told = self._notices[request.msg_id] = Notice(text)
            self._show(request, told, update=False)
        else:
            told.text = text
            self._show(request, told, update=True)

    def _show(self, request: Request, notice: Notice, update: bool) -> None:
        parts = self._voice.display(notice.text, notice.display_id, request.parts[0], update)
        self._broadcast_now([b"update_display_data" if update else b"display_data"], parts)

    def _clear(self, request: Request) -> None:
        if self._notices.pop(request.msg_id, None) is not None:
            self._broadcast_now([b"clear_output"], self._voice.clear(request.parts[0]))
            self._inquiry.forget()


def remember(known: OrderedDict[str, T], key: str, value: T, most: int) -> None:
    """The oldest is forgotten where there are too many."""
    known[key] = value
    if len(known) > most:
        known.popitem(last=False)


def _is_silent(request: Request) -> bool:
    try:
        return bool(read_object(request.parts[3]).get("silent"))
    except Malformed:
        return True
