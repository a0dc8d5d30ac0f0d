"""Unusual responses of one outlet do not affect the articles of the others."""

import gzip
import logging
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from flows.crawl import feeds, listings, outlet_fetcher, robots, sitemaps, transport
from flows.crawl.client import Client
from flows.crawl.listing_reader import ListingReader
from flows.crawl.outlet_fetcher import OutletFetcher
from flows.safe_text import one_line
from flows.settings import Settings

ODD_OUTLET = """
feeds = [{feeds}]
sitemaps = [{sitemaps}]
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
    "bidi-title": rss(LINK.format("b1") + "<title>\u202egnp.exe\u2066 \u200f\u2028</title>"),
    "nul-title": rss(LINK.format("b2") + "<title>A\0ford</title>"),
    "surrogate-bytes": rss(LINK.format("b3") + "<title>@@</title>").replace(b"@@", b"\xed\xa0\x80 \xff\xfe"),
    "user": rss("<link>http://user:secret@two.example/a/b4</link>"),
    "idn": rss("<link>http://w\u0435ir.example/a/b5</link>") + b"<!-- a letter of another alphabet -->",
    "idn-empty-label": rss("<link>http://two..example/a/b6</link><title>T</title>"),
    "idn-long-label": rss(f"<link>http://{'x' * 300}.example/a/b7</link>"),
    "port-of-words": rss("<link>http://two.example:http/a/b8</link>"),
    "port-22": rss("<link>http://two.example:22/a/b9</link>"),
    "year-0": rss(LINK.format("b10") + "<pubDate>0000-00-00T00:00:00Z</pubDate>"),
    "year-9999": rss(LINK.format("b11") + "<pubDate>Fri, 31 Dec 9999 23:59:59 -1400</pubDate>"),
    "author-of-60-kb": rss(LINK.format("b12") + f"<author>{'a' * 60_000}</author>"),
    "backslashes": rss("<link>http:\\\\two.example\\a\\b13</link>"),
    "address-with-controls": rss("<link>http://two.example/a/b14&#x9b;31m\u202e</link>"),
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
    "index-a": b"<sitemapindex><sitemap><loc>http://two.example/sitemap-index-b</loc></sitemap></sitemapindex>",
    "index-b": b"<sitemapindex><sitemap><loc>http://two.example/sitemap-index-a</loc></sitemap></sitemapindex>",
    "port": urlset("<loc>http://two.example:22/a/14</loc>"),
    "idn": urlset("<loc>http://xn--.example/a/15</loc>"),
    "year-0": urlset("<loc>http://two.example/a/16</loc><lastmod>0000-00-00</lastmod>"),
    "year-9999": urlset("<loc>http://two.example/a/17</loc><lastmod>9999-12-31T23:59:59-14:00</lastmod>"),
    "nul": urlset("<loc>http://two.example/a/1\0 8</loc>"),
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
    "etag-controls": (200, {"ETag": '"\x9b31m"', "Last-Modified": "\x85 0000"}),
    "location-pair": (302, {"Location": "/a/location-pair-2"}),
    "location-pair-2": (302, {"Location": "/a/location-pair"}),
    "location-user": (302, {"Location": "http://user:secret@two.example/a/good"}),
    "location-port": (302, {"Location": "http://two.example:22/a/good"}),
    "location-idn": (302, {"Location": "http://w\xe9ir..example/a/good"}),
    "location-long": (302, {"Location": f"/a/{'x' * 20_000}"}),
    "location-controls": (302, {"Location": "/a/\x9b31m\x85"}),
    "location-inside": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
    "location-nat64": (302, {"Location": "http://[64:ff9b::7f00:1]/a/good"}),
    "charset-nul": (200, {"Content-Type": "text/html; charset=\x01utf-8"}),
    "charset-long": (200, {"Content-Type": f"text/html; charset={'x' * 20_000}"}),
    "charset-codec": (200, {"Content-Type": "text/html; charset=zlib_codec"}),
    "head-of-80-kb": (200, {"X-Long": "x" * 80_000}),
    "heads-of-200-lines": (200, {f"X-{number}": "x" for number in range(200)}),
    "date-header": (200, {"Date": "Mon, 1 Jan 99999999999999999999 08:00:00 GMT", "Age": "-1"}),
}
ODD_BODIES: dict[str, dict[str, Any]] = {
    "length-negative": {"headers": {"Content-Length": "-5"}, "without_length": True},
    "length-words": {"headers": {"Content-Length": "ten"}, "without_length": True},
    "length-of-a-terabyte": {"headers": {"Content-Length": str(1 << 40)}, "without_length": True},
    "length-short": {"headers": {"Content-Length": "20"}, "without_length": True},
    "gzip-bomb": {"headers": {"Content-Encoding": "gzip"}, "body": gzip.compress(b"<p>" + bytes(40 << 20))},
    "gzip-twice": {"headers": {"Content-Encoding": "gzip, gzip"}, "body": gzip.compress(gzip.compress(b"<p>A ford."))},
    "deflate-bomb": {"headers": {"Content-Encoding": "deflate"}, "body": zlib.compress(bytes(40 << 20))},
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
    "title-of-10-mb": b"<html><title>" + b"x" * 10_000_000 + b"</title>" + GOOD_PAGE,
    "json-deep": b'<html><script type="application/ld+json">' + b'{"author":[' * 50_000 + b"</script>" + GOOD_PAGE,
    "bidi-page": "<html><h1>\u202eA ford\u2066 \x9b31m</h1><p class=byline>By \u202eJane Roe</p>".encode()
    + TEXT.encode(),
    "nul-and-surrogate": b"<html><h1>A \0ford \xed\xa0\x80</h1>" + TEXT.encode() + b"</html>",
    "year-0-page": b'<html><meta property="article:published_time" content="0000-00-00T00:00Z">' + GOOD_PAGE,
    "year-9999-page": b'<html><time datetime="9999-12-31T23:59:59-14:00">31 December 9999</time>' + GOOD_PAGE,
    "attributes": b"<html " + b"".join(b"a%d=1 " % number for number in range(50_000)) + b">" + GOOD_PAGE,
    "entities-page": b"<html>" + b"&#0;&#x110000;&#xD800;&lt" * 20_000 + GOOD_PAGE,
    "author-of-1-mb": b'<html><meta name="author" content="' + b"Jane Roe, " * 100_000 + b'">' + GOOD_PAGE,
    "utf-7-page": b'<html><meta charset="utf-7"><h1>+ADw-script+AD4-</h1>' + TEXT.encode() + b"</html>",
    "plain-page": b"By By By " * 20_000,
    "base-page": b'<html><base href="http://[bad/"><link rel="canonical" href="http://[bad/">' + GOOD_PAGE,
}


@pytest.fixture
def settings(site: Any, two_outlets: Any, monkeypatch: pytest.MonkeyPatch) -> Settings:
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
    dated = "<title>T</title><pubDate>Wed, 6 Mar 2024 08:00:00 GMT</pubDate>"
    names = (*ODD_HEADERS, *ODD_BODIES, *ODD_PAGES)
    items = [f"{dated}<link>http://two.example/a/{name}</link>" for name in names]
    site.script("two.example/feed-all", rss("</item><item>".join(items)))
    for name, (status, headers) in ODD_HEADERS.items():
        site.script(f"two.example/a/{name}", site.answer(status, GOOD_PAGE, headers=headers))
    for name, options in ODD_BODIES.items():
        site.script(f"two.example/a/{name}", site.answer(**{"body": GOOD_PAGE} | options))
    for name, body in ODD_PAGES.items():
        site.script(f"two.example/a/{name}", body)
    site.script("two.example/list", b'<base href="http://[bad/"><article><a href="http://[bad/">T</a></article>')
    declared = ODD_OUTLET.format(
        feeds=", ".join(f'"http://two.example/feed-{name}"' for name in (*ODD_FEEDS, "all")),
        sitemaps=", ".join(f'"http://two.example/sitemap-{name}"' for name in ODD_SITEMAPS),
    )
    made: Settings = two_outlets("odd", declared)
    return made


def good_is_published(trial: Any, settings: Settings) -> bool:
    rows = trial.rows(settings, "select title from articles where outlet_id = 'good'")
    return bool(rows == [("A ford is crossed",)])


def test_hundreds_of_invalid_responses_do_not_end_a_run(trial: Any, site: Any, settings: Settings) -> None:
    assert sum(map(len, (ODD_FEEDS, ODD_SITEMAPS, ODD_HEADERS, ODD_BODIES, ODD_PAGES))) >= 110
    site.script("two.example/robots.txt", b"User-agent: *\n" + b"Disallow: /x*y\n" * 700_000 + b"Disallow: /\n")
    accounts = trial.nightly(settings)
    assert accounts.state == "completed", accounts.message
    assert good_is_published(trial, settings)
    assert trial.accounts_meet(settings)
    problems = "\n".join(accounts.problems)
    for name in ("feed-no-code-point", "feed-html", "feed-foreign", "feed-gzip-cut", "sitemap-text", "/list"):
        assert name in problems
    assert "secret" not in problems, "credentials in addresses are not repeated"
    assert not trial.rows(settings, "from run_fates where url like '%secret%' or detail like '%secret%'")
    assert not trial.rows(settings, "from candidates where url like '%secret%'")
    assert one_line(problems) == " ".join(problems.split()), "no control character is repeated"
    stored = trial.rows(settings, "select title, body from articles where outlet_id = 'odd'")
    assert stored
    assert all(len(title or "") <= 10_000 and "\0" not in (title or "") + body for title, body in stored)
    days = trial.rows(settings, "select distinct published_on from articles where outlet_id = 'odd'")
    assert all(day is None or day.year == 2024 for (day,) in days)


def test_only_the_outlet_without_dates_is_refused(trial: Any, site: Any, two_outlets: Any) -> None:
    site.script("one.example/feed", rss("<title>T</title><link>http://one.example/a/good</link>"))
    site.script("one.example/a/good", GOOD_PAGE)
    items = [f"<title>T</title><link>http://two.example/a/{number}</link>" for number in range(25)]
    site.script("two.example/feed", rss("</item><item>".join(items)))
    for number in range(25):
        page = f"<html><h1>A ford is crossed for time {number}</h1>{TEXT}<p>{number} times it was crossed.</p></html>"
        site.script(f"two.example/a/{number}", page.encode())
    settings = two_outlets("odd", 'feeds = ["http://two.example/feed"]\ndelay_seconds = 0.0\n')
    accounts = trial.nightly(settings)
    assert (accounts.state, accounts.counts["loaded"], accounts.counts["quarantined"]) == ("failed", 1, 25)
    assert accounts.message is not None and accounts.message.startswith("odd: ")
    assert good_is_published(trial, settings)
    assert trial.accounts_meet(settings)


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
    (ListingReader, "candidates"),
    (ListingReader, "build_page"),
    (ListingReader, "find_foreign"),
    (OutletFetcher, "_answer"),
    (OutletFetcher, "_judge"),
    (OutletFetcher, "_is_wanted"),
    (outlet_fetcher, "is_article_url"),
    (outlet_fetcher, "make_article_id"),
]


@pytest.mark.parametrize(("owner", "name"), PLACES, ids=[name for _, name in PLACES])
def test_an_exception_anywhere_at_one_outlet_leaves_the_other_published(
    trial: Any,
    settings: Settings,
    two_outlets: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
    owner: Any,
    name: str,
) -> None:
    right: Callable[..., Any] = getattr(owner, name)

    def broken(*given: Any, **named: Any) -> Any:
        if "two.example" in repr((given, named)) and "one.example" not in repr((given, named)):
            raise RuntimeError("a fault of a library")
        return right(*given, **named)

    declared = ODD_OUTLET.format(feeds='"http://two.example/feed-all"', sitemaps='"http://two.example/sitemap-year"')
    settings = two_outlets("odd", declared)
    monkeypatch.setattr(owner, name, broken)
    with caplog.at_level(logging.WARNING):
        accounts = trial.nightly(settings)
    assert accounts.state == "completed", accounts.message
    assert good_is_published(trial, settings)
    assert trial.accounts_meet(settings)
