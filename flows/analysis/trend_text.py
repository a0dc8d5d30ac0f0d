"""Write the text of a trend: heading, formatted values, and the notes that a reader needs."""

from collections.abc import Iterator, Sequence

from flows.analysis.compare import select_largest
from flows.analysis.trend_model import Trend, TrendPoint
from flows.safe_text import one_line

MAX_SERIES = 20  # named one by one; the rest are added up
MAX_POOLED_NAMES = 10


def heading(trend: Trend) -> str:
    """Return one line that describes the trend: its topic and grouping, or the two compared series."""
    if not trend.compared:
        return f"{trend.title}, by {trend.every if trend.by == 'month' else trend.by}"
    return trend.title if trend.by == "topic" else f"{trend.title}: {' and '.join(trend.compared)}"


def measure_name(trend: Trend) -> str:
    """Return the name of the trend's measure."""
    return "Articles by MPs for 100 seats that the party held" if trend.by_seats else "Share of all articles"


def notes(trend: Trend) -> Iterator[str]:
    """Yield what a reader must know to read the numbers, one sentence each."""
    yield "Left out: partner content, and repeats of another article's text."
    if quoted := [total for total in trend.totals if total.quoted_only_count]:
        yield f"Named in quotation only, in marks or block quotes: {_quoted_counts(trend, quoted)}."
    if trend.bounded_count:
        yield from _interval_notes(trend)
    if trend.undated_count or trend.compared_undated_count:
        yield f"Not counted: {_undated_counts(trend)} that may be of any {trend.every}."
    if trend.unattributed_count:
        yield f"Not counted: {count_articles(trend.unattributed_count)} on the topic whose authors' party is not known."
    if trend.by == "party":
        yield "The party is the one held on the day; an article by authors of two parties counts for both."
    if trend.by_seats:
        yield f"Only articles by members of the Commons. Seats are averaged over the days of each {trend.every}."
    if trend.smoothed_months > 1:
        yield smoothing_note(trend)
    if trend.as_of:
        kind = "for Poisson counts (Byar)" if trend.by_seats else "Wilson"
        yield f"Corpus as of {trend.as_of} UTC. Intervals: {kind}, 95 %."


def describe_pooled(trend: Trend) -> list[str]:
    """Return the sentence that names the series that a plot adds up in one panel, if there are any."""
    pooled = trend.totals[len(select_largest(trend)) :]
    if not pooled:
        return []
    names = ", ".join(one_line(total.series) for total in pooled[:MAX_POOLED_NAMES])
    more = len(pooled) - MAX_POOLED_NAMES
    series = {"party": "parties", "outlet": "outlets"}.get(trend.by, "series")
    return [
        f"Added up as others: {len(pooled)} of {len(trend.totals)} {series}, those with the fewest articles on the "
        f"topic: {names}{f' and {more} more' if more > 0 else ''}. Their bars have an axis of their own; "
        "--csv lists each."
    ]


def smoothing_note(trend: Trend) -> str:
    """Return how the values are averaged."""
    halves = "; the first and the last count half" if trend.smoothed_months % 2 == 0 else ""
    months = trend.smoothed_months + (trend.smoothed_months % 2 == 0)
    return f"Smoothed: each value is the average over {months} {trend.every}s around its own{halves}, within breaks."


def format_percent(share: float | None) -> str:
    """Return a share as a percentage, with one decimal below 10 %; a dash for None."""
    return "–" if share is None else f"{share:.0%}" if share >= 0.0995 or share == 0 else f"{share:.1%}"


def format_number(trend: Trend, number: float | None) -> str:
    """Return a share or a rate as the trend measures it; a dash for None."""
    if not trend.by_seats:
        return format_percent(number)
    return "–" if number is None else f"{number:.2g}" if number < 10 else f"{number:.0f}"


def format_interval(trend: Trend, point: TrendPoint) -> str:
    """Return the 95 % interval of a point."""
    _, low, high = trend.measure(point)
    return "" if low is None or high is None else f"{format_number(trend, low)} – {format_number(trend, high)}"


def format_count_range(least: int | None, most: int) -> str:
    """Return the number of articles, as a range if some may be of the period or of another: 3–5."""
    if least is None:
        return "–"
    return str(least) if most <= least else f"{least}–{most}"


def format_share(trend: Trend, point: TrendPoint) -> str:
    """Return the point's value, as a range if some articles may be of the period or of another: 20%–33%."""
    low, high = trend.find_range(point)
    if not point.has_range or low is None or high is None:
        return format_number(trend, trend.measure(point)[0])
    least, most = format_number(trend, low), format_number(trend, high)
    return least if least == most else f"{least}–{most}"


def format_value(trend: Trend, point: TrendPoint) -> str:
    """Return the point's value with the counts that it rests on."""
    articles = format_count_range(point.article_count or 0, point.most_articles)
    if trend.by_seats:
        return f"{format_share(trend, point)}  ({articles} by MPs)"
    return f"{format_share(trend, point)}  ({articles} of {format_count_range(point.corpus_count, point.most_output)})"


def count_articles(count: int) -> str:
    """Return the count with its noun."""
    return "1 article" if count == 1 else f"{count} articles"


def _interval_notes(trend: Trend) -> Iterator[str]:
    """Yield how many articles have a date, and how those that are known by an interval are counted."""
    dated, bounded = count_articles(trend.dated_count), count_articles(trend.bounded_count)
    yield f"On the topic: {dated} with a date, {bounded} known by an interval between two days."
    if trend.straddling_count:
        yield (
            f"Of the latter, {trend.straddling_count} may be of several {trend.every}s: 3–5 articles are 3 certain and "
            "2 possible; the share is the range over all placements, its interval that of the ends."
        )


def _quoted_counts(trend: Trend, quoted: Sequence[TrendPoint]) -> str:
    """Return the counts of what is in quotation only, by series if there are several."""
    if len(trend.totals) == 1:
        return f"{quoted[0].quoted_only_count} of {count_articles(quoted[0].article_count or 0)}"
    counts = [f"{total.series} {total.quoted_only_count} of {total.article_count}" for total in quoted[:MAX_SERIES]]
    more = len(quoted) - MAX_SERIES
    return ", ".join([*counts, *([f"and of {more} others"] if more > 0 else [])])


def _undated_counts(trend: Trend) -> str:
    if trend.compared_undated_count is None or not trend.compared:
        return f"{count_articles(trend.undated_count)} on the topic"
    return " and ".join(
        f"{count_articles(count)} on {name}"
        for name, count in zip(trend.compared, (trend.undated_count, trend.compared_undated_count), strict=True)
    )
