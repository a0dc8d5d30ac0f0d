"""The login at every path of `serve`: HTTP Basic, checked before Prefect sees a request, and a page that takes it."""

import base64
import binascii
import hmac
import json
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

HEALTH_PATH = "/api/health"  # service managers and load balancers ask it without a login
LOGIN_PATH = "/login"
SESSION_PATH = "/session"
CHALLENGE = 'Basic realm="Backbench", charset="UTF-8"'

# `serve` prints the address of this page with the login behind a #, which browsers do not send to servers. The request
# with user and password makes the browser keep them for this address, as its own dialog does.
LOGIN_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Backbench: log in</title></head>
<body><form><label>Login (the content of prefect/login in the data folder)
<input type="password" autocomplete="off" autofocus></label> <button>Log in</button></form><p role="alert"></p>
<script>
function logIn(login) {
  const parts = /^([^:]*):(.*)$/.exec(login.trim()), request = new XMLHttpRequest();
  const refuse = () => { document.querySelector("p").textContent = "This login is not right."; };
  if (!parts) return refuse();
  request.open("GET", "/session", true, parts[1], parts[2]);
  request.onload = () => { if (request.status === 200) location.replace("/"); else refuse(); };
  request.send();
}
document.querySelector("form").onsubmit = event => {
  event.preventDefault();
  logIn(document.querySelector("input").value);
};
function logInByAddress() {
  const given = /^#login=([\\w+\\/=-]+)$/.exec(location.hash);
  if (!given) return;
  history.replaceState(null, "", location.pathname);
  logIn(atob(given[1]));
}
addEventListener("hashchange", logInByAddress); // the address pasted into a tab that shows this page loads nothing
logInByAddress();
</script></body></html>
"""
# In the interface's own page: it stores the login where Prefect's interface expects a typed one.
SESSION_SCRIPT = (
    '<script>(()=>{const request=new XMLHttpRequest();request.open("GET","/session",false);request.send();'
    'if(request.status===200)localStorage.setItem("prefect-password",JSON.parse(request.response).login)})()</script>'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete response: status, media type, body, and whether it asks for the login."""

    status: HTTPStatus
    media_type: str
    body: bytes
    challenge: str | None = None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the response's headers."""
        named = {"content-type": self.media_type, "content-length": str(len(self.body)), "cache-control": "no-store"}
        if self.challenge:
            named["www-authenticate"] = self.challenge
        return [(name.encode(), value.encode()) for name, value in named.items()]


def answer_login(scope: MutableMapping[str, Any], secret: str) -> Answer | None:
    """Return the answer to a request that Prefect must not see; None for a request with the login.

    `secret`: `user:password`. WebSockets log in by their first message (`sockets.py`).
    """
    path = scope["path"]
    if path == HEALTH_PATH or scope["type"] == "websocket":
        return None
    if path == LOGIN_PATH:
        return Answer(HTTPStatus.OK, "text/html; charset=utf-8", LOGIN_PAGE.encode())
    if not _has_login(scope["headers"], secret):
        # A dialog of the browser's for the API too would hide the interface's own message about a changed login.
        challenge = None if path.startswith("/api/") else CHALLENGE
        detail = "Log in: the address that `backbench serve` prints, or /login."
        return _json(HTTPStatus.UNAUTHORIZED, {"detail": detail}, challenge)
    if path == SESSION_PATH:
        return _json(HTTPStatus.OK, {"login": base64.b64encode(secret.encode()).decode()})
    return None


def _json(status: HTTPStatus, content: object, challenge: str | None = None) -> Answer:
    return Answer(status, "application/json", json.dumps(content).encode(), challenge)


def _has_login(headers: Iterable[tuple[bytes, bytes]], secret: str) -> bool:
    sent = [value for name, value in headers if name.lower() == b"authorization"]
    if len(sent) != 1:
        return False
    scheme, _, encoded = sent[0].strip().partition(b" ")
    if scheme.lower() != b"basic":
        return False
    try:
        return hmac.compare_digest(base64.b64decode(encoded.strip(), validate=True), secret.encode())
    except binascii.Error:
        return False
