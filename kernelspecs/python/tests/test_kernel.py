"""Kernels of the provisioner, with the managers that Jupyter's programs have."""

import asyncio
import os
import signal
import socket
import threading
import time

import nbclient
import nbformat
import psutil
import pytest
import zmq
from conftest import kernelspec
from jupyter_client.manager import AsyncKernelManager, KernelManager

from hearth import Client
from hearth.kernel.signing import Signer
from hearth.message import new_parts

pytestmark = pytest.mark.usefixtures("specs")


@pytest.fixture
def client(gateway):
    with Client(gateway.url, gateway.token) as made:
        yield made


@pytest.fixture
def kernel(specs):
    manager = KernelManager(kernel_name="hearth-test")
    manager.start_kernel()
    kc = manager.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=30)
    yield manager, kc
    kc.stop_channels()
    manager.shutdown_kernel()


def run(kc, code, timeout=90, **more):
    """Messages of a cell, and the reply."""
    seen = []
    reply = kc.execute_interactive(code, output_hook=seen.append, timeout=timeout, **more)
    return seen, reply


def text(seen):
    return "".join(each["content"]["text"] for each in seen if each["msg_type"] == "stream")


def states(client):
    return [each["id"] for each in client.sessions() if each["state"] not in ("dead", "ending")]


def test_kernelInfo_isThereBeforeTheDriver_withoutAProcess():
    """How soon, beside ipykernel's: `./hearth bench zeromq`."""
    own = psutil.Process()
    before = set(own.children())
    manager = KernelManager(kernel_name="hearth-test")
    manager.start_kernel()
    kc = manager.client()
    kc.start_channels(stdin=False, hb=False)
    try:
        kc.kernel_info()
        content = kc.get_shell_msg(timeout=60)["content"]
        assert content["protocol_version"] == "5.5"
        assert content["language_info"]["name"] == "python"
        assert content["language_info"]["version"] == "3"  # the driver knows more of it
        assert set(own.children()) <= before  # the gateway is one of them, and its drivers are its own
    finally:
        kc.stop_channels()
        manager.shutdown_kernel(now=True)


def test_joinedSession_hasWhatOthersLeftThere_andOutlivesTheKernel(client, gateway, specs):
    with client.create("python") as session:
        try:
            session.run("hedgehog = 41", timeout=90).check()
            kernelspec(specs, "hearth-test-joined", gateway, session=session.id)
            manager = KernelManager(kernel_name="hearth-test-joined")
            manager.start_kernel()
            kc = manager.client()
            kc.start_channels()
            try:
                kc.wait_for_ready(timeout=30)
                assert text(run(kc, "print(hedgehog + 1)")[0]) == "42\n"
                msg_id = kc.history(hist_access_type="tail", n=5, raw=True)
                while (reply := kc.get_shell_msg(timeout=10))["parent_header"].get("msg_id") != msg_id:
                    pass
                assert "hedgehog = 41" in [entry[2] for entry in reply["content"]["history"]]
            finally:
                kc.stop_channels()
                manager.shutdown_kernel()
            assert session.run("hedgehog", timeout=30).check().value["text/plain"] == "41"
        finally:
            session.delete()


def test_takenPort_isASentence_andLeavesNoSession(client):
    before = states(client)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        manager = KernelManager(kernel_name="hearth-test", shell_port=taken.getsockname()[1])
        with pytest.raises(Exception, match="the kernel's shell socket cannot be bound to tcp://127.0.0.1:"):
            manager.start_kernel()
    assert states(client) == before


def test_firstCell_tellsWhatItWaitsFor_andLeavesNothingOfIt(kernel, monkeypatch):
    _, kc = kernel
    monkeypatch.setattr("hearth.kernel.notices.NOTICE_SECONDS", 0.05)
    monkeypatch.setattr("hearth.kernel.relay.TICK_SECONDS", 0.05)
    seen, reply = run(kc, "print('up')")
    kinds = [each["msg_type"] for each in seen]
    assert reply["content"]["status"] == "ok"
    assert text(seen) == "up\n"
    assert "Spark is starting" in seen[kinds.index("display_data")]["content"]["data"]["text/plain"]
    assert kinds.index("clear_output") < kinds.index("stream")


def test_interrupt_endsTheCell_alsoWhereIdsOfManagerAndClientAreTheSame(connected):
    manager, kc = connected
    run(kc, "1")
    for _ in range(3):
        kc.execute("while True: pass")
        while kc.get_iopub_msg(timeout=10)["msg_type"] != "execute_input":
            pass
        manager.interrupt_kernel()
        assert kc.get_shell_msg(timeout=15)["content"]["ename"] == "KeyboardInterrupt"


def test_secondClientOfAManager_runsItsOwnCells(connected):
    manager, kc = connected
    run(kc, "print('first')")
    kc.stop_channels()
    other = manager.client()
    other.start_channels()
    other.wait_for_ready(timeout=10)
    for index in range(5):
        assert text(run(other, f"print('second {index}')")[0]) == f"second {index}\n"
    other.stop_channels()


def test_restart_isANewDriverOnTheSameSockets(kernel, client):
    manager, kc = kernel
    run(kc, "x = 1")
    for now in (False, True):
        manager.restart_kernel(now=now)
        seen, reply = run(kc, "print('x' in globals())")
        assert (reply["content"]["status"], text(seen)) == ("ok", "False\n")
        run(kc, "x = 1")
    assert client.attach(manager.kernel_id).describe()["incarnation"] == 3


def test_input_isAskedOfTheClientThatRanTheCell(connected):
    _, kc = connected
    seen, _ = run(kc, "print(input('who? ').upper())", allow_stdin=True, stdin_hook=lambda _: kc.input("hedgehog"))
    assert text(seen) == "HEDGEHOG\n"


def test_killedDriver_isSeenAsADeadKernel_andComesBackByARestart(kernel, client):
    manager, kc = kernel
    run(kc, "1")
    os.kill(int(client.attach(manager.kernel_id).describe()["facts"]["pid"]), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while manager.is_alive():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    manager.restart_kernel(now=True)
    assert text(run(kc, "print('alive')")[0]) == "alive\n"


def test_shutdown_endsTheSession_andItsThreads(client):
    before = set(threading.enumerate())
    manager = KernelManager(kernel_name="hearth-test")
    manager.start_kernel()
    session = manager.kernel_id
    assert session in states(client)
    begin = time.monotonic()
    manager.shutdown_kernel()
    assert time.monotonic() - begin < 3
    assert session not in states(client)
    assert not [each.name for each in set(threading.enumerate()) - before if each.name.startswith("hearth-")]


def test_keep_leavesTheSession(client):
    manager = KernelManager(kernel_name="hearth-test-keep")
    manager.start_kernel()
    session = manager.kernel_id
    manager.shutdown_kernel()
    assert session in states(client)
    client.attach(session).delete()


def test_unknownProfile_isASentence():
    manager = KernelManager(kernel_name="hearth-test-nowhere")
    with pytest.raises(Exception, match="there is no profile 'no-such-profile'"):
        manager.start_kernel()


def test_twoKernelsOfAsyncManagers_runBesideEachOther():
    async def one(number):
        manager = AsyncKernelManager(kernel_name="hearth-test")
        await manager.start_kernel()
        kc = manager.client()
        kc.start_channels()
        try:
            await kc.wait_for_ready(timeout=30)
            seen = []
            await kc._async_execute_interactive(f"print({number})", output_hook=seen.append, timeout=90)
            return text(seen)
        finally:
            kc.stop_channels()
            await manager.shutdown_kernel()

    async def both():
        return await asyncio.gather(one(1), one(2))

    assert asyncio.run(both()) == ["1\n", "2\n"]


def test_encryptedSockets_serveThoseWithTheKey():
    manager = KernelManager(kernel_name="hearth-test")
    if not manager.has_trait("transport_encryption"):
        pytest.skip("this jupyter_client has no encryption")
    manager.transport_encryption = "required"
    manager.start_kernel()
    kc = manager.client()
    kc.start_channels()
    try:
        kc.wait_for_ready(timeout=30)
        assert manager.provisioner._relay._sockets["shell"].curve_server
        with zmq.Context() as context, context.socket(zmq.DEALER) as plain:
            plain.linger = 0
            plain.connect(f"tcp://{manager.ip}:{manager.shell_port}")
            signer = Signer(manager.session.key, manager.session.signature_scheme)
            plain.send_multipart(signer.wrap([], new_parts("kernel_info_request", {}, "tester")[1]))
            assert not plain.poll(500)
    finally:
        kc.stop_channels()
        manager.shutdown_kernel()


def test_ipcSockets_serve():
    manager = KernelManager(kernel_name="hearth-test", transport="ipc")
    manager.start_kernel()
    kc = manager.client()
    kc.start_channels()
    try:
        kc.wait_for_ready(timeout=30)
    finally:
        kc.stop_channels()
        manager.shutdown_kernel()


def test_nbclient_executesNotebooksOneAfterAnother_andLeavesNothing(client):
    sessions, files = len(states(client)), len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for _ in range(3):
        cells = [nbformat.v4.new_code_cell("x = 6"), nbformat.v4.new_code_cell("print('x is', x); x * 7")]
        notebook = nbformat.v4.new_notebook(cells=cells)
        nbclient.NotebookClient(notebook, timeout=90, kernel_name="hearth-test").execute()
        outputs = notebook.cells[1].outputs
        assert [each.output_type for each in outputs] == ["stream", "execute_result"]
        assert notebook.cells[0].outputs == []
    assert len(states(client)) == sessions
    if files:
        assert len(os.listdir("/proc/self/fd")) <= files + 8
