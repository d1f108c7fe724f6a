"""The session of a kernel that is there before it has one."""

from __future__ import annotations

import logging
import re
import threading
import uuid
from dataclasses import dataclass, field

from hearth.address import Address
from hearth.channels import FIRST_PAUSE
from hearth.client import Client
from hearth.errors import HearthError, Refused, Unreachable
from hearth.session import Session

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
CALL_SECONDS = 30.0
LONGEST_PAUSE = 2.0
FAREWELL_SECONDS = 3.0


class NoSession(HearthError):
    """The gateway does not give a session, and will not."""


@dataclass(frozen=True)
class Wish:
    """What session a kernel is to be. Immutable."""

    language: str
    profile: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    id: str = ""  # that a new session is to have; any where it is no UUID
    known: str = ""  # a session that there is already


class Opening:
    """Asks the gateway for a session until there is one, or the gateway says that there will be none.

    The id is chosen here: a session whose answer was lost is found again, and can be ended. `ask` belongs to one thread, and the
    connection with it; the rest is thread-safe."""

    def __init__(self, address: Address, wish: Wish, log: logging.Logger) -> None:
        self._client = Client.at(address, CALL_SECONDS)
        self._wish = wish
        self._log = log
        self._lock = threading.Lock()
        self._id = wish.known or (wish.id if UUID.fullmatch(wish.id) else str(uuid.uuid4()))
        self._trouble = ""
        self._left = False  # nobody wants the session any more
        self._sent = False  # it may be there
        self._lost = False  # an answer
        self.settled = threading.Event()  # nothing is asked for any more

    @property
    def language(self) -> str:
        return self._wish.language

    @property
    def is_new(self) -> bool:
        return not self._wish.known

    @property
    def id(self) -> str:
        """The session's, also before it is there. Another one only where the gateway has given it to somebody else."""
        with self._lock:
            return self._id

    @property
    def trouble(self) -> str:
        """What is in the way, or nothing."""
        with self._lock:
            return self._trouble

    def ask(self, stopping: threading.Event) -> bool:
        """Whether there is a session now; not if it was stopped. Raises `NoSession`."""
        try:
            return self._ask(stopping)
        finally:
            with self._lock:
                self.settled.set()
                left = self._left
            if left:
                self._delete()
            self._client.close()

    def end(self) -> None:
        """Ends the session, or sees to it that it ends as soon as it is there. Waits for a few seconds at most."""
        self.settled.wait(FAREWELL_SECONDS)
        with self._lock:
            self._left = not self.settled.is_set()
        if not self._left:
            self._delete()

    def _ask(self, stopping: threading.Event) -> bool:
        pause = FIRST_PAUSE
        while not stopping.is_set():
            try:
                self._try()
                self._stand("")
                return True
            except Unreachable as e:
                self._stand(unanswered(self._client.address.origin, e))
            except Refused as e:
                self._stand(f"{self._no()}: {e.sentence} (HTTP {e.status})")
                if e.status < 500 and e.status != 429:
                    raise NoSession(self.trouble) from None
            except HearthError as e:
                self._stand(f"{self._no()}: {e}")
                raise NoSession(self.trouble) from None
            stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        return False

    def _no(self) -> str:
        return f"the gateway at {self._client.address.origin} gives no session"

    def _stand(self, trouble: str) -> None:
        with self._lock:
            before, self._trouble = self._trouble, trouble
        if trouble and trouble != before:
            self._log.warning("%s", trouble)
        elif before and not trouble:
            self._log.info("the gateway at %s gives session %s", self._client.address.origin, self.id)

    def _try(self) -> None:
        """One attempt."""
        if not self.is_new:
            self._client.attach(self._wish.known)
            return
        if self._lost and self._is_there():
            return
        wish, spec = self._wish, self._client.spec(self._wish.language, self._wish.profile)
        try:
            self._create(spec)
        except Refused as e:
            if e.status != 409:
                raise
            if not self._lost:  # somebody else's
                with self._lock:
                    self._id = str(uuid.uuid4())
                self._log.info("session %s is another one's; this kernel's is %s", wish.id, self._id)
                self._create(spec)

    def _create(self, spec: str) -> None:
        self._sent = True
        try:
            self._client.begin(spec, self.id, self._wish.env)
        except Unreachable:
            self._lost = True
            raise
        except Refused:
            self._sent = self._lost  # what comes later than this answer is not there
            raise

    def _is_there(self) -> bool:
        try:
            self._client.attach(self.id)
            return True
        except Refused as e:
            if e.status != 404:
                raise
            return False

    def _delete(self) -> None:
        if not self._sent and self.is_new:
            return
        client = Client.at(self._client.address, CALL_SECONDS)
        try:
            Session(client.rest, self.id).delete()
        except HearthError as e:
            self._log.warning("session %s could not be ended: %s", self.id, e)
        finally:
            client.close()


def unanswered(origin: str, e: Unreachable) -> str:
    """What is wrong with a certificate is for the user to mend."""
    return f"no gateway answers at {origin}" + (f" ({e.certificate})" if e.certificate else "")
