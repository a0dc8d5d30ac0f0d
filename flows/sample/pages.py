"""Render the pages, feeds and sitemaps of one sample outlet from its pieces and templates."""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.sample.layout import Layout, Trouble
from flows.sample.pieces import LONDON, Piece

PER_LISTING = 8
WORDS_A_MINUTE = 120
_XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Page:
    """What one address answers: bytes, their type, and when they last changed (aware UTC)."""

    body: bytes
    media_type: str
    changed_at: datetime

    @property
    def etag(self) -> str:
        """A strong validator: the same bytes have the same."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a sitemap."""

    address: str
    changed_at: str | None = None
    news_at: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """Everything needed to print one outlet: its layout, its pieces (newest first), its troubles, the day served."""

    templates: Environment
    layout: Layout
    pieces: Sequence[Piece]
    troubles: Sequence[Trouble]
    served_on: date

    def print_all(self) -> dict[str, Page]:
        """Return every page of the outlet by its path."""
        pages = {self.layout.path_of(piece): self._article(number, piece) for number, piece in enumerate(self.pieces)}
        pages |= {trouble.path: pages[str(trouble.to)] for trouble in self.troubles if trouble.kind == "twin"}
        pages |= dict(self._listings()) | dict(self._sitemaps())
        pages["/"] = pages[self.layout.listing]
        pages[self.layout.feed] = self._page("feed.xml", _XML, items=self._feed_pieces())
        forbidden = [trouble.path for trouble in self.troubles if trouble.kind == "forbidden"]
        pages["/robots.txt"] = self._page("robots.txt", "text/plain", forbidden=forbidden)
        return pages

    def _article(self, number: int, piece: Piece) -> Page:
        minutes = max(1, round(len(piece.body.split()) / WORDS_A_MINUTE))
        words = {"piece": piece, "minutes": minutes, "teasers": self._teasers(number)}
        return self._page("article.html", self._html, partners=self._partners(piece), **words)

    def _teasers(self, number: int) -> list[Piece]:
        own = {author.name for author in self.pieces[number].authors}
        others = [
            piece
            for piece in self._shown()
            if piece.authors and own.isdisjoint(author.name for author in piece.authors)
        ]
        return [others[(number + step) % len(others)] for step in (0, 3, 7)]

    def _partners(self, piece: Piece) -> list[Piece]:
        return [other for other in self.pieces if other.genre == "partner" and other is not piece]

    def _listings(self) -> Iterator[tuple[str, Page]]:
        shown = self._shown()
        last = max(1, -(-len(shown) // PER_LISTING))
        for number in range(1, last + 1):
            items = shown[(number - 1) * PER_LISTING : number * PER_LISTING]
            page = self._page("listing.html", self._html, items=items, number=number, last=last)
            yield self.layout.listing_path(number), page

    def _feed_pieces(self) -> list[Piece]:
        dated = [piece for piece in self._shown() if piece.dated_by in ("feed", "page")]
        return dated[: self.layout.feed_size]

    def _shown(self) -> list[Piece]:
        """What the outlet shows its readers; its sitemap has more, such as what is not yet due."""
        return [piece for piece in self.pieces if piece.is_sound and piece.published.date() <= self.served_on]

    def _sitemaps(self) -> Iterator[tuple[str, Page]]:
        entries, parts = list(self._entries()), self.layout.sitemap_parts
        for number, path in enumerate(parts):
            page = self._page("sitemap.xml", _XML, entries=entries[number :: len(parts)])
            yield path, page if not path.endswith(".gz") else self._zipped(page)
        addresses = [self.layout.address(path) for path in parts]
        yield self.layout.sitemap, self._page("sitemap-index.xml", _XML, addresses=addresses)

    def _entries(self) -> Iterator[Entry]:
        """A moved piece stands in the sitemap at its old address alone, as a stale sitemap has it."""
        moved = {trouble.to for trouble in self.troubles if trouble.kind == "moved"}
        paths = {self.layout.path_of(piece): piece for piece in self.pieces}
        for path, piece in paths.items():
            if path not in moved:
                changed = instant(piece.modified or piece.published) if self.layout.sitemap_dates else None
                news = instant(piece.published) if piece.dated_by == "sitemap" else None
                yield Entry(self.layout.address(path), changed, news)
        for trouble in self.troubles:
            if trouble.path not in paths:
                yield Entry(self.layout.address(trouble.path))

    def _zipped(self, page: Page) -> Page:
        return Page(gzip.compress(page.body, mtime=0), "application/gzip", page.changed_at)

    @property
    def _html(self) -> str:
        """The old site declares its charset in the page alone."""
        return "text/html; charset=utf-8" if self.layout.charset == "utf-8" else "text/html"

    def _page(self, template: str, media_type: str, **words: object) -> Page:
        found = self.templates.select_template([f"{self.layout.outlet_id}/{template}", template])
        text = found.render(layout=self.layout, masthead=masthead(self.served_on), **words)
        body = text.encode(self.layout.charset if media_type == "text/html" else "utf-8", "xmlcharrefreplace")
        return Page(body, media_type, datetime.combine(self.served_on, time(), UTC))


def read_templates(folder: Path) -> Environment:
    """Return the templates of the sample in this folder; what a template does not know is an error."""
    templates = Environment(
        loader=FileSystemLoader(folder / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["instant"] = instant
    templates.filters["mail_date"] = mail_date
    templates.filters["day"] = day
    return templates


def instant(local: datetime) -> str:
    """Return a local time in London as an instant (ISO 8601, UTC)."""
    return local.replace(tzinfo=LONDON).astimezone(UTC).isoformat()


def masthead(day_served: date) -> str:
    """Return the day as a masthead prints it: Sat, 20 April 2024."""
    return f"{day_served:%a}, {day(day_served)}"


def day(value: date) -> str:
    """Return the day in words: 3 March 2023."""
    return f"{value.day} {value:%B %Y}"


def mail_date(local: datetime) -> str:
    """Return a local time in London as feeds write it (RFC 822)."""
    return format_datetime(local.replace(tzinfo=LONDON))
