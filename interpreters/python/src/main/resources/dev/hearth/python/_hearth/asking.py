"""input() and getpass(): the client is asked, through the other end."""

import builtins
import itertools
import queue
import sys

from . import wire
from .outcomes import clip


class NotAllowed(RuntimeError):
    """The client that runs this cell cannot be asked."""


try:
    from IPython.core.error import StdinNotImplementedError as _Refused
except Exception:
    _Refused = NotAllowed


class Asking:
    """Thread-safe. An answer goes to the thread that asked."""

    def __init__(self, output):
        self._output = output
        self._ids = itertools.count(1)
        self._waiting = {}

    def install(self):
        import getpass

        def input(prompt="", /):
            """Asks the person in front of the notebook for a line."""
            return self.ask(str(prompt), False)

        def ask_password(prompt="Password: ", stream=None, **_):
            """Asks the person in front of the notebook for a line that is not shown."""
            return self.ask(str(prompt), True)

        builtins.input = input
        getpass.getpass = ask_password

    def ask(self, prompt, password):
        sys.stdout.flush()
        sys.stderr.flush()
        asked = next(self._ids)
        answers = self._waiting[asked] = queue.SimpleQueue()
        try:
            self._output.post(
                wire.INPUT, wire.sections(wire.as_json({"id": asked, "prompt": clip(prompt), "password": password}))
            )
            answer = answers.get()
        finally:
            del self._waiting[asked]
        if "value" in answer:
            return answer["value"]
        if answer.get("interrupted"):
            raise KeyboardInterrupt
        raise _Refused(answer.get("refused", "nobody can be asked for input"))

    def answer(self, answer):
        answers = self._waiting.get(answer.get("id"))
        if answers is not None:
            answers.put(answer)
