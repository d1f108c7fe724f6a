"""IPython magics: `%load_ext hearth`."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys
from typing import TYPE_CHECKING, Any

from hearth import frames
from hearth.errors import HearthError, Timeout
from hearth.message import Message
from hearth.result import Result
from hearth.session import LANGUAGES

if TYPE_CHECKING:
    from hearth.client import Client
    from hearth.session import Session

URL, TOKEN_FILE = "HEARTH_URL", "HEARTH_TOKEN_FILE"
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# So long an interrupted cell is waited for.
INTERRUPT_SECONDS = 30.0
DEFAULT = "default"


class Usage(HearthError):
    """A line that is no magic's."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise Usage(f"{message}\n{self.format_usage()}")

    def exit(self, status: int = 0, message: str | None = None) -> Any:
        raise Usage(message or self.format_help())


class SparkMagics:
    """The sessions of one notebook. Confined to its thread."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._client: Client | None = None
        self._sessions: dict[str, Session] = {}
        self._made: set[str] = set()
        self._profile: str | None = None

    def line(self, line: str) -> None:
        """`%spark`: says which sessions there are, where the gateway is, and ends sessions."""
        parser = _Parser(prog="%spark", add_help=True)
        parser.add_argument("--url", help="the gateway; else $" + URL)
        parser.add_argument("--token-file", help="a file with its token; else $" + TOKEN_FILE + ", else $HEARTH_TOKEN")
        parser.add_argument("--ca-file", help="certificates that the gateway's is to be signed by")
        parser.add_argument("--profile", help="of sessions that are begun from now on")
        parser.add_argument("--restart", metavar="SESSION", nargs="?", const=DEFAULT)
        parser.add_argument("--delete", metavar="SESSION", nargs="?", const=DEFAULT)
        given = parser.parse_args(shlex.split(line))
        if given.profile is not None:
            self._profile = given.profile
        if given.url is not None:
            self._connect(given.url, given.token_file, given.ca_file)
        elif given.restart is not None:
            self._known(given.restart).restart()
        elif given.delete is not None:
            self._known(given.delete).delete()
            self._sessions.pop(given.delete)
            self._made.discard(given.delete)
        else:
            self._list()

    def cell(self, line: str, code: str) -> None:
        """`%%spark [scala|python|sql] [-s SESSION] [-o NAME] [-n ROWS]`: runs the cell on a session."""
        parser = _Parser(prog="%%spark", add_help=True)
        parser.add_argument("language", nargs="?", choices=LANGUAGES, default="python")
        parser.add_argument(
            "-s", "--session", default=DEFAULT, help="an id of a session that there is, or a name for one of yours"
        )
        parser.add_argument("-o", "--output", metavar="NAME", help="a frame that is brought over as pandas")
        parser.add_argument("-n", "--rows", type=int, default=frames.MOST_ROWS, help="the most rows of it")
        given = parser.parse_args(shlex.split(line))
        if given.rows < 1:
            raise Usage("-n wants a number of rows")
        if given.output is not None:
            frames.check_name(given.output)
        session = self._session(given.session)
        if given.output is None:
            self._run(session, f"%%{given.language}\n{code}")
            return
        own = str(session.describe()["language"])
        self._run(session, frames.given(code, given.language, own, given.output))
        try:
            frame = frames.fetch(session, given.output, given.rows, made_in=given.language)
        except KeyboardInterrupt:
            session.interrupt()
            raise
        self._shell.user_ns[given.output] = frame.pandas
        if frame.cut:
            print(frame.cut, file=sys.stderr)

    def close(self) -> None:
        """Ends what was begun here."""
        for name in self._made:
            try:
                self._sessions[name].delete()
            except HearthError as e:
                print(e, file=sys.stderr)
        self._sessions.clear()
        self._made.clear()

    def _run(self, session: Session, code: str) -> None:
        cell = session.stream(code)
        shown = Shown()
        interrupted = False
        while not cell.done:
            try:
                for message in cell:
                    shown.take(message)
            except KeyboardInterrupt:
                if interrupted:
                    raise
                interrupted = True
                session.interrupt()
                cell.allow(INTERRUPT_SECONDS)
            except Timeout:
                raise HearthError("the cell was interrupted and has not ended yet; it may run on") from None
        shown.result.check()

    def _session(self, name: str) -> Session:
        found = self._sessions.get(name)
        if found is None:
            client = self._client or self._connect(None, None, None)
            if UUID.fullmatch(name):
                found = client.attach(name)
            else:
                found = client.create("python", self._profile, None if name == DEFAULT else name)
                self._made.add(name)
            self._sessions[name] = found
        return found

    def _known(self, name: str) -> Session:
        if name not in self._sessions:
            raise Usage(f"there is no session {name!r} here; there are {', '.join(self._sessions) or 'none'}")
        return self._sessions[name]

    def _connect(self, url: str | None, token_file: str | None, ca_file: str | None) -> Client:
        from hearth.client import Client

        url = url or os.environ.get(URL)
        if not url:
            raise Usage(f"where is the gateway? %spark --url URL --token-file FILE, or ${URL} and ${TOKEN_FILE}")
        made = Client(url, token_file=token_file or os.environ.get(TOKEN_FILE) or None, ca_file=ca_file)
        made.sessions()  # a wrong token shows now
        self.close()
        self._client = made
        return made

    def _list(self) -> None:
        client = self._client or self._connect(None, None, None)
        names = {session.id: name for name, session in self._sessions.items()}
        for each in client.sessions():
            name = names.get(each["id"]) or each.get("name") or ""
            print(f"{each['id']}  {each['language']:<6}  {each['state']:<8}  {name}".rstrip())


class Shown:
    """Shows a cell's messages as those of the cell that runs here, and keeps how it ended. Confined to one thread."""

    def __init__(self) -> None:
        self.result = Result()

    def take(self, message: Message) -> None:
        content = message.content
        if message.type == "stream":
            stream = sys.stderr if content.get("name") == "stderr" else sys.stdout
            stream.write(str(content.get("text", "")))
            stream.flush()
        elif message.type in ("display_data", "execute_result", "update_display_data"):
            _display(content, message.type == "update_display_data")
        elif message.type == "clear_output":
            from IPython.display import clear_output

            clear_output(wait=bool(content.get("wait")))
        elif message.type in ("error", "execute_reply"):
            self.result.add(message)


def _display(content: dict[str, Any], update: bool) -> None:
    from IPython.display import publish_display_data

    transient = content.get("transient") or {}
    publish_display_data(
        content.get("data") or {}, content.get("metadata") or {}, transient=transient, update=update and "display_id" in transient
    )


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext hearth`."""
    magics = SparkMagics(shell)
    shell.register_magic_function(magics.line, "line", "spark")
    shell.register_magic_function(magics.cell, "cell", "spark")
    import atexit

    atexit.register(magics.close)
