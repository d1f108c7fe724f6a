"""The gateway's end of a kernel: a thread that owns the WebSocket."""

from __future__ import annotations

import logging
import threading

import zmq

from hearth.channels import QUIET_SECONDS, Channels, Received, is_passing, pauses
from hearth.errors import HearthError, SessionEnded
from hearth.kernel.opening import NoSession, Opening
from hearth.websocket import Disconnected

MOST_WAITING = 1000  # messages each way
MOST_UNCONFIRMED = 1000
REMEDY = "when that is put right, restart the kernel"
STOP = b"stop"
UP, DOWN, REFUSED, OVER = b"up", b"down", b"refused", b"over"


class Wire:
    """Asks for the session where there is none yet, carries messages between an inproc socket and the gateway, and looks for the
    gateway when it is lost.

    To the inproc socket: a word (`up`, `down`, `refused` or `over` with a reason), or `message` with channel, type, id, id of the
    parent and parts. From it, after the first `up`: channel, id, type and parts, or `stop`. Its one thread owns all that it has;
    `stop` is thread-safe."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        address: str,
        channels: Channels,
        log: logging.Logger,
        opening: Opening | None = None,
    ) -> None:
        self._channels = channels
        self._opening = opening
        self._log = log
        self._stopping = threading.Event()
        self._pair: zmq.Socket[bytes] = context.socket(zmq.PAIR)
        self._pair.sndhwm = self._pair.rcvhwm = MOST_WAITING
        self._pair.linger = 0
        self._pair.connect(address)
        self._thread = threading.Thread(target=self._run, name="hearth-wire-" + channels.session[:8], daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        end, why = OVER, ""
        try:
            if self._opening is not None and self._opening.ask(self._stopping):
                self._channels.session = self._opening.id
            while not self._stopping.is_set():
                self._dial()
                if not self._stopping.is_set():
                    self._tell(UP)
                    self._carry()
                    self._tell(DOWN)
        except NoSession as e:
            end, why = REFUSED, f"{e}; {REMEDY}"
        except SessionEnded as e:
            why = str(e)
        except HearthError as e:
            why = str(e)
            self._log.warning("the session %s is lost: %s", self._channels.session, e)
        except zmq.ContextTerminated:
            return
        except Exception as e:  # whatever it is, the kernel has to be seen as dead
            why = f"{type(e).__name__}: {e}"
            self._log.exception("the session %s is lost", self._channels.session)
        finally:
            self._channels.disconnect()
            if not self._stopping.is_set():
                self._tell(end, why.encode())
            self._pair.close()

    def _dial(self) -> None:
        told = False
        for pause in pauses():
            try:
                self._channels.connect()
                if told:
                    self._log.info("the gateway is back")
                return
            except HearthError as e:
                if not is_passing(e):
                    raise
                if not told:
                    self._log.warning("%s; trying again", e)
                    told = True
            if self._stopping.wait(pause):
                return

    def _carry(self) -> None:
        poller = zmq.Poller()
        poller.register(self._channels, zmq.POLLIN)
        poller.register(self._pair, zmq.POLLIN)
        try:
            while not self._stopping.is_set():
                received = self._channels.receive(0)
                if received is not None:
                    self._pass_on(received)
                    self._take()
                    continue
                full = self._channels.unconfirmed >= MOST_UNCONFIRMED
                poller.modify(self._pair, 0 if full else zmq.POLLIN)
                if not poller.poll(1000 if full else int(1000 * QUIET_SECONDS)):
                    self._channels.check()
                self._take()
        except Disconnected as e:
            self._log.info("the connection to the gateway is over: %s", e)

    def _take(self) -> None:
        """Sends on what waits, as long as the gateway is not known to lag."""
        while self._channels.unconfirmed < MOST_UNCONFIRMED:
            try:
                frames = self._pair.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            if frames[0] == STOP:
                self._stopping.set()
                return
            self._channels.send(frames[0].decode(), frames[1].decode(), frames[2].decode(), frames[3:])

    def _pass_on(self, message: Received) -> None:
        self._tell(
            b"message",
            message.channel.encode(),
            message.type.encode(),
            message.id.encode(),
            message.parent_id.encode(),
            *message.parts,
        )

    def _tell(self, *frames: bytes) -> None:
        """Waits where the other end has enough to do: the gateway keeps the rest."""
        while not self._stopping.is_set():
            try:
                self._pair.send_multipart(frames, zmq.NOBLOCK)
                return
            except zmq.Again:
                if self._channels.connected:
                    self._take()  # an interrupt may be what makes room
                self._pair.poll(20, zmq.POLLOUT)
