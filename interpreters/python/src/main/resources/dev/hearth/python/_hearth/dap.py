"""The Debug Adapter Protocol over debugpy's socket: requests out, answers and events in."""

import itertools
import json
import queue
import socket
import threading

FIRST_OWN = 1 << 30
MOST_BYTES = 64 << 20


class Adapter:
    """One connection. `ask` and `tell` may come from any thread; events come on the thread that reads."""

    def __init__(self, address, on_event):
        self._socket = socket.create_connection(address, 10)
        self._socket.settimeout(None)
        self._on_event = on_event
        self._lock = threading.Lock()
        self._own = itertools.count(FIRST_OWN)
        self._waiting = {}
        thread = threading.Thread(target=self._read, name="hearth-debug-events", daemon=True)
        hide(thread)
        thread.start()

    def ask(self, request, timeout):
        """The answer, whatever it is; a failed one that says so if none came in time."""
        answers = queue.SimpleQueue()
        self.tell(request, answers.put)
        try:
            return answers.get(timeout=timeout)
        except queue.Empty:
            return failure(request, "the debugger did not answer within %d s" % timeout)

    def own(self, command, arguments=None):
        """A request that no client has made."""
        return {"type": "request", "seq": next(self._own), "command": command, "arguments": arguments or {}}

    def tell(self, request, then=lambda answer: None):
        """Sends a request; then(answer) is called on the thread that reads."""
        body = json.dumps(request).encode()
        with self._lock:
            self._waiting[request["seq"]] = then
            try:
                self._socket.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            except OSError as problem:
                self._waiting.pop(request["seq"], None)
                then(failure(request, "the debugger is gone: %s" % problem))

    def close(self):
        self._socket.close()

    def _read(self):
        stream = self._socket.makefile("rb")
        try:
            while True:
                message = _next(stream)
                if message is None:
                    break
                if message.get("type") == "event":
                    self._on_event(message)
                elif message.get("type") == "response":
                    with self._lock:
                        then = self._waiting.pop(message.get("request_seq"), None)
                    if then is not None:
                        then(message)
        except (OSError, ValueError):
            pass
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for seq, then in waiting.items():
            then(failure({"seq": seq, "command": ""}, "the debugger has ended"))


def _next(stream):
    size = 0
    while True:
        line = stream.readline(1000)
        if not line:
            return None
        name, _, value = line.decode("ascii", "replace").partition(":")
        if name.lower() == "content-length":
            size = int(value)
        if not line.strip():
            break
    if size > MOST_BYTES:
        raise ValueError("a message of %d bytes" % size)
    return json.loads(stream.read(size))


def failure(request, why):
    return answer(request, {}, False, why)


def answer(request, body, success=True, message=None):
    made = {
        "type": "response",
        "seq": 0,
        "request_seq": request.get("seq", 0),
        "success": success,
        "command": request.get("command", ""),
        "body": body,
    }
    if message is not None:
        made["message"] = message
    return made


def hide(thread):
    """debugpy leaves this thread alone: it neither traces nor stops it."""
    thread.pydev_do_not_trace = thread.is_pydev_daemon_thread = True
