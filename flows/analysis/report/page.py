"""Render the report's contents as one HTML page: no script, no request, every value escaped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from flows.analysis.breaks import Break, select_breaks
from flows.analysis.report.charts import draw_panel, make_axes
from flows.analysis.report.contents import Contents
from flows.analysis.report.rows import OutletMonth, OutletTotal
from flows.analysis.trend_model import INCOMPLETE_KINDS, Trend, TrendPoint
from flows.analysis.trend_text import format_count_range, format_interval, format_percent, format_share, notes
from flows.html_pages import open_templates
from flows.safe_text import strip_control_characters

MAX_PANELS = 6  # series drawn of each topic, by party and by outlet; the page says how many more there are
_MARKS = {"hole": "hole", "unfinished": "incomplete", "begins": "begins", "step": "step", "method": "method"}


def render_page(contents: Contents, quality_pages: frozenset[str] = frozenset()) -> str:
    """Return the page; `quality_pages` are the names of the quality pages in its folder."""
    templates = open_templates(Path(__file__).parent)
    templates.filters |= {"number": _number, "percent": format_percent}
    return templates.get_template("page.html").render(
        contents=contents,
        calendars=[_draw_calendar(outlet, contents.months) for outlet in contents.outlets],
        undrawn_outlets=contents.outlet_count - len(contents.outlets),
        marks=_MARKS,
        topics=[
            {"topic": topic, "trends": [_make_section(trend, breaks) for trend, breaks in topic.trends]}
            for topic in contents.topics
        ],
        quality_pages=quality_pages,
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a calendar: its text, how dark it is (0 to 4), and the kind of its break, if any."""

    text: str | int = ""
    depth: int = 0
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """An outlet's months, one row per year from `first_year`, and its breaks: month and reason."""

    name: str
    articles: int | None
    first_year: int
    years: list[list[Cell]]
    breaks: list[tuple[str, str | None]]


def _draw_calendar(outlet: OutletTotal, months: Sequence[OutletMonth]) -> Calendar:
    """Return an outlet's months as rows of a year each, twelve cells, shaded in four steps of its busiest month."""
    own = {row["month"]: row for row in months if row["outlet_id"] == outlet["outlet_id"]}
    most = max((row["article_count"] or 0 for row in own.values()), default=0) or 1
    years = [
        [_make_cell(own.get(date(year, month, 1)), most) for month in range(1, 13)]
        for year in range(min(own).year, max(own).year + 1)
    ]
    breaks = [row for row in sorted(own.values(), key=lambda row: row["month"]) if row["is_break"]]
    return Calendar(outlet["name"], outlet["articles"], min(own).year, years, _merge_neighbours(breaks))


def _make_cell(row: OutletMonth | None, most: int) -> Cell:
    if row is None:
        return Cell()
    count = row["article_count"] or 0
    return Cell(count or "–", -(-4 * count // most), row["break_kind"])


def _merge_neighbours(breaks: Sequence[OutletMonth]) -> list[tuple[str, str | None]]:
    """Return month and reason of the breaks, those of neighbouring months with the same reason as one."""
    merged: list[tuple[str, str | None]] = []
    for row in breaks:
        if not merged or merged[-1][1] != row["break_reason"]:
            merged.append((f"{row['month']:%b %Y}", row["break_reason"]))
    return merged


@dataclass(frozen=True, slots=True)
class Panel:
    """The plot of one series."""

    name: str
    caption: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a trend's table: the letters of its breaks, and a cell per series."""

    month: str
    letters: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class TrendSection:
    """One trend of a topic: panels that share their axes, the table of their values, breaks and notes.

    `undrawn` is the number of series that have no panel, `names` are the series of the table.
    """

    panels: list[Panel]
    undrawn: int
    breaks: list[str]
    notes: list[str]
    table: list[MonthRow]
    names: list[str]


def _make_section(trend: Trend, breaks: Sequence[Break]) -> TrendSection:
    drawn = trend.totals[:MAX_PANELS]
    own = {total.series: [point for point in trend.points if point.series == total.series] for total in drawn}
    every = [point for points in own.values() for point in points]
    shared = make_axes(every) if every else None
    return TrendSection(
        panels=[
            Panel(total.series, _caption(trend, total), _svg(trend, own[total.series], breaks, shared, total))
            for total in drawn
            if shared
        ],
        undrawn=len(trend.totals) - len(drawn),
        breaks=[f"{one.letter}  {one.sentence}" for one in breaks],
        notes=list(notes(trend)),
        table=_table(trend, own, breaks),
        names=list(own),
    )


def _svg(trend: Trend, points: Sequence[TrendPoint], breaks: Sequence[Break], shared: Any, total: TrendPoint) -> Markup:
    own = select_breaks(breaks, total.series)
    count = f" {len(own)} breaks, listed below." if own else ""
    name = f"{trend.title}, {total.series}: {_caption(trend, total)}, by month.{count} The table below has every month."
    return Markup(draw_panel(points, own, shared, str(escape(strip_control_characters(name)))))  # noqa: S704 - numbers of ours, and the name escaped


def _caption(trend: Trend, total: TrendPoint) -> str:
    return (
        f"{format_share(trend, total)} ({format_interval(trend, total)}): "
        f"{format_count_range(total.article_count or 0, total.most_articles)} of "
        f"{format_count_range(total.corpus_count, total.most_output)} articles"
    )


def _table(trend: Trend, own: Mapping[str, Sequence[TrendPoint]], breaks: Sequence[Break]) -> list[MonthRow]:
    known = {(series, point.period): point for series, points in own.items() for point in points}
    months = sorted({point.period for points in own.values() for point in points if point.period}, reverse=True)
    return [
        MonthRow(
            f"{month:%Y-%m}",
            " ".join(one.letter for one in breaks if one.first <= month < one.until),
            [_count_cell(trend, known.get((series, month))) for series in own],
        )
        for month in months
    ]


def _count_cell(trend: Trend, point: TrendPoint | None) -> str:
    if point is None or not point.most_output:
        return "–"
    incomplete = " (incomplete)" if point.break_kind in INCOMPLETE_KINDS else ""
    articles = format_count_range(point.article_count, point.most_articles)
    output = format_count_range(point.corpus_count, point.most_output)
    return f"{articles} of {output}, {format_share(trend, point)}{incomplete}"


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
