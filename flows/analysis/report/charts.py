"""The report's plots: SVG panels as wide as a phone; the colours are set by the page's theme.

Vega's own SVG of six such panels is 450 kB and takes seconds: for every topic by party and outlet the page would be
9 MB. Here all months of a panel are a handful of paths, 5 kB together.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flows.analysis.breaks import Break
from flows.analysis.compare import comparable_stretches
from flows.analysis.periods import list_periods
from flows.analysis.trend_model import TrendPoint
from flows.analysis.trend_text import format_percent

WIDTH, LEFT, RIGHT, TOP, HEIGHT, GAP, BARS, FOOT = 340, 38, 6, 14, 84, 8, 30, 18


@dataclass(frozen=True, slots=True)
class Axes:
    """What the panels of one plot share: first and last month, the highest share, the most articles of a month."""

    first: date
    last: date
    max_share: float
    max_articles: int

    @property
    def step(self) -> float:
        """Width of a month in pixels."""
        return (WIDTH - LEFT - RIGHT) / (self.month_number(self.last) + 1)

    def month_number(self, month: date) -> int:
        """Return the number of the month on the axis, from 0."""
        return (month.year - self.first.year) * 12 + month.month - self.first.month

    def x(self, month: date, part: float = 0.0) -> float:
        """Return the x of a month: of its first day with part 0, of its end with part 1."""
        return LEFT + (self.month_number(month) + part) * self.step

    def y(self, share: float) -> float:
        """Return the y of a share."""
        return TOP + HEIGHT * (1 - share / self.max_share)

    def bar_top(self, articles: int) -> float:
        """Return the top of a bar of that many articles."""
        return TOP + HEIGHT + GAP + BARS * (1 - articles / self.max_articles)


def make_axes(points: Sequence[TrendPoint]) -> Axes:
    """Return axes that contain all points and end at round numbers."""
    months = [point.period for point in points if point.period]
    highest = max((point.share_high or 0 for point in points), default=0)
    most = max((point.most_output for point in points), default=0)
    return Axes(min(months), max(months), min(1.0, _round_up(highest or 0.01)), max(1, math.ceil(_round_up(most))))


def draw_panel(points: Sequence[TrendPoint], breaks: Sequence[Break], shared: Axes, name: str) -> str:
    """Return one series as SVG. `name` describes the picture and is escaped already."""
    height = TOP + HEIGHT + GAP + BARS + FOOT
    parts = [
        *_no_output(points, shared),
        *_breaks(breaks, shared),
        *_scales(shared),
        *_shares(points, shared),
        *_counts(points, shared),
    ]
    head = f'<svg role="img" aria-label="{name}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
    return f"{head}{''.join(parts)}</svg>"


def _round_up(value: float) -> float:
    """Return the next number that is 1, 2, 4, 6 or 8 times a power of ten: half of it is a round number too."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 2, 4, 6, 8) if value <= step * power * 1.000001), 10 * power)


def _path(kind: str, drawn: Iterator[str]) -> Iterator[str]:
    if path := "".join(drawn):
        yield f'<path class="{kind}" d="{path}"/>'


def _box(x: float, top: float, width: float, bottom: float) -> str:
    return f"M{x:.1f} {top:.1f}h{width:.1f}V{bottom:.1f}h{-width:.1f}z"


def _no_output(points: Sequence[TrendPoint], shared: Axes) -> Iterator[str]:
    known = {point.period for point in points if point.most_output}
    months = list_periods("month", shared.first, shared.last)
    boxes = (_box(shared.x(month), TOP, shared.step, TOP + HEIGHT) for month in months if month not in known)
    yield from _path("silent", boxes)


def _breaks(breaks: Sequence[Break], shared: Axes) -> Iterator[str]:
    free = 0.0
    for one in breaks:
        x = shared.x(one.first)
        if one.is_band:
            width = shared.x(one.until) - x
            yield f'<path class="band" d="{_box(x, TOP, width, TOP + HEIGHT)}"/>'
        else:
            yield f'<path class="rule" d="M{x:.1f} {TOP}v{HEIGHT}"/>'
        # At the right edge a letter would be cut off, and letters of neighbouring months would overlap.
        at = max(min(x, WIDTH - RIGHT - 6), free)
        free = at + 8 * len(one.letter)
        yield f'<text class="letter" x="{at:.1f}" y="{TOP - 3}">{one.letter}</text>'


def _scales(shared: Axes) -> Iterator[str]:
    for share in (0.0, shared.max_share / 2, shared.max_share):
        y = shared.y(share)
        yield f'<path class="{"base" if share == 0 else "grid"}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="end" x="{LEFT - 4}" y="{y + 4:.1f}">{format_percent(share)}</text>'
    bottom = shared.bar_top(0)
    yield f'<path class="base" d="M{LEFT} {bottom:.1f}H{WIDTH - RIGHT}"/>'
    top = shared.bar_top(shared.max_articles) + 8
    yield f'<text class="end" x="{LEFT - 4}" y="{top:.1f}">{shared.max_articles}</text>'
    years = range(shared.first.year, shared.last.year + 1)
    every = math.ceil(len(years) / 7)
    for year in years:
        start = max(date(year, 1, 1), shared.first)
        if year % every == 0 and shared.month_number(start) <= shared.month_number(shared.last) - 2:
            x = shared.x(start)
            yield f'<path class="grid" d="M{x:.1f} {TOP}V{bottom + 4:.1f}"/>'
            yield f'<text x="{min(x, WIDTH - 30):.1f}" y="{bottom + 15:.1f}">{year}</text>'


def _shares(points: Sequence[TrendPoint], shared: Axes) -> Iterator[str]:
    placed = [
        (point, stretch, shared.x(point.period, 0.5))
        for point, stretch in zip(points, comparable_stretches(points), strict=True)
        if point.period and point.share is not None
    ]
    reach = (
        f"M{x:.1f} {shared.y(point.share_low or 0):.1f}V{shared.y(point.share_high or 0):.1f}" for point, _, x in placed
    )
    yield from _path("reach", reach)
    ranges = (
        f"M{shared.x(point.period, 0.5):.1f} {shared.y(point.min_share or 0):.1f}V{shared.y(point.max_share or 0):.1f}"
        for point in points
        if point.period and point.has_range
    )
    yield from _path("range", ranges)
    yield from _path("line", _line(points, shared))
    yield from _path(
        "dot", (f"M{x:.1f} {shared.y(p.share or 0):.1f}h0" for p, stretch, x in placed if stretch is not None)
    )
    yield from _path("dot hollow", (f"M{x:.1f} {shared.y(p.share or 0):.1f}h0" for p, at, x in placed if at is None))
    yield from _path("dot hole", (f"M{x:.1f} {shared.y(p.share or 0):.1f}h0" for p, at, x in placed if at is None))


def _line(points: Sequence[TrendPoint], shared: Axes) -> Iterator[str]:
    """Yield the line; a new one begins after every break and every month without output."""
    before: int | None = None
    for point, stretch in zip(points, comparable_stretches(points), strict=True):
        here = stretch if point.share is not None else None
        if here is not None and point.period and point.share is not None:
            move = "L" if here == before else "M"
            yield f"{move}{shared.x(point.period, 0.5):.1f} {shared.y(point.share):.1f}"
        before = here


def _counts(points: Sequence[TrendPoint], shared: Axes) -> Iterator[str]:
    bottom, width = shared.bar_top(0), max(0.6, shared.step - (0.5 if shared.step > 4 else 0))
    for kind in ("all", "some"):
        counted = [(p.period, p.corpus_count if kind == "all" else p.article_count or 0) for p in points]
        boxes = (
            _box(shared.x(month), shared.bar_top(count), width, bottom) for month, count in counted if month and count
        )
        yield from _path(kind, boxes)
