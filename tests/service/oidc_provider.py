"""A small OpenID Connect provider in this process, over real HTTP: it signs tokens, and checks what a client must send."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def _url_safe(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


CLIENT, SECRET = "better-care", "a secret between the two"


@dataclass
class Provider:
    """What the provider knows: who sits at its sign-in page, and the codes that it gave out."""

    person: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    address: str = ""
    refusals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def configuration(self) -> dict[str, Any]:
        a = self.address
        return {
            "issuer": a, "authorization_endpoint": f"{a}/authorize", "token_endpoint": f"{a}/token", "jwks_uri": f"{a}/keys",
            "userinfo_endpoint": f"{a}/person", "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }  # fmt: skip

    def keys(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        n, e = (_url_safe(value.to_bytes((value.bit_length() + 7) // 8, "big")) for value in (numbers.n, numbers.e))
        return {"keys": [{"kty": "RSA", "n": n, "e": e, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def signed(self, claims: dict[str, Any]) -> str:
        """Claims as a token that this provider signed (RS256)."""
        head, body = (_url_safe(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT", "kid": "1"}, claims))
        signature = self.key.sign(f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{head}.{body}.{_url_safe(signature)}"

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to; the person is signed in already."""
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code" and "openid" in asked["scope"]
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        proof = _url_safe(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        right = asked and sent.get("client_secret") == SECRET and sent.get("redirect_uri") == asked["redirect_uri"]
        if not asked or not right or proof != asked.get("code_challenge"):
            self.refusals.append("token")
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, **self.person}
        return {"access_token": "for the person", "token_type": "Bearer", "expires_in": 300, "id_token": self.signed(claims)}


class _Answers(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                self._say(self.provider.configuration())
            case "/keys":
                self._say(self.provider.keys())
            case "/person" if self.headers["Authorization"] == "Bearer for the person":
                self._say(self.provider.person)
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", self.provider.authorize(asked))
                self.end_headers()
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = self.provider.token({name: values[0] for name, values in parse_qs(body).items()})
        self._say(given or {"error": "invalid_grant"}, 200 if given else 400)

    def _say(self, data: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Running:
    """The provider while it listens on a port of this machine."""

    def __init__(self) -> None:
        self.provider = Provider()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"provider": self.provider}))
        self.provider.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> Provider:
        self.thread.start()
        return self.provider

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
