"""One panel of a plot: values with their intervals from zero, breaks as breaks, and the counts below."""

from collections.abc import Sequence
from typing import Any

from flows.analysis.breaks import Break
from flows.analysis.palette import BAND, EDGE, FAINT, FIRST, SECOND, SILENT
from flows.analysis.plot_layout import Frame, inline, rows_of, time_axis
from flows.analysis.trends import Point, Trend


def pair(trend: Trend, points: Sequence[Point], found: Sequence[Break], frame: Frame) -> Any:
    """Return a panel of values with the panel of its counts below."""
    import altair as alt

    rows = rows_of(trend, points, frame)
    return alt.vconcat(_values(rows, found, frame), _counts(rows, frame), spacing=6)


def overlay(trend: Trend, series: Sequence[Sequence[Point]], found: Sequence[Break], frame: Frame) -> Any:
    """Return one panel with two series, told apart by colour, dash, shape and name."""
    import altair as alt

    every = inline(rows_of(trend, [point for points in series for point in points if point.corpus_count], frame))
    layers = [_months_of(every, frame), *_broken(found, frame)]
    for number, points in enumerate(series):
        layers += _marks(inline(rows_of(trend, points, frame)), frame, number)
    return alt.layer(*layers)


def counts_of(trend: Trend, points: Sequence[Point], frame: Frame, number: int = 0) -> Any:
    """Return the bars of one series by themselves."""
    return _counts(rows_of(trend, points, frame), frame, (FIRST, SECOND)[number])


def _values(rows: list[dict[str, Any]], found: Sequence[Break], frame: Frame) -> Any:
    import altair as alt

    data = inline(rows)
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
    x, y = time_axis(frame, False, "middle"), alt.Y("value:Q", scale=scale, axis=axis)
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
        base, x = _base(inline(rows), frame, frame.height), time_axis(frame, False)
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

    base = _base(inline(rows), frame, frame.counts_height)
    x = time_axis(frame, frame.has_labels)
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
    return base.mark_rect(aria=False).encode(x=time_axis(frame, has_labels), x2="to:T", color=colour)
