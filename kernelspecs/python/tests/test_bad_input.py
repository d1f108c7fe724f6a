"""What a kernel's sockets and its gateway may do to it."""

import json
import threading
import time
import uuid

import pytest
import zmq

from hearth.kernel.signing import Signer
from hearth.message import new_parts

pytestmark = pytest.mark.usefixtures("specs")


def run(kc, code, timeout=90):
    seen = []
    kc.execute_interactive(code, output_hook=seen.append, timeout=timeout)
    return "".join(each["content"]["text"] for each in seen if each["msg_type"] == "stream")


def connection(manager):
    with open(manager.connection_file) as text:
        return json.load(text)


def dealer(context, info, channel="shell"):
    made = context.socket(zmq.DEALER)
    made.linger = 0
    made.identity = uuid.uuid4().hex.encode()
    made.connect(f"tcp://{info['ip']}:{info[channel + '_port']}")
    return made


def test_garbageAndForgeries_areDropped_andTheKernelServesOn(connected):
    manager, kc = connected
    info = connection(manager)
    signer = Signer(info["key"].encode(), info["signature_scheme"])
    context = zmq.Context()
    try:
        for channel in ("shell", "control", "stdin"):
            made = dealer(context, info, channel)
            _, good = new_parts("kernel_info_request", {}, "tester")
            for frames in (
                [b""],
                [b"\xff" * 1000],
                [b"<IDS|MSG>"],
                [b"<IDS|MSG>", b"", b"{}", b"{}"],
                [b"<IDS|MSG>", b"0" * 64, *good],
                [b"<IDS|MSG>", b"\xff" * 64, *good],
                [b"<IDS|MSG>", b"", *good],
                signer.wrap([], [b"[]", b"{}", b"{}", b"{}"]),
                signer.wrap([], [b'{"msg_type": 1, "msg_id": {}}', b"{}", b"{}", b"{}"]),
                signer.wrap([], [b"[" * 100_000, b"{}", b"{}", b"{}"]),
            ):
                made.send_multipart(frames)
            assert not made.poll(200)
            made.close()
    finally:
        context.destroy(0)
    assert run(kc, "print('well')") == "well\n"


def test_repeatedSignature_isRefused(connected):
    manager, _ = connected
    info = connection(manager)
    signer = Signer(info["key"].encode(), info["signature_scheme"])
    frames = signer.wrap([], new_parts("kernel_info_request", {}, "tester")[1])
    context = zmq.Context()
    try:
        made = dealer(context, info)
        made.send_multipart(frames)
        assert made.poll(5000)
        made.recv_multipart()
        made.send_multipart(frames)
        assert not made.poll(500)
    finally:
        context.destroy(0)


def test_welcome_comesOnTheTopicOfEverySubscription(connected):
    manager, _ = connected
    info = connection(manager)
    context = zmq.Context()
    try:
        for topic in (b"", b"stream", b""):
            sub = context.socket(zmq.SUB)
            sub.subscribe(topic)
            sub.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
            assert sub.poll(5000)
            frames = sub.recv_multipart()
            assert frames[0] == topic
            assert json.loads(frames[-1]) == {"subscription": topic.decode()}
    finally:
        context.destroy(0)


def test_subscriberThatDoesNotRead_harmsNobody(connected):
    manager, kc = connected
    info = connection(manager)
    run(kc, "1")
    context = zmq.Context()
    try:
        idle = context.socket(zmq.SUB)
        idle.rcvhwm = 1
        idle.setsockopt(zmq.RCVBUF, 4096)
        idle.subscribe(b"")
        idle.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
        time.sleep(0.3)
        lines = 6000
        code = f"import sys\nfor i in range({lines}):\n    print(i, 'x' * 1000, flush=True)"
        text = run(kc, code, timeout=120)
    finally:
        context.destroy(0)
    assert [int(line.split()[0]) for line in text.splitlines()] == list(range(lines))


def test_heartbeat_echoes_whileACellRuns(connected):
    manager, kc = connected
    info = connection(manager)
    kc.execute("import time; time.sleep(2)")
    context = zmq.Context()
    try:
        asks = context.socket(zmq.REQ)
        asks.connect(f"tcp://{info['ip']}:{info['hb_port']}")
        for _ in range(5):
            asks.send(b"beat")
            assert asks.poll(1000)
            assert asks.recv() == b"beat"
    finally:
        context.destroy(0)


def test_gatewayKilledInTheMiddleOfACell_losesNothing_andRepeatsNothing(connected, gateway):
    _, kc = connected
    run(kc, "import time")

    def kill():
        time.sleep(1)
        gateway.kill()
        gateway.start()

    killer = threading.Thread(target=kill)
    killer.start()
    text = run(kc, "for i in range(200):\n    print(i, flush=True); time.sleep(0.02)", timeout=60)
    killer.join()
    assert [int(line) for line in text.split()] == list(range(200))
    assert run(kc, "print('on')") == "on\n"


def test_cellThatIsSentWhileTheGatewayIsAway_runsOnce(connected, gateway):
    _, kc = connected
    run(kc, "n = 0")
    gateway.kill()
    kc.execute("n += 1")
    kc.kernel_info()
    kinds = [kc.get_shell_msg(timeout=5)["msg_type"]]
    gateway.start()
    kinds.append(kc.get_shell_msg(timeout=30)["msg_type"])
    assert kinds == ["kernel_info_reply", "execute_reply"]
    assert run(kc, "print(n)") == "1\n"
