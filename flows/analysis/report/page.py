"""The report's contents as one HTML page: no script, no request, every value escaped."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.analysis.breaks import Break, select_breaks
from flows.analysis.kwic_output import is_web_url
from flows.analysis.report.charts import axes, panel
from flows.analysis.report.contents import Contents, Row
from flows.analysis.trends import INCOMPLETE_KINDS, TrendPoint, Trend
from flows.analysis.trend_text import interval, notes, percent

PANELS = 6  # series drawn of each topic, by party and by outlet; the rest is told
_MARKS = {"hole": "hole", "unfinished": "not whole", "begins": "begins", "step": "step", "method": "method"}


def render(contents: Contents, beside: frozenset[str] = frozenset()) -> str:
    """Return the page; `beside` are the names of quality pages that lie in its folder."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"number": _number, "percent": percent}
    environment.tests["web"] = is_web_url
    return environment.get_template("page.html").render(
        as_of=contents.as_of,
        rows=contents.rows,
        state=contents.rows["state"][0] | contents.rows["authors"][0] | contents.rows["captures"][0],
        calendars=[_calendar(row, contents.rows["months"]) for row in contents.rows["outlets"]],
        undrawn_outlets=contents.rows["outlet_count"][0]["outlets"] - len(contents.rows["outlets"]),
        marks=_MARKS,
        topics=[
            {"topic": topic, "shown": [_shown(trend, found) for trend, found in topic.shown]}
            for topic in contents.topics
        ],
        latest=contents.latest,
        beside=beside,
    )


def _calendar(outlet: Row, months: Sequence[Row]) -> Row:
    """Return an outlet's months as rows of a year each, twelve cells, shaded in four steps of its busiest month."""
    own = {row["month"]: row for row in months if row["outlet_id"] == outlet["outlet_id"]}
    most = max((row["article_count"] or 0 for row in own.values()), default=0) or 1
    years = [
        [_cell(own.get(date(year, month, 1)), most) for month in range(1, 13)]
        for year in range(min(own).year, max(own).year + 1)
    ]
    told = [row for row in sorted(own.values(), key=lambda row: row["month"]) if row["is_break"]]
    return outlet | {"first_year": min(own).year, "years": years, "breaks": _merged(told)}


def _cell(row: Row | None, most: int) -> Row:
    if row is None:
        return {"text": "", "depth": 0, "kind": None}
    count = row["article_count"] or 0
    return {"text": count or "–", "depth": -(-4 * count // most), "kind": row["break_kind"]}


def _merged(told: Sequence[Row]) -> list[Row]:
    """Return breaks with those of neighbouring months that have one reason taken together."""
    changed = [row for before, row in pairwise([{}, *told]) if before.get("break_reason") != row["break_reason"]]
    return [{"month": f"{row['month']:%b %Y}", "reason": row["break_reason"]} for row in changed]


def _shown(trend: Trend, found: Sequence[Break]) -> Row:
    """Return one way of showing a topic: panels that share their axes, the table behind them, breaks and notes."""
    drawn = trend.totals[:PANELS]
    own = {total.series: [point for point in trend.months if point.series == total.series] for total in drawn}
    every = [point for points in own.values() for point in points]
    shared = axes(every) if every else None
    return {
        "by": trend.by,
        "panels": [
            {
                "name": total.series,
                "said": _said(trend, total),
                "svg": _svg(trend, own[total.series], found, shared, total),
            }
            for total in drawn
            if shared
        ],
        "undrawn": len(trend.totals) - len(drawn),
        "breaks": [f"{each.letter}  {each.sentence}" for each in found],
        "notes": list(notes(trend)),
        "table": _table(own, found),
        "names": list(own),
    }


def _svg(trend: Trend, points: Sequence[TrendPoint], found: Sequence[Break], shared: Any, total: TrendPoint) -> Markup:
    told = select_breaks(found, total.series)
    broken = f" {len(told)} breaks, told below." if told else ""
    name = f"{trend.title}, {total.series}: {_said(trend, total)}, by month.{broken} The table below has every month."
    return Markup(panel(points, told, shared, str(escape(name))))  # noqa: S704 - numbers of ours, and the name escaped


def _said(trend: Trend, total: TrendPoint) -> str:
    return (
        f"{percent(total.share)} ({interval(trend, total)}): {total.article_count or 0} of {total.corpus_count} pieces"
    )


def _table(own: Mapping[str, Sequence[TrendPoint]], found: Sequence[Break]) -> list[Row]:
    known = {(series, point.month): point for series, points in own.items() for point in points}
    months = sorted({point.month for points in own.values() for point in points if point.month}, reverse=True)
    return [
        {
            "month": f"{month:%Y-%m}",
            "letters": " ".join(each.letter for each in found if each.first <= month < each.until),
            "cells": [_counted(known.get((series, month))) for series in own],
        }
        for month in months
    ]


def _counted(point: TrendPoint | None) -> str:
    if point is None or point.share is None:
        return "–"
    not_whole = " (not whole)" if point.break_kind in INCOMPLETE_KINDS else ""
    return f"{point.article_count} of {point.corpus_count}, {percent(point.share)}{not_whole}"


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
