"""Read the archive's WARC files, on disk or in the object store, and list, send or release them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from warehouse.archive import warc_reader, warc_record
from warehouse.archive.archive_writer import OPEN_SUFFIX, RecordLocation
from warehouse.archive.object_store import (
    Archive,
    StoredArchive,
    is_stored,
    list_objects,
    open_object,
    send_missing,
)

LOOKUPS_LABEL = "lookups"
"""Label of the files with web archives' answers to questions about single articles."""


@contextmanager
def open_file(archive: Archive, name: str) -> Iterator[BinaryIO]:
    """Open an archive file for reading: the local one, if need be while it is still written, or the stored one.

    Raises OSError if there is none, ObjectStoreUnavailable if it cannot be read from the store.
    """
    path = (archive.folder if isinstance(archive, StoredArchive) else archive) / name
    if not path.exists() and (opened := path.with_name(path.name + OPEN_SUFFIX)).exists():
        path = opened
    if isinstance(archive, StoredArchive) and not path.exists():
        with open_object(archive.address, name) as stream:
            yield stream
        return
    with path.open("rb") as stream:
        yield stream


def read_record(archive: Archive, stored: RecordLocation, max_bytes: int) -> warc_record.Record:
    """Return the record at a location. Raises BrokenRecord, or as `open_file` does, if it cannot be read."""
    with open_file(archive, stored.warc_file) as stream:
        stream.seek(stored.warc_offset)
        record = next(warc_reader.iter_records(stream, max_bytes), None)
    return _require_record(record, stored)


def _require_record(
    record: warc_record.Record | warc_record.BrokenRecord | None, stored: RecordLocation
) -> warc_record.Record:
    if record is None:
        raise warc_record.BrokenRecord("truncated", "there is no record at this offset", "", stored.warc_offset)
    if isinstance(record, warc_record.BrokenRecord):
        raise record
    return record


def read_answer(archive: Archive, stored: RecordLocation, max_bytes: int) -> warc_record.Record:
    """Return the server's answer at a location, as `warc_reader.read_answer` does. Raises as `read_record` does."""
    with open_file(archive, stored.warc_file) as stream:
        stream.seek(stored.warc_offset)
        record = warc_reader.read_answer(stream, max_bytes)
    return _require_record(record, stored)


def iter_answers(archive: Archive, name: str) -> Iterator[tuple[str, datetime, RecordLocation]]:
    """Yield the address, instant and location of every answer in an archive file."""
    with open_file(archive, name) as stream:
        for url, at, offset in warc_reader.iter_answers(stream):
            yield url, at, RecordLocation(name, offset)


def list_files(archive: Archive, *, with_open: bool = False) -> list[str]:
    """Return the names of the archive's complete files, relative to its folder, oldest run first.

    `with_open`: also of those that are still written, by the names that they will have.
    """
    if isinstance(archive, StoredArchive):
        stored = {name for name in list_objects(archive.address) if name.endswith(".warc.gz")}
        return sorted(stored.union(list_files(archive.folder, with_open=with_open)))
    paths = [*archive.glob("*/*.warc.gz"), *(archive.glob(f"*/*.warc.gz{OPEN_SUFFIX}") if with_open else ())]
    return sorted({path.relative_to(archive).as_posix().removesuffix(OPEN_SUFFIX) for path in paths})


def list_run_files(archive: Archive, run_id: str) -> list[str]:
    """Return the names of the complete files that a run wrote."""
    return [name for name in list_files(archive) if name.partition("/")[2].startswith(f"{run_id}-")]


def store_files(archive: StoredArchive) -> list[str]:
    """Send the complete files that the object store does not have, and return their names."""
    return send_missing(archive.folder, list_files(archive.folder), archive.address)


def release_files(archive: StoredArchive) -> list[str]:
    """Delete the local copy of each complete file that the object store has, byte for byte; return their names."""
    released = []
    for name in list_files(archive.folder):
        if is_stored(archive.folder / name, archive.address, name):
            (archive.folder / name).unlink()
            released.append(name)
    return released


def iter_articles(archive: Archive, name: str, max_bytes: int) -> Iterator[tuple[warc_record.Record, RecordLocation]]:
    """Yield the readable article records of an archive file, with their locations."""
    with open_file(archive, name) as stream:
        for record in warc_reader.iter_records(stream, max_bytes):
            if isinstance(record, warc_record.Record) and not record.is_listing:
                yield record, RecordLocation(name, record.offset)


def iter_lookups(archive: Archive, name: str, max_bytes: int) -> Iterator[tuple[warc_record.Record, RecordLocation]]:
    """Yield the answers of web archives about single articles in an archive file, with their locations."""
    if not name.endswith(f"-{LOOKUPS_LABEL}.warc.gz"):
        return
    with open_file(archive, name) as stream:
        for record in warc_reader.iter_records(stream, max_bytes):
            if isinstance(record, warc_record.Record) and record.lookup is not None:
                yield record, RecordLocation(name, record.offset)
