"""A page of another origin can read and change nothing on `backbench serve`: in a real browser, and replayed."""

import base64
import http.server
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.server
CHROMIUM = Path("/usr/bin/chromium")
WAIT_MILLISECONDS = 600_000
SHELL_STEP = {"pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": "touch /nowhere/taken"}}]}

# Everything a page can try: it returns what it could read.
ATTACK = """async ([server, deployment, step]) => {
  const read = [], json = {"Content-Type": "application/json"};
  const text = new Blob(["{}"], {type: "text/plain"}), runs = `${server}/api/deployments/${deployment}/create_flow_run`;
  const attempts = [
    [`${server}/api/deployments/filter`, {method: "POST", body: "{}"}],
    [`${server}/api/deployments/filter`, {method: "POST", body: "{}", headers: json}],
    [`${server}/api/deployments/${deployment}`, {method: "PATCH", body: step, headers: json}],
    [runs, {method: "POST", mode: "no-cors", body: "{}"}],
    [runs, {method: "POST", mode: "no-cors", body: text}],
    [`${server}/api/health`, {}],
    [`${server}/ui-settings`, {}],
    [`${server}/session`, {}],
  ];
  for (const [address, options] of attempts) {
    try { const answer = await fetch(address, {credentials: "include", ...options}); read.push(await answer.text()); }
    catch (error) { read.push(""); }
  }
  for (const path of ["events/out", "events/in", "logs/out"]) {
    read.push(await new Promise(done => {
      const socket = new WebSocket(`${server.replace("http", "ws")}/api/${path}`, "prefect");
      socket.onopen = () => done("open");
      socket.onerror = () => done("");
    }));
  }
  return read.join("");
}"""


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Another site</h1><iframe sandbox='allow-scripts' srcdoc='<h1>null</h1>'></iframe>")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def other_site() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_address[1]
        site.shutdown()


@pytest.fixture
def browser(served: Any) -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP *.example 127.0.0.1"]
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        context = found.new_context()
        context.set_default_timeout(WAIT_MILLISECONDS)
        yield context
        found.close()


def login_of(served: Any) -> str:
    return base64.b64encode(":".join(served.login).encode()).decode()


def state_of(served: Any) -> Any:
    """What an attack would change: the deployments and the number of runs that were not scheduled by cron."""
    runs = served.call("POST", "/flow_runs/filter", {"limit": 200})
    deployments = served.call("POST", "/deployments/filter", {})
    kept = [(one["name"], one["entrypoint"], one["pull_steps"], one["paused"]) for one in deployments]
    return sorted(kept), sum("auto-scheduled" not in run["tags"] for run in runs)


@pytest.mark.browser
def test_a_page_of_another_origin_reads_and_changes_nothing(served: Any, browser: Any, other_site: int) -> None:
    page = browser.new_page()
    page.goto(f"{served.address}/login#login={login_of(served)}")  # a person who is logged in visits the page
    page.get_by_text("Work Pools").first.wait_for()
    before, nightly = state_of(served), served.deployment("nightly")["id"]
    own = page.evaluate(ATTACK, [served.address, nightly, json.dumps(SHELL_STEP)])
    assert "true" in own and "open" in own, "the attempts themselves work, from the server's own page"
    for host in (f"http://127.0.0.1:{other_site}", f"http://evil.example:{other_site}"):
        page.goto(host)
        arguments = [served.address, nightly, json.dumps(SHELL_STEP)]
        assert page.evaluate(ATTACK, arguments) == ""
        sandboxed = page.frames[1]  # its origin is "null"
        assert sandboxed.evaluate("location.origin === 'null' || self.origin === 'null'")
        assert sandboxed.evaluate(ATTACK, arguments) == ""
    assert state_of(served) == before


@pytest.mark.browser
def test_a_name_that_resolves_to_this_machine_is_refused(served: Any, browser: Any) -> None:
    port = served.address.rpartition(":")[2]
    page = browser.new_page()
    for path in ("/", "/api/health", "/ui-settings", "/reports/"):
        answer = page.goto(f"http://rebound.example:{port}{path}")
        assert answer.status == 421


@pytest.mark.browser
def test_the_browser_takes_the_login_from_the_printed_address(served: Any, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{served.address}/login#login={login_of(served)}")
    page.get_by_text("Work Pools").first.wait_for()
    assert "login" not in page.url
    page.goto(f"{served.address}/reports/none.html")  # not asked again, for pages of any kind
    assert page.get_by_text("Not Found").count()
    page.goto(f"{served.address}/deployments")
    page.get_by_text("nightly").first.wait_for()


@pytest.mark.browser
def test_the_browser_asks_for_the_login_once(served: Any, browser: Any) -> None:
    from playwright.sync_api import Error

    with pytest.raises(Error, match="ERR_INVALID_AUTH_CREDENTIALS"):  # its own dialog, without a person to answer it
        browser.new_page().goto(served.address)
    page = browser.new_page()
    page.goto(f"{served.address}/login")
    page.locator("input").fill("backbench:wrong")
    page.keyboard.press("Enter")
    page.get_by_text("This login is not right.").wait_for()
    page.locator("input").fill(":".join(served.login))
    page.keyboard.press("Enter")
    page.get_by_text("Work Pools").first.wait_for()


@pytest.mark.browser
def test_a_login_given_to_the_browsers_own_dialog_opens_the_interface(served: Any, browser: Any) -> None:
    user, password = served.login
    given = {"username": user, "password": password, "origin": served.address}
    page = browser.browser.new_context(http_credentials=given).new_page()
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.goto(served.address)
    page.get_by_text("Work Pools").first.wait_for()


def replay(served: Any, **headers: str) -> int:
    path = f"{served.address}/api/deployments/{served.deployment('nightly')['id']}"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.patch(path, data=json.dumps(SHELL_STEP), headers=sent, auth=served.login, timeout=120).status_code


def test_the_requests_replayed_are_refused_even_with_the_login(served: Any) -> None:
    before = state_of(served)
    assert replay(served, Content_Type="application/json") == 403  # pull steps, from our own client
    assert replay(served, Content_Type="text/plain") == 415
    assert replay(served, Content_Type="application/json", Origin="http://evil.example") == 403
    assert replay(served, Content_Type="application/json", Origin="null") == 403
    assert replay(served, Content_Type="application/json", Host="evil.example") == 421
    assert state_of(served) == before


@pytest.mark.parametrize("login", [None, ("backbench", "wrong"), ("", "")])
def test_without_the_login_only_health_is_open(served: Any, login: Any) -> None:
    assert requests.get(f"{served.address}/api/health", auth=login, timeout=120).status_code == 200
    api = ("/api/ready", "/api/admin/version", "/api/flows/filter", "/api/deployments/", "/api/block_types/filter")
    for path in ("/", *assets_of(served), "/ui-settings", "/reports/", "/session", "/docs", *api):
        assert requests.get(f"{served.address}{path}", auth=served.login, timeout=120).status_code != 401
        for method in ("GET", "POST", "PATCH", "DELETE"):
            answer = requests.request(method, f"{served.address}{path}", json={}, auth=login, timeout=120)
            assert answer.status_code == 401, f"{method} {path}"


def assets_of(served: Any) -> list[str]:
    """The addresses of some static files of the interface."""
    folder = served.home / "prefect" / "interface"
    return [f"/{file.relative_to(file.parents[1])}" for file in sorted(folder.glob("*/assets/*.js"))[:2]]


def test_no_websocket_answers_without_the_login(served: Any) -> None:
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect
    from websockets.typing import Subprotocol

    address = served.address.replace("http", "ws")
    paths = ("events/in", "events/out", "logs/out", "task_runs/subscriptions/scheduled", "work_pools/x/workers/connect")
    for path in paths:
        for first in (
            {"type": "auth", "token": "backbench:wrong"},
            {"type": "auth", "token": None},
            {"type": "filter"},
        ):
            with (
                pytest.raises((WebSocketException, OSError)),
                connect(f"{address}/api/{path}", subprotocols=[Subprotocol("prefect")]) as socket,
            ):
                socket.send(json.dumps(first))
                assert json.loads(socket.recv(timeout=120)).get("type") != "auth_success"


def test_the_login_is_in_no_command_line_no_output_and_no_readable_file(served: Any) -> None:
    import psutil

    secret = served.login[1]
    processes = [psutil.Process(served.process.pid), *psutil.Process(served.process.pid).children(recursive=True)]
    assert len(processes) >= 3
    assert not any(secret in word for process in processes for word in process.cmdline())
    assert secret not in "".join(served.words)
    assert login_of(served) not in "".join(served.words)
    for file in served.home.rglob("*"):
        if file.is_file() and not file.is_symlink() and file.name != "login":
            assert secret.encode() not in file.read_bytes(), file


def test_foreign_and_altered_deployments_are_replaced_at_the_next_start(start_serving: Any, tmp_path: Path) -> None:
    with start_serving(tmp_path) as served:
        pass
    steps = json.dumps(SHELL_STEP["pull_steps"])
    with sqlite3.connect(tmp_path / "prefect" / "prefect.db") as database:
        database.execute("UPDATE deployment SET pull_steps = ? WHERE name = 'nightly'", [steps])
        database.execute("UPDATE deployment SET entrypoint = 'evil.py:run', path = '/tmp' WHERE name = 'backfill'")
        database.execute("UPDATE deployment SET name = 'stranger' WHERE name = 'members'")
    with start_serving(tmp_path) as served:
        found = {one["name"]: one for one in served.call("POST", "/deployments/filter", {})}
        assert set(found) == {"nightly", "backfill", "reprocess", "members"}
        assert not any(one["pull_steps"] or one["path"] for one in found.values())
        assert found["backfill"]["entrypoint"] == "flows.backfill.backfill"
        assert sum("was deleted" in line for line in served.words) == 3
