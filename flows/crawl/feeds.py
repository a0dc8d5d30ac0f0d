"""Read RSS and Atom feeds: each entry's address, with its dates, authors and labels verbatim."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flows.crawl.documents import MAX_TEXTS, clip, join_address, unpack
from flows.crawl.listing_reader import Entries, ListingPage, ListingReader
from flows.crawl.paging import END_STATUSES, PageTrail
from flows.crawl.responses import Failed, NoAnswer, fail_alone
from flows.reference.checks import split_feed_address
from transforms.records import Hint

ACCEPT = "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1"
_DUBLIN_CORE_DATE = re.compile(rb"<(?:dc:)?date>", re.IGNORECASE)
_UPDATED = re.compile(rb"<(?:\w{1,20}:)?updated>", re.IGNORECASE)
MAX_BYTES = 50_000_000  # after decoding


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: its addresses, the one of its link first, and its statements about the article."""

    addresses: tuple[str, ...]
    hint: Hint


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A parsed feed; `earlier` is the address of the part with older entries, if the feed names one."""

    entries: tuple[FeedEntry, ...] = ()
    earlier: str | None = None


def read_feeds(reader: ListingReader) -> Iterator[ListingPage]:
    """Yield each of the outlet's feeds, and in a backfill its older parts, until one is older than requested.

    A nightly run reads only the feeds: articles they no longer list are found by sitemaps, listing pages and
    backfills.
    """
    for address in reader.outlet.feeds:
        yield from _read_pages(reader, address)


def _read_pages(reader: ListingReader, first: str) -> Iterator[ListingPage]:
    trail, requested, wanted = PageTrail(reader), set[str](), split_feed_address(first)
    numbered = next((each for each in reader.outlet.paged_feeds if split_feed_address(each) == wanted), None)
    address: str | None = first
    while address is not None and address not in requested:
        requested.add(address)
        try:
            with fail_alone("listing_error", address):
                page, entries, earlier = _read(reader, address, is_first=not trail.pages)
                continues = reader.until is not None and trail.has_next(entries)
        except NoAnswer as error:
            yield ListingPage(address, "feed", problem=str(error))
            return
        yield replace(page, problem=page.problem or trail.cut_reason)
        following = earlier or (numbered and numbered.replace("{page}", str(trail.pages + 1)))
        address = following if continues else None


def _read(reader: ListingReader, address: str, is_first: bool) -> tuple[ListingPage, Entries, str | None]:
    """Return a feed's listing, all its entries, and the address of the part with older entries, if named."""
    response = reader.get(address, ACCEPT)
    if response.status == 304 or (response.status in END_STATUSES and not is_first):
        return ListingPage(address, "feed"), [], None
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the feed answered {response.status}")
    body = unpack(response.body, MAX_BYTES)
    feed = reader.parser.parse(parse_feed, body, response.header("content-type") or "", response.url)
    entries = [(choose_address(reader, entry.addresses), entry.hint) for entry in feed.entries]
    page = reader.build_page(response, address, "feed", entries)
    return replace(page, problem=reader.find_foreign(entries)), entries, feed.earlier


def choose_address(reader: ListingReader, addresses: tuple[str, ...]) -> str:
    """Return the entry's address: its link or, if that is a proxy's, another address of an article of the outlet."""
    for address in addresses:
        if reader.is_article(address):
            return address
    for address in addresses:
        for target in _find_targets(address):
            if reader.is_article(target):
                return target
    return addresses[0]


def _find_targets(address: str) -> list[str]:
    """Return the addresses in the parameters of a redirecting proxy's address (google.com/url?q=…)."""
    try:
        parameters = parse_qsl(urlsplit(address).query, max_num_fields=50)
    except ValueError:
        return []
    return [value for _, value in parameters if value.startswith(("http://", "https://"))]


def parse_feed(body: bytes, content_type: str, url: str) -> FeedPage:
    """Parse a feed; raises Failed (not_a_feed) if the body is not a feed."""
    import feedparser  # here, so that commands which fetch nothing start without it

    headers = {"content-type": content_type, "content-location": url}
    # As a stream: feedparser would treat short plain bytes as a file name or an address, and open it.
    parsed = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False)
    if not parsed.get("version"):
        raise Failed("not_a_feed", str(parsed.get("bozo_exception") or "neither RSS nor Atom"))
    # Dublin Core's date, which feedparser calls `updated` as it does Atom's, is that of the publication.
    is_dublin_core = _DUBLIN_CORE_DATE.search(body) is not None and _UPDATED.search(body) is None
    entries = [
        FeedEntry(found, _build_hint(entry, is_dublin_core))
        for entry in parsed.entries
        if (found := _list_addresses(entry, url))
    ]
    return FeedPage(tuple(entries), _find_earlier(parsed, url))


def _find_earlier(parsed: Any, base: str) -> str | None:
    """Return the address of a feed's older part: RFC 5005, sections 3 (paged: next) and 4 (archived: prev-archive)."""
    links = {link.get("rel"): link.get("href") for link in parsed.feed.get("links", ())}
    return join_address(base, links.get("prev-archive") or links.get("next"))


def _list_addresses(entry: Any, base: str) -> tuple[str, ...]:
    """Return the entry's link, then a feed service's original link (FeedBurner's, Pheedo's), other links and the id."""
    named = [entry.get("link"), *(value for key, value in entry.items() if key.endswith("_origlink"))]
    named += [
        link.get("href") for link in entry.get("links", ()) if link.get("rel") in ("alternate", "canonical", "via")
    ]
    if str(entry.get("id") or "").startswith(("http://", "https://")):
        named.append(entry["id"])
    found = (join_address(base, address) for address in named)
    return tuple(dict.fromkeys(address for address in found if address))


def _build_hint(entry: Any, is_dublin_core: bool) -> Hint:
    names = [author.get("name") for author in entry.get("authors", ())] or [entry.get("author")]
    labels = [tag.get("term") for tag in entry.get("tags", ())]
    # feedparser returns `published` for a missing `updated`; only the feed's own value is used.
    updated = dict.get(entry, "updated")
    published = entry.get("published") or entry.get("created") or (updated if is_dublin_core else None)
    return Hint(
        route="feed",
        title=clip(entry.get("title")),
        published=clip(published),
        modified=clip(updated),
        authors=tuple(text for name in names if (text := clip(name)))[:MAX_TEXTS],
        categories=tuple(dict.fromkeys(text for label in labels if (text := clip(label))))[:MAX_TEXTS],
    )
