"""An evidence system for tests: a real server behind real TLS on this machine, with a certificate of its own."""

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "localhost"


def certificate(folder):
    """Write a certificate for this machine that vouches for itself, and its key; return where."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "place.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


class Handler(BaseHTTPRequestHandler):
    """Answers /404 with 404, /to?<address> with a redirect, /no-head only to GET, /drip a letter at a time."""

    def do_HEAD(self):
        self.server.asked.append((self.command, self.path))
        path, _, query = self.path.partition("?")
        if path == "/no-head" and self.command == "HEAD":
            self.send_response(405)
        elif path == "/drip":
            return self.drip()
        elif path == "/to":
            self.send_response(302)
            self.send_header("Location", query)
        else:
            self.send_response(int(path[1:]) if path[1:].isdigit() else 200)
        self.end_headers()
        return None

    def drip(self):
        """Answer so slowly that no single wait is long, for as long as anybody listens; well in the end."""
        try:
            for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200 + b"\r\n\r\n":
                self.wfile.write(bytes([letter]))
                self.server.over.wait(0.05)
        except OSError:
            self.server.given_up.set()

    do_GET = do_HEAD  # noqa: N815 - the library's own names

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def a_place(folder):
    """Run it; gives the server, whose `address` is where it is and `asked` what it was asked."""
    path = certificate(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.asked, server.authority = [], str(path)
    server.over, server.given_up = threading.Event(), threading.Event()
    server.address = f"https://{NAME}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
