"""Folders of saved pages: each file, its address and capture time from the sidecar beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from transforms.urls import normalise_url

_MEDIA = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}


class Refused(Exception):
    """A file that cannot be taken in; the message says why and what would help."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page; `captured_at` is aware and in UTC."""

    path: Path
    url: str
    captured_at: datetime
    media_type: str


def saved_files(folder: Path) -> Iterator[Path]:
    """Yield the .html, .htm and .txt files below a folder, in the order of their names."""
    yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() in _MEDIA and path.is_file())


def saved_page(path: Path) -> SavedPage:
    """Return what the sidecar (same name, .json, with `url` and `captured_at`) says of a file; Refused if it cannot."""
    sidecar = path.with_suffix(".json")
    if not sidecar.is_file():
        raise Refused(f"its address is not known: put {sidecar.name} beside it, with url and captured_at")
    try:
        told = json.loads(sidecar.read_text("utf-8"))
        url, captured_at = told.get("url"), datetime.fromisoformat(str(told.get("captured_at")))
    except (ValueError, AttributeError) as error:
        raise Refused(f"{sidecar.name} cannot be read: {error}") from error
    if not isinstance(url, str) or normalise_url(url) is None:
        raise Refused(f"{sidecar.name} has no http(s) url")
    aware = captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)
    return SavedPage(path, url, aware.astimezone(UTC), _MEDIA[path.suffix.lower()])
