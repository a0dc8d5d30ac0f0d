"""The last rooms: one transaction into the writer's database, the published copy, the quality page."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from expectations.page import render
from flows import runs
from flows.captures import Row
from flows.gathered import Gathered
from flows.judging import Judged
from flows.reference import Seeds
from flows.runner import Runner
from flows.runs import COUNTS, Accounts, Run
from flows.settings import Settings
from transforms.frames import conform
from transforms.topics import tag
from warehouse import database, tables
from warehouse.load import load, replace_tables
from warehouse.publish import publish

# A load takes a second or two; a hundred may queue before one gives up.
_WAIT_SECONDS = 300.0
_MOST_PROBLEMS = 10
_BODIES = 20_000  # read at once to be tagged anew: of 5 KB each, 0.1 GB


def load_and_publish(
    settings: Settings, runner: Runner, run: Run, seeds: Seeds, gathered: Gathered, judged: Judged
) -> Accounts:
    """Load what passed, publish the copy that analysts open, write the quality page; return the accounts."""
    failures = [*([gathered.failure] if gathered.failure else []), *judged.verdict.run_failures]
    state, message = ("failed" if failures else "completed"), "; ".join(failures) or None
    row = runs.row_of(run, state, gathered.deferred, message or _listed(gathered.problems))
    frames = dict(judged.frames) | seeds.tables

    def write() -> Row:
        with database.writing(settings.warehouse, _WAIT_SECONDS) as connection:
            for cut_short in gathered.cut_short:
                # It brought nothing; where it was killed after its load, its own row stands.
                load(connection, cut_short, {}, judged.fates.clear())
            if _topics_changed(connection, seeds):
                _retag(connection, seeds)
            return load(connection, row, frames, judged.fates)

    finished = runner.call("load", write)
    runner.call("publish", lambda: publish(settings.warehouse, settings.corpus))
    page = _quality_page(settings, finished, judged)
    counts = {name: int(str(finished[f"{name}_count"])) for name in COUNTS}
    return Accounts(run.run_id, run.flow, state, counts, message, page, tuple(gathered.problems))


def _listed(problems: Sequence[str]) -> str | None:
    """Return the problems as the run's message; of very many, as of a folder without sidecars, the first."""
    more = len(problems) - _MOST_PROBLEMS
    listed = [*problems[:_MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
    return "; ".join(listed) or None


def _topics_changed(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> bool:
    stored = connection.execute("SELECT topic_id, topic_version FROM topics ORDER BY topic_id").fetchall()
    now = seeds.tables["topics"].select("topic_id", "topic_version").sort("topic_id").rows()
    return bool(stored) and stored != now


def _retag(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> None:
    """Hold every article against the topics as they are now; definitions and matches change together or not at all.

    Bodies are read some at a time: those of the whole corpus need not fit into memory.
    """
    (last,) = connection.execute("SELECT coalesce(max(rowid), -1) FROM articles").fetchone() or (-1,)
    query = "SELECT article_id, capture_id, title, body FROM articles WHERE rowid BETWEEN ? AND ?"
    tagged = [
        tag(connection.execute(query, [first, first + _BODIES - 1]).pl(), seeds.reference.topics)
        for first in range(0, last + 1, _BODIES)
    ]
    matches = pl.concat([conform([], tables.ARTICLE_TOPICS), *tagged]).sort("article_id", "topic_id")
    replace_tables(connection, {"article_topics": matches, "topics": seeds.tables["topics"]})


def _quality_page(settings: Settings, row: Row, judged: Judged) -> Path:
    settings.reports.mkdir(parents=True, exist_ok=True)
    page = settings.reports / f"quality-{row['run_id']}.html"
    page.write_text(render(row, judged.verdict, judged.quarantine), "utf-8")
    return page
