"""A gateway's channels endpoint without a gateway: a log of messages, and clients that read on from where they say."""

import contextlib
import socket
import struct
import threading
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from hearth.layout import SUBPROTOCOL, decode, encode
from hearth.message import new_parts, read_object


class Standin:
    """One session. Its log is what `say` was given; every request is answered at once."""

    def __init__(self, tls=None):
        self.log = []
        self.requests = []
        self.kinds = []
        self.dead = False
        self.deaf = False
        self._sockets = []
        self._more = threading.Condition()
        self._server = serve(self._serve, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL], compression=None, max_size=None, ssl=tls)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.socket.getsockname()[1]}"

    def say(self, channel, kind, content, parent=b"{}"):
        with self._more:
            self.log.append(encode(channel, new_parts(kind, content, "kernel", parent)[1]))
            self._more.notify_all()

    def cut(self):
        """Breaks every connection, without a word."""
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.socket.shutdown(socket.SHUT_RDWR)

    def die(self):
        with self._more:
            self.dead = True
            self._more.notify_all()

    def close(self):
        self.die()
        self._server.shutdown()

    def _serve(self, client):
        self._sockets.append(client)
        since = parse_qs(urlsplit(client.request.path).query).get("since")
        at = int(since[0]) if since else len(self.log)
        threading.Thread(target=self._write, args=(client, at), daemon=True).start()
        try:
            for frame in client:
                self._take(frame)
        except (ConnectionClosed, OSError):
            pass

    def _take(self, frame):
        _, parts = decode(frame)
        header = read_object(parts[0])
        known = header["msg_id"] in self.requests
        self.requests.append(header["msg_id"])
        self.kinds.append(header["msg_type"])
        if known or self.deaf:
            return
        self.say("iopub", "status", {"execution_state": "busy"}, parts[0])
        if header["msg_type"] == "execute_request":
            self.say("iopub", "stream", {"name": "stdout", "text": read_object(parts[3])["code"]}, parts[0])
        self.say("shell", header["msg_type"].replace("_request", "_reply"), {"status": "ok"}, parts[0])
        self.say("iopub", "status", {"execution_state": "idle"}, parts[0])

    def _write(self, client, at):
        sent = 0
        try:
            while True:
                with self._more:
                    if at >= len(self.log):
                        if self.dead:
                            client.close(1000, "the kernel is dead")
                            return
                        if sent:
                            client.ping(struct.pack(">q", at))
                            sent = 0
                        self._more.wait(0.5)
                        continue
                    frame = self.log[at]
                client.send(frame)
                at += 1
                sent += 1
                if sent == 100:
                    client.ping(struct.pack(">q", at))
                    sent = 0
        except (ConnectionClosed, OSError):
            pass
