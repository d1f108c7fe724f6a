"""Where a gateway is, and how one speaks to it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hearth.errors import HearthError
from hearth.secret import Token, find_token


@dataclass(frozen=True)
class Address:
    """Host, port, the path that all paths begin with, the token and what TLS trusts. Thread-safe."""

    host: str
    port: int
    path: str = field(repr=False)  # a token may be part of it
    token: Token
    secure: bool = False
    trusted: ssl.SSLContext | None = field(default=None, repr=False)  # else what the system trusts

    @classmethod
    def of(
        cls,
        url: str,
        token: str | None = None,
        token_file: str | Path | None = None,
        ca_file: str | Path | None = None,
    ) -> Address:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1:
            raise HearthError("a gateway's address is like http://host:port or https://host:port")
        if parts.username is not None or parts.password is not None:
            raise HearthError("a gateway's address has no user and no password; the token is given beside it")
        if token is None and token_file is None:
            # What `hearth serve` prints may be given as it is.
            token = parse_qs(parts.query).get("token", [None])[0]
        secure = parts.scheme == "https"
        if ca_file is not None and not secure:
            raise HearthError("certificates are for https addresses")
        return cls(
            parts.hostname,
            port or (443 if secure else 80),
            parts.path.rstrip("/"),
            find_token(token, token_file),
            secure,
            None if ca_file is None else _trusting(ca_file),
        )

    @cached_property
    def tls(self) -> ssl.SSLContext | None:
        """How TLS is spoken, if it is. What the system trusts takes a while to read: that is done where it is wanted first."""
        if not self.secure:
            return None
        return self.trusted or ssl.create_default_context()

    @property
    def origin(self) -> str:
        """The address without anything secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"


def _trusting(ca_file: str | Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(Path(ca_file).expanduser()))
    except (OSError, ssl.SSLError) as e:
        raise HearthError(f"the certificates in {ca_file} cannot be read: {e}") from None
