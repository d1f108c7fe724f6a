"""What is decided once for a cluster and kept: its ports and the memory of its node."""

import json
import os
import pwd
import random
import socket
from dataclasses import asdict, dataclass, replace

from hearth_cluster.failed import Failed
from hearth_cluster.layout import DAEMONS, Daemon, Layout

HOST = "127.0.0.1"
MOST_MB = 9216
LEAST_MB = 3072
# Below what systems hand out to outgoing connections, one of which could else hold a port while its daemon is down.
PORTS = range(20000, 30000)


@dataclass(frozen=True)
class Settings:
    """`ports` by the names in DAEMONS; `memory` in MB: what the node lets containers take."""

    ports: dict[str, int]
    memory: int

    def address(self, port: str) -> str:
        return f"{HOST}:{self.ports[port]}"

    def url(self, port: str) -> str:
        return f"http://{self.address(port)}"

    def with_memory(self, memory: int) -> "Settings":
        return replace(self, memory=memory)

    def write(self, layout: Layout) -> None:
        new = layout.settings.with_name("cluster.json.new")
        new.write_text(json.dumps(asdict(self), indent=1))
        new.replace(layout.settings)


def read(layout: Layout) -> Settings | None:
    """The settings of a cluster's folder, or None where there is no cluster."""
    try:
        return Settings(**json.loads(layout.settings.read_text()))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError) as e:
        raise Failed(f"{layout.settings} cannot be read: {e}") from e


def choose(memory: int | None) -> Settings:
    """New settings, with ports that are free now."""
    names = [port for daemon in DAEMONS for port in daemon.ports]
    ports: dict[str, int] = {}
    for candidate in random.sample(PORTS, len(PORTS)):
        if len(ports) == len(names):
            break
        if is_free(candidate):
            ports[names[len(ports)]] = candidate
    if len(ports) < len(names):
        raise Failed(f"there are no {len(names)} free ports between {PORTS[0]} and {PORTS[-1]}")
    return Settings(ports, memory or usual_memory())


def usual_memory() -> int:
    """As much as two drivers and what they start can use, if the machine has it."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(LEAST_MB, min(MOST_MB, machine // 256 * 256))


def is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            return False
    return True


def require_free(settings: Settings, daemon: Daemon) -> None:
    for name in daemon.ports:
        if not is_free(settings.ports[name]):
            raise Failed(
                f"the {daemon.title}'s port {settings.ports[name]} is held by another program: end that one, or begin anew with "
                "`down --purge` and `up`"
            )


def caller() -> str:
    """The user as Hadoop's daemons see it: the process's, not what the environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        raise Failed(f"the user {os.getuid()} has no name on this machine, which HDFS needs") from None
