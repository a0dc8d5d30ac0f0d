"""Backfills over the simulated outlet, each in its own data folder; the fixture `trial`."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import pipeline
from flows.crawl.client import Client
from flows.runs.runner import plain_runner
from flows.runs.runs import Accounts
from flows.settings import CHECKOUT, Settings
from flows.stages import discover
from flows.stages.run_request import BackfillRequest
from tests.flows.simulated.archives import CRAWL_DATA, CRAWL_INDEX, WAYBACK
from tests.flows.simulated.server import simulating
from tests.flows.simulated.site import Simulated
from tests.flows.simulated.truth import Right
from warehouse.schema import tables

HERE = Path(__file__).parent
OUTLET = "the-lamplighter"
OF_THE_RUN = ("runs", "run_fates", "quality_results", "nightly_answers")
# A filter over the texts, whose numbers follow the order of loading; tests/warehouse/test_word_index.py has its truth.
OF_THE_INDEX = ("indexed_texts", "word_postings")
# Where the bytes lie, who wrote a row, and when: the clock of a run is its own.
ITS_OWN = {"run_id", "released_by", "quarantined_at", "first_loaded_at", "warc_file", "warc_offset", "read_at"}
OF_THE_CLOCK = {"captured_at", "first_captured_at", "last_captured_at", "published_not_after"}
SEEN = {"first_seen_at", "last_seen_at", "next_attempt_at", "answered_count"}
BACKOFF_SECONDS = 0.01
ARCHIVE_SECONDS = 0.001


class Trial:
    """What a test does with whole runs over a simulated outlet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def settings(self, site: Simulated, name: str = "home", delay_seconds: float = 0.0) -> Settings:
        """Settings with a data folder of their own."""
        declared = (
            (HERE / "outlets.toml").read_text().replace("delay_seconds = 0.0", f"delay_seconds = {delay_seconds}")
        )
        file = self.folder / f"{name}.toml"
        file.write_text(declared)
        return Settings(
            home=self.folder / name,
            outlets_file=file,
            host_overrides=site.host_overrides,
            wayback_url=f"http://{WAYBACK}",
            common_crawl_url=f"http://{CRAWL_INDEX}",
            common_crawl_data_url=f"http://{CRAWL_DATA}",
            archive_seconds=ARCHIVE_SECONDS,
            workers=2,
        )

    def backfill(
        self,
        settings: Settings,
        since: date | None = None,
        until: date | None = None,
        routes: Sequence[str] = (),
        **more: Any,
    ) -> Accounts:
        """Fill a hole."""
        with plain_runner(quiet=True) as runner:
            request = BackfillRequest((OUTLET,), since, until, tuple(routes), **more)
            return pipeline.backfill(settings, runner, lambda: False, request)

    def nightly(self, settings: Settings) -> Accounts:
        """Run a night."""
        with plain_runner(quiet=True) as runner:
            return pipeline.nightly(settings, runner, lambda: False)

    def start(self, settings: Settings, *arguments: object) -> "subprocess.Popen[str]":
        """Start stopped_at.py in a process group of its own."""
        values = {"HOME": settings.home, "OUTLETS": settings.outlets_file, "WORKERS": 2}
        values["HOST_OVERRIDES"] = ",".join(f"{host}={at}" for host, at in settings.host_overrides.items())
        values |= {"WAYBACK_URL": settings.wayback_url, "COMMON_CRAWL_URL": settings.common_crawl_url}
        values |= {"COMMON_CRAWL_DATA_URL": settings.common_crawl_data_url, "ARCHIVE_SECONDS": ARCHIVE_SECONDS}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BACKBENCH_", "PREFECT_"))}
        return subprocess.Popen(
            [sys.executable, str(HERE / "stopped_at.py"), *map(str, arguments)],
            env=kept | {f"BACKBENCH_{name}": str(value) for name, value in values.items()},
            cwd=CHECKOUT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def killed(self, settings: Settings, place: str, nth: int) -> None:
        """Run a backfill of everything until it is killed at a place."""
        process = self.start(settings, place, nth)
        _, complaint = process.communicate(timeout=600)
        assert process.returncode == -signal.SIGKILL, complaint

    def rows(self, settings: Settings, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published corpus."""
        with duckdb.connect(str(settings.corpus), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def articles(self, settings: Settings) -> list[Right]:
        """The rows of `articles` as the truth tells them; of bounds, those that an archive gives."""
        bound = "if(published_not_after < date '2025-01-01', published_not_after, null)"
        return sorted(
            Right(*row) for row in self.rows(settings, f"select url, title, published_on, {bound} from articles")
        )

    def tables(self, settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
        """Every published table but what tells of runs, without what is of a run's own and of the clock."""
        but = ITS_OWN | OF_THE_CLOCK | SEEN
        return {
            table.name: self.rows(
                settings, f"select {', '.join(n for n in table.names if n not in but)} from {table.name} order by all"
            )
            for table in tables.TABLES
            if table.name not in (*OF_THE_RUN, *OF_THE_INDEX)
        }


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path)


@pytest.fixture(scope="session")
def trials() -> type[Trial]:
    """The maker of trials, for fixtures of a wider scope."""
    return Trial


@pytest.fixture
def site() -> Iterator[Simulated]:
    """An outlet of 40 articles, of the test's own."""
    with simulating() as served:
        yield served


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once: what is waited for between attempts is tested elsewhere."""
    monkeypatch.setattr(discover, "Client", partial(Client, backoff_seconds=BACKOFF_SECONDS))
