"""Render the quality page: a run's counts, the gate's results, the quarantined captures and how to release them."""

from pathlib import Path
from typing import Any

import polars as pl

from expectations.gate import RULES, Verdict
from flows.html_pages import open_templates
from warehouse.schema.rows import RunRow

MAX_ROWS = 500
"""Quarantined rows that the page lists; without a limit, a completely quarantined run would give megabytes."""
DISCOVERED = ("fetched", "unchanged", "disallowed", "failed")
FETCHED = ("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded")


def render_quality_page(run: RunRow, verdict: Verdict, quarantined: pl.DataFrame) -> str:
    """Return one HTML page without external resources.

    `run` is a row of `runs`, `quarantined` has the columns of `quarantine`. Every value is escaped; only addresses
    of the web become links.
    """
    templates = open_templates(Path(__file__).parent)
    templates.filters["number"] = _number
    rules = [row | {"about": RULES.get(row["rule"])} for row in verdict.results.iter_rows(named=True)]
    kept = quarantined.sort("rule", "url")
    return templates.get_template("quality_page.html").render(
        run=run,
        accounts=[_account(run, "discovered", DISCOVERED), _account(run, "fetched", FETCHED)],
        verdict=verdict,
        run_rules=[rule for rule in rules if rule["scope"] == "run"],
        row_rules=sorted((rule for rule in rules if rule["scope"] == "row"), key=lambda rule: -rule["failed_count"]),
        kept=kept.head(MAX_ROWS).to_dicts(),
        kept_count=kept.height,
        page_count=kept["capture_id"].n_unique(),
    )


def _account(run: RunRow, total: str, parts: tuple[str, ...]) -> dict[str, object]:
    """Return a total and its parts for the page. A count that the run did not reach is None; then the sum is not
    checked.
    """
    stored: dict[str, Any] = dict(run)
    counts: dict[str, int | None] = {name: stored.get(f"{name}_count") for name in (total, *parts)}
    known = [count for count in counts.values() if count is not None]
    is_balanced = None if len(known) < len(counts) else known[0] == sum(known[1:])
    return {"total": total, "counts": counts, "parts": parts, "is_balanced": is_balanced}


def _number(value: object) -> str:
    return "–" if value is None else f"{value:,}"
