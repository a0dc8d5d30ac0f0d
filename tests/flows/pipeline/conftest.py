"""Complete runs over the sample's pages, from a small WARC file or from the sample outlets on a real server."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

from flows import pipeline
from flows.cli import main
from flows.reference.members import refresh_register
from flows.runs.runner import plain_runner
from flows.runs.runs import Accounts
from flows.sample.server import SampleSite, serve_sample
from flows.settings import CHECKOUT, Settings
from warehouse.archive.archive_writer import ArchiveWriter
from warehouse.schema import tables

SEEDS = CHECKOUT / "seeds"
SAVED = datetime(2026, 1, 10, tzinfo=UTC)
# What a run says of itself, and where in the archive the bytes lie, differs from run to run.
OF_THE_RUN = ("runs", "run_fates", "quality_results", "nightly_answers")
# A filter over the texts, whose numbers follow the order of loading; tests/warehouse/test_word_index.py has its truth.
OF_THE_INDEX = ("indexed_texts", "word_postings")
OF_ITS_ROWS = {"run_id", "released_by", "quarantined_at", "first_loaded_at", "warc_file", "warc_offset"}
OF_THE_CLOCK = {"captured_at", "first_captured_at", "last_captured_at", "published_not_after", "modified_at"}
FETCHED = ("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded")


def sample_settings(home: Path) -> Settings:
    """Settings of a data folder over the sample outlets, without its server."""
    return replace(Settings(), home=home, outlets_file=SEEDS / "sample" / "outlets.toml", workers=2)


def write_warc(path: Path, pages: Mapping[str, bytes], at: datetime = SAVED, media: str = "text/html") -> Path:
    """Write a WARC file of pages by address, each a gzip member of its own."""
    headers = [("Content-Type", f"{media}; charset=utf-8")]
    with ArchiveWriter(path.parent, "made", path.name) as writer:
        for url, payload in pages.items():
            writer.add(url, at, 200, headers, payload, "{}")
    return (path.parent / writer.name).replace(path)


@contextmanager
def environment(settings: Settings) -> Iterator[dict[str, str]]:
    """Yield the variables that bring another process to these settings."""
    overrides = ",".join(f"{host}={address}" for host, address in settings.host_overrides.items())
    values = {"HOME": settings.home, "OUTLETS": settings.outlets_file, "HOST_OVERRIDES": overrides, "WORKERS": 2}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BACKBENCH_", "PREFECT_"))}
    yield kept | {f"BACKBENCH_{name}": str(value) for name, value in values.items()}


GOOD_OUTLET = """
[[outlet]]
outlet_id = "good"
name = "Good"
home_url = "http://one.example/"
hosts = ["one.example"]
timezone = "Europe/London"
feeds = ["http://one.example/feed"]
article_paths = ["/a/"]
delay_seconds = 0.0
"""
OTHER_OUTLET = """
[[outlet]]
outlet_id = "{name}"
name = "{name}"
home_url = "http://two.example/"
hosts = ["two.example"]
timezone = "Europe/London"
article_paths = ["/a/"]
"""


class Trial:
    """What a test does with whole runs; the fixture `trial`."""

    write_warc = staticmethod(write_warc)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def settings(self, name: str = "home", site: SampleSite | None = None, **changes: Any) -> Settings:
        """Settings with a data folder of their own, begun with the sample's register."""
        made = replace(sample_settings(self._folder / name), **changes)
        if site:
            made = replace(made, host_overrides=site.host_overrides)
        if not made.corpus.exists():
            refresh_register(made, str(SEEDS / "sample" / "register"))
        return made

    def only(self, settings: Settings, *outlets: str) -> Settings:
        """The same with these of the sample outlets alone, for nights that are soon over."""
        head, *declared = settings.outlets_file.read_text("utf-8").split("[[outlet]]")
        kept = [text for text in declared if any(f'"{name}"' in text for name in outlets)]
        file = self._folder / f"{'-'.join(outlets)}.toml"
        file.write_text("[[outlet]]".join([head, *kept]))
        return replace(settings, outlets_file=file)

    def take(self, settings: Settings, *paths: Path) -> Accounts:
        """Import into a data folder."""
        with plain_runner(quiet=True) as runner:
            return pipeline.import_paths(settings, runner, lambda: False, paths)

    def nightly(self, settings: Settings) -> Accounts:
        """Run a night."""
        with plain_runner(quiet=True) as runner:
            return pipeline.nightly(settings, runner, lambda: False)

    def reprocess(self, settings: Settings, *outlets: str) -> Accounts:
        """Reprocess."""
        with plain_runner(quiet=True) as runner:
            return pipeline.reprocess(settings, runner, lambda: False, outlets)

    def start(self, settings: Settings, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start Python on a file or module, in a process group of its own and under these settings."""
        with environment(settings) as variables:
            return subprocess.Popen(
                [sys.executable, *arguments],
                env=variables,
                cwd=CHECKOUT,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                **options,
            )

    def stopped(self, settings: Settings, *arguments: object, **options: Any) -> "subprocess.Popen[str]":
        """Start a job that is killed, or pauses, when it comes to a place; see stopped_at.py."""
        script = Path(__file__).with_name("stopped_at.py")
        return self.start(settings, str(script), *map(str, arguments), **options)

    def killed(self, settings: Settings, *arguments: object) -> None:
        """Run a job until it is killed, and wait until nothing is left of it."""
        process = self.stopped(settings, "kill", *arguments)
        _, errors = process.communicate(timeout=600)
        assert process.returncode == -signal.SIGKILL, errors
        assert _all_gone(process.pid), "the killed run left processes behind"

    def copy(self, settings: Settings, name: str = "copy") -> Settings:
        """A copy of a data folder, times and all, to go on from."""
        shutil.copytree(settings.home, self._folder / name)
        return replace(settings, home=self._folder / name)

    def backbench(self, settings: Settings, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """Start the command."""
        return self.start(settings, "-m", "flows.cli.main", *arguments, **options)

    def rows(self, settings: Settings, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published corpus."""
        with duckdb.connect(str(settings.corpus), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def tables(self, settings: Settings, but: Sequence[str] = tuple(OF_ITS_ROWS)) -> dict[str, list[tuple[Any, ...]]]:
        """Every published table but what tells of runs, without the columns named; rows in order."""
        return {
            table.name: self.rows(
                settings,
                f"select {', '.join(name for name in table.names if name not in but)} from {table.name} order by all",
            )
            for table in tables.TABLES
            if table.name not in (*OF_THE_RUN, *OF_THE_INDEX)
        }

    def accounts_meet(self, settings: Settings) -> bool:
        """Return whether the totals of every run add up, and each capture is in the index once and has an outcome."""
        sums = self.rows(
            settings,
            "from runs where discovered_count <> fetched_count + unchanged_count + disallowed_count + failed_count"
            f" or fetched_count <> {' + '.join(f'{name}_count' for name in FETCHED)}",
        )
        homeless = self.rows(
            settings,
            "from captures anti join (select capture_id from readings union select capture_id from quarantine"
            " union select capture_id from run_fates where fate = 'discarded') using (capture_id)",
        )
        return not sums and not homeless


def _all_gone(session: int) -> bool:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        if session not in map(_session, psutil.pids()):
            return True
        time.sleep(0.05)
    return False


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


@pytest.fixture(scope="session")
def trials() -> type[Trial]:
    """The maker of trials, for fixtures of a wider scope."""
    return Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path)


@pytest.fixture
def two_outlets(site: Any, trial: Trial, tmp_path: Path) -> Callable[[str, str], Settings]:
    """Make settings of two outlets: `good` at one.example with a feed, and one at two.example with what is declared.

    A second call declares the second outlet anew.
    """

    def make(name: str, declared: str) -> Settings:
        outlets = tmp_path / "outlets.toml"
        outlets.write_text(GOOD_OUTLET + OTHER_OUTLET.format(name=name) + declared)
        made = trial.settings(outlets_file=outlets)
        return replace(made, host_overrides={"one.example": site.address, "two.example": site.address})

    return make


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Call the command in this process; return its exit code and what it said on standard output and error."""

    def call(settings: Settings, *arguments: str) -> tuple[int, str, str]:
        with environment(settings) as variables:
            for name, value in variables.items():
                if name.startswith("BACKBENCH_"):
                    monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["backbench", *arguments])
        with pytest.raises(SystemExit) as end:
            main.main()
        values, errors = capsys.readouterr()
        return int(end.value.code or 0), values, errors

    return call


@pytest.fixture(scope="session")
def pages() -> Mapping[str, bytes]:
    """The sample's pages by address; of The Chamber, whose pages only its feed dates, few: the gate would stop them."""
    site = SampleSite(SEEDS / "sample")
    found = {}
    undated = [piece for piece in site.pieces if piece.outlet_id == "the-chamber"]
    for piece in [piece for piece in site.pieces if piece not in undated] + undated[:6]:
        layout = site.layouts[piece.outlet_id]
        page = site.page(layout.host, layout.path_of(piece))
        assert page
        text = page.body.decode(layout.charset)
        found[site.url_of(piece)] = text.replace(f"charset={layout.charset}", "charset=utf-8").encode()
    return found


@pytest.fixture(scope="session")
def warc_of_pages(pages: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them in one WARC file."""
    return write_warc(tmp_path_factory.mktemp("pages") / "pages.warc.gz", pages)


@pytest.fixture(scope="session")
def undisturbed(warc_of_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Accounts]:
    """A data folder after one import that nothing disturbed, and its accounts. Not to be changed."""
    trial = Trial(tmp_path_factory.mktemp("undisturbed"))
    settings = trial.settings()
    return settings, trial.take(settings, warc_of_pages)


@pytest.fixture(scope="session")
def served() -> Iterator[SampleSite]:
    """The sample outlets, served for real."""
    with serve_sample(SEEDS) as site:
        yield site


# Where an import is killed: place, and how many units of its work pass before.
PLACES = {"archive": ("archive", 20), "extract": ("extract", 1), "publish": ("before publish", 0)}


@pytest.fixture(scope="session")
def killed(warc_of_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Settings]:
    """Return the data folder left by an import killed in that stage; copy it before any change."""

    @cache
    def kill(stage: str) -> Settings:
        trial = Trial(tmp_path_factory.mktemp(stage))
        settings = trial.settings()
        trial.killed(settings, *PLACES[stage], "import", warc_of_pages)
        return settings

    return kill
