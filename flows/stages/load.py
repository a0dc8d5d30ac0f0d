"""The last stages: load each batch into the writer's database, then publish the copy and write the quality page."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import polars as pl

from expectations.gate import Verdict
from flows.analysis.report import REPORT_NAME, write_report
from flows.reference.seeds import Seeds
from flows.runs import runs
from flows.runs.batch import Batch
from flows.runs.quality_page import render_quality_page
from flows.runs.runs import COUNTS, Accounts
from flows.safe_text import redact
from flows.settings import Settings
from flows.stages.backfill_plan import Plan
from flows.stages.job import Job
from flows.stages.validate import ValidatedBatch
from transforms.frames import conform
from transforms.topics.tagging import tag_topics
from warehouse.schema import tables
from warehouse.schema.rows import RunRow
from warehouse.schema.run_rows import RunEntry
from warehouse.store import article_texts, candidates, database, topic_versions, unaddressed
from warehouse.store.load import load_batch, read_quality_results, read_quarantine, replace_tables
from warehouse.store.publish import publish_corpus

MAX_PROBLEMS_SHOWN = 10


@dataclass(slots=True)
class Loader:
    """Loads a run's batches, each adding to the run's row, and publishes the corpus at the end."""

    job: Job
    _position: int = 0
    _deferred: int = 0
    _failures: list[str] = field(default_factory=list)
    _broken_rules: list[str] = field(default_factory=list)
    _problems: list[str] = field(default_factory=list)
    _note: str | None = None
    _plan: Plan | None = None
    _row: RunRow | None = None
    _results: pl.DataFrame = field(default_factory=pl.DataFrame)
    _kept: pl.DataFrame = field(default_factory=pl.DataFrame)

    def load_batch(self, validated: ValidatedBatch) -> None:
        """Load the rows of a batch that passed the gate; with the last batch, complete the run's row."""
        self._note_problems(validated)
        job, batch = self.job, validated.batch
        entry = runs.build_run_entry(
            job.run, self._state if batch.is_last else "running", self._deferred, self._message
        )
        frames = dict(validated.frames) | job.seeds.tables | _build_lookups(batch)
        outcomes = validated.outcomes.with_row_index("position", self._position).cast({"position": pl.Int64})
        resolutions = self._build_resolutions(batch)

        def write(saves_memory: bool) -> RunRow:
            # What has articles is checkpointed at once: a log of them would be written twice.
            has_articles = bool(batch.captures)
            with database.open_writer(
                job.settings.warehouse, leaves_log=not has_articles, saves_memory=saves_memory
            ) as connection:
                _finish_crashed_runs(connection, batch.crashed_runs, outcomes.clear())
                topic_versions.store_versions(connection, entry, job.seeds.tables["topics"])
                if _have_topics_changed(connection, job.seeds):
                    _retag(connection, job.seeds)
                row = load_batch(connection, entry, frames, outcomes, resolutions)
                if batch.is_last:
                    self._results = read_quality_results(connection, job.run.run_id)
                    self._kept = read_quarantine(connection, job.run.run_id)
                return row

        def load() -> RunRow:
            try:
                return write(saves_memory=True)
            except duckdb.Error as error:
                if "Out of Memory" not in str(error):
                    raise
            return write(saves_memory=False)  # very large texts; what has been committed is not loaded again

        self._row = job.runner.run_stage("load", load)
        self._position += outcomes.height

    def _note_problems(self, validated: ValidatedBatch) -> None:
        batch = validated.batch
        self._deferred += batch.deferred
        self._problems += map(redact, batch.problems)
        self._note, self._plan = batch.note or self._note, batch.plan or self._plan
        self._failures += [*([batch.failure] if batch.failure else []), *validated.verdict.run_failures]
        self._broken_rules += validated.verdict.run_failures

    def publish_early(self) -> None:
        """Publish what has been loaded, while the run goes on; its row says that it is running."""
        settings = self.job.settings
        self.job.runner.run_stage("publish", lambda: publish_corpus(settings.warehouse, settings.corpus))

    def publish_corpus(self) -> Accounts:
        """Publish the copy that analysts open, write the quality page, and return the run's result."""
        settings, runner, run = self.job.settings, self.job.runner, self.job.run
        runner.run_stage("publish", lambda: publish_corpus(settings.warehouse, settings.corpus))
        verdict = replace(Verdict.create_empty(run.started_at), results=self._results, run_failures=self._broken_rules)
        row = self._row
        if row is None:
            raise RuntimeError("the run ended before its last batch was loaded")
        page = _write_quality_page(settings, row, verdict, self._kept)
        has_report = run.flow == "nightly" and (row["fetched_count"] > 0 or not self._report.exists())
        report = self._write_report() if has_report else None
        counts = {name: int(str(dict(row)[f"{name}_count"])) for name in COUNTS}
        message = "; ".join(self._failures) or None
        accounts = Accounts(run.run_id, run.flow, self._state, counts, message, page, tuple(self._problems), self._plan)
        self._leave_artifacts(accounts, report)
        return accounts

    @property
    def _report(self) -> Path:
        return self.job.settings.reports / REPORT_NAME

    def _write_report(self) -> Path | None:
        """Write the report. A night that fetched nothing leaves it as it was: it would show the same articles."""
        try:
            return self.job.runner.run_stage("report", lambda: write_report(self.job.settings, self._report))
        except Exception as error:  # an error in the quality page does not undo the load
            self._problems.append(f"The report was not written: {error}")
            return None

    @property
    def _state(self) -> str:
        return "failed" if self._failures else "completed"

    @property
    def _message(self) -> str | None:
        return "; ".join(self._failures) or _join_problems([*([self._note] if self._note else []), *self._problems])

    def _build_resolutions(self, batch: Batch) -> pl.DataFrame | None:
        if not batch.resolutions:
            return None
        rows = pl.DataFrame(batch.resolutions, schema=candidates.RESOLUTION_SCHEMA)
        return rows.with_columns(run_id=pl.lit(self.job.run.run_id))

    def _leave_artifacts(self, accounts: Accounts, report: Path | None) -> None:
        runner = self.job.runner
        places = [{"place": name, "urls": number} for name, number in accounts.counts.items()]
        runner.add_table("accounts", f"Where the URLs of run {accounts.run_id} ended", places)
        shown = self._kept.select("url", "rule", "detail").head(500).to_dicts()
        runner.add_table("quarantined", "In quarantine after this run, with the rule", shown)
        if accounts.quality_page:
            runner.add_link("quality", "The run's quality page", accounts.quality_page.as_uri())
        if report:
            runner.add_link("report", "The corpus on one page", report.as_uri())


def _build_lookups(batch: Batch) -> dict[str, pl.DataFrame]:
    return {tables.ARCHIVE_LOOKUPS.name: conform(batch.lookups, tables.ARCHIVE_LOOKUPS)} if batch.lookups else {}


def _finish_crashed_runs(
    connection: duckdb.DuckDBPyConnection, crashed_runs: Sequence[RunEntry], nothing: pl.DataFrame
) -> None:
    """Complete the rows of crashed runs with what they had loaded, and release the candidates they had claimed."""
    for entry in crashed_runs:
        load_batch(connection, entry, {}, nothing)  # if it was killed after its last load, its own row is kept
    candidates.release(connection, [entry["run_id"] for entry in crashed_runs])


def _join_problems(problems: Sequence[str]) -> str | None:
    """Join the problems into the run's message; if there are very many (a folder without sidecars), only the first."""
    more = len(problems) - MAX_PROBLEMS_SHOWN
    listed = [*problems[:MAX_PROBLEMS_SHOWN], *([f"and {more} more"] if more > 0 else [])]
    return "; ".join(listed) or None


def _have_topics_changed(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> bool:
    stored = connection.execute("SELECT topic_id, topic_version FROM topics ORDER BY topic_id").fetchall()
    now = seeds.tables["topics"].select("topic_id", "topic_version").sort("topic_id").rows()
    return bool(stored) and stored != now


def _retag(connection: duckdb.DuckDBPyConnection, seeds: Seeds) -> None:
    """Tag every article again with the current topics; definitions and matches change in one transaction.

    Bodies are read in parts, because those of the whole corpus may not fit into memory.
    """
    tagged = [tag_topics(texts, seeds.reference.topics) for texts in article_texts.iter_texts(connection)]
    matches = pl.concat([conform([], tables.ARTICLE_TOPICS), *tagged]).sort("article_id", "topic_id")
    unaddressed.retag(connection, lambda texts: tag_topics(texts, seeds.reference.topics))
    replace_tables(connection, {"article_topics": matches, "topics": seeds.tables["topics"]})


def _write_quality_page(settings: Settings, row: RunRow, verdict: Verdict, kept: pl.DataFrame) -> Path:
    settings.reports.mkdir(parents=True, exist_ok=True)
    page = settings.reports / f"quality-{row['run_id']}.html"
    page.write_text(render_quality_page(row, verdict, kept), "utf-8")
    return page
