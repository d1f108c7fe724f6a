"""`down`: ends the daemons of a folder, and nothing else."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from hearth_cluster import processes, settings
from hearth_cluster.failed import Failed
from hearth_cluster.layout import DAEMONS, Layout
from hearth_cluster.processes import Process

TERM_SECONDS = 30
KILL_SECONDS = 10


def down(layout: Layout, only: set[str], kill: bool, purge: bool, say: Callable[[str], None]) -> None:
    """Ends those of `only`. Raises Failed if one does not end, or if the folder is to go and is no cluster's."""
    if settings.read(layout) is None:
        if purge and layout.folder.exists():
            raise Failed(f"{layout.folder} is no cluster's folder: it stays")
        say(f"there is no cluster in {layout.folder}")
        return
    with layout.locked():
        # The node first: it ends its containers and puts their logs away, for which it needs the others.
        for group in (("nm",), ("rm", "dn", "nn")):
            _end_group(layout, [name for name in group if name in only], kill, say)
        if purge:
            _remove(layout.folder)
            say(f"{layout.folder} is removed")


def _end_group(layout: Layout, names: list[str], kill: bool, say: Callable[[str], None]) -> None:
    running: dict[str, Process] = {}
    for daemon in DAEMONS:
        if daemon.name in names:
            process = processes.noted(layout.note(daemon))
            if process is None:
                say(f"the {daemon.title} does not run")
                layout.note(daemon).unlink(missing_ok=True)
            else:
                running[daemon.name] = process
    for process in running.values():
        process.send(signal.SIGKILL if kill else signal.SIGTERM)
    for daemon in DAEMONS:
        if daemon.name in running:
            how = "was killed" if _finish(running[daemon.name], kill, daemon.title) else "has ended"
            layout.note(daemon).unlink(missing_ok=True)
            say(f"the {daemon.title} {how}")
    if "nm" in names:
        _end_containers(layout, say)


def _finish(process: Process, kill: bool, title: str) -> bool:
    """Whether it had to be killed."""
    if not kill and process.ended(TERM_SECONDS):
        return False
    process.send(signal.SIGKILL)
    if not process.ended(KILL_SECONDS):
        raise Failed(f"the {title} (process {process.pid}) does not end, even when it is killed")
    return True


def _end_containers(layout: Layout, say: Callable[[str], None]) -> None:
    """As a machine that is lost takes along what ran on it."""
    left = processes.containers(layout.node_local)
    for process in left:
        process.send(signal.SIGKILL)
    for process in left:
        if not process.ended(KILL_SECONDS):
            raise Failed(f"process {process.pid} of a container does not end")
    if left:
        say(f"{len(left)} processes of containers were killed")


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as e:
        raise Failed(f"{folder} could not be removed: {e}") from e
