"""A trend drawn: shares with their intervals from zero, gaps where nothing came out, and the counts below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

from flows.asking.printing import interval, notes, percent
from flows.asking.trends import Point, Trend, together
from flows.errors import BackbenchError

_INK, _GREY, _FAINT, _SILENT, _ACCENT = "#1b1b1b", "#5a5a5a", "#c4c4c4", "#ececec", "#1f4e79"
_WIDTH = 660
_PANELS = 8
_PHONE = """<meta name="viewport" content="width=device-width, initial-scale=1">
<style>#vis svg.marks { max-width: 100%; height: auto; }</style>"""
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


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
    head = f"<title>{escape(trend.title)}, by {trend.by}</title>\n{_PHONE}"
    return page.replace("<head>", f"<head>\n{head}", 1)


def _chart(trend: Trend) -> Any:
    import altair as alt

    drawn = trend.totals[:_PANELS]
    days = [point.month for point in trend.months if point.month]
    span = (min(days), max(days))
    body = _one_panel(trend, span) if trend.by == "month" else _panels(trend, drawn, span)
    undrawn = len(trend.totals) - len(drawn)
    return (
        alt.vconcat(*body, _footer([*_legend(trend, undrawn), *notes(trend)]), spacing=16)
        .properties(
            title=alt.Title(f"{trend.title}, by {trend.by}", subtitle=_reading(trend, span), anchor="start", offset=16),
            description=f"{trend.title}, by {trend.by}: {_reading(trend, span)}",
        )
        .configure(font=_FONT, padding=20, background="white")
        .configure_title(fontSize=20, subtitleFontSize=13, color=_INK, subtitleColor=_GREY, subtitlePadding=6)
        .configure_axis(
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", titleColor=_GREY, labelColor=_INK,
            domainColor="#888888", tickColor="#888888", gridColor="#e3e3e3", labelFlush=False,
        )
        .configure_view(stroke=None)
    )  # fmt: skip


def _reading(trend: Trend, span: tuple[date, date]) -> str:
    said = f"Share of all pieces with its 95 % interval, {span[0]:%B %Y} to {span[1]:%B %Y}"
    if trend.by != "month":
        return said
    whole = together("", trend.months)
    return f"{said}. In all {whole.article_count} of {whole.corpus_count}: {percent(whole.share)} ({interval(whole)})"


def _legend(trend: Trend, undrawn: int) -> list[str]:
    lines = [
        "Bars: all pieces of the month (light) and those on the topic (dark). Grey columns: months without output.",
        "The larger a dot, the more pieces the month has.",
    ]
    if undrawn:
        lines.append(f"Not drawn: {undrawn} more, which wrote less on the topic.")
    return lines


def _one_panel(trend: Trend, span: tuple[date, date]) -> list[Any]:
    return [_pair(trend.months, _Frame(span, _most(trend.months), _busiest(trend.months), 250, 80, has_labels=True))]


def _panels(trend: Trend, drawn: Sequence[Point], span: tuple[date, date]) -> list[Any]:
    import altair as alt

    rows: list[Any] = [_whiskers(drawn)]
    months = {total.series: [point for point in trend.months if point.series == total.series] for total in drawn}
    every = [point for points in months.values() for point in points]
    for number, total in enumerate(drawn):
        frame = _Frame(span, _most(every), _busiest(every), 80, 34, has_labels=number == len(drawn) - 1)
        heading = alt.Title(total.series, anchor="start", fontSize=13, offset=6)
        rows.append(_pair(months[total.series], frame).properties(title=heading))
    return rows


@dataclass(frozen=True, slots=True)
class _Frame:
    """What panels share, so that they can be compared: months, the top of both axes, and their heights in pixels."""

    span: tuple[date, date]
    most_share: float
    most_pieces: int
    height: int
    counts_height: int
    has_labels: bool

    @property
    def is_large(self) -> bool:
        return self.height > 100


def _pair(points: Sequence[Point], frame: _Frame) -> Any:
    import altair as alt

    return alt.vconcat(_shares(points, frame), _counts(points, frame), spacing=6)


def _busiest(points: Sequence[Point]) -> int:
    return max(point.corpus_count for point in points)


def _most(points: Sequence[Point]) -> float:
    return max((point.share_high or 0 for point in points), default=0) or 1


def _data(points: Sequence[Point], span: tuple[date, date] | None = None) -> Any:
    """Return the points as rows with their month's first day, middle and last; months outside the series are null."""
    known = {point.month: point for point in points}
    months = _every_month(span) if span else [point.month for point in points]
    rows = []
    for month in months:
        point = known.get(month, Point("", month, 0, 0, None, None, None))
        assert month
        end = (month + timedelta(31)).replace(day=1)
        rows.append(
            {
                "from": month.isoformat(),
                "middle": (month + (end - month) / 2).isoformat(),
                "to": end.isoformat(),
                "share": point.share,
                "low": point.share_low,
                "high": point.share_high,
                "pieces": point.article_count,
                "of": point.corpus_count,
                "month": f"{month:%B %Y}",
            }
        )
    return _inline(rows)


def _inline(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    return alt.InlineData(values=rows)


def _every_month(span: tuple[date, date]) -> list[date]:
    months = [span[0]]
    while months[-1] < span[1]:
        months.append((months[-1] + timedelta(31)).replace(day=1))
    return months


def _x(span: tuple[date, date], has_labels: bool, field: str = "from") -> Any:
    import altair as alt

    count = len(_every_month(span))
    step = next((step for most, step in ((14, 1), (42, 3), (84, 6)) if count <= most), 12 * -(-count // 180))
    year = "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : ''"
    label = year if step >= 12 else f"[utcFormat(datum.value, '%b'), {year}]"
    ticks = {"interval": "month", "step": step}
    axis = alt.Axis(labels=has_labels, ticks=has_labels, title=None, grid=True, labelExpr=label, tickCount=ticks)
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc", nice=False))


def _shares(points: Sequence[Point], frame: _Frame) -> Any:
    import altair as alt

    base = alt.Chart(_data(points, frame.span), width=_WIDTH, height=frame.height)
    scale = alt.Scale(domain=[0, frame.most_share], nice=True)
    axis = alt.Axis(format=".0%", tickCount=5 if frame.is_large else 2, title="Share" if frame.is_large else None)
    x, y = _x(frame.span, False, "middle"), alt.Y("share:Q", scale=scale, axis=axis)
    thickness = max(2.0, min(9.0, 0.45 * _WIDTH / len(_every_month(frame.span))))
    reach = base.mark_rule(color=_ACCENT, opacity=0.2, strokeWidth=thickness).encode(
        x=x, y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
    )
    # A month of one party is a handful of pieces: there the dots speak, and the line only leads the eye.
    line = base.mark_line(color=_ACCENT, strokeJoin="round", strokeWidth=1.8 if frame.is_large else 0.8).encode(
        x=x, y=y
    )
    dots = base.transform_filter("datum.of > 0").mark_circle(color=_ACCENT, opacity=1)
    size = alt.Size("of:Q", scale=alt.Scale(domain=[0, frame.most_pieces], range=[8, 64]), legend=None)
    hint = [alt.Tooltip("month:N"), alt.Tooltip("pieces:Q"), alt.Tooltip("of:Q"), alt.Tooltip("share:Q", format=".0%")]
    return alt.layer(_silent(base, frame, False), reach, line, dots.encode(x=x, y=y, size=size, tooltip=hint))


def _counts(points: Sequence[Point], frame: _Frame) -> Any:
    import altair as alt

    base = alt.Chart(_data(points, frame.span), width=_WIDTH, height=frame.counts_height)
    x = _x(frame.span, frame.has_labels)
    axis = alt.Axis(tickMinStep=1, tickCount=2, title="Pieces" if frame.is_large else None, format="d")
    scale = alt.Scale(domain=[0, frame.most_pieces], nice=True)
    layers = [_silent(base, frame, frame.has_labels)]
    # A white edge sets bars apart, and would swallow narrow ones.
    edge = 0.5 if _WIDTH / len(_every_month(frame.span)) > 6 else 0
    for field, colour in (("of", _FAINT), ("pieces", _ACCENT)):
        bars = base.mark_bar(color=colour, stroke="white", strokeWidth=edge)
        y = alt.Y(f"{field}:Q", axis=axis, scale=scale)
        layers.append(bars.encode(x=x, x2="to:T", y=y, y2=alt.Y2Datum(0)))
    return alt.layer(*layers)


def _silent(base: Any, frame: _Frame, has_labels: bool) -> Any:
    """Draw a column for every month, seen only where nothing came out: together they give each panel its width."""
    import altair as alt

    colour = alt.condition("datum.of == 0", alt.value(_SILENT), alt.value("transparent"))
    return base.mark_rect().encode(x=_x(frame.span, has_labels), x2="to:T", color=colour)


def _whiskers(totals: Sequence[Point]) -> Any:
    """Draw each series over the whole span: what can be compared, since a month of one party is a handful."""
    import altair as alt

    rows = [
        {
            "series": total.series,
            "share": total.share,
            "low": total.share_low,
            "high": total.share_high,
            "said": f"{percent(total.share)}  ({total.article_count} of {total.corpus_count})",
        }
        for total in totals
    ]
    base = alt.Chart(_inline(rows), width=_WIDTH, height=26 * len(rows))
    y = alt.Y(
        "series:N",
        sort=[total.series for total in totals],
        title=None,
        axis=alt.Axis(labelLimit=200, labelPadding=10, ticks=False),
    )
    scale = alt.Scale(domain=[0, _most(totals)], nice=True)
    axis = alt.Axis(format=".0%", title="Share over the whole span", tickCount=6)
    reach = base.mark_rule(color=_ACCENT, opacity=0.3, strokeWidth=7).encode(
        y=y, x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dots = base.mark_circle(color=_ACCENT, size=70, opacity=1).encode(y=y, x=alt.X("share:Q", scale=scale, axis=axis))
    said = base.mark_text(align="left", dx=8, fontSize=12, color=_INK).encode(
        y=y, x=alt.X("high:Q", axis=axis), text="said:N"
    )
    return alt.layer(reach, dots, said)


def _footer(lines: list[str]) -> Any:
    import altair as alt

    rows = [{"row": number, "said": line} for number, line in enumerate(lines)]
    return (
        alt.Chart(_inline(rows), width=_WIDTH, height=15 * len(rows))
        .mark_text(align="left", baseline="top", fontSize=11, color=_GREY)
        .encode(x=alt.value(0), y=alt.Y("row:O", axis=None), text="said:N")
    )
