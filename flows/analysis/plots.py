"""A trend drawn: panels that share their axes, breaks lettered and told below, and what was left out."""

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from flows.analysis import palette
from flows.analysis.breaks import Break, breaks, of_series
from flows.analysis.captions import MOST_BREAKS, footer, reading
from flows.analysis.compare import span_of
from flows.analysis.panels import counts_of, overlay, pair
from flows.analysis.plot_layout import WIDTH, Frame
from flows.analysis.trends import Point, Trend
from flows.analysis.wording import heading, said
from flows.errors import BackbenchError

_PANELS = 8
_PHONE = """<meta name="viewport" content="width=device-width, initial-scale=1">
<style>#vis svg.marks { max-width: 100%; height: auto; }</style>"""


def draw(trend: Trend, path: Path) -> None:
    """Write the plot as .png (200 dots an inch), .svg or .html, whose scripts are inside it.

    Raises BackbenchError where there is nothing to draw or the file cannot be written.
    """
    if not trend.months:
        raise BackbenchError("There is nothing to draw: no dated piece in that span.", "Widen --from and --to.")
    chart = _chart(trend)
    try:
        match path.suffix.lower():
            case ".html":
                path.write_text(_html(chart, trend), encoding="utf-8")
            case ".png":
                chart.save(path, ppi=200)
            case _:
                chart.save(path)
    except OSError as error:
        raise BackbenchError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error


def _html(chart: Any, trend: Trend) -> str:
    # The menu's editor link would send the data to another host.
    actions = {"export": True, "source": False, "compiled": False, "editor": False}
    page: str = chart.to_html(inline=True, embed_options={"actions": actions, "renderer": "svg"})
    page = page.replace("<html>", '<html lang="en">', 1)
    head = f"<title>{escape(heading(trend))}</title>\n{_PHONE}"
    return page.replace("<head>", f"<head>\n{head}", 1)


def styled(chart: Any) -> Any:
    """Return the chart with the type and the axes of every plot."""
    return (
        chart.configure(font=palette.FONT, padding=20, background=palette.PAPER)
        .configure_title(
            fontSize=20, subtitleFontSize=13, color=palette.INK, subtitleColor=palette.GREY, subtitlePadding=6
        )
        .configure_axis(
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", titleColor=palette.GREY,
            labelColor=palette.INK, domainColor=palette.DOMAIN, tickColor=palette.DOMAIN, gridColor=palette.GRID,
            labelFlush=False,
        )
        .configure_view(stroke=None)
    )  # fmt: skip


def _chart(trend: Trend) -> Any:
    import altair as alt

    drawn = trend.totals[:_PANELS]
    span, found = span_of(trend.months), breaks(trend)
    if trend.compared:
        body = _compared(trend, found, span)
    elif trend.by == "month":
        body = [pair(trend, trend.months, found[:MOST_BREAKS], _frame(trend, trend.months, span, 250, 80))]
    else:
        body = _panels(trend, drawn, found[:MOST_BREAKS], span)
    undrawn = len(trend.totals) - len(drawn)
    subtitle = reading(trend, span)
    return styled(
        alt.vconcat(*body, footer(trend, found, undrawn), spacing=16).properties(
            title=alt.Title(heading(trend), subtitle=subtitle, anchor="start", offset=16),
            description=f"{heading(trend)}: {' '.join(subtitle)}",
        )
    )


def _compared(trend: Trend, found: Sequence[Break], span: tuple[date, date]) -> list[Any]:
    import altair as alt

    assert trend.compared
    series = [[point for point in trend.months if point.series == name] for name in trend.compared]
    frame = _frame(trend, trend.months, span, 250, 44)
    rows: list[Any] = [_key(trend), overlay(trend, series, found[:MOST_BREAKS], frame)]
    for number, name in enumerate(trend.compared):
        title = alt.Title(name, anchor="start", fontSize=13, offset=6)
        rows.append(counts_of(trend, series[number], frame, number).properties(title=title))
    return rows


def _key(trend: Trend) -> Any:
    """Draw both series over the whole span, which is the plot's key as well: colour, shape and name."""
    by_name = {total.series: total for total in trend.totals}
    return _whiskers(trend, [by_name[name] for name in trend.compared or () if name in by_name])


def _panels(trend: Trend, drawn: Sequence[Point], found: Sequence[Break], span: tuple[date, date]) -> list[Any]:
    import altair as alt

    rows: list[Any] = [_whiskers(trend, drawn)]
    months = {total.series: [point for point in trend.months if point.series == total.series] for total in drawn}
    every = [point for points in months.values() for point in points]
    for number, total in enumerate(drawn):
        frame = _frame(trend, every, span, 80, 34, has_labels=number == len(drawn) - 1)
        title = alt.Title(total.series, anchor="start", fontSize=13, offset=6)
        panel = pair(trend, months[total.series], of_series(found, total.series), frame)
        rows.append(panel.properties(title=title))
    return rows


def _frame(
    trend: Trend,
    points: Sequence[Point],
    span: tuple[date, date],
    height: int,
    counts_height: int,
    has_labels: bool = True,
) -> Frame:
    unit = "Pieces for 100 seats" if trend.by_seats else "Share"
    busiest = max(point.corpus_count for point in points)
    return Frame(span, most(trend, points), busiest, WIDTH, height, counts_height, has_labels, unit)


def most(trend: Trend, points: Sequence[Point]) -> float:
    """Return the top of the axis: the highest upper bound."""
    return max((trend.measured(point)[2] or 0 for point in points), default=0) or 1


def _whiskers(trend: Trend, totals: Sequence[Point]) -> Any:
    """Draw each series over the whole span: what can be compared, since a month of one party is a handful."""
    import altair as alt

    rows = []
    for total in totals:
        value, low, high = trend.measured(total)
        rows.append({"series": total.series, "value": value, "low": low, "high": high, "said": said(trend, total)})
    base = alt.Chart(alt.InlineData(values=rows), width=WIDTH, height=26 * len(rows))
    order = [total.series for total in totals]
    axis = alt.Axis(labelLimit=200, labelPadding=10, ticks=False)
    y = alt.Y("series:N", sort=order, title=None, axis=axis)
    scale = alt.Scale(domain=[0, most(trend, totals)], nice=True)
    over = alt.Axis(format="~g" if trend.by_seats else ".0%", title=f"{_unit(trend)} over the whole span", tickCount=6)
    first_is_apart = alt.condition(
        alt.datum.series == (trend.compared or ("", ""))[1], alt.value(palette.SECOND), alt.value(palette.FIRST)
    )
    shape = alt.condition(
        alt.datum.series == (trend.compared or ("", ""))[1], alt.value("diamond"), alt.value("circle")
    )
    reach = base.mark_rule(opacity=0.3, strokeWidth=7).encode(
        y=y, x=alt.X("low:Q", scale=scale, axis=over), x2="high:Q", color=first_is_apart
    )
    dots = base.mark_point(size=70, opacity=1, filled=True).encode(
        y=y, x=alt.X("value:Q", scale=scale, axis=over), color=first_is_apart, shape=shape
    )
    text = base.mark_text(align="left", dx=8, fontSize=12, color=palette.INK).encode(
        y=y, x=alt.X("high:Q", axis=over), text="said:N"
    )
    return alt.layer(reach, dots, text)


def _unit(trend: Trend) -> str:
    return "Pieces for 100 seats a month" if trend.by_seats else "Share"
