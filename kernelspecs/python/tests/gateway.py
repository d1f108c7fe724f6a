"""A gateway of its own as a process, for tests."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from pathlib import Path

LISTENING = re.compile(r"Hearth is listening on (http://\S+?)/\?token=(\S+)")

CONFIGURATION = """
profiles:
  default:
    memory: 512m
    spark-conf:
      spark.master: local[1]
      spark.ui.enabled: false
  slow:
    memory: 512m
    spark-conf:
      spark.master: local[1]
      spark.ui.enabled: false
timeouts:
  orphan: 1m
"""


def checkout() -> Path:
    return Path(__file__).resolve().parents[3]


class Gateway:
    """`dev.hearth.gateway.GatewayMain serve` on a data directory and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.url = self.token = ""
        self.process: subprocess.Popen | None = None
        (folder / "hearth.yaml").write_text(CONFIGURATION)

    def start(self) -> Gateway:
        own = checkout() / ".hearth"
        java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else Path("java")
        python = os.environ.get("HEARTH_TEST_PYTHON", str(own / "python" / "bin" / "python"))
        command = [
            *(str(java), "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            *(f"-Dhearth.home={checkout()}", f"-Dhearth.driver.jar={own / 'driver' / 'hearth-driver.jar'}"),
            *("-cp", f"{own / 'lib'}/*", "dev.hearth.gateway.GatewayMain", "serve", "--port", str(self.port)),
            *("--data", str(self.folder / "data"), "--config", str(self.folder / "hearth.yaml")),
        ]
        env = {**os.environ, "HEARTH_PYTHON": python}
        env.pop("HEARTH_TOKEN", None)
        with (self.folder / "gateway.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=env, text=True)
        for line in self.process.stdout:
            found = LISTENING.search(line)
            if found:
                self.url, token = found.groups()
                self.token = token if token not in ("…", "...") else self.token
                self.port = int(self.url.rsplit(":", 1)[1])
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return self
        raise AssertionError("the gateway did not start: " + (self.folder / "gateway.log").read_text()[-2000:])

    def kill(self) -> None:
        """As a machine does that loses its power."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: int) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process.stdout.close()
            self.process = None
