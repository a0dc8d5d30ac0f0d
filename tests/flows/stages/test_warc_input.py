"""WARC files and WACZ packages as archivers really write them: broken, compressed in odd ways, without types."""

import gzip
import zipfile
import zlib
from pathlib import Path

import pytest

from flows.errors import BackbenchError
from flows.runs import runs
from flows.runs.batch import Batch
from flows.settings import Settings
from flows.stages.import_files import FileImport, check_path
from transforms.records import Outlet
from warehouse.archive import warc_reader, warc_record

CHAMBER = Outlet("the-chamber", "The Chamber", None, ("a.example",), "Europe/London", article_paths=("/article/",))
HTML = b"<!DOCTYPE html><html><body><p>A ford is crossed.</p></body></html>"


def take(home: Path, *paths: Path) -> Batch:
    files = FileImport(Settings(home=home), runs.start_run("import"), (CHAMBER,), {}, lambda: None)
    gathered = Batch()
    for batch in files.read_batches(paths):
        gathered.merge(batch)
    return gathered


def record(path: str, block: bytes, kind: str = "response", media: str = "application/http", *more: str) -> bytes:
    lines = [
        *("WARC/1.0", f"WARC-Type: {kind}", "WARC-Date: 2024-03-20T10:00:00Z"),
        *(f"WARC-Target-URI: https://a.example/article/{path}", f"Content-Type: {media}"),
        *(*more, f"Content-Length: {len(block)}", "", ""),
    ]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


def raw_deflate(body: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(body) + deflate.flush()


def outcomes(batch: Batch) -> list[tuple[str, str | None, str | None]]:
    return [(row["url"].rpartition("/")[2], row["fate"], row["reason"]) for row in batch.outcomes]


def names(batch: Batch) -> list[str]:
    return [row["url"].rpartition("/")[2] for row in batch.captures]


@pytest.mark.parametrize("is_gzip", [False, True], ids=["plain", "gzip"])
def test_records_before_and_after_a_break_are_read(tmp_path: Path, is_gzip: bool) -> None:
    one, two = (record(name, answer(HTML + name.encode(), "Content-Type: text/html")) for name in ("one", "two"))
    pack = gzip.compress if is_gzip else bytes
    source = tmp_path / ("pages.warc.gz" if is_gzip else "pages.warc")
    source.write_bytes(pack(one) + b"not a record at all\r\n" + pack(two) + b"<!-- cached by a plugin -->")
    check_path(source)
    batch = take(tmp_path, source)
    assert names(batch) == ["one", "two"]
    assert {(outcome, reason) for _, outcome, reason in outcomes(batch)} == {("failed", "unreadable")}
    assert batch.problems
    assert all(problem.startswith(f"{source}: ") for problem in batch.problems)


def test_a_file_that_breaks_off_in_a_header_is_reported(tmp_path: Path) -> None:
    one, two = (record(name, answer(HTML, "Content-Type: text/html")) for name in ("one", "two"))
    (source := tmp_path / "pages.warc").write_bytes(one + two[:80])
    batch = take(tmp_path, source)
    assert names(batch) == ["one"]
    assert [problem.partition(": ")[0] for problem in batch.problems] == [str(source)]


def test_records_that_were_appended_in_another_form_are_read(tmp_path: Path) -> None:
    one, two = (record(name, answer(HTML + name.encode(), "Content-Type: text/html")) for name in ("one", "two"))
    (source := tmp_path / "pages.warc").write_bytes(one + gzip.compress(two))
    assert names(take(tmp_path, source)) == ["one", "two"]


def test_records_whose_line_ends_were_converted_are_read_or_reported(tmp_path: Path) -> None:
    one, two = (record(name, answer(HTML + name.encode(), "Content-Type: text/html")) for name in ("one", "two"))
    (source := tmp_path / "pages.warc").write_bytes((one + two).replace(b"\r\n", b"\n"))
    batch = take(tmp_path, source)
    assert set(names(batch)) | {name for name, _, _ in outcomes(batch)} >= {"one", "two"}
    assert batch.problems


@pytest.mark.parametrize("encoding", ["compress", "bzip2"])
def test_an_encoding_that_is_not_read_is_reported(tmp_path: Path, encoding: str) -> None:
    body = answer(b"\x1f\x9d\x90\x01\x02", "Content-Type: text/html", f"Content-Encoding: {encoding}")
    (source := tmp_path / "pages.warc").write_bytes(record("one", body))
    assert outcomes(take(tmp_path, source)) == [("one", "failed", "undecodable")]


def test_records_that_share_a_gzip_member_are_stored_each_by_itself(tmp_path: Path) -> None:
    pages = [record(name, answer(HTML + name.encode(), "Content-Type: text/html")) for name in ("one", "two", "six")]
    (source := tmp_path / "pages.warc.gz").write_bytes(
        gzip.compress(pages[0] + pages[1]) + gzip.compress(pages[1] + pages[2]) + gzip.compress(pages[2])
    )
    batch = take(tmp_path, source)
    settings = Settings(home=tmp_path)
    for row in batch.captures:
        path = settings.archive / row["warc_file"]
        with path.open("rb") as stream:
            stream.seek(row["warc_offset"])
            found = next(iter(warc_reader.iter_records(stream, 10_000)))
        assert isinstance(found, warc_record.Record)
        assert found.payload == HTML + row["url"].rpartition("/")[2].encode()
    assert names(batch) == ["one", "two", "six"]


def test_a_file_that_is_not_warc_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "pages.warc"
    source.write_bytes(b"<html>not a WARC</html>" * 100)
    with pytest.raises(BackbenchError, match="is not a WARC file"):
        check_path(source)


def test_revisits_and_conversions_have_an_outcome(tmp_path: Path) -> None:
    refers = "WARC-Refers-To-Target-URI: https://a.example/article/one"
    source = tmp_path / "pages.warc"
    source.write_bytes(
        record("one", answer(HTML, "Content-Type: text/html"))
        + record("two", answer(b""), "revisit", "application/http", refers)
        + record("three", b"plain text", "conversion", "text/plain")
    )
    batch = take(tmp_path, source)
    assert names(batch) == ["one"]
    assert outcomes(batch) == [("two", "unchanged", "revisit"), ("three", "discarded", "conversion")]
    assert "https://a.example/article/one" in str(batch.outcomes[0]["detail"])


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (HTML, ()),
        (HTML, ("content-type: TEXT/HTML;charset=UTF-8",)),
        (HTML, ("Content-Type: application/octet-stream",)),
        (raw_deflate(HTML), ("Content-Type: text/html", "Content-Encoding: deflate")),
        (zlib.compress(HTML), ("Content-Type: text/html", "Content-Encoding: deflate")),
        (gzip.compress(gzip.compress(HTML)), ("Content-Type: text/html", "Content-Encoding: gzip, gzip")),
        (gzip.compress(HTML), ("Content-Type: text/html",)),
        (HTML, ("Content-Type: text/html", "Content-Encoding: gzip")),
        (b"%x;ext=1\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML), ("Content-Type: text/html", "Transfer-Encoding: chunked")),
    ],
    ids=["no-type", "case", "unknown", "raw-deflate", "deflate", "double-gzip", "unsaid-gzip", "decoded", "chunks"],
)
def test_a_body_is_decoded_in_each_stored_form(tmp_path: Path, body: bytes, headers: tuple[str, ...]) -> None:
    source = tmp_path / "pages.warc"
    source.write_bytes(record("one", answer(body, *headers), "response", "Application/HTTP; msgtype=response"))
    (row,) = take(tmp_path, source).captures
    assert (row["media_type"], row["payload_bytes"]) == ("text/html", len(HTML))


def test_a_broken_gzip_body_is_not_a_page(tmp_path: Path) -> None:
    cut = gzip.compress(HTML * 100)[:60]
    source = tmp_path / "pages.warc"
    source.write_bytes(record("one", answer(cut, "Content-Type: text/html", "Content-Encoding: gzip")))
    batch = take(tmp_path, source)
    assert (names(batch), outcomes(batch)) == ([], [("one", "failed", "undecodable")])


def test_a_body_without_type_that_is_not_text_is_discarded(tmp_path: Path) -> None:
    source = tmp_path / "pages.warc"
    source.write_bytes(record("one", answer(b"\x89PNG\r\n\x1a\n\x00\x00")))
    assert outcomes(take(tmp_path, source)) == [("one", "discarded", "not_html")]


def test_a_wacz_package_gives_the_pages_of_its_archives(tmp_path: Path) -> None:
    source = tmp_path / "pages.wacz"
    with zipfile.ZipFile(source, "w") as package:
        package.writestr("datapackage.json", "{}")
        for name in ("one", "two"):
            page = record(name, answer(HTML + name.encode(), "Content-Type: text/html"))
            package.writestr(f"archive/{name}.warc.gz", gzip.compress(page))
    check_path(source)
    assert names(take(tmp_path, source)) == ["one", "two"]


def test_an_invalid_or_empty_wacz_package_is_refused(tmp_path: Path) -> None:
    broken, empty = tmp_path / "broken.wacz", tmp_path / "empty.wacz"
    broken.write_bytes(b"PK\x03\x04 and no more")
    zipfile.ZipFile(empty, "w").close()
    for source in (broken, empty):
        with pytest.raises(BackbenchError, match=source.name):
            check_path(source)


def test_a_wacz_package_that_would_fill_the_disk_is_a_problem_and_the_rest_is_imported(tmp_path: Path) -> None:
    bomb, fine = tmp_path / "bomb.wacz", tmp_path / "fine.warc"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/one.warc", b"\0" * 10_000_000)
    fine.write_bytes(record("two", answer(HTML, "Content-Type: text/html")))
    batch = take(tmp_path, bomb, fine)
    assert names(batch) == ["two"]
    assert ["would unpack to" in problem for problem in batch.problems] == [True]
