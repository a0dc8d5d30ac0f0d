"""Sitemaps and their indexes, walked within bounds: what a hostile or broken one can cost is known beforehand."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from flows.discover.hints import day
from flows.fetch.failures import Failed, NoAnswer
from flows.fetch.responses import Response
from transforms.records import Hint

ACCEPT = "application/xml,text/xml,text/plain;q=0.5,*/*;q=0.1"
MOST_BYTES = 50_000_000  # sitemaps.org: at most 50 MB uncompressed …
MOST_ENTRIES = 50_000  # … and 50,000 URLs in one file
MOST_SITEMAPS = 500
MOST_IN_ALL = 500_000
DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a sitemap: an address, what it says of it, and whether it is another sitemap."""

    url: str
    hint: Hint
    is_sitemap: bool = False


@dataclass(slots=True)
class Walk:
    """One outlet's sitemaps, from those given down; what could not be read ends in `problems`.

    `fetch` returns the response of a sitemap's address, or raises NoAnswer. Entries last changed before `since` are
    left out, and so are whole sitemaps that an index says have not changed since then.
    """

    fetch: Callable[[str], Response]
    timezone: str
    since: date | None
    problems: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _yielded: int = 0

    def entries(self, addresses: tuple[str, ...], depth: int = 0) -> Iterator[Entry]:
        """Yield the entries that are pages, of all sitemaps under these addresses."""
        for address in addresses:
            if address in self._seen or self._is_over(address, depth):
                continue
            self._seen.add(address)
            try:
                yield from self._of_one(address, depth)
            except NoAnswer as error:
                self.problems.append(f"{address}: {error}")

    def _of_one(self, address: str, depth: int) -> Iterator[Entry]:
        response = self.fetch(address)
        if response.status != 200:
            raise Failed(f"http_{response.status}", f"answered {response.status}")
        for number, entry in enumerate(read(response)):
            if number == MOST_ENTRIES:
                self.problems.append(f"{address}: too_long: read to its entry {MOST_ENTRIES} and no further")
                return
            if self._is_older(entry):
                continue
            if entry.is_sitemap:
                yield from self.entries((entry.url,), depth + 1)
            elif self._yielded < MOST_IN_ALL:
                self._yielded += 1
                yield entry

    def _is_over(self, address: str, depth: int) -> bool:
        if depth > DEEPEST:
            self.problems.append(f"{address}: too_deep: more than {DEEPEST} indexes above it")
        elif len(self._seen) >= MOST_SITEMAPS:
            self.problems.append(f"{address}: too_many: {MOST_SITEMAPS} sitemaps read, this one not")
        elif self._yielded >= MOST_IN_ALL:
            self.problems.append(f"{address}: too_many: {MOST_IN_ALL} entries read, this sitemap not")
        else:
            return False
        return True

    def _is_older(self, entry: Entry) -> bool:
        changed = day(entry.hint.modified or entry.hint.published, self.timezone)
        return self.since is not None and changed is not None and changed < self.since


def read(response: Response) -> Iterator[Entry]:
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
        plain = inflate.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise Failed("not_a_sitemap", f"broken gzip: {error}") from error
    if inflate.unconsumed_tail:
        raise Failed("too_large", f"more than {MOST_BYTES} bytes after decoding")
    return plain


def _lines(body: bytes) -> Iterator[Entry]:
    for line in body.decode("utf-8-sig", "replace").splitlines():
        if line.strip().startswith(("http://", "https://")):
            yield Entry(line.strip(), Hint("sitemap"))


def _elements(body: bytes) -> Iterator[Entry]:
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


def _entry(element: Any) -> Entry | None:
    # The page's own `loc` is a child; that of an image or a video stands deeper.
    address = (element.findtext("{*}loc") or "").strip()
    if not address:
        return None
    said = {child.tag.rpartition("}")[2]: (child.text or "").strip() or None for child in element.iter("{*}*")}
    hint = Hint("sitemap", said.get("title"), said.get("publication_date"), said.get("lastmod"))
    return Entry(address, hint, element.tag.endswith("sitemap"))
