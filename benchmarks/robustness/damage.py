"""Check jobs under kills, a full disk, a read-only folder, a clock set back, and files cut or deleted."""

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.robustness.trial import CheckFailed, Trial, require, require_equal, serving

KILLS = 30
_SAVED = "pages"


def kills(folder: Path) -> str:
    """Kill a nightly run at 30 points of its time, run it again, and compare the tables with an undisturbed run's."""
    with serving(folder / "whole") as (whole, _):
        shutil.copytree(whole.home, folder / "fresh")
        began = time.monotonic()
        whole.done("nightly")
        seconds = time.monotonic() - began
        right = whole.tables(with_fetch_times=False)
        chance, killed = random.Random(1), 0  # noqa: S311  # the same points each time
        for number in range(KILLS):
            trial = replace(whole, home=folder / f"killed-{number}")
            shutil.copytree(folder / "fresh", trial.home)
            command, environment = trial.command("nightly")
            process = subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            try:
                process.wait(seconds * chance.uniform(0.15, 1.0))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                killed += 1
            process.wait()
            trial.done("nightly")
            require_equal(trial.tables(with_fetch_times=False), right, f"kill {number}")
            shutil.rmtree(trial.home)
    return f"{killed} runs killed at {KILLS} points, all tables equal to an undisturbed run's"


def full_disk(folder: Path) -> str:
    """Limit the size of files, as on a full disk; then remove the limit and check that nothing is lost."""
    with serving(folder / "whole") as (whole, _):
        whole.done("nightly")
        right = whole.tables(with_fetch_times=False)
    refused = 0
    for kilobytes in (50, 400, 2000, 6000):
        with serving(folder / f"full-{kilobytes}") as (trial, _):
            finished = trial.run("nightly", preexec_fn=lambda size=kilobytes << 10: _bound(size))
            require("Traceback" not in finished.stderr, f"{kilobytes} KB: a traceback: {finished.stderr[-1500:]}")
            refused += finished.returncode != 0
            trial.done("nightly")
            require_equal(trial.tables(with_fetch_times=False), right, f"{kilobytes} KB")
    require(refused > 0, "no bound stopped a run")
    return f"{refused} of 4 bounds stopped a run, each reported in one line; recovered by the next run"


def _bound(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def read_only_folder(folder: Path) -> str:
    """Run in a read-only data folder: one line that names the folder, exit code 1."""
    home = folder / "home"
    with serving(home) as (trial, _):
        trial.done("nightly")
        before = trial.tables()
        _permit(home, 0o555, 0o444)
        # Root can write anywhere unless it drops the capability for it.
        prefix = ("setpriv", "--inh-caps=-all", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
        finished = trial.run("nightly", prefix=prefix)
        _permit(home, 0o755, 0o644)
        require(finished.returncode == 1, f"exit code {finished.returncode}: {finished.stderr[-1500:]}")
        require("Traceback" not in finished.stderr, f"a traceback: {finished.stderr[-1500:]}")
        require(trial.tables() == before, "the published tables changed")
        return finished.stderr.strip().splitlines()[-1].replace(str(home), "HOME")[:150]


def _permit(home: Path, folders: int, files: int) -> None:
    for path in [home, *home.rglob("*")]:
        path.chmod(folders if path.is_dir() else files)


def clock_set_back(folder: Path) -> str:
    """Import the same files today and with a clock two years back: the same rows (needs faketime)."""
    faketime = shutil.which("faketime")
    if faketime is None:
        return "skipped: faketime is not installed"
    pages = save_pages(folder)
    rows = []
    for name, prefix in (("today", ()), ("back", (faketime, "-f", "-730d"))):
        trial = Trial(folder / name)
        trial.done("import", str(pages), prefix=prefix)
        rows.append(trial.tables())
    require(rows[0] == rows[1], "the rows depend on the clock")
    return "equal tables, imported today and with a clock two years back"


def save_pages(folder: Path) -> Path:
    """Save the sample's pages as files with sidecars; return their folder."""
    place = folder / _SAVED
    place.mkdir(parents=True)
    with serving(folder / "served") as (_, site):
        for number, piece in enumerate(site.pieces):
            url = site.url_of(piece)
            host, _, path = url.partition("//")[2].partition("/")
            page = site.page(host, f"/{path}")
            if page:
                (place / f"{number}.html").write_bytes(page.body)
                (place / f"{number}.json").write_text(f'{{"url": "{url}", "captured_at": "2026-01-09T08:00:00Z"}}')
    return place


def lost_and_cut_files(folder: Path) -> str:
    """Delete a journal, cut a WARC file, the write-ahead log, the writer's database and the published copy."""
    with serving(folder / "home") as (trial, _):
        trial.done("nightly")
        right = trial.tables()
        for number, damage in enumerate(
            (_no_journals, _cut_published, _no_published, _cut_log, _no_writer, _cut_archive)
        ):
            before = folder / f"before-{number}"
            shutil.copytree(trial.home, before)
            damage(trial.home)
            finished = trial.run("nightly")
            require("Traceback" not in finished.stderr, f"{damage.__name__}: a traceback: {finished.stderr[-1500:]}")
            if damage is _cut_archive:
                trial.run("reprocess")
            require(trial.tables() == right, f"{damage.__name__}: the tables differ; {finished.stderr[-500:]}")
            shutil.rmtree(trial.home)
            before.rename(trial.home)
        _cut(trial.home / "warehouse.duckdb")
        finished = trial.run("nightly")
        require("Traceback" not in finished.stderr, f"cut database: a traceback: {finished.stderr[-1500:]}")
        if finished.returncode:
            (trial.home / "warehouse.duckdb").unlink()  # as its message advises
            trial.done("nightly")
        require(trial.tables() == right, "cut database: the tables differ after recovery")
    return "journal deleted, published copy cut and deleted, log cut, database cut and deleted, WARC cut: all recovered"


def _no_journals(home: Path) -> None:
    for path in (home / "runs").glob("*"):
        path.unlink()


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _cut_published(home: Path) -> None:
    _cut(home / "corpus.duckdb")


def _no_published(home: Path) -> None:
    (home / "corpus.duckdb").unlink()


def _cut_log(home: Path) -> None:
    (home / "warehouse.duckdb.wal").write_bytes(b"\x00" * 100)


def _no_writer(home: Path) -> None:
    (home / "warehouse.duckdb").unlink()


def _cut_archive(home: Path) -> None:
    files = sorted((home / "archive").rglob("*.warc.gz"), key=lambda path: path.stat().st_size)
    if not files:
        raise CheckFailed("there is no archive to cut")
    with files[-1].open("r+b") as file:
        file.truncate(files[-1].stat().st_size - 200)
