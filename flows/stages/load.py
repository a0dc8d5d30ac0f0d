"""The last rooms: page after page into the writer's database; then the published copy and the quality page."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import polars as pl

from expectations.gate import Verdict
from expectations.page import render
from flows.analysis.report import write_report
from flows.reference.seeds import Seeds
from flows.runs import runs
from flows.runs.batch import Batch
from flows.runs.captures import Row
from flows.runs.runs import COUNTS, Accounts
from flows.settings import Settings
from flows.stages.backfill_plan import Plan
from flows.stages.job import Job
from flows.stages.validate import ValidatedBatch
from transforms.frames import conform
from transforms.topics.tagging import tag_topics
from warehouse.schema import tables
from warehouse.store import candidates, database, state, topic_versions
from warehouse.store.load import load, replace_tables
from warehouse.store.publish import publish

# A load takes a second or two; a hundred may queue before one gives up.
WAIT_SECONDS = 300.0
MAX_PROBLEMS_SHOWN = 10


@dataclass(slots=True)
class Load:
    """A run's way into the database: it adds page after page to the run's row, and ends with the copy published."""

    job: Job
    position: int = 0
    _deferred: int = 0
    _failures: list[str] = field(default_factory=list)
    _broken: list[str] = field(default_factory=list)
    _problems: list[str] = field(default_factory=list)
    _note: str | None = None
    _plan: Plan | None = None
    _row: Row = field(default_factory=dict)

    def add(self, page: Batch, judged: ValidatedBatch, is_end: bool) -> None:
        """Load what passed of a page; `is_end` where it is the run's last, whose row then says how it ended."""
        self._deferred += page.deferred
        self._problems += page.problems
        self._note, self._plan = page.note or self._note, page.plan or self._plan
        self._failures += [*([page.failure] if page.failure else []), *judged.verdict.run_failures]
        self._broken += judged.verdict.run_failures
        row = runs.build_run_row(self.job.run, self._state if is_end else "running", self._deferred, self._told)
        frames = dict(judged.frames) | self.job.seeds.tables
        settlements = self._settlements(page)

        def write() -> Row:
            with database.writing(self.job.settings.warehouse, WAIT_SECONDS) as connection:
                _mark_cut_short(connection, page.crashed_runs, judged.outcomes.clear())
                topic_versions.keep(connection, row, self.job.seeds.tables["topics"])
                if _topics_changed(connection, self.job.seeds):
                    _retag(connection, self.job.seeds)
                return load(connection, row, frames, judged.outcomes, settlements)

        self._row = self.job.runner.run_stage("load", write)
        self.position += judged.outcomes.height

    def finish(self) -> Accounts:
        """Publish the copy that analysts open, write the quality page; return the accounts."""
        settings, runner, run = self.job.settings, self.job.runner, self.job.run
        runner.run_stage("publish", lambda: publish(settings.warehouse, settings.corpus))
        with database.reading(settings.corpus) as connection:
            results, kept = state.results_of(connection, run.run_id), state.kept_back_by(connection, run.run_id)
        verdict = replace(Verdict.of_nothing(run.started_at), results=results, run_failures=self._broken)
        page = _quality_page(settings, self._row, verdict, kept)
        report = self._report() if run.flow == "nightly" else None
        counts = {name: int(str(self._row[f"{name}_count"])) for name in COUNTS}
        message = "; ".join(self._failures) or None
        accounts = Accounts(run.run_id, run.flow, self._state, counts, message, page, tuple(self._problems), self._plan)
        self._leave_artifacts(accounts, kept, report)
        return accounts

    def _report(self) -> Path | None:
        try:
            return self.job.runner.run_stage("report", lambda: write_report(self.job.settings))
        except Exception as error:  # what is loaded stays loaded, whatever goes wrong with a page about it
            self._problems.append(f"The report was not written: {error}")
            return None

    @property
    def _state(self) -> str:
        return "failed" if self._failures else "completed"

    @property
    def _told(self) -> str | None:
        return "; ".join(self._failures) or _listed([*([self._note] if self._note else []), *self._problems])

    def _settlements(self, page: Batch) -> pl.DataFrame | None:
        if not page.settlements:
            return None
        rows = pl.DataFrame(page.settlements, schema=candidates.SETTLED)
        return rows.with_columns(run_id=pl.lit(self.job.run.run_id))

    def _leave_artifacts(self, accounts: Accounts, kept: pl.DataFrame, report: Path | None) -> None:
        runner = self.job.runner
        told = [{"place": name, "urls": number} for name, number in accounts.counts.items()]
        runner.add_table("accounts", f"Where the URLs of run {accounts.run_id} ended", told)
        shown = kept.select("url", "rule", "detail").head(500).to_dicts()
        runner.add_table("quarantined", "Kept back by this run, with the rule", shown)
        if accounts.quality_page:
            runner.add_link("quality", "The run's quality page", accounts.quality_page.as_uri())
        if report:
            runner.add_link("report", "The corpus on one page", report.as_uri())


def _mark_cut_short(connection: duckdb.DuckDBPyConnection, crashed_runs: Sequence[Row], nothing: pl.DataFrame) -> None:
    """Write how runs ended that were cut short, with what they had loaded, and let go of what they held."""
    for row in crashed_runs:
        load(connection, row, {}, nothing)  # where it was killed after its last load, its own row stands
    candidates.release(connection, [str(row["run_id"]) for row in crashed_runs])


def _listed(problems: Sequence[str]) -> str | None:
    """Return the problems as the run's message; of very many, as of a folder without sidecars, the first."""
    more = len(problems) - MAX_PROBLEMS_SHOWN
    listed = [*problems[:MAX_PROBLEMS_SHOWN], *([f"and {more} more"] if more > 0 else [])]
    return "; ".join(listed) or None


def _topics_changed(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> bool:
    stored = connection.execute("SELECT topic_id, topic_version FROM topics ORDER BY topic_id").fetchall()
    now = seeds.tables["topics"].select("topic_id", "topic_version").sort("topic_id").rows()
    return bool(stored) and stored != now


def _retag(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> None:
    """Hold every article against the topics as they are now; definitions and matches change together or not at all.

    Bodies are read some at a time: those of the whole corpus need not fit into memory.
    """
    tagged = [tag_topics(texts, seeds.reference.topics) for texts in state.texts(connection)]
    matches = pl.concat([conform([], tables.ARTICLE_TOPICS), *tagged]).sort("article_id", "topic_id")
    replace_tables(connection, {"article_topics": matches, "topics": seeds.tables["topics"]})


def _quality_page(settings: Settings, row: Row, verdict: Verdict, kept: pl.DataFrame) -> Path:
    settings.reports.mkdir(parents=True, exist_ok=True)
    page = settings.reports / f"quality-{row['run_id']}.html"
    page.write_text(render(row, verdict, kept), "utf-8")
    return page
