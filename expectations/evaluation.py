"""Evaluate rules with Great Expectations and report, per rule, the rows that broke it."""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.rule import RUN, Present, Rule
from expectations.suites import build_suite

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.interfaces import Batch

MAX_VALUE_LENGTH = 160
"""Characters of a value that a detail quotes."""
ROW_ID = "row_id"
_FORMAT: dict[str, Any] = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_ID]}


class GateBroken(RuntimeError):
    """A rule could not be evaluated: the rule is wrong, not the data. `rule` and `problem` say which and why."""

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(f"rule {rule} could not be evaluated: {problem}")
        self.rule, self.problem = rule, problem

    def __reduce__(self) -> tuple[type["GateBroken"], tuple[str, str]]:
        return GateBroken, (self.rule, self.problem)


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
            shown = {name: _shown(value) for name, value in row.items()}
            yield capture_id, self.rule.name, self.rule.detail.format_map(shown)


def _shown(value: object) -> str:
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
            return ", ".join(map(_shown, value)) or "nothing"
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_VALUE_LENGTH else text[: MAX_VALUE_LENGTH - 1] + "…"


def load_engine() -> None:
    """Import Great Expectations (about 7 s of CPU); a run calls this in a thread while its workers extract."""
    # Read at import: without it, events go to an analytics host.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations.expectations  # noqa: F401

    logging.getLogger("great_expectations").setLevel(logging.WARNING)


def evaluate_rules(subjects: Mapping[str, pl.DataFrame], rules: Iterable[Rule]) -> list[Finding]:
    """Evaluate each subject's rules; return findings in their order. Raises GateBroken if one cannot be computed."""
    load_engine()
    context = _make_context()
    rules = tuple(rules)
    found = {}
    for name in dict.fromkeys(rule.subject for rule in rules):
        own = [rule for rule in rules if rule.subject == name]
        measures = subjects[name].select(*(rule.measure.alias(rule.name) for rule in own)).with_row_index(ROW_ID)
        for result in _validated(context, name, measures, own).results:
            finding = _finding(result, {rule.name: rule for rule in own}, subjects[name], measures)
            found[finding.rule.name] = finding
    return [found[rule.name] for rule in rules]


def _make_context() -> "EphemeralDataContext":
    """Return a context in memory; one for all subjects, because making one takes time as well."""
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _validated(
    context: "EphemeralDataContext", name: str, measures: pl.DataFrame, rules: list[Rule]
) -> "ExpectationSuiteValidationResult":
    return _batch(context, name, measures).validate(build_suite(name, rules), result_format=_FORMAT)


def _batch(context: "EphemeralDataContext", name: str, measures: pl.DataFrame) -> "Batch":
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    return asset.add_batch_definition_whole_dataframe(name).get_batch({"dataframe": measures.to_pandas()})


def _finding(result: Any, rules: Mapping[str, Rule], subject: pl.DataFrame, measures: pl.DataFrame) -> Finding:
    rule = rules[result.expectation_config.meta["rule"]]
    if "element_count" not in result.result:
        raise GateBroken(rule.name, str(result.exception_info))
    failed = [int(row[ROW_ID]) for row in result.result["unexpected_index_list"]]
    values = measures[rule.name]
    if rule.subject == RUN:
        observed = None if values[0] is None else _shown(values[0])
        return Finding(rule, int(subject[rule.batch][0]), failed, observed)
    return Finding(rule, len(values) - (0 if isinstance(rule.expects, Present) else values.null_count()), failed)
