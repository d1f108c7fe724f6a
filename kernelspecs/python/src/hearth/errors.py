"""What can go wrong, each with a sentence of its own."""

from __future__ import annotations


class HearthError(Exception):
    """Whatever this package raises."""


class Unreachable(HearthError):
    """The gateway cannot be reached, or not for long enough."""

    def __init__(self, sentence: str, certificate: str = "") -> None:
        super().__init__(sentence)
        self.certificate = certificate  # what is wrong with it, where that is in the way


class Refused(HearthError):
    """The gateway said no."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{sentence} ({status})")
        self.status = status
        self.sentence = sentence


class SessionEnded(HearthError):
    """The session is dead or deleted."""


class Timeout(HearthError):
    """Something took longer than was allowed. A cell that did goes on running."""


class ExecutionError(HearthError):
    """A cell failed."""

    def __init__(self, name: str, value: str, traceback: list[str]) -> None:
        super().__init__(f"{name}: {value}" if value else name)
        self.name = name
        self.value = value
        self.traceback = traceback

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the cell's traceback, not that of the client."""
        return self.traceback or [str(self)]
