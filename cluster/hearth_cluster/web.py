"""The daemons' HTTP interfaces: JSON of YARN's, and the few calls of WebHDFS that a new cluster needs."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from hearth_cluster.settings import Settings, caller

# No proxy: everything is on this machine.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
SECONDS = 10


class Refused(Exception):
    """Not reached, or the answer is no success. The message says which."""


def ask(url: str, method: str = "GET", body: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": "application/octet-stream"})
    try:
        with _open(request, timeout=SECONDS) as answer:
            return answer.read()
    except urllib.error.HTTPError as e:
        raise Refused(f"{e.code} {_reason(e.read())}".strip()) from e
    except (OSError, ValueError) as e:
        raise Refused(str(e)) from e


def _reason(body: bytes) -> str:
    try:
        return json.loads(body)["RemoteException"]["message"].splitlines()[0]
    except (ValueError, KeyError, TypeError, IndexError):
        return ""


def json_of(url: str) -> Any:
    try:
        return json.loads(ask(url))
    except ValueError as e:
        raise Refused(f"no JSON at {url}") from e


def yarn(settings: Settings, path: str) -> Any:
    """The ResourceManager's REST interface, as the user of the daemons, who sees all applications."""
    return json_of(f"{settings.url('rm-http')}/ws/v1/cluster/{path}{'&' if '?' in path else '?'}user.name={caller()}")


def hdfs(settings: Settings, method: str, path: str, operation: str, **parameters: str) -> bytes:
    """One call of WebHDFS as the superuser."""
    return ask(_hdfs_url(settings, path, operation, parameters), method)


def write(settings: Settings, path: str, content: bytes) -> None:
    """A file in HDFS: the NameNode names the DataNode's address, which takes the content."""
    where = json.loads(hdfs(settings, "PUT", path, "CREATE", noredirect="true", overwrite="true"))["Location"]
    ask(where, "PUT", content)


def _hdfs_url(settings: Settings, path: str, operation: str, parameters: dict[str, str]) -> str:
    query = urllib.parse.urlencode({"op": operation, "user.name": caller(), **parameters})
    return f"{settings.url('nn-http')}/webhdfs/v1{urllib.parse.quote(path)}?{query}"
