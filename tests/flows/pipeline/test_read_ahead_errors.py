"""An error in one batch, while later ones are extracted and archived, loses nothing; the next import loads the rest."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows import pipeline
from flows.runs import batch, runs
from flows.runs.runs import Accounts
from flows.settings import Settings
from flows.stages import import_files, load
from warehouse.archive.archive_writer import ArchiveWriter
from warehouse.store import database

BATCH = 10


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make batches of a few captures, the first in parts."""
    monkeypatch.setattr(batch, "MAX_BATCH_CAPTURES", BATCH)
    monkeypatch.setattr(import_files, "FIRST_PARTS", (3, 5))
    return monkeypatch


def fail_at(nth: int, work: Callable[..., Any], error: Exception) -> Callable[..., Any]:
    """Return the function, which raises at its nth call."""
    calls = []

    def call(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == nth:
            raise error
        return work(*given, **named)

    return call


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def assert_recovered(trial: Any, settings: Settings, warc: Path, undisturbed: tuple[Settings, Accounts]) -> None:
    """Import again, and compare with an import that nothing disturbed."""
    (cut_short,) = runs.list_crashed_runs(settings.home)
    again = trial.take(settings, warc)
    assert again.state == "completed"
    assert trial.tables(settings) == trial.tables(undisturbed[0])
    assert trial.accounts_meet(settings)
    assert runs.list_crashed_runs(settings.home) == []
    states = dict(trial.rows(settings, "select run_id, (state, message) from runs"))
    assert states[again.run_id] == ("completed", None)
    assert states[cut_short.run.run_id][0] == "failed"
    assert "it broke off" in states[cut_short.run.run_id][1]
    homeless = "select url from captures anti join run_fates using (capture_id)"
    assert trial.rows(settings, homeless) == [], "a capture without an outcome"
    twice = "select capture_id from run_fates where fate <> 'unchanged' group by all having count(*) > 1"
    assert trial.rows(settings, twice) == [], "a capture with two outcomes"


@pytest.mark.parametrize(
    ("module", "name", "nth"),
    [
        (pipeline, "validate", 1),
        (pipeline, "normalise", 2),
        (load, "load_batch", 1),
        (database, "create_database", 1),
    ],
    ids=["validation", "normalising, of the second batch", "load", "creating the database while workers start"],
)
def test_an_error_behind_the_extraction(
    trial: Any,
    small_batches: pytest.MonkeyPatch,
    undisturbed: tuple[Settings, Accounts],
    warc_of_pages: Path,
    module: Any,
    name: str,
    nth: int,
) -> None:
    settings, before = trial.settings(), children()
    with small_batches.context() as patched:
        patched.setattr(module, name, fail_at(nth, getattr(module, name), RuntimeError("it broke off")))
        with pytest.raises(RuntimeError, match="it broke off"):
            trial.take(settings, warc_of_pages)
    assert children() <= before
    assert_recovered(trial, settings, warc_of_pages, undisturbed)


@pytest.mark.parametrize("nth", [2, 7, 25])
def test_a_full_disk_while_a_batch_is_archived_ahead(
    trial: Any,
    small_batches: pytest.MonkeyPatch,
    undisturbed: tuple[Settings, Accounts],
    warc_of_pages: Path,
    nth: int,
) -> None:
    """Its first parts are of 3 and 5 captures: the 2nd is of the first, the 7th of the second."""
    settings, before = trial.settings(), children()
    with small_batches.context() as patched:
        full = OSError(errno.ENOSPC, "it broke off")
        patched.setattr(ArchiveWriter, "copy", fail_at(nth, ArchiveWriter.copy, full))
        with pytest.raises(OSError, match="it broke off"):
            trial.take(settings, warc_of_pages)
    assert children() <= before
    assert_recovered(trial, settings, warc_of_pages, undisturbed)
