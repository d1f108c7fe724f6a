"""`./hearth serve` as a process, and its REST API."""

import contextlib
import http.client
import json
import os
import re
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from hearth_bench.processes import Failed, Program, command_line, descendants
from hearth_bench.websocket import KernelSocket

LISTENING = re.compile(r"Hearth is listening on (http://\S+?)/\?token=(\S+)")
HEAP = re.compile(r'^jvm_memory_used_bytes\{area="heap".*\} (\S+)$', re.MULTILINE)
LIVE = re.compile(r"^Total\s+\d+\s+(\d+)", re.MULTILINE)


class Http:
    """One connection that is kept. Opens another where the server has closed it."""

    def __init__(self, url, token=""):
        parts = urlsplit(url)
        self.host, self.port, self.token = parts.hostname, parts.port, token
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=120)

    def raw(self, method, path, body=None):
        headers = {"Authorization": "token " + self.token} if self.token else {}
        for last in (False, True):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                if last:
                    raise

    def json(self, method, path, body=None, fine=(200, 201, 204)):
        status, text = self.raw(method, path, None if body is None else json.dumps(body))
        if status not in fine:
            raise Failed(f"{method} {path.partition('?')[0]} was answered {status}: {text[:200].decode(errors='replace')}")
        return json.loads(text) if text else None


class Gateway:
    """A gateway on a data directory of its own.

    `profiles` is a mapping from a profile's name to its keys; `more` are further lines of YAML."""

    def __init__(self, bench, name, profiles, heap="512m", java_options="", more=""):
        self.folder = bench.folder(name)
        config = self.folder / "hearth.yaml"
        config.write_text(yaml(profiles) + "timeouts:\n  orphan: 1m\n" + more)
        env = dict(os.environ, HEARTH_NO_SETUP="1", HEARTH_HEAP=heap, HEARTH_JAVA_OPTIONS=java_options)
        env.pop("HEARTH_TOKEN", None)
        self.program = bench.start(
            [bench.root / "hearth", "serve", "--port", "0", "--data", self.folder / "data", "--config", config],
            self.folder / "gateway.log",
            env=env,
            secret_output=True,
        )
        _, line = self.program.line(LISTENING.search, 60)
        url, token = LISTENING.search(line).groups()
        self.http = Http(url, token)
        self.pid = self.program.pid

    def create(self, spec):
        return self.http.json("POST", "/api/kernels", {"name": spec})["id"]

    def connect(self, kernel, quickack=False):
        return KernelSocket(self.http.host, self.http.port, kernel, self.http.token, quickack)

    def session(self, kernel):
        return self.http.json("GET", "/hearth/sessions/" + kernel)

    def drivers(self, kernel):
        """Pids of a kernel's driver and of all below it."""
        for pid in descendants(self.pid):
            if any(kernel in part for part in command_line(pid)):
                return [pid, *descendants(pid)]
        return []

    def delete(self, kernel, timeout=30):
        """Ends a session, drops its journal, and waits until its driver is gone."""
        pids = self.drivers(kernel)
        self.http.json("DELETE", f"/hearth/sessions/{kernel}?purge=true")
        deadline = time.monotonic() + timeout
        while any(command_line(pid) for pid in pids):
            if time.monotonic() > deadline:
                raise Failed("a driver did not end")
            time.sleep(0.02)

    def live_heap(self):
        """Bytes in use after a full collection."""
        self._jcmd("GC.run")
        return self.used_heap()

    def live_objects(self):
        """Bytes of the objects that are live, counted in the pause of a full collection: true also while there are clients.

        The JVM leaves gaps where little is dead, counts them too, and closes them all in every fourth collection."""
        counts = [LIVE.search(self._jcmd("GC.class_histogram")) for _ in range(4)]
        if not all(counts):
            raise Failed("the gateway's live objects cannot be counted")
        return min(int(found.group(1)) for found in counts)

    def _jcmd(self, command):
        jcmd = Path(os.path.realpath(f"/proc/{self.pid}/exe")).parent / "jcmd"
        if not jcmd.exists():
            raise Failed("there is no jcmd beside the gateway's java, so its live heap cannot be told")
        done = subprocess.run([jcmd, str(self.pid), command], capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise Failed(f"jcmd {command} ended with {done.returncode}")
        return done.stdout

    def used_heap(self):
        status, text = self.http.raw("GET", "/hearth/metrics")
        found = [float(value) for value in HEAP.findall(text.decode())]
        if status != 200 or not found:
            raise Failed("the gateway's metrics do not tell its heap")
        return sum(found)

    def stop(self):
        self.program.stop(60)
        with contextlib.suppress(OSError):
            self.http.connection.close()


def yaml(profiles):
    """Profiles as the configuration wants them; JSON is YAML."""
    return "profiles: " + json.dumps(profiles) + "\n"
