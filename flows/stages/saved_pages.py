"""Read saved pages: each file with the address and capture time from its sidecar file or from its own text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from flows.runs.batch import MAX_RECORD_BYTES
from transforms.page.decoding import decode
from transforms.records import Hint, Outlet
from transforms.urls import normalise_url

MEDIA = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}


class RefusedFile(Exception):
    """A file that cannot be imported; the message says why and what to do."""


class UnknownAddress(RefusedFile):
    """A file whose address nothing states."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page; `captured_at` is aware and in UTC, `hint` has a manifest's statements about it."""

    url: str
    captured_at: datetime
    media_type: str
    payload: bytes
    hint: Hint | None = None


def find_saved_files(folder: Path) -> Iterator[Path]:
    """Yield the .html, .htm and .txt files below a folder, in the order of their names."""
    yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() in MEDIA and path.is_file())


def read_saved_page(path: Path, outlets: tuple[Outlet, ...], url: str | None = None) -> SavedPage:
    """Return a saved page with the statements of its sidecar (same name, .json, with `url` and `captured_at`).

    A given `url` takes precedence over the sidecar's. A .txt file needs neither: its address is made from its text.
    Without a sidecar, the file's modification time is the capture time: it cannot have been saved later than that.
    Raises RefusedFile.
    """
    media = MEDIA.get(path.suffix.lower())
    if media is None:
        raise RefusedFile(f"not a saved page: its name ends in none of {', '.join(MEDIA)}")
    payload = read_payload(path)
    stated = _read_sidecar(path, media, url)
    address = find_address(url or stated.get("url"), media, payload, outlets)
    try:
        captured_at = parse_captured_at(stated.get("captured_at"), get_file_time(path))
    except RefusedFile as error:
        raise RefusedFile(f"{path.with_suffix('.json').name}: {error}") from error
    return SavedPage(address, captured_at, media, payload)


def read_payload(path: Path) -> bytes:
    """Return a file's bytes; raises RefusedFile if it is larger than any article."""
    if (size := path.stat().st_size) > MAX_RECORD_BYTES:
        raise RefusedFile(f"{size} bytes, more than {MAX_RECORD_BYTES}: no article is as large")
    return path.read_bytes()


def find_address(stated: object, media: str, payload: bytes, outlets: tuple[Outlet, ...]) -> str:
    """Return the stated address; for a text capture without one, an address made from its text."""
    if stated is None and media == MEDIA[".txt"]:
        from transforms.text_captures.identity import make_text_address

        return make_text_address(decode(payload, None), outlets)
    if not isinstance(stated, str) or normalise_url(stated) is None:
        raise RefusedFile(f"{stated!r} is not an http(s) address")
    return stated


def parse_captured_at(stated: object, otherwise: datetime) -> datetime:
    """Return the capture's instant in UTC: as stated, else `otherwise`. A day without a time is its first instant."""
    if stated is None or stated == "":
        return otherwise
    try:
        at = stated if isinstance(stated, date) else datetime.fromisoformat(str(stated))
    except ValueError as error:
        raise RefusedFile(f"captured_at is not a date: {stated!r}") from error
    instant = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def get_file_time(path: Path) -> datetime:
    """Return the modification time of a file, in UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _read_sidecar(path: Path, media: str, url: str | None) -> dict[str, object]:
    sidecar = path.with_suffix(".json")
    if not sidecar.is_file():
        if url is not None or media == MEDIA[".txt"]:
            return {}
        raise UnknownAddress(
            f"its address is not known: put {sidecar.name} in the same folder, with url and captured_at"
        )
    try:
        stated = json.loads(sidecar.read_text("utf-8"))
    except ValueError as error:
        raise RefusedFile(f"{sidecar.name} cannot be read: {error}") from error
    if not isinstance(stated, dict):
        raise RefusedFile(f"{sidecar.name} is not an object with url and captured_at")
    if media != MEDIA[".txt"] and "captured_at" not in stated:
        raise RefusedFile(f"{sidecar.name} has no readable captured_at")
    return stated
