"""Whatever one outlet answers, the others' articles are published."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline
from flows.crawl import feeds, listings, outlet_fetcher, robots, sitemaps, transport
from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import OutletFetcher
from flows.crawl.search import Search
from flows.runs.runner import plain_runner
from flows.runs.runs import Accounts
from flows.settings import Settings

OUTLETS = """
[[outlet]]
outlet_id = "good"
name = "Good"
home_url = "http://one.example/"
hosts = ["one.example"]
timezone = "Europe/London"
feeds = ["http://one.example/feed"]
article_paths = ["/a/"]
delay_seconds = 0.0

[[outlet]]
outlet_id = "odd"
name = "Odd"
home_url = "http://two.example/"
hosts = ["two.example"]
timezone = "Europe/London"
feeds = [{feeds}]
sitemaps = [{sitemaps}]
article_paths = ["/a/"]
delay_seconds = 0.0

[[outlet.listings]]
pages = "http://two.example/list"
older = "a.older"
item = "article"
"""
TEXT = "".join(f"<p>The member for Weir said for the {word} time that a ford is no bridge.</p>" for word in "abcdefgh")
GOOD_PAGE = f"<html><h1>A ford is crossed</h1>{TEXT}</html>".encode()


def rss(item: str) -> bytes:
    return f"<rss version='2.0'><channel><title>F</title><item>{item}</item></channel></rss>".encode("utf-8", "replace")


def urlset(entry: str) -> bytes:
    return f"<urlset><url>{entry}</url></urlset>".encode()


LINK = "<link>http://two.example/a/{}</link>"
ODD_FEEDS = {
    "year-of-20-digits": rss(LINK.format(1) + "<pubDate>Mon, 1 Jan 99999999999999999999 08:00:00 GMT</pubDate>"),
    "no-code-point": rss(LINK.format(2) + "<title>&#1114112;</title>"),
    "half-a-character": rss(LINK.format(3) + "<title>&#xD800; A ford</title>"),
    "broken-host": rss("<link>http://[bad/</link>"),
    "empty": b"",
    "nul": b"\0" * 1000,
    "html": b"<html><body>Not found</body></html>",
    "cut": rss(LINK.format(4))[:60],
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "gzip-cut": b"\x1f\x8b\x08\x00" + b"\0" * 20,
    "deep": b"<rss version='2.0'><channel>" + b"<a>" * 5000,
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel>&b;</channel></rss>',
    "offset": rss(LINK.format(5) + "<pubDate>Mon, 1 Jan 2024 08:00:00 +9999</pubDate>"),
    "last-day": rss(LINK.format(6) + "<pubDate>9999-12-31</pubDate>"),
    "first-day": rss(LINK.format(7) + "<pubDate>0001-01-01T00:00:00+14:00</pubDate>"),
    "foreign": rss("<link>http://elsewhere.example/a/1</link>"),
    "mail": rss("<link>mailto:editor@two.example</link>"),
    "port": rss("<link>http://two.example:99999/a/1</link>"),
    "words-for-a-date": rss(LINK.format(8) + "<pubDate>²³ ¼ yesterday</pubDate>"),
    "long-title": rss(LINK.format(9) + f"<title>{'x' * 200_000}</title>"),
    "no-host": rss("<link>http:///a/1</link>"),
    "utf-16-cut": "<rss>".encode("utf-16")[:-1],
}
ODD_SITEMAPS = {
    "broken-host": urlset("<loc>http://[bad/</loc>"),
    "year": urlset("<loc>http://two.example/a/11</loc><lastmod>99999999999999999999-01-01</lastmod>"),
    "no-loc": urlset("<lastmod>2024-01-01</lastmod>"),
    "digits": urlset("<loc>http://two.example/a/12</loc><lastmod>²⁰²⁴-01-01</lastmod>"),
    "text": b"no address here",
    "circle": b"<sitemapindex><sitemap><loc>http://two.example/sitemap-circle</loc></sitemap></sitemapindex>",
    "empty": b"",
    "bytes": bytes(range(256)) * 20,
    "long": urlset(f"<loc>http://two.example/a/{'x' * 100_000}</loc>"),
    "user": urlset("<loc>http://user:secret@two.example/a/13</loc>"),
}
ODD_HEADERS: dict[str, tuple[int, dict[str, str]]] = {
    "retry-squared": (503, {"Retry-After": "²"}),
    "retry-overflow": (503, {"Retry-After": "Mon, 1 Jan 99999999999999999999 08:00:00 GMT"}),
    "location-broken": (302, {"Location": "http://[bad/"}),
    "location-empty": (302, {"Location": ""}),
    "location-scheme": (301, {"Location": "file:///etc/passwd"}),
    "location-circle": (301, {"Location": "/a/location-circle"}),
    "not-gzip": (200, {"Content-Encoding": "gzip"}),
    "not-deflate": (200, {"Content-Encoding": "deflate"}),
    "unknown-encoding": (200, {"Content-Encoding": "rot13"}),
    "charset": (200, {"Content-Type": "text/html; charset=no-such-charset"}),
    "type": (200, {"Content-Type": ";;;"}),
    "image": (200, {"Content-Type": "image/png"}),
    "status-299": (299, {}),
    "status-418": (418, {}),
    "status-599": (599, {}),
    "etag": (200, {"ETag": '"' + "e" * 4000}),
}
ODD_PAGES = {
    "empty-page": b"",
    "nul-page": b"\0" * 5000,
    "surrogate-page": b"<html><h1>&#xD800; half</h1>" + TEXT.encode() + b"</html>",
    "deep-page": b"<div>" * 5000 + TEXT.encode(),
    "bytes-page": bytes(range(256)) * 50,
    "date-page": b'<html><meta property="article:published_time" content="99999999999999999999-01-01">' + GOOD_PAGE,
    "json-page": b'<html><script type="application/ld+json">{"@type": ["Article", {}], "author": [[[1]]]}</script>'
    + GOOD_PAGE,
    "base-page": b'<html><base href="http://[bad/"><link rel="canonical" href="http://[bad/">' + GOOD_PAGE,
}


@pytest.fixture
def settings(site: Any, trial: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A good outlet of one article, and one that answers in every odd way there is."""
    monkeypatch.setattr(
        "flows.stages.discover.Client", lambda *given, **named: Client(*given, backoff_seconds=0.001, **named)
    )
    site.script("one.example/feed", rss("<title>T</title><link>http://one.example/a/good</link>"))
    site.script("one.example/a/good", GOOD_PAGE)
    for name, body in ODD_FEEDS.items():
        site.script(f"two.example/feed-{name}", body)
    for name, body in ODD_SITEMAPS.items():
        site.script(f"two.example/sitemap-{name}", body)
    items = [f"<title>T</title><link>http://two.example/a/{name}</link>" for name in (*ODD_HEADERS, *ODD_PAGES)]
    site.script("two.example/feed-all", rss("</item><item>".join(items)))
    for name, (status, headers) in ODD_HEADERS.items():
        site.script(f"two.example/a/{name}", site.answer(status, GOOD_PAGE, headers=headers))
    for name, body in ODD_PAGES.items():
        site.script(f"two.example/a/{name}", body)
    site.script("two.example/list", b'<base href="http://[bad/"><article><a href="http://[bad/">T</a></article>')
    outlets = tmp_path / "outlets.toml"
    outlets.write_text(
        OUTLETS.format(
            feeds=", ".join(f'"http://two.example/feed-{name}"' for name in (*ODD_FEEDS, "all")),
            sitemaps=", ".join(f'"http://two.example/sitemap-{name}"' for name in ODD_SITEMAPS),
        )
    )
    made: Settings = trial.settings(outlets_file=outlets)
    return replace(made, host_overrides={"one.example": site.address, "two.example": site.address})


def nightly(settings: Settings) -> Accounts:
    with plain_runner(quiet=True) as runner:
        return pipeline.nightly(settings, runner, lambda: False)


def good_is_published(trial: Any, settings: Settings) -> bool:
    rows = trial.rows(settings, "select title from articles where outlet_id = 'good'")
    return bool(rows == [("A ford is crossed",)])


def test_some_sixty_odd_answers_end_no_night(trial: Any, settings: Settings) -> None:
    assert len(ODD_FEEDS) + len(ODD_SITEMAPS) + len(ODD_HEADERS) + len(ODD_PAGES) >= 55
    accounts = nightly(settings)
    assert accounts.state == "completed", accounts.message
    assert good_is_published(trial, settings)
    assert trial.accounts_meet(settings)
    problems = "\n".join(accounts.problems)
    for name in ("feed-no-code-point", "feed-html", "feed-foreign", "feed-gzip-cut", "sitemap-text", "/list"):
        assert name in problems


PLACES: list[tuple[object, str]] = [
    (Client, "get"),
    (Client, "robots"),
    (transport.Transport, "request"),
    (transport, "read_body"),
    (robots.Rules, "check"),
    (feeds, "parse_feed"),
    (feeds, "choose_address"),
    (feeds, "unpack"),
    (sitemaps, "parse_sitemap"),
    (sitemaps, "unpack"),
    (listings, "parse_listing"),
    (Search, "candidates"),
    (Search, "build_page"),
    (Search, "find_foreign"),
    (OutletFetcher, "_answer"),
    (OutletFetcher, "_judge"),
    (OutletFetcher, "_is_wanted"),
    (outlet_fetcher, "is_article_url"),
    (outlet_fetcher, "make_article_id"),
]


@pytest.mark.parametrize(("owner", "name"), PLACES, ids=[name for _, name in PLACES])
def test_an_exception_anywhere_at_one_outlet_leaves_the_other_published(
    trial: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: Any, owner: Any, name: str
) -> None:
    right: Callable[..., Any] = getattr(owner, name)

    def broken(*given: Any, **named: Any) -> Any:
        if "two.example" in repr((given, named)) and "one.example" not in repr((given, named)):
            raise RuntimeError("a fault of a library")
        return right(*given, **named)

    settings.outlets_file.write_text(
        OUTLETS.format(feeds='"http://two.example/feed-all"', sitemaps='"http://two.example/sitemap-year"')
    )
    monkeypatch.setattr(owner, name, broken)
    with caplog.at_level(logging.WARNING):
        accounts = nightly(settings)
    assert accounts.state == "completed", accounts.message
    assert good_is_published(trial, settings)
    assert trial.accounts_meet(settings)
