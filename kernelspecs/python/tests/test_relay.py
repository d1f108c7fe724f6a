"""The five sockets of a kernel, with a stand-in for the gateway behind them."""

import json
import logging
import threading
import time

import pytest
import zmq
from standin import Standin

from hearth.address import Address
from hearth.channels import Channels
from hearth.kernel.relay import Relay
from hearth.kernel.signing import Signer
from hearth.kernel.sockets import NAMES, Endpoint
from hearth.kernel.waiting import Inquiry
from hearth.message import new_parts
from hearth.rest import Rest

KEY = b"key"


class Client:
    """A Jupyter client's sockets."""

    def __init__(self, relay):
        self.context = zmq.Context()
        self.signer = Signer(KEY)
        self.sockets = {}
        for name, kind in (("shell", zmq.DEALER), ("control", zmq.DEALER), ("iopub", zmq.SUB), ("hb", zmq.REQ)):
            made = self.sockets[name] = self.context.socket(kind)
            made.linger = made.sndhwm = made.rcvhwm = 0
            if kind == zmq.SUB:
                made.subscribe(b"")
            made.connect(f"tcp://127.0.0.1:{relay.ports[name]}")
        self.receive("iopub")  # welcome

    def send(self, channel, kind, content, msg_id=None):
        made, parts = new_parts(kind, content, "client")
        if msg_id is not None:
            header = json.loads(parts[0])
            parts[0] = json.dumps({**header, "msg_id": msg_id}).encode()
        self.sockets[channel].send_multipart(self.signer.wrap([], parts))
        return msg_id or made

    def receive(self, channel, seconds=5):
        """Type, id of the parent, and content."""
        assert self.sockets[channel].poll(1000 * seconds), "nothing came"
        _, parts = self.signer.unwrap(self.sockets[channel].recv_multipart())
        header, parent, _, content = (json.loads(part) for part in parts[:4])
        return header["msg_type"], parent.get("msg_id"), content

    def close(self):
        self.context.destroy(0)


@pytest.fixture
def gateway():
    made = Standin()
    yield made
    made.close()


@pytest.fixture
def room(request, monkeypatch):
    """How many messages may wait between a kernel's two threads."""
    monkeypatch.setattr("hearth.kernel.wire.MOST_WAITING", getattr(request, "param", 1000))


@pytest.fixture
def relay(gateway, room):
    address = Address.of(gateway.url, "")
    made = Relay(
        Endpoint("tcp", "127.0.0.1", dict.fromkeys(NAMES, 0)),
        Signer(KEY),
        Channels(address, "1"),
        "python",
        Inquiry(Rest(address), "1"),
        logging.getLogger("test"),
    )
    made.start()
    yield made
    made.stop()
    assert not [each for each in threading.enumerate() if each.name.startswith(("hearth-kernel", "hearth-wire"))]


@pytest.fixture
def client(relay):
    made = Client(relay)
    yield made
    made.close()


def test_cell_isCarriedThereAndBack(client):
    msg_id = client.send("shell", "execute_request", {"code": "hi"})
    assert client.receive("shell") == ("execute_reply", msg_id, {"status": "ok"})
    said = [client.receive("iopub") for _ in range(3)]
    assert [kind for kind, _, _ in said] == ["status", "stream", "status"]
    assert {parent for _, parent, _ in said} == {msg_id}


def test_sameIdTwice_isTwoRequests_eachAnsweredUnderThatId(client, gateway):
    for code in ("first", "second"):
        client.send("shell", "execute_request", {"code": code}, msg_id="client_1")
        assert client.receive("shell")[:2] == ("execute_reply", "client_1")
        said = [client.receive("iopub") for _ in range(3)]
        assert said[1] == ("stream", "client_1", {"name": "stdout", "text": code})
    assert len(set(gateway.requests)) == 2


@pytest.mark.parametrize("room", [1, 1000], indirect=True)
def test_floodOfRequests_isAnsweredToTheLast(client, room):
    sent = {client.send("shell", "comm_info_request", {}) for _ in range(1500)}
    answered = {client.receive("shell", 10)[1] for _ in range(1500)}
    assert answered == sent


def test_tenThousandForgeries_areDroppedWithFewWords_andOthersAreServed(client, relay, caplog):
    forger = Client(relay)
    try:
        forger.signer = Signer(b"another key")
        for _ in range(10_000):
            forger.send("shell", "execute_request", {"code": "evil"})
        msg_id = client.send("shell", "execute_request", {"code": "good"})
        assert client.receive("shell", 20) == ("execute_reply", msg_id, {"status": "ok"})
        client.send("shell", "kernel_info_request", {})
        assert client.receive("shell")[0] == "kernel_info_reply"
    finally:
        forger.close()
    assert 0 < len([each for each in caplog.records if "dropped" in each.getMessage()]) <= 20


def test_tenThousandMessages_comeInTheirOrder_allOfThem(client, gateway, capsys):
    """As fast as the stand-in says them. What a client takes is bounded on the way; the rest waits in the gateway's log."""
    client.send("shell", "execute_request", {"code": "connected"})  # the stand-in tells only what is said from then on
    while client.receive("iopub")[2].get("execution_state") != "idle":
        pass
    count = 10_000
    begin = time.monotonic()
    threading.Thread(target=lambda: [gateway.say("iopub", "stream", {"text": str(n)}) for n in range(count)], daemon=True).start()
    assert [int(client.receive("iopub", 20)[2]["text"]) for _ in range(count)] == list(range(count))
    with capsys.disabled():
        print(f"\n{count / (time.monotonic() - begin):.0f} messages a second")


def test_shutdown_isAnsweredAtOnce_andNoted(client, relay):
    msg_id = client.send("control", "shutdown_request", {"restart": False})
    assert client.receive("control") == ("shutdown_reply", msg_id, {"status": "ok", "restart": False})
    assert relay.shut_down.wait(5)


def test_kernelInfo_isAnsweredHere_whileTheGatewayIsAway(client, gateway, relay):
    gateway.close()
    gateway.cut()
    deadline = time.monotonic() + 5
    while relay._up and time.monotonic() < deadline:
        time.sleep(0.01)
    msg_id = client.send("shell", "kernel_info_request", {})
    kind, parent, content = client.receive("shell")
    assert (kind, parent, content["language_info"]["name"]) == ("kernel_info_reply", msg_id, "python")


def test_deadSession_answersWhatItHasNotTakenUp_andItsHeartStops(client, gateway, relay):
    client.sockets["hb"].send(b"beat")
    assert client.sockets["hb"].poll(5000)
    client.sockets["hb"].recv()
    gateway.deaf = True
    msg_id = client.send("shell", "execute_request", {"code": "lost"})
    deadline = time.monotonic() + 5
    while not gateway.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    gateway.die()
    kind, parent, content = client.receive("shell")
    assert (kind, parent, content["status"]) == ("execute_reply", msg_id, "error")
    assert relay.over.wait(5)
    client.sockets["hb"].send(b"beat")
    assert not client.sockets["hb"].poll(200)
