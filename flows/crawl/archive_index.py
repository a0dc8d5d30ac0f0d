"""A page of a web archive's index, read into the addresses of which it has copies."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from transforms.records import ArchivedCopy, Hint

MAX_COPY_DELAY = timedelta(days=92)
"""After the last day wanted: a later first copy is more likely of a later piece, and each costs a request."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An address that an archive has a copy of."""

    url: str
    hint: Hint


@dataclass(frozen=True, slots=True)
class IndexPage:
    """One answer of an index, and what went wrong with it, if anything."""

    address: str
    entries: tuple[IndexEntry, ...] = ()
    problem: str | None = None


def make_index_entry(url: str, timestamp: str, place: str, span: tuple[int, int] | None = None) -> IndexEntry | None:
    """Return the copy of `url` made at `timestamp` (14 digits, UTC), to be had at `place`; None where it is no copy.

    `span` is offset and length in a WARC file.
    """
    try:
        made = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        port = urlsplit(url).port
    except ValueError:
        return None
    offset, length = span or (None, None)
    plain = url.replace(":80/", "/", 1) if port == 80 else url  # as old indexes write it
    return IndexEntry(plain, Hint("web-archive", copy=ArchivedCopy(place, made.isoformat(), offset, length)))


def format_last_day(until: date | None) -> str | None:
    """Return the last day, as indexes write it, on which a copy of what was published by then is looked for."""
    return None if until is None else f"{until + MAX_COPY_DELAY:%Y%m%d}"


def parse_json_lines(text: str) -> list[dict[str, Any]]:
    """Return the objects of JSON lines; ValueError where a line is none."""
    found = [json.loads(line) for line in text.splitlines() if line.strip()]
    if not all(isinstance(row, dict) for row in found):
        raise ValueError("a line is not a JSON object")
    return found
