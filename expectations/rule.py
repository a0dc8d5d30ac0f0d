"""Define a rule of the gate: a measure of each row, and the expectation that Great Expectations checks."""

from dataclasses import dataclass

import polars as pl

RUN = "run"
"""The subject of the rules that judge a whole run: one row of counts."""

BARE_TITLES = ("text", "address", "none")  # a page without a title is in quarantine before the gate
IS_BARE_TEXT = pl.col("quoted_paragraphs").is_null() & pl.col("title_basis").is_in(BARE_TITLES).fill_null(False)
"""Whether an article was read from a text capture, which has no markup."""


@dataclass(frozen=True, slots=True)
class Present:
    """The measure must have a value in every row."""


@dataclass(frozen=True, slots=True)
class Unique:
    """No value of the measure occurs twice."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The measure, if not null, is one of these."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole measure, if not null, matches the regular expression."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Between:
    """The measure, if not null, is between the bounds, both included; None means no bound."""

    least: float | None = None
    most: float | None = None


NEVER = Between(most=0)
"""The expectation for measures made by `flag_where`."""

Expects = Present | Unique | OneOf | Matches | Between


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: a name (a slug), the sentence that explains it, and how it is judged.

    `subject` names the frame it judges: a table of the run, or RUN. `measure` is computed per row; if it is null,
    the rule does not apply (except Present). `detail` describes how a row broke it, as a format string over `value`
    (the measure) and the subject's columns. `because` gives the reason for the threshold. `batch` is for the rules
    of a run: the column with the number of rows that were checked.
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
        """The bounds in words; empty if the rule has no numeric threshold."""
        if not isinstance(self.expects, Between) or self.expects == NEVER:
            return ""
        bounds = (("at least", self.expects.least), ("at most", self.expects.most))
        return ", ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)


def flag_where(condition: pl.Expr) -> pl.Expr:
    """Return 1 if the condition is true, 0 if it is false or null."""
    return condition.fill_null(False).cast(pl.Int8)
