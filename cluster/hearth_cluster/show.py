"""`status`: what runs, where, and with how much to do."""

from hearth_cluster import processes, settings, web
from hearth_cluster.layout import DAEMONS, Layout
from hearth_cluster.settings import Settings


def status(layout: Layout) -> tuple[list[str], bool]:
    """The lines to print, and whether all four daemons run."""
    chosen = settings.read(layout)
    if chosen is None:
        return [f"there is no cluster in {layout.folder}"], False
    lines, all_run = [], True
    for daemon in DAEMONS:
        process = processes.noted(layout.note(daemon))
        all_run = all_run and process is not None
        state = f"runs      pid {process.pid:<8}" if process else f"{'does not run':22}"
        lines.append(f"{daemon.title:16} {state} {chosen.url(daemon.page)}  {layout.log(daemon)}")
    return lines + _yarn(chosen), all_run


def _yarn(chosen: Settings) -> list[str]:
    try:
        metrics = web.yarn(chosen, "metrics")["clusterMetrics"]
        nodes = (web.yarn(chosen, "nodes")["nodes"] or {}).get("node", [])
    except (web.Refused, KeyError) as e:
        return [f"{'YARN':16} does not answer: {e}"]
    states = ", ".join(f"{node['id']} {node['state']}" for node in nodes) or "none"
    return [
        f"{'nodes':16} {states}",
        f"{'memory':16} {metrics['availableMB']} MB of {metrics['totalMB']} MB free",
        f"{'applications':16} {metrics['appsRunning']} running, {metrics['appsPending']} waiting",
    ]
