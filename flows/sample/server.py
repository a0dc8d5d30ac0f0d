"""Serve the sample outlets over HTTP on 127.0.0.1, all at one port, told apart by the Host header."""

import gzip
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from flows.sample.layout import Trouble
from flows.sample.pages import Page
from flows.sample.site import SERVED_ON, Asked, SampleSite


@contextmanager
def serving(seeds: Path, served_on: date = SERVED_ON) -> Iterator[SampleSite]:
    """Serve `seeds`/sample at a free port while the block runs. `served_on` is the day its mastheads print."""
    site = SampleSite(seeds / "sample", served_on)

    class Answering(_Answering):
        sample = site

    with _Server(("127.0.0.1", 0), Answering) as server:
        site.address = f"127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the server's; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Answering(BaseHTTPRequestHandler):
    """Answers one connection's requests from the site."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out apart: with it each answer waited 40 ms
    sample: SampleSite

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        trouble, page = self.sample.trouble(host, self.path), self.sample.page(host, self.path)
        if trouble and trouble.kind in ("gone", "moved", "busy"):
            self._refuse(host, trouble)
        elif page is None:
            self._answer(host, HTTPStatus.NOT_FOUND, b"<h1>Page not found</h1>", {"Content-Type": "text/html"})
        else:
            time.sleep(trouble.seconds if trouble else 0)
            self._serve(host, page)

    do_HEAD = do_GET  # noqa: N815 - the name http.server looks for

    def log_message(self, *_: object) -> None:
        """The site keeps its own log; nothing goes to the terminal."""

    def _refuse(self, host: str, trouble: Trouble) -> None:
        if trouble.kind == "moved":
            self._answer(host, HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": str(trouble.to)})
        elif trouble.kind == "busy":
            self._answer(host, HTTPStatus.SERVICE_UNAVAILABLE, b"Busy.", {"Retry-After": "1"})
        else:
            self._answer(host, HTTPStatus(trouble.status), b"<h1>Gone</h1>", {"Content-Type": "text/html"})

    def _serve(self, host: str, page: Page) -> None:
        headers = {"ETag": page.etag, "Last-Modified": format_datetime(page.changed_at, usegmt=True)}
        if self._is_current(page):
            return self._answer(host, HTTPStatus.NOT_MODIFIED, b"", headers)
        body = page.body
        if "gzip" in self.headers.get("Accept-Encoding", "") and not page.media_type.endswith("gzip"):
            body, headers["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
        headers |= {"Content-Type": page.media_type, "Vary": "Accept-Encoding"}
        return self._answer(host, HTTPStatus.OK, body, headers)

    def _is_current(self, page: Page) -> bool:
        """If-None-Match decides where it is given (RFC 9110, 13.2.2)."""
        if known := self.headers.get("If-None-Match"):
            return page.etag in known
        if since := self.headers.get("If-Modified-Since"):
            return page.changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
        return False

    def _answer(self, host: str, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.sample.note(Asked(host, self.path, self.headers.get("User-Agent", ""), status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
