"""What is done to a trend before it is shown: two series beside each other, and months pooled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flows.analysis.trends import NOT_WHOLE, Point, Trend, together, totals
from flows.errors import WrongUse

LONGEST = 24


def beside(trend: Trend, other: Trend) -> Trend:
    """Return two topics' trends by month as one; or those of two versions of a topic."""
    if (trend.topic_id, trend.topic_version) == (other.topic_id, other.topic_version):
        raise WrongUse("That compares a topic with itself.", "Name another, or an older definition: --topic-version.")
    months = (*trend.months, *other.months)
    return replace(
        trend,
        title=f"{trend.title} and {other.title}",
        by="topic",
        months=months,
        totals=totals(months),
        compared=(trend.title, other.title),
        undated_beside=other.undated_count,
    )


def two_of(trend: Trend, names: Sequence[str]) -> Trend:
    """Return the trend of two of its parties or outlets, each named in full or by a part that no other has."""
    if len(names) != 2:
        raise WrongUse(
            f"Two {_plural(trend.by)} are compared.", "Write --compare twice, once for each: --compare A --compare B."
        )
    first, second = (_series(trend, name) for name in names)
    if first == second:
        raise WrongUse(f"That compares {first} with itself.", "Name another.")
    months = tuple(point for chosen in (first, second) for point in trend.months if point.series == chosen)
    return replace(trend, months=months, totals=totals(months), compared=(first, second))


def smoothed(trend: Trend, months: int) -> Trend:
    """Return the trend with each month's share or rate pooled from the `months` around it; its counts stay its own.

    What is pooled lies on one side of every break, and no month that is not whole takes part; a month without output
    stays without.
    """
    if not 2 <= months <= LONGEST:
        raise WrongUse(f"--smooth pools 2 to {LONGEST} months, not {months}.", "3 or 5 read well.")
    pooled = []
    for series in dict.fromkeys(point.series for point in trend.months):
        points = [point for point in trend.months if point.series == series]
        pooled += [_pooled(points, number, months) for number in range(len(points))]
    return replace(trend, months=tuple(pooled), smoothed_months=months)


def segments(points: Sequence[Point]) -> list[int | None]:
    """Return for each month of a series the stretch of comparable months it lies in; None for one that is not whole."""
    found: list[int | None] = []
    number, was_whole = 0, True
    for point in points:
        is_whole = point.break_kind not in NOT_WHOLE
        number += bool(point.break_kind) or not was_whole
        found.append(number if is_whole else None)
        was_whole = is_whole
    return found


def _pooled(points: Sequence[Point], number: int, months: int) -> Point:
    point, lies_in = points[number], segments(points)
    if not point.corpus_count or lies_in[number] is None:
        return point
    first = number - months // 2
    window = [
        points[near]
        for near in range(max(0, first), min(len(points), first + months))
        if lies_in[near] == lies_in[number]
    ]
    whole = together(point.series, window)
    values = ("share", "share_low", "share_high", "rate", "rate_low", "rate_high")
    return replace(point, **{name: getattr(whole, name) for name in values})


def _series(trend: Trend, name: str) -> str:
    known = [total.series for total in trend.totals]
    same = [series for series in known if series.casefold() == name.casefold()]
    like = same or [series for series in known if name.casefold() in series.casefold()]
    if len(like) == 1:
        return like[0]
    there = ", ".join(like or known) or "none in that span"
    problem = "may be several" if like else "is none"
    raise WrongUse(f"{name!r} {problem} of the {_plural(trend.by)}.", f"There are: {there}.")


def _plural(by: str) -> str:
    return "parties" if by == "party" else f"{by}s"


def span_of(months: Sequence[Point]) -> tuple[date, date]:
    """Return the first and the last month."""
    days = [point.month for point in months if point.month]
    return min(days), max(days)
