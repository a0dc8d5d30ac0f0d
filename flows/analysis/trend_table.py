"""Write a trend as a table for the terminal, with small bars, breaks and notes, or as CSV."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.analysis.breaks import find_breaks, group_by_outlet
from flows.analysis.periods import count_periods, format_period, name_period
from flows.analysis.trend_model import HOLE, Trend, TrendPoint, pool
from flows.analysis.trend_text import MAX_SERIES, format_count_range, format_interval, format_share, heading, notes
from flows.safe_text import BYTE_ORDER_MARK, escape_csv_cell, one_line

_BLOCKS = "▁▂▃▄▅▆▇█"
_MAX_NAME = 28
_COUNTS_WIDTH = 45  # columns that the counts and their gaps take
_MAX_WIDTH = 400  # columns of the widest table
_MAX_BREAKS = 5  # sentences; more are grouped by outlet
_OF_TREND = ("topic_id", "topic_version", "by", "every", "smoothed_periods", "as_of")
_COUNTS = (
    *("article_count", "max_article_count", "bounded_count", "quoted_only_count"),
    *("corpus_count", "max_corpus_count"),
)
_SHARES = ("share", "min_share", "max_share", "share_low", "share_high")
_RATES = ("seat_count", "rate", "max_rate", "rate_low", "rate_high")
_BREAKS = ("break_kind", "break_reason")


def print_trend(trend: Trend, console: Console | None = None) -> None:
    """Print the trend: one line per month, or one line per party or outlet with small bars for its months."""
    console = console or Console(highlight=False)
    console.print(Text(f"{one_line(heading(trend))}{_span(trend)}", style="bold"))
    bar_width = max(8, min(36, console.width - _COUNTS_WIDTH - (18 if trend.by == "month" else _MAX_NAME)))
    if not trend.points:
        console.print("No dated article in the corpus for that.")
    elif trend.compared:
        _print_table(_compared_table(trend), console)
    else:
        _print_table(_by_month(trend, bar_width) if trend.by == "month" else _by_series(trend, bar_width), console)
    _show_breaks(trend, console)
    for line in notes(trend):
        console.print(Text(one_line(line), style="dim"))


def _print_table(table: Table, console: Console) -> None:
    """Print the table, past the right edge if the terminal is narrow: a number that is cut is a wrong number."""
    needed = console.measure(table, options=console.options.update(max_width=_MAX_WIDTH)).maximum
    if needed > console.width:
        table.width = needed
    console.print(table, crop=False)


def _show_breaks(trend: Trend, console: Console) -> None:
    found = find_breaks(trend)
    if sum(len(one.reason.split("; ")) for one in found) <= _MAX_BREAKS:
        for one in found:
            console.print(Text(f"{one.letter}  {one_line(one.sentence)}", style="yellow"))
    else:
        outlets = group_by_outlet(found)
        console.print(Text(f"{len(found)} breaks in coverage, by outlet:", style="yellow"))
        for line in outlets[:_MAX_BREAKS]:
            console.print(Text(f"  {one_line(line)}", style="yellow"), no_wrap=True, overflow="ellipsis")
        if len(outlets) > _MAX_BREAKS:
            console.print(Text(f"  and {len(outlets) - _MAX_BREAKS} lines more: see --json", style="yellow"))
    if found:
        console.print(Text("Months before and after a, b, … cannot be compared: the collection changed.", style="dim"))


def _span(trend: Trend) -> str:
    periods = [point.period for point in trend.points if point.period]
    if not periods:
        return ""
    return f", {name_period(trend.every, min(periods))} to {name_period(trend.every, max(periods))}"


def _table(trend: Trend, first: str, last: str) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in ("Articles", *_measure(trend), "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    table.add_column(last, no_wrap=True)
    return table


def _measure(trend: Trend) -> tuple[str, str]:
    return ("Seats", "Per 100") if trend.by_seats else ("Of", "Share")


def _counts(trend: Trend, point: TrendPoint) -> tuple[str, str, str, str]:
    of = _denominator(trend, point)
    articles = format_count_range(point.article_count, point.most_articles)
    return articles, of, format_share(trend, point), format_interval(trend, point)


def _denominator(trend: Trend, point: TrendPoint) -> str:
    if trend.by_seats:
        return f"{point.seat_count or 0:.0f}"
    return format_count_range(point.corpus_count, point.most_output)


def _by_month(trend: Trend, bar_width: int) -> Table:
    table, letters = _table(trend, trend.every.capitalize(), ""), _letters(trend)
    most = max((point.share or 0 for point in trend.points), default=0) or 1
    for is_silent, points in _stretches(trend.points):
        if is_silent and len(points) > 2:
            table.add_row(
                _label(trend, points[0], points[-1], letters.get(points[0].period, "")),
                "",
                "0",
                "–",
                "",
                Text("no output", style="dim"),
            )
            continue
        for point in points:
            bar = "█" * round(bar_width * (point.share or 0) / most)
            mark = Text("no output", style="dim") if is_silent else Text(bar or "▏", style="cyan")
            table.add_row(_label(trend, point, point, letters.get(point.period, "")), *_counts(trend, point), mark)
    if trend.totals and len(trend.points) > 1:
        table.add_section()
        table.add_row("All", *_counts(trend, trend.totals[0]), "")
    return table


def _letters(trend: Trend) -> dict[date | None, str]:
    """Return the letters of the breaks of each month; that of a band is at each of its months."""
    found: dict[date | None, str] = {}
    for one in find_breaks(trend):
        for month in {point.period for point in trend.points}:
            if month == one.first or (one.is_band and month and one.first <= month < one.until):
                found[month] = found.get(month, "") + one.letter
    return found


def _compared_table(trend: Trend) -> Table:
    """Return the two compared series, one line per month."""
    assert trend.compared
    table, letters = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False), _letters(trend)
    table.add_column(trend.every.capitalize(), no_wrap=True)
    for name in trend.compared:
        table.add_column(_short(name), justify="right", no_wrap=True)
        table.add_column("95 % interval", justify="right", no_wrap=True)
    known = {(point.series, point.period): point for point in trend.points}
    for month in sorted({point.period for point in trend.points if point.period}):
        points = [known.get((name, month)) for name in trend.compared]
        label = f"{format_period(trend.every, month)} {letters.get(month, '')}".rstrip()
        table.add_row(label, *(cell for point in points for cell in _cells(trend, point)))
    table.add_section()
    totals = {total.series: total for total in trend.totals}
    table.add_row("All", *(cell for name in trend.compared for cell in _cells(trend, totals.get(name))))
    return table


def _cells(trend: Trend, point: TrendPoint | None) -> tuple[str, str]:
    if point is None or trend.measure(point)[2] is None:
        return "–", ""
    articles = format_count_range(point.article_count, point.most_articles)
    return f"{format_share(trend, point)} ({articles}/{_denominator(trend, point)})", format_interval(trend, point)


def _stretches(months: tuple[TrendPoint, ...]) -> Iterator[tuple[bool, list[TrendPoint]]]:
    """Yield stretches of months with output and without, in turn."""
    stretch: list[TrendPoint] = []
    for point in months:
        if stretch and (point.most_output == 0) != (stretch[-1].most_output == 0):
            yield stretch[0].most_output == 0, stretch
            stretch = []
        stretch.append(point)
    if stretch:
        yield stretch[0].most_output == 0, stretch


def _label(trend: Trend, first: TrendPoint, last: TrendPoint, letters: str) -> str:
    assert first.period and last.period
    span = format_period(trend.every, first.period)
    if first is not last:
        span += f" … {format_period(trend.every, last.period)}"
    return f"{span} {letters}".rstrip()


def _by_series(trend: Trend, bar_width: int) -> Table:
    axis = sorted({point.period for point in trend.points if point.period})
    size = -(-(count_periods(trend.every, axis[0], axis[-1]) + 1) // bar_width)
    table = _table(trend, trend.by.capitalize(), "Trend")
    unit = trend.every if size == 1 else f"{size} {trend.every}s"
    first = format_period(trend.every, axis[0])
    table.caption = f"Trend: one bar for each {unit}, from {first}; blank without output, × incomplete."
    table.caption_justify, table.caption_style = "left", "dim"
    rows = [(total, _buckets(trend, {total.series}, axis, size)) for total in trend.totals[:MAX_SERIES]]
    if rest := trend.totals[MAX_SERIES:]:
        others = pool(f"{len(rest)} others", rest)
        rows.append((others, _buckets(trend, {total.series for total in rest}, axis, size)))
    most = max((trend.measure(point)[0] or 0 for _, line in rows for point in line), default=0) or 1
    for total, line in rows:
        marks = "".join(_block(trend, point, most) for point in line)
        table.add_row(_short(total.series), *_counts(trend, total), Text(marks, style="cyan"))
    return table


def _short(name: str) -> str:
    name = one_line(name)
    return name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 1] + "…"


def _buckets(trend: Trend, series: set[str], axis: list[date], size: int) -> list[TrendPoint]:
    buckets: list[list[TrendPoint]] = [[] for _ in range(count_periods(trend.every, axis[0], axis[-1]) // size + 1)]
    for point in trend.points:
        if point.series in series and point.period:
            buckets[count_periods(trend.every, axis[0], point.period) // size].append(point)
    return [_bucket(bucket) for bucket in buckets]


def _bucket(points: list[TrendPoint]) -> TrendPoint:
    whole = [point for point in points if point.break_kind != HOLE]
    return replace(pool("", whole), break_kind=None if whole or not points else HOLE)


def _block(trend: Trend, point: TrendPoint, most: float) -> str:
    if point.break_kind == HOLE:
        return "×"
    number = trend.measure(point)[0]
    return " " if number is None else _BLOCKS[round((len(_BLOCKS) - 1) * number / most)]


def write_csv(trend: Trend, out: TextIO, for_excel: bool = False) -> None:
    """Write a row per series and period as RFC 4180; formulas and control characters are made harmless.

    Columns are named as in `trends --json`: `article_count` are the articles that are certainly of the period,
    `max_article_count` adds those that may be of it, `bounded_count` are known by an interval alone. The last rows,
    without a period, are each series over the span. `for_excel` begins the file with a byte-order mark.
    """
    if for_excel:
        out.write(BYTE_ORDER_MARK)
    values = (*_COUNTS, *(_RATES if trend.by_seats else _SHARES), *_BREAKS)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_OF_TREND, "series", "period", *values))
    # Of two compared topics only the first one's definition has its version in the trend.
    version = None if trend.by == "topic" else trend.topic_version
    first = (trend.topic_id, version, trend.by, trend.every, trend.smoothed_months, trend.as_of)
    for point in (*trend.points, *trend.totals):
        cells = (*first, point.series, _format_period(point), *(getattr(point, name) for name in values))
        writer.writerow([escape_csv_cell(cell) for cell in cells])


def _format_period(point: TrendPoint) -> str | None:
    return point.period.isoformat() if point.period else None
