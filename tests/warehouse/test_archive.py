"""The archive returns the bytes that it was given, and never takes a part of a record for a whole one."""

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from warehouse.archive import warc_reader, warc_record
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
    with pytest.raises(warc_record.BrokenRecord) as broken:
        read_record(tmp_path, stored, 10)
    assert (broken.value.reason, broken.value.url) == ("too_large", "https://a.example/1")


def test_a_file_that_is_not_a_warc_archive_is_refused() -> None:
    with pytest.raises(OSError, match="WARC"):
        list(warc_reader.iter_records(io.BytesIO(b"<!DOCTYPE html><p>no archive</p>" * 100), 1000))
