"""Validate rows before the load: the verdict of the gate, and the outcome of every URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.gate import Verdict, judge_frames
from flows.runs.batch import Batch
from flows.runs.captures import build_outcome
from flows.runs.runs import Run
from flows.safe_text import redact
from flows.stages.extractor import ExtractionResult
from flows.stages.job import Job
from flows.stages.normalise import NormalisedBatch
from transforms.frames import conform
from transforms.records import Outlet
from transforms.urls import normalise_url
from warehouse.schema import tables
from warehouse.schema.rows import OutletRow, QuarantineRow
from warehouse.schema.run_rows import OutcomeRow

_DERIVED = (
    *(
        "articles",
        "date_candidates",
        "author_candidates",
        "article_authors",
        "article_categories",
        "article_topics",
        "article_warnings",
    ),
)
_LINES = ("capture_lines",)
_OUTCOME_COLUMNS = tuple(OutcomeRow.__annotations__)


@dataclass(frozen=True, slots=True)
class ValidatedBatch:
    """The input of the load: frames by table name, the outcomes (null if the load decides), and the verdict."""

    batch: Batch
    frames: Mapping[str, pl.DataFrame]
    outcomes: pl.DataFrame
    verdict: Verdict


def validate(job: Job, normalised: NormalisedBatch) -> ValidatedBatch:
    """Check the batch's rows by the gate; no article passes of an outlet that breaks a rule of the run."""
    return job.runner.run_stage("validate", lambda: _validate(job.run, normalised))


def _validate(run: Run, normalised: NormalisedBatch) -> ValidatedBatch:
    batch, results, frames = normalised.batch, normalised.results, normalised.frames
    started_at = run.started_at.replace(tzinfo=None)
    captures = conform([{**result.row, "run_id": run.run_id} for result in results], tables.CAPTURES)
    quarantined = [_quarantine_row(result, run) for result in results if result.outcome == "quarantined"]
    outlets = conform([build_outlet_row(outlet) for outlet in batch.outlets.values()], tables.OUTLETS)
    quarantine = conform(quarantined, tables.QUARANTINE)
    input_frames = dict(frames) | {"captures": captures, "outlets": outlets, "quarantine": quarantine}
    # A run without new captures has nothing to check, and does not wait seconds for Great Expectations.
    verdict = (
        judge_frames(input_frames, started_at)
        if results or frames["articles"].height
        else Verdict.create_empty(started_at)
    )
    rejected = _list_rejected(verdict, frames["articles"])
    quarantine = _add_rejected(quarantine, captures, rejected, run)
    accepted = {name: frames[name].join(rejected, on="capture_id", how="anti") for name in _DERIVED}
    # If a reread capture is rejected now, the corpus keeps the earlier extraction with its lines.
    reread = rejected.join(captures, on="capture_id", how="anti")
    accepted |= {name: frames[name].join(reread, on="capture_id", how="anti") for name in _LINES if name in frames}
    quality = conform(verdict.results.with_columns(run_id=pl.lit(run.run_id)), tables.QUALITY_RESULTS)
    loaded = input_frames | accepted | {"quarantine": quarantine, "quality_results": quality}
    return ValidatedBatch(batch, loaded, _build_outcomes(batch, results, rejected), verdict)


def _list_rejected(verdict: Verdict, articles: pl.DataFrame) -> pl.DataFrame:
    """Return capture_id, rule, detail of the captures that the gate rejects: all of an outlet that it refuses."""
    if not verdict.run_failures:
        return verdict.rejected
    refused = articles.filter(pl.col("outlet_id").is_in(list(verdict.refused_outlets)))
    whole = refused.select("capture_id", rule=pl.lit("run"), detail=pl.lit("; ".join(verdict.run_failures)))
    return pl.concat([verdict.rejected, whole.join(verdict.rejected, on="capture_id", how="anti")])


def _quarantine_row(result: ExtractionResult, run: Run) -> QuarantineRow:
    row = result.row
    assert result.rule is not None and result.detail is not None, "a quarantined capture has its rule"
    return {
        "capture_id": row["capture_id"],
        "article_id": row["article_id"],
        "outlet_id": row["outlet_id"],
        "url": row["url"],
        "rule": result.rule,
        "detail": result.detail,
        "quarantined_at": run.started_at.replace(tzinfo=None),
        "run_id": run.run_id,
    }


def _add_rejected(quarantined: pl.DataFrame, captures: pl.DataFrame, rejected: pl.DataFrame, run: Run) -> pl.DataFrame:
    at = pl.lit(run.started_at.replace(tzinfo=None)).cast(pl.Datetime("us"))
    ids = captures.select("capture_id", "article_id", "outlet_id", "url")
    rows = rejected.join(ids, on="capture_id").with_columns(quarantined_at=at, run_id=pl.lit(run.run_id))
    return pl.concat([quarantined, conform(rows, tables.QUARANTINE)])


def _build_outcomes(batch: Batch, results: Sequence[ExtractionResult], rejected: pl.DataFrame) -> pl.DataFrame:
    """Return one row per URL: decided before, quarantined or discarded; null if the load decides."""
    first = {row["capture_id"]: row for row in rejected.unique("capture_id", keep="first").iter_rows(named=True)}
    outcomes = [*batch.outcomes]
    for result in results:
        quarantined = first.get(result.row["capture_id"])
        if quarantined:
            outcomes.append(build_outcome(result.row, "quarantined", quarantined["rule"], quarantined["detail"]))
        else:
            outcomes.append(build_outcome(result.row, result.outcome, result.rule, result.detail))
    normalised = [
        outcome
        | {"url": normalise_url(outcome["url"]) or outcome["url"], "detail": _to_storable(outcome.get("detail"))}
        for outcome in outcomes
    ]
    return pl.DataFrame(normalised, schema=dict.fromkeys(_OUTCOME_COLUMNS, pl.String))


def _to_storable(detail: str | None) -> str | None:
    """Return a detail without credentials, and without lone surrogates, which no database accepts.

    It may quote an outlet's text or address.
    """
    return redact(detail.encode("utf-8", "replace").decode()) if detail else detail


def build_outlet_row(outlet: Outlet) -> OutletRow:
    """Return the row of `outlets` for the outlet."""
    return {
        "outlet_id": outlet.outlet_id,
        "name": outlet.name,
        "home_url": outlet.home_url,
        "timezone": outlet.timezone,
        "is_declared": outlet.is_declared,
    }
