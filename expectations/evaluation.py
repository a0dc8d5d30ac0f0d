"""Evaluate rules with Great Expectations and report, per rule, the rows that broke it."""

import gc
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from string import Formatter
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.bundles import COLUMN, Bundle, GateBroken, Measured, bundle_rules
from expectations.rule import RUN, Between, Matches, OneOf, Present, Rule, Unique
from warehouse.deferred_import import defer_import

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition

MAX_VALUE_LENGTH = 160
"""Characters of a value that a detail quotes."""
ROW_ID = "row_id"
_UNUSED = ("altair", "scipy.stats")
_FORMAT: dict[str, Any] = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_ID]}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one rule: how many rows were checked, and the numbers of the rows that broke it.

    `observed` is a run rule's value; None if the run is too small for it, and for rules of rows.
    """

    rule: Rule
    checked_count: int
    failed: list[int]
    observed: str | None = None

    def details(self, subject: pl.DataFrame) -> Iterator[tuple[str | None, str, str]]:
        """Yield (capture_id, rule, detail) of each row that broke the rule; capture_id is None for a run."""
        broke = subject[self.failed].with_columns(self.rule.measure.alias("value"))
        fields = {name for _, name, _, _ in Formatter().parse(self.rule.detail) if name} | {"value"}
        ids = broke["capture_id"] if "capture_id" in broke.columns else [None]
        for capture_id, row in zip(ids, broke.select(sorted(fields)).iter_rows(named=True), strict=True):
            shown = {name: _format_value(value) for name, value in row.items()}
            yield capture_id, self.rule.name, self.rule.detail.format_map(shown)


def _format_value(value: object) -> str:
    match value:
        case None:
            return "null"
        case float():
            return f"{value:.3g}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case date():
            return value.isoformat()
        case list():
            return ", ".join(map(_format_value, value)) or "nothing"
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_VALUE_LENGTH else text[: MAX_VALUE_LENGTH - 1] + "…"


@cache
def load_engine() -> None:
    """Import Great Expectations (1.2 s of processor); a run calls this in a thread while its workers extract.

    Python would search its million objects for garbage while they are made, and again when the process ends: a third
    of the time. They live as long as the process. Two of its dependencies are for expectations that no rule has:
    77 MB and 0.5 s.
    """
    # Read at import: without it, events go to an analytics host.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    for name in _UNUSED:
        defer_import(name)
    gc.disable()
    try:
        import great_expectations.expectations  # noqa: F401
    finally:
        gc.enable()
    gc.freeze()
    logging.getLogger("great_expectations").setLevel(logging.WARNING)


def evaluate_rules(subjects: Mapping[str, pl.DataFrame], rules: Iterable[Rule]) -> list[Finding]:
    """Evaluate each subject's rules; return findings in their order. Raises GateBroken if one cannot be computed."""
    load_engine()
    rules = tuple(rules)
    found = {}
    for bundle in bundle_rules(subjects, rules):
        failed = bundle.assign(_list_failed(bundle))
        for one in bundle.measured:
            found[one.rule.name] = _make_finding(one, failed[one.rule.name], subjects[one.rule.subject])
    return [found[rule.name] for rule in rules]


@cache
def _make_definition() -> "BatchDefinition[Any]":
    """Return the definition of a batch in memory; made once, because it takes longer than to check a small batch."""
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("rows")


def _list_failed(bundle: Bundle) -> list[int]:
    """Return the positions in the bundle's column of the measures that are not as expected."""
    measures = pl.DataFrame([bundle.build_column()]).with_row_index(ROW_ID)
    batch = _make_definition().get_batch({"dataframe": measures.to_pandas()})
    result: Any = batch.validate(_build_expectation(bundle), result_format=_FORMAT)
    if "element_count" not in result.result:
        raise GateBroken(bundle.rule_names, str(result.exception_info))
    return [int(row[ROW_ID]) for row in result.result["unexpected_index_list"]]


def _make_finding(measured: Measured, failed: list[int], subject: pl.DataFrame) -> Finding:
    rule, values = measured.rule, measured.values
    if rule.subject == RUN:
        observed = None if values[0] is None else _format_value(values[0])
        return Finding(rule, int(subject[rule.batch][0]), failed, observed)
    return Finding(rule, len(values) - (0 if isinstance(rule.expects, Present) else values.null_count()), failed)


def _build_expectation(bundle: Bundle) -> Any:
    """Return Great Expectations' expectation of the column with the bundle's measures; `meta` has the rules' names."""
    gxe: Any = import_module("great_expectations.expectations")  # it states no types for what it exports
    kwargs: dict[str, Any] = {"column": COLUMN, "meta": {"rules": bundle.rule_names}}
    match bundle.expects:
        case Present():
            return gxe.ExpectColumnValuesToNotBeNull(**kwargs)
        case Unique():
            return gxe.ExpectColumnValuesToBeUnique(**kwargs)
        case OneOf(values):
            return gxe.ExpectColumnValuesToBeInSet(**kwargs, value_set=list(values))
        case Matches(pattern):
            # \A and \Z: with ^ and $, a value that ends in a line break would pass.
            return gxe.ExpectColumnValuesToMatchRegex(**kwargs, regex=rf"\A(?:{pattern})\Z")
        case Between(least, most):
            return gxe.ExpectColumnValuesToBeBetween(**kwargs, min_value=least, max_value=most)
