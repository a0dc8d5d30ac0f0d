"""Folders of saved pages: each file, its address and capture time from the sidecar beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.runs.batch import MAX_RECORD_BYTES
from transforms.urls import normalise_url

MEDIA = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}


class RefusedFile(Exception):
    """A file that cannot be taken in; the message says why and what would help."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page; `captured_at` is aware and in UTC."""

    path: Path
    url: str
    captured_at: datetime
    media_type: str


def find_saved_files(folder: Path) -> Iterator[Path]:
    """Yield the .html, .htm and .txt files below a folder, in the order of their names."""
    yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() in MEDIA and path.is_file())


def read_saved_page(path: Path, url: str | None = None) -> SavedPage:
    """Return what the sidecar (same name, .json, with `url` and `captured_at`) says of a file; Refused if it cannot.

    A `url` that is given goes before the sidecar's. Without a sidecar the file's own time is the capture's: it may
    have been saved earlier than that, never later.
    """
    if path.suffix.lower() not in MEDIA:
        raise RefusedFile(f"not a saved page: its name ends in none of {', '.join(MEDIA)}")
    if (size := path.stat().st_size) > MAX_RECORD_BYTES:
        raise RefusedFile(f"{size} bytes, more than {MAX_RECORD_BYTES}: no article is as large")
    told = _sidecar(path, url is not None)
    address = url or told.get("url")
    if not isinstance(address, str) or normalise_url(address) is None:
        raise RefusedFile(f"{address!r} is no http(s) address")
    try:
        captured_at = datetime.fromisoformat(str(told["captured_at"])) if told else _file_time(path)
    except (KeyError, ValueError) as error:
        raise RefusedFile(f"{path.with_suffix('.json').name} has no readable captured_at") from error
    aware = captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)
    return SavedPage(path, address, aware.astimezone(UTC), MEDIA[path.suffix.lower()])


def _sidecar(path: Path, may_lack: bool) -> dict[str, object]:
    sidecar = path.with_suffix(".json")
    if not sidecar.is_file():
        if may_lack:
            return {}
        raise RefusedFile(f"its address is not known: put {sidecar.name} beside it, with url and captured_at")
    try:
        told = json.loads(sidecar.read_text("utf-8"))
    except ValueError as error:
        raise RefusedFile(f"{sidecar.name} cannot be read: {error}") from error
    if not isinstance(told, dict):
        raise RefusedFile(f"{sidecar.name} is not an object with url and captured_at")
    return told


def _file_time(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
