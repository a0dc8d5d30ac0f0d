"""A trend in words: what it is of, what its values are, and what a reader must know."""

from collections.abc import Iterator

from flows.analysis.trends import Point, Trend

MOST_SERIES = 20  # by name; the rest are summed


def heading(trend: Trend) -> str:
    """Return what the trend is of, in a line."""
    if not trend.compared:
        return f"{trend.title}, by {trend.by}"
    return trend.title if trend.by == "topic" else f"{trend.title}: {' and '.join(trend.compared)}"


def measured_in(trend: Trend) -> str:
    """Return what a value of the trend is."""
    return "Pieces by MPs for 100 seats that the party held" if trend.by_seats else "Share of all pieces"


def notes(trend: Trend) -> Iterator[str]:
    """Yield what a reader must know to read the numbers, a sentence each."""
    yield "Left out: partner content, and repeats of another piece's text."
    if quoted := [total for total in trend.totals if total.quoted_only_count]:
        yield f"Named in quotation only, in marks or block quotes: {_in_quotation(trend, quoted)}."
    if trend.undated_count or trend.undated_beside:
        yield f"Not counted: {_undated(trend)} whose month is not known."
    if trend.unattributed_count:
        yield f"Not counted: {_pieces(trend.unattributed_count)} on the topic whose authors' party is not known."
    if trend.by == "party":
        yield "Party is the one held on the day; a piece by authors of two parties counts for both."
    if trend.by_seats:
        yield "Only pieces by members of the Commons. Seats: those held, averaged over the days of each month."
    if trend.smoothed_months > 1:
        yield f"Smoothed: each share or rate pools the {trend.smoothed_months} months around it, within breaks."
    if trend.as_of:
        kind = "for Poisson counts (Byar)" if trend.by_seats else "Wilson"
        yield f"Corpus as of {trend.as_of} UTC. Intervals: {kind}, 95 %."


def _in_quotation(trend: Trend, quoted: list[Point]) -> str:
    """Return the counts of what is in quotation only, by series where there are several."""
    if len(trend.totals) == 1:
        return f"{quoted[0].quoted_only_count} of {_pieces(quoted[0].article_count or 0)}"
    told = [f"{total.series} {total.quoted_only_count} of {total.article_count}" for total in quoted[:MOST_SERIES]]
    more = len(quoted) - MOST_SERIES
    return ", ".join([*told, *([f"and of {more} others"] if more > 0 else [])])


def _undated(trend: Trend) -> str:
    if trend.undated_beside is None or not trend.compared:
        return f"{_pieces(trend.undated_count)} on the topic"
    return " and ".join(
        f"{_pieces(count)} on {name}"
        for name, count in zip(trend.compared, (trend.undated_count, trend.undated_beside), strict=True)
    )


def percent(share: float | None) -> str:
    """Return a share as a percentage with the digits it deserves; a dash where there is none."""
    return "–" if share is None else f"{share:.0%}" if share >= 0.0995 or share == 0 else f"{share:.1%}"


def value(trend: Trend, number: float | None) -> str:
    """Return a value in what the trend measures; a dash where there is none."""
    if not trend.by_seats:
        return percent(number)
    return "–" if number is None else f"{number:.2g}" if number < 10 else f"{number:.0f}"


def interval(trend: Trend, point: Point) -> str:
    """Return the 95 % interval of a point."""
    found, low, high = trend.measured(point)
    return "" if found is None else f"{value(trend, low)} – {value(trend, high)}"


def said(trend: Trend, point: Point) -> str:
    """Return the point's value with the counts it rests on."""
    number = value(trend, trend.measured(point)[0])
    if trend.by_seats:
        return f"{number}  ({point.article_count or 0} by MPs)"
    return f"{number}  ({point.article_count or 0} of {point.corpus_count})"


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"
