"""`hearth-provisioner`: what jupyter_client starts a kernel with."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import signal
import threading
import weakref
from typing import Any

import zmq
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Bool, Unicode

from hearth.channels import Channels
from hearth.client import Client
from hearth.errors import HearthError, Refused
from hearth.kernel.opening import Opening, Wish
from hearth.kernel.relay import Relay
from hearth.kernel.signing import Signer
from hearth.kernel.sockets import NAMES, Endpoint
from hearth.kernel.waiting import Inquiry
from hearth.session import LANGUAGES, Session

RESTART_SECONDS = 10.0
URL, TOKEN_FILE = "HEARTH_URL", "HEARTH_TOKEN_FILE"
KILLED = -9

_running: weakref.WeakSet[HearthProvisioner] = weakref.WeakSet()


class HearthProvisioner(KernelProvisionerBase):
    """A kernel that is a session of a gateway, and costs no process here.

    jupyter_client's managers each have their own habits with event loops; what a kernel needs runs on threads of its own."""

    url = Unicode("", config=True, help="The gateway's address, without a token; else $HEARTH_URL")
    token_file = Unicode("", config=True, help="A file with the token that its owner alone can read; else $HEARTH_TOKEN")
    ca_file = Unicode("", config=True, help="Certificates that the gateway's is to be signed by")
    profile = Unicode("", config=True, help="The profile; else the gateway's default one")
    language = Unicode("", config=True, help="scala, python or sql; else the kernelspec's")
    session = Unicode("", config=True, help="A session that there is already; it is never ended")
    keep = Bool(False, config=True, help="Whether the session goes on when the kernel is shut down")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._relay: Relay | None = None
        self._client: Client | None = None
        self._opening: Opening | None = None
        self._running = False
        self._killed = False
        self._saved = ""  # the session of a manager that is no more, and had saved it

    @property
    def has_process(self) -> bool:
        return self._running

    async def poll(self) -> int | None:
        relay = self._relay
        if relay is None or not self._running:
            return 0
        if self._killed:
            return KILLED
        if relay.over.is_set():
            return 1
        return 0 if relay.shut_down.is_set() else None

    async def wait(self) -> int | None:
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.05)
        self._running = False
        return code

    async def send_signal(self, signum: int) -> None:
        relay, session = self._relay, self._session()
        if relay is None or session is None or signum == 0:
            return
        if signum != signal.SIGINT:
            await self.kill()
        elif relay.met.is_set():
            await asyncio.to_thread(session.interrupt)
        else:
            relay.interrupt()

    async def kill(self, restart: bool = False) -> None:
        self._killed = True

    async def terminate(self, restart: bool = False) -> None:
        self._killed = True

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager: Any = self.parent
        kwargs.pop("transport_encryption", None)
        kwargs.pop("extra_arguments", None)
        if self._relay is None:
            await asyncio.to_thread(self._begin, kwargs.get("env") or {})
        ports = self._relay.ports if self._relay is not None else {}
        for name in NAMES:
            setattr(manager, name + "_port", ports[name])
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        relay = self._relay
        if relay is None:
            raise HearthError("pre_launch comes first")
        if relay.shut_down.is_set() or relay.over.is_set() or self._killed:
            await asyncio.to_thread(self._restart, relay, kwargs.get("env") or {})
        self._killed = False
        self._running = True
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        if not restart:
            await asyncio.to_thread(self._end)

    async def get_provisioner_info(self) -> dict[str, Any]:
        info = await super().get_provisioner_info()
        info["session"] = "" if self._opening is None else self._opening.id
        return info

    async def load_provisioner_info(self, provisioner_info: dict[str, Any]) -> None:
        await super().load_provisioner_info(provisioner_info)
        self._saved = str(provisioner_info["session"])

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        return recommended

    def _begin(self, env: dict[str, str]) -> None:
        """The sockets, and behind them the session, which comes in its own time."""
        language = self._spoken()
        url = self.url or os.environ.get(URL, "")
        if not url:
            raise HearthError(f"the kernelspec names no gateway: `url` is missing in its provisioner's config, and ${URL} too")
        if "token=" in url:
            raise HearthError("the token does not belong into a kernelspec: put it into a file and name that as token_file")
        client = Client(url, token_file=self.token_file or os.environ.get(TOKEN_FILE) or None, ca_file=self.ca_file or None)
        manager: Any = self.parent
        signer = Signer(manager.session.key, manager.session.signature_scheme)
        opening = Opening(client.address, self._wish(language, env), self.log)
        channels = Channels(client.address, opening.id)
        relay = Relay(self._endpoint(), signer, channels, opening, Inquiry(client.rest, opening), self.log)
        self._client, self._opening, self._relay, self._saved = client, opening, relay, ""
        _running.add(self)
        relay.start()

    def _wish(self, language: str, env: dict[str, str]) -> Wish:
        wanted = {name: value for name, value in env.items() if name.startswith("KERNEL_")}
        return Wish(language, self.profile or None, wanted, self.kernel_id or "", self.session or self._saved)

    def _session(self) -> Session | None:
        client, opening = self._client, self._opening
        return None if client is None or opening is None else Session(client.rest, opening.id)

    def _spoken(self) -> str:
        language = str(self.language or getattr(self.kernel_spec, "language", "")).lower()
        if language not in LANGUAGES:
            raise HearthError(f"the kernelspec names no language of Hearth ({', '.join(LANGUAGES)}), but {language!r}")
        return language

    def _endpoint(self) -> Endpoint:
        manager: Any = self.parent
        if manager.transport == "ipc":
            manager.write_connection_file()  # it chooses the names
        ports = {name: int(getattr(manager, name + "_port")) for name in NAMES}
        return Endpoint(manager.transport, manager.ip, ports, _curve(manager))

    def _restart(self, relay: Relay, env: dict[str, str]) -> None:
        session = self._session()
        if not (relay.over.is_set() or relay.refused.is_set()):
            relay.restart()
        elif relay.over.is_set() and session is not None and self._is_there(session):
            # Answered when the driver is ready, for which nobody waits here.
            threading.Thread(target=_restart, args=(session, self.log), name="hearth-restart", daemon=True).start()
            self._await_life(session)
            relay.revive()
        else:
            self._end()
            self._begin(env)
            return
        relay.ready()

    def _is_there(self, session: Session) -> bool:
        """Whether it was not deleted meanwhile; one that was to be joined has to be there."""
        try:
            session.describe()
            return True
        except Refused as e:
            if e.status != 404 or self.session:
                raise
            return False

    def _await_life(self, session: Session) -> None:
        pause = threading.Event()
        for _ in range(int(RESTART_SECONDS / 0.05)):
            description = session.describe()
            if description["state"] not in ("dead", "ending"):
                return
            pause.wait(0.05)
        raise HearthError(f"session {session.id} is dead and does not come to life: {description.get('reason')}")

    def _end(self) -> None:
        relay, self._relay = self._relay, None
        opening, self._opening = self._opening, None
        client, self._client = self._client, None
        self._running = False
        _running.discard(self)
        if relay is not None:
            relay.stop()
        if opening is not None and not self.session and not self.keep:
            opening.end()
        if client is not None:
            client.close()


def _curve(manager: Any) -> tuple[bytes, bytes] | None:
    """The keys of the sockets, where the manager wants them encrypted."""
    wanted = str(getattr(manager, "transport_encryption", "disabled"))
    metadata = getattr(manager.kernel_spec, "metadata", None) or {}
    declared = "curve" in (metadata.get("supported_encryption") or [])
    if wanted == "disabled" or (wanted == "auto" and not declared):
        return None
    if manager.curve_publickey is None:
        manager.curve_publickey, manager.curve_secretkey = zmq.curve_keypair()
    return manager.curve_publickey, manager.curve_secretkey


def _restart(session: Session, log: logging.Logger) -> None:
    try:
        session.restart()
    except HearthError as e:
        log.warning("session %s could not be restarted: %s", session.id, e)


@atexit.register
def _end_all() -> None:
    """A kernel ends with the program that started it."""
    for each in list(_running):
        each._end()
