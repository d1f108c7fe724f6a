"""The five sockets of a kernel."""

from __future__ import annotations

from dataclasses import dataclass

import zmq

from hearth.errors import HearthError

NAMES = ("shell", "control", "stdin", "iopub", "hb")
KINDS = {"shell": zmq.ROUTER, "control": zmq.ROUTER, "stdin": zmq.ROUTER, "iopub": zmq.XPUB, "hb": zmq.REP}
# A client that does not read costs no more messages than this, besides what the system keeps for it.
MOST_WAITING = 1000
LARGEST_REQUEST = 256 << 20
LINGER_MILLIS = 1000


@dataclass(frozen=True)
class Endpoint:
    """Where the sockets are to be bound; a port of 0 is any. Immutable."""

    transport: str
    ip: str
    ports: dict[str, int]
    curve: tuple[bytes, bytes] | None = None  # public and secret key

    def address(self, name: str) -> str:
        port = self.ports[name]
        if self.transport == "ipc":
            return f"ipc://{self.ip}-{port}"
        return f"{self.transport}://{self.ip}:{port or '*'}"


class Sockets:
    """Five bound sockets. Confined to one thread at a time."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], endpoint: Endpoint) -> None:
        self.by_name: dict[str, zmq.Socket[bytes]] = {}
        self.ports: dict[str, int] = {}
        try:
            for name in NAMES:
                made = self.by_name[name] = context.socket(KINDS[name])
                _configure(made, name, endpoint.curve)
                self._bind(name, endpoint)
        except BaseException:
            self.close(0)
            raise

    def _bind(self, name: str, endpoint: Endpoint) -> None:
        address = endpoint.address(name)
        try:
            self.by_name[name].bind(address)
        except zmq.ZMQError as e:
            raise HearthError(f"the kernel's {name} socket cannot be bound to {address}: {e}") from None
        self.ports[name] = endpoint.ports[name]
        if endpoint.transport == "tcp":
            bound = self.by_name[name].getsockopt_string(zmq.LAST_ENDPOINT)
            self.ports[name] = int(bound.rsplit(":", 1)[1])

    def __getitem__(self, name: str) -> zmq.Socket[bytes]:
        return self.by_name[name]

    def close(self, linger: int = LINGER_MILLIS) -> None:
        for made in self.by_name.values():
            made.close(linger)


def _configure(made: zmq.Socket[bytes], name: str, curve: tuple[bytes, bytes] | None) -> None:
    made.linger = LINGER_MILLIS
    made.sndhwm = made.rcvhwm = MOST_WAITING
    made.setsockopt(zmq.MAXMSGSIZE, LARGEST_REQUEST)
    if KINDS[name] == zmq.ROUTER:
        # A client that comes back under its name takes the place of its former self.
        made.setsockopt(zmq.ROUTER_HANDOVER, 1)
    if name == "iopub":
        made.setsockopt(zmq.XPUB_VERBOSE, 1)
        # A full subscriber is told of, so that one who is only slow loses nothing.
        made.setsockopt(zmq.XPUB_NODROP, 1)
    if curve is not None:
        made.curve_publickey, made.curve_secretkey = curve
        made.curve_server = True
