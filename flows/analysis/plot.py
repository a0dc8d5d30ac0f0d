"""Draw a trend: panels that share their axes, lettered breaks, and notes on what was left out."""

import json
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

import altair as alt

from flows.analysis import plot_panels as panels
from flows.analysis.breaks import Break, find_breaks, select_breaks
from flows.analysis.compare import find_span, pool_others
from flows.analysis.output_file import write_atomically
from flows.analysis.periods import name_period
from flows.analysis.plot_panels import WIDTH, PlotLayout
from flows.analysis.trend_model import Trend, TrendPoint
from flows.analysis.trend_text import (
    describe_pooled,
    format_value,
    heading,
    measure_name,
    notes,
    smoothing_note,
)
from flows.errors import BackbenchError
from flows.safe_text import one_line

MAX_BREAKS = 12  # drawn and listed
MAX_IN_ONE_COLUMN = 6  # panels; more are drawn in two columns, so that the plot fits on a page of paper
COLUMN_GAP = 60  # pixels between two columns, for the labels of the axis
_FOOTER_WIDTH = 122  # characters
# Vega compiles expressions. Nothing may be fetched, and no script runs but those in the page.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
_HTML_HEAD = f"""<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>#vis svg.marks {{ max-width: 100%; height: auto; }}</style>"""


def draw_plot(trend: Trend, path: Path) -> None:
    """Write the plot as .png (200 dots an inch), .svg or .html, which contains its own scripts.

    Raises BackbenchError if there is nothing to draw or the file cannot be written.
    """
    if not trend.points:
        raise BackbenchError("There are no dated articles in that span to plot.", "Widen --from and --to.")
    trend = _clean(trend)
    chart = _chart(trend)
    with write_atomically(path) as file:
        match path.suffix.lower():
            case ".html":
                file.write(_html(chart, trend).encode())
            case ".png":
                chart.save(file, format="png", ppi=200)
            case _:
                text = StringIO()
                chart.save(text, format="svg")
                file.write(text.getvalue().encode())


def subtitle(trend: Trend, span: tuple[date, date]) -> list[str]:
    """Return the lines under the heading: what is drawn, and of which periods."""
    first, last = (name_period(trend.every, period) for period in span)
    lines = [f"{measure_name(trend)} with its 95 % interval, {first} to {last}"]
    if trend.smoothed_months > 1:
        lines.append(smoothing_note(trend))
    if trend.by == "month":
        lines.append(f"In all {format_value(trend, trend.totals[0])}")
    return lines


def _clean(trend: Trend) -> Trend:
    """Return the trend with every text on one line and without control characters, which end the drawing library."""

    def clean(point: TrendPoint) -> TrendPoint:
        reason = point.break_reason and one_line(point.break_reason)
        return replace(point, series=one_line(point.series), break_reason=reason)

    return replace(
        trend,
        title=one_line(trend.title),
        points=tuple(map(clean, trend.points)),
        totals=tuple(map(clean, trend.totals)),
        compared=trend.compared and (one_line(trend.compared[0]), one_line(trend.compared[1])),
    )


class _ScriptEncoder(json.JSONEncoder):
    """JSON for a script element, which a "</script>" in a text would end."""

    def encode(self, o: object) -> str:
        return super().encode(o).replace("<", "\\u003c")


def _html(chart: Any, trend: Trend) -> str:
    # The menu's link to an editor would send the data to another host.
    actions = {"export": True, "source": False, "compiled": False, "editor": False}
    page: str = chart.to_html(
        inline=True, embed_options={"actions": actions, "renderer": "svg"}, json_kwds={"cls": _ScriptEncoder}
    )
    page = page.replace("<html>", '<html lang="en">', 1)
    head = f"<title>{escape(heading(trend))}</title>\n{_HTML_HEAD}"
    return page.replace("<head>", f"<head>\n{head}", 1)


def _chart(trend: Trend) -> Any:
    drawn = pool_others(trend)
    span, breaks = find_span(drawn.points), find_breaks(drawn)
    if trend.compared:
        rows = _draw_compared(trend, breaks[:MAX_BREAKS], span)
    elif trend.by == "month":
        layout = _layout(trend, trend.points, span, 250, 80)
        rows = [panels.draw_values_and_counts(trend, trend.points, breaks[:MAX_BREAKS], layout)]
    else:
        rows = _panels(drawn, breaks[:MAX_BREAKS], span, len(drawn.points) < len(trend.points))
    lines = subtitle(trend, span)
    return _style(
        alt.vconcat(*rows, _footer(trend, breaks), spacing=16).properties(
            title=alt.Title(heading(trend), subtitle=lines, anchor="start", offset=16),
            description=f"{heading(trend)}: {' '.join(lines)}",
        )
    )


def _style(chart: Any) -> Any:
    """Return the chart with the fonts, colours and axes of every plot."""
    return (
        chart.configure(font=panels.FONT, padding=20, background=panels.PAPER)
        .configure_title(
            fontSize=20, subtitleFontSize=13, color=panels.INK, subtitleColor=panels.GREY, subtitlePadding=6
        )
        .configure_axis(
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", titleColor=panels.GREY,
            labelColor=panels.INK, domainColor=panels.DOMAIN, tickColor=panels.DOMAIN, gridColor=panels.GRID,
            labelFlush=False,
        )
        .configure_view(stroke=None)
    )  # fmt: skip


def _draw_compared(trend: Trend, breaks: Sequence[Break], span: tuple[date, date]) -> list[Any]:
    assert trend.compared
    series = [[point for point in trend.points if point.series == name] for name in trend.compared]
    layout = _layout(trend, trend.points, span, 250, 44)
    # Both series over the span are the key of the plot as well: colour, shape and name.
    by_name = {total.series: total for total in trend.totals}
    key = _span_totals(trend, [by_name[name] for name in trend.compared if name in by_name])
    rows: list[Any] = [key, panels.draw_overlay(trend, series, breaks, layout)]
    for number, name in enumerate(trend.compared):
        title = alt.Title(name, anchor="start", fontSize=13, offset=6)
        rows.append(panels.draw_counts(trend, series[number], layout, number).properties(title=title))
    return rows


def _panels(trend: Trend, breaks: Sequence[Break], span: tuple[date, date], has_others: bool) -> list[Any]:
    """Return each series over the span, and a panel for each, in two columns if there are many.

    The counts of the others have an axis of their own: they may be many times those of any series.
    """
    count, columns = len(trend.totals), 1 if len(trend.totals) <= MAX_IN_ONE_COLUMN else 2
    others = trend.totals[-1].series if has_others else None
    layout = _layout(trend, trend.points, span, 80, 34)
    if columns > 1:
        layout = replace(layout, width=(WIDTH - COLUMN_GAP) // 2, height=56, counts_height=24)
    layout = replace(layout, max_articles=_max_articles(point for point in trend.points if point.series != others))
    charts = []
    for number, total in enumerate(trend.totals):
        points = [point for point in trend.points if point.series == total.series]
        own = replace(layout, has_labels=number >= count - columns)
        if total.series == others:
            own = replace(own, max_articles=_max_articles(points))
        title = alt.Title(total.series, anchor="start", fontSize=13, offset=6)
        panel = panels.draw_values_and_counts(trend, points, select_breaks(breaks, total.series), own)
        charts.append(panel.properties(title=title))
    if columns > 1:
        charts = [alt.concat(*charts, columns=columns, spacing=14)]
    return [_span_totals(trend, trend.totals), *charts]


def _layout(
    trend: Trend, points: Sequence[TrendPoint], span: tuple[date, date], height: int, counts_height: int
) -> PlotLayout:
    unit = "Articles for 100 seats" if trend.by_seats else "Share"
    top = _max_value(trend, points)
    return PlotLayout(span, top, _max_articles(points), WIDTH, height, counts_height, True, unit, trend.every)


def _max_articles(points: Iterable[TrendPoint]) -> int:
    return max((point.most_output for point in points), default=0)


def _max_value(trend: Trend, points: Sequence[TrendPoint]) -> float:
    """Return the top of the axis: the highest upper bound."""
    return max((trend.measure(point)[2] or 0 for point in points), default=0) or 1


def _span_totals(trend: Trend, totals: Sequence[TrendPoint]) -> Any:
    """Draw each series over the span; the months of one party are too few to be compared one by one."""
    rows = []
    for total in totals:
        value, low, high = trend.measure(total)
        least, most = trend.find_range(total) if total.has_range else (value, value)
        label = format_value(trend, total)
        row = {"series": total.series, "value": value, "low": low, "high": high, "least": least, "most": most}
        rows.append(row | {"label": label})
    base = alt.Chart(alt.InlineData(values=rows), width=WIDTH, height=26 * len(rows))
    order = [total.series for total in totals]
    y = alt.Y("series:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, labelPadding=10, ticks=False))
    scale = alt.Scale(domain=[0, _max_value(trend, totals)], nice=True)
    unit = f"Articles for 100 seats a {trend.every}" if trend.by_seats else "Share"
    axis = alt.Axis(format="~r" if trend.by_seats else ".0%", title=f"{unit} over the span", tickCount=6)
    is_second = alt.datum.series == (trend.compared or ("", ""))[1]
    colour = alt.condition(is_second, alt.value(panels.SECOND), alt.value(panels.FIRST))
    shape = alt.condition(is_second, alt.value("diamond"), alt.value("circle"))
    interval = base.mark_rule(opacity=0.3, strokeWidth=7).encode(
        y=y, x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", color=colour
    )
    placed = base.mark_rule(opacity=0.45, strokeWidth=7).encode(
        y=y, x=alt.X("least:Q", scale=scale, axis=axis), x2="most:Q", color=colour
    )
    dots = base.mark_point(size=70, opacity=1, filled=True).encode(
        y=y, x=alt.X("value:Q", scale=scale, axis=axis), color=colour, shape=shape
    )
    text = base.mark_text(align="left", dx=8, fontSize=12, color=panels.INK).encode(
        y=y, x=alt.X("high:Q", axis=axis), text="label:N"
    )
    return alt.layer(interval, placed, dots, text)


def _footer(trend: Trend, breaks: Sequence[Break]) -> Any:
    """Return the lines below the panels: the key, the breaks in words, and what was left out."""
    lines = [*_legend(trend), *_list_breaks(breaks, trend.every), *notes(trend)]
    wrapped = [part for line in lines for part in textwrap.wrap(line, _FOOTER_WIDTH, subsequent_indent="     ")]
    rows = [{"row": number, "line": line} for number, line in enumerate(wrapped)]
    return (
        alt.Chart(alt.InlineData(values=rows), width=WIDTH, height=15 * len(rows))
        .mark_text(align="left", baseline="top", fontSize=11, color=panels.GREY)
        .encode(x=alt.value(0), y=alt.Y("row:O", axis=None), text="line:N")
    )


def _legend(trend: Trend) -> list[str]:
    bars = f"all articles of the {trend.every} (light) and those on the topic (dark)"
    if trend.by_seats:
        bars = f"the party's articles of the {trend.every} (light) and those by its MPs on the topic (dark)"
    lines = [
        f"Bars: {bars}. Grey columns: {trend.every}s without output.",
        f"The larger a dot, the more articles the {trend.every} has.",
    ]
    if any(point.has_range for point in trend.points):
        lines.append(
            f"Darker strokes: the range of the share, because some articles may be of this {trend.every} or "
            "of another; dashed outlines: with all of these."
        )
    return [*lines, *describe_pooled(trend)]


def _list_breaks(breaks: Sequence[Break], every: str) -> list[str]:
    if not breaks:
        return []
    lines = [
        f"Breaks, where the collection changed: shaded {every}s (hollow dots) are incomplete; {every}s before and "
        "after a dashed rule cannot be compared.",
        *(f"{one.letter}  {one.sentence}" for one in breaks[:MAX_BREAKS]),
    ]
    if len(breaks) > MAX_BREAKS:
        lines.append(f"and {len(breaks) - MAX_BREAKS} more, not drawn: see --json")
    return lines
