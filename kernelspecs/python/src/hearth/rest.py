"""The gateway's REST interface."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from typing import Any

from hearth.address import Address
from hearth.errors import Refused, Unreachable

MOST_BYTES = 64 << 20
AGAIN = {"GET", "DELETE", "PUT"}


class Rest:
    """One connection that is kept; another is opened where the gateway has closed it. Thread-safe."""

    def __init__(self, address: Address, timeout: float = 60) -> None:
        self.address = address
        self._timeout = timeout
        self._lock = threading.Lock()
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None, timeout: float | None = None) -> Any:
        return self.ask("POST", path, body, timeout)

    def delete(self, path: str) -> None:
        self.ask("DELETE", path)

    def ask(self, method: str, path: str, body: Any = None, timeout: float | None = None) -> Any:
        """The answer's JSON, or None where there is none."""
        with self._lock:
            status, text = self._raw(method, path, None if body is None else json.dumps(body).encode(), timeout)
        if not 200 <= status < 300:
            raise Refused(status, self.address.token.hidden_in(_sentence(status, text)))
        try:
            return json.loads(text) if text else None
        except ValueError:
            raise Unreachable(f"what answers at {self.address.origin} is no gateway") from None

    def _raw(self, method: str, path: str, body: bytes | None, timeout: float | None) -> tuple[int, bytes]:
        headers = {**self.address.token.headers(), "Content-Type": "application/json"}
        while True:
            kept = self._connection is not None
            connection = self._connection = self._connection or self._connect()
            connection.timeout = timeout or self._timeout
            if connection.sock is not None:
                connection.sock.settimeout(connection.timeout)
            try:
                connection.request(method, self.address.path + path, body, headers)
                answer = connection.getresponse()
                text = answer.read(MOST_BYTES)
                if answer.will_close:
                    self._drop()
                return answer.status, text
            except (http.client.HTTPException, OSError) as e:
                self._drop()
                closed = isinstance(e, (http.client.RemoteDisconnected, ConnectionError))
                if kept and (closed if method in AGAIN else isinstance(e, http.client.RemoteDisconnected)):
                    continue
                why = _why(e)
                untrusted = why if isinstance(e, ssl.SSLError) else ""
                raise Unreachable(f"the gateway at {self.address.origin} cannot be reached: {why}", untrusted) from None
            except BaseException:
                self._drop()  # an answer is half read
                raise

    def _connect(self) -> http.client.HTTPConnection:
        address = self.address
        if address.tls is not None:
            return http.client.HTTPSConnection(address.host, address.port, timeout=self._timeout, context=address.tls)
        return http.client.HTTPConnection(address.host, address.port, timeout=self._timeout)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        with self._lock:
            self._drop()


def _sentence(status: int, text: bytes) -> str:
    try:
        answer = json.loads(text)
        return str(answer.get("message") or answer.get("reason") or "the gateway said no")
    except (ValueError, AttributeError):
        return "the token is missing or wrong" if status in (401, 403) else "the gateway said no"


def _why(e: BaseException) -> str:
    if isinstance(e, socket.timeout):
        return "no answer in time"
    if isinstance(e, ssl.SSLCertVerificationError):
        return "its certificate is not trusted: " + e.verify_message
    return str(e) or type(e).__name__
