"""Print a trend in the terminal: a table, small bars, the breaks and the notes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.analysis.breaks import find_breaks
from flows.analysis.trend_model import HOLE, Trend, TrendPoint, pool
from flows.analysis.trend_text import MAX_SERIES, format_interval, format_number, heading, notes
from flows.safe_text import one_line

_BLOCKS = "▁▂▃▄▅▆▇█"
_MAX_NAME = 28
_COUNTS_WIDTH = 45  # columns that the counts and their gaps take
_MAX_BREAKS = 10


def print_trend(trend: Trend, console: Console | None = None) -> None:
    """Print the trend: one line a month, or one line a party or outlet with small bars for its months."""
    console = console or Console(highlight=False)
    console.print(Text(f"{one_line(heading(trend))}{_span(trend)}", style="bold"))
    bar_width = max(8, min(36, console.width - _COUNTS_WIDTH - (18 if trend.by == "month" else _MAX_NAME)))
    if not trend.months:
        console.print("No dated article in the corpus for that.")
    elif trend.compared:
        console.print(_compared_table(trend))
    else:
        console.print(_by_month(trend, bar_width) if trend.by == "month" else _by_series(trend, bar_width))
    _show_breaks(trend, console)
    for line in notes(trend):
        console.print(Text(one_line(line), style="dim"))


def _show_breaks(trend: Trend, console: Console) -> None:
    found = find_breaks(trend)
    for one in found[:_MAX_BREAKS]:
        console.print(Text(f"{one.letter}  {one_line(one.sentence)}", style="yellow"))
    if len(found) > _MAX_BREAKS:
        console.print(Text(f"and {len(found) - _MAX_BREAKS} more: see --json", style="yellow"))
    if found:
        console.print(Text("Months before and after a, b, … cannot be compared: the collection changed.", style="dim"))


def _span(trend: Trend) -> str:
    months = [point.month for point in trend.months if point.month]
    return f", {min(months):%b %Y} to {max(months):%b %Y}" if months else ""


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
    of = f"{point.seat_count or 0:.0f}" if trend.by_seats else str(point.corpus_count)
    number = "–" if point.article_count is None else str(point.article_count)
    return number, of, format_number(trend, trend.measure(point)[0]), format_interval(trend, point)


def _by_month(trend: Trend, bar_width: int) -> Table:
    table, letters = _table(trend, "Month", ""), _letters(trend)
    most = max((point.share or 0 for point in trend.months), default=0) or 1
    for is_silent, points in _stretches(trend.months):
        if is_silent and len(points) > 2:
            table.add_row(
                _label(points[0], points[-1], letters.get(points[0].month, "")),
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
            table.add_row(_label(point, point, letters.get(point.month, "")), *_counts(trend, point), mark)
    if trend.totals and len(trend.months) > 1:
        table.add_section()
        table.add_row("All", *_counts(trend, trend.totals[0]), "")
    return table


def _letters(trend: Trend) -> dict[date | None, str]:
    """Return the letters of the breaks of each month; that of a band is at each of its months."""
    found: dict[date | None, str] = {}
    for one in find_breaks(trend):
        for month in {point.month for point in trend.months}:
            if month == one.first or (one.is_band and month and one.first <= month < one.until):
                found[month] = found.get(month, "") + one.letter
    return found


def _compared_table(trend: Trend) -> Table:
    """Return the two compared series, one line a month."""
    assert trend.compared
    table, letters = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False), _letters(trend)
    table.add_column("Month", no_wrap=True)
    for name in trend.compared:
        table.add_column(_short(name), justify="right", no_wrap=True)
        table.add_column("95 % interval", justify="right", no_wrap=True)
    known = {(point.series, point.month): point for point in trend.months}
    for month in sorted({point.month for point in trend.months if point.month}):
        points = [known.get((name, month)) for name in trend.compared]
        label = f"{month:%Y-%m} {letters.get(month, '')}".rstrip()
        table.add_row(label, *(cell for point in points for cell in _cells(trend, point)))
    table.add_section()
    totals = {total.series: total for total in trend.totals}
    table.add_row("All", *(cell for name in trend.compared for cell in _cells(trend, totals.get(name))))
    return table


def _cells(trend: Trend, point: TrendPoint | None) -> tuple[str, str]:
    if point is None or trend.measure(point)[0] is None:
        return "–", ""
    of = f"{point.seat_count or 0:.0f}" if trend.by_seats else point.corpus_count
    return f"{format_number(trend, trend.measure(point)[0])} ({point.article_count}/{of})", format_interval(
        trend, point
    )


def _stretches(months: tuple[TrendPoint, ...]) -> Iterator[tuple[bool, list[TrendPoint]]]:
    """Yield stretches of months with output and without, in turn."""
    stretch: list[TrendPoint] = []
    for point in months:
        if stretch and (point.corpus_count == 0) != (stretch[-1].corpus_count == 0):
            yield stretch[0].corpus_count == 0, stretch
            stretch = []
        stretch.append(point)
    if stretch:
        yield stretch[0].corpus_count == 0, stretch


def _label(first: TrendPoint, last: TrendPoint, letters: str) -> str:
    assert first.month and last.month
    span = f"{first.month:%Y-%m}" if first is last else f"{first.month:%Y-%m} … {last.month:%Y-%m}"
    return f"{span} {letters}".rstrip()


def _by_series(trend: Trend, bar_width: int) -> Table:
    axis = sorted({point.month for point in trend.months if point.month})
    size = -(-(_distance(axis[0], axis[-1]) + 1) // bar_width)
    table = _table(trend, trend.by.capitalize(), "Trend")
    unit = "month" if size == 1 else f"{size} months"
    table.caption = f"Trend: one bar for each {unit}, from {axis[0]:%Y-%m}; blank without output, × incomplete."
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


def _distance(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _buckets(trend: Trend, series: set[str], axis: list[date], size: int) -> list[TrendPoint]:
    buckets: list[list[TrendPoint]] = [[] for _ in range(_distance(axis[0], axis[-1]) // size + 1)]
    for point in trend.months:
        if point.series in series and point.month:
            buckets[_distance(axis[0], point.month) // size].append(point)
    return [_bucket(bucket) for bucket in buckets]


def _bucket(points: list[TrendPoint]) -> TrendPoint:
    whole = [point for point in points if point.break_kind != HOLE]
    return replace(pool("", whole), break_kind=None if whole or not points else HOLE)


def _block(trend: Trend, point: TrendPoint, most: float) -> str:
    if point.break_kind == HOLE:
        return "×"
    number = trend.measure(point)[0]
    return " " if number is None else _BLOCKS[round((len(_BLOCKS) - 1) * number / most)]
