"""GOV.UK Notify for tests: a real server on a real socket that speaks its API, because Notify itself cannot be had.

It is a double of the protocol only: it checks the token that the client signs, keeps what it takes by reference, and
answers as it was told to.
"""

import json
import threading
import uuid
from collections import deque
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from notifications_python_client.authentication import decode_jwt_token
from notifications_python_client.errors import TokenError

SERVICE, SECRET = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
KEY = f"tests-{SERVICE}-{SECRET}"
TEMPLATE = str(uuid.UUID(int=3))
HANGS, HANGS_UP = "hangs", "hangs up"


class Notify:
    """What it has taken (`messages`), what was asked of it (`asked`), and what it answers next.

    `answers` holds for each coming message a status, HANGS or HANGS_UP; with `takes_first` it takes the message
    before it answers so. `status` is what becomes of every message.
    """

    def __init__(self):
        self.messages, self.asked = {}, []
        self.answers, self.takes_first = deque(), False
        self.status = "delivered"
        self.lets_go = threading.Event()
        self.address = ""

    def take(self, message):
        """Keep a message and return what it is called."""
        key = str(uuid.uuid4())
        self.messages[key] = message
        return key

    def sent_to(self, address):
        """Return what was sent to somebody, oldest first."""
        return [message for message in self.messages.values() if message["email_address"] == address]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def log_message(self, *_):
        """Say nothing."""

    @property
    def notify(self):
        return self.server.notify

    def answer(self, status, content):
        body = json.dumps(content).encode() if not isinstance(content, bytes) else content
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, sort, words):
        self.answer(status, {"status_code": status, "errors": [{"error": sort, "message": words}]})

    def knows_us(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            return decode_jwt_token(token, SECRET)
        except TokenError:
            self.refuse(403, "AuthError", "Invalid token: signature, api token not found")
            return False

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.notify.asked.append(("POST", self.path))
        if not self.knows_us():
            return
        answer = self.notify.answers.popleft() if self.notify.answers else 201
        key = self.notify.take(message) if answer == 201 or self.notify.takes_first else ""
        if answer == HANGS:
            self.notify.lets_go.wait(10)
        if answer in {HANGS, HANGS_UP}:
            self.close_connection = True
        elif answer == 201:
            self.answer(201, {"id": key, "reference": message["reference"], "uri": "", "template": {}, "content": {}})
        elif answer == "no json":
            self.answer(201, b"<html>A proxy says hello</html>")
        else:
            self.refuse(answer, "Error", f"Something about {message['email_address']}")

    def do_GET(self):
        parts = urlsplit(self.path)
        self.notify.asked.append(("GET", parts.path))
        if not self.knows_us():
            return
        key = parts.path.removeprefix("/v2/notifications").strip("/")
        if not key:
            wanted = parse_qs(parts.query).get("reference", [""])[0]
            rows = [{"id": key} for key, message in self.notify.messages.items() if message["reference"] == wanted]
            self.answer(200, {"notifications": rows, "links": {}})
        elif key in self.notify.messages and isinstance(self.notify.status, str):
            self.answer(200, {"id": key, "status": self.notify.status})
        else:
            self.refuse(404 if isinstance(self.notify.status, str) else self.notify.status, "NoResultFound", "None")


@contextmanager
def notifying():
    """Run one for a while."""
    notify = Notify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close, server.notify = True, True, notify
    notify.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield notify
    finally:
        notify.lets_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
