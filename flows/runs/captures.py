"""From an archive record to a capture: its row in the index, and what the extraction reads."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256

from transforms.records import ArchivedCopy, Capture, Hint, Outlet
from transforms.urls import make_article_id, make_capture_id
from warehouse.archive.archive import Stored
from warehouse.archive.warc import Record
from warehouse.schema.tables import ROUTES
from warehouse.store.state import Known

Row = dict[str, object]
_TEXTS = ("title", "published", "modified")


def serialise_hint(hint: Hint) -> str:
    """Return the hint as one line of JSON, in ASCII, as the archive keeps it."""
    return json.dumps(asdict(hint), separators=(",", ":"))


def parse_hint(text: str | None) -> Hint:
    """Return the hint a record carries: what was fetched has one; a record without one of ours was imported."""
    try:
        told = json.loads(text or "")
        authors, categories = (tuple(map(str, told[name])) for name in ("authors", "categories"))
        title, published, modified = (str(told[name]) if told[name] else None for name in _TEXTS)
        route, dated_by, copy = str(told["route"]), told.get("dated_by"), _copy(told.get("copy"))
    except (ValueError, TypeError, LookupError):
        return Hint("import")
    if route not in ROUTES:
        return Hint("import")
    dated_by = dated_by if dated_by in ROUTES else None
    return Hint(route, title, published, modified, authors, categories, dated_by, copy)


def _copy(told: object) -> ArchivedCopy | None:
    if not isinstance(told, dict):
        return None
    offset, length = (None if told.get(name) is None else int(told[name]) for name in ("offset", "length"))
    captured_at = datetime.fromisoformat(str(told["captured_at"])).astimezone(UTC)
    return ArchivedCopy(str(told["url"]), captured_at.isoformat(), offset, length)


def build_capture(record: Record, outlet: Outlet) -> Capture:
    """Return what the extraction reads of a record."""
    hint = parse_hint(record.hint)
    media = record.media_type
    return Capture(record.url, outlet, record.captured_at, media, record.payload, record.charset, hint)


def build_capture_row(record: Record, outlet: Outlet, route: str) -> Row:
    """Return the record's row of `captures`, but for the run and the place in the archive."""
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
        "route": route,
    }


def with_location(row: Row, stored: Stored) -> Row:
    """Return the row with its place in the archive."""
    return row | {"warc_file": stored.warc_file, "warc_offset": stored.warc_offset}


def known_of(row: Row) -> Known:
    """Return what a conditional request needs of a row of `captures`."""
    etag, modified = (str(row[name]) if row[name] else None for name in ("etag", "last_modified"))
    at = datetime.fromisoformat(str(row["captured_at"])).replace(tzinfo=UTC)
    return Known(str(row["capture_id"]), str(row["payload_sha256"]), etag, modified, at, str(row["url"]))


def build_outcome_row(row: Row, fate: str | None, reason: str | None = None, detail: str | None = None) -> Row:
    """Return the row of `run_fates` for a capture: where it ended; None where the load decides."""
    kept = {name: row[name] for name in ("url", "outlet_id", "article_id", "capture_id")}
    return {**kept, "fate": fate, "reason": reason, "detail": detail}
