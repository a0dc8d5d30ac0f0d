"""A run killed in any stage loses nothing: the next run loads what was archived, and the tables are equal."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.runs import runs
from flows.runs.batch import MAX_RECORD_BYTES
from flows.runs.runs import Accounts
from flows.sample.server import SampleSite
from flows.settings import Settings
from warehouse.archive import files
from warehouse.store.publish import publish_corpus

# Between extraction and load nothing is written: `extract` stands for normalise and validate too, and the load itself
# is killed at every statement in tests/warehouse.
KILLED_STAGES = ("archive", "extract", "publish", "published")
LOADED = ("publish", "published")


@pytest.fixture
def left(trial: Any, killed: Callable[[str], Settings], request: pytest.FixtureRequest) -> Settings:
    """Return the data folder left by an import killed in that stage."""
    settings: Settings = trial.copy(killed("publish" if request.param == "published" else request.param))
    if request.param == "published":  # killed before it could forget its journal
        publish_corpus(settings.warehouse, settings.corpus)
    return settings


def archived(settings: Settings) -> list[str]:
    folder = settings.archive
    return [
        record.url
        for file in files.list_files(folder)
        for record, _ in files.iter_articles(folder, file, MAX_RECORD_BYTES)
    ]


@pytest.mark.parametrize(
    ("left", "stage"), [(stage, stage) for stage in KILLED_STAGES], ids=KILLED_STAGES, indirect=["left"]
)
def test_the_next_run_recovers_a_killed_one(
    trial: Any, left: Settings, stage: str, warc_of_pages: Path, undisturbed: tuple[Settings, Accounts]
) -> None:
    (crashed,) = runs.list_crashed_runs(left.home)
    accounts = trial.take(left, warc_of_pages)
    right, whole = undisturbed
    assert trial.tables(left) == trial.tables(right)
    assert trial.accounts_meet(left)
    assert len(archived(left)) == len(set(archived(left))) == whole.counts["fetched"], "no bytes are archived twice"
    assert [*(left.home / "runs").iterdir(), *left.archive.glob("*/*.open")] == [], "nothing is left over"
    run_states = dict(trial.rows(left, "select run_id, (state, message) from runs"))
    assert run_states[accounts.run_id] == ("completed", None)
    state, message = run_states[crashed.run.run_id]
    if stage in LOADED:
        assert (state, message) == ("completed", None)
        assert (accounts.counts["fetched"], accounts.counts["unchanged"]) == (0, whole.counts["discovered"])
    else:
        assert (state, message.partition(" Run ")[0]) == ("crashed", "It was killed.")
        assert f"Run {accounts.run_id} loaded the " in message
        assert accounts.counts["fetched"] == whole.counts["fetched"]


@pytest.mark.parametrize("left", ["archive"], indirect=True)
def test_a_truncated_record_is_set_aside_and_archived_again(
    trial: Any, left: Settings, warc_of_pages: Path, undisturbed: tuple[Settings, Accounts]
) -> None:
    (open_file, *_) = sorted(left.archive.glob("*/*.open"), key=lambda path: -path.stat().st_size)
    open_file.write_bytes(open_file.read_bytes()[:-40])
    trial.take(left, warc_of_pages)
    assert trial.tables(left) == trial.tables(undisturbed[0])
    (aside,) = left.archive.glob("*/*.truncated")
    ((message,),) = trial.rows(left, "select message from runs where state = 'crashed'")
    assert message.endswith(f"Of a broken last record {aside.stat().st_size} bytes were set aside.")
    with pytest.raises(EOFError):
        gzip.decompress(aside.read_bytes())


@pytest.mark.parametrize("left", ["extract"], indirect=True)
def test_a_run_killed_while_it_recovers_another_is_recovered_with_it(
    trial: Any, left: Settings, undisturbed: tuple[Settings, Accounts]
) -> None:
    trial.killed(left, "before validate", 0, "reprocess")
    first, second = runs.list_crashed_runs(left.home)
    accounts = trial.reprocess(left)
    assert trial.tables(left) == trial.tables(undisturbed[0])
    states = dict(trial.rows(left, "select run_id, state from runs"))
    assert states == {first.run.run_id: "crashed", second.run.run_id: "crashed", accounts.run_id: "completed"}


def test_a_nightly_run_killed_while_it_fetches_is_continued_without_repeated_requests(
    trial: Any, served: SampleSite
) -> None:
    settings = trial.only(trial.settings("killed", site=served), "hustings-post")
    other = trial.only(trial.settings("whole", site=served), "hustings-post")
    trial.killed(settings, "fetch", 10, "nightly")
    (crashed,) = runs.list_crashed_runs(settings.home)
    before = len(served.asked)
    trial.nightly(settings)
    asked = {asked.path for asked in served.asked[before:] if asked.status == 200}
    trial.nightly(other)
    of_the_clock = ("captured_at", "first_captured_at", "last_captured_at", "first_seen_at", "last_seen_at", "read_at")
    of_the_run = ("run_id", "first_loaded_at", "warc_file", "warc_offset", "quarantined_at")
    but = (*of_the_clock, *of_the_run, "next_attempt_at", "answered_count")
    assert trial.tables(settings, but) == trial.tables(other, but)
    assert trial.accounts_meet(settings)
    recovered = trial.rows(settings, f"select url from captures where contains(warc_file, '{crashed.run.run_id}')")
    assert len(recovered) >= 8
    assert not asked & {str(url).partition(".example")[2] for (url,) in recovered}
