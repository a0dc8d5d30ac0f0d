"""Two runs at the same time lose and duplicate nothing, and wait only for each other's loads."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import Any

from flows.runs import runs
from flows.runs.runs import Accounts
from flows.settings import Settings
from warehouse.store.database import lock_database

SAVED = datetime(2026, 1, 10, tzinfo=UTC)


def test_two_imports_of_the_same_file_and_a_killed_run_duplicate_nothing(
    trial: Any,
    killed: Callable[[str], Settings],
    warc_of_pages: Path,
    undisturbed: tuple[Settings, Accounts],
    pages: Mapping[str, bytes],
    tmp_path: Path,
) -> None:
    settings, (right, whole) = trial.copy(killed("archive")), undisturbed
    (cut_short,) = runs.list_crashed_runs(settings.home)
    copies = {f"https://elsewhere.example/{number}": page for number, page in enumerate(list(pages.values())[:5])}
    other = trial.write_warc(tmp_path / "other.warc.gz", copies, SAVED + timedelta(days=1))
    # The first takes on the killed run and comes as far as its load; the second begins and ends meanwhile.
    first = trial.stopped(settings, "pause", "before load", 0, "import", warc_of_pages, stdin=-1)
    assert first.stdout.readline() == "here\n"
    second = trial.take(settings, warc_of_pages, other)
    _, complaint = first.communicate("", timeout=600)
    assert first.returncode == 0, complaint
    assert (second.state, second.counts["discovered"]) == ("completed", whole.counts["discovered"] + 5)
    assert trial.accounts_meet(settings)
    assert trial.rows(settings, "select count(*), count(distinct capture_id) from captures") == [(47, 47)]
    found, expected = trial.tables(settings), trial.tables(right)
    for name in ("articles", "article_versions", "article_authors", "article_topics", "captures", "date_candidates"):
        assert not [row for row in expected[name] if row not in found[name]], name
    ((state, message),) = trial.rows(
        settings, f"select state, message from runs where run_id = '{cut_short.run.run_id}'"
    )
    assert state == "crashed"
    assert second.run_id not in message
    assert [*(settings.home / "runs").iterdir()] == []


def test_a_run_waits_for_another_runs_load(trial: Any, pages: Mapping[str, bytes], tmp_path: Path) -> None:
    settings = trial.settings()
    source = trial.write_warc(tmp_path / "few.warc.gz", dict(list(pages.items())[:3]))
    lock = lock_database(settings.warehouse, 1)
    lock.__enter__()
    let_go = Timer(2.5, lock.__exit__, (None, None, None))
    let_go.start()
    assert trial.take(settings, source).counts["fetched"] == 3
    assert let_go.finished.is_set()
