"""Read how the sample's outlets are laid out, and their deliberate faults (seeds/sample/site.toml)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from flows.sample.pieces import Piece


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one outlet's pages. They may contain {slug}, {year}, {month}, {day} or {number}.

    `sitemap_dates`: whether its sitemap gives each page's last change.
    """

    outlet_id: str
    name: str
    host: str
    article: str
    partner: str
    listing: str
    next_listing: str
    feed: str
    feed_size: int
    sitemap: str
    sitemap_parts: tuple[str, ...]
    charset: str
    sitemap_dates: bool = False

    def path_of(self, piece: Piece) -> str:
        """Return the path of the piece's page."""
        pattern = self.partner if piece.genre == "partner" else self.article
        return pattern.format(slug=piece.slug, **_format_day_parts(piece))

    def listing_path(self, number: int) -> str:
        """Return the path of that listing page, counted from 1."""
        return self.listing if number == 1 else self.next_listing.format(number=number)

    def address(self, path: str) -> str:
        """Return the full address of a path."""
        return f"http://{self.host}{path}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One address with a deliberate fault: gone, moved, slow, busy, forbidden or twin."""

    outlet: str
    path: str
    kind: str
    status: int = 200
    to: str | None = None
    seconds: float = 0.0


def read_layouts(folder: Path) -> tuple[dict[str, Layout], tuple[Fault, ...]]:
    """Return the layouts by outlet_id, and the faults, of the sample in this folder."""
    outlets = tomllib.loads((folder / "outlets.toml").read_text(encoding="utf-8"))["outlet"]
    site = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    layouts = {}
    for outlet in outlets:
        fields = dict(site["outlet"][outlet["outlet_id"]])
        parts = tuple(fields.pop("sitemap_parts"))
        layouts[outlet["outlet_id"]] = Layout(
            outlet["outlet_id"], outlet["name"], outlet["hosts"][0], sitemap_parts=parts, **fields
        )
    return layouts, tuple(Fault(**fault) for fault in site["fault"])


def _format_day_parts(piece: Piece) -> dict[str, str]:
    day = piece.published
    return {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
