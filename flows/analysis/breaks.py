"""Where a trend's months cannot be compared because of how the corpus was collected: each told once, by a letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from string import ascii_lowercase

from flows.analysis.trends import NOT_WHOLE, Point, Trend


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
        return self.kind in NOT_WHOLE

    @property
    def sentence(self) -> str:
        """The break in words, with its month."""
        last = self.until - timedelta(1)
        span = f"{self.first:%b %Y}" + (f" to {last:%b %Y}" if last.replace(day=1) > self.first else "")
        return f"{span}: {self.reason}"


def breaks(trend: Trend) -> list[Break]:
    """Return the trend's breaks in order of month, lettered; where a series begins there is nothing to compare."""
    found: dict[tuple[date, date, str], dict[str, str]] = {}
    for series in dict.fromkeys(point.series for point in trend.months):
        points = [point for point in trend.months if point.series == series]
        for first, until, point in _stretches(points):
            found.setdefault((first, until, point.break_kind or ""), {})[series] = point.break_reason or ""
    return [
        Break(_letter(number), kind, first, until, _told(reasons, trend.by == "outlet"), tuple(reasons))
        for number, ((first, until, kind), reasons) in enumerate(sorted(found.items()))
    ]


def _stretches(points: Sequence[Point]) -> Iterator[tuple[date, date, Point]]:
    """Yield each break with its first day and the day after its last; months with one reason are one."""
    held: tuple[date, date, Point] | None = None
    for number, point in enumerate(points):
        is_told = point.break_kind in NOT_WHOLE or (point.break_kind is not None and number > 0)
        if held and (not is_told or point.break_reason != held[2].break_reason):
            yield held
            held = None
        if is_told and point.month:
            held = (held[0] if held else point.month, month_after(point.month), point)
    if held:
        yield held


def _told(reasons: Mapping[str, str], are_outlets: bool) -> str:
    """Return every reason once; those of outlets with their names, which in other trends stand in the reasons."""
    if not are_outlets:
        return "; ".join(dict.fromkeys(part for reason in reasons.values() for part in reason.split("; ")))
    named = {reason: [name for name in reasons if reasons[name] == reason] for reason in reasons.values()}
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in named.items())


def _letter(number: int) -> str:
    """Return a, b, … z, aa, ab, …"""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(31)).replace(day=1)


def of_series(found: Sequence[Break], series: str) -> list[Break]:
    """Return the breaks of one series."""
    return [replace(each, series=(series,)) for each in found if series in each.series]
