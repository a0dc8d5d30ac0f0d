"""Find where a trend's periods cannot be compared because of how the corpus was collected; each break has a letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from string import ascii_lowercase

from flows.analysis.periods import name_period, next_period, start_period
from flows.analysis.trend_model import INCOMPLETE_KINDS, Trend, TrendPoint


@dataclass(frozen=True, slots=True)
class Break:
    """A break of one or more series: the periods from `first` to before `until`."""

    letter: str
    kind: str
    first: date
    until: date
    reason: str
    series: tuple[str, ...]
    every: str = "month"

    @property
    def is_band(self) -> bool:
        return self.kind in INCOMPLETE_KINDS

    @property
    def sentence(self) -> str:
        """The break in words, with its periods."""
        last = start_period(self.every, self.until - timedelta(1))
        span = name_period(self.every, self.first)
        if last > self.first:
            span += f" to {name_period(self.every, last)}"
        return f"{span}: {self.reason}"


def find_breaks(trend: Trend) -> list[Break]:
    """Return the trend's breaks in order of time, lettered; the first period of a series is compared with nothing."""
    found: dict[tuple[date, date, str], dict[str, str]] = {}
    for series in dict.fromkeys(point.series for point in trend.points):
        points = [point for point in trend.points if point.series == series]
        for first, until, point in _stretches(trend.every, points):
            found.setdefault((first, until, point.break_kind or ""), {})[series] = point.break_reason or ""
    return [
        Break(
            _letter(number),
            kind,
            first,
            until,
            _join_reasons(reasons, trend.by == "outlet"),
            tuple(reasons),
            trend.every,
        )
        for number, ((first, until, kind), reasons) in enumerate(sorted(found.items()))
    ]


def _stretches(every: str, points: Sequence[TrendPoint]) -> Iterator[tuple[date, date, TrendPoint]]:
    """Yield each break, its first day and the day after; neighbouring periods with one reason are one break."""
    open_break: tuple[date, date, TrendPoint] | None = None
    for number, point in enumerate(points):
        is_break = point.break_kind in INCOMPLETE_KINDS or (point.break_kind is not None and number > 0)
        if open_break and (not is_break or point.break_reason != open_break[2].break_reason):
            yield open_break
            open_break = None
        if is_break and point.period:
            open_break = (open_break[0] if open_break else point.period, next_period(every, point.period), point)
    if open_break:
        yield open_break


def _join_reasons(reasons: Mapping[str, str], are_outlets: bool) -> str:
    """Return every reason once; by outlet with the outlets' names, which other trends have in their reasons already."""
    if not are_outlets:
        return "; ".join(dict.fromkeys(part for reason in reasons.values() for part in reason.split("; ")))
    named = {reason: [name for name in reasons if reasons[name] == reason] for reason in reasons.values()}
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in named.items())


def group_by_outlet(found: Sequence[Break]) -> list[str]:
    """Return a line per outlet with the letters and reasons of its breaks; outlets with the same ones share a line."""
    letters: dict[str, dict[str, list[str]]] = {}
    for one in found:
        for part in one.reason.split("; "):
            names, _, reason = part.rpartition(": ") if ": " in part else ("", "", part)
            for name in names.split(", "):
                letters.setdefault(name, {}).setdefault(reason, []).append(one.letter)
    outlets: dict[str, list[str]] = {}
    for name, reasons in letters.items():
        text = "; ".join(f"{', '.join(marks)}  {reason}" for reason, marks in reasons.items())
        outlets.setdefault(text, []).append(name)
    return [f"{', '.join(filter(None, names))}: {text}".removeprefix(": ") for text, names in outlets.items()]


def _letter(number: int) -> str:
    """Return a, b, … z, aa, ab, …"""
    more, last = divmod(number, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]


def select_breaks(found: Sequence[Break], series: str) -> list[Break]:
    """Return the breaks of one series."""
    return [replace(each, series=(series,)) for each in found if series in each.series]
