"""Build the WARC records that we write: a response, a revisit, a saved file."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from fastwarc.warc import WarcRecord, WarcRecordType

from warehouse.archive.warc_record import HINT_HEADER, LISTING_HEADER, LOOKUP_HEADER

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def build_response(
    url: str, captured_at: datetime, status: int, headers: Sequence[tuple[str, str]], payload: bytes, hint: str | None
) -> WarcRecord:
    """Return a WARC 1.1 response record of a decoded payload; `hint` None marks a listing, not an article.

    The headers that described the transfer are kept under another name, because they no longer match the bytes.
    """
    described = [(name, value) for name, value in headers if name.lower() not in _TRANSFER]
    described += [(f"X-Archive-Orig-{name}", value) for name, value in headers if name.lower() in _TRANSFER]
    described.append(("Content-Length", str(len(payload))))
    lines = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'Answer'}"] + [f"{n}: {_line(v)}" for n, v in described]
    head = "\r\n".join([*lines, "", ""]).encode("iso-8859-1", "replace")
    record = _record(WarcRecordType.response, url, captured_at, "application/http; msgtype=response", head + payload)
    record.headers[LISTING_HEADER if hint is None else HINT_HEADER] = "1" if hint is None else _line(hint)
    record.headers["WARC-Payload-Digest"] = f"sha256:{sha256(payload).hexdigest()}"
    return record


def build_lookup(
    url: str, asked_at: datetime, status: int, headers: Sequence[tuple[str, str]], payload: bytes, article_url: str
) -> WarcRecord:
    """Return a WARC 1.1 response record of a web archive's answer to a question about one article."""
    record = build_response(url, asked_at, status, headers, payload, None)
    record.headers[LOOKUP_HEADER] = _line(article_url)
    return record


def build_revisit(
    url: str, captured_at: datetime, status: int, headers: Sequence[tuple[str, str]], digest: str
) -> WarcRecord:
    """Return a WARC 1.1 revisit record: the server sent the same bytes as an existing capture."""
    lines = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'Answer'}"]
    lines += [f"{name}: {_line(value)}" for name, value in headers if name.lower() not in _TRANSFER]
    head = "\r\n".join([*lines, "", ""]).encode("iso-8859-1", "replace")
    record = _record(WarcRecordType.revisit, url, captured_at, "application/http; msgtype=response", head)
    record.headers["WARC-Profile"] = REVISIT_PROFILE
    record.headers["WARC-Payload-Digest"] = f"sha256:{digest}"
    return record


def build_resource(
    url: str, captured_at: datetime, media_type: str, payload: bytes, hint: str | None = None
) -> WarcRecord:
    """Return a WARC 1.1 resource record: a saved file without a known HTTP exchange; `hint` is a manifest's."""
    record = _record(WarcRecordType.resource, url, captured_at, media_type, payload)
    if hint is not None:
        record.headers[HINT_HEADER] = _line(hint)
    record.headers["WARC-Payload-Digest"] = f"sha256:{sha256(payload).hexdigest()}"
    return record


def _record(kind: WarcRecordType, url: str, captured_at: datetime, content_type: str, block: bytes) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind, record_urn=f"uuid:{uuid4()}".encode())
    record.headers["WARC-Target-URI"] = _line(url)
    record.headers["WARC-Date"] = captured_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    record.headers["Content-Type"] = content_type
    record.set_bytes_content(block)
    return record


_TRANSFER = {"content-encoding", "transfer-encoding", "content-length"}


def _line(text: str) -> str:
    return " ".join(text.splitlines())
