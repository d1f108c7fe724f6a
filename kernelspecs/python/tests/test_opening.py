"""How a kernel that is there already comes by its session."""

import logging
import socket
import threading
import time
import uuid

import pytest
from desk import Desk

from hearth.address import Address
from hearth.kernel.opening import NoSession, Opening, Wish

ID = "11111111-2222-3333-4444-555555555555"
LOG = logging.getLogger("test")


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.close()


@pytest.fixture
def stopping():
    return threading.Event()


def opening(desk, wished=ID, **wish):
    return Opening(Address.of(desk.url, ""), Wish("python", id=wished, **wish), LOG)


def in_background(made, stopping):
    thread = threading.Thread(target=made.ask, args=(stopping,), daemon=True)
    thread.start()
    return thread


def test_newSession_hasTheKernelsId_andWhatItWasBegunWith(desk, stopping):
    made = opening(desk, env={"KERNEL_A": "1"})
    assert made.ask(stopping)
    assert made.id == ID
    assert desk.sessions == {ID: {"name": "hearth-python", "kernel_id": ID, "env": {"KERNEL_A": "1"}}}


@pytest.mark.parametrize("kernel", ["", "my kernel"])
def test_kernelWhoseIdIsNoUuid_getsOneForItsSession(desk, stopping, kernel):
    made = opening(desk, kernel)
    assert made.ask(stopping)
    assert list(desk.sessions) == [made.id] == [str(uuid.UUID(made.id))]


def test_idOfAnotherOnesSession_isLeftToThat(desk, stopping):
    desk.sessions[ID] = "another's"
    made = opening(desk)
    assert made.ask(stopping)
    assert made.id != ID
    made.end()
    assert desk.sessions == {ID: "another's"}


def test_sessionWhoseAnswerIsLost_isFoundAgain(desk, stopping):
    desk.loses = 1
    made = opening(desk)
    assert made.ask(stopping)
    assert (made.id, desk.posts(), list(desk.sessions)) == (ID, 1, [ID])


def test_sessionThatWasStillBeingMade_whenItWasLookedFor_isFoundAgain(desk, stopping):
    desk.loses = desk.hides = 1
    made = opening(desk)
    assert made.ask(stopping)
    assert (made.id, desk.posts(), list(desk.sessions)) == (ID, 2, [ID])


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_refusal_isFinal_andHasTheGatewaysSentence(desk, stopping, status):
    desk.refusals = [(status, "the token is not known")]
    made = opening(desk)
    said = f"the gateway at {desk.url} gives no session: the token is not known \\(HTTP {status}\\)"
    with pytest.raises(NoSession, match=said):
        made.ask(stopping)
    made.end()
    assert desk.asked == [("POST", "/api/kernels")]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_gatewayWithTooMuchToDo_isAskedAgain(desk, stopping, status, monkeypatch):
    desk.refusals = [(status, "there are 3 sessions already")]
    told = []
    made = opening(desk)
    monkeypatch.setattr(stopping, "wait", lambda seconds: told.append((made.trouble, seconds)))
    assert made.ask(stopping)
    assert told == [(f"the gateway at {desk.url} gives no session: there are 3 sessions already (HTTP {status})", 0.1)]
    assert made.trouble == ""


def test_gatewayThatIsNotThere_isLookedFor_atLongerAndLongerIntervals(stopping, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    made = Opening(Address.of(f"http://127.0.0.1:{port}", ""), Wish("python"), LOG)
    pauses = []

    def wait(seconds):
        pauses.append(seconds)
        if len(pauses) == 7:
            stopping.set()

    monkeypatch.setattr(stopping, "wait", wait)
    assert not made.ask(stopping)
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]
    assert made.trouble == f"no gateway answers at http://127.0.0.1:{port}"
    assert made.settled.is_set()


def test_sessionThatComesWhenNobodyWantsItAnyMore_isEnded(desk, stopping, monkeypatch):
    monkeypatch.setattr("hearth.kernel.opening.FAREWELL_SECONDS", 0.05)
    desk.gate.clear()
    made = opening(desk)
    thread = in_background(made, stopping)
    assert desk.came.wait(5)
    stopping.set()
    made.end()
    assert desk.asked == [("POST", "/api/kernels")]
    desk.gate.set()
    assert desk.deleted.wait(5)
    thread.join(5)
    assert desk.sessions == {}


def test_sessionThatComesWhileItsEndWaitsForIt_isEnded(desk, stopping):
    desk.gate.clear()
    made = opening(desk)
    in_background(made, stopping)
    assert desk.came.wait(5)
    stopping.set()
    threading.Timer(0.2, desk.gate.set).start()
    begin = time.monotonic()
    made.end()
    assert time.monotonic() - begin < 2
    assert desk.sessions == {}
    assert [method for method, _ in desk.asked] == ["POST", "DELETE"]


def test_sessionWhoseAnswerIsLost_andThatNobodyWants_isEnded(desk, stopping, monkeypatch):
    desk.loses = 1
    made = opening(desk)
    monkeypatch.setattr(stopping, "wait", lambda _: stopping.set())
    assert not made.ask(stopping)
    assert list(desk.sessions) == [ID]
    made.end()
    assert desk.sessions == {}


def test_knownSession_isJoined_andOneThatIsGoneIsASentence(desk, stopping):
    desk.sessions["known"] = "there"
    made = opening(desk, known="known")
    assert made.ask(stopping)
    assert made.id == "known"
    with pytest.raises(NoSession, match="gives no session: there is none \\(HTTP 404\\)"):
        opening(desk, known="unknown").ask(stopping)
    assert desk.posts() == 0
