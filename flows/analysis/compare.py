"""Transform a trend before it is shown: compare two series, add up small ones, and average over periods."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from flows.analysis.trend_model import (
    HOLE,
    INCOMPLETE_KINDS,
    Trend,
    TrendPoint,
    pool,
    rate_per_hundred,
    sort_totals,
    wilson,
)
from flows.errors import WrongUse

MAX_SMOOTHED_MONTHS = 24
MAX_PANELS = 12
"""Series with a panel of their own in a plot: in two columns, with one panel for the others, they fit on a page."""


def compare(trend: Trend, other: Trend) -> Trend:
    """Return two topics' trends as one trend of two series; also those of two versions of a topic."""
    if (trend.topic_id, trend.topic_version) == (other.topic_id, other.topic_version):
        raise WrongUse(
            f"That compares a topic with itself: {trend.topic_id} is counted by version {trend.topic_version} today.",
            "Name another topic, or give --topic-version with an earlier one: "
            f"backbench sql \"from topic_versions where topic_id = '{trend.topic_id}'\".",
        )
    points = (*trend.points, *other.points)
    return replace(
        trend,
        title=f"{trend.title} and {other.title}",
        by="topic",
        points=points,
        totals=sort_totals((*trend.totals, *other.totals)),
        compared=(trend.title, other.title),
        compared_undated_count=other.undated_count,
        dated_count=trend.dated_count + other.dated_count,
        bounded_count=trend.bounded_count + other.bounded_count,
        straddling_count=trend.straddling_count + other.straddling_count,
    )


def select_series(trend: Trend, names: Sequence[str]) -> Trend:
    """Return the trend of two of its parties or outlets, each named in full or by a part that no other has."""
    if len(names) != 2:
        raise WrongUse(
            f"Two {_plural(trend.by)} are compared.", "Write --compare twice, once for each: --compare A --compare B."
        )
    first, second = (_find_series(trend, name) for name in names)
    if first == second:
        raise WrongUse(f"That compares {first} with itself.", "Name another.")
    chosen = (first, second)
    points = tuple(point for series in chosen for point in trend.points if point.series == series)
    totals = tuple(total for total in trend.totals if total.series in chosen)
    return replace(trend, points=points, totals=totals, compared=chosen)


def select_largest(trend: Trend) -> tuple[TrendPoint, ...]:
    """Return the totals of the series that a plot shows one by one: those with most articles on the topic."""
    if len(trend.totals) <= MAX_PANELS + 1:
        return trend.totals
    return tuple(total for total in trend.totals[:MAX_PANELS] if total.most_articles) or trend.totals[:MAX_PANELS]


def pool_others(trend: Trend) -> Trend:
    """Return the trend with all but the largest series added up as one series, the last: "18 others".

    The counts of the series add up to those of all. A period of the others is a hole if it is one of each of them.
    """
    largest = select_largest(trend)
    rest = trend.totals[len(largest) :]
    if not rest:
        return trend
    name, names = f"{len(rest)} others", {total.series for total in rest}
    by_period: dict[date, list[TrendPoint]] = {}
    for point in trend.points:
        if point.series in names and point.period:
            by_period.setdefault(point.period, []).append(point)
    others = [_pool_period(name, period, points) for period, points in sorted(by_period.items())]
    own = [point for point in trend.points if point.series not in names]
    pooled = replace(trend, points=(*own, *others), totals=(*largest, pool(name, rest)))
    return smooth(pooled, trend.smoothed_months) if trend.smoothed_months > 1 else pooled


def smooth(trend: Trend, months: int) -> Trend:
    """Return the trend with each period's share or rate averaged over `months` periods; its counts stay its own.

    The average is centred: of an even number N, the periods N/2 before and after count half (the 2×N average). Counts
    are added before they are divided, so a period with many articles weighs more; with halves the interval is slightly
    wider than it need be, and so is the range if an article may be of two of the periods. The average does not cross a
    break, incomplete periods take no part, and a period without output keeps no value.
    """
    if not 2 <= months <= MAX_SMOOTHED_MONTHS:
        raise WrongUse(
            f"--smooth takes 2 to {MAX_SMOOTHED_MONTHS} {trend.every}s, not {months}.", "3 and 5 are good values."
        )
    smoothed = []
    for series in dict.fromkeys(point.series for point in trend.points):
        points = [point for point in trend.points if point.series == series]
        stretches = comparable_stretches(points)
        smoothed += [_smooth_point(points, stretches, number, months) for number in range(len(points))]
    return replace(trend, points=tuple(smoothed), smoothed_months=months)


def comparable_stretches(points: Sequence[TrendPoint]) -> list[int | None]:
    """Return for each period of a series the number of its stretch of comparable periods; None if it is incomplete."""
    stretches: list[int | None] = []
    number, was_whole = 0, True
    for point in points:
        is_whole = point.break_kind not in INCOMPLETE_KINDS
        number += bool(point.break_kind) or not was_whole
        stretches.append(number if is_whole else None)
        was_whole = is_whole
    return stretches


def find_span(points: Sequence[TrendPoint]) -> tuple[date, date]:
    """Return the first and the last period."""
    days = [point.period for point in points if point.period]
    return min(days), max(days)


def _pool_period(name: str, period: date, points: Sequence[TrendPoint]) -> TrendPoint:
    is_hole = all(point.break_kind == HOLE for point in points)
    kind, reason = (HOLE, points[0].break_reason) if is_hole else (None, None)
    return replace(pool(name, points), period=period, break_kind=kind, break_reason=reason)


def _smooth_point(
    points: Sequence[TrendPoint], stretches: Sequence[int | None], number: int, months: int
) -> TrendPoint:
    point = points[number]
    if not point.corpus_count or stretches[number] is None:
        return point
    hits, of, possible, others, seats = 0.0, 0.0, 0.0, 0.0, 0.0
    for near, weight in _window(number, months):
        if 0 <= near < len(points) and stretches[near] == stretches[number]:
            one = points[near]
            hits += weight * (one.article_count or 0)
            of += weight * one.corpus_count
            possible += weight * (one.most_articles - (one.article_count or 0))
            others += weight * (one.most_output - one.corpus_count - one.most_articles + (one.article_count or 0))
            seats += weight * (one.seat_count or 0)
    least, most = wilson(hits, of + others), wilson(hits + possible, of + possible)
    smoothed = replace(
        point,
        share=wilson(hits, of)[0],
        min_share=least[0],
        max_share=most[0],
        share_low=least[1],
        share_high=most[2],
    )
    if point.rate is None:
        return smoothed
    rate, rate_low, _ = rate_per_hundred(hits, seats)
    max_rate, _, rate_high = rate_per_hundred(hits + possible, seats)
    return replace(smoothed, rate=rate, rate_low=rate_low, rate_high=rate_high, max_rate=max_rate)


def _window(number: int, months: int) -> Iterator[tuple[int, float]]:
    """Yield the periods of a centred window, each with its weight."""
    reach = months // 2
    for near in range(number - reach, number + reach + 1):
        is_end_of_even = months % 2 == 0 and abs(near - number) == reach
        yield near, 0.5 if is_end_of_even else 1.0


def _find_series(trend: Trend, name: str) -> str:
    known = [total.series for total in trend.totals]
    same = [series for series in known if series.casefold() == name.casefold()]
    matching = same or [series for series in known if name.casefold() in series.casefold()]
    if len(matching) == 1:
        return matching[0]
    candidates = ", ".join(matching or known) or "none in that span"
    problem = f"matches several of the {_plural(trend.by)}" if matching else f"is not one of the {_plural(trend.by)}"
    raise WrongUse(f"{name!r} {problem}.", f"There are: {candidates}.")


def _plural(by: str) -> str:
    return "parties" if by == "party" else f"{by}s"
