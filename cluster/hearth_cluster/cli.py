"""The command line of ./hearth cluster."""

import argparse
import os
import signal
import sys
from pathlib import Path

from hearth_cluster import end, settings, show, start
from hearth_cluster.failed import Failed
from hearth_cluster.layout import DAEMONS, Layout

USUAL = Path(__file__).resolve().parents[2] / ".hearth" / "cluster" / "run"
NOT_ALL_RUN = 3


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="./hearth cluster",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        description="HDFS and YARN (Hadoop 3.5) as four daemons on this machine, to try Hearth on YARN with. They listen on 127.0.0.1\n"
        "only, and everything they have lies in one folder. Nothing about them is safe against other users of\n"
        "this machine who can connect to 127.0.0.1: Hadoop without Kerberos believes every name that it is told.",
    )
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _up(_command(commands, "up", "start what does not run, and wait until it can be used"))
    _down(_command(commands, "down", "end the daemons"))
    _command(commands, "status", "what runs, where, and how much is free; ends with 3 if not all four run")
    return made


def _command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, says: str) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".", allow_abbrev=False)
    made.add_argument("--folder", metavar="DIR", type=Path, default=USUAL, help="the cluster's folder (.hearth/cluster/run)")
    return made


def _up(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--memory",
        metavar="MB",
        type=_memory,
        help=f"what containers may take together (what the machine has, {settings.MOST_MB} at most)",
    )
    made.add_argument(
        "--user", metavar="NAME", type=_user, action="append", default=[], help="makes /user/NAME in HDFS, owned by that name; repeatable"
    )
    made.epilog = (
        "Ports are chosen once and kept. Queues: default; etl, in which one driver at a time has room; closed, to which nobody may "
        "submit. DIR/conf is HADOOP_CONF_DIR, DIR/hearth.yaml a configuration for ./hearth serve."
    )


def _down(made: argparse.ArgumentParser) -> None:
    names = ",".join(daemon.name for daemon in DAEMONS)
    made.add_argument("--only", metavar="NAMES", type=_names, help=f"these alone, of {names}")
    made.add_argument("--kill", action="store_true", help="at once, as in a crash; else they have 30 s to end by themselves")
    made.add_argument("--purge", action="store_true", help="removes the folder, too, with everything in HDFS")
    made.epilog = "With the NodeManager (nm) its containers end. Data and ports stay for the next `up`."


def _memory(word: str) -> int:
    if not word.isdecimal() or not 1024 <= int(word) <= 1_048_576:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of MB from 1024 on")
    return int(word)


def _user(word: str) -> str:
    if not word or word.startswith((".", "-")) or not all(each.isalnum() or each in "._-@" for each in word):
        raise argparse.ArgumentTypeError(f"{word!r} is no user's name")
    return word


def _names(word: str) -> set[str]:
    known = {daemon.name for daemon in DAEMONS}
    for name in word.split(","):
        if name not in known:
            raise argparse.ArgumentTypeError(f"there is no daemon {name!r}: there are {', '.join(sorted(known))}")
    return set(word.split(","))


def _say(line: str) -> None:
    print(f"cluster: {line}", file=sys.stderr, flush=True)


def main() -> int:
    arguments = parser().parse_args()
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell had it ignored
    layout = Layout(Path(os.path.abspath(arguments.folder)))
    try:
        return _run(arguments, layout)
    except Failed as e:
        if e.detail:
            print(e.detail, file=sys.stderr)
        _say(str(e))
        return 1
    except KeyboardInterrupt:
        _say("stopped; what was started runs on: ./hearth cluster down ends it")
        return 130


def _run(arguments: argparse.Namespace, layout: Layout) -> int:
    if arguments.command == "status":
        lines, all_run = show.status(layout)
        print("\n".join(lines))
        return 0 if all_run else NOT_ALL_RUN
    if arguments.command == "down":
        if arguments.purge and arguments.only:
            parser().error("--purge is for all of them: not together with --only")
        end.down(layout, arguments.only or {daemon.name for daemon in DAEMONS}, arguments.kill, arguments.purge, _say)
        return 0
    java, jars = Path(os.environ["HEARTH_CLUSTER_JAVA"]), Path(os.environ["HEARTH_CLUSTER_LIB"])
    start.up(layout, arguments.memory, arguments.user, java, jars, _say)
    print(_next(layout))
    return 0


def _next(layout: Layout) -> str:
    chosen = settings.read(layout)
    assert chosen is not None
    folder = "" if layout.folder == USUAL else f" --folder {layout.folder}"
    return f"""\
YARN             {chosen.url("rm-http")}
HDFS             hdfs://{chosen.address("nn-rpc")}

next:
  ./hearth serve --config {layout.hearth}
  export HADOOP_CONF_DIR={layout.conf}
  ./hearth cluster status{folder}
  ./hearth cluster down{folder}"""
