"""A Jupyter kernel for clients that only know ZeroMQ: its five sockets lead to a kernel of a gateway.

Usage: zmq_kernel.py KERNEL CONNECTION_FILE, as the argv of a kernelspec with `interrupt_mode: message`.
The gateway is told by HEARTH_TEST_URL and HEARTH_TEST_TOKEN. The kernel lives as long as this process does.
"""

import json
import os
import signal
import struct
import sys
import urllib.error
import urllib.request
import uuid

import zmq
from jupyter_client.session import Session
from websocket import ABNF, WebSocketConnectionClosedException, create_connection

LAYOUT = "v1.kernel.websocket.jupyter.org"
URL, TOKEN = os.environ["HEARTH_TEST_URL"], os.environ["HEARTH_TEST_TOKEN"]


def rest(method, path, body=None):
    request = urllib.request.Request(
        URL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "token " + TOKEN},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def encode(channel, parts):
    parts = [channel.encode(), *parts]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


def decode(frame):
    (count,) = struct.unpack_from("<Q", frame)
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    channel, *parts = [frame[begin:end] for begin, end in zip(offsets, offsets[1:])]
    return channel.decode(), parts


class Bridge:
    """Whatever comes in on one side goes out on the other, signed anew; nothing of a message is changed."""

    def __init__(self, kernel, connection):
        self.session = Session(key=connection["key"].encode(), signature_scheme=connection["signature_scheme"])
        self.askers = {}
        self.heartbeat = None
        context = zmq.Context.instance()
        address = f"{connection['transport']}://{connection['ip']}:"
        self.sockets = {}
        for channel, kind in (("shell", zmq.ROUTER), ("control", zmq.ROUTER), ("stdin", zmq.ROUTER), ("iopub", zmq.PUB), ("hb", zmq.REP)):
            socket = self.sockets[channel] = context.socket(kind)
            socket.linger = 1000
            socket.bind(address + str(connection[channel + "_port"]))
        self.web = create_connection(
            URL.replace("http", "ws", 1) + f"/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}",
            subprotocols=[LAYOUT],
            header=["Authorization: token " + TOKEN],
            timeout=60,
        )

    def serve(self):
        """Until the kernel is told to end, or the gateway ends the connection."""
        poller = zmq.Poller()
        inward = ("shell", "control", "stdin", "hb")
        for channel in inward:
            poller.register(self.sockets[channel], zmq.POLLIN)
        poller.register(self.web.fileno(), zmq.POLLIN)
        while True:
            ready = dict(poller.poll())
            for channel in inward:
                if self.sockets[channel] in ready:
                    self.from_client(channel)
            if self.web.fileno() in ready and self.from_gateway():
                return

    def from_client(self, channel):
        parts = self.sockets[channel].recv_multipart()
        if channel == "hb":
            self.sockets[channel].send_multipart(parts)
            return
        who, (signature, *message) = self.session.feed_identities(parts)
        if signature != self.session.sign(message[:4]):
            raise ValueError("a message with a wrong signature")
        if channel != "stdin":
            self.askers[json.loads(message[0])["msg_id"]] = who
        self.web.send(encode(channel, message), ABNF.OPCODE_BINARY)

    def from_gateway(self):
        kind, frame = self.web.recv_data(control_frame=True)
        if kind != ABNF.OPCODE_BINARY:
            return kind == ABNF.OPCODE_CLOSE  # pings are answered already
        channel, parts = decode(frame)
        header, parent = json.loads(parts[0]), json.loads(parts[1])
        kind = header["msg_type"]
        who = [kind.encode()] if channel == "iopub" else self.askers.get(parent.get("msg_id"), [])
        if who:
            # A request_reply of stdin goes to the socket of the same name, where the asker has the same identity.
            self.sockets[channel].send_multipart([*who, b"<IDS|MSG>", self.session.sign(parts[:4]), *parts])
        return kind == "shutdown_reply"


def main():
    name, file = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with open(file) as text:
        connection = json.load(text)
    kernel = rest("POST", "/api/kernels", {"name": name})["id"]
    try:
        Bridge(kernel, connection).serve()
    except WebSocketConnectionClosedException:
        pass
    finally:
        try:
            rest("DELETE", "/api/kernels/" + kernel)
        except urllib.error.HTTPError as answer:
            if answer.code != 404:
                raise


main()
