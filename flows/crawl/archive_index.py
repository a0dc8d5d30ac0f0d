"""Parse a web archive's index into the addresses that have copies in the archive."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from transforms.records import ArchivedCopy, Hint

CDX_FIELDS = ("timestamp", "original")
"""What we ask a CDX server for, of each copy."""
MAX_COPY_DELAY = timedelta(days=92)
"""After the last day wanted: a later first copy is more likely of a later article, and each costs a request."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An address that an archive has a copy of."""

    url: str
    hint: Hint


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The entries of one index response, and the problem with it, if any."""

    address: str
    entries: tuple[IndexEntry, ...] = ()
    problem: str | None = None


def make_index_entry(url: str, timestamp: str, place: str, span: tuple[int, int] | None = None) -> IndexEntry | None:
    """Return the entry of `url` copied at `timestamp` (14 digits, UTC), available at `place`; None if it is invalid.

    `span`: offset and length in a WARC file.
    """
    try:
        made = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        port = urlsplit(url).port
    except ValueError:
        return None
    offset, length = span or (None, None)
    plain = url.replace(":80/", "/", 1) if port == 80 else url  # the form in old indexes
    return IndexEntry(plain, Hint("web-archive", copy=ArchivedCopy(place, made.isoformat(), offset, length)))


def format_last_day(until: date | None) -> str | None:
    """Return the last day, in the form of indexes, of copies to search for articles published by `until`."""
    return None if until is None else f"{until + MAX_COPY_DELAY:%Y%m%d}"


def parse_cdx_rows(payload: bytes) -> tuple[list[tuple[str, str]], str]:
    """Return the timestamp and address of each row of a CDX server's answer in JSON, and its resume key or "".

    Raises ValueError if the answer has another format.
    """
    try:
        head, *rows = json.loads(payload or b"[]") or [list(CDX_FIELDS)]
        at, of = (head.index(name) for name in CDX_FIELDS)
        # With showResumeKey, an empty row and a row with only the key follow the last copy.
        key = str(rows[-1][0]) if len(rows) > 1 and not rows[-2] else ""
        return [(str(row[at]), str(row[of])) for row in (rows[:-2] if key else rows)], key
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        start = payload[:80].decode("utf-8", "replace")
        raise ValueError(f"the index answered something else: {start!r}") from error


def parse_json_lines(text: str) -> list[dict[str, Any]]:
    """Return the objects of JSON lines; raises ValueError if a line is not an object."""
    found = [json.loads(line) for line in text.splitlines() if line.strip()]
    if not all(isinstance(row, dict) for row in found):
        raise ValueError("a line is not a JSON object")
    return found
