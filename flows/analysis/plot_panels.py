"""One panel of a plot: values with their intervals from zero, breaks, and the counts below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from flows.analysis.breaks import Break
from flows.analysis.compare import comparable_stretches
from flows.analysis.periods import count_periods, list_periods, name_period, next_period
from flows.analysis.trend_model import Trend, TrendPoint

# Few colours, distinct in grey and for colour-blind readers, and never the only sign of something.
INK, GREY, FAINT, NO_OUTPUT = "#1b1b1b", "#5a5a5a", "#c4c4c4", "#ececec"
FIRST, SECOND = "#1f4e79", "#b4500f"
BAND, EDGE = "#f6e7c1", "#8a6d1a"
DOMAIN, GRID, PAPER = "#888888", "#e3e3e3", "#ffffff"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH = 660  # pixels of a plot

PlotRow = dict[str, object]


@dataclass(frozen=True, slots=True)
class PlotLayout:
    """What the panels of a plot share, so that they can be compared: periods, the top of both axes, sizes in pixels."""

    span: tuple[date, date]
    max_value: float
    max_articles: int
    width: int
    height: int
    counts_height: int
    has_labels: bool
    unit: str = "Share"
    every: str = "month"

    @property
    def is_large(self) -> bool:
        return self.height > 100

    @property
    def format(self) -> str:
        return ".0%" if self.unit == "Share" else "~r"

    @property
    def periods(self) -> list[date]:
        return list_periods(self.every, *self.span)


def draw_values_and_counts(
    trend: Trend, points: Sequence[TrendPoint], breaks: Sequence[Break], layout: PlotLayout
) -> Any:
    """Return a panel of values with the panel of its counts below."""
    rows = _make_rows(trend, points, layout)
    return alt.vconcat(_values(rows, breaks, layout), _counts(rows, layout), spacing=6)


def draw_overlay(
    trend: Trend, series: Sequence[Sequence[TrendPoint]], breaks: Sequence[Break], layout: PlotLayout
) -> Any:
    """Return one panel with two series, which differ in colour, dash and shape."""
    with_output = [point for points in series for point in points if point.most_output]
    layers = [_period_columns(_inline(_make_rows(trend, with_output, layout)), layout), *_breaks(breaks, layout)]
    for number, points in enumerate(series):
        layers += _marks(_make_rows(trend, points, layout), layout, number)
    return alt.layer(*layers)


def draw_counts(trend: Trend, points: Sequence[TrendPoint], layout: PlotLayout, number: int = 0) -> Any:
    """Return the bars of one series; `number` chooses its colour."""
    return _counts(_make_rows(trend, points, layout), layout, (FIRST, SECOND)[number])


def _make_rows(trend: Trend, points: Sequence[TrendPoint], layout: PlotLayout) -> list[PlotRow]:
    """Return one row a period, with its first day, middle and end; values of periods outside the series are null."""
    known = {
        point.period: (point, stretch) for point, stretch in zip(points, comparable_stretches(points), strict=True)
    }
    rows: list[PlotRow] = []
    for period in layout.periods:
        nothing = (TrendPoint("", period, None, 0, None, None, None), None)
        point, stretch = known.get(period, nothing)
        value, low, high = trend.measure(point)
        least, most = trend.find_range(point)
        end = next_period(layout.every, period)
        rows.append(
            {
                "from": period.isoformat(),
                "middle": (period + (end - period) / 2).isoformat(),
                "to": end.isoformat(),
                "value": value,
                "low": low,
                "high": high,
                "least": least if point.has_range else None,
                "most": most if point.has_range else None,
                "stretch": -1 if stretch is None else stretch,
                "articles": point.article_count or 0,
                "of": point.corpus_count,
                "at most": point.most_articles,
                "of at most": point.most_output,
                "period": name_period(layout.every, period),
                "break": point.break_reason,
            }
        )
    return rows


def _inline(rows: list[PlotRow]) -> Any:
    return alt.InlineData(values=rows)


def _time_axis(layout: PlotLayout, has_labels: bool, field: str = "from") -> Any:
    """Return the axis of months, with as many labels as fit."""
    count = count_periods("month", *layout.span) + 1
    max_labels = 14 if layout.width > 500 else 7
    step = next(
        (step for months, step in ((1, 1), (3, 3), (6, 6)) if count <= max_labels * months),
        12 * -(-count // (12 * max_labels)),
    )
    year = "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : ''"
    label = year if step >= 12 else f"[utcFormat(datum.value, '%b'), {year}]"
    ticks = {"interval": "month", "step": step}
    axis = alt.Axis(labels=has_labels, ticks=has_labels, title=None, grid=True, labelExpr=label, tickCount=ticks)
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc", nice=False))


def _values(rows: list[PlotRow], breaks: Sequence[Break], layout: PlotLayout) -> Any:
    data = _inline(rows)
    return alt.layer(_period_columns(data, layout), *_breaks(breaks, layout), *_marks(rows, layout))


def _period_columns(data: Any, layout: PlotLayout) -> Any:
    """Draw a column for every period, visible only without output; the columns give each panel the same width."""
    has_labels = layout.counts_height == 0 and layout.has_labels
    return _no_output(_base(data, layout, layout.height), layout, has_labels)


def _base(data: Any, layout: PlotLayout, height: int) -> Any:
    return alt.Chart(data, width=layout.width, height=height)


def _marks(rows: list[PlotRow], layout: PlotLayout, number: int = 0) -> list[Any]:
    base, colour = _base(_inline(rows), layout, layout.height), (FIRST, SECOND)[number]
    scale = alt.Scale(domain=[0, layout.max_value], nice=True)
    axis = alt.Axis(
        format=layout.format, tickCount=5 if layout.is_large else 2, title=layout.unit if layout.is_large else None
    )
    x, y = _time_axis(layout, False, "middle"), alt.Y("value:Q", scale=scale, axis=axis)
    thickness = max(2.0, min(9.0, 0.45 * layout.width / len(layout.periods)))
    interval = base.mark_rule(color=colour, opacity=0.2, strokeWidth=thickness, aria=False).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
    )
    # A month of one party is a handful of articles: there the dots are read, and the line only leads the eye.
    line = (
        base.transform_filter("datum.stretch >= 0")
        .mark_line(
            color=colour,
            strokeJoin="round",
            strokeWidth=1.8 if layout.is_large else 0.8,
            strokeDash=[5, 3] if number else [1, 0],
            aria=False,
        )
        .encode(x=x, y=y, detail="stretch:N")
    )
    size = alt.Size("of:Q", scale=alt.Scale(domain=[0, layout.max_articles], range=[8, 64]), legend=None)
    hint = [
        *(alt.Tooltip("period:N"), alt.Tooltip("articles:Q"), alt.Tooltip("of:Q")),
        *(alt.Tooltip("at most:Q"), alt.Tooltip("of at most:Q")),
        *(alt.Tooltip("value:Q", format=".3~g"), alt.Tooltip("break:N")),
    ]
    dots = base.transform_filter("datum.value != null").mark_point(
        shape="diamond" if number else "circle", opacity=1, stroke=colour, strokeWidth=1, aria=False
    )
    hollow = alt.condition("datum.stretch < 0", alt.value("white"), alt.value(colour))
    layers = [interval, line, dots.encode(x=x, y=y, size=size, fill=hollow, tooltip=hint)]
    if any(row["most"] is not None for row in rows):
        # The range of a period whose articles may be of another is drawn darker within its interval.
        placed = base.transform_filter("datum.most != null").mark_rule(
            color=colour, opacity=0.45, strokeWidth=thickness, aria=False
        )
        layers.insert(1, placed.encode(x=x, y=alt.Y("least:Q", scale=scale, axis=axis), y2="most:Q"))
    return layers


def _breaks(breaks: Sequence[Break], layout: PlotLayout) -> list[Any]:
    """Draw bands over incomplete months, and dashed rules at changes of coverage."""
    layers: list[Any] = []
    for is_band in (True, False):
        rows: list[PlotRow] = [
            {"from": one.first.isoformat(), "to": one.until.isoformat(), "letter": one.letter, "why": one.sentence}
            for one in breaks
            if one.is_band == is_band and one.first <= layout.span[1]
        ]
        if not rows:
            continue
        base, x = _base(_inline(rows), layout, layout.height), _time_axis(layout, False)
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


def _counts(rows: list[PlotRow], layout: PlotLayout, colour: str = FIRST) -> Any:
    base = _base(_inline(rows), layout, layout.counts_height)
    x = _time_axis(layout, layout.has_labels)
    axis = alt.Axis(
        tickMinStep=1, tickCount=min(2, layout.max_articles), title="Articles" if layout.is_large else None, format="d"
    )
    scale = alt.Scale(domain=[0, layout.max_articles], nice=True)
    layers = [_no_output(base, layout, layout.has_labels)]
    # A white edge separates bars, and would hide narrow ones.
    edge = 0.5 if layout.width / len(layout.periods) > 6 else 0
    # What may be of the period or of another is outlined.
    outlined = {"fill": "transparent", "stroke": GREY, "strokeWidth": 1, "strokeDash": [2, 2], "aria": False}
    has_range = any(row["most"] is not None for row in rows)
    for field, fill in ((("of at most", None),) if has_range else ()) + (("of", FAINT), ("articles", colour)):
        style = outlined if fill is None else {"color": fill, "stroke": "white", "strokeWidth": edge, "aria": False}
        bars = base if fill else base.transform_filter("datum['of at most'] > datum.of")
        bars = bars.mark_bar(**style)
        y = alt.Y(f"{field}:Q", axis=axis, scale=scale)
        layers.append(bars.encode(x=x, x2="to:T", y=y, y2=alt.Y2Datum(0)))
    return alt.layer(*layers)


def _no_output(base: Any, layout: PlotLayout, has_labels: bool) -> Any:
    colour = alt.condition("datum['of at most'] == 0", alt.value(NO_OUTPUT), alt.value("transparent"))
    return base.mark_rect(aria=False).encode(x=_time_axis(layout, has_labels), x2="to:T", color=colour)
