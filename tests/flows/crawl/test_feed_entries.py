"""Entries of feeds and sitemaps as programs write them: proxies, Dublin Core, addresses without a scheme."""

import pytest

from flows.crawl.feeds import parse_feed
from flows.crawl.sitemaps import parse_sitemap

URL = "http://one.example/feed"
RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:pheedo="http://www.pheedo.com/namespace/pheedo">'
    "<channel><title>One</title><item><title>a</title><link>{link}</link>{more}</item></channel></rss>"
)
DAY = "2026-03-04T10:00:00Z"


@pytest.mark.parametrize(
    ("link", "more", "wanted"),
    [
        ("http://relay.example/x", "<pheedo:origLink>http://one.example/a</pheedo:origLink>", "http://one.example/a"),
        ("one.example/a", "", "http://one.example/a"),
        ("/a", "", "http://one.example/a"),
    ],
)
def test_an_entry_has_the_articles_own_address(link: str, more: str, wanted: str) -> None:
    (entry,) = parse_feed(RSS.format(link=link, more=more).encode(), "text/xml", URL).entries
    assert wanted in entry.addresses


@pytest.mark.parametrize(
    ("more", "published", "modified"),
    [
        (f"<dc:date>{DAY}</dc:date>", DAY, DAY),
        (f"<atom:updated>{DAY}</atom:updated>", None, DAY),
        (f"<atom:created>{DAY}</atom:created>", DAY, None),
    ],
)
def test_dublin_cores_date_is_that_of_the_publication(more: str, published: str | None, modified: str | None) -> None:
    (entry,) = parse_feed(RSS.format(link="/a", more=more).encode(), "text/xml", URL).entries
    assert (entry.hint.published, entry.hint.modified) == (published, modified)


def test_a_line_of_a_text_sitemap_may_have_more_than_the_address() -> None:
    sitemap = parse_sitemap(b"# ours\nhttp://one.example/a 2026-03-04\n", "http://one.example/sitemap.txt")
    assert [entry.url for entry in sitemap.entries] == ["http://one.example/a"]
