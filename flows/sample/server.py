"""Serve the sample outlets over HTTP on 127.0.0.1, all at one port, distinguished by the Host header."""

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

from flows.sample.layout import Fault
from flows.sample.pages import SampleResponse
from flows.sample.site import SERVED_ON, RequestRecord, SampleSite


@contextmanager
def serve_sample(seeds: Path, served_on: date = SERVED_ON) -> Iterator[SampleSite]:
    """Serve `seeds`/sample at a free port inside the block. `served_on`: the day that its mastheads print."""
    site = SampleSite(seeds / "sample", served_on)

    class Handler(_RequestHandler):
        sample = site

    with _Server(("127.0.0.1", 0), Handler) as server:
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
        """Ignore a client that closes its connection; report any other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _RequestHandler(BaseHTTPRequestHandler):
    """Responds to one connection's requests from the site."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are sent separately: with Nagle's algorithm each response took 40 ms
    sample: SampleSite

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        fault, page = self.sample.fault(host, self.path), self.sample.page(host, self.path)
        if fault and fault.kind in ("gone", "moved", "busy"):
            self._refuse(host, fault)
        elif page is None:
            self._answer(host, HTTPStatus.NOT_FOUND, b"<h1>Page not found</h1>", {"Content-Type": "text/html"})
        else:
            time.sleep(fault.seconds if fault else 0)
            self._serve(host, page)

    do_HEAD = do_GET  # noqa: N815 - the name http.server looks for

    def log_message(self, *_: object) -> None:
        """Print nothing: the site records its requests."""

    def _refuse(self, host: str, fault: Fault) -> None:
        if fault.kind == "moved":
            self._answer(host, HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": str(fault.to)})
        elif fault.kind == "busy":
            self._answer(host, HTTPStatus.SERVICE_UNAVAILABLE, b"Busy.", {"Retry-After": "1"})
        else:
            self._answer(host, HTTPStatus(fault.status), b"<h1>Gone</h1>", {"Content-Type": "text/html"})

    def _serve(self, host: str, page: SampleResponse) -> None:
        headers = {"ETag": page.etag, "Last-Modified": format_datetime(page.changed_at, usegmt=True)}
        if self._is_current(page):
            return self._answer(host, HTTPStatus.NOT_MODIFIED, b"", headers)
        body = page.body
        if "gzip" in self.headers.get("Accept-Encoding", "") and not page.media_type.endswith("gzip"):
            body, headers["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
        headers |= {"Content-Type": page.media_type, "Vary": "Accept-Encoding"}
        return self._answer(host, HTTPStatus.OK, body, headers)

    def _is_current(self, page: SampleResponse) -> bool:
        """Return whether the client's copy is current; If-None-Match takes precedence (RFC 9110, 13.2.2)."""
        if known := self.headers.get("If-None-Match"):
            return page.etag in known
        if since := self.headers.get("If-Modified-Since"):
            return page.changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
        return False

    def _answer(self, host: str, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.sample.record_request(RequestRecord(host, self.path, self.headers.get("User-Agent", ""), status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
