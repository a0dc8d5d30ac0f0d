"""Which requests reach Prefect: with the login, own host, own origin, JSON bodies, own deployments."""

import asyncio
import base64
import json
from collections.abc import MutableMapping
from typing import Any

import pytest

from flows.server.guard import Guard

OWN = "http://127.0.0.1:4200"
JSON = ("Content-Type", "application/json")
SECRET = "backbench:a secret: with colons"


def basic(secret: str, scheme: str = "Basic") -> str:
    return f"{scheme} {base64.b64encode(secret.encode()).decode()}"


def ask(
    method: str = "GET",
    path: str = "/api/flows/filter",
    headers: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
    host: str | None = "127.0.0.1:4200",
    kind: str = "http",
    login: str | None = basic(SECRET),
) -> tuple[int | str, list[bytes], dict[str, str]]:
    """Send one request through the guard; return status (or the WebSocket's answer), bodies that arrived, headers."""
    arrived: list[bytes] = []
    sent: list[MutableMapping[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        arrived.append((await receive())["body"] if method not in ("GET", "HEAD") else b"")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    messages = [
        {"type": "http.request", "body": body[:3], "more_body": True},
        {"type": "http.request", "body": body[3:]},
    ]
    if kind == "websocket":
        messages = [{"type": "websocket.connect"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    named = [(b"host", host.encode())] if host is not None else []
    named += [(name.lower().encode(), value.encode()) for name, value in headers]
    named += [(b"authorization", login.encode())] if login is not None else []
    scope = {"type": kind, "method": method, "path": path, "headers": named}
    guard = Guard(app, frozenset((OWN, "https://corpus.example")), frozenset(("flows.nightly.nightly",)), SECRET)
    asyncio.run(guard(scope, receive, send))
    start = sent[0]
    answered = {name.decode(): value.decode() for name, value in start.get("headers", ())}
    return start.get("status", start["type"]), arrived, answered


@pytest.mark.parametrize("host", ["127.0.0.1:4200", "corpus.example", "CORPUS.example"])
@pytest.mark.parametrize("path", ["/", "/api/flows/filter", "/reports/a.html"])
def test_own_hosts_are_answered(host: str, path: str) -> None:
    assert ask(host=host, path=path)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:4200", "127.0.0.1", "localhost:4200", "", None])
@pytest.mark.parametrize("path", ["/", "/api/health", "/api/flows/filter", "/ui-settings", "/reports/a.html"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_other_hosts_are_refused_on_every_path(host: str | None, path: str, kind: str) -> None:
    status, arrived, _ = ask(host=host, path=path, kind=kind)
    assert status in (421, "websocket.close")
    assert not arrived


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:4201", "https://127.0.0.1:4200", ""]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_other_origins_are_refused_on_every_path(origin: str, method: str, kind: str) -> None:
    status, arrived, headers = ask(method, headers=(("Origin", origin), JSON), body=b"{}", kind=kind)
    assert status in (403, "websocket.close")
    assert not arrived
    assert not any(name.startswith("access-control") for name in headers)


def test_own_origin_and_clients_without_one_are_answered() -> None:
    for headers in (
        (("Origin", OWN),),
        (("Origin", "https://corpus.example"),),
        (),
        (("Sec-Fetch-Site", "same-origin"),),
    ):
        status, arrived, _ = ask("POST", headers=(*headers, JSON), body=b'{"limit": 1}')
        assert (status, arrived) == (200, [b'{"limit": 1}'])
    assert ask(kind="websocket", headers=(("Origin", OWN),))[0] == "websocket.accept"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_api_refuses_what_a_browser_sends_from_another_site(site: str) -> None:
    assert ask(headers=(("Sec-Fetch-Site", site),))[0] == 403
    assert ask(path="/", headers=(("Sec-Fetch-Site", site),))[0] == 200  # a link to the interface may be followed


@pytest.mark.parametrize(
    "kinds", [("text/plain",), ("application/x-www-form-urlencoded",), (), ("text/plain", "application/json")]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_body_is_json_or_refused(kinds: tuple[str, ...], method: str) -> None:
    status, arrived, _ = ask(method, headers=tuple(("Content-Type", kind) for kind in kinds), body=b"{}")
    assert (status, arrived) == (415, [])


@pytest.mark.parametrize(
    "changed",
    [
        {"pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": "touch /tmp/x"}}]},
        {"entrypoint": "flows/nightly.py:nightly"},
        {"path": "/tmp"},
        {"job_variables": {"env": {"PYTHONPATH": "/tmp"}}},
        {"work_pool_name": "pool"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/deployments/"), ("PATCH", "/api/deployments/1")])
def test_a_deployment_runs_only_our_entrypoints(changed: Any, method: str, path: str) -> None:
    status, arrived, _ = ask(method, path, (JSON,), json.dumps({"name": "nightly"} | changed).encode())
    assert (status, arrived) == (403, [])


def test_our_own_deployments_and_pauses_pass() -> None:
    ours = {
        "name": "nightly",
        "entrypoint": "flows.nightly.nightly",
        "pull_steps": [],
        "path": None,
        "job_variables": {},
    }
    assert ask("POST", "/api/deployments/", (JSON,), json.dumps(ours).encode())[0] == 200
    assert ask("PATCH", "/api/deployments/1", (JSON,), b'{"paused": true}')[0] == 200


def test_pages_are_not_framed_and_reports_are_sandboxed() -> None:
    headers = ask(path="/")[2]
    assert (headers["x-frame-options"], headers["referrer-policy"]) == ("DENY", "no-referrer")
    policy = ask(path="/reports/quality.html")[2]["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-same-origin" not in policy


CLOSED = [
    "/",
    "/api/ready",
    "/api/admin/version",
    "/api",
    "/ui-settings",
    "/assets/index.js",
    "/reports/a.html",
    "/docs",
]
NEAR_HEALTH = [
    "/api/health/",
    "/api//health",
    "/API/health",
    "/health",
    "/api/health/../flows",
    "/api/variables/health",
]
WRONG = [None, "", "Basic", "Basic ?", basic("backbench:another"), basic(SECRET, "Bearer"), basic(SECRET + " "), SECRET]


@pytest.mark.parametrize("path", [*CLOSED, *NEAR_HEALTH, "/session", "/login/", "/login.html"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"])
def test_every_path_but_health_needs_the_login(path: str, method: str) -> None:
    for login in WRONG:
        status, arrived, headers = ask(method, path, login=login)
        assert (status, arrived) == (401, []), f"{login}"
        assert ("www-authenticate" in headers) == (not path.startswith("/api/")), "browsers ask for it, clients do not"
        assert headers["x-content-type-options"] == "nosniff"


def test_health_is_open_and_the_scheme_has_any_case() -> None:
    assert ask(path="/api/health", login=None)[0] == 200
    assert ask(login=basic(SECRET, "basic"))[0] == 200
    assert ask(headers=(("Authorization", basic(SECRET)),))[0] == 401, "two logins in one request are none"


def test_the_login_page_is_open_and_contains_no_secret() -> None:
    status, arrived, headers = ask(path="/login", login=None)
    assert (status, arrived) == (200, []), "it is answered by the guard itself"
    assert headers["cache-control"] == "no-store"


def test_the_session_is_for_the_own_pages_only() -> None:
    assert ask(path="/session")[0] == 200
    assert ask(path="/session")[1] == [], "Prefect does not see it"
    for site in ("cross-site", "same-site"):
        assert ask(path="/session", headers=(("Sec-Fetch-Site", site),))[0] == 403
    assert ask(path="/session", headers=(("Origin", "null"),))[0] == 403


def test_websockets_pass_without_a_header_because_they_log_in_by_their_first_message() -> None:
    assert ask(path="/api/events/out", kind="websocket", login=None)[0] == "websocket.accept"
