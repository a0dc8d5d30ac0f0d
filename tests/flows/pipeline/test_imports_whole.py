"""Imports through all stages: repeated, later captures, several at once, and files that are refused."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.runs import batch
from flows.runs.runs import Accounts
from flows.settings import Settings
from flows.stages import load
from warehouse.errors import DatabaseBusy
from warehouse.store import database

LATER = datetime(2026, 3, 1, tzinfo=UTC)
PIECE = "http://division-lobby.example/2024/05/01/a-piece/"


def page(text: str, teaser: str = "None.") -> bytes:
    prose = (
        "The member for Great Weirbury said that the bill was a good one, and would be read again in the spring. " * 9
    )
    head = '<title>A bill is read</title><meta property="article:published_time" content="2024-05-01T09:00:00+01:00">'
    body = f"<article><h1>A bill is read</h1><p>{prose}</p><p>{text} {prose}</p></article><aside>{teaser}</aside>"
    return f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def test_a_second_import_changes_no_row(
    trial: Any, undisturbed: tuple[Settings, Accounts], warc_of_pages: Path
) -> None:
    settings = trial.copy(undisturbed[0])
    before, files = trial.tables(settings, ()), sorted(settings.archive.rglob("*"))
    again = trial.take(settings, warc_of_pages)
    assert trial.tables(settings, ()) == before
    assert sorted(settings.archive.rglob("*")) == files
    assert again.counts["discovered"] == again.counts["unchanged"] == undisturbed[1].counts["discovered"]
    assert trial.accounts_meet(settings)


def test_the_same_bytes_captured_later_are_not_a_new_capture(
    trial: Any, undisturbed: tuple[Settings, Accounts], pages: Mapping[str, bytes], tmp_path: Path
) -> None:
    settings = trial.copy(undisturbed[0])
    before = trial.tables(settings, ())
    again = trial.take(settings, trial.write_warc(tmp_path / "later.warc.gz", pages, LATER))
    assert (again.counts["fetched"], again.counts["unchanged"]) == (0, undisturbed[1].counts["discovered"])
    assert trial.tables(settings, ()) == before


def test_captures_of_one_article_in_one_run_are_counted_in_the_order_of_their_dates(trial: Any, tmp_path: Path) -> None:
    settings = trial.settings()
    captures = [
        (3, page("Second.")),
        (1, page("First.")),
        (2, page("First.", "Another.")),
        (4, page("First.", "Third.")),
    ]
    sources = [
        trial.write_warc(tmp_path / f"{day}.warc.gz", {PIECE: payload}, datetime(2026, 1, day, tzinfo=UTC))
        for day, payload in captures
    ]
    counts = trial.take(settings, *sources).counts
    assert {name: counts[name] for name in ("loaded", "updated", "unchanged_text")} == {
        "loaded": 1,
        "updated": 1,
        "unchanged_text": 2,
    }
    assert trial.rows(
        settings, "select version, body like '%First.%', first_captured_at::date::text from articles"
    ) == [(1, True, "2026-01-01")]
    assert trial.rows(settings, "select count(*) from article_versions") == [(2,)]
    assert trial.accounts_meet(settings)


@pytest.mark.parametrize("runs", [((2,), (1,), (3,)), ((1,), (2,), (3,)), ((3, 1, 2),), ((2, 3), (1,))])
def test_the_earliest_of_equal_captures_counts_in_any_order(
    trial: Any, tmp_path: Path, runs: tuple[tuple[int, ...], ...]
) -> None:
    """An import of a later copy, and then of an earlier one, says as much as the earlier one alone."""
    undated = page("First.").replace(b"article:published_time", b"other")
    sources = {
        day: trial.write_warc(tmp_path / f"{day}.warc.gz", {PIECE: undated}, datetime(2026, 1, day, tzinfo=UTC))
        for day in (1, 2, 3)
    }
    alone = trial.settings("alone")
    trial.take(alone, sources[1])
    settings = trial.settings("all")
    for days in runs:
        counts = trial.take(settings, *(sources[day] for day in days)).counts
        assert counts["discovered"] == len(days)
    assert trial.rows(settings, "select first_captured_at::date::text, published_not_after::text from articles") == [
        ("2026-01-01", "2026-01-01")
    ]
    assert trial.tables(settings) == trial.tables(alone)
    assert trial.accounts_meet(settings)
    before = trial.tables(settings, ())
    assert trial.take(settings, *sources.values()).counts["unchanged"] == 3
    assert trial.tables(settings, ()) == before
    settings.warehouse.unlink()
    settings.corpus.unlink()
    trial.settings("all")  # the register again
    trial.reprocess(settings)
    assert trial.tables(settings) == trial.tables(alone)
    assert trial.accounts_meet(settings)


def test_a_folder_is_imported_except_for_the_file_without_an_address(trial: Any, tmp_path: Path, ended: Any) -> None:
    settings, folder = trial.settings(), tmp_path / "saved"
    folder.mkdir()
    (folder / "good.html").write_bytes(page("First."))
    (folder / "good.json").write_text(json.dumps({"url": PIECE, "captured_at": "2026-01-01T00:00:00Z"}))
    (folder / "stray.html").write_bytes(page("Second."))
    code, output, errors = ended(settings, "import", str(folder), "--json")
    assert code == 1
    accounts = json.loads(output)
    assert (accounts["state"], accounts["counts"]["loaded"], accounts["counts"]["failed"]) == ("completed", 1, 1)
    assert [problem.partition(": ")[0] for problem in accounts["problems"]] == [str(folder / "stray.html")]
    assert errors == ""


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (lambda path: None, 2, "does not exist. Give a WARC file"),
        (lambda path: path.write_bytes(b"no archive at all"), 1, "is not a WARC file"),
    ],
    ids=["missing", "no WARC"],
)
def test_an_import_that_is_refused_gives_one_line_and_no_run(
    trial: Any, tmp_path: Path, ended: Any, make: Any, code: int, message: str
) -> None:
    settings, source = trial.settings(), tmp_path / "pages.warc.gz"
    make(source)
    found, output, errors = ended(settings, "import", str(source))
    assert (found, output) == (code, "")
    (line,) = errors.splitlines()
    assert line.startswith(f"backbench: {source} {message}")
    assert trial.rows(settings, "select count(*) from runs") == [(0,)]
    assert not (settings.home / "runs").exists()
    assert not settings.archive.exists()


def test_a_file_that_is_refused_does_not_hinder_the_others(trial: Any, tmp_path: Path, ended: Any) -> None:
    settings, bad, good = trial.settings(), tmp_path / "index.cdx", tmp_path / "good.html"
    bad.write_text(" CDX N b a m s k r M S V g\n")
    good.write_bytes(page("First."))
    good.with_suffix(".json").write_text(json.dumps({"url": PIECE, "captured_at": "2026-01-01T00:00:00Z"}))
    code, output, errors = ended(settings, "import", str(bad), str(good), "--json")
    accounts = json.loads(output)
    assert (code, accounts["counts"]["loaded"], accounts["counts"]["failed"], errors) == (1, 1, 1, "")
    (problem,) = accounts["problems"]
    assert problem.startswith(f"{bad}: is neither a WARC file")
    code, _, errors = ended(settings, "import", str(good), str(tmp_path / "missing.warc"))
    assert (code, "does not exist" in errors) == (2, True)


def test_an_empty_path_is_not_the_current_folder(trial: Any, ended: Any) -> None:
    settings = trial.settings()
    code, output, errors = ended(settings, "import", "")
    assert (code, output) == (2, "")
    assert "A path is empty." in errors
    assert not (settings.home / "runs").exists()


@pytest.mark.parametrize("bound", ["captures", "bytes"])
def test_batches_that_overlap_give_the_rows_of_one_batch(
    bound: str,
    trial: Any,
    undisturbed: tuple[Settings, Accounts],
    warc_of_pages: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, f"MAX_BATCH_{bound.upper()}", {"captures": 7, "bytes": 20_000}[bound])
    loads, write = list[int](), load.load_batch

    def count(*given: Any) -> Any:
        loads.append(1)
        return write(*given)

    monkeypatch.setattr(load, "load_batch", count)
    settings = trial.settings("small")
    accounts = trial.take(settings, warc_of_pages)
    assert len(loads) > 2
    assert accounts.counts == undisturbed[1].counts
    assert trial.tables(settings) == trial.tables(undisturbed[0])
    assert trial.accounts_meet(settings)


def test_a_batch_for_which_the_memory_of_a_load_is_too_little_is_loaded_with_more(
    trial: Any, undisturbed: tuple[Settings, Accounts], warc_of_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOAD_MEGABYTES", 2)
    opened, open_writer = list[bool](), database.open_writer

    def note(*given: Any, saves_memory: bool = False, **options: Any) -> Any:
        opened.append(saves_memory)
        return open_writer(*given, saves_memory=saves_memory, **options)

    monkeypatch.setattr(database, "open_writer", note)
    settings = trial.settings("little")
    trial.take(settings, warc_of_pages)
    assert opened[-2:] == [True, False]
    assert trial.tables(settings) == trial.tables(undisturbed[0])
    assert trial.accounts_meet(settings)


def test_a_failed_load_keeps_complete_batches_and_the_next_import_loads_the_rest(
    trial: Any, undisturbed: tuple[Settings, Accounts], warc_of_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, loads, write = trial.settings("broken"), list[int](), load.load_batch

    def fail_third(*given: Any) -> Any:
        loads.append(1)
        if len(loads) == 3:
            raise DatabaseBusy(settings.warehouse, "another program", 0)
        return write(*given)

    with monkeypatch.context() as patched:
        patched.setattr(batch, "MAX_BATCH_CAPTURES", 7)
        patched.setattr(load, "load_batch", fail_third)
        with pytest.raises(DatabaseBusy):
            trial.take(settings, warc_of_pages)
    with database.open_reader(settings.warehouse) as connection:
        stored = connection.execute("select count(*) from captures").fetchone()
    assert stored == (14,)
    trial.take(settings, warc_of_pages)
    assert trial.tables(settings) == trial.tables(undisturbed[0])
    assert trial.accounts_meet(settings)
