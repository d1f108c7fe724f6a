"""Where everything of one cluster lies, and which daemons it has."""

import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hearth_cluster.failed import Failed

LOCK_SECONDS = 600


@dataclass(frozen=True)
class Daemon:
    """One of the four. The first of its ports is the one that clients use; `page` is the one that speaks HTTP."""

    name: str
    title: str
    main: str
    ports: tuple[str, ...]
    page: str


DAEMONS = (
    Daemon("nn", "NameNode", "org.apache.hadoop.hdfs.server.namenode.NameNode", ("nn-rpc", "nn-http"), "nn-http"),
    Daemon("dn", "DataNode", "org.apache.hadoop.hdfs.server.datanode.DataNode", ("dn-data", "dn-http", "dn-ipc"), "dn-http"),
    Daemon(
        "rm",
        "ResourceManager",
        "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager",
        ("rm-client", "rm-scheduler", "rm-tracker", "rm-admin", "rm-http"),
        "rm-http",
    ),
    Daemon(
        "nm",
        "NodeManager",
        "org.apache.hadoop.yarn.server.nodemanager.NodeManager",
        ("nm-container", "nm-localizer", "nm-collector", "nm-http"),
        "nm-http",
    ),
)


@dataclass(frozen=True)
class Layout:
    """The paths within a cluster's folder, which is absolute."""

    folder: Path

    @property
    def settings(self) -> Path:
        """Also what tells a cluster's folder from any other."""
        return self.folder / "cluster.json"

    @property
    def conf(self) -> Path:
        """HADOOP_CONF_DIR, for clients and daemons."""
        return self.folder / "conf"

    @property
    def daemon_conf(self) -> Path:
        """What the daemons alone read: clients of Spark carry all of `conf` to the cluster with each application."""
        return self.folder / "daemon-conf"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def node_local(self) -> Path:
        """Where the node's containers run."""
        return self.data / "nm-local"

    @property
    def scratch(self) -> Path:
        return self.folder / "tmp"

    @property
    def hearth(self) -> Path:
        return self.folder / "hearth.yaml"

    def log(self, daemon: Daemon) -> Path:
        return self.folder / "logs" / f"{daemon.name}.log"

    def output(self, daemon: Daemon) -> Path:
        """What it writes past its log: nothing, unless its JVM does not start or breaks."""
        return self.folder / "logs" / f"{daemon.name}.out"

    def note(self, daemon: Daemon) -> Path:
        return self.folder / "processes" / f"{daemon.name}.json"

    def require_own(self) -> None:
        """Raises Failed where something else lies already."""
        if self.folder.exists() and not self.settings.exists():
            names = [each.name for each in self.folder.iterdir()] if self.folder.is_dir() else [self.folder.name]
            strange = [name for name in names if name not in ("lock", "cluster.json.new")]
            if strange:
                raise Failed(f"{self.folder} holds something else ({strange[0]}): name a folder that is empty or not there")

    def make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        for each in (self.conf, self.daemon_conf, self.data, self.scratch, self.folder / "logs", self.folder / "processes"):
            each.mkdir(exist_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One command at a time changes a cluster. Ends with this process, whatever becomes of it; waits ten minutes at most."""
        path = self.folder / "lock"
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _wait_for_lock(descriptor, self.folder)
                if _is_still(path, descriptor):
                    yield
                    return
            finally:
                os.close(descriptor)


def _wait_for_lock(descriptor: int, folder: Path) -> None:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    print(f"cluster: another command is at work in {folder}: waiting for it", file=sys.stderr, flush=True)

    def late(*_: object) -> None:
        raise Failed(f"another command has been at work in {folder} for {LOCK_SECONDS // 60} minutes")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LOCK_SECONDS)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the file was not removed meanwhile, with the whole folder."""
    try:
        there = path.stat()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return False
    mine = os.fstat(descriptor)
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)
