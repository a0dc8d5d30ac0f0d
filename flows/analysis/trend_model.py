"""A trend as data: counts, shares and rates by period with their 95 % intervals, and how points are pooled.

An article that is known by an interval may be of several periods. A point then has the fewest and the most articles,
and the lowest and the highest share that any placement of such articles gives (docs/decisions/0034).
"""

from collections.abc import Iterable, Sequence
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
    """One series in one period, or over all its periods (`period` is None). Shares are fractions; None without output.

    `article_count` and `corpus_count` are the articles that are certainly of the period; `max_article_count` and
    `max_corpus_count` add those that may be of it. `share` is that of the certain articles, `min_share` and `max_share`
    are its range; `share_low` and `share_high` are the bounds of the 95 % interval at the ends of the range.
    `bounded_count` of the articles are known by an interval alone, `quoted_only_count` name the topic in quotation
    only.
    `break_kind` and `break_reason` say why the period cannot be compared with the one before. If the trend is measured
    by seats, `seat_count` is the number of seats held, averaged over the days of the period, and `rate` is articles for
    100 of them.
    """

    series: str
    period: date | None
    article_count: int | None
    corpus_count: int
    share: float | None
    share_low: float | None
    share_high: float | None
    break_kind: str | None = None
    break_reason: str | None = None
    quoted_only_count: int | None = None
    seat_count: float | None = None
    max_article_count: int | None = None
    max_corpus_count: int | None = None
    min_share: float | None = None
    max_share: float | None = None
    bounded_count: int | None = None
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    max_rate: float | None = None

    @property
    def most_articles(self) -> int:
        """Articles on the topic at most."""
        return max(self.article_count or 0, self.max_article_count or 0)

    @property
    def most_output(self) -> int:
        """All articles at most."""
        return max(self.corpus_count, self.max_corpus_count or 0)

    @property
    def has_range(self) -> bool:
        """Whether some articles may be of this period or of another."""
        return self.most_output > self.corpus_count


@dataclass(frozen=True, slots=True)
class Trend:
    """A topic's trend: `points` in order of series and period, `totals` one per series, most articles first.

    `every` is the length of a period: month, quarter or year. Of the articles on the topic in the span, `dated_count`
    have a date and `bounded_count` are known by an interval alone, of which `straddling_count` may be of several
    periods. `undated_count` have neither; `unattributed_count` have a period in the span but no known party (None
    unless by party). `as_of` is the start of the corpus's latest run. `compared` names the two series that are
    compared, and `compared_undated_count` is the second topic's undated articles if they are topics. The share or rate
    of a period is averaged over `smoothed_months` periods; its counts are its own. `by_seats` measures articles for 100
    seats, not shares. `topic_version` is the version of the definition counted by.
    """

    topic_id: str
    title: str
    by: str
    since: date | None
    until: date | None
    points: tuple[TrendPoint, ...]
    totals: tuple[TrendPoint, ...]
    undated_count: int
    unattributed_count: int | None
    as_of: str | None
    compared: tuple[str, str] | None = None
    compared_undated_count: int | None = None
    smoothed_months: int = 1
    by_seats: bool = False
    topic_version: int = 1
    every: str = "month"
    dated_count: int = 0
    bounded_count: int = 0
    straddling_count: int = 0

    def measure(self, point: TrendPoint) -> Estimate:
        """Return the point's value and interval, as a rate or a share."""
        if self.by_seats:
            return point.rate, point.rate_low, point.rate_high
        return point.share, point.share_low, point.share_high

    def find_range(self, point: TrendPoint) -> tuple[float | None, float | None]:
        """Return the lowest and the highest value of the point."""
        return (point.rate, point.max_rate) if self.by_seats else (point.min_share, point.max_share)


def to_json_object(trend: Trend) -> dict[str, Any]:
    """Return the trend as JSON-ready values: days as text, totals and points as lists of objects.

    The points are called by their period: `months`, each with its `month`; `quarters` or `years`.
    """
    fields = asdict(trend)
    del fields["points"]
    fields |= {"totals": [_point_object(trend, point) for point in trend.totals]}
    for total in fields["totals"]:
        for key in (trend.every, "break_kind", "break_reason"):
            del total[key]
    points = {f"{trend.every}s": [_point_object(trend, point) for point in trend.points]}
    return fields | points | {key: fields[key] and fields[key].isoformat() for key in ("since", "until")}


def _point_object(trend: Trend, point: TrendPoint) -> dict[str, Any]:
    fields = asdict(point)
    period = fields.pop("period")
    left_out = ("share", "min_share", "max_share", "quoted") if trend.by_seats else ("seat_count", "rate", "max_rate")
    kept = {key: value for key, value in fields.items() if not key.startswith(left_out)}
    return {"series": kept.pop("series"), trend.every: period and period.isoformat(), **kept}


def add_share(point: TrendPoint) -> TrendPoint:
    """Return the point with its share, the range of it and the 95 % interval at the ends of the range.

    The share is lowest with every possible article that is not on the topic and none that is, and highest the other way
    round. A placement that leaves the period without output has no share.
    """
    hits, of = point.article_count or 0, point.corpus_count
    possible = point.most_articles - hits
    others = point.most_output - of - possible
    low = (hits, of + others) if of + others else (min(possible, 1),) * 2
    high = (hits + possible, of + possible) if of + possible else (0, min(others, 1))
    return replace(
        point,
        share=wilson(hits, of)[0],
        min_share=wilson(*low)[0],
        max_share=wilson(*high)[0],
        share_low=wilson(*low)[1],
        share_high=wilson(*high)[2],
    )


def add_rate(point: TrendPoint) -> TrendPoint:
    """Return the point with its articles for 100 seats, at least and at most."""
    if point.article_count is None:
        return point
    rate, low, _ = rate_per_hundred(point.article_count, point.seat_count)
    max_rate, _, high = rate_per_hundred(point.most_articles, point.seat_count)
    return replace(point, rate=rate, rate_low=low, rate_high=high, max_rate=max_rate)


def pool(series: str, points: Sequence[TrendPoint]) -> TrendPoint:
    """Return several points as one; the counts add up.

    Over several periods the most articles are too many, because an article that may be of two is counted in both. The
    seats of a period without output count, unless it is a hole, whose output is unknown.
    """
    hits, of = sum(point.article_count or 0 for point in points), sum(point.corpus_count for point in points)
    most_output = sum(point.most_output for point in points)
    seats = sum(point.seat_count or 0 for point in points if point.corpus_count or point.break_kind != HOLE)
    quoted = [point.quoted_only_count for point in points if point.quoted_only_count is not None]
    bounded = [point.bounded_count for point in points if point.bounded_count is not None]
    pooled = TrendPoint(
        series=series,
        period=None,
        article_count=hits if most_output else None,
        corpus_count=of,
        share=None,
        share_low=None,
        share_high=None,
        quoted_only_count=sum(quoted) if quoted else None,
        seat_count=seats or None,
        max_article_count=sum(point.most_articles for point in points) if most_output else None,
        max_corpus_count=most_output,
        bounded_count=sum(bounded) if bounded else None,
    )
    return add_rate(add_share(pooled))


def total_by_series(points: Sequence[TrendPoint]) -> tuple[TrendPoint, ...]:
    """Return each series over all its periods, most articles first."""
    series = dict.fromkeys(point.series for point in points)
    return sort_totals([pool(name, [point for point in points if point.series == name]) for name in series])


def sort_totals(totals: Iterable[TrendPoint]) -> tuple[TrendPoint, ...]:
    """Return the totals in order: most articles first, then most output."""
    return tuple(sorted(totals, key=lambda total: (-(total.article_count or 0), -total.corpus_count, total.series)))
