"""What a rule of the gate is: a measure of each row, and what Great Expectations expects of it."""

from dataclasses import dataclass

import polars as pl

RUN = "run"
"""The subject of the rules that judge a whole run: one row of counts."""


@dataclass(frozen=True, slots=True)
class Present:
    """The measure has a value in every row."""


@dataclass(frozen=True, slots=True)
class Unique:
    """No value of the measure comes twice."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The measure, where it has a value, is one of these."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole measure, where it has a value, matches the regular expression."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Between:
    """The measure, where it has a value, lies between the bounds, both included; None is no bound."""

    least: float | None = None
    most: float | None = None


NEVER = Between(most=0)
"""For the measures that `broken` makes."""

Expects = Present | Unique | OneOf | Matches | Between


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: a name (a slug), the sentence that explains it, and how it is judged.

    `subject` names the frame it judges: a table of the run, or RUN. `measure` is computed per row of it; where it
    is null the rule does not apply (but to Present). `detail` says how a row broke it, as a format string over
    `value` (the measure) and the subject's columns. `because` gives the reason for the threshold. `batch` is for the
    rules of a run: the column that counts the rows it looks at.
    """

    name: str
    subject: str
    sentence: str
    measure: pl.Expr
    expects: Expects
    detail: str
    because: str = ""
    batch: str = ""

    @property
    def scope(self) -> str:
        """`run` or `row`, as in `quality_results`."""
        return "run" if self.subject == RUN else "row"

    @property
    def threshold(self) -> str:
        """The bounds in words; empty where the rule has no number to turn."""
        if not isinstance(self.expects, Between) or self.expects == NEVER:
            return ""
        bounds = (("at least", self.expects.least), ("at most", self.expects.most))
        return ", ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)


def flag_where(condition: pl.Expr) -> pl.Expr:
    """Return 1 where the condition is true, 0 where it is false or null."""
    return condition.fill_null(False).cast(pl.Int8)
