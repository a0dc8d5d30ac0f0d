"""Read WARC records: decode them, bound their size, and report broken ones."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO, Protocol

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

HINT_HEADER = "Backbench-Hint"
LISTING_HEADER = "Backbench-Listing"
_READ = WarcRecordType.response | WarcRecordType.resource


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


_DECODERS: dict[str, Callable[..., _Readable]] = {
    "chunked": ChunkedReader,
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "br": BrotliReader,
    "zstd": ZstdReader,
}


class BrokenRecord(Exception):
    """A record that cannot be read: `reason` is one word (truncated, too_large, undecodable, no_address)."""

    def __init__(self, reason: str, detail: str, url: str = "", offset: int = 0) -> None:
        super().__init__(reason, detail, url, offset)  # all of them: it travels between processes
        self.reason, self.detail, self.url, self.offset = reason, detail, url, offset

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class Record:
    """A response or resource record; `payload` is decoded, `captured_at` is aware and in UTC.

    `hint` is what was known when it was fetched; `is_listing` marks a feed, sitemap or robots.txt.
    """

    url: str
    captured_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    offset: int
    hint: str | None
    is_listing: bool

    def header(self, name: str) -> str | None:
        """Return the first HTTP header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def media_type(self) -> str:
        """Content type without its parameters; `application/octet-stream` if the record has none."""
        return (self.header("content-type") or "application/octet-stream").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """Charset parameter of the content type."""
        _, _, rest = (self.header("content-type") or "").lower().partition("charset=")
        return rest.partition(";")[0].strip(" \"'") or None


@dataclass(frozen=True, slots=True)
class RecordSpan:
    """A record and the bytes of the file it takes up; `is_member` where these are a gzip member of its own."""

    record: Record | BrokenRecord
    start: int
    end: int
    is_member: bool


def iter_records(stream: BinaryIO, max_bytes: int) -> Iterator[Record | BrokenRecord]:
    """Yield the response and resource records of a WARC stream in order, broken ones as BrokenRecord.

    `max_bytes` bounds a payload in bytes, after decoding. Raises OSError where the stream is no WARC at all or cannot
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
    """Return the answer at the stream's position; of a revisit, 304: the bytes were those of the capture before."""
    kinds = _READ | WarcRecordType.revisit
    raw = next(iter(ArchiveIterator(stream, record_types=kinds, parse_http=False, fsspec_args=False)), None)
    if raw is None:
        return None
    read = _read_or_broken(raw, max_bytes)
    if isinstance(read, Record) and raw.record_type & WarcRecordType.revisit:
        return replace(read, status=304)
    return read


def iter_record_spans(stream: BinaryIO, max_bytes: int) -> Iterator[RecordSpan]:
    """Yield the same records with the bytes they take up in the file; the stream must be seekable."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    is_gzip = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    pending: tuple[Record | BrokenRecord, int] | None = None
    for raw in ArchiveIterator(stream, parse_http=False, fsspec_args=False):
        start = raw.stream_pos
        if pending:
            # If several records share a gzip member, the reader reports the file's end as the start of the others.
            yield RecordSpan(*pending, start, is_gzip and pending[1] < start < size)
        pending = (_read_or_broken(raw, max_bytes), start) if raw.record_type & _READ else None
    if pending:
        yield RecordSpan(*pending, size, is_gzip and pending[1] < size)


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
    if (raw.headers.get("Content-Type") or "").startswith("application/http"):
        status, headers, payload = _http(block, max_bytes, url, offset)
    else:
        status, headers, payload = 200, (("Content-Type", raw.headers.get("Content-Type") or "text/html"),), block
    captured_at = raw.record_date
    if captured_at is None:
        raise BrokenRecord("no_capture_date", "the record has no readable WARC-Date", url, offset)
    is_listing = raw.headers.get(LISTING_HEADER) is not None
    return Record(url, captured_at, status, headers, payload, offset, raw.headers.get(HINT_HEADER), is_listing)


def _http(block: bytes, max_bytes: int, url: str, offset: int) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    whole = io.BytesIO(block)
    head = HeaderMap("latin1")
    start = head.parse(whole)
    whole.seek(start)
    encodings = [head.get("Transfer-Encoding") or "", *reversed((head.get("Content-Encoding") or "").split(","))]
    stream: _Readable = whole
    try:
        for name in (encoding.strip().lower() for encoding in encodings):
            stream = _DECODERS[name](stream) if name in _DECODERS else stream
        payload = stream.read(max_bytes + 1)
    except OSError:
        # Some archivers store the decoded body and keep the header that says it is encoded.
        payload = block[start:]
    if len(payload) > max_bytes:
        raise BrokenRecord("too_large", f"more than {max_bytes} bytes once decoded", url, offset)
    return head.status_code or 0, head.to_tuples(), payload
