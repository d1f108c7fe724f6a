"""A gateway, and the sessions on it."""

from __future__ import annotations

import uuid
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from hearth.address import Address
from hearth.errors import HearthError
from hearth.rest import Rest
from hearth.session import LANGUAGES, Session


class Client:
    """A gateway. The token comes from `token`, else from `token_file`, else from $HEARTH_TOKEN. Thread-safe."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        token_file: str | Path | None = None,
        ca_file: str | Path | None = None,
        timeout: float = 60,
    ) -> None:
        self._speak(Address.of(url, token, token_file, ca_file), timeout)

    @classmethod
    def at(cls, address: Address, timeout: float = 60) -> Client:
        """A gateway whose address is known already, on a connection of its own."""
        made = cls.__new__(cls)
        made._speak(address, timeout)
        return made

    def _speak(self, address: Address, timeout: float) -> None:
        self.address = address
        self.rest = Rest(address, timeout)

    def __repr__(self) -> str:
        return f"Client({self.rest.address.origin!r})"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def sessions(self) -> list[dict[str, Any]]:
        """What the gateway knows of each session that one may see."""
        found: list[dict[str, Any]] = self.rest.get("/hearth/sessions")["sessions"]
        return found

    def create(
        self,
        language: str = "python",
        profile: str | None = None,
        name: str | None = None,
        session_id: str | None = None,
        env: dict[str, str] | None = None,
    ) -> Session:
        """Begins a session. Returns at once; its first cell waits for the driver."""
        spec = self.spec(language, profile)
        if name is not None:
            if session_id is not None or env:
                raise HearthError("a session with a name gets its id from the gateway, and no environment")
            document = {"name": name, "path": f"{name}-{uuid.uuid4()}", "type": "console", "kernel": {"name": spec}}
            return Session(self.rest, self.rest.post("/api/sessions", document)["kernel"]["id"])
        return self.begin(spec, session_id, env)

    def begin(self, spec: str, session_id: str | None = None, env: dict[str, str] | None = None) -> Session:
        """Begins a session of a kernelspec, under an id that may be chosen. Returns at once."""
        body: dict[str, Any] = {"name": spec}
        if session_id is not None:
            body["kernel_id"] = session_id
        if env:
            body["env"] = env
        return Session(self.rest, self.rest.post("/api/kernels", body)["id"])

    def attach(self, session_id: str) -> Session:
        """A session that there is already."""
        self.rest.get("/hearth/sessions/" + quote(session_id, safe=""))
        return Session(self.rest, session_id)

    def spec(self, language: str, profile: str | None = None) -> str:
        """The kernelspec's name of a language in a profile."""
        if language not in LANGUAGES:
            raise HearthError(f"there is no language {language!r}; there are {', '.join(LANGUAGES)}")
        if profile is None:
            return "hearth-" + language
        specs = self.rest.get("/api/kernelspecs")["kernelspecs"]
        profiles = set()
        for name, each in specs.items():
            spec = each["spec"]
            of = spec.get("metadata", {}).get("hearth", {}).get("profile")
            profiles.add(str(of))
            if of == profile and spec.get("language") == language:
                return str(name)
        raise HearthError(f"there is no profile {profile!r} with {language}; there are {', '.join(sorted(profiles))}")

    def close(self) -> None:
        """Closes the connection; sessions go on, and so do the objects that stand for them."""
        self.rest.close()
