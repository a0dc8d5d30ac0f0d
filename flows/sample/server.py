"""Serve the sample outlets over HTTP on 127.0.0.1, all at one port, distinguished by the Host header.

`SampleSite` has every response by host and path, and records the requests.
"""

import gzip
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from flows.sample.layout import Fault, read_layouts
from flows.sample.pages import OutletRenderer, SampleResponse, read_templates
from flows.sample.pieces import LONDON, Block, Piece, read_pieces

SERVED_ON = date(2026, 1, 9)
"""The default day of the masthead; fixed, so that the bytes and their ETags stay the same."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request that the site received, and the status of its response."""

    host: str
    path: str
    user_agent: str
    status: int


class SampleSite:
    """All sample outlets. `address`: where they are served (127.0.0.1:port); `folder`: seeds/sample."""

    def __init__(self, folder: Path, served_on: date = SERVED_ON) -> None:
        self.folder, self.served_on = folder, served_on
        self.address = ""
        self.layouts, self.faults = read_layouts(folder)
        self.pieces = read_pieces(folder, self.layouts)
        self._pages = self._render(self.pieces)
        self._asked: list[RequestRecord] = []
        self._lock = Lock()

    @property
    def outlets_file(self) -> Path:
        """The declaration of these outlets, as seeds/outlets.toml declares the real ones."""
        return self.folder / "outlets.toml"

    @property
    def register_folder(self) -> Path:
        """The invented parliamentarians, in the shape of mySociety's package."""
        return self.folder / "register"

    @property
    def host_overrides(self) -> dict[str, str]:
        """Host name -> address:port of this server."""
        return {layout.host: self.address for layout in self.layouts.values()}

    @property
    def asked(self) -> tuple[RequestRecord, ...]:
        """All requests so far, in order."""
        with self._lock:
            return tuple(self._asked)

    def url_of(self, piece: Piece) -> str:
        """Return the address of the piece's page."""
        layout = self.layouts[piece.outlet_id]
        return layout.address(layout.path_of(piece))

    def edit(self, at: datetime) -> tuple[Piece, ...]:
        """Apply the corrections of the pieces that have one, at this (aware) instant; return the corrected pieces."""
        local = at.astimezone(LONDON).replace(tzinfo=None)
        self.pieces = tuple(_apply_correction(piece, local) if piece.correction else piece for piece in self.pieces)
        for place, page in self._render(self.pieces).items():
            if page.body != self._pages[place].body:
                self._pages[place] = replace(page, changed_at=at)
        return tuple(piece for piece in self.pieces if piece.correction)

    def page(self, host: str, path: str) -> SampleResponse | None:
        """Return the response of this address, or None."""
        return self._pages.get((host, path))

    def fault(self, host: str, path: str) -> Fault | None:
        """Return the fault of this address, or None; a busy page is busy only at its first request."""
        found = self._fault_at(host, path)
        if found and found.kind == "busy":
            asked = Counter((asked.host, asked.path) for asked in self.asked)
            return found if not asked[host, path] else None
        return found

    def record_request(self, asked: RequestRecord) -> None:
        """Record a request."""
        with self._lock:
            self._asked.append(asked)

    def _fault_at(self, host: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.path == path and self.layouts[fault.outlet].host == host:
                return fault
        return None

    def _render(self, pieces: tuple[Piece, ...]) -> dict[tuple[str, str], SampleResponse]:
        templates = read_templates(self.folder)
        pages: dict[tuple[str, str], SampleResponse] = {}
        for outlet_id, layout in self.layouts.items():
            own = [piece for piece in pieces if piece.outlet_id == outlet_id]
            faults = [fault for fault in self.faults if fault.outlet == outlet_id]
            printed = OutletRenderer(templates, layout, own, faults, self.served_on).render_all()
            pages |= {(layout.host, path): page for path, page in printed.items()}
        return pages


def _apply_correction(piece: Piece, at: datetime) -> Piece:
    block = Block("text", str(piece.correction))
    blocks = piece.blocks if block in piece.blocks else (*piece.blocks, block)
    return replace(piece, blocks=blocks, modified=at)


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
