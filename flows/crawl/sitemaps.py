"""Read sitemaps and their indexes within limits, so that the cost of a hostile or broken one is bounded."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flows.crawl.documents import clip, join_address, unpack
from flows.crawl.listing_reader import ListingPage, ListingReader
from flows.crawl.responses import Failed, NoAnswer, fail_alone
from flows.runs.hints import parse_day
from transforms.records import Hint

ACCEPT = "application/xml,text/xml,text/plain;q=0.5,*/*;q=0.1"
MAX_BYTES = 50_000_000  # sitemaps.org: at most 50 MB uncompressed …
MAX_ENTRIES = 50_000  # … and 50,000 URLs in one file
MAX_SITEMAPS_NIGHTLY = 500  # in a nightly run …
MAX_SITEMAPS_BACKFILL = 10_000  # … and in a backfill: 27 years with one per day
MAX_ENTRIES_IN_ALL = 500_000
MAX_DEPTH = 5
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,30}:)?(urlset|sitemapindex)[\s>]", re.IGNORECASE)
_ROOT_BYTES = 4_096
_TAG_NAME = re.compile(rb"</?[A-Za-z][\w.:-]*")


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One entry of a sitemap: an address, its hint, and whether it is another sitemap."""

    url: str
    hint: Hint
    is_sitemap: bool = False


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The entries of one sitemap, up to its problem if it has one."""

    entries: tuple[SitemapEntry, ...]
    problem: str | None = None


def read_sitemaps(reader: ListingReader) -> Iterator[ListingPage]:
    """Yield each of the outlet's sitemaps: those in robots.txt, then those declared, and all sitemaps they list."""
    named, outlet = list[str](), reader.outlet
    if outlet.use_sitemaps:
        home = outlet.home_url or f"https://{outlet.hosts[0]}/"
        try:
            with fail_alone("listing_error", home):
                named = _named_by_robots(reader, home)
        except NoAnswer as error:
            yield ListingPage(home, "sitemap", problem=str(error))
    yield from SitemapWalk(reader).read_all((*named, *outlet.sitemaps))


def _named_by_robots(reader: ListingReader, home: str) -> list[str]:
    rules = reader.client.robots(home, reader.outlet)
    rules.check(home)
    if not rules.sitemaps and not reader.outlet.sitemaps:
        raise Failed("no_sitemap", "robots.txt names no sitemap")
    base = rules.response.url if rules.response else home
    return [join_address(base, address) or address for address in rules.sitemaps]  # some sites write /sitemap.xml


@dataclass(slots=True)
class SitemapWalk:
    """Reads the given sitemaps of one outlet and all sitemaps they list.

    Leaves out entries last changed before the requested days, and sitemaps that have not changed since then by their
    index.
    """

    reader: ListingReader
    _seen: set[str] = field(default_factory=set)
    _yielded: int = 0

    def read_all(self, addresses: Iterable[str]) -> Iterator[ListingPage]:
        """Yield each sitemap under these addresses, in order, an index before its sitemaps."""
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
        most = MAX_SITEMAPS_NIGHTLY if self.reader.until is None else MAX_SITEMAPS_BACKFILL
        if len(self._seen) >= most:
            return f"too_many: {most} sitemaps read, this one and those after it not"
        if self._yielded >= MAX_ENTRIES_IN_ALL:
            return f"too_many: {MAX_ENTRIES_IN_ALL} entries read, this sitemap and those after it not"
        return None

    def _read(self, address: str) -> tuple[ListingPage, list[str]]:
        """Return one sitemap's entries and the sitemaps it lists; entries before a parse error count."""
        reader = self.reader
        try:
            with fail_alone("listing_error", address):
                response = reader.get(address, ACCEPT, MAX_BYTES)
                if response.status == 304:
                    return ListingPage(address, "sitemap"), []
                if response.status != 200:
                    raise Failed(f"http_{response.status}", f"answered {response.status}")
                sitemap = reader.parser.parse(parse_sitemap, unpack(response.body, MAX_BYTES), response.url)
                recent = [entry for entry in sitemap.entries if not self._is_older(entry)]
                entries = [(entry.url, entry.hint) for entry in recent if not entry.is_sitemap]
                children = [entry.url for entry in recent if entry.is_sitemap]
                page = reader.build_page(response, address, "sitemap", entries)
                problem = sitemap.problem or reader.find_foreign(entries)
        except NoAnswer as error:
            return ListingPage(address, "sitemap", problem=str(error)), []
        # An index may be unchanged while its sitemaps change, and a broken one must be read again.
        if children or problem:
            return replace(page, etag=None, last_modified=None, problem=problem), children
        return page, children

    def _is_older(self, entry: SitemapEntry) -> bool:
        since = self.reader.since
        changed = parse_day(entry.hint.modified or entry.hint.published, self.reader.outlet.timezone)
        return since is not None and changed is not None and changed < since


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Return the entries of a sitemap or an index and, if it is broken, the problem.

    A plain text of one address a line is a sitemap too (sitemaps.org).
    """
    found, unusable = list[SitemapEntry](), 0
    is_markup = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        for entry in _read_elements(body) if is_markup else _read_lines(body, urlsplit(url).netloc):
            if len(found) == MAX_ENTRIES:
                return Sitemap(tuple(found), f"too_long: read to its entry {MAX_ENTRIES} and no further")
            if address := join_address(url, entry.url):
                found.append(replace(entry, url=address))
            else:
                unusable += 1
    except Failed as failure:
        return Sitemap(tuple(found), str(failure))
    problem = f"no_address: {unusable} of its {unusable + len(found)} entries have no readable address"
    return Sitemap(tuple(found), problem if unusable else None)


def _read_lines(body: bytes, host: str) -> Iterator[SitemapEntry]:
    is_empty, beginnings = True, ("http://", "https://", "/", f"{host.lower()}/")
    for line in body.decode("utf-8-sig", "replace").splitlines():
        if line.strip().lower().startswith(beginnings):
            is_empty = False
            yield SitemapEntry(line.split()[0], Hint("sitemap"))  # a date may follow
    if is_empty:
        raise Failed("not_a_sitemap", "neither XML nor a text with an address on each line")


def _read_elements(body: bytes) -> Iterator[SitemapEntry]:
    from lxml import etree  # here, so that commands which fetch nothing start without it

    # No DTD, no entities, no network: external entities are not read, entity bombs are not expanded. With recover, the
    # entries before a parse error are read; the error is reported at the end.
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True}
    if (root := _ROOT.search(body[:_ROOT_BYTES])) and not root[1].islower():
        body = _TAG_NAME.sub(lambda tag: tag[0].lower(), body)
    parts = etree.iterparse(BytesIO(body), events=("end",), tag=("{*}url", "{*}sitemap"), **safe)
    try:
        for _, element in parts:
            yield _build_entry(element)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise Failed("not_a_sitemap", f"broken XML: {error}") from error
    # As text: with recover, a damaged root has a name that lxml itself refuses.
    kind = str(parts.root.tag).rpartition("}")[2] if parts.root is not None else "nothing"
    if kind not in ("urlset", "sitemapindex"):
        raise Failed("not_a_sitemap", f"neither a sitemap nor an index but {kind[:100]!a}")
    if broken := [entry for entry in parts.error_log if entry.level_name == "FATAL"]:
        raise Failed("not_a_sitemap", f"broken XML, read up to line {broken[0].line}: {broken[0].message}")


def _build_entry(element: Any) -> SitemapEntry:
    """Return an element's entry; its address is empty if none can be read."""
    # The page's own `loc` is a child; that of an image or a video is nested deeper.
    place = element.find("{*}loc")
    # An entity in an address is not read, and what remains of the address would be another one.
    address = "" if place is None or len(place) else (place.text or "").strip()
    texts = {child.tag.rpartition("}")[2]: clip(child.text) for child in element.iter("{*}*")}
    hint = Hint("sitemap", texts.get("title"), texts.get("publication_date"), texts.get("lastmod"))
    return SitemapEntry(address, hint, element.tag.endswith("sitemap"))
