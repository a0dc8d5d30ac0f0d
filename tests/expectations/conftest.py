"""Valid frames of a run, in which a test changes one value."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime

import polars as pl
import pytest

from transforms.frames import build_schema
from transforms.urls import make_article_id, make_capture_id
from warehouse.schema import tables

Row = dict[str, object]
Frames = dict[str, pl.DataFrame]

SENTENCE = "The minister told the House that the gates of the Severn would hold against the autumn tide."
CAPTURED_AT = datetime(2024, 4, 20, 9, 30)


def _article(number: int) -> Row:
    url = f"https://gazette.example/opinion/{number}"
    body = f"{SENTENCE} " * 4 + f"That was piece {number}."
    return {
        "article_id": make_article_id(url),
        "capture_id": make_capture_id(url, "a" * 64),
        "outlet_id": "gazette",
        "url": url,
        "title": f"Piece {number} on the barrage",
        "body": body,
        "word_count": len(body.split()),
        "language": "en",
        "genre": "opinion",
        "published_on": date(2024, 4, 18),
        "published_at": datetime(2024, 4, 18, 7, 0),
        "date_basis": "json-ld",
        "date_precision": "instant",
        "published_not_before": date(2024, 4, 18),
        "published_not_after": date(2024, 4, 18),
        "modified_at": None,
        "first_captured_at": CAPTURED_AT,
        "last_captured_at": CAPTURED_AT,
        "version": 1,
        "content_sha256": hashlib.sha256(body.encode()).hexdigest(),
        "date_capture_id": make_capture_id(url, "a" * 64),
        "extractor_version": "1",
        "run_id": "20240420T093000-ab12cd",
    }


_CANDIDATE: Row = {
    **{"position": 0, "basis": "json-ld", "value": "2024-04-18T08:00:00+01:00", "parsed_on": date(2024, 4, 18)},
    **{"parsed_at": datetime(2024, 4, 18, 7, 0), "precision": "instant", "is_chosen": True},
}
_AUTHOR: Row = {
    **{
        "position": 0,
        "byline": "Ada Marchbanks MP",
        "name": "Ada Marchbanks",
        "person_id": "p/1",
        "chamber": "commons",
    },
    **{"party_id": "orchard", "party_name": "Orchard", "party_group": "Orchard", "constituency": "Severnside"},
    **{"resolution": "resolved", "reason": "one member of that name sat on that day"},
}
_CREDIT: Row = {
    "position": 0,
    "source": "json-ld",
    "value": "Ada Marchbanks MP",
    "name": "Ada Marchbanks",
    "is_chosen": True,
}
_CATEGORY: Row = {"label": "Foreign affairs", "category_id": "foreign-affairs"}
_TOPIC: Row = {"topic_id": "iran-russia", "topic_version": 1, "mention_count": 2, "quoted_count": 0, "first_offset": 3}
_WARNING: Row = {"position": 0, "warning": "json-ld unreadable", "detail": "Expecting value"}

CHILDREN: dict[str, Row] = {
    **{"date_candidates": _CANDIDATE, "author_candidates": _CREDIT, "article_authors": _AUTHOR},
    **{"article_categories": _CATEGORY, "article_topics": _TOPIC, "article_warnings": _WARNING},
}


class Batch:
    """A run of sound pieces; `change` alters one row of one frame, nulls in columns that may have none included."""

    def __init__(self, pieces: int) -> None:
        self.rows: dict[str, list[Row]] = {"articles": [_article(number) for number in range(pieces)]}
        ids = [{name: row[name] for name in ("article_id", "capture_id")} for row in self.rows["articles"]]
        self.rows |= {name: [row | key for key in ids] for name, row in CHILDREN.items()}

    def change(self, table: str, piece: int, **values: object) -> str:
        self.rows[table][piece] |= values
        return str(self.rows["articles"][piece]["capture_id"])

    def drop(self, table: str, piece: int) -> str:
        capture = str(self.rows["articles"][piece]["capture_id"])
        self.rows[table] = [row for row in self.rows[table] if row["capture_id"] != capture]
        return capture

    @property
    def frames(self) -> Frames:
        # Not conform(): it refuses what the gate is to find.
        named = {table.name: table for table in tables.TABLES}
        return {name: pl.DataFrame(rows, schema=build_schema(named[name])) for name, rows in self.rows.items()}


@pytest.fixture(scope="session")
def batch() -> Callable[[int], Batch]:
    """Make a run of so many sound pieces."""
    return Batch
