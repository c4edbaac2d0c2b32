"""A small OpenID Connect issuer on a loopback port, for tests of signing in elsewhere."""

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

CLIENT, SECRET = "wardmote", "a secret of at least thirty-two bytes"


@dataclass
class Issuer:
    """Says that whoever comes is `person`, to whom the code was given."""

    person: dict[str, Any] = field(default_factory=dict)
    challenge: str = ""
    asked: dict[str, list[str]] = field(default_factory=dict)

    def __enter__(self) -> "Issuer":
        """Listen on a free port."""
        issuer = self

        class Desk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                self.say(issuer.person if path == "/userinfo" else issuer.about())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                issuer.asked = parse_qs(body)
                self.say(issuer.token())

            def say(self, what: dict[str, Any]) -> None:
                text = json.dumps(what).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *words: Any) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def about(self) -> dict[str, Any]:
        """Describe the issuer, as discovery does."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def token(self) -> dict[str, Any]:
        """Give tokens for the person."""
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person}
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": jwt.encode(said, SECRET, algorithm="HS256"),
        }

    def was_proved(self) -> bool:
        """Tell whether whoever redeemed the code is the one who asked for it."""
        verifier = self.asked["code_verifier"][0].encode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest())
        return digest.rstrip(b"=").decode() == self.challenge
