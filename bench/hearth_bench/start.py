"""A process that starts local kernels, as a Jupyter server does: run by `zeromq.py`.

Says how long each one took from the call that starts it to its first kernel_info_reply; with --stay it starts one and says
its connection file, and ends it when its standard input ends."""

import argparse
import asyncio
import json
import os
import sys
import time
import uuid

import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager

from hearth_bench.processes import Failed, cpu_seconds, descendants

PATIENCE = 120


async def _started(specs, name, folder):
    """A kernel, seconds until it answered, and CPU seconds of its processes until then."""
    manager = AsyncKernelManager(
        kernel_name=name,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[specs], ensure_native_kernel=False),
        connection_file=os.path.join(folder, f"kernel-{uuid.uuid4()}.json"),
    )
    begin = time.monotonic()
    await manager.start_kernel(cwd=folder)
    with zmq.asyncio.Context() as context, context.socket(zmq.DEALER) as shell:
        shell.linger = 0
        shell.reconnect_ivl = 1  # a kernel that listens is found within a millisecond
        shell.connect(f"tcp://{manager.ip}:{manager.shell_port}")
        request = manager.session.msg("kernel_info_request", {})
        await shell.send_multipart(manager.session.serialize(request))
        try:
            frames = await asyncio.wait_for(shell.recv_multipart(), PATIENCE)
        except TimeoutError:
            await manager.shutdown_kernel(now=True)
            raise Failed(f"{name} did not answer within {PATIENCE} s") from None
        took, cpu = time.monotonic() - begin, cpu_seconds(*descendants(os.getpid()))
    _, frames = manager.session.feed_identities(frames)
    reply = manager.session.deserialize(frames)
    if reply["msg_type"] != "kernel_info_reply" or reply["content"].get("status") == "error":
        raise Failed(f"{name} answered with {reply['msg_type']}: {reply['content']}")
    return manager, took, cpu


async def _run(arguments):
    for _ in range(1 if arguments.stay else arguments.count):
        manager, took, cpu = await _started(arguments.specs, arguments.name, arguments.folder)
        told = {"seconds": took, "cpu": cpu, "file": os.path.abspath(manager.connection_file)}
        print(json.dumps(told), flush=True)
        if arguments.stay:
            await asyncio.to_thread(sys.stdin.read)
        await manager.shutdown_kernel()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("specs")
    parser.add_argument("name")
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--stay", action="store_true")
    try:
        asyncio.run(_run(parser.parse_args()))
    except Failed as e:
        print(e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
