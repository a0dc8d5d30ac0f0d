"""What panels share, the months' rows they are drawn from, and their axis of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.analysis.breaks import month_after
from flows.analysis.compare import segments
from flows.analysis.trends import Point, Trend

WIDTH = 660  # of a plot


@dataclass(frozen=True, slots=True)
class Frame:
    """What panels share, so that they can be compared: months, the top of both axes, and sizes in pixels."""

    span: tuple[date, date]
    most: float
    most_pieces: int
    width: int
    height: int
    counts_height: int
    has_labels: bool
    unit: str = "Share"

    @property
    def is_large(self) -> bool:
        return self.height > 100

    @property
    def format(self) -> str:
        return ".0%" if self.unit == "Share" else "~g"

    @property
    def months(self) -> list[date]:
        months = [self.span[0]]
        while months[-1] < self.span[1]:
            months.append(month_after(months[-1]))
        return months


def rows_of(trend: Trend, points: Sequence[Point], frame: Frame) -> list[dict[str, Any]]:
    """Return one row a month, with its first day, middle and end; months outside the series are null."""
    known = {point.month: (point, stretch) for point, stretch in zip(points, segments(points), strict=True)}
    rows = []
    for month in frame.months:
        nothing = (Point("", month, None, 0, None, None, None), None)
        point, stretch = known.get(month, nothing)
        value, low, high = trend.measured(point)
        end = month_after(month)
        rows.append(
            {
                "from": month.isoformat(),
                "middle": (month + (end - month) / 2).isoformat(),
                "to": end.isoformat(),
                "value": value,
                "low": low,
                "high": high,
                "stretch": -1 if stretch is None else stretch,
                "pieces": point.article_count or 0,
                "of": point.corpus_count,
                "month": f"{month:%B %Y}",
                "broken": point.break_reason,
            }
        )
    return rows


def inline(rows: list[dict[str, Any]]) -> Any:
    """Return the rows as data that stand in the plot itself."""
    import altair as alt

    return alt.InlineData(values=rows)


def time_axis(frame: Frame, has_labels: bool, field: str = "from") -> Any:
    """Return the axis of months, labelled as closely as there is room."""
    import altair as alt

    count = len(frame.months)
    room = 14 if frame.width > 500 else 7
    step = next(
        (step for most, step in ((1, 1), (3, 3), (6, 6)) if count <= room * most), 12 * -(-count // (12 * room))
    )
    year = "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : ''"
    label = year if step >= 12 else f"[utcFormat(datum.value, '%b'), {year}]"
    ticks = {"interval": "month", "step": step}
    axis = alt.Axis(labels=has_labels, ticks=has_labels, title=None, grid=True, labelExpr=label, tickCount=ticks)
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc", nice=False))
