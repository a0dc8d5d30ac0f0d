"""An import archives what is new, reports the outcome of everything else, and does not trust a broken source."""

import gzip
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from flows.errors import BackbenchError, WrongUse
from flows.runs import runs
from flows.runs.batch import Batch
from flows.settings import Settings
from flows.stages.import_files import FileImport, check_path
from transforms.records import Outlet
from warehouse.archive import archive_writer, files

CHAMBER = Outlet("the-chamber", "The Chamber", None, ("a.example",), "Europe/London", article_paths=("/article/",))


def take(home: Path, *paths: Path, known: dict[str, datetime] | None = None) -> Batch:
    intake = FileImport(Settings(home=home), runs.start_run("import"), (CHAMBER,), known or {}, lambda: None)
    gathered = Batch()
    for page in intake.read_batches(paths):
        gathered.merge(page)
    return gathered


def record(url: str, body: str, status: int = 200, media: str = "text/html") -> bytes:
    http = f"HTTP/1.1 {status} Answer\r\nContent-Type: {media}\r\n\r\n{body}".encode()
    lines = ["WARC/1.1", "WARC-Type: response", "WARC-Date: 2024-04-20T10:00:00Z", f"WARC-Target-URI: {url}"]
    lines += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}", "", ""]
    return "\r\n".join(lines).encode() + http + b"\r\n\r\n"


def warc_file(folder: Path, *parts: bytes, whole: bool = False, plain: bool = False) -> Path:
    path = folder / ("pages.warc" if plain else "pages.warc.gz")
    if plain:
        path.write_bytes(b"".join(parts))
    else:
        path.write_bytes(gzip.compress(b"".join(parts)) if whole else b"".join(map(gzip.compress, parts)))
    return path


ACCEPT_HTML = [record(f"https://a.example/article/{n}", f"<p>Piece {n}</p>") for n in range(3)]


@pytest.mark.parametrize(("whole", "plain"), [(False, False), (True, False), (False, True)])
def test_every_record_can_be_read_back_from_the_archive(tmp_path: Path, whole: bool, plain: bool) -> None:
    gathered = take(tmp_path, warc_file(tmp_path, *ACCEPT_HTML, whole=whole, plain=plain))
    assert gathered.outcomes == []
    for number, row in enumerate(gathered.captures):
        stored = archive_writer.RecordLocation(str(row["warc_file"]), int(str(row["warc_offset"])))
        found = files.read_record(tmp_path / "archive", stored, 10_000)
        assert (found.url, found.payload) == (row["url"], f"<p>Piece {number}</p>".encode())
        assert found.captured_at.isoformat() == "2024-04-20T10:00:00+00:00"


def test_a_record_with_a_gzip_member_of_its_own_is_kept_byte_for_byte(tmp_path: Path) -> None:
    source = warc_file(tmp_path, *ACCEPT_HTML)
    (row, *_) = take(tmp_path, source).captures
    assert (tmp_path / "archive" / str(row["warc_file"])).read_bytes() == source.read_bytes()


def test_bytes_that_are_known_are_not_archived_again(tmp_path: Path) -> None:
    source = warc_file(tmp_path, *ACCEPT_HTML, ACCEPT_HTML[0])
    first = take(tmp_path, source)
    assert [outcome["reason"] for outcome in first.outcomes] == ["same_bytes"]
    second = take(tmp_path, source, known={row["capture_id"]: row["captured_at"] for row in first.captures})
    assert (second.captures, Counter(str(outcome["fate"]) for outcome in second.outcomes)) == ([], {"unchanged": 4})
    assert len(files.list_files(tmp_path / "archive")) == 1


def test_files_that_are_not_an_article_are_discarded(tmp_path: Path) -> None:
    parts = (
        record("https://a.example/article/1", "gone", status=404),
        record("https://a.example/article/2.pdf", "%PDF", media="application/pdf"),
        record("https://a.example/about", "<p>About</p>"),
        record("https://elsewhere.example/2024/a-piece", "<p>Piece</p>"),
    )
    gathered = take(tmp_path, warc_file(tmp_path, *parts))
    assert [(outcome["fate"], outcome["reason"]) for outcome in gathered.outcomes] == [
        ("failed", "http_404"),
        ("discarded", "not_html"),
        ("discarded", "not_an_article"),
    ]
    (row,) = gathered.captures
    assert row["outlet_id"] == "elsewhere.example"
    assert "undeclared" in str(row["warc_file"])


def test_a_truncated_file_gives_what_is_whole_and_names_the_rest(tmp_path: Path) -> None:
    source = warc_file(tmp_path, *ACCEPT_HTML)
    source.write_bytes(source.read_bytes()[:-40])
    gathered = take(tmp_path, source)
    assert len(gathered.captures) == 2
    assert [(outcome["fate"], outcome["reason"]) for outcome in gathered.outcomes] == [("failed", "truncated")]
    assert [problem.partition(": ")[0] for problem in gathered.problems] == [str(source)]


def test_a_file_that_is_not_warc_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "page.warc.gz"
    source.write_bytes(gzip.compress(b"<html>no archive</html>"))
    with pytest.raises(BackbenchError, match=r"page\.warc\.gz is not a WARC file"):
        check_path(source)


def test_a_warc_file_without_any_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.warc").touch()
    with pytest.raises(BackbenchError, match=r"empty\.warc has no response or resource record"):
        check_path(tmp_path / "empty.warc")


def test_a_folder_without_any_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    with pytest.raises(BackbenchError, match=r"has no \.html or \.txt file"):
        check_path(tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "notes.md"])
def test_a_source_of_no_known_kind_is_wrong_use(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.md").touch()
    with pytest.raises(WrongUse, match=rf"{name} (does not exist|is neither)"):
        check_path(tmp_path / name)


def test_a_folder_is_imported_except_for_the_files_without_an_address(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name, reasons in {
        "good.html": {"url": "https://a.example/article/1", "captured_at": "2024-04-20T00:00:00Z"},
        "text.txt": {"url": "https://a.example/article/2", "captured_at": "2024-07-18"},
        "no-url.html": {"captured_at": "2024-04-20T00:00:00Z"},
        "no-time.html": {"url": "https://a.example/article/3"},
    }.items():
        (folder / name).write_text("<p>Text</p>")
        (folder / name).with_suffix(".json").write_text(json.dumps(reasons))
    (folder / "bare.html").write_text("<p>Text</p>")
    (folder / "broken.html").write_text("<p>Text</p>")
    (folder / "broken.json").write_text("{")
    gathered = take(tmp_path, folder)
    assert [(row["url"], row["media_type"]) for row in gathered.captures] == [
        ("https://a.example/article/1", "text/html"),
        ("https://a.example/article/2", "text/plain"),
    ]
    refused = {Path(problem.partition(": ")[0]).name: problem for problem in gathered.problems}
    assert set(refused) == {"bare.html", "broken.html", "no-url.html", "no-time.html"}
    assert "put bare.json in the same folder" in refused["bare.html"]
    assert [outcome["fate"] for outcome in gathered.outcomes] == ["failed"] * 4


def test_a_capture_is_imported_whatever_the_clock_says(tmp_path: Path) -> None:
    later = ACCEPT_HTML[0].replace(b"2024-04-20", b"2931-04-20")
    gathered = take(tmp_path, warc_file(tmp_path, later))
    assert [row["captured_at"].year for row in gathered.captures] == [2931]
    assert not gathered.problems
