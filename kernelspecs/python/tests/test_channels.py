"""Where a client is in a session's log, whatever becomes of its connections."""

import shutil
import ssl
import subprocess

import pytest
from standin import Standin

from hearth.address import Address
from hearth.channels import Channels
from hearth.errors import SessionEnded, Unreachable
from hearth.message import new_parts, read_object
from hearth.websocket import Disconnected


@pytest.fixture
def gateway():
    made = Standin()
    yield made
    made.close()


def texts(channels, count):
    found = []
    while len(found) < count:
        if not channels.connected:
            channels.reconnect(5)
        try:
            received = channels.receive(5)
        except Disconnected:
            continue
        if received.type == "stream":
            found.append(read_object(received.parts[3])["text"])
    return found


def execute(channels, code):
    msg_id, parts = new_parts("execute_request", {"code": code}, channels.origin)
    channels.send("shell", msg_id, "execute_request", parts)
    return msg_id


def test_brokenAnywhere_losesNothing_andRepeatsNothing(gateway):
    channels = Channels(Address.of(gateway.url, ""), "1", since=0)
    for number in range(500):
        gateway.say("iopub", "stream", {"name": "stdout", "text": str(number)})
    found = []
    for taken in (1, 50, 99, 100, 149, 101):
        found += texts(channels, taken)
        gateway.cut()
    assert found == [str(number) for number in range(500)]
    channels.disconnect()


def test_requestThatTheGatewayMayNotHave_isSentAgain_underItsId(gateway):
    channels = Channels(Address.of(gateway.url, ""), "1", since=0)
    channels.connect()
    first = execute(channels, "first")
    assert texts(channels, 1) == ["first"]
    while channels.unconfirmed:
        channels.receive(1)
    channels.disconnect()
    second = execute(channels, "second")
    assert channels.unconfirmed == 1
    assert texts(channels, 1) == ["second"]
    assert gateway.requests == [first, second]
    channels.disconnect()


def test_questionWhoseAnswerIsLost_isAskedAgain(gateway):
    channels = Channels(Address.of(gateway.url, ""), "1", since=0)
    channels.connect()
    gateway.deaf = True
    msg_id, parts = new_parts("complete_request", {"code": "a"}, channels.origin)
    channels.send("shell", msg_id, "complete_request", parts)
    while channels.unconfirmed:
        channels.receive(0.2)
    gateway.deaf = False
    gateway.requests.clear()
    channels.connect()
    while channels.receive(2).type != "complete_reply":
        pass
    assert gateway.requests == [msg_id]
    channels.disconnect()


def test_exceptionWhileReading_losesNothing(gateway):
    channels = Channels(Address.of(gateway.url, ""), "1", since=0)
    for number in range(20):
        gateway.say("iopub", "stream", {"name": "stdout", "text": str(number)})
    found = texts(channels, 5)
    channels.receive(5)  # taken, and the taker was interrupted
    channels.abandon()
    found += texts(channels, 15)
    assert found == [str(number) for number in range(20)]
    channels.disconnect()


def test_deadSession_isToldBehindItsLastWords(gateway):
    channels = Channels(Address.of(gateway.url, ""), "1", since=0)
    gateway.say("iopub", "stream", {"name": "stdout", "text": "last"})
    gateway.die()
    assert texts(channels, 1) == ["last"]
    with pytest.raises(SessionEnded, match="the kernel is dead"):
        channels.receive(5)


def test_tls_isSpokenToTheCertificateThatIsTrusted_andToNoOther(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    certificate, key = tmp_path / "certificate", tmp_path / "key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"),
            *("-subj", "/CN=gateway", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    gateway = Standin(context)
    try:
        text = "x" * 3_000_000
        gateway.say("iopub", "stream", {"name": "stdout", "text": text})
        channels = Channels(Address.of(gateway.url, "", ca_file=certificate), "1", since=0)
        assert texts(channels, 1) == [text]
        execute(channels, text)
        assert texts(channels, 1) == [text]
        channels.disconnect()
        with pytest.raises(Unreachable, match="certificate of https://127.0.0.1:.* is not trusted"):
            Channels(Address.of(gateway.url, ""), "1").connect()
    finally:
        gateway.close()
