"""Render the pages, feeds and sitemaps of one sample outlet from its pieces and templates."""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.sample.layout import Fault, Layout
from flows.sample.pieces import LONDON, Piece

PER_LISTING = 8
WORDS_A_MINUTE = 120
_XML = "application/xml"


@dataclass(frozen=True, slots=True)
class SampleResponse:
    """The response of one address: bytes, media type, and the time of their last change (aware UTC)."""

    body: bytes
    media_type: str
    changed_at: datetime

    @property
    def etag(self) -> str:
        """A strong validator, derived from the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One line of a sitemap."""

    address: str
    changed_at: str | None = None
    news_at: str | None = None


@dataclass(frozen=True, slots=True)
class OutletRenderer:
    """Renders one outlet from its layout, its pieces (newest first), its faults and the day it is served on."""

    templates: Environment
    layout: Layout
    pieces: Sequence[Piece]
    faults: Sequence[Fault]
    served_on: date

    def render_all(self) -> dict[str, SampleResponse]:
        """Return every page of the outlet by its path."""
        pages = {
            self.layout.path_of(piece): self._render_article(number, piece) for number, piece in enumerate(self.pieces)
        }
        pages |= {fault.path: pages[str(fault.to)] for fault in self.faults if fault.kind == "twin"}
        pages |= dict(self._render_listings()) | dict(self._render_sitemaps())
        pages["/"] = pages[self.layout.listing]
        pages[self.layout.feed] = self._render_template("feed.xml", _XML, items=self._feed_pieces())
        forbidden = [fault.path for fault in self.faults if fault.kind == "forbidden"]
        pages["/robots.txt"] = self._render_template("robots.txt", "text/plain", forbidden=forbidden)
        return pages

    def _render_article(self, number: int, piece: Piece) -> SampleResponse:
        minutes = max(1, round(len(piece.body.split()) / WORDS_A_MINUTE))
        words = {"piece": piece, "minutes": minutes, "teasers": self._teasers(number)}
        return self._render_template("article.html", self._html, partners=self._partners(piece), **words)

    def _teasers(self, number: int) -> list[Piece]:
        own = {author.name for author in self.pieces[number].authors}
        others = [
            piece
            for piece in self._visible_pieces()
            if piece.authors and own.isdisjoint(author.name for author in piece.authors)
        ]
        return [others[(number + step) % len(others)] for step in (0, 3, 7)]

    def _partners(self, piece: Piece) -> list[Piece]:
        return [other for other in self.pieces if other.genre == "partner" and other is not piece]

    def _render_listings(self) -> Iterator[tuple[str, SampleResponse]]:
        shown = self._visible_pieces()
        last = max(1, -(-len(shown) // PER_LISTING))
        for number in range(1, last + 1):
            items = shown[(number - 1) * PER_LISTING : number * PER_LISTING]
            page = self._render_template("listing.html", self._html, items=items, number=number, last=last)
            yield self.layout.listing_path(number), page

    def _feed_pieces(self) -> list[Piece]:
        dated = [piece for piece in self._visible_pieces() if piece.dated_by in ("feed", "page")]
        return dated[: self.layout.feed_size]

    def _visible_pieces(self) -> list[Piece]:
        """Return the pieces that readers can see; the sitemap has more, such as pieces not yet published."""
        return [piece for piece in self.pieces if piece.is_sound and piece.published.date() <= self.served_on]

    def _render_sitemaps(self) -> Iterator[tuple[str, SampleResponse]]:
        entries, parts = list(self._entries()), self.layout.sitemap_parts
        for number, path in enumerate(parts):
            page = self._render_template("sitemap.xml", _XML, entries=entries[number :: len(parts)])
            yield path, page if not path.endswith(".gz") else self._compress(page)
        addresses = [self.layout.address(path) for path in parts]
        yield self.layout.sitemap, self._render_template("sitemap-index.xml", _XML, addresses=addresses)

    def _entries(self) -> Iterator[SitemapEntry]:
        """Yield one entry per address; a moved piece has only its old address here, as in a stale sitemap."""
        moved = {fault.to for fault in self.faults if fault.kind == "moved"}
        paths = {self.layout.path_of(piece): piece for piece in self.pieces}
        for path, piece in paths.items():
            if path not in moved:
                changed = format_instant(piece.modified or piece.published) if self.layout.sitemap_dates else None
                news = format_instant(piece.published) if piece.dated_by == "sitemap" else None
                yield SitemapEntry(self.layout.address(path), changed, news)
        for fault in self.faults:
            if fault.path not in paths:
                yield SitemapEntry(self.layout.address(fault.path))

    def _compress(self, page: SampleResponse) -> SampleResponse:
        return SampleResponse(gzip.compress(page.body, mtime=0), "application/gzip", page.changed_at)

    @property
    def _html(self) -> str:
        """The media type of pages; the old site declares its charset only in the page."""
        return "text/html; charset=utf-8" if self.layout.charset == "utf-8" else "text/html"

    def _render_template(self, template: str, media_type: str, **words: object) -> SampleResponse:
        found = self.templates.select_template([f"{self.layout.outlet_id}/{template}", template])
        text = found.render(layout=self.layout, masthead=format_masthead(self.served_on), **words)
        body = text.encode(self.layout.charset if media_type == "text/html" else "utf-8", "xmlcharrefreplace")
        return SampleResponse(body, media_type, datetime.combine(self.served_on, time(), UTC))


def read_templates(folder: Path) -> Environment:
    """Return the templates of the sample in this folder; an undefined variable in a template is an error."""
    templates = Environment(
        loader=FileSystemLoader(folder / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["instant"] = format_instant
    templates.filters["mail_date"] = format_mail_date
    templates.filters["day"] = format_day
    return templates


def format_instant(local: datetime) -> str:
    """Return a local time in London as an instant (ISO 8601, UTC)."""
    return local.replace(tzinfo=LONDON).astimezone(UTC).isoformat()


def format_masthead(day_served: date) -> str:
    """Return the day as a masthead prints it: Sat, 20 April 2024."""
    return f"{day_served:%a}, {format_day(day_served)}"


def format_day(value: date) -> str:
    """Return the day in words: 3 March 2023."""
    return f"{value.day} {value:%B %Y}"


def format_mail_date(local: datetime) -> str:
    """Return a local time in London as feeds write it (RFC 822)."""
    return format_datetime(local.replace(tzinfo=LONDON))
