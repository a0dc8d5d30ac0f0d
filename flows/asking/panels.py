"""One panel of a plot: values with their intervals from zero, breaks as breaks, and the counts below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.asking.breaks import Break, month_after
from flows.asking.comparing import segments
from flows.asking.palette import BAND, EDGE, FAINT, FIRST, SECOND, SILENT
from flows.asking.trends import Point, Trend


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


def pair(trend: Trend, points: Sequence[Point], found: Sequence[Break], frame: Frame) -> Any:
    """Return a panel of values with the panel of its counts below."""
    import altair as alt

    rows = _rows(trend, points, frame)
    return alt.vconcat(_values(rows, found, frame), _counts(rows, frame), spacing=6)


def overlay(trend: Trend, series: Sequence[Sequence[Point]], found: Sequence[Break], frame: Frame) -> Any:
    """Return one panel with two series, told apart by colour, dash, shape and name."""
    import altair as alt

    every = _inline(_rows(trend, [point for points in series for point in points if point.corpus_count], frame))
    layers = [_months_of(every, frame), *_broken(found, frame)]
    for number, points in enumerate(series):
        layers += _marks(_inline(_rows(trend, points, frame)), frame, number)
    return alt.layer(*layers)


def counts_of(trend: Trend, points: Sequence[Point], frame: Frame, number: int = 0) -> Any:
    """Return the bars of one series by themselves."""
    return _counts(_rows(trend, points, frame), frame, (FIRST, SECOND)[number])


def _rows(trend: Trend, points: Sequence[Point], frame: Frame) -> list[dict[str, Any]]:
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


def _inline(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.InlineData(values=rows)


def _x(frame: Frame, has_labels: bool, field: str = "from") -> Any:
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


def _values(rows: list[dict[str, Any]], found: Sequence[Break], frame: Frame) -> Any:
    import altair as alt

    data = _inline(rows)
    return alt.layer(_months_of(data, frame), *_broken(found, frame), *_marks(data, frame))


def _months_of(data: Any, frame: Frame) -> Any:
    """Draw a column for every month, seen only where nothing came out: together they give each panel its width."""
    return _silent(_base(data, frame, frame.height), frame, has_labels=frame.counts_height == 0 and frame.has_labels)


def _base(data: Any, frame: Frame, height: int) -> Any:
    import altair as alt

    return alt.Chart(data, width=frame.width, height=height)


def _marks(data: Any, frame: Frame, number: int = 0) -> list[Any]:
    import altair as alt

    base, colour = _base(data, frame, frame.height), (FIRST, SECOND)[number]
    scale = alt.Scale(domain=[0, frame.most], nice=True)
    axis = alt.Axis(
        format=frame.format, tickCount=5 if frame.is_large else 2, title=frame.unit if frame.is_large else None
    )
    x, y = _x(frame, False, "middle"), alt.Y("value:Q", scale=scale, axis=axis)
    thickness = max(2.0, min(9.0, 0.45 * frame.width / len(frame.months)))
    reach = base.mark_rule(color=colour, opacity=0.2, strokeWidth=thickness, aria=False).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
    )
    # A month of one party is a handful of pieces: there the dots speak, and the line only leads the eye.
    line = (
        base.transform_filter("datum.stretch >= 0")
        .mark_line(
            color=colour,
            strokeJoin="round",
            strokeWidth=1.8 if frame.is_large else 0.8,
            strokeDash=[5, 3] if number else [1, 0],
            aria=False,
        )
        .encode(x=x, y=y, detail="stretch:N")
    )
    size = alt.Size("of:Q", scale=alt.Scale(domain=[0, frame.most_pieces], range=[8, 64]), legend=None)
    hint = [
        *(alt.Tooltip("month:N"), alt.Tooltip("pieces:Q"), alt.Tooltip("of:Q")),
        *(alt.Tooltip("value:Q", format=".3~g"), alt.Tooltip("broken:N")),
    ]
    dots = base.transform_filter("datum.of > 0").mark_point(
        shape="diamond" if number else "circle", opacity=1, stroke=colour, strokeWidth=1, aria=False
    )
    hollow = alt.condition("datum.stretch < 0", alt.value("white"), alt.value(colour))
    return [reach, line, dots.encode(x=x, y=y, size=size, fill=hollow, tooltip=hint)]


def _broken(found: Sequence[Break], frame: Frame) -> list[Any]:
    """Draw what cannot be compared: bands over months that are not whole, dashed rules where coverage changed."""
    import altair as alt

    layers: list[Any] = []
    for is_band in (True, False):
        rows = [
            {"from": each.first.isoformat(), "to": each.until.isoformat(), "letter": each.letter, "why": each.sentence}
            for each in found
            if each.is_band == is_band and each.first <= frame.span[1]
        ]
        if not rows:
            continue
        base, x = _base(_inline(rows), frame, frame.height), _x(frame, False)
        hint = [alt.Tooltip("why:N", title="Break")]
        if is_band:
            mark = base.mark_rect(color=BAND, opacity=1, stroke=EDGE, strokeWidth=0.5, strokeDash=[2, 2], aria=False)
            layers.append(mark.encode(x=x, x2="to:T", tooltip=hint))
        else:
            mark = base.mark_rule(color=EDGE, strokeDash=[4, 3], strokeWidth=1.2, aria=False)
            layers.append(mark.encode(x=x, tooltip=hint))
        text = base.mark_text(
            align="left", baseline="top", dx=2, dy=1, fontSize=11, color=EDGE, fontWeight="bold", aria=False
        )
        layers.append(text.encode(x=x, y=alt.value(0), text="letter:N"))
    return layers


def _counts(rows: list[dict[str, Any]], frame: Frame, colour: str = FIRST) -> Any:
    import altair as alt

    base = _base(_inline(rows), frame, frame.counts_height)
    x = _x(frame, frame.has_labels)
    axis = alt.Axis(tickMinStep=1, tickCount=2, title="Pieces" if frame.is_large else None, format="d")
    scale = alt.Scale(domain=[0, frame.most_pieces], nice=True)
    layers = [_silent(base, frame, frame.has_labels)]
    # A white edge sets bars apart, and would swallow narrow ones.
    edge = 0.5 if frame.width / len(frame.months) > 6 else 0
    for field, fill in (("of", FAINT), ("pieces", colour)):
        bars = base.mark_bar(color=fill, stroke="white", strokeWidth=edge, aria=False)
        y = alt.Y(f"{field}:Q", axis=axis, scale=scale)
        layers.append(bars.encode(x=x, x2="to:T", y=y, y2=alt.Y2Datum(0)))
    return alt.layer(*layers)


def _silent(base: Any, frame: Frame, has_labels: bool) -> Any:
    import altair as alt

    colour = alt.condition("datum.of == 0", alt.value(SILENT), alt.value("transparent"))
    return base.mark_rect(aria=False).encode(x=_x(frame, has_labels), x2="to:T", color=colour)
