"""From outcomes and frames to what may be loaded: the gate's verdict, and the fate of every URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from expectations.gate import Verdict
from expectations.gate import judge as pass_gate
from flows.runs.batch import Batch
from flows.runs.captures import Row, build_outcome_row
from flows.runs.runs import Run
from flows.stages.extract import ExtractionResult
from transforms.frames import conform
from transforms.records import Outlet
from transforms.urls import normalise_url
from warehouse.schema import tables

_DERIVED = (
    *("articles", "date_candidates", "article_authors", "article_categories", "article_topics", "article_warnings"),
)
_LINES = ("capture_lines",)


@dataclass(frozen=True, slots=True)
class ValidatedBatch:
    """What the load is given: frames by table name, fates (null where the load decides), and the verdict."""

    frames: Mapping[str, pl.DataFrame]
    outcomes: pl.DataFrame
    quarantine: pl.DataFrame
    verdict: Verdict


def judge(
    run: Run,
    gathered: Batch,
    results: Sequence[ExtractionResult],
    frames: Mapping[str, pl.DataFrame],
    position: int = 0,
) -> ValidatedBatch:
    """Hold a page's frames against the gate; where a rule of the run fails, nothing of it passes.

    `position` is that of the page's first fate within the run.
    """
    began = run.started_at.replace(tzinfo=None)
    stamp: Row = {"run_id": run.run_id}
    captures = conform([result.row | stamp for result in results], tables.CAPTURES)
    kept = [_kept(result, run) for result in results if result.outcome == "quarantined"]
    outlets = conform([outlet_row(outlet) for outlet in gathered.outlets.values()], tables.OUTLETS)
    quarantine = conform(kept, tables.QUARANTINE)
    given = dict(frames) | {"captures": captures, "outlets": outlets, "quarantine": quarantine}
    # A night without anything new has nothing to judge, and does not wait seconds for Great Expectations.
    verdict = pass_gate(given, began) if results or frames["articles"].height else Verdict.of_nothing(began)
    rejected = _rejected(verdict, frames["articles"])
    quarantine = _with_rejected(quarantine, captures, rejected, run)
    accepted = {name: frames[name].join(rejected, on="capture_id", how="anti") for name in _DERIVED}
    # Of a capture that was read again and is kept back now, the corpus keeps the earlier reading, lines and all.
    again = rejected.join(captures, on="capture_id", how="anti")
    accepted |= {name: frames[name].join(again, on="capture_id", how="anti") for name in _LINES if name in frames}
    quality = conform(verdict.results.with_columns(run_id=pl.lit(run.run_id)), tables.QUALITY_RESULTS)
    loaded = given | accepted | {"quarantine": quarantine, "quality_results": quality}
    return ValidatedBatch(loaded, _outcomes(gathered, results, rejected, position), quarantine, verdict)


def _rejected(verdict: Verdict, articles: pl.DataFrame) -> pl.DataFrame:
    """Return capture_id, rule, detail of what the gate keeps back: its rejects, or all where the run failed."""
    if not verdict.run_failures:
        return verdict.rejected
    whole = articles.select("capture_id", rule=pl.lit("run"), detail=pl.lit("; ".join(verdict.run_failures)))
    return pl.concat([verdict.rejected, whole.join(verdict.rejected, on="capture_id", how="anti")])


def _kept(result: ExtractionResult, run: Run) -> Row:
    row = {name: result.row[name] for name in ("capture_id", "article_id", "outlet_id", "url")}
    at = run.started_at.replace(tzinfo=None)
    return row | {"rule": result.rule, "detail": result.detail, "quarantined_at": at, "run_id": run.run_id}


def _with_rejected(kept: pl.DataFrame, captures: pl.DataFrame, rejected: pl.DataFrame, run: Run) -> pl.DataFrame:
    at = pl.lit(run.started_at.replace(tzinfo=None)).cast(pl.Datetime("us"))
    ids = captures.select("capture_id", "article_id", "outlet_id", "url")
    rows = rejected.join(ids, on="capture_id").with_columns(quarantined_at=at, run_id=pl.lit(run.run_id))
    return pl.concat([kept, conform(rows, tables.QUARANTINE)])


def _outcomes(
    gathered: Batch, results: Sequence[ExtractionResult], rejected: pl.DataFrame, first_at: int
) -> pl.DataFrame:
    """Return one row per URL: settled before, kept back, discarded; null for what the load decides."""
    first = {row["capture_id"]: row for row in rejected.unique("capture_id", keep="first").iter_rows(named=True)}
    rows = [*gathered.outcomes]
    for result in results:
        kept = first.get(result.row["capture_id"])
        if kept:
            rows.append(build_outcome_row(result.row, "quarantined", kept["rule"], kept["detail"]))
        else:
            rows.append(build_outcome_row(result.row, result.outcome, result.rule, result.detail))
    schema = dict.fromkeys(("url", "outlet_id", "fate", "reason", "detail", "article_id", "capture_id"), pl.String)
    normal = [row | {"url": normalise_url(str(row["url"])) or row["url"]} for row in rows]
    return pl.DataFrame(normal, schema=schema).with_row_index("position", first_at).cast({"position": pl.Int64})


def outlet_row(outlet: Outlet) -> Row:
    names = ("outlet_id", "name", "home_url", "timezone", "is_declared")
    return {name: getattr(outlet, name) for name in names}
