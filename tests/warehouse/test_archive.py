"""The archive returns the bytes that it was given, and never takes a part of a record for a whole one."""

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warehouse.archive import warc_reader
from warehouse.archive.archive_writer import ArchiveWriter, RecordLocation, recover_open_file
from warehouse.archive.files import iter_articles, list_files, read_record

AT = datetime(2024, 4, 20, 12, 30, 15, 250000, tzinfo=UTC)
PAGE = "<p>Tehran – Москва</p>".encode()


def write(folder: Path, *urls: str, close: bool = True) -> list[RecordLocation]:
    writer = ArchiveWriter(folder, "20240420T123015-ab12cd", "the-chamber")
    headers = [("Content-Type", 'text/html; charset="UTF-8"'), ("Content-Encoding", "gzip"), ("ETag", '"x\r\ny"')]
    stored = [writer.add(url, AT, 200, headers, PAGE + url.encode(), '{"route": "feed"}') for url in urls]
    if close:
        writer.close()
    return stored


def test_a_record_reads_back_as_it_was_stored(tmp_path: Path) -> None:
    first, second = write(tmp_path, "https://a.example/1", "https://a.example/2")
    record = read_record(tmp_path, second, 1000)
    assert (record.url, record.captured_at, record.status) == ("https://a.example/2", AT, 200)
    assert record.payload == PAGE + b"https://a.example/2"
    assert (record.media_type, record.charset, record.hint) == ("text/html", "utf-8", '{"route": "feed"}')
    assert record.header("etag") == '"x y"'
    assert read_record(tmp_path, first, 1000).url == "https://a.example/1"


def test_each_record_is_a_gzip_member_that_any_warc_reader_knows(tmp_path: Path) -> None:
    stored = write(tmp_path, "https://a.example/1", "https://a.example/2")
    whole = (tmp_path / stored[0].warc_file).read_bytes()
    plain = gzip.decompress(whole[stored[0].warc_offset : stored[1].warc_offset])
    assert plain.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
    assert b"WARC-Payload-Digest: sha256:" in plain
    assert b"WARC-Block-Digest: sha1:" in plain


def test_listings_are_kept_but_not_scanned_as_articles(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "20240420T123015-ab12cd", "the-chamber") as writer:
        writer.add("https://a.example/feed", AT, 200, [], b"<rss/>", None)
        writer.add("https://a.example/1", AT, 200, [], PAGE, "{}")
        writer.add_file("https://a.example/2", AT, "text/plain", b"Menu")
    found = [record.url for record, _ in iter_articles(tmp_path, list_files(tmp_path)[0], 1000)]
    assert found == ["https://a.example/1", "https://a.example/2"]


def test_a_file_is_final_only_once_it_is_closed(tmp_path: Path) -> None:
    stored = write(tmp_path, "https://a.example/1", close=False)
    assert list_files(tmp_path) == []
    assert read_record(tmp_path, stored[0], 1000).payload.startswith(PAGE)


def test_a_run_that_stored_nothing_leaves_no_file(tmp_path: Path) -> None:
    ArchiveWriter(tmp_path, "20240420T123015-ab12cd", "the-chamber").close()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("cut", [1, 9, 100])
def test_a_truncated_last_record_is_set_aside_and_the_whole_ones_kept(tmp_path: Path, cut: int) -> None:
    stored = write(tmp_path, "https://a.example/1", "https://a.example/2", close=False)
    left = next(tmp_path.glob("*/*.open"))
    bytes_left = left.read_bytes()[:-cut]
    left.write_bytes(bytes_left)
    assert recover_open_file(left) == len(bytes_left) - stored[1].warc_offset
    assert [record.url for record, _ in iter_articles(tmp_path, list_files(tmp_path)[0], 1000)] == [
        "https://a.example/1"
    ]
    aside = next(tmp_path.glob("*/*.truncated"))
    assert aside.read_bytes() == bytes_left[stored[1].warc_offset :]


def test_a_killed_run_without_a_complete_record_leaves_only_the_truncated_file(tmp_path: Path) -> None:
    write(tmp_path, "https://a.example/1", close=False)
    left = next(tmp_path.glob("*/*.open"))
    left.write_bytes(left.read_bytes()[:50])
    assert recover_open_file(left) == 50
    assert list_files(tmp_path) == []


def test_a_payload_over_the_limit_is_named_not_read(tmp_path: Path) -> None:
    (stored,) = write(tmp_path, "https://a.example/1")
    with pytest.raises(warc_reader.BrokenRecord) as broken:
        read_record(tmp_path, stored, 10)
    assert (broken.value.reason, broken.value.url) == ("too_large", "https://a.example/1")


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
    assert isinstance(record, warc_reader.Record)
    assert (record.payload, record.url) == (PAGE, "http://a.example/")


def test_a_bomb_is_cut_at_the_limit() -> None:
    bomb = exchange("Content-Encoding: gzip", body=gzip.compress(b"\0" * 50_000_000))
    (record,) = warc_reader.iter_records(io.BytesIO(bomb), 1_000_000)
    assert isinstance(record, warc_reader.BrokenRecord)
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
    ],
    ids=[
        *("line feeds", "HTTP/2", "lines that are no headers", "space before the colon", "early hints", "continue"),
        *("HTTP/0.9", "gzip in chunks", "no last chunk", "chunks without a header", "text said to be br", "gzip as br"),
        "a page as plain text",
    ],
)
def test_a_damaged_message_is_read_as_browsers_do(block: bytes) -> None:
    ((span),) = spans_of(block_of(block))
    assert isinstance(span.record, warc_reader.Record)
    assert (span.record.payload, span.record.media_type) == (HTML, "text/html")


def test_a_text_that_begins_like_a_chunk_is_whole() -> None:
    (span,) = spans_of(block_of(CHUNKED % b"chunked" + b"12\n" + HTML))
    assert isinstance(span.record, warc_reader.Record)
    assert span.record.payload == b"12\n" + HTML


@pytest.mark.parametrize(
    ("block", "headers", "reason"),
    [
        (CHUNKED % b"chunked" + chunks(HTML)[:-9], (), "truncated"),
        (CHUNKED % b"chunked" + b"400\r\n" + HTML[:30], (), "truncated"),
        (HEAD + HTML, ("WARC-Segment-Number: 1",), "truncated"),
        (HEAD + HTML[:-20], ("WARC-Truncated: length",), "truncated"),
        (HEAD.replace(b"text/html", b"text/html\r\nContent-Encoding: br") + bytes(range(256)), (), "undecodable"),
    ],
    ids=[
        "chunks that break off",
        "a first chunk that breaks off",
        "a segment",
        "cut by the archiver",
        "neither br nor a text",
    ],
)
def test_a_part_of_a_page_is_never_a_whole_one(block: bytes, headers: tuple[str, ...], reason: str) -> None:
    (span,) = spans_of(block_of(block, *headers))
    assert isinstance(span.record, warc_reader.BrokenRecord)
    assert (span.record.reason, span.record.url) == (reason, "http://a.example/")


def test_a_cut_behind_the_page_does_no_harm() -> None:
    (span,) = spans_of(block_of(HEAD + HTML, "WARC-Truncated: length"))
    assert isinstance(span.record, warc_reader.Record)


@pytest.mark.parametrize("kind", [None, "text/html"])
def test_a_response_with_another_content_type_is_http_by_its_beginning(kind: str | None) -> None:
    (span,) = spans_of(block_of(HEAD + HTML, f"Content-Type: {kind or ''}"))
    assert isinstance(span.record, warc_reader.Record)
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
        assert isinstance(span.record, warc_reader.BrokenRecord)
        assert span.record.reason == "no_capture_date"
    else:
        assert isinstance(span.record, warc_reader.Record)
        assert (span.record.captured_at, span.record.captured_at.tzinfo) == (read, UTC)


@pytest.mark.parametrize("is_packed", [False, True])
def test_records_with_line_feeds_or_names_in_other_case_are_read_and_written_anew(is_packed: bool) -> None:
    def pack(record: bytes) -> bytes:
        return gzip.compress(record) if is_packed else record

    feeds = pack(block_of(HEAD + HTML, line_end="\n"))
    named = pack(block_of(HEAD + HTML, "WARC-Type: ", "warc-type: response"))
    for warc in (feeds * 2, named * 2):
        spans = spans_of(warc)
        assert [isinstance(span.record, warc_reader.Record) for span in spans] == [True, True]
        assert not any(span.is_member for span in spans)


def test_a_file_that_is_no_warc_archive_is_refused() -> None:
    with pytest.raises(OSError, match="WARC"):
        list(warc_reader.iter_records(io.BytesIO(b"<!DOCTYPE html><p>no archive</p>" * 100), 1000))
