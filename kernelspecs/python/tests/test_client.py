"""The client, on a gateway that is killed under it."""

import threading
import time
import uuid

import pytest

from hearth import Client, ExecutionError, HearthError, Refused, Timeout, Unreachable


@pytest.fixture(scope="module")
def client(gateway):
    with Client(gateway.url, gateway.token) as made:
        yield made


@pytest.fixture(scope="module")
def session(client):
    with client.create("python") as made:
        yield made
        made.delete()


def test_run_givesStreamsValueAndErrors(session):
    result = session.run("print('a'); print('b'); 6*7")
    assert (result.status, result.stdout, result.value["text/plain"]) == ("ok", "a\nb\n", "42")
    assert result.check() is result
    failed = session.run("1/0")
    assert (failed.status, failed.error.name) == ("error", "ZeroDivisionError")
    with pytest.raises(ExecutionError, match="division by zero"):
        failed.check()


def test_stream_givesMessagesAsTheyCome(session):
    begin = time.monotonic()
    times = [
        time.monotonic() - begin
        for message in session.stream("import time\nfor i in range(3):\n    print(i, flush=True); time.sleep(0.3)")
        if message.type == "stream"
    ]
    assert len(times) == 3
    assert times[2] - times[0] > 0.4


def test_timeout_leavesTheCellRunning_andInterruptEndsIt(session):
    with pytest.raises(Timeout):
        session.run("while True: pass", timeout=1)
    session.interrupt()
    assert session.run("'on'").value == {"text/plain": "'on'"}


def test_displays_areUpdatedAndCleared(session):
    code = """
from IPython.display import display, clear_output
clear_output()
print("gone"); clear_output(wait=True)
handle = display("one", display_id=True)
handle.update("two")
"""
    result = session.run(code)
    assert [each.data["text/plain"] for each in result.outputs] == ["'two'"]


def test_createdByName_isFoundAndAttached(client):
    made = client.create("python", name="études")
    assert made.id in [each["id"] for each in client.sessions()]
    assert client.attach(made.id).describe()["name"] == "études"
    made.delete()
    made.delete()
    with pytest.raises(HearthError):
        client.attach(made.id).run("1", timeout=5)


def test_unknownThings_areSentences(client, gateway):
    with pytest.raises(Refused, match="there is no session"):
        client.attach(str(uuid.uuid4()))
    with pytest.raises(HearthError, match="no language 'cobol'"):
        client.create("cobol")
    with pytest.raises(HearthError, match="no profile 'x'"):
        client.create("python", "x")
    with pytest.raises(Refused):
        Client(gateway.url, "wrong").sessions()
    with pytest.raises(Unreachable, match="cannot be reached"):
        Client("http://127.0.0.1:1", "x").sessions()


def test_gatewayKilledInTheMiddleOfACell_losesNothing_andRepeatsNothing(session, gateway):
    def kill():
        time.sleep(0.7)
        gateway.kill()
        gateway.start()

    killer = threading.Thread(target=kill)
    killer.start()
    result = session.run("import time\nfor i in range(200):\n    print(i, flush=True); time.sleep(0.02)", timeout=60)
    killer.join()
    assert [int(line) for line in result.stdout.split()] == list(range(200))


def test_connectionBrokenAgainAndAgain_losesNothing_andRepeatsNothing(session):
    cell = session.stream("import time\nfor i in range(400):\n    print(i, flush=True); time.sleep(0.005)")
    seen = []
    for message in cell:
        if message.type == "stream":
            seen += message.content["text"].split()
            session._channels._socket.break_off()
    assert [int(line) for line in seen] == list(range(400))


def test_follow_replaysWhatWasSaid(client, session):
    session.run("print('once and for all')")
    for message in client.attach(session.id).follow():
        if message.type == "stream" and "once and for all" in message.content["text"]:
            break
