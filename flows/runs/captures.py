"""Turn an archive record into a capture: its row in the index, the input of extraction, and its URL's outcome."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from transforms.records import ArchivedCopy, Capture, Hint, Outlet
from transforms.urls import make_article_id, make_capture_id
from warehouse.archive.archive_writer import RecordLocation
from warehouse.archive.warc_record import Record
from warehouse.schema.rows import CaptureRow
from warehouse.schema.run_rows import OutcomeRow
from warehouse.schema.tables import ROUTES

_TEXTS = ("title", "published", "modified")


@lru_cache(maxsize=8_192)  # a candidate's table row, archive record and sighting contain the same text
def serialise_hint(hint: Hint) -> str:
    """Return the hint as one line of ASCII JSON, the form stored in the database and the archive."""
    return json.dumps(asdict(hint), separators=(",", ":"))


def parse_hint(text: str | None) -> Hint:
    """Return the hint stored in a record; a record without our hint was imported."""
    try:
        fields = json.loads(text or "")
        authors, categories = (tuple(map(str, fields[name])) for name in ("authors", "categories"))
        title, published, modified = (str(fields[name]) if fields[name] else None for name in _TEXTS)
        route, dated_by, copy = str(fields["route"]), fields.get("dated_by"), _parse_copy(fields.get("copy"))
    except (ValueError, TypeError, LookupError, OverflowError):
        return Hint("import")
    if route not in ROUTES:
        return Hint("import")
    dated_by = dated_by if dated_by in ROUTES else None
    return Hint(route, title, published, modified, authors, categories, dated_by, copy)


def _parse_copy(fields: object) -> ArchivedCopy | None:
    if not isinstance(fields, dict):
        return None
    offset, length = (None if fields.get(name) is None else int(fields[name]) for name in ("offset", "length"))
    captured_at = datetime.fromisoformat(str(fields["captured_at"])).astimezone(UTC)
    return ArchivedCopy(str(fields["url"]), captured_at.isoformat(), offset, length)


def build_capture(record: Record, outlet: Outlet) -> Capture:
    """Return the capture that the extraction reads, made from a record."""
    hint = parse_hint(record.hint)
    media = record.media_type
    return Capture(record.url, outlet, record.captured_at, media, record.payload, record.charset, hint)


def build_capture_row(record: Record, outlet: Outlet, route: str, run_id: str = "") -> CaptureRow:
    """Return the record's row of `captures`; its place in the archive is set once it is stored (`with_location`)."""
    digest = sha256(record.payload).hexdigest()
    return {
        "capture_id": make_capture_id(record.url, digest),
        "article_id": make_article_id(record.url),
        "outlet_id": outlet.outlet_id,
        "url": record.url,
        "captured_at": record.captured_at.astimezone(UTC).replace(tzinfo=None),
        "media_type": record.media_type,
        "payload_sha256": digest,
        "payload_bytes": len(record.payload),
        "etag": record.header("etag"),
        "last_modified": record.header("last-modified"),
        "warc_file": "",
        "warc_offset": 0,
        "route": route,
        "run_id": run_id,
    }


def note_capture(row: CaptureRow, known: dict[str, datetime]) -> bool:
    """Note when a capture was made; return False if these bytes are known from the same time or before.

    `known` has the time of each capture by capture_id, naive and in UTC. Of the same bytes at the same address the
    earlier capture says more: the article existed by then. So the result does not depend on which was imported first.
    """
    at = known.get(row["capture_id"])
    if at is not None and at <= row["captured_at"]:
        return False
    known[row["capture_id"]] = row["captured_at"]
    return True


def with_location(row: CaptureRow, stored: RecordLocation) -> CaptureRow:
    """Return the row with its place in the archive."""
    return row | {"warc_file": stored.warc_file, "warc_offset": stored.warc_offset}


def build_outcome(
    row: CaptureRow, outcome: str | None, reason: str | None = None, detail: str | None = None
) -> OutcomeRow:
    """Return the outcome of a capture's URL; `outcome` is None if the load stage decides it."""
    return {
        "url": row["url"],
        "outlet_id": row["outlet_id"],
        "fate": outcome,
        "reason": reason,
        "detail": detail,
        "article_id": row["article_id"],
        "capture_id": row["capture_id"],
    }
