"""What a kernel says by itself, while its gateway cannot."""

from __future__ import annotations

from typing import Any

from hearth import __version__
from hearth.message import VERSION, new_parts

LANGUAGES: dict[str, dict[str, str]] = {
    "scala": {
        "name": "scala",
        "version": "2.13",
        "mimetype": "text/x-scala",
        "file_extension": ".scala",
        "pygments_lexer": "scala",
        "codemirror_mode": "text/x-scala",
        "nbconvert_exporter": "script",
    },
    "python": {
        "name": "python",
        "version": "3",
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "pygments_lexer": "ipython3",
        "codemirror_mode": "python",
        "nbconvert_exporter": "python",
    },
    "sql": {
        "name": "sql",
        "version": "",
        "mimetype": "text/x-sql",
        "file_extension": ".sql",
        "pygments_lexer": "sql",
        "codemirror_mode": "sql",
        "nbconvert_exporter": "",
    },
}


def kernel_info(language: str) -> dict[str, Any]:
    """The content of a kernel_info_reply before the driver can be asked."""
    return {
        "status": "ok",
        "protocol_version": VERSION,
        "implementation": "hearth",
        "implementation_version": __version__,
        "language_info": LANGUAGES[language],
        "banner": "Hearth: Apache Spark with Scala, Python and SQL",
        "help_links": [{"text": "Apache Spark", "url": "https://spark.apache.org/docs/latest/"}],
        "supported_features": ["debugger", "kernel subshells"],  # JupyterLab asks once, and the driver has both
    }


def known(kind: str, language: str, is_new: bool) -> dict[str, Any] | None:
    """What can be answered without the gateway, and must be: Jupyter's console waits for history and completeness for a second
    each, does not look whom a later reply answers, and would be one reply behind for good."""
    if kind == "kernel_info_request":
        return kernel_info(language)
    if kind == "is_complete_request":
        return {"status": "unknown"}
    if kind == "history_request" and is_new:
        return {"status": "ok", "history": []}
    return None


def failed(kind: str, name: str, value: str) -> dict[str, Any]:
    """The content of a reply that says why there is no other."""
    content: dict[str, Any] = {"status": "error", "ename": name, "evalue": value, "traceback": [f"{name}: {value}"]}
    if kind == "execute_request":
        content["execution_count"] = 0
    return content


class Voice:
    """Makes messages in the kernel's name. Confined to one thread."""

    def __init__(self, session: str) -> None:
        self.session = session  # the kernel's own, as far as it is known

    def status(self, state: str, parent: bytes) -> list[bytes]:
        return new_parts("status", {"execution_state": state}, self.session, parent)[1]

    def reply(self, kind: str, content: dict[str, Any], parent: bytes) -> list[bytes]:
        return new_parts(kind.rsplit("_", 1)[0] + "_reply", content, self.session, parent)[1]

    def error(self, name: str, value: str, parent: bytes) -> list[bytes]:
        content = {"ename": name, "evalue": value, "traceback": [f"{name}: {value}"]}
        return new_parts("error", content, self.session, parent)[1]

    def welcome(self, topic: str) -> list[bytes]:
        return new_parts("iopub_welcome", {"subscription": topic}, self.session)[1]

    def display(self, text: str, display_id: str, parent: bytes, update: bool) -> list[bytes]:
        content = {"data": {"text/plain": text}, "metadata": {}, "transient": {"display_id": display_id}}
        return new_parts("update_display_data" if update else "display_data", content, self.session, parent)[1]

    def clear(self, parent: bytes) -> list[bytes]:
        return new_parts("clear_output", {"wait": False}, self.session, parent)[1]
