"""Put the measures of all rules of one kind into one column, so that one expectation checks them together.

Great Expectations takes about 9 ms for each expectation, for any number of rows. The 148 row rules have 26
different expectations, of five kinds.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from expectations.rule import Between, Expects, Matches, OneOf, Present, Rule, Unique

COLUMN = "measure"
"""Name of the column that an expectation checks."""


class GateBroken(RuntimeError):
    """A rule could not be evaluated: the rule is wrong, not the data. `rule` and `problem` say which and why."""

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(f"rule {rule} could not be evaluated: {problem}")
        self.rule, self.problem = rule, problem

    def __reduce__(self) -> tuple[type["GateBroken"], tuple[str, str]]:
        return GateBroken, (self.rule, self.problem)


@dataclass(frozen=True, slots=True)
class Measured:
    """A rule and its measure of each row of its subject."""

    rule: Rule
    values: pl.Series


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rules of one kind, the expectation for all their measures, and the measures."""

    expects: Expects
    measured: tuple[Measured, ...]

    @property
    def rule_names(self) -> str:
        """The names of the rules, for people."""
        return ", ".join(one.rule.name for one in self.measured)

    def build_column(self) -> pl.Series:
        """Return the measures, one rule's after another's; raises GateBroken if one has a type that does not fit."""
        return pl.concat([_comparable(one.rule, one.values) for one in self.measured]).rename(COLUMN)

    def assign(self, failed: Iterable[int]) -> dict[str, list[int]]:
        """Return, by rule, the numbers of its subject's rows, given positions in the column."""
        starts = [0, *accumulate(len(one.values) for one in self.measured)]
        found: dict[str, list[int]] = {one.rule.name: [] for one in self.measured}
        for position in failed:
            number = bisect_right(starts, position) - 1
            found[self.measured[number].rule.name].append(position - starts[number])
        return found


def bundle_rules(subjects: Mapping[str, pl.DataFrame], rules: Iterable[Rule]) -> list[Bundle]:
    """Measure the subjects by the rules, and return a bundle for each kind of expectation."""
    rules = tuple(rules)
    bundled: dict[type[Expects], list[Measured]] = {}
    for name in dict.fromkeys(rule.subject for rule in rules):
        own = [rule for rule in rules if rule.subject == name]
        measures = subjects[name].select([rule.measure.alias(rule.name) for rule in own])
        for rule in own:
            bundled.setdefault(type(rule.expects), []).append(Measured(rule, measures[rule.name]))
    return [Bundle(_join([one.rule for one in measured]), tuple(measured)) for measured in bundled.values()]


def _join(rules: Sequence[Rule]) -> Expects:
    """Return one expectation for rules of one kind, of the measures as `_comparable` returns them."""
    values, names = list[str](), dict[str, list[str]]()
    for rule in rules:
        match rule.expects:
            case OneOf(allowed):
                values += [f"{rule.name} {value}" for value in allowed]
            case Matches(pattern):
                names.setdefault(pattern, []).append(re.escape(rule.name))
            case Between():
                return Between(least=0)
            case Present() | Unique():
                return rule.expects
    if values:
        return OneOf(tuple(values))
    return Matches("|".join(f"(?:{'|'.join(named)}) (?:{pattern})" for pattern, named in names.items()))


def _comparable(rule: Rule, values: pl.Series) -> pl.Series:
    """Return a rule's measures in a form that one expectation checks together with those of other rules.

    A number becomes its distance from the bound, negative outside (the sign of a difference of floats is exact). A
    text gets the rule's name before it: what one rule expects, another may not.
    """
    expects = rule.expects
    if isinstance(expects, Present):
        return values.is_not_null().replace_strict({True: 1, False: None}, return_dtype=pl.Int8)
    if values.dtype == pl.Null:
        return values.cast(pl.Float64 if isinstance(expects, Between) else pl.String)
    if isinstance(expects, Between):
        numbers = _require(rule, values, values.dtype.is_numeric()).cast(pl.Float64)
        above = [] if expects.least is None else [numbers - expects.least]
        below = [] if expects.most is None else [expects.most - numbers]
        return pl.select(pl.min_horizontal(*above, *below)).to_series()
    texts = _require(rule, values, values.dtype in (pl.String, pl.Categorical, pl.Enum)).cast(pl.String)
    return f"{rule.name} " + texts


def _require(rule: Rule, values: pl.Series, is_right: bool) -> pl.Series:
    if not is_right:
        raise GateBroken(rule.name, f"its measure is {values.dtype}, which {rule.expects} cannot be compared with")
    return values
