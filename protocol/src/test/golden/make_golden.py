"""Writes the golden frames that jupyter_server makes. Run with jupyter_server 2.21.1: python make_golden.py ../resources/golden"""

import json
import pathlib
import sys

from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1

OUT = pathlib.Path(sys.argv[1])


def header(msg_type, msg_id):
    return {
        "msg_id": msg_id,
        "msg_type": msg_type,
        "username": "ada",
        "session": "c0ffee",
        "date": "2026-11-22T15:04:05.123456Z",
        "version": "5.4",
    }


EXECUTE = {
    "header": header("execute_request", "e1"),
    "parent_header": {},
    "metadata": {"cellId": "a1"},
    "content": {
        "code": "print('Grüße 🌍')",
        "silent": False,
        "store_history": True,
        "user_expressions": {"x": "1 + 1"},
        "allow_stdin": False,
        "stop_on_error": True,
    },
}
COMM = {
    "header": header("comm_msg", "c1"),
    "parent_header": header("execute_request", "e1"),
    "metadata": {},
    "content": {"comm_id": "u-1", "data": {"method": "update", "buffer_paths": [["state", "value"]]}},
}
BUFFERS = [b"\x00\x01\x02\xff", b"", b"two"]


def pack(value):
    return json.dumps(value, ensure_ascii=False).encode()


def parts(message):
    return [pack(message[key]) for key in ("header", "parent_header", "metadata", "content")]


(OUT / "jupyter_server-v1-execute_request.bin").write_bytes(serialize_msg_to_ws_v1(EXECUTE, "shell", pack))
(OUT / "jupyter_server-v1-comm_msg.bin").write_bytes(serialize_msg_to_ws_v1(parts(COMM) + BUFFERS, "iopub"))
(OUT / "jupyter_server-legacy-comm_msg.bin").write_bytes(
    serialize_binary_message({**COMM, "channel": "iopub", "buffers": BUFFERS})
)
# As GatewayKernelClient sends it: no channel, ids beside the header.
(OUT / "jupyter_server-legacy-execute_request.json").write_bytes(
    json.dumps({**EXECUTE, "msg_id": "e1", "msg_type": "execute_request"}).encode()
)
