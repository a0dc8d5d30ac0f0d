"""Tables of runs: their counts, the outcome of each URL, the results of the gate."""

from warehouse.schema.contract import Table
from warehouse.schema.tables.columns import (
    article_id,
    capture_id,
    count,
    instant,
    maybe_instant,
    maybe_text,
    outlet_id,
    run_id,
    text,
)
from warehouse.schema.tables.values import FLOWS, OUTCOMES, RUN_STATES

_COUNTS = (
    count("discovered_count", meaning="URLs this run handled: fetched + unchanged + disallowed + failed."),
    count("fetched_count", meaning="Of these, new bytes: the sum of the six that follow `failed_count`."),
    count("unchanged_count", meaning="Known, and not changed or not due."),
    count("disallowed_count", meaning="Forbidden by robots.txt or by our address rules."),
    count("failed_count", meaning="No usable answer."),
    count("loaded_count", meaning="New articles."),
    count("updated_count", meaning="Known articles with a new text."),
    count("unchanged_text_count", meaning="New bytes, same text."),
    count("duplicate_count", meaning="New articles whose text another article has."),
    count("quarantined_count", meaning="Quarantined by the gate or by extraction, with the rule."),
    count("discarded_count", meaning="Not an article."),
    count(
        "deferred_count",
        meaning="Listed but over this run's limit, not reached, or claimed by another run: not in discovered_count.",
    ),
)

RUNS = Table(
    "runs",
    "One row per run.",
    ("run_id",),
    (
        text("run_id", meaning="Run: start instant and a random tail."),
        text("flow", meaning="Which flow it was.", values=FLOWS),
        text("state", meaning="State of the run.", values=RUN_STATES),
        instant("started_at", meaning="Start."),
        maybe_instant("finished_at", meaning="End."),
        *_COUNTS,
        maybe_text("message", meaning="Description of the failure, if any."),
        text("code_version", meaning="Version of Backbench."),
    ),
)

RUN_FATES = Table(
    "run_fates",
    "One row per URL (in an import: per record) that a run handled, with its one outcome.",
    ("run_id", "position"),
    (
        run_id,
        count("position", meaning="Order within the run, from 0."),
        text("url", meaning="Normalised URL; verbatim where it is not one."),
        outlet_id,
        text("fate", meaning="Outcome of the URL.", values=OUTCOMES),
        maybe_text("reason", meaning="Rule or cause, in one word."),
        maybe_text("detail", meaning="What happened, in a sentence of at most 1,000 characters."),
        maybe_text("article_id", meaning="Article of the URL, if any."),
        maybe_text("capture_id", meaning="Capture that was made or was there already, if any."),
    ),
)

QUARANTINE = Table(
    "quarantine",
    "One row per quarantined capture per rule it broke.",
    ("capture_id", "rule"),
    (
        capture_id,
        article_id,
        outlet_id,
        text("url", meaning="Address of the capture."),
        text("rule", meaning="The rule it broke."),
        text("detail", meaning="How it broke it, in at most 1,000 characters."),
        instant("quarantined_at", meaning="Start of the run that quarantined it."),
        maybe_text("released_by", meaning="The later run that released it, if any."),
        run_id,
    ),
)

QUALITY_RESULTS = Table(
    "quality_results",
    "One row per run per rule of the gate.",
    ("run_id", "rule"),
    (
        run_id,
        text("rule", meaning="The rule."),
        text("scope", meaning="Whether it judges a row or the run.", values=("row", "run")),
        count("checked_count", meaning="Rows judged."),
        count("failed_count", meaning="Rows that broke it; for a rule of the run, the parts of it that did."),
        maybe_text("observed", meaning="The value judged last, for a rule of the run; one that broke it goes first."),
    ),
)
