"""Every article is listed by a feed, sitemap or listing page, in formats that usual parsers read."""

import gzip
from collections.abc import Iterator
from urllib.parse import urljoin

import feedparser
import pytest
from lxml import etree, html

from flows.sample.layout import Layout
from flows.sample.pages import PER_LISTING
from flows.sample.server import SampleSite

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OUTLETS = ("the-chamber", "division-lobby", "hustings-post")


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_feed_is_well_formed_dated_and_of_the_stated_length(sample: SampleSite, outlet: str) -> None:
    layout = sample.layouts[outlet]
    feed = feedparser.parse(_body(sample, layout, layout.feed))
    assert not feed.bozo
    assert 0 < len(feed.entries) <= layout.feed_size
    assert all(entry.title and entry.published_parsed for entry in feed.entries)


def test_the_first_feed_is_rss_of_twenty_and_the_third_is_atom(sample: SampleSite) -> None:
    chamber, hustings = sample.layouts["the-chamber"], sample.layouts["hustings-post"]
    first = feedparser.parse(_body(sample, chamber, chamber.feed))
    assert (first.version, len(first.entries)) == ("rss20", 20)
    assert feedparser.parse(_body(sample, hustings, hustings.feed)).version == "atom10"


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_sitemap_lists_every_article_and_every_fault_once(sample: SampleSite, outlet: str) -> None:
    layout = sample.layouts[outlet]
    listed = list(_sitemap(sample, layout))
    pieces = {sample.url_of(piece) for piece in sample.pieces if piece.outlet_id == outlet}
    troubles = [trouble for trouble in sample.faults if trouble.outlet == outlet]
    moved = {layout.address(str(trouble.to)) for trouble in troubles if trouble.kind == "moved"}
    assert len(listed) == len(set(listed))
    assert set(listed) == (pieces | {layout.address(trouble.path) for trouble in troubles}) - moved


@pytest.mark.parametrize("outlet", OUTLETS)
def test_listing_pages_lead_to_every_article_that_readers_are_shown(sample: SampleSite, outlet: str) -> None:
    layout = sample.layouts[outlet]
    shown = {
        sample.url_of(piece) for piece in sample.pieces if piece.outlet_id == outlet and _is_shown(sample, piece.slug)
    }
    assert shown == set(_listed(sample, layout)) & {sample.url_of(piece) for piece in sample.pieces}
    assert len(shown) > PER_LISTING


def test_a_part_of_the_first_sitemap_is_compressed(sample: SampleSite) -> None:
    page = sample.page("www.the-chamber.example", "/sitemaps/articles-1.xml.gz")
    assert page is not None
    assert page.media_type == "application/gzip"
    assert etree.fromstring(gzip.decompress(page.body)).tag == f"{SITEMAPS}urlset"


def _body(sample: SampleSite, layout: Layout, path: str) -> bytes:
    page = sample.page(layout.host, path)
    assert page is not None, path
    return gzip.decompress(page.body) if path.endswith(".gz") else page.body


def _sitemap(sample: SampleSite, layout: Layout) -> Iterator[str]:
    index = etree.fromstring(_body(sample, layout, layout.sitemap))
    for part in index.iter(f"{SITEMAPS}loc"):
        path = str(part.text).removeprefix(layout.address(""))
        for place in etree.fromstring(_body(sample, layout, path)).iter(f"{SITEMAPS}loc"):
            yield str(place.text)


def _listed(sample: SampleSite, layout: Layout) -> Iterator[str]:
    """Walk the listing as a crawler would, by its links."""
    waiting, seen = [layout.listing], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for link in html.fromstring(_body(sample, layout, path)).xpath("//@href"):
            address = urljoin(layout.address(path), str(link))
            yield address
            target = address.removeprefix(layout.address(""))
            if target in {layout.listing_path(number) for number in range(1, 20)} and sample.page(layout.host, target):
                waiting.append(target)


def _is_shown(sample: SampleSite, slug: str) -> bool:
    piece = next(piece for piece in sample.pieces if piece.slug == slug)
    return piece.is_sound and piece.published.date() <= sample.served_on
