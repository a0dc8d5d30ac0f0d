"""Read WARC records: decode them, bound their size, and report broken ones."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from warehouse.archive.content_encoding import GZIP_MAGIC, EncodingError, decode_content
from warehouse.archive.media_types import get_media_type

HINT_HEADER = "Backbench-Hint"
LISTING_HEADER = "Backbench-Listing"
LOOKUP_HEADER = "Backbench-Lookup"
_READ = WarcRecordType.response | WarcRecordType.resource
_OTHER = ((WarcRecordType.revisit, "revisit"), (WarcRecordType.conversion, "conversion"))
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_GZIP_MEMBER = GZIP_MAGIC + b"\x08"


class BrokenRecord(Exception):
    """A record that cannot be read; `reason` is one word.

    truncated, too_large, undecodable, no_address, no_capture_date, or unreadable: a part of the file that is not a
    record.
    """

    def __init__(self, reason: str, detail: str, url: str = "", offset: int = 0) -> None:
        super().__init__(reason, detail, url, offset)  # all arguments, because it is pickled between processes
        self.reason, self.detail, self.url, self.offset = reason, detail, url, offset

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class Record:
    """A response or resource record; `payload` is decoded, `captured_at` is aware and in UTC.

    `hint` is the listing's data at the time of the request; `is_listing` marks a feed, sitemap or robots.txt.
    `lookup` is the article's address if a web archive was asked about it: the record is then a listing too.
    """

    url: str
    captured_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    offset: int
    hint: str | None
    is_listing: bool
    lookup: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first HTTP header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def media_type(self) -> str:
        """Content type in lower case without its parameters; detected from its first bytes if the record has none."""
        return get_media_type(self.header("content-type"), self.payload)

    @property
    def charset(self) -> str | None:
        """Charset parameter of the content type."""
        _, _, rest = (self.header("content-type") or "").lower().partition("charset=")
        return rest.partition(";")[0].strip(" \"'") or None


@dataclass(frozen=True, slots=True)
class OtherRecord:
    """A record about a page that contains no response: `kind` is revisit or conversion."""

    kind: str
    url: str
    offset: int
    refers_to: str | None


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
    for raw in ArchiveIterator(stream, record_types=_READ, parse_http=False, fsspec_args=False):
        yield _read_or_broken(raw, max_bytes)


def iter_answers(stream: BinaryIO) -> Iterator[tuple[str, datetime, int]]:
    """Yield address, instant and offset of every answer of a server in a WARC stream, revisits among them."""
    for raw in ArchiveIterator(
        stream, record_types=_READ | WarcRecordType.revisit, parse_http=False, fsspec_args=False
    ):
        url = raw.headers.get("WARC-Target-URI")
        if url and raw.record_date and (raw.headers.get("Content-Type") or "").startswith("application/http"):
            yield url, raw.record_date, raw.stream_pos


def read_answer(stream: BinaryIO, max_bytes: int) -> Record | BrokenRecord | None:
    """Return the answer at the stream's position; a revisit is returned as status 304, because the bytes were those
    of the previous capture.
    """
    kinds = _READ | WarcRecordType.revisit
    raw = next(iter(ArchiveIterator(stream, record_types=kinds, parse_http=False, fsspec_args=False)), None)
    if raw is None:
        return None
    read = _read_or_broken(raw, max_bytes)
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
    is_gzip = stream.read(2) == GZIP_MAGIC
    position: int | None = 0
    is_reported = False
    while position is not None:
        stream.seek(position)
        last = position
        try:
            for span in _iter_spans_from(stream, max_bytes, is_gzip, size):
                last, is_reported = max(last, span.start), False
                yield span
        except _Break as error:
            if not is_reported:
                detail = f"no record can be read after byte {last}: {error}"
                yield RecordSpan(BrokenRecord("unreadable", detail, "", last), last, last, is_member=False)
            is_reported = True
            position = _find_record(stream, last + 1, is_gzip)
        else:
            position = None


class _Break(Exception):
    """The reader found data that is not a record."""


def _iter_spans_from(stream: BinaryIO, max_bytes: int, is_gzip: bool, size: int) -> Iterator[RecordSpan]:
    pending: tuple[Record | BrokenRecord | OtherRecord, int] | None = None
    try:
        for raw in ArchiveIterator(stream, parse_http=False, fsspec_args=False):
            start = raw.stream_pos
            if pending:
                # If several records share a gzip member, the reader reports the file's end as the start of the others.
                yield RecordSpan(*pending, start, is_gzip and pending[1] < start < size)
            pending = None
            if (record := _read_any(raw, max_bytes)) is not None:
                pending = record, start
    except OSError as error:
        if pending:
            yield RecordSpan(*pending, pending[1], is_member=False)
        if error.errno is not None:
            raise
        raise _Break(str(error)) from error
    if pending:
        yield RecordSpan(*pending, size, is_gzip and pending[1] < size)


def _read_any(raw: WarcRecord, max_bytes: int) -> Record | BrokenRecord | OtherRecord | None:
    if raw.record_type & _READ:
        return _read_or_broken(raw, max_bytes)
    for kind, name in _OTHER:
        if raw.record_type & kind:
            url = (raw.headers.get("WARC-Target-URI") or "").strip("<>")
            return OtherRecord(name, url, raw.stream_pos, raw.headers.get("WARC-Refers-To-Target-URI"))
    return None


def _find_record(stream: BinaryIO, after: int, is_gzip: bool) -> int | None:
    """Return where the next record may begin, by its first bytes; None if none follows."""
    mark, position, tail = (_GZIP_MEMBER if is_gzip else b"WARC/"), after, b""
    stream.seek(after)
    while chunk := stream.read(1 << 20):
        found = (tail + chunk).find(mark)
        if found >= 0:
            return position - len(tail) + found
        position += len(chunk)
        tail = (tail + chunk)[-len(mark) + 1 :]
    return None


def _read_or_broken(raw: WarcRecord, max_bytes: int) -> Record | BrokenRecord:
    try:
        return _read(raw, max_bytes)
    except BrokenRecord as broken:
        return broken


def _read(raw: WarcRecord, max_bytes: int) -> Record:
    offset, url = raw.stream_pos, raw.headers.get("WARC-Target-URI") or ""
    url = url.strip("<>")
    length = raw.content_length
    if length > max_bytes + 65536:
        raise BrokenRecord("too_large", f"{length} bytes, more than {max_bytes}", url, offset)
    block = raw.reader.read(length)
    if len(block) < length:
        raise BrokenRecord("truncated", f"{len(block)} bytes of {length}", url, offset)
    if not url:
        raise BrokenRecord("no_address", "the record has no WARC-Target-URI", url, offset)
    content_type = raw.headers.get("Content-Type") or ""
    if content_type.lower().startswith("application/http"):
        status, headers, payload = _http(block, max_bytes, url, offset)
    else:
        status, headers, payload = 200, ((("Content-Type", content_type),) if content_type else ()), block
    captured_at = raw.record_date
    if captured_at is None:
        raise BrokenRecord("no_capture_date", "the record has no readable WARC-Date", url, offset)
    is_listing = raw.headers.get(LISTING_HEADER) is not None
    hint, lookup = raw.headers.get(HINT_HEADER), raw.headers.get(LOOKUP_HEADER)
    return Record(url, captured_at, status, headers, payload, offset, hint, is_listing, lookup)


def _http(block: bytes, max_bytes: int, url: str, offset: int) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    whole = io.BytesIO(block)
    head = HeaderMap("latin1")
    start = head.parse(whole)
    whole.seek(start)
    encodings = [head.get("Transfer-Encoding") or "", *reversed((head.get("Content-Encoding") or "").split(","))]
    payload = whole.read()
    for name in (encoding.strip().lower() for encoding in encodings):
        payload = _decode(payload, name, max_bytes, url, offset)
    if payload.startswith(GZIP_MAGIC) and (head.get("Content-Type") or "").lower().startswith("text/"):
        payload = _decode(payload, "gzip", max_bytes, url, offset)  # as some servers send it, without a header
    if len(payload) > max_bytes:
        raise BrokenRecord("too_large", f"more than {max_bytes} bytes once decoded", url, offset)
    return head.status_code or 0, head.to_tuples(), payload


def _decode(payload: bytes, encoding: str, max_bytes: int, url: str, offset: int) -> bytes:
    """Return up to `max_bytes` + 1 bytes of the decoded payload.

    Some archivers store the decoded body and keep the header that says it is encoded: such a body is returned as it is.
    """
    if encoding == "chunked":
        return _join_chunks(payload)
    try:
        return decode_content(payload, encoding, max_bytes)
    except EncodingError as error:
        if payload.startswith(GZIP_MAGIC):
            raise BrokenRecord("undecodable", str(error), url, offset) from error
        return payload


def _join_chunks(payload: bytes) -> bytes:
    """Return the body of `Transfer-Encoding: chunked`, extensions ignored; the payload itself if it is not chunked."""
    chunks, position = list[bytes](), 0
    while match := _CHUNK_SIZE.match(payload, position):
        size = int(match[1], 16)
        chunks.append(payload[match.end() : match.end() + size])
        position = match.end() + size + 2  # and its line end
        if size == 0:
            break
    return b"".join(chunks) if chunks else payload
