"""What a cell gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hearth.errors import ExecutionError
from hearth.message import Message


@dataclass
class Output:
    """One output, as notebooks keep it: `stream`, `display_data`, `execute_result` or `error`."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)  # MIME bundle
    metadata: dict[str, Any] = field(default_factory=dict)
    name: str = ""  # of a stream
    text: str = ""  # of a stream
    display_id: str | None = None
    buffers: list[bytes] = field(default_factory=list, repr=False)


@dataclass
class Result:
    """A cell's outputs, and how it ended: `ok`, `error` or `aborted`."""

    status: str = ""
    outputs: list[Output] = field(default_factory=list)
    error: ExecutionError | None = None
    execution_count: int | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    _clears: bool = field(default=False, repr=False)

    @property
    def stdout(self) -> str:
        return self._stream("stdout")

    @property
    def stderr(self) -> str:
        return self._stream("stderr")

    @property
    def value(self) -> dict[str, Any] | None:
        """The MIME bundle of the cell's last value."""
        found = [each.data for each in self.outputs if each.kind == "execute_result"]
        return found[-1] if found else None

    @property
    def text(self) -> str:
        """Streams, values and displays as text."""
        return "".join(each.text or str(each.data.get("text/plain", "")) for each in self.outputs)

    def check(self) -> Result:
        """This result; raises its error if it has one."""
        if self.error is not None:
            raise self.error
        if self.status == "aborted":
            raise ExecutionError("Aborted", "the cell did not run, since one before it failed", [])
        return self

    def add(self, message: Message) -> None:
        """Takes up what a message of the cell says."""
        content = message.content
        if message.type in ("stream", "display_data", "execute_result", "error") and self._clears:
            self.outputs.clear()
            self._clears = False
        if message.type == "stream":
            self._streamed(str(content.get("name", "stdout")), str(content.get("text", "")))
        elif message.type in ("display_data", "execute_result"):
            self.outputs.append(_displayed(message))
        elif message.type == "update_display_data":
            self._updated(_displayed(message))
        elif message.type == "clear_output":
            self._clears = bool(content.get("wait"))
            if not self._clears:
                self.outputs.clear()
        elif message.type == "error":
            self.error = _error(content)
            self.outputs.append(Output("error", text="\n".join(self.error.traceback) or str(self.error)))
        elif message.type == "execute_reply":
            self.status = str(content.get("status", ""))
            self.execution_count = content.get("execution_count")
            self.metadata = message.metadata
            if self.status == "error" and self.error is None:
                self.error = _error(content)

    def _streamed(self, name: str, text: str) -> None:
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.kind == "stream" and last.name == name:
            last.text += text
        else:
            self.outputs.append(Output("stream", name=name, text=text))

    def _updated(self, now: Output) -> None:
        for each in self.outputs:
            if each.display_id is not None and each.display_id == now.display_id:
                each.data, each.metadata = now.data, now.metadata

    def _stream(self, name: str) -> str:
        return "".join(each.text for each in self.outputs if each.kind == "stream" and each.name == name)


def _displayed(message: Message) -> Output:
    content = message.content
    display_id = (content.get("transient") or {}).get("display_id")
    return Output(
        message.type,
        content.get("data") or {},
        content.get("metadata") or {},
        display_id=None if display_id is None else str(display_id),
        buffers=message.buffers,
    )


def _error(content: dict[str, Any]) -> ExecutionError:
    traceback = [str(line) for line in content.get("traceback") or []]
    return ExecutionError(str(content.get("ename", "Error")), str(content.get("evalue", "")), traceback)
