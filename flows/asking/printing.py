"""A trend in the terminal: a table, small bars, and what was left out."""

from collections.abc import Iterator
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.asking.trends import Point, Trend, together

_BLOCKS = "▁▂▃▄▅▆▇█"
_NAME = 28
_BESIDE = 45  # columns that the counts and their gaps take
_ROWS = 20


def show(trend: Trend, console: Console | None = None) -> None:
    """Print the trend: one line a month, or one line a party or outlet with its months as small bars."""
    console = console or Console(highlight=False)
    console.print(Text(f"{trend.title}, by {trend.by}{_span(trend)}", style="bold"))
    room = max(8, min(36, console.width - _BESIDE - (18 if trend.by == "month" else _NAME)))
    if trend.months:
        console.print(_by_month(trend, room) if trend.by == "month" else _by_series(trend, room))
    else:
        console.print("No dated piece in the corpus for that.")
    for line in notes(trend):
        console.print(Text(line, style="dim"))


def notes(trend: Trend) -> Iterator[str]:
    """Yield what a reader must know to read the numbers, a sentence each."""
    yield "Left out: partner content, and repeats of another piece's text."
    if trend.undated_count:
        yield f"Not counted: {_pieces(trend.undated_count)} on the topic whose month is not known."
    if trend.unattributed_count:
        yield f"Not counted: {_pieces(trend.unattributed_count)} on the topic whose authors' party is not known."
    if trend.by == "party":
        yield "Party is the one held on the day; a piece by authors of two parties counts for both."
    if trend.as_of:
        yield f"Corpus as of {trend.as_of} UTC. Intervals: Wilson, 95 %."


def percent(share: float | None) -> str:
    """Return a share as a percentage with the digits it deserves; a dash where there is none."""
    return "–" if share is None else f"{share:.0%}" if share >= 0.0995 or share == 0 else f"{share:.1%}"


def interval(point: Point) -> str:
    """Return the 95 % interval of a point's share."""
    return "" if point.share is None else f"{percent(point.share_low)} – {percent(point.share_high)}"


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"


def _span(trend: Trend) -> str:
    months = [point.month for point in trend.months if point.month]
    return f", {min(months):%b %Y} to {max(months):%b %Y}" if months else ""


def _table(first: str, last: str) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in ("Pieces", "Of", "Share", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    table.add_column(last, no_wrap=True)
    return table


def _counts(point: Point) -> tuple[str, str, str, str]:
    return str(point.article_count), str(point.corpus_count), percent(point.share), interval(point)


def _by_month(trend: Trend, room: int) -> Table:
    table = _table("Month", "")
    most = max((point.share or 0 for point in trend.months), default=0) or 1
    for quiet, points in _runs(trend.months):
        if quiet and len(points) > 2:
            table.add_row(_label(points[0], points[-1]), "", "0", "–", "", Text("no output", style="dim"))
            continue
        for point in points:
            bar = "█" * round(room * (point.share or 0) / most)
            mark = Text("no output", style="dim") if quiet else Text(bar or "▏", style="cyan")
            table.add_row(_label(point, point), *_counts(point), mark)
    if trend.totals and len(trend.months) > 1:
        table.add_section()
        table.add_row("All", *_counts(trend.totals[0]), "")
    return table


def _runs(months: tuple[Point, ...]) -> Iterator[tuple[bool, list[Point]]]:
    """Yield stretches of months with output and without, in turn."""
    stretch: list[Point] = []
    for point in months:
        if stretch and (point.corpus_count == 0) != (stretch[-1].corpus_count == 0):
            yield stretch[0].corpus_count == 0, stretch
            stretch = []
        stretch.append(point)
    if stretch:
        yield stretch[0].corpus_count == 0, stretch


def _label(first: Point, last: Point) -> str:
    assert first.month and last.month
    return f"{first.month:%Y-%m}" if first is last else f"{first.month:%Y-%m} … {last.month:%Y-%m}"


def _by_series(trend: Trend, room: int) -> Table:
    axis = sorted({point.month for point in trend.months if point.month})
    size = -(-(_distance(axis[0], axis[-1]) + 1) // room)
    table = _table(trend.by.capitalize(), "Trend")
    each = "a month" if size == 1 else f"{size} months"
    table.caption = f"Trend: the share, {each} a bar, from {axis[0]:%Y-%m}; blank without output."
    table.caption_justify, table.caption_style = "left", "dim"
    rows = [(total, _buckets(trend, {total.series}, axis, size)) for total in trend.totals[:_ROWS]]
    if rest := trend.totals[_ROWS:]:
        others = together(f"{len(rest)} others", rest)
        rows.append((others, _buckets(trend, {total.series for total in rest}, axis, size)))
    most = max((point.share or 0 for _, line in rows for point in line), default=0) or 1
    for total, line in rows:
        name = total.series if len(total.series) <= _NAME else total.series[: _NAME - 1] + "…"
        table.add_row(name, *_counts(total), Text("".join(_block(point, most) for point in line), style="cyan"))
    return table


def _distance(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _buckets(trend: Trend, series: set[str], axis: list[date], size: int) -> list[Point]:
    buckets: list[list[Point]] = [[] for _ in range(_distance(axis[0], axis[-1]) // size + 1)]
    for point in trend.months:
        if point.series in series and point.month:
            buckets[_distance(axis[0], point.month) // size].append(point)
    return [together("", bucket) for bucket in buckets]


def _block(point: Point, most: float) -> str:
    if point.share is None:
        return " "
    return _BLOCKS[round((len(_BLOCKS) - 1) * point.share / most)]
