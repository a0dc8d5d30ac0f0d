"""Check twenty readers during three publishes, and the memory and files of fifty nights."""

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import psutil

from benchmarks.robustness.trial import require, serving
from flows import pipeline
from flows.runs.runner import plain_runner
from flows.settings import read_settings

READERS = 20
NIGHTS = 50
_READ = "select (select count(*) from articles), (select count(*) from article_versions)"


def readers(folder: Path) -> str:
    """Open the published copy repeatedly in twenty threads while three runs publish: each sees a complete state."""
    with serving(folder / "home") as (trial, site):
        trial.done("nightly")
        stop, states, faults = threading.Event(), [0] * READERS, list[str]()

        def read(number: int) -> None:
            seen = (0, 0)
            while not stop.is_set():
                try:
                    with duckdb.connect(str(trial.corpus), read_only=True) as connection:
                        articles, versions = connection.execute(_READ).fetchall()[0]
                except duckdb.Error as error:
                    faults.append(str(error))
                    return
                if versions < articles or (articles, versions) < seen:
                    faults.append(f"reader {number} saw {articles} articles, {versions} versions after {seen}")
                seen = (articles, versions)
                states[number] += 1

        threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            for day in range(3):
                site.edit(datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=day))
                trial.done("nightly")
                trial.done("reprocess")
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        require(not faults, "; ".join(faults[:3]))
    return f"{READERS} readers, {sum(states):,} reads through 6 runs, each of a whole state"


def nights(folder: Path) -> str:
    """Run fifty nights in one process over the same outlets: memory stays flat, and every file's size is explained."""
    with serving(folder / "home") as (trial, site):
        os.environ.update(trial.variables)
        settings = read_settings(trial.command()[1])
        resident, sizes = list[float](), list[int]()
        for number in range(NIGHTS):
            if number == NIGHTS // 2:
                site.edit(datetime(2026, 2, 1, tzinfo=UTC))
            with plain_runner(quiet=True) as runner:
                accounts = pipeline.nightly(settings, runner, lambda: False)
            require(accounts.state == "completed", f"night {number + 1}: {accounts.message}")
            resident.append(psutil.Process().memory_info().rss / 1e6)
            sizes.append(sum(path.stat().st_size for path in trial.home.rglob("*") if path.is_file()))
        early, late = max(resident[1:6]), max(resident[-5:])
        require(late < 1.2 * early, f"memory grew from {early:.0f} to {late:.0f} MB")
        growth = (sizes[-1] - sizes[5]) / (NIGHTS - 6)
        require(growth < 300_000, f"the data folder grew by {growth:,.0f} bytes a night")
        articles = trial.count("select count(*) from articles")
    per_night = f"{growth / 1000:,.0f} KB a night (revisit records, a quality page, replaced blocks, rows of runs)"
    return f"{NIGHTS} nights, {articles} articles; {early:.0f} MB early, {late:.0f} MB late; {per_night}"
