"""What a user would take instead: Spark's own shells, ipykernel, Jupyter Kernel Gateway."""

import os
import time
from pathlib import Path

from hearth_bench import messages
from hearth_bench.bench import LOCAL_SPARK, free_port
from hearth_bench.gateway import Http
from hearth_bench.processes import Failed, cpu_seconds, descendants
from hearth_bench.websocket import Cell, KernelSocket, note

PYSPARK = """
from pyspark.sql import SparkSession
builder = SparkSession.builder
for key, value in {conf!r}.items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()
print("first result", 1 + 1, flush=True)
input()
"""


def spark_environment(runtime):
    return dict(
        os.environ,
        SPARK_HOME=runtime.spark_home,
        JAVA_HOME=runtime.java_home,
        PYSPARK_PYTHON=runtime.python,
        SPARK_LOCAL_IP="127.0.0.1",
    )


def _first_line(bench, program, wanted):
    """Seconds and CPU seconds from the start of a program to a line of it."""
    try:
        when, _ = program.line(wanted, 300)
        return when - program.started, cpu_seconds(program.pid, *descendants(program.pid))
    finally:
        bench.stop(program)


def spark_shell(bench, runtime, code, shown):
    """From the start of spark-shell to what it shows of one line."""
    shell = Path(runtime.spark_home) / "bin" / "spark-shell"
    if not shell.exists():
        raise Failed("this Spark has no bin/spark-shell")
    command = [shell, "--driver-memory", "1g"]
    for key, value in LOCAL_SPARK.items():
        command += ["--master", value] if key == "spark.master" else ["--conf", f"{key}={value}"]
    folder = bench.folder("spark-shell")
    program = bench.start(command, folder / "log", env=spark_environment(runtime), cwd=folder)
    program.say(code + "\n")
    return _first_line(bench, program, lambda line: shown in line)


def pyspark(bench, runtime):
    """From the start of Python to a Spark session that is there."""
    folder = bench.folder("pyspark")
    code = PYSPARK.format(conf=LOCAL_SPARK)
    program = bench.start([runtime.python, "-c", code], folder / "log", env=spark_environment(runtime), cwd=folder)
    return _first_line(bench, program, lambda line: "first result 2" in line)


def jupyter_environment(folder):
    """Jupyter without anybody's own configuration."""
    return dict(
        os.environ,
        JUPYTER_CONFIG_DIR=str(folder / "config"),
        JUPYTER_DATA_DIR=str(folder / "share"),
        JUPYTER_RUNTIME_DIR=str(folder / "runtime"),
        IPYTHONDIR=str(folder / "ipython"),
    )


class ZmqClient:
    """A client on the sockets of a connection file, whose kernel `program` has or starts."""

    def __init__(self, bench, program, file):
        try:
            from jupyter_client import BlockingKernelClient
        except ImportError as e:
            raise Failed(f"jupyter_client is not there: {e}") from None
        self.bench, self.program = bench, program
        self.client = BlockingKernelClient(connection_file=file)
        self.client.load_connection_file()
        self.client.start_channels()
        deadline = time.monotonic() + 60
        while True:
            try:
                self.client.wait_for_ready(timeout=10)
                return
            except RuntimeError:  # also while it has not bound its sockets yet
                if program.process.poll() is not None or time.monotonic() > deadline:
                    raise Failed("the kernel did not start; " + program.tail()) from None

    def run(self, code, timeout=60, quiet=None, on_message=None):
        """Runs a cell until its reply and its idle are there, or nothing came for `quiet` seconds."""
        import zmq

        shell, iopub = self.client.shell_channel.socket, self.client.iopub_channel.socket
        poller = zmq.Poller()
        poller.register(shell, zmq.POLLIN)
        poller.register(iopub, zmq.POLLIN)
        cell = Cell()
        cell.sent = time.monotonic()
        msg_id = self.client.execute(code, allow_stdin=False)
        while not cell.done() or quiet:
            # Where output is counted, what comes behind the end is counted too.
            ready = poller.poll(1000 if cell.done() else 1000 * (quiet or timeout))
            if not ready and cell.done():
                return cell
            if not ready or time.monotonic() - cell.sent > timeout:
                if quiet:
                    return cell
                raise Failed(f"a cell did not end within {timeout} s")
            for socket, _ in ready:
                _, raw = self.client.session.recv(socket, mode=0)
                message = messages.Message("", raw["header"], raw["parent_header"], raw["content"])
                note(cell, message, msg_id)
        return cell

    def stop(self):
        self.client.stop_channels()
        self.bench.stop(self.program)


class ZmqKernel(ZmqClient):
    """ipykernel and a client on its ZeroMQ sockets."""

    def __init__(self, bench):
        try:
            import ipykernel  # noqa: F401
            from jupyter_client.connect import write_connection_file
        except ImportError as e:
            raise Failed(f"ipykernel or jupyter_client is not there: {e}") from None
        folder = bench.folder("ipykernel")
        file, _ = write_connection_file(str(folder / "connection.json"))
        program = bench.start(
            [bench.python, "-m", "ipykernel_launcher", "-f", file],
            folder / "log",
            env=jupyter_environment(folder),
            cwd=folder,
        )
        super().__init__(bench, program, file)


class KernelGateway:
    """Jupyter Kernel Gateway, with ipykernels behind it."""

    def __init__(self, bench):
        from hearth_bench.machine import version

        if version("jupyter_kernel_gateway") == "none":
            raise Failed("jupyter_kernel_gateway is not there")
        self.bench = bench
        folder = bench.folder("jupyter-kernel-gateway")
        port = free_port()
        self.program = bench.start(
            [
                bench.python,
                "-m",
                "kernel_gateway",
                "--KernelGatewayApp.ip=127.0.0.1",
                f"--KernelGatewayApp.port={port}",
                "--KernelGatewayApp.port_retries=0",
                "--JupyterWebsocketPersonality.list_kernels=True",
            ],
            folder / "log",
            env=jupyter_environment(folder),
            cwd=folder,
            keep_output=False,
        )
        self.http = Http(f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + 60
        while True:
            try:
                self.http.json("GET", "/api")
                return
            except (OSError, Failed):
                if time.monotonic() > deadline or self.program.process.poll() is not None:
                    raise Failed("Jupyter Kernel Gateway did not start; " + self.program.tail()) from None
                time.sleep(0.1)

    def create(self):
        return self.http.json("POST", "/api/kernels", {"name": "python3"})["id"]

    def connect(self, kernel, quickack=False):
        return KernelSocket(self.http.host, self.http.port, kernel, quickack=quickack)

    def delete(self, kernel):
        self.http.json("DELETE", "/api/kernels/" + kernel)

    def stop(self):
        self.bench.stop(self.program)
