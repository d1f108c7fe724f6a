"""The five sockets of a kernel, with a stand-in for the gateway behind them."""

import json
import logging
import threading
import time

import pytest
import zmq
from desk import Desk
from standin import Standin

from hearth.address import Address
from hearth.channels import Channels
from hearth.kernel.opening import Opening, Wish
from hearth.kernel.relay import INTERRUPTED, Relay
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
def desk():
    """Where the session is asked for."""
    made = Desk()
    yield made
    made.close()


@pytest.fixture
def known():
    """The session that there is already, if the kernel is to join one."""
    return ""


@pytest.fixture
def relay(gateway, desk, room, known):
    address, log = Address.of(desk.url, ""), logging.getLogger("test")
    opening = Opening(address, Wish("python", known=known), log)
    made = Relay(
        Endpoint("tcp", "127.0.0.1", dict.fromkeys(NAMES, 0)),
        Signer(KEY),
        Channels(Address.of(gateway.url, ""), opening.id),
        opening,
        Inquiry(Rest(address), opening),
        log,
    )
    made.start()
    yield made
    desk.gate.set()
    made.stop()
    assert not [each for each in threading.enumerate() if each.name.startswith(("hearth-kernel", "hearth-wire"))]


@pytest.fixture
def client(relay):
    made = Client(relay)
    yield made
    made.close()


@pytest.fixture
def closed(desk):
    """No session is given before the test says so."""
    desk.gate.clear()


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


def test_beforeTheSession_theKernelSaysWhatItIs_andRequestsWaitInTheirOrder(closed, client, desk, gateway):
    cells = [client.send("shell", "execute_request", {"code": str(number)}) for number in range(20)]
    asked = client.send("shell", "kernel_info_request", {})
    assert client.receive("shell")[:2] == ("kernel_info_reply", asked)
    assert gateway.requests == []
    desk.gate.set()
    assert [client.receive("shell")[1] for _ in cells] == cells
    assert gateway.requests == cells


@pytest.mark.parametrize("room", [2], indirect=True)
def test_beforeTheSession_moreThanThereIsRoomForIsRefused(closed, client, desk, room):
    cells = [client.send("shell", "execute_request", {"code": str(number)}) for number in range(3)]
    _, parent, content = client.receive("shell")
    assert (parent, content["status"]) == (cells[2], "error")
    assert "too much waits for it already" in content["evalue"]
    desk.gate.set()
    assert [client.receive("shell")[1:] for _ in range(2)] == [(each, {"status": "ok"}) for each in cells[:2]]


def test_refusedSession_isToldByEveryCell_theFirstAndLaterOnes(closed, client, desk, relay, gateway):
    desk.refusals = [(403, "the token is not known")]
    first = client.send("shell", "execute_request", {"code": "1"})
    other = client.send("shell", "complete_request", {"code": "1", "cursor_pos": 1})
    said = f"the gateway at {desk.url} gives no session: the token is not known (HTTP 403); "
    said += "when that is put right, restart the kernel"
    desk.gate.set()
    for kind, parent in (("execute_reply", first), ("complete_reply", other)):
        got, of, content = client.receive("shell")
        assert (got, of, content["ename"], content["evalue"]) == (kind, parent, "GatewayRefused", said)
    assert [client.receive("iopub")[0] for _ in range(3)] == ["status", "error", "status"]
    later = client.send("shell", "execute_request", {"code": "2"})
    assert client.receive("shell")[1:] == (later, {**content, "execution_count": 0})
    client.send("shell", "kernel_info_request", {})
    assert client.receive("shell")[2]["status"] == "ok"
    assert not relay.over.is_set()
    assert gateway.requests == []


@pytest.mark.parametrize("asks", [True, False])
def test_interruptBeforeTheSession_endsWhatWaits_andNothingElse(closed, client, desk, relay, gateway, asks):
    cell = client.send("shell", "execute_request", {"code": "1"})
    other = client.send("shell", "complete_request", {"code": "1", "cursor_pos": 1})
    client.send("shell", "kernel_info_request", {})
    client.receive("shell")  # both have come
    if asks:
        client.send("control", "interrupt_request", {})
        assert client.receive("control")[2] == {"status": "ok"}
    else:
        relay.interrupt()
    _, parent, content = client.receive("shell")
    assert (parent, content["ename"], content["evalue"]) == (cell, "KeyboardInterrupt", INTERRUPTED)
    assert not relay._notices  # none is left that waits
    desk.gate.set()
    assert client.receive("shell")[:2] == ("complete_reply", other)
    later = client.send("shell", "execute_request", {"code": "2"})
    assert client.receive("shell") == ("execute_reply", later, {"status": "ok"})
    assert gateway.requests == [other, later]


def test_restartBeforeTheSession_forgetsWhatWaits(closed, client, desk, relay, gateway):
    client.send("shell", "execute_request", {"code": "1"})
    client.send("shell", "kernel_info_request", {})
    client.receive("shell")
    relay.restart()
    later = client.send("shell", "execute_request", {"code": "2"})
    desk.gate.set()
    assert client.receive("shell")[:2] == ("execute_reply", later)
    assert gateway.requests == [later]


@pytest.mark.parametrize("known", ["there"])
def test_restartBeforeAJoinedSession_isForIt(closed, client, desk, relay, gateway, known):
    client.send("shell", "execute_request", {"code": "1"})
    client.send("shell", "kernel_info_request", {})
    client.receive("shell")
    relay.restart()
    later = client.send("shell", "execute_request", {"code": "2"})
    desk.sessions["there"] = {}
    desk.gate.set()
    assert client.receive("shell")[:2] == ("execute_reply", later)
    assert gateway.kinds == ["shutdown_request", "execute_request"]


def test_cellThatWaitsForTheGateway_saysSo_andWhatIsInTheWay(closed, client, desk, monkeypatch):
    monkeypatch.setattr("hearth.kernel.notices.NOTICE_SECONDS", 0.05)
    monkeypatch.setattr("hearth.kernel.relay.TICK_SECONDS", 0.05)
    desk.refusals = 4 * [(429, "there are 3 sessions already")]
    client.send("shell", "execute_request", {"code": "1"})
    kind, _, content = client.receive("iopub")
    assert (kind, content["data"]["text/plain"]) == ("display_data", "Hearth: this cell waits for the gateway")
    desk.gate.set()
    kind, _, content = client.receive("iopub")
    said = f": the gateway at {desk.url} gives no session: there are 3 sessions already (HTTP 429)"
    assert (kind, content["data"]["text/plain"]) == ("update_display_data", "Hearth: this cell waits for the gateway" + said)
    assert client.receive("shell")[2] == {"status": "ok"}
    while (kind := client.receive("iopub")[0]) == "update_display_data":  # of what was in the way, and is no more
        pass
    assert kind == "clear_output"


def test_shutdown_isAnsweredAtOnce_andNoted(client, relay):
    msg_id = client.send("control", "shutdown_request", {"restart": False})
    assert client.receive("control") == ("shutdown_reply", msg_id, {"status": "ok", "restart": False})
    assert relay.shut_down.wait(5)


def test_beforeTheSession_historyAndCompletenessAreAnsweredAtOnce(closed, client, gateway):
    asked = client.send("shell", "history_request", {"hist_access_type": "tail", "n": 1000})
    assert client.receive("shell") == ("history_reply", asked, {"status": "ok", "history": []})
    asked = client.send("shell", "is_complete_request", {"code": "1"})
    assert client.receive("shell") == ("is_complete_reply", asked, {"status": "unknown"})
    assert gateway.requests == []


@pytest.mark.parametrize("known", ["there"])
def test_beforeASessionThatIsJoined_itsHistoryIsNotInvented(closed, client, desk, gateway, known):
    asked = client.send("shell", "history_request", {"hist_access_type": "tail", "n": 1000})
    assert not client.sockets["shell"].poll(200)
    desk.gate.set()
    assert client.receive("shell")[:2] == ("history_reply", asked)


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
