"""What stands in words around the panels of a plot: how to read it, its breaks, and what was left out."""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

from flows.analysis import palette
from flows.analysis.breaks import Break
from flows.analysis.plot_layout import WIDTH
from flows.analysis.trends import Trend, together
from flows.analysis.wording import measured_in, notes, percent

MOST_BREAKS = 12  # drawn, and told
_LINE = 122  # letters of the footer's type that the width holds


def reading(trend: Trend, span: tuple[date, date]) -> list[str]:
    """Return the lines under the heading: what is drawn, of which months."""
    lines = [f"{measured_in(trend)} with its 95 % interval, {span[0]:%B %Y} to {span[1]:%B %Y}"]
    if trend.smoothed_months > 1:
        lines.append(f"Smoothed: each point pools the {trend.smoothed_months} months around it, within breaks")
    if trend.by == "month":
        whole = together("", trend.months)
        lines.append(f"In all {whole.article_count} of {whole.corpus_count}: {percent(whole.share)}")
    return lines


def _legend(trend: Trend, undrawn: int) -> list[str]:
    lines = [
        "Bars: all pieces of the month (light) and those on the topic (dark). Grey columns: months without output.",
        "The larger a dot, the more pieces the month has.",
    ]
    if trend.by_seats:
        lines[0] = (
            "Bars: the party's pieces of the month (light), and those by its MPs on the topic (dark). Grey: none."
        )
    if undrawn:
        lines.append(f"Not drawn: {undrawn} more, which wrote less on the topic.")
    return lines


def _breaks_told(found: Sequence[Break]) -> list[str]:
    if not found:
        return []
    lines = [
        "Breaks, where the collection changed: shaded months (hollow dots) are not whole, a dashed rule parts what"
    ]
    lines[0] += " cannot be compared."
    lines += [f"{each.letter}  {each.sentence}" for each in found[:MOST_BREAKS]]
    if len(found) > MOST_BREAKS:
        lines.append(f"and {len(found) - MOST_BREAKS} more, not drawn: see --json")
    return lines


def footer(trend: Trend, found: Sequence[Break], undrawn: int) -> Any:
    """Return what stands below: the key, the breaks found in words, what was left out and how many were not drawn."""
    import altair as alt

    lines = [*_legend(trend, undrawn), *_breaks_told(found), *notes(trend)]
    wrapped = [part for line in lines for part in textwrap.wrap(line, _LINE, subsequent_indent="     ")]
    rows = [{"row": number, "said": line} for number, line in enumerate(wrapped)]
    return (
        alt.Chart(alt.InlineData(values=rows), width=WIDTH, height=15 * len(rows))
        .mark_text(align="left", baseline="top", fontSize=11, color=palette.GREY)
        .encode(x=alt.value(0), y=alt.Y("row:O", axis=None), text="said:N")
    )
