"""What a right first run makes of the sample, read from the pieces' front matter and the site's troubles."""

from collections.abc import Mapping

from flows.runs.runner import Row
from flows.sample.layout import Layout, Trouble
from flows.sample.pieces import Piece
from flows.sample.site import SampleSite

_FATES = {"gone": "failed", "forbidden": "disallowed", "twin": "duplicate", "moved": "unchanged"}
_UNDATED = "neither the page nor a feed, sitemap or listing gives a date"


def truth(site: SampleSite) -> list[Row]:
    """Return one row per address of the sample: url, fate, and for a piece all that is true of it.

    Of authors the row has lists in the byline's order; `is_iran_russia` tells whether it speaks of both. A fate of
    `unchanged` is a moved piece met a second time, by its old address. Two outlets print one text: whichever page is
    fetched second is the duplicate.
    """
    rows = [_of_piece(site.url_of(piece), piece) for piece in site.pieces]
    taken = {str(row["url"]): row for row in rows}
    for trouble in site.troubles:
        row = _of_trouble(site.layouts[trouble.outlet], trouble, taken)
        if row and row["url"] not in taken:
            rows.append(row)
    return rows


def _of_piece(url: str, piece: Piece) -> Row:
    return {
        "url": url,
        "outlet_id": piece.outlet_id,
        "fate": piece.fate,
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


def _of_trouble(layout: Layout, trouble: Trouble, pieces: Mapping[str, Row]) -> Row | None:
    """Return the row of an address that does not simply answer; of a twin, with all that is true of the piece there."""
    fate = _FATES.get(trouble.kind)
    same = pieces[layout.address(str(trouble.to))] if trouble.kind == "twin" else {}
    told = {"url": layout.address(trouble.path), "outlet_id": layout.outlet_id, "fate": fate}
    return {**same, **told} if fate else None
