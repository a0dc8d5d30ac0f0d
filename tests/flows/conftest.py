"""A real HTTP server on loopback with scripted answers, which records each request and its time.

Named `site` among the fixtures; `settings_for` makes settings under which the invented hosts lead to it.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.settings import Settings
from transforms.records import Outlet


@dataclass(frozen=True)
class Answer:
    """One answer. `drip_seconds` is the pause after each byte of the body, `head_drip_seconds` of the head;
    `cut_at` breaks the connection off after so many bytes of the body; `chunked` sends it without a length; `held`
    is waited for before anything is sent; `raw` is sent instead of all else, and ends the connection."""

    status: int = 200
    body: bytes = b"<html><body>A page.</body></html>"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    wait_seconds: float = 0.0
    drip_seconds: float = 0.0
    head_drip_seconds: float = 0.0
    cut_at: int | None = None
    chunked: bool = False
    without_length: bool = False
    held: threading.Event | None = None
    raw: bytes | None = None


@dataclass
class Asked:
    """One request as the server saw it; the instants are of time.monotonic(), `ended` 0 while it answers."""

    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0


class OutletServer:
    """Answers by host and path, or by path alone; each request takes the next of its answers, the last one stays.

    Tests make answers as `site.answer(503, headers={"Retry-After": "1"})`.
    """

    answer = Answer

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers.get("Host", "").partition(":")[0]
                asked = Asked(host, self.path, dict(self.headers), time.monotonic())
                with outer._lock:
                    outer.asked.append(asked)
                with suppress(BrokenPipeError, ConnectionResetError):
                    outer._answer(self)
                asked.ended = time.monotonic()

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a client that hangs up is often what a test is about

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"

    def script(self, place: str, *answers: Answer | bytes) -> None:
        """Set the answers for `/path` or `host/path`; a key that ends in `?` answers for every query string."""
        self._answers[place] = [Answer(body=a) if isinstance(a, bytes) else a for a in answers]

    def redirect(self, place: str, target: str, status: int = 301) -> None:
        """Redirect a place."""
        self.script(place, Answer(status, b"", {"Location": target}))

    def is_page(self, path: str) -> bool:
        """Tell whether the path's last answer is a page."""
        return path in self._answers and self._answers[path][-1].status == 200

    def paths(self, host: str | None = None) -> list[str]:
        """The paths asked for, in the order of the requests, without robots.txt."""
        with self._lock:
            return [a.path for a in self.asked if a.path != "/robots.txt" and host in (None, a.host)]

    def _next(self, host: str, path: str) -> Answer:
        with self._lock:
            asked = "".join(path.partition("?")[:2])
            for place in (f"{host}{path}", path, f"{host}{asked}", asked):
                if answers := self._answers.get(place):
                    return answers.pop(0) if len(answers) > 1 else answers[0]
        return Answer(404, b"nothing here")

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        answer = self._next(request.headers.get("Host", "").partition(":")[0], request.path)
        time.sleep(answer.wait_seconds)
        if answer.held:
            answer.held.wait()
        if answer.etag and request.headers.get("If-None-Match") == answer.etag:
            answer = Answer(304, b"", {"ETag": answer.etag})
        if answer.raw is not None:
            request.wfile.write(answer.raw)
            request.close_connection = True
            return
        _send_head(request, answer)
        body = answer.body if answer.cut_at is None else answer.body[: answer.cut_at]
        if answer.chunked:
            for start in range(0, len(body), 1 << 16):
                piece = body[start : start + (1 << 16)]
                request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            request.wfile.write(b"0\r\n\r\n")
        elif answer.drip_seconds:
            for byte in body:
                request.wfile.write(bytes([byte]))
                request.wfile.flush()
                time.sleep(answer.drip_seconds)
        else:
            request.wfile.write(body)
        if answer.cut_at is not None or answer.without_length:
            request.wfile.flush()
            request.close_connection = True


def _send_head(request: BaseHTTPRequestHandler, answer: Answer) -> None:
    headers = {"Content-Type": "text/html; charset=utf-8"} | answer.headers
    if answer.etag:
        headers["ETag"] = answer.etag
    if answer.chunked:
        headers["Transfer-Encoding"] = "chunked"
    elif answer.status != 304 and not answer.without_length:
        headers["Content-Length"] = str(len(answer.body))
    head = f"HTTP/1.1 {answer.status} Answer\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers.items()) + "\r\n"
    if answer.head_drip_seconds:
        for character in head:
            request.wfile.write(character.encode())
            request.wfile.flush()
            time.sleep(answer.head_drip_seconds)
    else:
        request.wfile.write(head.encode("latin-1"))


@pytest.fixture
def site() -> Iterator[OutletServer]:
    """A server with nothing on it: every path answers 404 until it is scripted."""
    server = OutletServer()
    thread = threading.Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.server.shutdown()
    server.server.server_close()


@pytest.fixture
def settings_for(site: OutletServer, tmp_path: Path) -> Callable[..., Settings]:
    """Make settings whose hosts one.example, two.example and three.example lead to the server."""

    def make(**changes: object) -> Settings:
        overrides = dict.fromkeys(("one.example", "two.example", "three.example"), site.address)
        given = {"home": tmp_path, "contact": "mailto:desk@one.example", "host_overrides": overrides, **changes}
        return Settings(**given)  # type: ignore[arg-type]

    return make


@pytest.fixture
def outlet() -> Outlet:
    """An outlet on one.example whose articles lie under /a/, in no hurry and with no delay."""
    return Outlet(
        outlet_id="the-one",
        name="The One",
        home_url="http://one.example/",
        hosts=("one.example",),
        timezone="Europe/London",
        feeds=("http://one.example/feed",),
        article_paths=(r"/a/[^/]+$",),
        delay_seconds=0.0,
    )


CLUSTER_SECONDS = 600


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    WORKERS = 2

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
        deadline = time.monotonic() + CLUSTER_SECONDS
        while not self.file.exists():
            assert self.processes[0].poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        for _ in range(self.WORKERS):
            self.processes.append(self._start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard"))

    def _start(self, part: str, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", "--scheduler-file", str(self.file), *arguments]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)

    @property
    def address(self) -> str:
        return str(json.loads(self.file.read_text())["address"])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A Dask cluster; skips where Dask is absent."""
    pytest.importorskip("distributed", reason="Dask is absent: uv sync --extra dask")
    running = Cluster(tmp_path)
    yield running
    for process in reversed(running.processes):
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
