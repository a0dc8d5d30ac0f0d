"""Run damaged input for ten minutes: pages, feeds, sitemaps, listings, WARC files and topic queries."""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

from benchmarks.pages import read_sample_pages, write_copies
from benchmarks.robustness.trial import CheckFailed
from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.listing_reader import ListingReader
from flows.crawl.responses import NoAnswer
from flows.crawl.routes import read_listings
from flows.runs.batch import MAX_RECORD_BYTES
from flows.settings import Settings
from transforms.extract import extract
from transforms.records import Capture, Discard, Listing, Outlet, Quarantine
from transforms.topics.query_parser import QueryError, parse_query
from transforms.topics.terms import TermError
from transforms.urls import find_outlet
from warehouse.archive.warc_reader import iter_records

SECONDS = float(os.environ.get("FUZZ_SECONDS", "600"))
AT = datetime(2026, 8, 1, tzinfo=UTC)
# Input that has broken parsers: numbers, dates and characters out of range, unclosed markup.
TOKENS = [
    *("99999999999999999999", "-5", "0x", "²", "١٢", "1e400", "NaN", "\x00", "\x1b[2J", "\x9b", "\u202e", "\ud7ff"),
    *("&#1114112;", "&#x110000;", "&#0;", "&undefined;", "<![CDATA[", "<!--", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "]]>"),
    *("http://[bad/", "//", "javascript:alert(1)", "data:,x", "http://one.example:99999/", "\\\\", "%00", "%zz"),
    *("0000-00-00", "9999-12-31T23:59:60Z", "Mon, 99 Foo 99999 99:99:99 +9999", "2024-02-30", "-0001-01-01"),
    *('{"@type":', '"@graph":[', '{"datePublished":{}}', "<base href='http://[bad/'>", "<time datetime='²'>"),
    *("(", ")", "NEAR/99999999999", "ATLEAST/²", '"', "AND", "NOT", "TITLE", "<span>" * 500, "(" * 300, "a " * 2000),
]
FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>One</title><link>http://one.example/</link><item><title>A bill</title><link>http://one.example/a/bill</link>
<pubDate>Tue, 06 Jan 2026 10:00:00 GMT</pubDate><dc:creator>Ann Other</dc:creator><category>Law</category></item>
</channel></rss>"""
SITEMAP = """<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://one.example/a/bill</loc>
<lastmod>2026-01-06T10:00:00+00:00</lastmod><news:news><news:publication_date>2026-01-06</news:publication_date>
</news:news></url></urlset>"""
TEASERS = """<html><base href="http://one.example/"><article><h2><a href="/a/bill">A bill</a></h2>
<span class="by">By Ann Other</span><time datetime="2026-01-06">6 January</time></article></html>"""
QUERIES = [
    '(iran OR tehran) NEAR/50 (russia OR "the Kremlin")',
    "TITLE iran AND NOT ATLEAST/3 =MOD",
    '"Iranian(s)" NEAR/P b',
]
OUTLET = Outlet(
    outlet_id="the-one", name="The One", home_url="http://one.example/", hosts=("one.example",), timezone="UTC",
    feeds=("http://one.example/feed",), sitemaps=("http://one.example/sitemap.xml",), article_paths=("/a/",),
    listings=(Listing(pages="http://one.example/latest?page={page}", item="article"),), delay_seconds=0.0,
)  # fmt: skip

Target = Callable[[random.Random], str]


def fuzz(folder: Path) -> str:
    """Damage valid input of six kinds for ten minutes: every exception must be one that the caller handles."""
    chance = random.Random(20261127)  # noqa: S311  # the same inputs in the same order
    counts, outcomes = Counter[str](), Counter[str]()
    with _targets(folder) as targets:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for name, target in targets.items():
                state = chance.getstate()
                try:
                    outcomes[f"{name}: {target(chance)}"] += 1
                except Exception as error:
                    place = folder / "found.txt"
                    place.write_text(repr(state))
                    raise CheckFailed(
                        f"{name}: {type(error).__name__}: {str(error)[:300]}; state in {place}"
                    ) from error
                counts[name] += 1
    each = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    refused = sum(count for outcome, count in outcomes.items() if not outcome.endswith(": read"))
    return f"{sum(counts.values()):,} inputs ({each}), {refused:,} of them refused with a reason, none unhandled"


def damage(data: bytes, chance: random.Random) -> bytes:
    """Return the data with one to eight changes: tokens inserted, parts doubled, moved, dropped or flipped."""
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 2, 8, 64, 512))
        kind = chance.randrange(6)
        if kind == 0 or not data:
            data = data[:at] + chance.choice(TOKENS).encode("utf-8", "surrogatepass") + data[at:]
        elif kind == 1:
            data = data[:at] + data[at : at + length] * chance.choice((2, 50)) + data[at + length :]
        elif kind == 2:
            data = data[:at] + data[at + length :]
        elif kind == 3:
            data = data[:at] + chance.randbytes(length) + data[at + length :]
        elif kind == 4:
            data = data[:at]
        else:
            between = chance.choice((b" ", b">", b'"', b":"))
            data = chance.choice(TOKENS).encode("utf-8", "surrogatepass").join(data.split(between, 3))
    return data[: 1 << 20]


@contextmanager
def _targets(folder: Path) -> Iterator[dict[str, Target]]:
    pages = list(read_sample_pages())
    write_copies(pages[:8], 1, folder / "pages.warc.gz")
    archive = (folder / "pages.warc.gz").read_bytes()
    with _serve() as (server, address), DocumentParser(Settings(home=folder)) as parser:
        settings = Settings(home=folder, host_overrides={"one.example": address}, response_seconds=20.0)
        client = Client(settings, backoff_seconds=0.0)
        reader = ListingReader(OUTLET, client, date(2020, 1, 1), None, lambda response: None, parser)

        def read(route: str, valid: str) -> Target:
            return lambda chance: _read_listing(reader, server, route, damage(valid.encode(), chance))

        yield {
            "pages": lambda chance: _read_page(*chance.choice(pages), chance),
            "feeds": read("feed", FEED),
            "sitemaps": read("sitemap", SITEMAP),
            "listings": read("listing", TEASERS),
            "WARC files": lambda chance: _read_archive(damage(archive, chance)),
            "queries": lambda chance: _read_query(damage(chance.choice(QUERIES).encode(), chance)),
        }


def _read_page(url: str, payload: bytes, chance: random.Random) -> str:
    media_type = chance.choice(("text/html", "text/plain"))
    capture = Capture(url, find_outlet(url, ()), AT, media_type, damage(payload, chance))
    try:
        extract(capture)
    except (Quarantine, Discard):
        return "refused"
    return "read"


def _read_listing(reader: ListingReader, server: "_Server", route: str, body: bytes) -> str:
    server.body = body
    try:
        problems = [page.problem for page in read_listings(reader, (route,))]
    except NoAnswer:
        return "refused"
    return "refused" if any(problems) else "read"


def _read_archive(data: bytes) -> str:
    try:
        for _ in iter_records(BytesIO(data), MAX_RECORD_BYTES):
            pass
    except OSError:  # the rest cannot be read
        return "refused"
    return "read"


def _read_query(data: bytes) -> str:
    try:
        parse_query(data.decode("utf-8", "replace"))
    except (QueryError, TermError):
        return "refused"
    return "read"


class _Server(ThreadingHTTPServer):
    body = b""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        body = b"" if self.path == "/robots.txt" else self.server.body
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if "latest" in self.path else "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def _serve() -> Iterator[tuple[_Server, str]]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server, f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
