"""Other archivers' records and damaged HTTP messages are read as browsers do, and a part is never a whole page."""

import gzip
import io
import random
from datetime import UTC, datetime

import pytest

from warehouse.archive import warc_reader, warc_record
from warehouse.archive.http_message import MAX_HEADERS

PAGE = "<p>Tehran – Москва</p>".encode()


def exchange(*headers: str, body: bytes) -> bytes:
    """A WARC record of an HTTP answer as another archiver would store it."""
    http = "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body
    lines = (
        "WARC/1.0",
        "WARC-Type: response",
        "WARC-Date: 2024-04-20T00:00:00Z",
        "WARC-Target-URI: <http://a.example/>",
    )
    more = ("Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}")
    return "\r\n".join([*lines, *more, "", ""]).encode() + http + b"\r\n\r\n"


def test_of_very_many_headers_the_first_are_kept() -> None:
    message = exchange(*(f"X-{number}: a" for number in range(5_000)), body=PAGE)
    (record,) = warc_reader.iter_records(io.BytesIO(message), 200_000)
    assert isinstance(record, warc_record.Record)
    assert record.payload == PAGE
    assert len(record.headers) == MAX_HEADERS


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (("Content-Encoding: gzip",), gzip.compress(PAGE)),
        (("Content-Encoding: gzip",), PAGE),
        (("Transfer-Encoding: chunked",), f"{len(PAGE):x}\r\n".encode() + PAGE + b"\r\n0\r\n\r\n"),
        ((), PAGE),
    ],
    ids=["encoded", "said to be encoded but stored decoded", "chunked", "plain"],
)
def test_other_archivers_payloads_are_decoded(headers: tuple[str, ...], body: bytes) -> None:
    (record,) = warc_reader.iter_records(io.BytesIO(exchange(*headers, body=body)), 1000)
    assert isinstance(record, warc_record.Record)
    assert (record.payload, record.url) == (PAGE, "http://a.example/")


def test_a_bomb_is_cut_at_the_limit() -> None:
    bomb = exchange("Content-Encoding: gzip", body=gzip.compress(b"\0" * 50_000_000))
    (record,) = warc_reader.iter_records(io.BytesIO(bomb), 1_000_000)
    assert isinstance(record, warc_record.BrokenRecord)
    assert record.reason == "too_large"


def block_of(http: bytes, *headers: str, line_end: str = "\r\n") -> bytes:
    """A WARC record with this block; further headers take the place of those of the same name."""
    named = {
        "WARC-Type": "response",
        "WARC-Date": "2024-04-20T00:00:00Z",
        "WARC-Target-URI": "http://a.example/",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(http)),
    }
    named |= dict(header.split(": ", 1) for header in headers)
    head = line_end.join(["WARC/1.1", *(f"{name}: {value}" for name, value in named.items() if value), "", ""])
    return head.encode() + http + (line_end * 2).encode()


def spans_of(warc: bytes) -> list[warc_reader.RecordSpan]:
    return list(warc_reader.iter_record_spans(io.BytesIO(warc), 1_000_000))


HTML = b"<!doctype html><html><body><p>Tehran</p></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
DECLARED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: %s\r\n\r\n"


def chunks(body: bytes) -> bytes:
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(body[n : n + 20]), body[n : n + 20]) for n in range(0, len(body), 20))


@pytest.mark.parametrize(
    "block",
    [
        HEAD.replace(b"\r\n", b"\n") + HTML,
        HEAD.replace(b"HTTP/1.1 200 OK", b"HTTP/2 200") + HTML,
        HEAD.replace(b"Content", b"My Param None\r\nSecure\r\nContent") + HTML,
        HEAD.replace(b"Content", b"Content-Encoding : gzip\r\nContent") + gzip.compress(HTML),
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + HEAD + HTML,
        b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + HTML,
        HTML,
        CHUNKED % b"gzip, chunked" + chunks(gzip.compress(HTML)) + b"0\r\n\r\n",
        CHUNKED % b"chunked" + chunks(HTML),
        HEAD + chunks(HTML) + b"0\r\n\r\n",
        HEAD.replace(b"text/html", b"text/html\r\nContent-Encoding: br") + HTML,
        HEAD.replace(b"text/html", b"text/html\r\nContent-Encoding: br") + gzip.compress(HTML),
        HEAD.replace(b"text/html", b"text/plain") + HTML,
        b"\r\n" + HEAD + HTML,
        b"HTTP/1.1 200 Connection established\r\n\r\n" + HEAD + HTML,
        HEAD.replace(b"text/html", b"text/html charset=utf-8") + HTML,
        CHUNKED % b"chunked" + b"\r\n" + chunks(HTML) + b"0\r\n\r\n",
        CHUNKED % b"chunked" + chunks(chunks(HTML) + b"0\r\n\r\n") + b"0\r\n\r\n",
        HEAD.replace(b"text/html", b"text/html\r\nContent-Encoding: gzip") + gzip.compress(HTML)[:-8],
        HEAD + HTML + b"\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n",
    ],
    ids=[
        *("line feeds", "HTTP/2", "lines that are no headers", "space before the colon", "early hints", "continue"),
        *("HTTP/0.9", "gzip in chunks", "no last chunk", "chunks without a header", "text said to be br", "gzip as br"),
        *("a page as plain text", "blank line first", "proxy", "no semicolon", "blank line before the chunks"),
        *("chunks of chunks", "gzip without its end", "a part of the next record"),
    ],
)
def test_a_damaged_message_is_read_as_browsers_do(block: bytes) -> None:
    ((span),) = spans_of(block_of(block))
    assert isinstance(span.record, warc_record.Record)
    assert (span.record.payload, span.record.media_type) == (HTML, "text/html")


def test_a_text_that_begins_like_a_chunk_is_whole() -> None:
    (span,) = spans_of(block_of(CHUNKED % b"chunked" + b"12\n" + HTML))
    assert isinstance(span.record, warc_record.Record)
    assert span.record.payload == b"12\n" + HTML


@pytest.mark.parametrize(
    ("block", "headers", "reason"),
    [
        (CHUNKED % b"chunked" + chunks(HTML)[:-9], (), "truncated"),
        (CHUNKED % b"chunked" + b"400\r\n" + HTML[:30], (), "truncated"),
        (HEAD + HTML, ("WARC-Segment-Number: 1",), "truncated"),
        (HEAD + HTML[:-20], ("WARC-Truncated: length",), "truncated"),
        (DECLARED % 9_999 + HTML[:30], (), "truncated"),
        (HEAD.replace(b"text/html", b"text/html\r\nContent-Encoding: br") + bytes(range(256)), (), "undecodable"),
    ],
    ids=[
        "chunks that break off",
        "a first chunk that breaks off",
        "a segment",
        "cut by the archiver",
        "fewer bytes than its head declares",
        "neither br nor a text",
    ],
)
def test_a_partial_response_is_never_a_complete_page(block: bytes, headers: tuple[str, ...], reason: str) -> None:
    (span,) = spans_of(block_of(block, *headers))
    assert isinstance(span.record, warc_record.BrokenRecord)
    assert (span.record.reason, span.record.url) == (reason, "http://a.example/")


def test_a_record_truncated_after_the_page_is_read() -> None:
    (span,) = spans_of(block_of(HEAD + HTML, "WARC-Truncated: length"))
    assert isinstance(span.record, warc_record.Record)


@pytest.mark.parametrize(
    "block",
    [
        DECLARED % 9_999 + HTML,
        DECLARED % 3 + HTML[:30],
        DECLARED.replace(b"%d", b"many") + HTML[:30],
        DECLARED.replace(b"200 OK", b"304 Not Modified") % 9_999,
        DECLARED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n") % 9_999 + HTML[:30],
    ],
    ids=["shortened by the archiver", "longer", "no number", "without a page", "stored decoded"],
)
def test_a_page_may_have_another_length_than_its_head_declares(block: bytes) -> None:
    (span,) = spans_of(block_of(block))
    assert isinstance(span.record, warc_record.Record)


@pytest.mark.parametrize("kind", [None, "text/html"])
def test_a_response_with_another_content_type_is_http_by_its_beginning(kind: str | None) -> None:
    (span,) = spans_of(block_of(HEAD + HTML, f"Content-Type: {kind or ''}"))
    assert isinstance(span.record, warc_record.Record)
    assert span.record.payload == HTML


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-04-20", datetime(2024, 4, 20, tzinfo=UTC)),
        ("2024-04-20T12:30:15", datetime(2024, 4, 20, 12, 30, 15, tzinfo=UTC)),
        ("20240420123015", datetime(2024, 4, 20, 12, 30, 15, tzinfo=UTC)),
        ("2024-04-20T12:30:15+02:00", datetime(2024, 4, 20, 10, 30, 15, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("2024-04", None),
        ("yesterday", None),
    ],
)
def test_dates_of_other_precision_are_read(written: str, read: datetime | None) -> None:
    (span,) = spans_of(block_of(HEAD + HTML, f"WARC-Date: {written}"))
    if read is None:
        assert isinstance(span.record, warc_record.BrokenRecord)
        assert span.record.reason == "no_capture_date"
    else:
        assert isinstance(span.record, warc_record.Record)
        assert (span.record.captured_at, span.record.captured_at.tzinfo) == (read, UTC)


def lower_names(record: bytes) -> bytes:
    head, rest = record.split(b"HTTP", 1)
    lines = [
        name.lower() + colon + value for name, colon, value in (line.partition(b":") for line in head.split(b"\r\n"))
    ]
    return b"\r\n".join([head.split(b"\r\n")[0], *lines[1:]]) + b"HTTP" + rest


@pytest.mark.parametrize("is_packed", [False, True])
def test_records_with_all_header_names_in_lower_case_are_read(is_packed: bool) -> None:
    lower = lower_names(block_of(HEAD + HTML))
    records = [gzip.compress(each) if is_packed else each for each in (lower, block_of(HEAD + HTML), lower)]
    spans = spans_of(b"".join(records))
    found = [span.record for span in spans if isinstance(span.record, warc_record.Record)]
    assert [(record.payload, record.url) for record in found] == [(HTML, "http://a.example/")] * 3
    assert len(spans) == 3


def test_a_gzip_member_of_several_records_in_lower_case_is_reported() -> None:
    lower = lower_names(block_of(HEAD + HTML))
    first, second = spans_of(gzip.compress(lower * 3) + gzip.compress(lower))
    assert isinstance(first.record, warc_record.BrokenRecord)
    assert "shares its gzip member with other records" in first.record.detail
    assert isinstance(second.record, warc_record.Record)


@pytest.mark.parametrize("is_packed", [False, True])
def test_each_record_in_lower_case_is_read_without_the_ones_after_it(is_packed: bool) -> None:
    class Counted(io.BytesIO):
        count = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.count += len(data)
            return data

    lower = lower_names(block_of(HEAD + HTML + random.Random(1).randbytes(40_000).hex().encode()))
    stream = Counted((gzip.compress(lower) if is_packed else lower) * 100)
    spans = list(warc_reader.iter_record_spans(stream, 1 << 30))
    assert len(spans) == 100
    assert stream.count < 20 * len(stream.getvalue())


@pytest.mark.parametrize("is_packed", [False, True])
def test_records_with_line_feeds_or_names_in_other_case_are_read_and_written_anew(is_packed: bool) -> None:
    def pack(record: bytes) -> bytes:
        return gzip.compress(record) if is_packed else record

    feeds = pack(block_of(HEAD + HTML, line_end="\n"))
    named = pack(block_of(HEAD + HTML, "WARC-Type: ", "warc-type: response"))
    for warc in (feeds * 2, named * 2):
        spans = spans_of(warc)
        assert [isinstance(span.record, warc_record.Record) for span in spans] == [True, True]
        assert not any(span.is_member for span in spans)
