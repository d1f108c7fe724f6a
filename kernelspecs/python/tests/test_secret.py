import logging
import socket
import threading

import pytest

from hearth import Client, HearthError, Unreachable
from hearth.address import Address
from hearth.secret import find_token, read_token
from hearth.websocket import WebSocket

SECRET = "s3cret-token"


def test_tokenFile_isReadWhereItIsItsOwnersAlone(tmp_path):
    file = tmp_path / "token"
    file.write_text(SECRET + "\n")
    file.chmod(0o600)
    assert read_token(file).headers() == {"Authorization": "token " + SECRET}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_tokenFile_thatOthersMayOpen_isRefused(tmp_path, mode):
    file = tmp_path / "token"
    file.write_text(SECRET)
    file.chmod(mode)
    with pytest.raises(HearthError, match="chmod 600") as e:
        read_token(file)
    assert SECRET not in str(e.value)


def test_token_comesFromTheEnvironmentAtLast(monkeypatch):
    monkeypatch.setenv("HEARTH_TOKEN", SECRET)
    assert find_token().headers()["Authorization"].endswith(SECRET)
    assert find_token("other").headers()["Authorization"].endswith("other")


def test_token_isInNoText(caplog):
    caplog.set_level(logging.DEBUG)
    address = Address.of(f"http://127.0.0.1:1/t/{SECRET}", SECRET)
    client = Client("http://127.0.0.1:1", SECRET)
    for value in (address, client, address.token, client.rest):
        assert SECRET not in repr(value)
        assert SECRET not in str(value)
    with pytest.raises(Unreachable) as e:
        client.sessions()
    assert SECRET not in str(e.value)
    assert SECRET not in caplog.text


def test_token_isNotInTheUrlOfAWebSocket_andNotLogged(caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("websockets").setLevel(logging.DEBUG)
    server = socket.create_server(("127.0.0.1", 0))
    asked = []

    def serve():
        connection, _ = server.accept()
        asked.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    with pytest.raises(HearthError):
        WebSocket(Address.of(f"http://127.0.0.1:{server.getsockname()[1]}", SECRET), "/api/kernels/1/channels")
    thread.join()
    server.close()
    assert SECRET not in asked[0].split(b"\r\n")[0].decode()
    assert ("Authorization: token " + SECRET) in asked[0].decode()
    assert SECRET not in caplog.text


@pytest.mark.parametrize("url", ["", "127.0.0.1:8998", "ftp://host", "http://", "http://host:port", "http://user:secret@host"])
def test_address_thatIsNone_isASentence(url):
    with pytest.raises(HearthError, match="gateway's address"):
        Client(url)
