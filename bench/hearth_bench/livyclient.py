"""A client of Livy's REST API, as its own clients are: one connection that is kept, POST, then GET until the statement has ended."""

import contextlib
import datetime
import json
import time
from dataclasses import dataclass

from hearth_bench.gateway import Http
from hearth_bench.processes import Failed

EVERY = 0.01
ENDED = ("available", "error", "cancelled")


@dataclass
class Ran:
    """A statement that has ended: its number, Livy's JSON of it, when it was sent and when the client knew its end (seconds of the
    machine's clock, as the driver's are, which is on the same machine), and how many requests that took."""

    number: int
    answer: dict
    sent: float
    known: float
    requests: int

    @property
    def size(self):
        """About the bytes of its JSON."""
        return len(json.dumps(self.answer, separators=(",", ":"), ensure_ascii=False))

    @property
    def millis(self):
        return 1e3 * (self.known - self.sent)

    def data(self):
        """What it has shown, by type; refuses one that failed."""
        output = self.answer.get("output") or {}
        if output.get("status") != "ok":
            raise Failed(f"a statement went wrong: {self.answer['state']} {str(output)[:300]}")
        return output["data"]

    def text(self):
        return self.data().get("text/plain", "")


class LivySession:
    """One session and one connection. Not thread-safe."""

    def __init__(self, http, number, kind):
        self.http, self.number, self.kind = http, number, kind
        self.path = f"/sessions/{number}/statements"

    @staticmethod
    def create(http, kind, timeout=180):
        """A new session, when it is idle."""
        number = http.json("POST", "/sessions", {"kind": kind})["id"]
        session = LivySession(http, number, kind)
        session.await_idle(timeout)
        return session

    def await_idle(self, timeout):
        deadline = time.monotonic() + timeout
        while True:
            state = self.http.json("GET", f"/sessions/{self.number}/state")["state"]
            if state == "idle":
                return
            if state not in ("not_started", "starting", "busy") or time.monotonic() > deadline:
                raise Failed(f"a session of kind {self.kind} is {state}")
            time.sleep(0.05)

    def beside(self):
        """The same session over a connection that is new."""
        return LivySession(Http(f"http://{self.http.host}:{self.http.port}", self.http.token), self.number, self.kind)

    def close(self):
        """Ends the connection, not the session."""
        self.http.connection.close()

    def id(self):
        """What the session is called outside of Livy's API."""
        return self.http.json("GET", f"/hearth/sessions/{self.number}")["id"]

    def delete(self):
        self.http.json("DELETE", f"/sessions/{self.number}")

    def polled(self, code, timeout=120):
        """POST, a GET at once, then one every ten milliseconds."""
        sent, begin = time.time(), time.monotonic()
        answer, requests = self.http.json("POST", self.path, {"code": code}), 1
        where = f"{self.path}/{answer['id']}"
        while True:
            answer = self.http.json("GET", where)
            requests += 1
            if answer["state"] in ENDED:
                return self._ran(answer, sent, begin, requests)
            if time.monotonic() > begin + timeout:
                raise Failed(f"a statement did not end within {timeout} s")
            time.sleep(EVERY)

    def waited(self, code, timeout=120):
        """One POST that is answered at the end."""
        sent, begin = time.time(), time.monotonic()
        return self._until(self.http.json("POST", self.path + "?wait=30", {"code": code}), sent, begin, timeout)

    def posted_then_waited(self, code, timeout=120):
        """A POST that is answered at once, and a GET that is answered at the end."""
        sent, begin = time.time(), time.monotonic()
        return self._until(self.http.json("POST", self.path, {"code": code}) | {"state": ""}, sent, begin, timeout)

    def _until(self, answer, sent, begin, timeout):
        requests = 1
        while answer["state"] not in ENDED:
            if time.monotonic() > begin + timeout:
                raise Failed(f"a statement did not end within {timeout} s")
            answer = self.http.json("GET", f"{self.path}/{answer['id']}?wait=30")
            requests += 1
        return self._ran(answer, sent, begin, requests)

    @staticmethod
    def _ran(answer, sent, begin, requests):
        # The length by the clock that does not jump, the place by the one that the driver has, too.
        return Ran(answer["id"], answer, sent, sent + time.monotonic() - begin, requests)

    def in_driver(self, number):
        """When the driver began with a statement and when it replied, by its own clock: the dates of its messages."""
        status, text = self.http.raw("GET", f"/hearth/sessions/{self.number}/statements/{number}/events")
        if status != 200:
            raise Failed(f"the events of a statement were answered {status}")
        began = replied = None
        for line in text.decode().splitlines():
            if line.startswith("data:"):
                event = json.loads(line[5:])
                kind = event["header"].get("msg_type")
                if kind == "status" and event["content"].get("execution_state") == "busy":
                    began = _seconds(event["header"]["date"])
                elif kind == "execute_reply":
                    replied = _seconds(event["header"]["date"])
        if began is None or replied is None:
            raise Failed("the driver's messages of a statement are not there")
        return began, replied


def _seconds(date):
    return datetime.datetime.fromisoformat(date).timestamp()


@contextlib.contextmanager
def fresh(session):
    """A connection that is new, closed behind."""
    made = session.beside()
    try:
        yield made
    finally:
        made.close()
