"""Read WARC files record by record, and report and skip their damaged parts."""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from warehouse.archive.header_case import MAX_HEADER_BYTES, has_other_case, rewrite_record
from warehouse.archive.http_message import GZIP_MAGIC
from warehouse.archive.warc_record import (
    OTHER_TYPES,
    PAGE_TYPES,
    UNTYPED,
    BrokenRecord,
    OtherRecord,
    Record,
    get_type,
    read_record,
)

_BEGINNING = re.compile(re.escape(GZIP_MAGIC) + rb"\x08|WARC/")  # of a record, compressed or not
_HEADER = re.compile(rb"WARC/\d\.\d\r?\nWARC-")
_BEGINNING_BYTES = 16
_HEADER_BYTES = 4_096
_CONTENT_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,12})[ \t]*(?:\r|\Z)", re.IGNORECASE)
_LINE_BYTES = 512  # in which the first line of a file ends


@dataclass(frozen=True, slots=True)
class RecordSpan:
    """A record and its bytes in the file; `is_member` if these are a separate gzip member."""

    record: Record | BrokenRecord | OtherRecord
    start: int
    end: int
    is_member: bool


def iter_records(stream: BinaryIO, max_bytes: int) -> Iterator[Record | BrokenRecord]:
    """Yield the response and resource records of a WARC stream in order, broken ones as BrokenRecord.

    `max_bytes` limits a payload in bytes, after decoding. Raises OSError if the stream is not a WARC file or cannot
    be read further.
    """
    for raw in ArchiveIterator(stream, record_types=PAGE_TYPES, parse_http=False, fsspec_args=False):
        yield read_record(raw, max_bytes)


def iter_answers(stream: BinaryIO) -> Iterator[tuple[str, datetime, int]]:
    """Yield address, instant and offset of every answer of a server in a WARC stream, revisits among them."""
    for raw in ArchiveIterator(
        stream, record_types=PAGE_TYPES | WarcRecordType.revisit, parse_http=False, fsspec_args=False
    ):
        url = raw.headers.get("WARC-Target-URI")
        if url and raw.record_date and (raw.headers.get("Content-Type") or "").startswith("application/http"):
            yield url, raw.record_date, raw.stream_pos


def read_answer(stream: BinaryIO, max_bytes: int) -> Record | BrokenRecord | None:
    """Return the answer at the stream's position; a revisit is returned as status 304, because the bytes were those
    of the previous capture.
    """
    kinds = PAGE_TYPES | WarcRecordType.revisit
    raw = next(iter(ArchiveIterator(stream, record_types=kinds, parse_http=False, fsspec_args=False)), None)
    if raw is None:
        return None
    read = read_record(raw, max_bytes)
    if isinstance(read, Record) and raw.record_type & WarcRecordType.revisit:
        return replace(read, status=304)
    return read


def iter_record_spans(stream: BinaryIO, max_bytes: int) -> Iterator[RecordSpan]:
    """Yield the response, resource, revisit and conversion records with their bytes in the file.

    If a part of the file is damaged, yields one BrokenRecord (unreadable) and continues with the next record. The
    stream must be seekable. Raises OSError if the disk fails.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    is_crlf = _has_crlf(stream, stream.read(2) == GZIP_MAGIC)
    position: int | None = 0
    is_reported = False
    while position is not None:
        stream.seek(position)
        is_gzip = stream.read(2) == GZIP_MAGIC  # after a break too: tools append plain records to compressed ones
        stream.seek(position)
        last = position
        try:
            for span in _iter_spans_from(stream, max_bytes, is_gzip, size, is_crlf):
                last, is_reported = max(last, span.start), False
                yield span
        except _OtherCase as found:
            try:
                plain, position = rewrite_record(stream, found.position, is_gzip, max_bytes + MAX_HEADER_BYTES)
            except OSError as error:
                detail = f"no record can be read after byte {found.position}: {error}"
                broken = BrokenRecord("unreadable", detail, "", found.position)
                yield RecordSpan(broken, found.position, found.position, is_member=False)
                position = _find_record(stream, found.position + 1)
            else:
                for span in _iter_spans_from(io.BytesIO(plain), max_bytes, False, len(plain), True):
                    yield replace(span, start=found.position, end=position)
        except _Break as error:
            if not is_reported:
                detail = f"no record can be read after byte {last}: {error}"
                yield RecordSpan(BrokenRecord("unreadable", detail, "", last), last, last, is_member=False)
            is_reported = True
            position = _find_record(stream, last + 1)
        else:
            position = None


class _OtherCase(Exception):
    """The reader cannot read the record at `position`, because its header names are in another case."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class _Break(Exception):
    """The reader found data that is not a record."""


def _has_crlf(stream: BinaryIO, is_gzip: bool) -> bool:
    """Return whether the first line ends as the standard says; some tools write a line feed alone."""
    stream.seek(0)
    start = stream.read(_LINE_BYTES)
    if is_gzip:
        try:
            start = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start, _LINE_BYTES)
        except zlib.error:
            return True
    return not re.match(rb"WARC/\d\.\d+\n", start)


def _iter_spans_from(stream: BinaryIO, max_bytes: int, is_gzip: bool, size: int, is_crlf: bool) -> Iterator[RecordSpan]:
    """Yield the records from the stream's position to the first damage, which raises _Break.

    A member that another WARC reader may not understand is not copied, but written again.
    """
    pending: tuple[Record | BrokenRecord | OtherRecord, int] | None = None
    is_known = True
    is_gzip = is_gzip and is_crlf
    try:
        for raw in ArchiveIterator(stream, parse_http=False, fsspec_args=False, quirks_mode=not is_crlf):
            start = raw.stream_pos
            if pending:
                # If several records share a gzip member, the reader reports the file's end as the start of the others.
                yield RecordSpan(*pending, start, is_gzip and is_known and pending[1] < start < size)
            if has_other_case(raw):
                raise _OtherCase(start)
            pending, is_known = None, raw.record_type not in UNTYPED
            if (record := _read_any(raw, max_bytes)) is not None:
                pending = record, start
    except OSError as error:
        if pending:
            yield RecordSpan(*pending, pending[1], is_member=False)
        if error.errno is not None:
            raise
        raise _Break(str(error)) from error
    if pending:
        yield RecordSpan(*pending, size, is_gzip and is_known and pending[1] < size)
        if not is_crlf and _find_record(stream, pending[1] + 1, _HEADER) is not None:
            raise _Break("the next header does not follow the record")  # the reader ends there and does not say so


def _read_any(raw: WarcRecord, max_bytes: int) -> Record | BrokenRecord | OtherRecord | None:
    kind = get_type(raw)
    if kind & PAGE_TYPES:
        return read_record(raw, max_bytes)
    for other, name in OTHER_TYPES:
        if kind & other:
            url = (raw.headers.get("WARC-Target-URI") or "").strip("<>")
            return OtherRecord(name, url, raw.stream_pos, raw.headers.get("WARC-Refers-To-Target-URI"))
    return None


def is_single_record(member: bytes, url: str) -> bool:
    """Return whether bytes are one gzip member that holds the record of this address and no other.

    The reader does not report where a record begins that shares its member with others. The size at the end of a
    member (RFC 1952) shows it without decompressing all of it.
    """
    try:
        start = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(member[:_HEADER_BYTES], 2 * _HEADER_BYTES)
    except zlib.error:
        return False
    head, _, _ = start.partition(b"\r\n\r\n")
    length = _CONTENT_LENGTH.search(head)
    if length is None or url.encode() not in head:
        return False
    rest = int.from_bytes(member[-4:], "little") - len(head) - 4 - int(length[1])
    return 0 <= rest <= 4  # two empty lines end a record; some tools write one or none


def _find_record(stream: BinaryIO, after: int, beginning: re.Pattern[bytes] = _BEGINNING) -> int | None:
    """Return where the next record may begin, by its first bytes; None if none follows."""
    position, tail = after, b""
    stream.seek(after)
    while chunk := stream.read(1 << 20):
        if found := beginning.search(tail + chunk):
            return position - len(tail) + found.start()
        position += len(chunk)
        tail = (tail + chunk)[1 - _BEGINNING_BYTES :]
    return None
