"""The expected result of a first run over the sample, from the articles' front matter and the site's faults."""

from collections.abc import Mapping
from datetime import date
from typing import NotRequired, TypedDict

from flows.sample.layout import Fault, Layout
from flows.sample.pieces import Piece
from flows.sample.server import SampleSite

_OUTCOMES = {"gone": "failed", "forbidden": "disallowed", "twin": "duplicate", "moved": "unchanged"}
_UNDATED = "neither the page nor a feed, sitemap or listing gives a date"


class ExpectedRow(TypedDict):
    """An address of the sample; without the values of a piece if its page is none."""

    url: str
    outlet_id: str
    outcome: str
    title: NotRequired[str]
    published_on: NotRequired[date | None]
    undated_because: NotRequired[str | None]
    dated_by: NotRequired[str]
    genre: NotRequired[str]
    authors: NotRequired[list[str]]
    person_ids: NotRequired[list[str | None]]
    party_ids: NotRequired[list[str | None]]
    chambers: NotRequired[list[str | None]]
    resolutions: NotRequired[list[str]]
    categories: NotRequired[list[str]]
    subjects: NotRequired[list[str]]
    is_iran_russia: NotRequired[bool]
    body: NotRequired[str]


def expected_rows(site: SampleSite) -> list[ExpectedRow]:
    """Return one row per address of the sample: url, outcome, and for a piece its expected values.

    Authors are lists in the byline's order; `is_iran_russia`: whether the text mentions both. The outcome `unchanged`
    is a moved piece found again under its old address. Two outlets print one text: the page fetched second is the
    duplicate.
    """
    rows = [_piece_row(site.url_of(piece), piece) for piece in site.pieces]
    taken = {row["url"]: row for row in rows}
    for fault in site.faults:
        row = _fault_row(site.layouts[fault.outlet], fault, taken)
        if row and row["url"] not in taken:
            rows.append(row)
    return rows


def _piece_row(url: str, piece: Piece) -> ExpectedRow:
    return {
        "url": url,
        "outlet_id": piece.outlet_id,
        "outcome": piece.outcome,
        "title": piece.title,
        "published_on": piece.published_on,
        "undated_because": None if piece.published_on else _UNDATED,
        "dated_by": piece.dated_by,
        "genre": piece.genre,
        "authors": [author.name for author in piece.authors],
        "person_ids": [author.person_id for author in piece.authors],
        "party_ids": [author.party_id for author in piece.authors],
        "chambers": [author.chamber for author in piece.authors],
        "resolutions": [author.resolution for author in piece.authors] or ["no_byline"],
        "categories": list(piece.categories),
        "subjects": list(piece.subjects),
        "is_iran_russia": {"iran", "russia"} <= set(piece.subjects),
        "body": piece.body,
    }


def _fault_row(layout: Layout, fault: Fault, pieces: Mapping[str, ExpectedRow]) -> ExpectedRow | None:
    """Return the row of an address with a fault; for a twin, with the expected values of its piece."""
    outcome = _OUTCOMES.get(fault.kind)
    same = pieces[layout.address(str(fault.to))] if fault.kind == "twin" else {}
    known = {"url": layout.address(fault.path), "outlet_id": layout.outlet_id, "outcome": outcome}
    return {**same, **known} if outcome else None
