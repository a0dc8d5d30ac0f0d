"""No network, no space, a database in use: one line, no loss, and the next run continues."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from flows.crawl.client import Client
from flows.runs import runs
from flows.runs.runs import Accounts
from flows.sample.server import SampleSite
from flows.settings import Settings
from flows.stages import discover
from warehouse.errors import DatabaseBusy, NoSpace
from warehouse.store import database

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def few(trial: Any, pages: Mapping[str, bytes], tmp_path: Path) -> Path:
    """A WARC file of a few pages."""
    source: Path = trial.write_warc(tmp_path / "few.warc.gz", dict(list(pages.items())[:6]))
    return source


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pauses before a request is tried again short."""
    monkeypatch.setattr(discover, "Client", partial(Client, backoff_seconds=0.02))


@pytest.mark.usefixtures("impatient")
def test_a_night_without_network_fails_and_says_so(trial: Any, served: SampleSite) -> None:
    nobody = dict.fromkeys(served.host_overrides, "127.0.0.1:1")
    settings = replace(trial.settings(), host_overrides=nobody)
    night = trial.nightly(settings)
    assert night.state == "failed"
    assert night.message.startswith("No outlet could be read; the first answer was: ")
    assert len(night.problems) == 9, "each feed, each sitemap and each listing"
    assert trial.rows(settings, "select state, message from runs") == [("failed", night.message)]
    assert runs.list_crashed_runs(settings.home) == []


@pytest.mark.usefixtures("impatient")
def test_a_night_with_one_unreachable_outlet_completes_and_lists_the_failures(trial: Any, served: SampleSite) -> None:
    overrides = dict(served.host_overrides) | {"division-lobby.example": "127.0.0.1:1"}
    settings = trial.only(replace(trial.settings(), host_overrides=overrides), "division-lobby", "hustings-post")
    night = trial.nightly(settings)
    assert (night.state, night.message) == ("completed", None)
    assert {problem.partition(":")[0] for problem in night.problems} == {"division-lobby"}
    ((message,),) = trial.rows(settings, "select message from runs")
    assert message == "; ".join(night.problems)


def test_a_clock_that_was_set_back_is_a_problem_of_the_night(trial: Any, served: SampleSite) -> None:
    settings = trial.only(trial.settings(site=served), "division-lobby")
    assert trial.nightly(settings).problems == ()
    with database.open_writer(settings.warehouse) as connection:
        connection.execute("UPDATE runs SET started_at = started_at + INTERVAL 3 DAYS")
    (problem,) = trial.nightly(settings).problems
    assert problem.startswith("This machine's clock says ")


def test_a_database_open_in_another_program_is_named_and_the_next_run_loads(
    trial: Any, few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = trial.settings()
    monkeypatch.setattr(database, "FOREIGN_LOCK_SECONDS", 0.2)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.warehouse)], stdin=-1, stdout=-1, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseBusy, match=rf"is in use by python\S* \(process {holder.pid}\)"):
            trial.take(settings, few)
        holder.communicate("")
    (cut_short,) = runs.list_crashed_runs(settings.home)
    assert cut_short.message
    assert "is in use by" in cut_short.message
    assert trial.take(settings, few).counts["fetched"] == 6
    output = trial.rows(settings, f"select state, message from runs where run_id = '{cut_short.run.run_id}'")
    assert output[0][0] == "failed"
    assert output[0][1].startswith(cut_short.message)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Make a file system of so many bytes, and make it larger."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = []

    def mount(size: str) -> Path:
        options = f"size={size}" + (",remount" if mounted else "")
        if (
            os.geteuid()
            or subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=False).returncode
        ):
            pytest.skip("only root may make a small file system")
        mounted.append(disk)
        return disk

    yield mount
    if mounted:
        subprocess.run(["umount", disk], check=True)


def test_on_a_full_disk_nothing_is_lost(
    trial: Any, small_disk: Callable[[str], Path], warc_of_pages: Path, undisturbed: tuple[Settings, Accounts]
) -> None:
    disk = small_disk("64m")
    settings = trial.settings(home=disk)
    used = sum(path.stat().st_size for path in disk.rglob("*") if path.is_file())
    small_disk(str(used + 20_000))  # too small for the archive
    with pytest.raises(OSError, match="No space left"):
        trial.take(settings, warc_of_pages)
    small_disk(str(used + 400_000))  # too small for the load
    with pytest.raises(NoSpace):
        trial.take(settings, warc_of_pages)
    small_disk("256m")
    assert len(runs.list_crashed_runs(disk)) == 2
    trial.take(settings, warc_of_pages)
    assert trial.tables(settings) == trial.tables(undisturbed[0])
    assert trial.accounts_meet(settings)


def test_an_import_under_a_file_size_limit_ends_with_one_line(trial: Any, warc_of_pages: Path) -> None:
    settings = trial.settings()
    limit = 30_000
    process = trial.backbench(
        settings,
        "import",
        str(warc_of_pages),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    output, errors = process.communicate(timeout=600)
    assert (process.returncode, output) == (1, "")
    (line,) = errors.splitlines()
    assert line.startswith("backbench: No space left for ")
    assert trial.take(settings, warc_of_pages).state == "completed"
