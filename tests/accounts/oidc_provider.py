"""An agency's OpenID Connect server, small but real: discovery, authorisation code with PKCE, signed tokens."""

import json
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tandem", "a secret between the two"


class Provider:
    """Who is at its sign-in page, what it says of them, and what was asked of it."""

    def __init__(self, address):
        self.issuer = address
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {"sub": "s-1", "email": "nobody@example.test", "email_verified": True}
        self.says = {}
        self.codes, self.tokens = {}, {}
        self.is_down = False

    def discovery(self, _):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self, _):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked):
        """Take the person at the page as signed in, and send them back with a code."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent):
        """Give tokens for a code, once, to whoever holds the secret and the verifier."""
        asked = self.codes.pop(sent["code"])
        assert (sent["client_id"], sent["client_secret"]) == (CLIENT, SECRET)
        assert sent["redirect_uri"] == asked["redirect_uri"]
        digest = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        assert digest.decode() == asked["code_challenge"]
        access = token_urlsafe()
        self.tokens[access] = self.person
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.person["sub"], "exp": int(time.time()) + 60}
        signed = jwt.encode(claims | self.says, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": access, "token_type": "Bearer", "id_token": signed}


class Handler(BaseHTTPRequestHandler):
    """Lead each address to the provider's answer."""

    def do_GET(self):
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        provider = self.server.provider
        if provider.is_down:
            self.send_error(503)
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(asked))
            self.end_headers()
        elif parts.path == "/userinfo":
            self.answer(provider.tokens[self.headers["Authorization"].removeprefix("Bearer ")])
        else:
            self.answer(
                {"/jwks": provider.jwks, "/.well-known/openid-configuration": provider.discovery}[parts.path]({})
            )

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(self.server.provider.token({name: values[0] for name, values in sent.items()}))

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        """Keep quiet."""


@contextmanager
def running():
    """Run a provider of the test's own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
