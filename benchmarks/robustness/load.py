"""Check twenty readers during three publishes, and the memory and files of fifty nights."""

import os
import threading
from collections import Counter
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
MAX_NIGHT_KB = 400  # by which the data folder may grow in a night without anything new
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
        resident, sizes = list[float](), list[Counter[str]]()
        for number in range(NIGHTS):
            if number == NIGHTS // 2:
                site.edit(datetime(2026, 2, 1, tzinfo=UTC))
            with plain_runner(quiet=True) as runner:
                accounts = pipeline.nightly(settings, runner, lambda: False)
            require(accounts.state == "completed", f"night {number + 1}: {accounts.message}")
            resident.append(psutil.Process().memory_info().rss / 1e6)
            sizes.append(_measure_folder(trial.home))
        early, late = max(resident[1:6]), max(resident[-5:])
        require(late < 1.2 * early, f"memory grew from {early:.0f} to {late:.0f} MB")
        growth = {part: (size - sizes[5][part]) / (NIGHTS - 6) / 1000 for part, size in sizes[-1].items()}
        parts = ", ".join(f"{part} {kilobytes:.0f}" for part, kilobytes in sorted(growth.items()) if kilobytes >= 1)
        # Replaced blocks of 256 KB, compressed, are the largest part: few rows change many blocks.
        require(sum(growth.values()) < MAX_NIGHT_KB, f"the data folder grew by more than {MAX_NIGHT_KB} KB: {parts}")
        articles = trial.count("select count(*) from articles")
    per_night = f"{sum(growth.values()):.0f} KB a night ({parts})"
    return f"{NIGHTS} nights, {articles} articles; {early:.0f} MB early, {late:.0f} MB late; {per_night}"


def _measure_folder(home: Path) -> Counter[str]:
    """Return the bytes below the data folder by its first level: `archive`, `history`, `corpus.duckdb`, …"""
    sizes = Counter[str]()
    for path in home.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(home).parts[0]] += path.stat().st_size
    return sizes
