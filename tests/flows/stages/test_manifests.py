"""Captures without an address, and manifests, are imported with what is known of them; nothing is lost."""

import csv
import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from flows.runs import runs
from flows.runs.batch import Batch
from flows.runs.captures import parse_hint
from flows.settings import Settings
from flows.stages.import_files import FileImport
from transforms.records import Outlet
from transforms.urls import find_outlet
from warehouse.archive import archive_writer, files

LANTERN = Outlet(
    "the-lantern",
    "The Lantern",
    None,
    ("lantern.example",),
    "Europe/London",
    article_paths=("/article/",),
    marks=("The Lantern's morning letter",),
)
PIECE = [
    "The islands have waited for a bridge since before the last ferry was built, and they have been told each spring "
    "that the next budget will hold it, and each autumn that it did not.",
    "A ferry is a promise made twice a day. It is kept in June and broken in January, when the chemist runs out and "
    "the school on the far side opens with a third of its pupils, and nobody is surprised.",
    "The sum is not large beside what a road in the south costs. I have asked for it four times, and shall ask again.",
]
TEXT = "\n\n".join(["Menu", "Ferries are a promise", "4 min read", *PIECE, "The Lantern's morning letter"])
LATER = "\n\n".join(["Menu", "Another teaser", "Press releases", "Ferries are a promise", "4 min read", *PIECE[:2]])


def take(home: Path, *paths: Path, known: dict[str, datetime] | None = None) -> Batch:
    job = FileImport(Settings(home=home), runs.start_run("import"), (LANTERN,), known or {}, lambda: None)
    gathered = Batch()
    for batch in job.read_batches(paths):
        gathered.merge(batch)
    return gathered


def test_a_text_without_an_address_is_identified_by_its_outlets_mark_and_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(LATER + "\n\nThe Lantern's morning letter")
    (tmp_path / "c.txt").write_text(TEXT.replace("The Lantern's morning letter", ""))
    first, second, unmarked = take(tmp_path, tmp_path).captures
    assert first["url"].startswith("urn:text:the-lantern:")
    assert (first["outlet_id"], unmarked["outlet_id"]) == ("the-lantern", "unknown")
    assert (first["url"], first["article_id"]) == (second["url"], second["article_id"])
    assert first["capture_id"] != second["capture_id"]
    assert find_outlet(first["url"], (LANTERN,)) is LANTERN


def test_a_second_import_of_bare_texts_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    known = {row["capture_id"]: row["captured_at"] for row in take(tmp_path, tmp_path).captures}
    again = take(tmp_path, tmp_path, known=known)
    assert (again.captures, [row["fate"] for row in again.outcomes]) == ([], ["unchanged"])


def write_manifest(folder: Path, kind: str, rows: list[dict[str, str | None]]) -> Path:
    path = folder / f"manifest.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif kind == "jsonl":
        path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    else:
        pl.DataFrame(rows).write_parquet(path)
    return path


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_manifest_gives_a_capture_per_row_with_its_hints(tmp_path: Path, kind: str) -> None:
    (tmp_path / "b.txt").write_text(TEXT)
    common = {"captured_at": "2024-07-18T10:00:00Z", "title": "Ferries", "author": "Jane Roe|Ann Poe"}
    rows: list[dict[str, str | None]] = [
        {"url": "https://lantern.example/article/1", "text": TEXT, "path": None, "published": "2024-05-06", **common},
        {"url": None, "text": None, "path": "b.txt", "published": None, **common},
        {"url": "https://lantern.example/article/3", "text": None, "path": None, "published": None, **common},
    ]
    gathered = take(tmp_path, write_manifest(tmp_path, kind, rows))
    first, second = gathered.captures
    assert (first["url"], first["outlet_id"]) == ("https://lantern.example/article/1", "the-lantern")
    assert second["url"].startswith("urn:text:the-lantern:")
    assert first["captured_at"].isoformat() == "2024-07-18T10:00:00"
    stored = archive_writer.RecordLocation(first["warc_file"], first["warc_offset"])
    hint = parse_hint(files.read_record(tmp_path / "archive", stored, 100_000).hint)
    assert (hint.title, hint.published, hint.authors) == ("Ferries", "2024-05-06", ("Jane Roe", "Ann Poe"))
    assert [(row["url"], row["detail"]) for row in gathered.outcomes] == [
        (f"manifest.{kind}#3", "it has neither text nor path")
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jsonl", '{"text": "a"}\n{"text": '), ("a.parquet", "not a table"), ("a.csv", "url\n\x00")],
)
def test_a_manifest_that_is_broken_is_a_failure_that_names_it(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    gathered = take(tmp_path, path)
    assert gathered.outcomes[-1]["fate"] == "failed"
    assert str(path) in gathered.problems[-1]


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", ""), ("a.csv", ""), ("a.csv", "text,url\n")])
def test_a_manifest_without_a_row_is_a_failure_that_says_so(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    gathered = take(tmp_path, tmp_path / name)
    assert gathered.outcomes[-1]["fate"] == "failed"
    assert "it has no row" in gathered.problems[-1]


def test_a_path_of_a_manifest_that_is_missing_is_a_failure_of_its_row(tmp_path: Path) -> None:
    path = write_manifest(tmp_path, "jsonl", [{"path": "gone.txt"}, {"text": TEXT}])
    gathered = take(tmp_path, path)
    assert [row["url"] for row in gathered.outcomes] == ["manifest.jsonl#1"]
    assert len(gathered.captures) == 1
