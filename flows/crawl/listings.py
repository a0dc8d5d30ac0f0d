"""Read an outlet's declared listing pages, numbered or by "older" links: addresses, with title, author, date hints."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from flows.crawl.documents import MAX_TEXT_LENGTH, clip, unpack
from flows.crawl.listing_reader import Entries, ListingPage, ListingReader
from flows.crawl.paging import END_STATUSES, PageTrail
from flows.crawl.responses import Failed, NoAnswer, fail_alone
from transforms.records import Hint, Listing, Selector

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
MAX_BYTES = 5_000_000  # of one page, decoded: it is parsed in this process, with ten times as much memory
MAX_TEASERS = 1_000  # per page


def read_listing_pages(reader: ListingReader) -> Iterator[ListingPage]:
    """Yield each of the outlet's listing pages, newest first, until one is older than the requested days."""
    for listing in reader.outlet.listings:
        if not (listing.closed and reader.until is None):
            yield from _read_pages(reader, listing)


def _read_pages(reader: ListingReader, listing: Listing) -> Iterator[ListingPage]:
    trail, number, requested = PageTrail(reader), listing.first_page, set[str]()
    address: str | None = listing.pages.replace("{page}", str(number))
    while address is not None and address not in requested:
        requested.add(address)
        try:
            with fail_alone("listing_error", address):
                entries, older = _read(reader, listing, address, is_first=not trail.pages)
                continues = trail.has_next(entries)
                listed, outside = reader.candidates(entries), reader.outside(entries)
        except NoAnswer as error:
            yield ListingPage(address, "listing", problem=str(error))
            return
        yield ListingPage(address, "listing", listed, trail.cut_reason or reader.find_foreign(entries), outside=outside)
        number += 1
        following = older if listing.older else listing.pages.replace("{page}", str(number))
        address = following if continues else None


def _read(reader: ListingReader, listing: Listing, address: str, is_first: bool) -> tuple[Entries, str | None]:
    """Return a page's teasers (none past the last page) and the address of its "older" link."""
    response = reader.get(address, ACCEPT, MAX_BYTES)
    if response.status in END_STATUSES and not is_first:
        return [], None
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the listing answered {response.status}")
    body = unpack(response.body, MAX_BYTES)
    entries, older = reader.parser.parse(parse_listing, body, response.charset, response.url, listing)
    if not entries and is_first:
        raise Failed("no_teasers", f"nothing on the page matches {listing.item!r} with a link {listing.link!r}")
    return entries, older


def parse_listing(body: bytes, charset: str | None, url: str, listing: Listing) -> tuple[Entries, str | None]:
    """Return a page's teasers and the address of its "older" link; raises Failed (not_a_listing) if it has none."""
    tree = _parse_html(body, charset)
    base = _base(tree, url)
    older = next(iter(tree.cssselect(listing.older)), None) if listing.older else None
    return list(_teasers(tree, listing, base)), None if older is None else _address(older, base)


def _parse_html(body: bytes, charset: str | None) -> "HtmlElement":
    from lxml.etree import ParserError  # here, so that commands which fetch nothing start without them
    from lxml.html import document_fromstring

    from transforms.page.decoding import decode
    from transforms.page.parse import limit_attributes

    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(body, charset))
    try:
        return document_fromstring(limit_attributes(markup)[0])
    except (ParserError, ValueError) as error:
        raise Failed("not_a_listing", f"not a page of HTML: {error}") from error


def _base(tree: "HtmlElement", url: str) -> str:
    named = tree.xpath("string(//base/@href)")
    try:
        return urljoin(url, str(named).strip()) if named else url
    except ValueError:  # an invalid host
        return url


def _teasers(tree: "HtmlElement", listing: Listing, base: str) -> Iterator[tuple[str, Hint]]:
    for item in tree.cssselect(listing.item)[:MAX_TEASERS]:
        link = next(iter(item.cssselect(listing.link)), item)
        if (address := _address(link, base)) is None:
            continue
        author = _read_value(item, listing.author)
        yield (
            address,
            Hint(
                "listing",
                title=_read_value(item, listing.title) if listing.title else _text(link),
                published=_read_value(item, listing.date),
                authors=(author,) if author else (),
            ),
        )


def _address(link: "HtmlElement", base: str) -> str | None:
    href = (link.get("href") or "").strip()
    try:
        return urljoin(base, href) if href and not href.startswith("#") else None
    except ValueError:  # an invalid host
        return None


def _read_value(item: "HtmlElement", rule: Selector | None) -> str | None:
    """Return the teaser's text at the selector: an element's `datetime` before its text; a pattern selects a part."""
    if rule is None:
        return None
    element = next(iter(item.cssselect(rule.css)), None) if rule.css else item
    if element is None:
        return None
    text = clip(element.get("datetime")) or _text(element)
    if text is None or rule.pattern is None:
        return text
    found = re.search(rule.pattern, text)
    return (found[1] or "").strip() or None if found else None


def _text(element: "HtmlElement") -> str | None:
    return " ".join(element.text_content().split())[:MAX_TEXT_LENGTH] or None
