"""Check frames between normalise and load: which captures pass, which are quarantined and why, whether to load at
all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from expectations.author_rules import AUTHOR_RULES
from expectations.contract_rules import JUDGED, derive_contract_rules
from expectations.date_rules import DATE_RULES
from expectations.evaluation import Finding, evaluate_rules, load_engine
from expectations.rule import IS_BARE_TEXT, RUN, Rule
from expectations.run_rules import RUN_RULES
from expectations.text_rules import TEXT_RULES
from warehouse.schema.tables import ARTICLES

__all__ = ["Verdict", "judge_frames", "load_engine"]
REJECTED_SCHEMA = {"capture_id": pl.String, "rule": pl.String, "detail": pl.String}
RESULTS_SCHEMA = {
    "rule": pl.String,
    "scope": pl.String,
    "checked_count": pl.Int64,
    "failed_count": pl.Int64,
    "observed": pl.String,
}
HAND_RULES: tuple[Rule, ...] = (*TEXT_RULES, *DATE_RULES, *AUTHOR_RULES)
CONTRACT_RULES: tuple[Rule, ...] = tuple(rule for table in JUDGED for rule in derive_contract_rules(table))
ROW_RULES: tuple[Rule, ...] = (*HAND_RULES, *CONTRACT_RULES)
RULES: dict[str, Rule] = {rule.name: rule for rule in (*ROW_RULES, *RUN_RULES)}
"""Every rule by its name: rules of rows first, then of the run."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of the gate.

    `rejected` has one row per capture per rule it broke (capture_id, rule, detail). `results` has one row per rule
    (rule, scope, checked_count, failed_count, observed). `run_failures` are the reasons, one sentence each, why
    articles of `refused_outlets` must not be loaded; both are empty if all may be. `judged_at` is the instant from the
    caller.
    """

    rejected: pl.DataFrame
    results: pl.DataFrame
    run_failures: list[str]
    judged_at: datetime
    refused_outlets: frozenset[str] = frozenset()

    @classmethod
    def create_empty(cls, at: datetime) -> "Verdict":
        """Return the verdict for a run without rows to judge."""
        return cls(pl.DataFrame(schema=REJECTED_SCHEMA), pl.DataFrame(schema=RESULTS_SCHEMA), [], at)


def judge_frames(frames: Mapping[str, pl.DataFrame], at: datetime) -> Verdict:
    """Judge the frames of a run by every rule.

    `frames` has articles, date_candidates, author_candidates, article_authors, article_categories, article_topics
    and article_warnings, each conforming to its table; with `captures`, `outlets` and `quarantine` (from the
    extraction) the rules on text captures, outlets' names and shares apply too. `at` is only stored in the verdict:
    the result for the same frames does not depend on the day. Raises GateBroken if a rule cannot be computed.
    """
    subjects = build_row_subjects(frames)
    row_findings = evaluate_rules(subjects, ROW_RULES)
    rejected = _list_rejected(subjects, row_findings)
    run_findings, failures = _judge_run(frames, rejected)
    refused, reasons = _find_refused(frames, rejected, failures)
    results = [
        (f.rule.name, f.rule.scope, f.checked_count, len(f.failed), f.observed) for f in (*row_findings, *run_findings)
    ]
    return Verdict(
        rejected=rejected,
        results=pl.DataFrame(results, schema=RESULTS_SCHEMA, orient="row"),
        run_failures=reasons,
        judged_at=at,
        refused_outlets=refused,
    )


def _judge_run(frames: Mapping[str, pl.DataFrame], rejected: pl.DataFrame) -> tuple[list[Finding], list[str]]:
    """Return the findings of the run rules on these frames, and the failures in words."""
    captures = rejected.join(frames[ARTICLES.name], on="capture_id", how="semi")["capture_id"]
    whole = build_run_subject(frames, captures.unique().to_list())
    findings = evaluate_rules(whole, RUN_RULES)
    return findings, [_failure(finding, whole[RUN]) for finding in findings if finding.failed]


def _find_refused(
    frames: Mapping[str, pl.DataFrame], rejected: pl.DataFrame, failures: list[str]
) -> tuple[frozenset[str], list[str]]:
    """Return the outlets whose articles must not be loaded if the run broke a rule, and the reasons.

    They are the outlets that break a rule by themselves, so that one changed template does not keep the others back;
    all outlets, if none does so or the others together break one too.
    """
    if not failures:
        return frozenset(), []
    judged = [frames[ARTICLES.name], *([frames["quarantine"]] if "quarantine" in frames else [])]
    named = [frame["outlet_id"].drop_nulls() for frame in judged if "outlet_id" in frame.columns]
    every = frozenset(outlet_id for outlet_ids in named for outlet_id in outlet_ids)
    reasons = {
        outlet_id: found
        for outlet_id in sorted(every)
        if (found := _judge_run(_select_outlets(frames, [outlet_id]), rejected)[1])
    }
    others = sorted(every - reasons.keys())
    if not reasons or not others or _judge_run(_select_outlets(frames, others), rejected)[1]:
        return every, failures
    return frozenset(reasons), [f"{outlet_id}: {reason}" for outlet_id, found in reasons.items() for reason in found]


def _select_outlets(frames: Mapping[str, pl.DataFrame], outlet_ids: Collection[str]) -> dict[str, pl.DataFrame]:
    chosen = {
        name: frames[name].filter(pl.col("outlet_id").is_in(list(outlet_ids)))
        for name in (ARTICLES.name, "captures", "quarantine")
        if name in frames and "outlet_id" in frames[name].columns
    }
    return dict(frames) | chosen


def _list_rejected(subjects: Mapping[str, pl.DataFrame], found: list[Finding]) -> pl.DataFrame:
    """One row per capture per rule; if several rows of a capture break one rule, the first is quoted."""
    rows = [row for finding in found if finding.failed for row in finding.details(subjects[finding.rule.subject])]
    every = pl.DataFrame(rows, schema=REJECTED_SCHEMA, orient="row")
    more = pl.when(pl.len() > 1).then(pl.format(" (and {} more)", pl.len() - 1)).otherwise(pl.lit(""))
    return every.group_by("capture_id", "rule", maintain_order=True).agg(pl.col("detail").first() + more)


def _failure(finding: Finding, whole: pl.DataFrame) -> str:
    [(_, name, detail)] = finding.details(whole)
    return f"{name}: {detail}; {finding.rule.threshold} is right"


KEY = ["article_id", "capture_id"]


def build_row_subjects(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames that the row rules judge, by table name.

    Articles get outlet_name (null if `outlets` is not among the frames), author_count, chosen_count and chosen_days
    (of their date candidates), and ending (of the body); authors get their article's published_on and its bounds.
    """
    articles = frames[ARTICLES.name]
    names = frames["outlets"].select("outlet_id", outlet_name="name") if "outlets" in frames else _no_names()
    authors = frames["article_authors"]
    chosen = frames["date_candidates"].filter("is_chosen").group_by(KEY)
    return dict(frames) | {
        ARTICLES.name: articles.join(names.unique("outlet_id"), on="outlet_id", how="left", maintain_order="left")
        .join(authors.group_by(KEY).agg(author_count=pl.len()), on=KEY, how="left", maintain_order="left")
        .join(
            chosen.agg(chosen_count=pl.len(), chosen_days=pl.col("parsed_on")),
            on=KEY,
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("author_count", "chosen_count").fill_null(0), ending=pl.col("body").str.tail(120)),
        "article_authors": authors.join(
            articles.select(*KEY, "published_on", "published_not_before", "published_not_after").unique(KEY),
            on=KEY,
            how="left",
            maintain_order="left",
        ),
    }


def _no_names() -> pl.DataFrame:
    return pl.DataFrame(schema={"outlet_id": pl.String, "outlet_name": pl.String})


def build_run_subject(frames: Mapping[str, pl.DataFrame], rejected: Collection[str]) -> dict[str, pl.DataFrame]:
    """Return the one row of counts that the run rules judge; `rejected` are the captures that row rules quarantined."""
    articles = frames[ARTICLES.name]
    is_text = pl.col("capture_id").is_in(_text_captures(frames).implode()) | IS_BARE_TEXT
    states_date = pl.col("capture_id").is_in(_captures_with_a_date(frames).implode())
    datable = articles.filter(~is_text | states_date, pl.col("date_basis") != "archive-bound")
    titles = articles.unique("content_sha256").group_by("title").len().sort("len", "title", descending=[True, False])
    unread = frames["quarantine"]["capture_id"].n_unique() if "quarantine" in frames else 0
    counts = {
        "reached": articles.height + unread,
        "extracted": articles.height,
        "accepted": articles.height - len(rejected),
        "datable": datable.height,
        "undated": datable["published_on"].null_count(),
        "texts": int(titles["len"].sum()),
        "commonest_title": titles["title"][0] if titles.height else "",
        "commonest_title_count": titles["len"][0] if titles.height else 0,
    }
    return {RUN: pl.DataFrame([counts])}


def _captures_with_a_date(frames: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return the captures that state a day of their own, chosen or not: not the masthead's, not another article's."""
    is_own = ~pl.col("reason").fill_null("").str.starts_with("above the title")
    stated = frames["date_candidates"].filter(pl.col("bound").is_null(), pl.col("precision") != "month", is_own)
    return stated["capture_id"].unique()


def _text_captures(frames: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return the captures stored as plain text, which have no markup with a date."""
    if "captures" not in frames:
        return pl.Series(dtype=pl.String)
    return frames["captures"].filter(pl.col("media_type") == "text/plain")["capture_id"]
