"""A trend as data: counts, shares and rates by period with their 95 % intervals, and how points are pooled."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

HOLE = "hole"
INCOMPLETE_KINDS = (HOLE, "unfinished")
"""Breaks that say a period itself is incomplete; the others separate the periods before from those after."""
_Z = 1.959963984540054  # 97.5 % of a normal distribution, as in warehouse/views

Estimate = tuple[float | None, float | None, float | None]
"""A value, and the lower and upper bound of its 95 % interval; all None if there is nothing to measure."""


def wilson(hits: float, of: float) -> Estimate:
    """Return the share with Wilson's interval."""
    if not of:
        return None, None, None
    centre, reach = hits + _Z**2 / 2, _Z * (hits * (of - hits) / of + _Z**2 / 4) ** 0.5
    return hits / of, max(0.0, (centre - reach) / (of + _Z**2)), min(1.0, (centre + reach) / (of + _Z**2))


def rate_per_hundred(count: float, seats: float | None) -> Estimate:
    """Return the count for 100 seats with Byar's interval for a Poisson count (Breslow and Day, 1987, 2.3)."""
    if not seats:
        return None, None, None
    low = count * (1 - 1 / (9 * count) - _Z / (3 * count**0.5)) ** 3 if count else 0.0
    above = count + 1
    high = above * (1 - 1 / (9 * above) + _Z / (3 * above**0.5)) ** 3
    return 100 * count / seats, 100 * low / seats, 100 * high / seats


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One series in one month, or over all its months (`month` is None). Shares are fractions; None without output.

    `quoted_only_count` is how many of the articles name the topic in quotation only. `break_kind` and `break_reason`
    say why the month cannot be compared with the one before. If the trend is measured by seats, `seat_count` is the
    number of seats held, averaged over the days of the month, and `rate` is articles for 100 of them.
    """

    series: str
    month: date | None
    article_count: int | None
    corpus_count: int
    share: float | None
    share_low: float | None
    share_high: float | None
    break_kind: str | None = None
    break_reason: str | None = None
    quoted_only_count: int | None = None
    seat_count: float | None = None
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A topic's trend: `months` in order of series and month, `totals` one a series, most articles first.

    `undated_count` articles on the topic have no known month; `unattributed_count` have a month in the span but no
    known party (None unless by party). `as_of` is the start of the corpus's latest run. `compared` names the two
    series that are compared, and `compared_undated_count` is the second topic's undated articles if they are topics.
    A month's share or rate is averaged over `smoothed_months` months; its counts are its own. `by_seats` measures
    articles for 100 seats, not shares. `topic_version` is the version of the definition counted by.
    """

    topic_id: str
    title: str
    by: str
    since: date | None
    until: date | None
    months: tuple[TrendPoint, ...]
    totals: tuple[TrendPoint, ...]
    undated_count: int
    unattributed_count: int | None
    as_of: str | None
    compared: tuple[str, str] | None = None
    compared_undated_count: int | None = None
    smoothed_months: int = 1
    by_seats: bool = False
    topic_version: int = 1

    def measure(self, point: TrendPoint) -> Estimate:
        """Return the point's value and interval, as a rate or a share."""
        if self.by_seats:
            return point.rate, point.rate_low, point.rate_high
        return point.share, point.share_low, point.share_high


def to_json_object(trend: Trend) -> dict[str, Any]:
    """Return the trend as JSON-ready values: days as text, totals and months as lists of objects."""
    fields = asdict(trend)
    for name, points in (("months", trend.months), ("totals", trend.totals)):
        fields[name] = [_point_object(trend, point) for point in points]
    for total in fields["totals"]:
        for key in ("month", "break_kind", "break_reason"):
            del total[key]
    return fields | {key: fields[key] and fields[key].isoformat() for key in ("since", "until")}


def _point_object(trend: Trend, point: TrendPoint) -> dict[str, Any]:
    fields = asdict(point) | {"month": point.month and point.month.isoformat()}
    left_out = ("share", "quoted") if trend.by_seats else ("seat_count", "rate")
    return {key: value for key, value in fields.items() if not key.startswith(left_out)}


def pool(series: str, months: Sequence[TrendPoint]) -> TrendPoint:
    """Return several months of a series as one point: every article is in one month, so the counts add up.

    The seats of a month without output count, unless the month is a hole: nobody knows what was written then.
    """
    hits, of = sum(point.article_count or 0 for point in months), sum(point.corpus_count for point in months)
    seats = sum(point.seat_count or 0 for point in months if point.corpus_count or point.break_kind != HOLE)
    quoted = [point.quoted_only_count for point in months if point.quoted_only_count is not None]
    whole = TrendPoint(series, None, hits if of else None, of, *wilson(hits, of), seat_count=seats or None)
    return add_rate(replace(whole, quoted_only_count=sum(quoted) if quoted else None))


def add_rate(point: TrendPoint) -> TrendPoint:
    """Return the point with its articles for 100 seats."""
    if point.article_count is None:
        return point
    value, low, high = rate_per_hundred(point.article_count, point.seat_count)
    return replace(point, rate=value, rate_low=low, rate_high=high)


def total_by_series(months: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """Return each series over all its months, most articles first."""
    return tuple(
        sorted(_totals(months), key=lambda total: (-(total.article_count or 0), -total.corpus_count, total.series))
    )


def _totals(months: Sequence[TrendPoint]) -> Iterator[TrendPoint]:
    for series in dict.fromkeys(point.series for point in months):
        yield pool(series, [point for point in months if point.series == series])
