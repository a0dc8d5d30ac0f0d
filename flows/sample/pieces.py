"""Read the sample's pieces: one Markdown file each, with the expected values in its TOML front matter."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.errors import BackbenchError

LONDON = ZoneInfo("Europe/London")
_MARKS = {"> ": "quote", "## ": "heading", "? ": "question", "! ": "image"}


@dataclass(frozen=True, slots=True)
class Author:
    """An author with their entry in the register on the day; `resolution`: the expected result of a run."""

    name: str
    person_id: str | None = None
    party_id: str | None = None
    chamber: str | None = None
    resolution: str = "resolved"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the body. `kind`: text, heading, question, quote (repeats a sentence: boilerplate) or image."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the sample with its expected values.

    `published`: local time in London. `dated_by`: where the date can be found: page, feed, sitemap, listing or nothing.
    `outcome`: the page's outcome in a first run. `subjects`: the subjects it names. `correction`: the paragraph that
    an edit of the site adds.
    """

    outlet_id: str
    slug: str
    title: str
    published: datetime
    dated_by: str
    authors: tuple[Author, ...]
    blocks: tuple[Block, ...]
    standfirst: str | None = None
    modified: datetime | None = None
    genre: str = "opinion"
    categories: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    credit: str | None = None
    affiliation: str | None = None
    correction: str | None = None
    outcome: str = "loaded"

    @property
    def is_sound(self) -> bool:
        """Whether readers can see it as an article; another outlet may have the same text."""
        return self.outcome in ("loaded", "duplicate")

    @property
    def key(self) -> str:
        """Outlet and slug: names the piece within the sample."""
        return f"{self.outlet_id}/{self.slug}"

    @property
    def body(self) -> str:
        """The text of the piece, one line per paragraph, without pull quotes and images."""
        return "\n".join(block.text for block in self.blocks if block.kind not in ("quote", "image"))

    @property
    def published_on(self) -> date | None:
        """The day of publication; None if the outlet does not state it."""
        return None if self.dated_by == "nothing" else self.published.date()


def read_pieces(folder: Path, outlet_ids: Iterable[str]) -> tuple[Piece, ...]:
    """Return every piece of these outlets, newest first; BackbenchError names a file that cannot be read."""
    found: dict[str, tuple[dict[str, Any], str]] = {}
    for outlet_id in outlet_ids:
        for path in sorted((folder / outlet_id).glob("*.md")):
            found[f"{outlet_id}/{path.stem[11:]}"] = _front_matter(path)
    pieces = [_piece(key, found) for key in found]
    return tuple(sorted(pieces, key=lambda piece: (piece.published, piece.key), reverse=True))


def _front_matter(path: Path) -> tuple[dict[str, Any], str]:
    try:
        _, head, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        return tomllib.loads(head), text
    except ValueError as error:
        raise BackbenchError(f"{path} is not a piece: {error}.", "It needs TOML between two lines of +++.") from error


def _piece(key: str, found: Mapping[str, tuple[dict[str, Any], str]]) -> Piece:
    head, text = found[key]
    fields = dict(head)
    if original := fields.pop("same_text_as", None):
        text = found[original][1]
    outlet_id, slug = key.split("/")
    authors = tuple(Author(**author) for author in fields.pop("author", ()))
    for name in ("categories", "subjects"):
        fields[name] = tuple(fields.get(name, ()))
    return Piece(outlet_id=outlet_id, slug=slug, authors=authors, blocks=_blocks(text), **fields)


def _blocks(text: str) -> tuple[Block, ...]:
    return tuple(_block(" ".join(part.split())) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def _block(text: str) -> Block:
    for mark, kind in _MARKS.items():
        if text.startswith(mark):
            return Block(kind, text.removeprefix(mark))
    return Block("text", text)
