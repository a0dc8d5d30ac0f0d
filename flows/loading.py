"""The last rooms: one transaction into the writer's database, the published copy, the quality page."""

from pathlib import Path

import duckdb

from expectations.page import render
from flows import runs
from flows.captures import Row
from flows.gathered import Gathered
from flows.judging import Judged
from flows.reference import Seeds
from flows.runner import Runner
from flows.runs import COUNTS, Accounts, Run
from flows.settings import Settings
from transforms.topics import tag
from warehouse import database
from warehouse.load import load, replace_tables
from warehouse.publish import publish

# A load takes a second or two; a hundred may queue before one gives up.
_WAIT_SECONDS = 300.0


def known_capture_ids(settings: Settings) -> set[str]:
    """Return every capture the published corpus knows; none where there is no corpus yet."""
    if not settings.corpus.exists():
        return set()
    with database.reading(settings.corpus) as connection:
        return {row[0] for row in connection.execute("SELECT capture_id FROM captures").fetchall()}


def load_and_publish(
    settings: Settings, runner: Runner, run: Run, seeds: Seeds, gathered: Gathered, judged: Judged
) -> Accounts:
    """Load what passed, publish the copy that analysts open, write the quality page; return the accounts."""
    failures = judged.verdict.run_failures
    state, message = ("failed", "; ".join(failures)) if failures else ("completed", None)
    row = runs.row_of(run, state, gathered.deferred, message)
    frames = dict(judged.frames) | seeds.tables

    def write() -> Row:
        with database.writing(settings.warehouse, _WAIT_SECONDS) as connection:
            retag = _topics_changed(connection, seeds)
            finished = load(connection, row, frames, judged.fates)
            if retag:
                _retag(connection, seeds)
            return finished

    finished = runner.call("load", write)
    runner.call("publish", lambda: publish(settings.warehouse, settings.corpus))
    page = _quality_page(settings, finished, judged)
    counts = {name: int(str(finished[f"{name}_count"])) for name in COUNTS}
    return Accounts(run.run_id, run.flow, state, counts, message, page, tuple(gathered.problems))


def _topics_changed(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> bool:
    stored = connection.execute("SELECT topic_id, topic_version FROM topics ORDER BY topic_id").fetchall()
    now = seeds.tables["topics"].select("topic_id", "topic_version").sort("topic_id").rows()
    return bool(stored) and stored != now


def _retag(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> None:
    texts = connection.execute("SELECT article_id, capture_id, title, body FROM articles ORDER BY article_id").pl()
    replace_tables(connection, {"article_topics": tag(texts, seeds.reference.topics)})


def _quality_page(settings: Settings, row: Row, judged: Judged) -> Path:
    settings.reports.mkdir(parents=True, exist_ok=True)
    page = settings.reports / f"quality-{row['run_id']}.html"
    page.write_text(render(row, judged.verdict, judged.quarantine), "utf-8")
    return page
