"""A strict provider of sign-in on loopback: checks PKCE, the code's single use and, like ЕСИА, the signed requests."""

import base64
import hashlib
import json
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "school", "a secret of the tests"
# So many seconds a slow provider says nothing: ten times longer than the school waits.
SLOW = 20


class Provider:
    """Answers at `url`; `issue` plays the person who agreed at the provider's page."""

    def __init__(self, url):
        self.url = url
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes, self.tokens_asked = {}, []
        self.asked = 0
        self.closes = threading.Event()
        self.mood = "well"
        self.certificate = None
        self.claims_over = {}

    def issue(self, location, **claims):
        """What the browser comes back with: the code for the question asked at `location`."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code{len(self.codes)}"
        self.codes[code] = (asked, claims)
        return {"code": code, "state": asked["state"]}

    def description(self):
        if self.mood == "garbage":
            return ["not a description"]
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/ac",
            "token_endpoint": f"{self.url}/te",
            "jwks_uri": f"{self.url}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [own | {"kid": "one", "alg": "RS256"}]}

    def token(self, form):
        """The answer to a question for a token: (status, JSON)."""
        self.tokens_asked.append(form)
        asked, claims = self.codes.pop(form["code"], (None, None))
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proved = asked and asked["code_challenge"] == _base64(challenge)
        if not proved or not self.is_signed(form):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "sub": "anybody",
            "nonce": asked["nonce"], **claims, **self.claims_over,
        }  # fmt: skip
        signed = jwt.encode(told, self.key, algorithm="RS256", headers={"kid": "one"})
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}

    def is_signed(self, form):
        if self.certificate is None:
            return form.get("client_secret") == SECRET
        message = form["scope"] + form["timestamp"] + form["client_id"] + form["state"]
        return is_signature(form["client_secret"], message, self.certificate)


def is_signature(secret, message, certificate):
    """Whether `secret` is a detached PKCS#7 signature of the message by the holder of the certificate."""
    folder = certificate.parent
    (folder / "signature").write_bytes(base64.urlsafe_b64decode(secret))
    (folder / "message").write_text(message)
    told = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder / "signature",
         "-content", folder / "message", "-CAfile", certificate, "-purpose", "any"],
        capture_output=True, check=False,
    )  # fmt: skip
    return told.returncode == 0


def _base64(digest):
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@contextmanager
def strict_provider():
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            pages = {
                "/.well-known/openid-configuration": provider.description,
                "/jwks": provider.keys,
            }
            make = pages.get(urlsplit(self.path).path)
            self.answer(200, make()) if make else self.answer(404, {})

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(form))

        def answer(self, status, told):
            provider.asked += 1
            if provider.mood == "slow":
                provider.closes.wait(SLOW)
            body = json.dumps(told).encode()
            self.send_response(500 if provider.mood == "broken" else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield provider
    provider.closes.set()
    server.shutdown()
    server.server_close()
    thread.join()
