"""A gateway's REST interface without a gateway: sessions are ids, and what it answers is for a test to say."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Desk:
    """`begin` says what becomes of a `POST /api/kernels`: an id that is taken, a status with a sentence, or no answer at all."""

    def __init__(self):
        self.sessions = {}  # what was asked for, by id
        self.asked = []  # method and path, in their order
        self.refusals = []  # status and sentence of the next answers to POST
        self.loses = 0  # so many answers to POST do not arrive
        self.hides = 0  # so many GET are answered as if nothing was there yet
        self.gate = threading.Event()  # behind which GET and POST are worked on
        self.gate.set()
        self.came = threading.Event()  # a POST
        self.deleted = threading.Event()
        desk = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                desk.asked.append(("GET", self.path))
                assert desk.gate.wait(20)
                there = self.path.rpartition("/")[2] in desk.sessions and not desk.hides
                desk.hides = max(0, desk.hides - 1)
                self.answer(200 if there else 404, {"state": "starting"} if there else {"message": "there is none"})

            def do_DELETE(self):
                desk.asked.append(("DELETE", self.path))
                there = desk.sessions.pop(self.path.rpartition("/")[2], None)
                self.answer(204 if there else 404, None if there else {"message": "there is none"})
                desk.deleted.set()

            def do_POST(self):
                desk.asked.append(("POST", self.path))
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                desk.came.set()
                assert desk.gate.wait(20)
                if desk.refusals:
                    status, sentence = desk.refusals.pop(0)
                    self.answer(status, {"message": sentence})
                elif body["kernel_id"] in desk.sessions:
                    self.answer(409, {"message": "the id is taken"})
                else:
                    desk.sessions[body["kernel_id"]] = body
                    if desk.loses:
                        desk.loses -= 1
                        self.close_connection = True
                    else:
                        self.answer(201, {"id": body["kernel_id"]})

            def answer(self, status, document):
                text = b"" if document is None else json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def posts(self):
        return len([each for each in self.asked if each[0] == "POST"])

    def close(self):
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
