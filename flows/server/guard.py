"""The outer layer of the web application: only requests with the login, of its own origin and for its own host pass."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flows.server.login import SESSION_PATH, Answer, answer_login

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 64 << 20
# Fields of a deployment that decide where its code comes from and how its process starts.
REFUSED_FIELDS = ("path", "work_pool_name", "job_variables", "storage_document_id", "infrastructure_document_id")
# A page of the interface may not be shown in a frame of another site, where clicks on it can be stolen.
PAGE_HEADERS = {
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A report quotes the corpus: in a sandbox it has an origin of its own, and the interface's login is out of its reach.
REPORT_HEADERS = PAGE_HEADERS | {
    "Content-Security-Policy": (
        "sandbox allow-scripts allow-popups; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'unsafe-inline'; img-src 'self' data: blob:; font-src data:; frame-ancestors 'none'"
    )
}


class Refusal(Exception):
    """A request that does not reach Prefect: the status and the sentence that its sender gets."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


@dataclass(frozen=True, slots=True)
class Guard:
    """An ASGI application around Prefect's. `origins`: those under which the interface is served.

    Each http request and WebSocket must name one of these hosts, and if it names an origin, one of these origins;
    each path but `/api/health` needs the login (`secret`, `user:password`); a body must be JSON; a deployment may only
    run one of `entrypoints`, without pull steps.
    """

    app: App
    origins: frozenset[str]
    entrypoints: frozenset[str]
    secret: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        try:
            self._check_sender(scope)
            if answer := answer_login(scope, self.secret):
                await _send_answer(_add_headers(send, scope["path"]), answer)
                return
            if scope["type"] == "http":
                receive = await self._check_body(scope, receive)
        except Refusal as refusal:
            await _refuse(scope, receive, send, refusal)
            return
        await self.app(scope, receive, _add_headers(send, scope["path"]) if scope["type"] == "http" else send)

    def _check_sender(self, scope: Scope) -> None:
        hosts, origins = _header(scope, b"host"), _header(scope, b"origin")
        if len(hosts) != 1 or hosts[0].lower() not in {urlsplit(origin).netloc for origin in self.origins}:
            raise Refusal(HTTPStatus.MISDIRECTED_REQUEST, "This server does not answer under this host name.")
        if any(origin.lower() not in self.origins for origin in origins):
            raise Refusal(HTTPStatus.FORBIDDEN, "Requests from pages of another origin are refused.")
        sites = _header(scope, b"sec-fetch-site")
        if _is_closed_to_links(scope["path"]) and any(site not in ("same-origin", "none") for site in sites):
            raise Refusal(HTTPStatus.FORBIDDEN, "Requests from pages of another site are refused.")

    async def _check_body(self, scope: Scope, receive: Receive) -> Receive:
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return receive
        body = await _read_body(receive)
        types = [value.partition(";")[0].strip().lower() for value in _header(scope, b"content-type")]
        if body and types != ["application/json"]:
            raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A body must be sent as application/json.")
        if body and "/deployments" in scope["path"]:
            self._check_deployment(body)
        return _replay(body, receive)

    def _check_deployment(self, body: bytes) -> None:
        try:
            fields = json.loads(body)
        except ValueError as error:
            raise Refusal(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from error
        if not isinstance(fields, dict):
            return
        advice = "`backbench serve` runs its own deployments only; for a work pool use another Prefect server."
        if fields.get("pull_steps"):
            raise Refusal(HTTPStatus.FORBIDDEN, f"Pull steps run commands and are refused. {advice}")
        if fields.get("entrypoint") and fields["entrypoint"] not in self.entrypoints:
            raise Refusal(HTTPStatus.FORBIDDEN, f"Deployments of other entrypoints are refused. {advice}")
        for name in REFUSED_FIELDS:
            if fields.get(name):
                raise Refusal(HTTPStatus.FORBIDDEN, f"Deployments with {name} are refused. {advice}")


def _is_closed_to_links(path: str) -> bool:
    """Return whether no page of another site has a reason to lead here, as it may to the interface itself."""
    return path in ("/api", SESSION_PATH) or path.startswith("/api/")


def _header(scope: Scope, name: bytes) -> list[str]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return [value.decode("latin-1") for key, value in headers if key.lower() == name]


async def _read_body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body may have {MAX_BODY_BYTES >> 20} MB.")
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _add_headers(send: Send, path: str) -> Send:
    headers = REPORT_HEADERS if path.startswith("/reports") else PAGE_HEADERS

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return send_with_headers


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.detail})
        return
    body = json.dumps({"detail": refusal.detail}).encode()
    await _send_answer(send, Answer(refusal.status, "application/json", body))


async def _send_answer(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": int(answer.status), "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
