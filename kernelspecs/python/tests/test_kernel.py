"""Kernels of the provisioner, with the managers that Jupyter's programs have."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
from types import SimpleNamespace

import nbclient
import nbformat
import psutil
import pytest
import zmq
from conftest import kernelspec
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

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


def begun(manager):
    """The id of a kernel's session, once the gateway has given it."""
    opening = manager.provisioner._opening
    assert opening.settled.wait(20)
    assert opening.trouble == ""
    return opening.id


@contextlib.contextmanager
def started(name):
    """A kernel and a client, without a wait for anything."""
    manager = KernelManager(kernel_name=name)
    manager.start_kernel()
    kc = manager.client()
    kc.start_channels()
    try:
        yield manager, kc
    finally:
        kc.stop_channels()
        manager.shutdown_kernel(now=True)


def failure(kc, code="1"):
    """The error that a cell shows, which is the one that its reply has, too."""
    seen, reply = run(kc, code, timeout=30)
    (shown,) = [each["content"] for each in seen if each["msg_type"] == "error"]
    content = reply["content"]
    assert (content["status"], content["ename"], content["evalue"]) == ("error", shown["ename"], shown["evalue"])
    return shown["ename"], shown["evalue"]


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
    assert "this cell waits for Spark to start" in seen[kinds.index("display_data")]["content"]["data"]["text/plain"]
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
    session = begun(manager)
    assert session == manager.kernel_id
    assert session in states(client)
    begin = time.monotonic()
    manager.shutdown_kernel()
    assert time.monotonic() - begin < 3
    assert session not in states(client)
    assert not [each.name for each in set(threading.enumerate()) - before if each.name.startswith("hearth-")]


def test_keep_leavesTheSession(client):
    manager = KernelManager(kernel_name="hearth-test-keep")
    manager.start_kernel()
    session = begun(manager)
    manager.shutdown_kernel()
    assert session in states(client)
    client.attach(session).delete()


def test_shutdownRightBehindTheStart_leavesNoSession(client):
    before = states(client)
    for _ in range(3):
        manager = KernelManager(kernel_name="hearth-test")
        manager.start_kernel()
        manager.shutdown_kernel(now=True)
    assert states(client) == before


def test_unknownProfile_isASentence(gateway):
    with started("hearth-test-nowhere") as (manager, kc):
        kc.wait_for_ready(timeout=30)
        name, value = failure(kc)
        assert name == "GatewayRefused"
        assert value.startswith(f"the gateway at {gateway.url} gives no session: there is no profile 'no-such-profile' with")
        assert value.endswith("; when that is put right, restart the kernel")
        assert manager.is_alive()


def test_wrongToken_isASentence_andARestartReadsTheFileAgain(specs, gateway, client):
    kernelspec(specs, "hearth-test-token", gateway, token_file=str(specs / "another"))
    token = specs / "another"
    token.touch(mode=0o600)
    token.write_text("wrong")
    with started("hearth-test-token") as (manager, kc):
        kc.wait_for_ready(timeout=30)
        name, value = failure(kc)
        assert name == "GatewayRefused"
        assert value.startswith(f"the gateway at {gateway.url} gives no session: ")
        assert "(HTTP 40" in value
        assert "wrong" not in value.replace("missing or wrong", "")
        token.write_text(gateway.token)
        for _ in range(2):
            manager.restart_kernel()
        assert text(run(kc, "print('well')")[0]) == "well\n"
        assert manager.kernel_id in states(client)


def test_gatewayThatIsNotThere_isASentence_andTheCellWaits(specs, monkeypatch):
    monkeypatch.setattr("hearth.kernel.notices.NOTICE_SECONDS", 0.05)
    monkeypatch.setattr("hearth.kernel.relay.TICK_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    kernelspec(specs, "hearth-test-away", SimpleNamespace(url=url, token=""))
    with started("hearth-test-away") as (manager, kc):
        kc.wait_for_ready(timeout=30)
        said = f"Hearth: this cell waits for the gateway: no gateway answers at {url}"
        for interrupt in (manager.interrupt_kernel, lambda: manager.signal_kernel(signal.SIGINT)):
            msg_id = kc.execute("1")
            while kc.get_iopub_msg(timeout=10)["content"].get("data") != {"text/plain": said}:
                pass
            interrupt()
            reply = kc.get_shell_msg(timeout=10)
            assert (reply["parent_header"]["msg_id"], reply["content"]["ename"]) == (msg_id, "KeyboardInterrupt")
        assert manager.is_alive()


@pytest.mark.parametrize(
    ("config", "language", "sentence"),
    [
        ({"url": ""}, "python", "the kernelspec names no gateway"),
        ({"url": "http://127.0.0.1:1/?token=secret"}, "python", "the token does not belong into a kernelspec"),
        ({"url": "127.0.0.1:1"}, "python", "a gateway's address is like"),
        ({"token_file": "/nowhere/token"}, "python", "the token's file /nowhere/token cannot be read"),
        ({"ca_file": "/nowhere/ca"}, "python", "certificates are for https addresses"),
        ({}, "cobol", "the kernelspec names no language of Hearth"),
    ],
)
def test_kernelspecThatIsWrong_failsTheStartAtOnce(specs, gateway, client, config, language, sentence):
    before = states(client)
    name = f"hearth-test-wrong-{len(os.listdir(specs / 'kernels'))}"
    kernelspec(specs, name, gateway, language, **config)
    with pytest.raises(Exception, match=sentence):
        KernelManager(kernel_name=name).start_kernel()
    assert states(client) == before


def test_tokenFileThatOthersMayOpen_failsTheStartAtOnce(specs, gateway):
    token = specs / "open"
    token.write_text(gateway.token)
    token.chmod(0o644)
    kernelspec(specs, "hearth-test-open", gateway, token_file=str(token))
    with pytest.raises(Exception, match="others may open the token's file"):
        KernelManager(kernel_name="hearth-test-open").start_kernel()


def test_savedSession_isFoundAgain_byTheInfoOfAKernelThatIsJustThere(client):
    manager = KernelManager(kernel_name="hearth-test")
    manager.start_kernel()
    saved = asyncio.run(manager.provisioner.get_provisioner_info())
    assert saved["session"] == manager.kernel_id
    assert begun(manager) == saved["session"]
    manager.provisioner.keep = True
    manager.shutdown_kernel(now=True)
    other = KernelManager(kernel_name="hearth-test")
    factory = KernelProvisionerFactory.instance()
    other.provisioner = factory.create_provisioner_instance("other", other.kernel_spec, parent=other)
    asyncio.run(other.provisioner.load_provisioner_info(saved))
    other.start_kernel()
    assert begun(other) == saved["session"]
    other.shutdown_kernel(now=True)
    assert saved["session"] not in states(client)


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
