"""Render the report's contents as one HTML page: no script, no request, every value escaped."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.analysis.breaks import Break, select_breaks
from flows.analysis.kwic_output import is_web_url
from flows.analysis.report.charts import draw_panel, make_axes
from flows.analysis.report.contents import Contents, Row
from flows.analysis.trend_model import INCOMPLETE_KINDS, Trend, TrendPoint
from flows.analysis.trend_text import format_count_range, format_interval, format_percent, format_share, notes
from flows.safe_text import html_text, strip_control_characters

MAX_PANELS = 6  # series drawn of each topic, by party and by outlet; the page says how many more there are
_MARKS = {"hole": "hole", "unfinished": "incomplete", "begins": "begins", "step": "step", "method": "method"}


def render_page(contents: Contents, quality_pages: frozenset[str] = frozenset()) -> str:
    """Return the page; `quality_pages` are the names of the quality pages in its folder."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=html_text,
    )
    environment.filters |= {"number": _number, "percent": format_percent}
    environment.tests["web"] = is_web_url
    return environment.get_template("page.html").render(
        as_of=contents.as_of,
        rows=contents.rows,
        state=contents.rows["state"][0] | contents.rows["authors"][0] | contents.rows["captures"][0],
        calendars=[_calendar(row, contents.rows["months"]) for row in contents.rows["outlets"]],
        undrawn_outlets=contents.rows["outlet_count"][0]["outlets"] - len(contents.rows["outlets"]),
        marks=_MARKS,
        topics=[
            {"topic": topic, "trends": [_trend_section(trend, breaks) for trend, breaks in topic.trends]}
            for topic in contents.topics
        ],
        latest=contents.latest,
        quality_pages=quality_pages,
    )


def _calendar(outlet: Row, months: Sequence[Row]) -> Row:
    """Return an outlet's months as rows of a year each, twelve cells, shaded in four steps of its busiest month."""
    own = {row["month"]: row for row in months if row["outlet_id"] == outlet["outlet_id"]}
    most = max((row["article_count"] or 0 for row in own.values()), default=0) or 1
    years = [
        [_cell(own.get(date(year, month, 1)), most) for month in range(1, 13)]
        for year in range(min(own).year, max(own).year + 1)
    ]
    breaks = [row for row in sorted(own.values(), key=lambda row: row["month"]) if row["is_break"]]
    return outlet | {"first_year": min(own).year, "years": years, "breaks": _merge_neighbours(breaks)}


def _cell(row: Row | None, most: int) -> Row:
    if row is None:
        return {"text": "", "depth": 0, "kind": None}
    count = row["article_count"] or 0
    return {"text": count or "–", "depth": -(-4 * count // most), "kind": row["break_kind"]}


def _merge_neighbours(breaks: Sequence[Row]) -> list[Row]:
    """Return the breaks, those of neighbouring months with the same reason as one."""
    changed = [row for before, row in pairwise([{}, *breaks]) if before.get("break_reason") != row["break_reason"]]
    return [{"month": f"{row['month']:%b %Y}", "reason": row["break_reason"]} for row in changed]


def _trend_section(trend: Trend, breaks: Sequence[Break]) -> Row:
    """Return one trend of a topic: panels that share their axes, the table of their values, breaks and notes."""
    drawn = trend.totals[:MAX_PANELS]
    own = {total.series: [point for point in trend.points if point.series == total.series] for total in drawn}
    every = [point for points in own.values() for point in points]
    shared = make_axes(every) if every else None
    return {
        "by": trend.by,
        "panels": [
            {
                "name": total.series,
                "caption": _caption(trend, total),
                "svg": _svg(trend, own[total.series], breaks, shared, total),
            }
            for total in drawn
            if shared
        ],
        "undrawn": len(trend.totals) - len(drawn),
        "breaks": [f"{one.letter}  {one.sentence}" for one in breaks],
        "notes": list(notes(trend)),
        "table": _table(trend, own, breaks),
        "names": list(own),
    }


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


def _table(trend: Trend, own: Mapping[str, Sequence[TrendPoint]], breaks: Sequence[Break]) -> list[Row]:
    known = {(series, point.period): point for series, points in own.items() for point in points}
    months = sorted({point.period for points in own.values() for point in points if point.period}, reverse=True)
    return [
        {
            "month": f"{month:%Y-%m}",
            "letters": " ".join(one.letter for one in breaks if one.first <= month < one.until),
            "cells": [_count_cell(trend, known.get((series, month))) for series in own],
        }
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
