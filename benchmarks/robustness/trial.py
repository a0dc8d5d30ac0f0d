"""A data folder to damage: serve the sample outlets locally, run jobs by their commands, compare the tables."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from flows.sample.server import SampleSite, serve_sample
from flows.settings import CHECKOUT

BACKBENCH = [sys.executable, "-m", "flows.cli.main"]
# Values that differ between two runs of the same work: run ids and times.
_OF_THE_RUN = ("run_id", "warc_file", "warc_offset", "warc_length", "first_loaded_at", "loaded_at")
# What two data folders whose pages were fetched at different times cannot have in common.
_OF_THE_FETCH = ("first_captured_at", "last_captured_at")
_COMPARED = (
    "articles",
    "article_versions",
    "article_authors",
    "article_categories",
    "article_topics",
    "date_candidates",
    "memberships",
    "topic_by_month",
)


class CheckFailed(Exception):
    """A check failed; the message is one sentence."""


def require(holds: bool, otherwise: str) -> None:
    """Raise CheckFailed with this sentence if the condition is false."""
    if not holds:
        raise CheckFailed(otherwise)


@dataclass(frozen=True, slots=True)
class Trial:
    """A data folder and the environment of the jobs that use it."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def command(self, *words: str, prefix: tuple[str, ...] = ()) -> tuple[list[str], dict[str, str]]:
        """Return the command line of a job and its environment."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("BACKBENCH", "PREFECT"))
        }
        return [*prefix, *BACKBENCH, *words], environment | {"BACKBENCH_HOME": str(self.home), **self.variables}

    def run(self, *words: str, prefix: tuple[str, ...] = (), **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run a job to its end."""
        command, environment = self.command(*words, prefix=prefix)
        return subprocess.run(
            command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False, **options
        )

    def done(self, *words: str, **options: Any) -> str:
        """Run a job that must succeed; return what it printed."""
        finished = self.run(*words, **options)
        if finished.returncode:
            raise CheckFailed(f"{' '.join(words)} ended with {finished.returncode}: {finished.stderr[-2000:]}")
        return finished.stdout

    @property
    def corpus(self) -> Path:
        """The published database."""
        return self.home / "corpus.duckdb"

    def tables(self, with_fetch_times: bool = True) -> "Tables":
        """Return the published tables without the values that differ from run to run."""
        left_out = _OF_THE_RUN if with_fetch_times else (*_OF_THE_RUN, *_OF_THE_FETCH)
        with duckdb.connect(str(self.corpus), read_only=True) as connection:
            return {name: _rows(connection, name, left_out) for name in _COMPARED}

    def count(self, query: str) -> Any:
        """Return the one value that a query of the published database gives."""
        with duckdb.connect(str(self.corpus), read_only=True) as connection:
            row = connection.execute(query).fetchone()
        return row[0] if row else None


Tables = Mapping[str, list[tuple[object, ...]]]


def require_equal(found: Tables, right: Tables, when: str) -> None:
    """Raise CheckFailed with the first rows that differ if two results of `Trial.tables` are not equal."""
    for name, rows in right.items():
        if found[name] != rows:
            extra = [row for row in found[name] if row not in rows][:2]
            missing = [row for row in rows if row not in found[name]][:2]
            counts = f"{len(found[name])} rows for {len(rows)}"
            raise CheckFailed(f"{when}: {name} differs ({counts}); unexpected {extra}, missing {missing}"[:3000])


def _rows(connection: duckdb.DuckDBPyConnection, name: str, left_out: Sequence[str]) -> list[tuple[object, ...]]:
    columns = [str(row[0]) for row in connection.execute(f"describe {name}").fetchall()]
    kept = [column for column in columns if column not in left_out]
    return connection.execute(f"select {', '.join(kept)} from {name} order by all").fetchall()  # noqa: S608


@contextmanager
def serving(home: Path, **variables: str) -> Iterator[tuple[Trial, SampleSite]]:
    """Serve the sample outlets and yield a trial whose register is loaded."""
    with serve_sample(CHECKOUT / "seeds") as site:
        overrides = ",".join(f"{host}={address}" for host, address in site.host_overrides.items())
        environment = {
            "BACKBENCH_OUTLETS": str(site.outlets_file),
            "BACKBENCH_HOST_OVERRIDES": overrides,
            "XDG_STATE_HOME": str(home.parent / f"{home.name}-state"),
        }
        trial = Trial(home, environment | variables)
        trial.done("members", "refresh", "--from", str(site.register_folder))
        yield trial, site
