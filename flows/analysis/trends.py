"""How often a topic is written about, by month, party or outlet, with an honest denominator."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.analysis.intervals import Measured, per_hundred, wilson
from flows.errors import WrongUse
from warehouse.schema.ddl import quote_literal

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import duckdb

    from transforms.topics.definitions import Topic

__all__ = ["Point", "Trend", "as_object", "read_day", "together", "totals", "trends", "wilson"]

_VIEWS = {
    "month": "select title as series, view.*, null as seat_count, null as commons_count "
    "from topic_by_month as view join topics using (topic_id)",
    "party": "select coalesce(name, view.party_group) as series, view.* from topic_by_month_party as view "
    "left join parties on parties.party_id = view.party_group",
    "outlet": "select coalesce(name, outlet_id) as series, view.*, null as seat_count, null as commons_count "
    "from topic_by_month_outlet as view left join outlets using (outlet_id)",
}
_MONTHS = """
    select
        series, month, {counted}, corpus_count, share, share_low, share_high,
        break_kind, break_reason, {quoted}, {seats}
    from ({view})
    where topic_id = {topic} and month between {since} and {until}
    order by series, month"""
HOLE = "hole"
NOT_WHOLE = (HOLE, "unfinished")
"""Breaks that are true of a month itself; the others part what comes before its first day from what comes after."""


@dataclass(frozen=True, slots=True)
class Point:
    """One series' month, or all its months together (`month` is None). Shares are fractions; None without output.

    `quoted_only_count` is how many of the articles name the topic in quotation only.
    `break_kind` and `break_reason` say why the month cannot be compared with the one before, where it cannot.
    Where the trend is weighed by seats, `seat_count` are those held, averaged over the days of the month, and `rate` is
    articles for 100 of them, and what is quoted is not told.
    """

    series: str
    month: date | None
    article_count: int | None
    corpus_count: int
    share: float | None
    share_low: float | None
    share_high: float | None
    break_kind: str | None = None
    break_reason: str | None = None
    quoted_only_count: int | None = None
    seat_count: float | None = None
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """A topic's trend: `months` in order of series and month, `totals` one a series, the most written first.

    `undated_count` articles on the topic have no known month; `unattributed_count` have a month in the span but no
    party known (None unless by party). `as_of` is the start of the corpus's latest run. `compared` names the two
    series that are set beside each other, if any, and `undated_beside` is the second topic's count where they are
    topics. A month's share or rate pools `smoothed_months` months; its counts are its own. `by_seats` measures articles
    for 100 seats, not shares. `topic_version` is that of the definition counted by.
    """

    topic_id: str
    title: str
    by: str
    since: date | None
    until: date | None
    months: tuple[Point, ...]
    totals: tuple[Point, ...]
    undated_count: int
    unattributed_count: int | None
    as_of: str | None
    compared: tuple[str, str] | None = None
    undated_beside: int | None = None
    smoothed_months: int = 1
    by_seats: bool = False
    topic_version: int = 1

    def measured(self, point: Point) -> Measured:
        """Return the point's value and interval in what the trend measures."""
        if self.by_seats:
            return point.rate, point.rate_low, point.rate_high
        return point.share, point.share_low, point.share_high


def trends(
    corpus: Path,
    topic: str,
    by: str = "month",
    since: date | None = None,
    until: date | None = None,
    by_seats: bool = False,
    query: "Topic | None" = None,
) -> Trend:
    """Return the trend of a topic in the published database; the months of `since` and `until` count whole.

    With `query`, a topic that the corpus was not tagged by, its texts are searched now. `by_seats` (of parties alone)
    counts pieces by members of the Commons, and the seats their party held. Raises WrongUse for a topic, a `by` or a
    span that cannot be, BackbenchError where there is no database.
    """
    from flows.analysis.corpus import opened

    if by not in _VIEWS:
        raise WrongUse(f"There is no trend by {by!r}.", f"Ask by {', '.join(_VIEWS)}.")
    if by_seats and by != "party":
        raise WrongUse("Seats are held by parties.", "Ask --by party with --normalise seats.")
    since, until = since and since.replace(day=1), until and until.replace(day=1)
    if since and until and since > until:
        raise WrongUse(f"The span ends ({until:%Y-%m}) before it begins ({since:%Y-%m}).", "Swap --from and --to.")
    with _tagged_apart(corpus, query) if query else opened(corpus) as connection:
        return replace(_read(connection, topic, by, since, until, by_seats), by_seats=by_seats)


def _tagged_apart(corpus: Path, query: "Topic") -> "AbstractContextManager[duckdb.DuckDBPyConnection]":
    from flows.analysis.adhoc import tagged_apart  # it needs polars, which takes longer to import than most answers

    return tagged_apart(corpus, query)


def read_day(option: str, text: str | None) -> date | None:
    """Read 2022-03-15 or 2022-03 (its first day); WrongUse names the option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d\d", text) else text)
    except ValueError as error:
        raise WrongUse(f"{option} {text!r} is no day: {error}.", "Write it as 2022-03-15 or 2022-03.") from error


def as_object(trend: Trend) -> dict[str, Any]:
    """Return the trend as JSON-ready values: days as text, totals and months as lists of objects."""
    found = asdict(trend)
    for name, points in (("months", trend.months), ("totals", trend.totals)):
        found[name] = [_point(trend, point) for point in points]
    for total in found["totals"]:
        for key in ("month", "break_kind", "break_reason"):
            del total[key]
    return found | {key: found[key] and found[key].isoformat() for key in ("since", "until")}


def _point(trend: Trend, point: Point) -> dict[str, Any]:
    told = asdict(point) | {"month": point.month and point.month.isoformat()}
    left_out = ("share", "quoted") if trend.by_seats else ("seat_count", "rate")
    return {key: value for key, value in told.items() if not key.startswith(left_out)}


def _read(
    connection: "duckdb.DuckDBPyConnection",
    topic: str,
    by: str,
    since: date | None,
    until: date | None,
    by_seats: bool,
) -> Trend:
    rows = connection.execute("select topic_id, title, topic_version from topics order by topic_id").fetchall()
    known = {name: (title, version) for name, title, version in rows}
    if topic not in known:
        there = f"There are: {', '.join(known)}." if known else "The corpus has none: load something first."
        raise WrongUse(f"There is no topic {topic!r}.", there)
    # Written into the query: to bind a parameter DuckDB imports pandas, which takes longer than the answer.
    given = {"topic": quote_literal(topic), "since": _day(since or date.min), "until": _day(until or date.max)}
    columns = ("commons_count", "null", "seat_count") if by_seats else ("article_count", "quoted_only_count", "null")
    told = dict(zip(("counted", "quoted", "seats"), columns, strict=True))
    query = _MONTHS.format(view=_VIEWS[by], **told, **given)
    months = tuple(Point(*row) for row in connection.execute(query).fetchall())
    if by_seats:
        seated = {point.series for point in months if point.seat_count}
        months = tuple(_rated(point) for point in months if point.series in seated)
    return Trend(
        topic_id=topic,
        title=known[topic][0],
        topic_version=known[topic][1],
        by=by,
        since=since,
        until=until,
        months=months,
        totals=totals(months),
        undated_count=_one(connection, _UNDATED.format(**given)),
        unattributed_count=_one(connection, _UNATTRIBUTED.format(**given)) if by == "party" else None,
        as_of=_one(connection, "select strftime(max(started_at), '%Y-%m-%d %H:%M') from runs"),
    )


_UNDATED = """
    select coalesce(sum(article_count), 0)::bigint from outlet_months
    where topic_id = {topic} and month = date '0001-01-01'"""
_UNATTRIBUTED = """
    select coalesce(sum(article_count), 0)::bigint from party_months
    where topic_id = {topic} and party_group = '' and month > date '0001-01-01' and month between {since} and {until}"""


def _one(connection: "duckdb.DuckDBPyConnection", sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"


def together(series: str, months: Sequence[Point]) -> Point:
    """Return several months of a series as one point: every article is in one month, so the counts add up.

    A month without output in a hole has no say in the seats either: nobody knows what was written then.
    """
    hits, of = sum(point.article_count or 0 for point in months), sum(point.corpus_count for point in months)
    seats = sum(point.seat_count or 0 for point in months if point.corpus_count or point.break_kind != HOLE)
    told = [point.quoted_only_count for point in months if point.quoted_only_count is not None]
    whole = Point(series, None, hits if of else None, of, *wilson(hits, of), seat_count=seats or None)
    return _rated(replace(whole, quoted_only_count=sum(told) if told else None))


def _rated(point: Point) -> Point:
    if point.article_count is None:
        return point
    value, low, high = per_hundred(point.article_count, point.seat_count)
    return replace(point, rate=value, rate_low=low, rate_high=high)


def totals(months: Sequence[Point]) -> tuple[Point, ...]:
    """Return each series over all its months, the most written first."""
    return tuple(
        sorted(_totals(months), key=lambda total: (-(total.article_count or 0), -total.corpus_count, total.series))
    )


def _totals(months: Sequence[Point]) -> Iterator[Point]:
    for series in dict.fromkeys(point.series for point in months):
        yield together(series, [point for point in months if point.series == series])
