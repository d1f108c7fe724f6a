"""Drivers without a language, and the stand-in for Java by which the gateway starts them."""

import os
from pathlib import Path

from hearth_bench.bench import LOCAL_SPARK
from hearth_bench.processes import Failed, Program

FRAME = 256 << 10
STAND_IN = """#!/bin/sh
# Stands in for a driver's JVM: leaves the launch descriptor to the stub drivers' program, and stays as the driver's process.
umask 077
for last; do :; done
[ "$last" = dev.hearth.driver.DriverMain ] || exec "{java}" "$@"
cat > "{folder}/$$.part" && mv "{folder}/$$.part" "{folder}/$$.json" && exec sleep 2147483647
"""


class Stubs:
    """The program in which all stub drivers live, and the profile that leads to it.

    With `large_frames` its WebSockets have buffers as a driver's: half a megabyte each, too much for a thousand."""

    def __init__(self, bench, large_frames=False):
        folder = bench.folder("stubs")
        drop, home = folder / "descriptors", folder / "java"
        drop.mkdir()
        (home / "bin").mkdir(parents=True)
        real = Path(os.path.realpath(bench.java))
        release = real.parents[1] / "release"
        if not release.exists():
            raise Failed("the JDK has no release file")
        (home / "release").write_text(release.read_text())
        script = home / "bin" / "java"
        script.write_text(STAND_IN.format(java=real, folder=drop))
        script.chmod(0o700)
        library = bench.own / "lib"
        classes = bench.classes(["StubDrivers", "StubDriver", "StreamFlood"], f"{library}/*")
        buffers = ["writeBufferSize", "intermediateBufferSize"] if large_frames else []
        options = ["-Xmx1g"] + [f"-Djdk.httpclient.websocket.{each}={FRAME}" for each in buffers]
        command = [real, *options, "-cp", f"{classes}{os.pathsep}{library}/*", "dev.hearth.bench.StubDrivers", drop]
        self.program: Program = bench.start(command, folder / "log")
        self.program.line(lambda line: line.strip() == "ready", 60)
        self.profile = {"java-home": str(home), "spark-conf": LOCAL_SPARK}
