"""Check twenty readers during three publishes, and the memory and files of fifty nights."""

import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.robustness.trial import Trial, require, serving
from benchmarks.stage_timer import PeakMemory

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
    """Run fifty nights over the same outlets: memory stays flat, and every file's size is explained."""
    with serving(folder / "home") as (trial, site):
        peaks, sizes = list[float](), list[int]()
        for number in range(NIGHTS):
            if number == NIGHTS // 2:
                site.edit(datetime(2026, 2, 1, tzinfo=UTC))
            peaks.append(_peak(trial))
            sizes.append(sum(path.stat().st_size for path in trial.home.rglob("*") if path.is_file()))
        early, late = max(peaks[1:6]), max(peaks[-5:])
        require(late < 1.2 * early, f"peak memory grew from {early:.0f} to {late:.0f} MB")
        growth = (sizes[-1] - sizes[5]) / (NIGHTS - 6)
        require(growth < 300_000, f"the data folder grew by {growth:,.0f} bytes a night")
        articles = trial.count("select count(*) from articles")
    per_night = f"{growth / 1000:,.0f} KB a night (revisit records, a quality page, rows of runs)"
    return f"{NIGHTS} nights, {articles} articles; peak {early:.0f} MB early, {late:.0f} MB late; {per_night}"


def _peak(trial: Trial) -> float:
    command, environment = trial.command("nightly")
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with PeakMemory(process.pid) as memory:
        _, problems = process.communicate()
    require(process.returncode == 0, f"a night ended with {process.returncode}: {problems[-1500:]}")
    return memory.megabytes
