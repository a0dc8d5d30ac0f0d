"""Derive the rules that follow from the contract: nulls, closed sets, patterns, least values, unique keys."""

from collections.abc import Iterable

import polars as pl

from expectations.rule import Between, Expects, Matches, OneOf, Present, Rule, Unique
from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables import (
    ARTICLE_AUTHORS,
    ARTICLE_CATEGORIES,
    ARTICLE_TOPICS,
    ARTICLE_WARNINGS,
    ARTICLES,
    AUTHOR_CANDIDATES,
    DATE_CANDIDATES,
)

JUDGED: tuple[Table, ...] = (
    ARTICLES,
    DATE_CANDIDATES,
    AUTHOR_CANDIDATES,
    ARTICLE_AUTHORS,
    ARTICLE_CATEGORIES,
    ARTICLE_TOPICS,
    ARTICLE_WARNINGS,
)
"""The frames of a run that the gate judges row by row."""


def derive_contract_rules(table: Table) -> tuple[Rule, ...]:
    """Return the rules from the table's declaration, named `table.column.check`."""
    rules = [rule for column in table.columns for rule in _column_rules(table, column)]
    return (*rules, _key_rule(table))


def _column_rules(table: Table, column: Column) -> Iterable[Rule]:
    named = f"{table.name}.{column.name}"
    value = pl.col(column.name)
    closed = bool(column.values or column.pattern)
    # Free text is judged only by its length: bodies in Great Expectations' results would be gigabytes.
    length = value.str.strip_chars().str.len_chars() if column.kind is Kind.TEXT and not closed else None
    measure = value if length is None else length
    if not column.nullable:
        yield _rule(f"{named}.not_null", f"{named} has a value.", measure, Present(), f"{column.name} is null")
    if length is not None:
        sentence = f"{named} is not blank: what is not known is null."
        yield _rule(f"{named}.not_blank", sentence, length, Between(least=1), f"{column.name} is blank")
    if column.values:
        known = ", ".join(column.values)
        detail = f"{column.name} is '{{value}}', not one of {known}"
        yield _rule(f"{named}.in_set", f"{named} is one of {known}.", value, OneOf(column.values), detail)
    if column.pattern is not None:
        sentence = f"{named} matches {column.pattern} from end to end."
        shown = column.pattern.replace("{", "{{").replace("}", "}}")
        detail = f"{column.name} is '{{value}}', which does not match {shown}"
        yield _rule(f"{named}.pattern", sentence, value, Matches(column.pattern), detail)
    if column.least is not None:
        detail = f"{column.name} is {{value}}, less than {column.least}"
        yield _rule(f"{named}.least", f"{named} is at least {column.least}.", value, Between(column.least), detail)


def _rule(name: str, sentence: str, measure: pl.Expr, expects: Expects, detail: str) -> Rule:
    return Rule(name, name.partition(".")[0], sentence, measure, expects, detail)


def _key_rule(table: Table) -> Rule:
    # A run may have several captures of one article: so within a run every key includes the capture.
    key = (*table.key, *(("capture_id",) if "capture_id" not in table.key else ()))
    named = f"{table.name}.key.unique"
    measure = pl.concat_str([pl.col(name) for name in key], separator=" ")
    sentence = f"{table.name} has each ({', '.join(key)}) once."
    return _rule(named, sentence, measure, Unique(), f"({', '.join(key)}) comes more than once: {{value}}")
