"""Find where a trend's months cannot be compared because of how the corpus was collected; each break has a letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from string import ascii_lowercase

from flows.analysis.trend_model import INCOMPLETE_KINDS, Trend, TrendPoint


@dataclass(frozen=True, slots=True)
class Break:
    """A break of one or more series: its months from the first day of `first` to before `until`."""

    letter: str
    kind: str
    first: date
    until: date
    reason: str
    series: tuple[str, ...]

    @property
    def is_band(self) -> bool:
        return self.kind in INCOMPLETE_KINDS

    @property
    def sentence(self) -> str:
        """The break in words, with its month."""
        last = self.until - timedelta(1)
        span = f"{self.first:%b %Y}" + (f" to {last:%b %Y}" if last.replace(day=1) > self.first else "")
        return f"{span}: {self.reason}"


def find_breaks(trend: Trend) -> list[Break]:
    """Return the trend's breaks in order of month, lettered; the first month of a series is compared with nothing."""
    found: dict[tuple[date, date, str], dict[str, str]] = {}
    for series in dict.fromkeys(point.series for point in trend.months):
        points = [point for point in trend.months if point.series == series]
        for first, until, point in _stretches(points):
            found.setdefault((first, until, point.break_kind or ""), {})[series] = point.break_reason or ""
    return [
        Break(_letter(number), kind, first, until, _join_reasons(reasons, trend.by == "outlet"), tuple(reasons))
        for number, ((first, until, kind), reasons) in enumerate(sorted(found.items()))
    ]


def _stretches(points: Sequence[TrendPoint]) -> Iterator[tuple[date, date, TrendPoint]]:
    """Yield each break, its first day and the day after; neighbouring months with one reason are one break."""
    open_break: tuple[date, date, TrendPoint] | None = None
    for number, point in enumerate(points):
        is_break = point.break_kind in INCOMPLETE_KINDS or (point.break_kind is not None and number > 0)
        if open_break and (not is_break or point.break_reason != open_break[2].break_reason):
            yield open_break
            open_break = None
        if is_break and point.month:
            open_break = (open_break[0] if open_break else point.month, next_month(point.month), point)
    if open_break:
        yield open_break


def _join_reasons(reasons: Mapping[str, str], are_outlets: bool) -> str:
    """Return every reason once; by outlet with the outlets' names, which other trends have in their reasons already."""
    if not are_outlets:
        return "; ".join(dict.fromkeys(part for reason in reasons.values() for part in reason.split("; ")))
    named = {reason: [name for name in reasons if reasons[name] == reason] for reason in reasons.values()}
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in named.items())


def _letter(number: int) -> str:
    """Return a, b, … z, aa, ab, …"""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(31)).replace(day=1)


def select_breaks(found: Sequence[Break], series: str) -> list[Break]:
    """Return the breaks of one series."""
    return [replace(each, series=(series,)) for each in found if series in each.series]
