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
from hearth.kernel.commands import Commands
from hearth.kernel.intake import Intake
from hearth.kernel.notices import Notices
from hearth.kernel.opening import Opening
from hearth.kernel.outlet import Outlet
from hearth.kernel.request import Askers, Request
from hearth.kernel.signing import Signer
from hearth.kernel.sockets import Endpoint, Sockets
from hearth.kernel.waiting import Inquiry
from hearth.message import new_parts, read_object

INTERRUPTED = "the cell was interrupted before there was a session to run it"
RETRY_SECONDS = 0.005
TICK_SECONDS = 0.25
STOP, RESTART, INTERRUPT = b"stop", b"restart", b"interrupt"


class Relay:
    """A kernel in this process, from the moment on in which its sockets are bound. `start`, `stop`, `restart`, `interrupt` and
    what is read of it are thread-safe."""

    def __init__(
        self, endpoint: Endpoint, signer: Signer, channels: Channels, opening: Opening, inquiry: Inquiry, log: logging.Logger
    ) -> None:
        self.shut_down = threading.Event()  # a client asked for it
        self.met = threading.Event()  # the session was connected
        self.refused = threading.Event()  # the gateway gives no session
        self.over = threading.Event()  # the session is dead
        self.why = ""
        self._channels = channels
        self._language = opening.language
        self._log = log
        self._voice = local.Voice(channels.session)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._name = f"inproc://hearth-{uuid.uuid4().hex}"
        self._sockets = Sockets(self._context, endpoint)
        self._commands = Commands(self._context, self._name + "-commands")
        self._pair: zmq.Socket[bytes] = self._context.socket(zmq.PAIR)
        self._pair.sndhwm = self._pair.rcvhwm = wire.MOST_WAITING
        self._pair.linger = 0
        self._pair.bind(self._name)
        self._wire = wire.Wire(self._context, self._name, channels, log, opening)
        self._up = False
        self._is_new = opening.is_new
        self._restart_due = False  # of a session that was there before
        self._askers = Askers()
        self._intake = Intake(signer, log)
        self._outlet = Outlet(self._sockets, signer, self._voice, log)
        self._publisher = self._outlet.publisher
        self._notices = Notices(self._voice, inquiry, self._outlet.say)
        self._early: deque[Request] = deque()  # until the session is met
        self._backlog: deque[Request] = deque()  # the gateway's end has no room for them; no more is taken meanwhile
        self._thread = threading.Thread(target=self._run, name="hearth-kernel-" + channels.session[:8], daemon=True)

    @property
    def ports(self) -> dict[str, int]:
        return self._sockets.ports

    def start(self) -> None:
        self._thread.start()
        self._wire.start()

    def restart(self) -> None:
        """A new driver, before anything that clients send from now on."""
        self._commands.send(RESTART)

    def interrupt(self) -> None:
        """Ends the cells that wait for a session."""
        self._commands.send(INTERRUPT)

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

    def stop(self, seconds: float = 3) -> None:
        self._wire.stop()
        self._commands.send(STOP)
        self._thread.join(seconds)

    def _run(self) -> None:
        poller = zmq.Poller()
        for name in ("shell", "control", "stdin", "iopub", "hb"):
            poller.register(self._sockets[name], zmq.POLLIN)
        poller.register(self._commands.socket, zmq.POLLIN)
        poller.register(self._pair, zmq.POLLIN)
        try:
            while True:
                poller.modify(self._pair, 0 if self._publisher.is_blocked else zmq.POLLIN)
                for name in ("shell", "control", "stdin"):
                    poller.modify(self._sockets[name], 0 if self._backlog else zmq.POLLIN)
                # A dead kernel's heart does not beat.
                poller.modify(self._sockets["hb"], 0 if self.over.is_set() else zmq.POLLIN)
                ready = dict(poller.poll(int(1000 * self._seconds())))
                if self._commands.socket in ready and self._obey():
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
            self._commands.close()
            self._sockets.close()
            self._wire.join(5)
            self._pair.close()
            self._context.term()

    def _seconds(self) -> float:
        if self._publisher.is_blocked or self._backlog:
            return RETRY_SECONDS
        return TICK_SECONDS if self._notices else 3600

    def _obey(self) -> bool:
        """Whether it is to end."""
        word = self._commands.receive()
        if word == RESTART:
            self._early.clear()
            self._notices.forget()
            self._restart_due = not self.met.is_set() and not self._is_new
            if self.met.is_set():
                self._tell_driver("shutdown_request", {"restart": True})
        elif word == INTERRUPT and not self._interrupted_here():
            self._tell_driver("interrupt_request", {})
        return word == STOP

    def _tell_driver(self, kind: str, content: dict[str, object]) -> None:
        msg_id, parts = new_parts(kind, content, self._channels.origin)
        self._forward("control", msg_id, kind, parts)

    # From clients.

    def _listen(self, ready: dict[object, int]) -> None:
        if self._sockets["hb"] in ready:
            self._sockets["hb"].send_multipart(self._sockets["hb"].recv_multipart())
        if self._sockets["iopub"] in ready:
            self._outlet.greet()
        for channel in ("control", "shell", "stdin"):
            if self._sockets[channel] in ready:
                self._take(channel, self._sockets[channel].recv_multipart())

    def _take(self, channel: str, frames: list[bytes]) -> None:
        request = self._intake.read(channel, frames)
        if request is None:
            return
        if request.kind == "shutdown_request":
            self._shut_down(request)
        elif not self._up and (content := self._known(request.kind)) is not None:
            self._outlet.answer(request, content)
        elif request.kind == "interrupt_request" and self._interrupted_here():
            self._outlet.answer(request, {"status": "ok"})
        else:
            self._ask(request)

    def _known(self, kind: str) -> dict[str, object] | None:
        return local.known(kind, self._language, self._is_new and not self.met.is_set())

    def _interrupted_here(self) -> bool:
        """Whether there is no session yet; cells that wait for it wait no more."""
        if self.met.is_set():
            return False
        cells = [each for each in self._early if each.kind == "execute_request"]
        self._early = deque(each for each in self._early if each.kind != "execute_request")
        for each in cells:
            self._notices.begun(each.msg_id)
            self._outlet.answer(each, local.failed(each.kind, "KeyboardInterrupt", INTERRUPTED))
        return True

    def _ask(self, request: Request) -> None:
        self._askers.name(request)
        if not self.met.is_set():
            self._keep(request)
        elif self._backlog or not self._passed_on(request):
            if self._up and not self.over.is_set():
                self._backlog.append(request)
            else:
                self._refuse(request)

    def _keep(self, request: Request) -> None:
        if self.refused.is_set() or self.over.is_set() or len(self._early) >= wire.MOST_WAITING:
            self._refuse(request)
            return
        self._early.append(request)
        if request.kind == "execute_request":
            self._notices.sent(request)

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
        name = "GatewayRefused" if self.refused.is_set() else "HearthError"
        why = self.why or "the gateway cannot be reached, and too much waits for it already"
        self._outlet.answer(request, local.failed(request.kind, name, why))

    def _forward(self, channel: str, msg_id: str, kind: str, parts: list[bytes]) -> bool:
        if self.over.is_set():
            return False
        try:
            self._pair.send_multipart([channel.encode(), msg_id.encode(), kind.encode(), *parts], zmq.NOBLOCK)
            return True
        except zmq.Again:
            return False

    def _shut_down(self, request: Request) -> None:
        """Answered at once; what it means for the session is for the one to say who started the kernel."""
        content: dict[str, object] = {"status": "ok", "restart": request.is_restart}
        self._outlet.answer(request, content)
        self._outlet.say(b"shutdown_reply", self._voice.reply(request.kind, content, request.parts[0]))
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
        if self._up and not self.met.is_set():
            self.met.set()
            if self._restart_due:
                self._tell_driver("shutdown_request", {"restart": True})
            self._backlog.extend(self._early)
            self._early.clear()
        if frames[0] in (wire.REFUSED, wire.OVER):
            self.why = frames[1].decode()
            (self.over if frames[0] == wire.OVER else self.refused).set()
            self._fail_all()

    def _fail_all(self) -> None:
        """Nobody else answers what the gateway has not taken up."""
        cells = self._notices.take_all()
        early = [each for each in self._early if each.kind != "execute_request"]
        self._early.clear()
        for request in [*cells, *early]:
            self._refuse(request)

    def _deliver(self, channel: str, kind: bytes, parent: str, parts: list[bytes]) -> None:
        parts[1] = self._askers.header(parent) or parts[1]
        if channel == "iopub":
            if kind == b"status":
                self._voice.session = str(read_object(parts[0]).get("session") or self._voice.session)
            self._notices.begun(parent)
            self._outlet.pass_on(kind, parts)
            return
        identities = self._askers.of(parent, last=channel != "stdin")
        if channel != "stdin":
            self._notices.begun(parent)
        if identities is not None:
            self._outlet.send(channel, identities, parts)
