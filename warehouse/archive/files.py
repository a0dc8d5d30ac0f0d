"""Manage the archive's WARC files: one per run and outlet, written before any stage reads the responses."""

import os
import threading
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from fastwarc.warc import WarcRecord

from warehouse.archive import warc_reader, warc_writer
from warehouse.archive.object_store import (
    Archive,
    StoredArchive,
    is_stored,
    list_objects,
    open_object,
    send_missing,
)

OPEN_SUFFIX = ".open"
TRUNCATED_SUFFIX = ".truncated"
LOOKUPS_LABEL = "lookups"
"""Label of the files with web archives' answers to questions about single articles."""


@dataclass(frozen=True, slots=True)
class RecordLocation:
    """Where a record is: the file, relative to the archive folder, and the byte offset in it."""

    warc_file: str
    warc_offset: int


class ArchiveWriter:
    """Writes one WARC 1.1 file, gzip per record, under the name `<run_id>-<label>.warc.gz`.

    While it is written its name ends in `.open`, so that readers see complete files only. `label` is an outlet's
    declared id, "undeclared" or LOOKUPS_LABEL: never anything read from a URL. Methods may be called from several
    threads.
    """

    def __init__(self, folder: Path, run_id: str, label: str) -> None:
        self.name = f"{run_id[:4]}/{run_id}-{label}.warc.gz"
        self._final = folder / self.name
        self._final.parent.mkdir(parents=True, exist_ok=True)
        self._open = self._final.with_name(self._final.name + OPEN_SUFFIX)
        self._file = self._open.open("wb")
        self._lock = threading.Lock()

    def add(
        self,
        url: str,
        captured_at: datetime,
        status: int,
        headers: Sequence[tuple[str, str]],
        payload: bytes,
        hint: str | None,
    ) -> RecordLocation:
        """Store a response with its decoded payload. A `hint` of None marks a feed, sitemap or robots.txt."""
        return self._write(warc_writer.build_response(url, captured_at, status, headers, payload, hint))

    def add_lookup(
        self,
        url: str,
        asked_at: datetime,
        status: int,
        headers: Sequence[tuple[str, str]],
        payload: bytes,
        article_url: str,
    ) -> RecordLocation:
        """Store a web archive's answer to a question about one article."""
        return self._write(warc_writer.build_lookup(url, asked_at, status, headers, payload, article_url))

    def revisit(
        self, url: str, captured_at: datetime, status: int, headers: Sequence[tuple[str, str]], payload_sha256: str
    ) -> RecordLocation:
        """Store that a server answered with the same bytes as an earlier capture, without the bytes."""
        return self._write(warc_writer.build_revisit(url, captured_at, status, headers, payload_sha256))

    def add_file(
        self, url: str, captured_at: datetime, media_type: str, payload: bytes, hint: str | None = None
    ) -> RecordLocation:
        """Store a saved file, for which there is no HTTP response, with the data of its manifest."""
        return self._write(warc_writer.build_resource(url, captured_at, media_type, payload, hint))

    def copy(self, member: bytes) -> RecordLocation:
        """Copy a record that is a separate gzip member, byte for byte.

        Raises CancelledError if the file is closed: the run ends while a thread still has a response to store.
        """
        with self._lock:
            if self._file.closed:
                raise CancelledError
            stored = RecordLocation(self.name, self._file.tell())
            self._file.write(member)
            self._file.flush()
        return stored

    def _write(self, record: WarcRecord) -> RecordLocation:
        plain = BytesIO()
        record.write(plain, checksum_data=True)
        squeeze = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        return self.copy(squeeze.compress(plain.getvalue()) + squeeze.flush())

    def sync(self) -> None:
        """Flush the written records to disk. Call it before the database refers to them."""
        with self._lock:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Give the file its final name; delete it if it has no record."""
        with self._lock:
            if self._file.closed:
                return
            size = self._file.tell()
            os.fsync(self._file.fileno())
            self._file.close()
            if size:
                self._open.replace(self._final)
            else:
                self._open.unlink()

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


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


def read_record(archive: Archive, stored: RecordLocation, max_bytes: int) -> warc_reader.Record:
    """Return the record at a location. Raises BrokenRecord, or as `open_file` does, if it cannot be read."""
    with open_file(archive, stored.warc_file) as stream:
        stream.seek(stored.warc_offset)
        record = next(warc_reader.iter_records(stream, max_bytes), None)
    return _require_record(record, stored)


def _require_record(
    record: warc_reader.Record | warc_reader.BrokenRecord | None, stored: RecordLocation
) -> warc_reader.Record:
    if record is None:
        raise warc_reader.BrokenRecord("truncated", "there is no record at this offset", "", stored.warc_offset)
    if isinstance(record, warc_reader.BrokenRecord):
        raise record
    return record


def read_answer(archive: Archive, stored: RecordLocation, max_bytes: int) -> warc_reader.Record:
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


def iter_articles(archive: Archive, name: str, max_bytes: int) -> Iterator[tuple[warc_reader.Record, RecordLocation]]:
    """Yield the readable article records of an archive file, with their locations."""
    with open_file(archive, name) as stream:
        for record in warc_reader.iter_records(stream, max_bytes):
            if isinstance(record, warc_reader.Record) and not record.is_listing:
                yield record, RecordLocation(name, record.offset)


def iter_lookups(archive: Archive, name: str, max_bytes: int) -> Iterator[tuple[warc_reader.Record, RecordLocation]]:
    """Yield the answers of web archives about single articles in an archive file, with their locations."""
    if not name.endswith(f"-{LOOKUPS_LABEL}.warc.gz"):
        return
    with open_file(archive, name) as stream:
        for record in warc_reader.iter_records(stream, max_bytes):
            if isinstance(record, warc_reader.Record) and record.lookup is not None:
                yield record, RecordLocation(name, record.offset)


def recover_open_file(path: Path) -> int:
    """Complete the file that a killed run left open; return how many bytes of a broken last record were moved out.

    Complete records are kept under the final name. The rest goes to a file next to it whose name ends in
    `.truncated`.
    """
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    with path.open("r+b") as stream:
        whole = _whole_members(stream)
        stream.seek(whole)
        rest = stream.read()
        if rest:
            final.with_name(final.name + TRUNCATED_SUFFIX).write_bytes(rest)
        stream.truncate(whole)
        os.fsync(stream.fileno())
    if whole:
        path.replace(final)
    else:
        path.unlink()
    return len(rest)


def _whole_members(stream: BinaryIO) -> int:
    """Return the offset at which the last complete gzip member of the file ends."""
    end, member = 0, zlib.decompressobj(16 + zlib.MAX_WBITS)
    while chunk := stream.read(1 << 20):
        while chunk:
            try:
                member.decompress(chunk)
            except zlib.error:
                return end
            if not member.eof:
                break
            chunk = member.unused_data
            end = stream.tell() - len(chunk)
            member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    return end
