"""Measure the processor time of small documents whose fields are one long run of a character or of a few words."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from benchmarks.robustness.trial import require
from flows.crawl.documents import MAX_INLINE_BYTES
from flows.crawl.feeds import parse_feed
from flows.crawl.listings import parse_listing
from flows.crawl.responses import NoAnswer
from flows.crawl.sitemaps import parse_sitemap
from transforms.extract import extract
from transforms.records import Capture, Discard, Listing, Outlet, Quarantine, Selector

PAGE_CHARACTERS = 60_000  # of one field of a page or a text capture, which are read in a worker with 30 s
MAX_SECONDS = 10.0
RUNS = (
    *(
        " ",
        "\u00a0 ",
        "1",
        ".",
        "-",
        "–",
        "a",
        "A",
        "Aa ",
        "a ",
        "A ",
        "1 ",
        "1.",
        "1-",
        "a-",
        ", ",
        "(",
        "[",
        '"',
        "“",
    ),
    *("’", "& ", ":", "| ", "by ", "By ", "MP ", "and ", "Ab, ", "2024 ", "January ", "1 January 2024 ", ". ", "a. "),
    *("The ", "a\n", "A\n", "Ab\n", "1:", "http://a", "Sir ", "Rt. Hon. ", "— ", "•", "Ab-", "O’Ab ", "12/03/2024 "),
    *("@", "ab@", "www.", "a/", "Subscribe ", ". Subscribe ", "Follow us ", "Interview with ", "Jane Roe, MP for "),
    *("Photo: ", "© ", "Read more ", "min read ", "Minister of State for ", "He is the ", "é", "\u200b", "Lord "),
    *("University of ", "writes ", "£1 ", "#a ", "Ab Ab, ", "T10:00:00", "10:00 ", "[[", "((a)", "AB ", "Jane Roe is "),
)
_PROSE = (
    "The bridge at Harrow Lane has carried carts, trams and lorries for a hundred and forty years, and it is tired."
)
_OUTLET = Outlet("lantern", "The Lantern", "https://lantern.example/", ("lantern.example",), "Europe/London")
_LISTING = Listing(
    "https://lantern.example/comment?page={page}",
    item="article",
    link="a",
    title=Selector("h2"),
    author=Selector("b", "^By (.+)$"),
    date=Selector("time"),
)


def _page(head: str = "", above: str = "", below: str = "", end: str = "", title: str = "Bridges fall") -> str:
    prose = f"<p>{_PROSE}</p>" * 3
    return f"<html><title>{title}</title>{head}<body>{above}<article><h1>{title}</h1>{below}{prose}{end}</article>"


def _json_ld(text: str) -> str:
    stated = {"@type": "NewsArticle", "author": {"name": text}, "datePublished": text, "headline": text}
    return f'<script type="application/ld+json">{json.dumps(stated)}</script>'


PAGES: dict[str, Callable[[str], str]] = {
    "title": lambda text: _page(title=text),
    "meta": lambda text: _page(
        f'<meta name="author" content="{text}"><meta property="article:section" content="{text}">'
    ),
    "date": lambda text: _page(
        f'<meta property="article:published_time" content="{text}">', below=f"<time>{text}</time>"
    ),
    "json-ld": lambda text: _page(_json_ld(text)),
    "byline": lambda text: _page(below=f'<p class="byline">By Jane Roe {text}</p>'),
    "standfirst": lambda text: _page(below=f'<p class="standfirst">{text}</p>'),
    "above": lambda text: _page(above=f"<div>{text}</div>"),
    "below": lambda text: _page(below=f"<p>{text}</p>"),
    "end": lambda text: _page(end=f"<p>{text}</p><p>Jane Roe is {text}</p><p><em>{text} is the MP for Bath</em></p>"),
    "author's address": lambda text: _page(below=f'<a rel="author" href="/author/{text}">{text}</a>'),
}
TEXTS: dict[str, Callable[[str], str]] = {
    "line": lambda text: f"The Lantern\nHome\n{text}\nBridges fall\nBy Jane Roe\n1 May 2024\n\n{_PROSE}\n\n{_PROSE}\n",
    "title": lambda text: f"The Lantern\n{text}\n\n{_PROSE}\n\n{_PROSE}\n",
    "byline": lambda text: f"The Lantern\nBridges fall\nBy {text}\n{text} 2024\n\n{_PROSE}\n\n{_PROSE}\n",
    "end": lambda text: f"The Lantern\nBridges fall\nBy Jane Roe\n\n{_PROSE}\n\n{_PROSE}\n\n{text}\n",
}


def _feed(text: str) -> str:
    item = (
        f"<title>{text}</title><link>https://lantern.example/a</link><pubDate>{text}</pubDate><author>{text}</author>"
    )
    return f"<rss version='2.0'><channel><item>{item}<category>{text}</category></item></channel></rss>"


def _sitemap(text: str) -> str:
    return f"<urlset><url><loc>https://lantern.example/{text}</loc><lastmod>{text}</lastmod></url></urlset>"


def _listing(text: str) -> str:
    return f'<article><h2>{text}</h2><a href="/{text}">x</a><b>By {text}</b><time datetime="{text}">x</time></article>'


DOCUMENTS: dict[str, tuple[Callable[[str], str], int, Callable[[bytes], object]]] = {
    "feed": (_feed, 4, lambda body: parse_feed(body, "application/rss+xml", "https://lantern.example/f")),
    "sitemap": (_sitemap, 2, lambda body: parse_sitemap(body, "https://lantern.example/s")),
    "listing": (_listing, 4, lambda body: parse_listing(body, None, "https://lantern.example/l", _LISTING)),
}


class _TooLong(BaseException):
    pass


def lengths(folder: Path) -> str:
    """Read documents whose fields are long runs of 80 kinds: none takes more than 10 s of processor time."""
    times = dict(_measure_all())
    slowest = max(times, key=lambda name: times[name])
    require(times[slowest] < MAX_SECONDS, f"{slowest!r} took {MAX_SECONDS:.0f} s of processor time or more")
    return f"{len(times):,} documents, the slowest {slowest!r} with {times[slowest]:.1f} s of processor time"


def _measure_all() -> Iterator[tuple[tuple[str, str], float]]:
    extract(_capture(_page(), "text/html"))  # loads what is loaded once
    for run in RUNS:
        text = run * (PAGE_CHARACTERS // len(run)) + "!"
        for name, make in PAGES.items():
            page = make(text if name == "json-ld" else escape(text))
            yield (name, run), _measure(lambda page=page: extract(_capture(page, "text/html")))  # type: ignore[misc]
        for name, make in TEXTS.items():
            page = make(text)
            yield (f"text, {name}", run), _measure(lambda page=page: extract(_capture(page, "text/plain")))  # type: ignore[misc]
        for name, (write, fields, parse) in DOCUMENTS.items():
            body = write(escape(run * (MAX_INLINE_BYTES // fields // len(run)))).encode()
            yield (name, run), _measure(lambda parse=parse, body=body: parse(body))  # type: ignore[misc]


def _capture(text: str, media_type: str) -> Capture:
    at = datetime(2024, 7, 1, tzinfo=UTC)
    return Capture("https://lantern.example/opinion/bridges", _OUTLET, at, media_type, text.encode(), "utf-8")


def _measure(work: Callable[[], object]) -> float:
    began = time.process_time()
    try:
        with _limit(MAX_SECONDS):
            work()
    except (Discard, Quarantine, NoAnswer):
        pass
    except _TooLong:
        return MAX_SECONDS
    return time.process_time() - began


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooLong

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
