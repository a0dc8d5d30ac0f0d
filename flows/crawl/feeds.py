"""RSS and Atom: each entry's address, with its dates, authors and labels verbatim."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from flows.crawl.paging import END_STATUSES, PageTrail
from flows.crawl.responses import Failed, NoAnswer, Response
from flows.crawl.search import ListingPage, Search
from flows.reference.checks import split_feed_address
from transforms.records import Hint

ACCEPT = "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1"


def read_feeds(search: Search) -> Iterator[ListingPage]:
    """Yield each of the outlet's feeds, and in a backfill the pages of its archive, to the first that is older.

    A nightly run reads the feeds alone: what they no longer list is for sitemaps, listings and backfills.
    """
    for address in search.outlet.feeds:
        yield from _pages(search, address)


def _pages(search: Search, first: str) -> Iterator[ListingPage]:
    trail, asked = PageTrail(search), set[str]()
    numbered = next(
        (each for each in search.outlet.paged_feeds if split_feed_address(each) == split_feed_address(first)), None
    )
    address: str | None = first
    while address is not None and address not in asked:
        asked.add(address)
        try:
            found, listed, linked = _read(search, address, is_first=not trail.pages)
        except NoAnswer as error:
            yield ListingPage(address, "feed", problem=str(error))
            return
        goes_on = search.until is not None and trail.goes_on(listed)
        yield replace(found, problem=trail.is_cut)
        following = linked or (numbered and numbered.replace("{page}", str(trail.pages + 1)))
        address = following if goes_on else None


def _read(search: Search, address: str, is_first: bool) -> tuple[ListingPage, list[tuple[str, Hint]], str | None]:
    """Return what a page of a feed lists, all its entries, and the address of the page before it in time, if named."""
    response = search.get(address, ACCEPT)
    if response.status == 304 or (response.status in END_STATUSES and not is_first):
        return ListingPage(address, "feed"), [], None
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the feed answered {response.status}")
    parsed = _parsed(response)
    listed = list(_entries(parsed, response.url))
    return search.found(response, address, "feed", listed), listed, _earlier(parsed, response.url)


def _earlier(parsed: Any, base: str) -> str | None:
    """Return where a feed goes on: RFC 5005, section 3 (paged: next) and section 4 (archived: prev-archive)."""
    links = {link.get("rel"): link.get("href") for link in parsed.feed.get("links", ())}
    named = links.get("prev-archive") or links.get("next")
    return urljoin(base, named) if named else None


def _parsed(response: Response) -> Any:
    """Return the feed; Failed (not_a_feed) where it is none."""
    import feedparser  # here, so that commands which fetch nothing start without it

    told = {"content-type": response.header("content-type") or "", "content-location": response.url}
    # As a stream: given plain bytes, feedparser would take a short text for a file name or an address, and open it.
    parsed = feedparser.parse(io.BytesIO(response.body), response_headers=told, sanitize_html=False)
    if not parsed.get("version"):
        raise Failed("not_a_feed", str(parsed.get("bozo_exception") or "neither RSS nor Atom"))
    return parsed


def _entries(parsed: Any, base: str) -> Iterator[tuple[str, Hint]]:
    """Yield absolute URL and hint of each entry that has an address."""
    for entry in parsed.entries:
        if link := entry.get("link"):
            yield urljoin(base, link), _hint(entry)


def _hint(entry: Any) -> Hint:
    names = [author.get("name") for author in entry.get("authors", ())] or [entry.get("author")]
    labels = [tag.get("term") for tag in entry.get("tags", ())]
    return Hint(
        route="feed",
        title=entry.get("title") or None,
        published=entry.get("published") or None,
        # feedparser answers a missing `updated` with `published`; only what the feed says is wanted.
        modified=dict.get(entry, "updated") or None,
        authors=tuple(name for name in names if name),
        categories=tuple(dict.fromkeys(label for label in labels if label)),
    )
