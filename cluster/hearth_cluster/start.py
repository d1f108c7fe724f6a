"""`up`: starts what does not run and waits until the cluster can be used."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hearth_cluster import conf, processes, settings, web
from hearth_cluster.failed import Failed
from hearth_cluster.layout import DAEMONS, Daemon, Layout
from hearth_cluster.settings import Settings

READY_SECONDS = 300
JAVA = (
    "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true "
    "-Djava.net.preferIPv4Stack=true --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED"
).split()
# Containers inherit the node's environment, and this may be a shell with secrets in it.
KEPT = ("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ")


@dataclass
class Start:
    """One run of `up`. `java` is the program, `jars` the folder of Hadoop's jars; `say` takes a line of progress."""

    layout: Layout
    chosen: Settings
    java: Path
    jars: Path
    say: Callable[[str], None]
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def run(self) -> bool:
        """Starts what is missing; false if nothing was."""
        missing = [daemon for daemon in DAEMONS if processes.noted(self.layout.note(daemon)) is None]
        for daemon in missing:
            settings.require_free(self.chosen, daemon)
        if not missing:
            return False
        home = self._java_home()
        # Formatting takes a while, in which the others can begin: they look for the NameNode until it is there.
        for daemon in sorted(missing, key=lambda each: each.name == "nn"):
            if daemon.name == "nn":
                self._format(home)
            self.say(f"starting the {daemon.title}")
            self._start(daemon, home)
        return True

    def wait(self, users: Iterable[str]) -> None:
        """Until HDFS can be written to and YARN has its node. Raises Failed with the end of the log of what did not get up."""
        since = time.monotonic()
        self._until("nn", "HDFS takes files", self._hdfs_is_up)
        self._homes(users)
        self._until("dn", "HDFS takes files", self._hdfs_writes)
        self.say(f"HDFS can be written to ({time.monotonic() - since:.1f} s)")
        self._until("rm", "the ResourceManager answers", lambda: bool(web.yarn(self.chosen, "info")))
        self._until("nm", "the node runs", self._node_runs)
        self.say(f"YARN has its node ({time.monotonic() - since:.1f} s)")

    def _command(self, log: Path, main: str, *arguments: str) -> list[str]:
        path = f"{self.layout.daemon_conf}:{self.layout.conf}:{self.jars}/*"
        places = [f"-Djava.io.tmpdir={self.layout.scratch}", f"-Dhearth.log={log}", f"-XX:ErrorFile={log}.crash"]
        return [str(self.java), *JAVA, *places, "-cp", path, main, *arguments]

    def _environment(self, home: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {"PATH": os.defpath, **kept, "JAVA_HOME": home, "HADOOP_CONF_DIR": str(self.layout.conf)}

    def _java_home(self) -> str:
        asked = subprocess.run(
            [str(self.java), "-XshowSettings:properties", "-version"], capture_output=True, text=True, timeout=60, check=False
        )
        for line in asked.stderr.splitlines():
            name, _, value = line.partition(" = ")
            if name.strip() == "java.home":
                return value.strip()
        raise Failed(f"{self.java} does not tell where its JDK is", asked.stderr[-2000:])

    def _format(self, home: str) -> None:
        """Once for a folder. What an attempt that was cut short has left holds nothing yet."""
        done = self.layout.data / "formatted"
        if done.exists():
            return
        self.say("formatting HDFS")
        name_node = DAEMONS[0]
        command = self._command(self.layout.log(name_node), name_node.main, "-format", "-force", "-nonInteractive")
        with open(self.layout.output(name_node), "wb") as output:
            code = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=self._environment(home), timeout=READY_SECONDS
            ).returncode
        if code != 0:
            raise self._failure(name_node, f"HDFS could not be formatted (exit code {code})")
        done.touch()

    def _start(self, daemon: Daemon, home: str) -> None:
        note = self.layout.note(daemon)

        def remember() -> None:
            # In the new process, before it is the daemon: there is no moment at which the daemon runs without a note.
            pid = os.getpid()
            processes.Process(pid, processes.began(pid) or "").note(note)

        with open(self.layout.output(daemon), "wb") as output:
            self.started[daemon.name] = subprocess.Popen(
                self._command(self.layout.log(daemon), daemon.main),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment(home),
                cwd=self.layout.folder,
                start_new_session=True,
                preexec_fn=remember,
            )

    def _hdfs_is_up(self) -> bool:
        state = web.json_of(f"{self.chosen.url('nn-http')}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState")["beans"][0]
        return state["FSState"] == "Operational" and state["NumLiveDataNodes"] > 0

    def _hdfs_writes(self) -> bool:
        web.write(self.chosen, "/tmp/.hearth-cluster", b"1")
        return json.loads(web.hdfs(self.chosen, "DELETE", "/tmp/.hearth-cluster", "DELETE"))["boolean"]

    def _homes(self, users: Iterable[str]) -> None:
        web.hdfs(self.chosen, "PUT", "/tmp", "MKDIRS")
        web.hdfs(self.chosen, "PUT", "/tmp", "SETPERMISSION", permission="1777")
        for user in dict.fromkeys([settings.caller(), *users]):
            web.hdfs(self.chosen, "PUT", f"/user/{user}", "MKDIRS", permission="755")
            web.hdfs(self.chosen, "PUT", f"/user/{user}", "SETOWNER", owner=user, group=user)

    def _node_runs(self) -> bool:
        """A ResourceManager that remembers a node from before is not believed: the node's own word has to be newer."""
        web.json_of(f"{self.chosen.url('nm-http')}/ws/v1/node/info")
        began = self.layout.note(DAEMONS[3]).stat().st_mtime * 1000 if "nm" in self.started else 0
        nodes = (web.yarn(self.chosen, "nodes")["nodes"] or {}).get("node", [])
        return any(node["state"] == "RUNNING" and node["lastHealthUpdate"] >= began for node in nodes)

    def _until(self, name: str, what: str, reached: Callable[[], bool]) -> None:
        """Asks until it is so; there is nothing that would tell."""
        daemon = next(each for each in DAEMONS if each.name == name)
        until = time.monotonic() + READY_SECONDS
        last = "no answer yet"
        while True:
            self._none_ended()
            try:
                if reached():
                    return
                last = "not yet"
            except (web.Refused, KeyError, IndexError) as e:
                last = str(e)
            if time.monotonic() > until:
                raise self._failure(daemon, f"{READY_SECONDS} s have gone by and it is not so that {what} ({last})")
            time.sleep(0.1)

    def _none_ended(self) -> None:
        for daemon in DAEMONS:
            process = self.started.get(daemon.name)
            code = process.poll() if process else None
            if code is not None:
                raise self._failure(daemon, f"the {daemon.title} has ended with its start (exit code {code})")
            if process is None and processes.noted(self.layout.note(daemon)) is None:
                raise self._failure(daemon, f"the {daemon.title} has ended")

    def _failure(self, daemon: Daemon, sentence: str) -> Failed:
        lines = _end(self.layout.log(daemon), 25) + _end(self.layout.output(daemon), 10)
        reasons = [line.strip() for line in lines if "Exception: " in line or "Error: " in line]
        log = self.layout.log(daemon) if self.layout.log(daemon).exists() else self.layout.output(daemon)
        return Failed(f"{sentence}: {reasons[-1] if reasons else 'its log says no reason'}", f"The end of {log}:\n" + "\n".join(lines))


def _end(file: Path, count: int) -> list[str]:
    try:
        with open(file, "rb") as log:
            log.seek(max(0, file.stat().st_size - 64_000))
            return log.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []


def up(layout: Layout, memory: int | None, users: list[str], java: Path, jars: Path, say: Callable[[str], None]) -> None:
    """The whole command. Raises Failed."""
    layout.require_own()
    layout.folder.mkdir(parents=True, exist_ok=True)
    with layout.locked():
        chosen = settings.read(layout) or settings.choose(memory)
        runs = {daemon.name for daemon in DAEMONS if processes.noted(layout.note(daemon))}
        if memory and memory != chosen.memory:
            if runs & {"rm", "nm"}:
                raise Failed(f"the node runs with {chosen.memory} MB: `down --only rm,nm` first, then it can have {memory}")
            chosen = chosen.with_memory(memory)
        chosen.write(layout)
        layout.make()
        if len(runs) < len(DAEMONS):
            conf.write(layout, chosen)
        start = Start(layout, chosen, java, jars, say)
        begin = time.monotonic()
        if start.run():
            start.wait(users)
            say(f"ready after {time.monotonic() - begin:.1f} s")
        else:
            start.wait(users)
            say("all four daemons ran already: nothing to do")
