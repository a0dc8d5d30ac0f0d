"""The login page in a real browser: the printed address logs in, also pasted into a tab that shows the page already."""

import base64
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from flows.server.login import answer_login

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
SECRET = "backbench:a secret"
PRINTED = f"/login#login={base64.b64encode(SECRET.encode()).decode()}"
MAX_WAIT_MILLISECONDS = 600_000


class _Login(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        answer = answer_login({"type": "http", "path": self.path, "headers": headers}, SECRET)
        self.send_response(answer.status if answer else 200)
        for name, value in answer.headers if answer else ():
            self.send_header(name.decode(), value.decode())
        self.end_headers()
        self.wfile.write(answer.body if answer else b"<p>the interface</p>")

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Login) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("before", ["about:blank", "/login", "/login#login=bm90OnJpZ2h0"])
def test_the_printed_address_logs_in(address: str, before: str) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(base_url=address)
        page.set_default_timeout(MAX_WAIT_MILLISECONDS)
        page.goto(before)
        page.goto(PRINTED)
        page.get_by_text("the interface").wait_for()
        assert page.url == f"{address}/"
        browser.close()
