"""Tokens, and where they come from."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from hearth.errors import HearthError

ENVIRONMENT = "HEARTH_TOKEN"


class Token:
    """A token that does not show itself."""

    def __init__(self, value: str) -> None:
        if not value.isascii() or not value.isprintable() or " " in value:
            raise HearthError("a token has printable ASCII characters and no blanks")
        self._value = value

    def __repr__(self) -> str:
        return "Token(…)" if self._value else "Token(none)"

    def headers(self) -> dict[str, str]:
        return {"Authorization": "token " + self._value} if self._value else {}

    def hidden_in(self, text: str) -> str:
        """The text without the token."""
        return text.replace(self._value, "…") if self._value else text


def read_token(file: str | Path) -> Token:
    """The token in a file that only its owner can read."""
    path = Path(file).expanduser()
    try:
        # The file that is checked is the file that is read.
        with path.open(encoding="utf-8") as text:
            mode = os.fstat(text.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise HearthError(f"others may open the token's file {path}: make it yours alone (chmod 600)")
            value = text.read(65536).strip()
    except (OSError, UnicodeDecodeError) as e:
        raise HearthError(f"the token's file {path} cannot be read: {e}") from None
    if not value:
        raise HearthError(f"the token's file {path} is empty")
    return Token(value)


def find_token(token: str | None = None, token_file: str | Path | None = None) -> Token:
    """The token that was given, else the file's, else the environment's, else none."""
    if token is not None and token_file is not None:
        raise HearthError("either a token or a token's file, not both")
    if token is not None:
        return Token(token)
    if token_file is not None:
        return read_token(token_file)
    return Token(os.environ.get(ENVIRONMENT, "").strip())
