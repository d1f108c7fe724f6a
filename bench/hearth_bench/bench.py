"""What every measurement is given: folders, the programs of this checkout, and processes that end with it."""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from hearth_bench.processes import Failed, Program, end_all

PACKAGE = Path(__file__).resolve().parent
LOCAL_SPARK = {"spark.master": "local[2]", "spark.ui.enabled": "false"}


@dataclass
class Runtime:
    """What a driver of Hearth was started with: the same is used beside it."""

    spark_home: str
    java_home: str
    python: str


class Bench:
    """One run. Use it in a `with` statement: what it started is gone behind it."""

    def __init__(self, root, quick, seconds=None):
        self.root, self.quick, self.seconds = Path(root), quick, seconds
        self.own = self.root / ".hearth"
        self.work = self.own / "bench"
        self.python = sys.executable
        self.java = Path(os.environ.get("HEARTH_BENCH_JAVA") or shutil.which("java") or "java")
        self.programs = []
        self.runtime = None

    def __enter__(self):
        self.work.mkdir(parents=True, exist_ok=True)
        self.lock = open(self.work / "lock", "w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Failed("measurements of this checkout are under way already") from None
        shutil.rmtree(self.work / "run", ignore_errors=True)
        (self.work / "run").mkdir()
        return self

    def __exit__(self, *_):
        self.stop_all()
        end_all()
        for data in (self.work / "run").glob("*/data"):
            shutil.rmtree(data, ignore_errors=True)
        self.lock.close()

    def tell(self, text):
        """What is being done, for whoever waits."""
        print(f"bench:   {text}", file=sys.stderr, flush=True)

    def folder(self, name):
        """A new folder for one program; what it writes is kept until the next run, data directories are not."""
        for number in range(1000):
            folder = self.work / "run" / (name if number == 0 else f"{name}-{number}")
            with contextlib.suppress(FileExistsError):
                folder.mkdir()
                return folder
        raise Failed("too many folders of the name " + name)

    def start(self, command, log, **more):
        try:
            program = Program(command, log, **more)
        except OSError as e:
            raise Failed(f"{command[0]} could not be started: {e.strerror}") from None
        self.programs.append(program)
        return program

    def stop(self, program):
        program.stop()
        if program in self.programs:
            self.programs.remove(program)

    def stop_all(self):
        while self.programs:
            self.programs.pop().stop()

    def module(self, name, arguments, log, **more):
        """A module of this package as a process of its own."""
        env = dict(os.environ, PYTHONPATH=str(PACKAGE.parent), PYTHONDONTWRITEBYTECODE="1")
        return self.start([self.python, "-m", "hearth_bench." + name, *arguments], log, env=env, **more)

    def classes(self, sources, class_path):
        """Java programs of this folder, compiled. Compiled anew in every run: it takes a second."""
        folder = self.folder("classes")
        javac = Path(os.path.realpath(self.java)).parent / "javac"
        java = PACKAGE.parent / "java" / "dev" / "hearth" / "bench"
        command = [javac, "--release", "17", "-Xlint:all,-processing,-classfile,-path", "-d", folder, "-cp", class_path]
        try:
            done = subprocess.run(
                command + [java / (source + ".java") for source in sources], capture_output=True, text=True, timeout=120
            )
        except OSError as e:
            raise Failed(f"there is no javac beside java: {e.strerror}") from None
        if done.returncode:
            raise Failed("the measurements' Java does not compile: " + done.stderr[:500])
        return folder


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
