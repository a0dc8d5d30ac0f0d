"""From an archive record to a capture: its row in the index, and what the extraction reads."""

import json
from dataclasses import asdict
from datetime import UTC
from hashlib import sha256

from transforms.records import Capture, Hint, Outlet
from transforms.urls import article_id, capture_id
from warehouse.archive import Stored
from warehouse.tables import ROUTES
from warehouse.warc import Record

Row = dict[str, object]


def write_hint(hint: Hint) -> str:
    """Return the hint as one line of JSON, in ASCII, as the archive keeps it."""
    return json.dumps(asdict(hint), separators=(",", ":"))


def read_hint(text: str | None, route: str) -> Hint:
    """Return the hint a record carries; an empty one of that route where there is none, or it is not ours."""
    try:
        fields = json.loads(text or "{}")
        known = {name: fields[name] for name in ("title", "published", "modified") if isinstance(fields.get(name), str)}
        lists = {name: tuple(map(str, fields.get(name) or ())) for name in ("authors", "categories")}
        told = fields.get("route")
        return Hint(told if told in ROUTES else route, **known, **lists)
    except (ValueError, TypeError, AttributeError):
        return Hint(route)


def capture_of(record: Record, outlet: Outlet) -> Capture:
    """Return what the extraction reads of a record."""
    hint = read_hint(record.hint, "archive")
    media = record.media_type
    return Capture(record.url, outlet, record.captured_at, media, record.payload, record.charset, hint)


def row_of(record: Record, outlet: Outlet, route: str) -> Row:
    """Return the record's row of `captures`, but for the run and the place in the archive."""
    digest = sha256(record.payload).hexdigest()
    return {
        "capture_id": capture_id(record.url, digest),
        "article_id": article_id(record.url),
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


def placed(row: Row, stored: Stored) -> Row:
    """Return the row with its place in the archive."""
    return row | {"warc_file": stored.warc_file, "warc_offset": stored.warc_offset}


def fate_of(row: Row, fate: str | None, reason: str | None = None, detail: str | None = None) -> Row:
    """Return the row of `run_fates` for a capture: where it ended; None where the load decides."""
    kept = {name: row[name] for name in ("url", "outlet_id", "article_id", "capture_id")}
    return {**kept, "fate": fate, "reason": reason, "detail": detail}
