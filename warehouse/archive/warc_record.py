"""The contents of a WARC record: its address, instant and decoded payload, or why it cannot be read."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from fastwarc.warc import WarcRecord, WarcRecordType

from warehouse.archive.http_message import (
    GZIP_MAGIC,
    OK,
    PAGE_END,
    BrokenChunks,
    EncodingError,
    Headers,
    decode_content,
    get_media_type,
    is_http,
    join_chunks,
    split_message,
)

HINT_HEADER = "Backbench-Hint"
LISTING_HEADER = "Backbench-Listing"
LOOKUP_HEADER = "Backbench-Lookup"
PAGE_TYPES = WarcRecordType.response | WarcRecordType.resource
OTHER_TYPES = ((WarcRecordType.revisit, "revisit"), (WarcRecordType.conversion, "conversion"))
UNTYPED = (WarcRecordType.no_type, WarcRecordType.unknown)
_TYPES = {
    "response": WarcRecordType.response,
    "resource": WarcRecordType.resource,
    **{name: kind for kind, name in OTHER_TYPES},
}
_HEADER = re.compile(rb"WARC/1\.")  # searched in two thirds of the time that `in` takes for a whole page
_NEXT_RECORD = re.compile(rb"</html\s*>(\s*WARC/\d\.\d\r?\n.*)\Z", re.IGNORECASE | re.DOTALL)
_COMPACT_DATE = "%Y%m%d%H%M%S"  # as ARC files and CDX indexes have it


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
        """Return the first HTTP header of that name, ignoring case."""
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


def get_type(raw: WarcRecord) -> WarcRecordType:
    """Return the record's type; the reader itself does not know it if the header's name or value is in other case."""
    if raw.record_type not in UNTYPED:
        return raw.record_type
    return _TYPES.get((raw.headers.get("WARC-Type") or "").strip().lower(), raw.record_type)


def read_record(raw: WarcRecord, max_bytes: int) -> Record | BrokenRecord:
    """Return a response or resource record, with at most `max_bytes` of payload."""
    try:
        return _read(raw, max_bytes)
    except BrokenRecord as broken:
        return broken


def _read(raw: WarcRecord, max_bytes: int) -> Record:
    offset, url = raw.stream_pos, raw.headers.get("WARC-Target-URI") or ""
    url = url.strip("<>")
    if raw.headers.get("Content-Length") is None:
        raise BrokenRecord("truncated", "its WARC header has no Content-Length, or is not complete", url, offset)
    length = raw.content_length
    if length > max_bytes + 65536:
        raise BrokenRecord("too_large", f"{length} bytes, more than {max_bytes}", url, offset)
    block = raw.reader.read(length)
    if len(block) < length:
        raise BrokenRecord("truncated", f"{len(block)} bytes of {length}", url, offset)
    if _HEADER.search(block) and (beyond := _NEXT_RECORD.search(block)):  # its Content-Length is too large
        block = block[: beyond.start(1)]
    if not url:
        raise BrokenRecord("no_address", "the record has no WARC-Target-URI", url, offset)
    content_type = raw.headers.get("Content-Type") or ""
    if content_type.lower().startswith("application/http") or (
        get_type(raw) & WarcRecordType.response and is_http(block)
    ):
        status, headers, payload = _read_http(block, max_bytes, url, offset)
    else:
        status, headers, payload = 200, ((("Content-Type", content_type),) if content_type else ()), block
    if cut := _find_cut(raw, payload):
        raise BrokenRecord("truncated", cut, url, offset)
    captured_at = _read_date(raw)
    if captured_at is None:
        raise BrokenRecord("no_capture_date", "the record has no readable WARC-Date", url, offset)
    is_listing = raw.headers.get(LISTING_HEADER) is not None
    hint, lookup = raw.headers.get(HINT_HEADER), raw.headers.get(LOOKUP_HEADER)
    return Record(url, captured_at, status, headers, payload, offset, hint, is_listing, lookup)


def _find_cut(raw: WarcRecord, payload: bytes) -> str | None:
    """Return why the record has only a part of the page, or None."""
    if raw.headers.get("WARC-Segment-Number"):
        return "it is one of several segments of a record, which are not joined"
    reason = raw.headers.get("WARC-Truncated")
    if reason and not PAGE_END.search(payload):
        return f"the archiver cut it (WARC-Truncated: {reason})"
    return None


def _read_date(raw: WarcRecord) -> datetime | None:
    """Return the instant of the record in UTC; None if its date cannot be read, or is not in the calendar in UTC."""
    try:
        at = raw.record_date or _parse_date((raw.headers.get("WARC-Date") or "").strip())
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _parse_date(text: str) -> datetime:
    """Return a date that WARC/1.1 allows and the reader does not know: a day, or without a zone. Raises ValueError."""
    if re.fullmatch("[0-9]{14}", text):
        return datetime.strptime(f"{text}+0000", f"{_COMPACT_DATE}%z")
    return datetime.fromisoformat(text.upper())


def _read_http(block: bytes, max_bytes: int, url: str, offset: int) -> tuple[int, Headers, bytes]:
    status, headers, payload = split_message(block)
    content_type = _join_values(headers, "content-type").lower()
    is_text = content_type.startswith("text/") or not content_type
    codings = _list_codings(headers, "transfer-encoding")
    try:
        if "chunked" in codings or is_text:
            payload = join_chunks(join_chunks(payload, "chunked" in codings), False)  # some archives have them twice
    except BrokenChunks as error:
        raise BrokenRecord("truncated", str(error), url, offset) from error
    encodings = _list_codings(headers, "content-encoding") + [each for each in codings if each != "chunked"]
    if is_text and not any(codings) and not any(encodings) and (cut := _find_missing(status, headers, payload)):
        raise BrokenRecord("truncated", cut, url, offset)
    for name in reversed(encodings):
        payload = _decode(payload, name, max_bytes, is_text, url, offset)
    if payload.startswith(GZIP_MAGIC) and content_type.startswith("text/"):
        payload = _decode(payload, "gzip", max_bytes, is_text, url, offset)  # as some servers send it, without a header
    if len(payload) > max_bytes:
        raise BrokenRecord("too_large", f"more than {max_bytes} bytes once decoded", url, offset)
    return status, headers, payload


def _find_missing(status: int, headers: Headers, payload: bytes) -> str | None:
    """Return what is missing of a page that is shorter than its Content-Length; None if it has its end.

    Some archivers change a page and keep its headers: it may be shorter and yet whole.
    """
    declared = next((value for key, value in headers if key.lower() == "content-length"), "")
    if status == OK and re.fullmatch("[0-9]{1,12}", declared) and len(payload) < int(declared):
        return None if PAGE_END.search(payload) else f"{len(payload)} bytes of the {declared} that its head declares"
    return None


def _join_values(headers: Headers, name: str) -> str:
    return ",".join(value for key, value in headers if key.lower() == name)


def _list_codings(headers: Headers, name: str) -> list[str]:
    return [coding.strip().lower() for coding in _join_values(headers, name).split(",")]


def _decode(payload: bytes, encoding: str, max_bytes: int, is_text: bool, url: str, offset: int) -> bytes:
    """Return up to `max_bytes` + 1 bytes of the decoded payload.

    Some archivers store the decoded body and keep the header that says it is encoded: what is neither text nor encoded
    either, an image, is returned as it is.
    """
    try:
        return decode_content(payload, encoding, max_bytes)
    except EncodingError as error:
        if is_text or payload.startswith(GZIP_MAGIC):
            raise BrokenRecord("undecodable", str(error), url, offset) from error
        return payload
