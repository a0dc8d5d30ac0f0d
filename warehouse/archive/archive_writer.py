"""Write the archive's WARC files: one per run and outlet, before any stage reads the responses."""

import os
import threading
import zlib
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from fastwarc.warc import WarcRecord

from warehouse.archive import warc_writer

OPEN_SUFFIX = ".open"
TRUNCATED_SUFFIX = ".truncated"


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

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def recover_open_file(path: Path) -> int:
    """Complete the file that a killed run left open; return how many bytes of a broken last record were moved out.

    Complete records are kept under the final name. The rest goes to a file next to it whose name ends in
    `.truncated`.
    """
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    with path.open("r+b") as stream:
        end = _find_end_of_members(stream)
        stream.seek(end)
        rest = stream.read()
        if rest:
            final.with_name(final.name + TRUNCATED_SUFFIX).write_bytes(rest)
        stream.truncate(end)
        os.fsync(stream.fileno())
    if end:
        path.replace(final)
    else:
        path.unlink()
    return len(rest)


def _find_end_of_members(stream: BinaryIO) -> int:
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
