"""Sitemaps and their indexes, walked within bounds: what a hostile or broken one can cost is known beforehand."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from flows.crawl.responses import Failed, NoAnswer, Response
from flows.crawl.search import ListingPage, Search
from flows.runs.hints import parse_day
from transforms.records import Hint

ACCEPT = "application/xml,text/xml,text/plain;q=0.5,*/*;q=0.1"
MAX_BYTES = 50_000_000  # sitemaps.org: at most 50 MB uncompressed …
MAX_ENTRIES = 50_000  # … and 50,000 URLs in one file
MAX_SITEMAPS_NIGHTLY = 500  # in a nightly run …
MAX_SITEMAPS_BACKFILL = 10_000  # … and in a backfill: 27 years of one a day
MAX_ENTRIES_IN_ALL = 500_000
MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One line of a sitemap: an address, what it says of it, and whether it is another sitemap."""

    url: str
    hint: Hint
    is_sitemap: bool = False


def read_sitemaps(search: Search) -> Iterator[ListingPage]:
    """Yield each of the outlet's sitemaps: those that robots.txt names, then those declared, and all under them."""
    named, outlet = list[str](), search.outlet
    if outlet.use_sitemaps:
        home = outlet.home_url or f"https://{outlet.hosts[0]}/"
        try:
            named = _named_by_robots(search, home)
        except NoAnswer as error:
            yield ListingPage(home, "sitemap", problem=str(error))
    yield from SitemapWalk(search).read_all((*named, *outlet.sitemaps))


def _named_by_robots(search: Search, home: str) -> list[str]:
    rules = search.client.robots(home, search.outlet)
    rules.check(home)
    if not rules.sitemaps and not search.outlet.sitemaps:
        raise Failed("no_sitemap", "robots.txt names no sitemap")
    return list(rules.sitemaps)


@dataclass(slots=True)
class SitemapWalk:
    """One outlet's sitemaps, from those given down.

    Entries last changed before the days wanted are left out, and so are whole sitemaps that an index says have not
    changed since then.
    """

    search: Search
    _seen: set[str] = field(default_factory=set)
    _yielded: int = 0

    def read_all(self, addresses: Iterable[str]) -> Iterator[ListingPage]:
        """Yield each sitemap under these addresses, in order, an index before what it names."""
        waiting = [(address, 0) for address in addresses][::-1]
        while waiting:
            address, depth = waiting.pop()
            if address in self._seen:
                continue
            if bound := self._bound(depth):
                yield ListingPage(address, "sitemap", problem=bound)
                if depth <= MAX_DEPTH:
                    return
                continue
            self._seen.add(address)
            found, children = self._read(address)
            self._yielded += len(found.candidates)
            yield found
            waiting += [(child, depth + 1) for child in reversed(children)]

    def _bound(self, depth: int) -> str | None:
        if depth > MAX_DEPTH:
            return f"too_deep: more than {MAX_DEPTH} indexes above it"
        most = MAX_SITEMAPS_NIGHTLY if self.search.until is None else MAX_SITEMAPS_BACKFILL
        if len(self._seen) >= most:
            return f"too_many: {most} sitemaps read, this one and those after it not"
        if self._yielded >= MAX_ENTRIES_IN_ALL:
            return f"too_many: {MAX_ENTRIES_IN_ALL} entries read, this sitemap and those after it not"
        return None

    def _read(self, address: str) -> tuple[ListingPage, list[str]]:
        """Return what one sitemap lists and the sitemaps it names; what stands before a break in it counts."""
        children, entries = list[str](), list[tuple[str, Hint]]()
        try:
            response = self.search.get(address, ACCEPT, MAX_BYTES)
            if response.status == 304:
                return ListingPage(address, "sitemap"), []
            self._take(response, children, entries)
        except NoAnswer as error:
            return ListingPage(address, "sitemap", self.search.candidates(entries), str(error)), children
        found = self.search.found(response, address, "sitemap", entries)
        # An index may stay the same while what it names changes, so it is read whatever it was.
        return (replace(found, etag=None, last_modified=None) if children else found), children

    def _take(self, response: Response, children: list[str], entries: list[tuple[str, Hint]]) -> None:
        if response.status != 200:
            raise Failed(f"http_{response.status}", f"answered {response.status}")
        for number, entry in enumerate(parse_sitemap(response)):
            if number == MAX_ENTRIES:
                raise Failed("too_long", f"read to its entry {MAX_ENTRIES} and no further")
            if entry.is_sitemap:
                if not self._is_older(entry):
                    children.append(entry.url)
            elif not self._is_older(entry):
                entries.append((entry.url, entry.hint))

    def _is_older(self, entry: SitemapEntry) -> bool:
        since = self.search.since
        changed = parse_day(entry.hint.modified or entry.hint.published, self.search.outlet.timezone)
        return since is not None and changed is not None and changed < since


def parse_sitemap(response: Response) -> Iterator[SitemapEntry]:
    """Yield a sitemap's or index's entries; Failed (not_a_sitemap, too_large) where it is none.

    Gzip is told by its first bytes. A plain text of one address a line is a sitemap too (sitemaps.org).
    """
    body = _inflated(response.body) if response.body[:2] == b"\x1f\x8b" else response.body
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield from _lines(body)
        return
    yield from _elements(body)


def _inflated(body: bytes) -> bytes:
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = inflate.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise Failed("not_a_sitemap", f"broken gzip: {error}") from error
    if inflate.unconsumed_tail:
        raise Failed("too_large", f"more than {MAX_BYTES} bytes after decoding")
    return plain


def _lines(body: bytes) -> Iterator[SitemapEntry]:
    for line in body.decode("utf-8-sig", "replace").splitlines():
        if line.strip().startswith(("http://", "https://")):
            yield SitemapEntry(line.strip(), Hint("sitemap"))


def _elements(body: bytes) -> Iterator[SitemapEntry]:
    from lxml import etree  # here, so that commands which fetch nothing start without it

    # No DTD, no entity, no network: an external entity stays unread, an internal bomb unexpanded. With recover, what
    # stands before a break is read; the break is told at the end.
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True}
    parts = etree.iterparse(BytesIO(body), events=("end",), tag=("{*}url", "{*}sitemap"), **safe)
    try:
        for _, element in parts:
            if entry := _entry(element):
                yield entry
            element.clear()
    except etree.XMLSyntaxError as error:
        raise Failed("not_a_sitemap", f"broken XML: {error}") from error
    kind = etree.QName(parts.root).localname if parts.root is not None else "nothing"
    if kind not in ("urlset", "sitemapindex"):
        raise Failed("not_a_sitemap", f"neither a sitemap nor an index but {kind}")
    if broken := [entry for entry in parts.error_log if entry.level_name == "FATAL"]:
        raise Failed("not_a_sitemap", f"broken XML, read up to line {broken[0].line}: {broken[0].message}")


def _entry(element: Any) -> SitemapEntry | None:
    # The page's own `loc` is a child; that of an image or a video stands deeper.
    address = (element.findtext("{*}loc") or "").strip()
    if not address:
        return None
    said = {child.tag.rpartition("}")[2]: (child.text or "").strip() or None for child in element.iter("{*}*")}
    hint = Hint("sitemap", said.get("title"), said.get("publication_date"), said.get("lastmod"))
    return SitemapEntry(address, hint, element.tag.endswith("sitemap"))
