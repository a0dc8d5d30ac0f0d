"""Read manifests, tables with one capture per row (its text or the path of its file), as a stream."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from flows.runs.batch import MAX_RECORD_BYTES
from flows.stages.saved_pages import (
    MEDIA,
    RefusedFile,
    SavedPage,
    find_address,
    get_file_time,
    parse_captured_at,
    read_payload,
)
from transforms.records import Hint, Outlet

MANIFESTS = (".csv", ".jsonl", ".ndjson", ".parquet")
_MAX_ROWS = 500  # rows of a Parquet file in memory at once
_MARKUP = ("<!doctype", "<html", "<?xml")


def is_manifest_name(path: Path) -> bool:
    """Return whether the file name is a manifest's: .csv, .jsonl, .ndjson or .parquet."""
    return path.suffix.lower() in MANIFESTS


def read_manifest(path: Path, outlets: tuple[Outlet, ...]) -> Iterator[tuple[str, SavedPage | RefusedFile]]:
    """Yield each row's position in the manifest and its capture, or the reason why it cannot be imported.

    Columns: `text`, or `path` relative to the manifest; `url` (an HTML page needs one) and `captured_at`; and as hints
    `title`, `published`, and `author` or `authors`, several separated by `|`. Raises RefusedFile if it is not a table.
    """
    number = 0
    try:
        for number, row in enumerate(_read_rows(path), start=1):
            place = f"{path.name}#{number}"
            try:
                yield place, _read_row(row, path, outlets)
            except (RefusedFile, OSError) as error:
                yield place, error if isinstance(error, RefusedFile) else RefusedFile(str(error))
    except (csv.Error, ValueError, UnicodeDecodeError) as error:
        raise RefusedFile(f"cannot be read as {path.suffix.lower()[1:]}: {error}") from error
    if not number:
        raise RefusedFile("it has no row; a manifest has one per capture, under a first line with the columns' names")


def _read_rows(path: Path) -> Iterator[Mapping[str, object]]:
    match path.suffix.lower():
        case ".csv":
            csv.field_size_limit(MAX_RECORD_BYTES)
            with path.open(encoding="utf-8-sig", newline="") as stream:
                yield from csv.DictReader(stream)
        case ".parquet":
            from pyarrow import parquet  # a second of start-up, needed only for Parquet

            for batch in parquet.ParquetFile(path).iter_batches(_MAX_ROWS):
                yield from batch.to_pylist()
        case _:
            with path.open(encoding="utf-8-sig") as stream:
                yield from (_parse_line(line) for line in stream if line.strip())


def _parse_line(line: str) -> Mapping[str, object]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise RefusedFile(f"a line is not an object: {line[:60]!r}")
    return row


def _read_row(row: Mapping[str, object], manifest: Path, outlets: tuple[Outlet, ...]) -> SavedPage:
    text, path = _get_text(row, "text"), _get_text(row, "path")
    if text:
        media, payload = _guess_media_type(text), text.encode()
        if len(payload) > MAX_RECORD_BYTES:
            raise RefusedFile(f"{len(payload)} bytes, more than {MAX_RECORD_BYTES}: no article is as large")
        saved_at = get_file_time(manifest)
    elif path:
        file = manifest.parent / path
        if file.suffix.lower() not in MEDIA:
            raise RefusedFile(f"{path}: its name ends in none of {', '.join(MEDIA)}")
        media, payload, saved_at = MEDIA[file.suffix.lower()], read_payload(file), get_file_time(file)
    else:
        raise RefusedFile("it has neither text nor path")
    stated = row.get("captured_at")
    captured_at = parse_captured_at(stated if isinstance(stated, date) else _get_text(row, "captured_at"), saved_at)
    url = find_address(_get_text(row, "url"), media, payload, outlets)
    return SavedPage(url, captured_at, media, payload, _build_hint(row))


def _build_hint(row: Mapping[str, object]) -> Hint | None:
    published = row.get("published")
    day = published.isoformat() if isinstance(published, date | datetime) else _get_text(row, "published")
    listed = row.get("authors")
    written = _get_text(row, "authors") or _get_text(row, "author") or ""
    names = [str(name) for name in listed] if isinstance(listed, list) else written.split("|")
    authors = tuple(name.strip() for name in names if name.strip())
    title = _get_text(row, "title")
    return Hint("import", title, day, None, authors) if title or day or authors else None


def _get_text(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return (value.strip() or None) if isinstance(value, str) else None


def _guess_media_type(text: str) -> str:
    return MEDIA[".html"] if text.lstrip()[:20].lower().startswith(_MARKUP) else MEDIA[".txt"]
