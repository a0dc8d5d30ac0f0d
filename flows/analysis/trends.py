"""Read how often a topic is written about from the published database: by month, party or outlet."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flows.analysis.periods import PERIODS, format_period, next_period, start_period
from flows.analysis.trend_model import Trend, TrendPoint, add_rate, add_share, sort_totals, total_by_series
from flows.errors import WrongUse
from warehouse.schema.ddl import quote_literal
from warehouse.store.locations import Database

if TYPE_CHECKING:
    import duckdb

    from transforms.topics.definitions import Topic

_NAMES = {
    "month": "select topic_id as group_id, title as series from topics where topic_id = {topic}",
    "outlet": "select outlet_id as group_id, name as series from outlets",
    "party": "select party_id as group_id, name as series from parties",
}
_SERIES = {"month": "corpus", "outlet": "outlet", "party": "party"}
_POINTS = """
    with
    names as ({names}),
    shares as (
        select * from topic_shares('{series}', '{every}')
        where topic_id = {topic} and period between {since} and {until}
    ),
    periods as (
        select date_trunc('{every}', month)::date as period, sum(day(last_day(month))) as days
        from (select distinct month from seats_by_month)
        where {by_seats}
        group by date_trunc('{every}', month)
    ),
    seats as (
        select party_group, periods.period, sum(seat_count * day(last_day(month))) / any_value(days) as seat_count
        from seats_by_month
        inner join periods on periods.period = date_trunc('{every}', month)
        where {by_seats}
        group by party_group, periods.period
    )
    select
        coalesce(names.series, shares.group_id) as series, shares.period, {counted}, corpus_count,
        share, share_low, share_high, break_kind, break_reason, {quoted}, {seats}, {max_counted}, max_corpus_count,
        min_share, max_share, bounded_count
    from shares
    left join names on names.group_id = if('{series}' = 'corpus', shares.topic_id, shares.group_id)
    left join seats on seats.party_group = shares.group_id and seats.period = shares.period
    order by 1, 2"""
# An article counts in the span if its interval lies in it, and may count if the interval reaches over its ends.
_TOTALS = """
    with
    names as ({names}),
    counts as (
        select *, topic_id <> '*' as is_topic, first_month >= {since} and last_month < {end} as is_certain
        from topic_counts
        where
            series = '{series}' and topic_id in ({topic}, '*') and first_month > date '0001-01-01'
            and last_month >= {since} and first_month < {end}
    )
    select
        coalesce(any_value(names.series), counts.group_id) as series,
        coalesce(sum({counted}) filter (where is_topic and is_certain), 0)::bigint,
        coalesce(sum({counted}) filter (where is_topic), 0)::bigint,
        coalesce(sum(article_count) filter (where not is_topic and is_certain), 0)::bigint,
        coalesce(sum(article_count) filter (where not is_topic), 0)::bigint,
        coalesce(sum(bounded_count) filter (where is_topic and is_certain), 0)::bigint
    from counts
    left join names on names.group_id = if('{series}' = 'corpus', {topic}, counts.group_id)
    group by counts.group_id"""
_DATING = """
    select
        coalesce(sum(article_count - bounded_count), 0)::bigint,
        coalesce(sum(bounded_count), 0)::bigint,
        coalesce(sum(bounded_count) filter (
            where date_trunc('{every}', first_month) <> date_trunc('{every}', last_month)
        ), 0)::bigint
    from topic_counts
    where
        series = 'corpus' and topic_id = {topic} and first_month > date '0001-01-01'
        and last_month >= {since} and first_month < {end}"""
_UNDATED = """
    select coalesce(sum(article_count), 0)::bigint from topic_counts
    where series = 'corpus' and topic_id = {topic} and first_month = date '0001-01-01'"""
_UNATTRIBUTED = """
    select coalesce(sum(article_count), 0)::bigint from topic_counts
    where
        series = 'party' and topic_id = {topic} and group_id = '' and first_month > date '0001-01-01'
        and first_month >= {since} and last_month < {end}"""


def read_trend(  # noqa: PLR0913, PLR0917 - the options of a trend
    corpus: Database,
    topic: str,
    by: str = "month",
    since: date | None = None,
    until: date | None = None,
    by_seats: bool = False,
    query: "Topic | None" = None,
    every: str = "month",
) -> Trend:
    """Return the trend of a topic in the published database; the periods of `since` and `until` count whole.

    `every` is the length of a period: month, quarter or year. With `query`, a topic that the corpus is not tagged by,
    the texts are searched now. `by_seats` (only by party) counts articles by members of the Commons for the seats that
    their party held. Raises WrongUse for an unknown topic, `by` or `every` or an impossible span, BackbenchError if
    there is no database.
    """
    if by not in _SERIES:
        raise WrongUse(f"There is no trend by {by!r}.", f"Ask by {', '.join(_SERIES)}.")
    if every not in PERIODS:
        raise WrongUse(f"There is no trend every {every!r}.", f"Ask every {', '.join(PERIODS)}.")
    if by_seats and by != "party":
        raise WrongUse("Seats are held by parties.", "Ask --by party with --normalise seats.")
    since, until = since and start_period(every, since), until and start_period(every, until)
    if since and until and since > until:
        ends, begins = format_period(every, until), format_period(every, since)
        raise WrongUse(f"The span ends ({ends}) before it begins ({begins}).", "Swap --from and --to.")
    with _open(corpus, query) as connection:
        trend = Trend(topic, "", by, since, until, (), (), 0, None, None, by_seats=by_seats, every=every)
        return _read(connection, trend)


def parse_day(option: str, text: str | None) -> date | None:
    """Parse 2022-03-15, or 2022-03 as its first day; WrongUse names the option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d\d", text) else text)
    except ValueError as error:
        raise WrongUse(f"{option} {text!r} is not a day: {error}.", "Write it as 2022-03-15 or 2022-03.") from error


def _open(corpus: Database, query: "Topic | None") -> "AbstractContextManager[duckdb.DuckDBPyConnection]":
    if query is None:
        from flows.analysis.corpus import open_corpus

        return open_corpus(corpus)
    from flows.analysis.adhoc import open_adhoc_corpus  # imports polars, which takes longer than most answers

    return open_adhoc_corpus(corpus, query)


def _read(connection: "duckdb.DuckDBPyConnection", trend: Trend) -> Trend:
    """Return the trend filled from the database."""
    rows = connection.execute("select topic_id, title, topic_version from topics order by topic_id").fetchall()
    known = {name: (title, version) for name, title, version in rows}
    if trend.topic_id not in known:
        advice = f"There are: {', '.join(known)}." if known else "The corpus has none: load something first."
        raise WrongUse(f"There is no topic {trend.topic_id!r}.", advice)
    values = _query_values(trend)
    points = _read_points(connection, trend, values)
    dated, bounded, straddling = connection.execute(_DATING.format(**values)).fetchall()[0]
    title, version = known[trend.topic_id]
    return replace(
        trend,
        title=title,
        topic_version=version,
        points=points,
        totals=_read_totals(connection, values, points),
        dated_count=dated,
        bounded_count=bounded,
        straddling_count=straddling,
        undated_count=_fetch_value(connection, _UNDATED.format(**values)),
        unattributed_count=_fetch_value(connection, _UNATTRIBUTED.format(**values)) if trend.by == "party" else None,
        as_of=_fetch_value(connection, "select strftime(max(started_at), '%Y-%m-%d %H:%M') from runs"),
    )


def _query_values(trend: Trend) -> dict[str, str]:
    """Return what the queries are filled in with: to bind a parameter DuckDB imports pandas, which takes longer."""
    topic, every = quote_literal(trend.topic_id), trend.every
    until = trend.until or date(9999, 1, 1)
    counted, max_counted, quoted, seats = "article_count", "max_article_count", "quoted_only_count", "null"
    if trend.by_seats:
        counted, max_counted, quoted, seats = "commons_count", "max_commons_count", "null", "seat_count"
    return {
        "topic": topic,
        "every": every,
        "series": _SERIES[trend.by],
        "names": _NAMES[trend.by].format(topic=topic),
        "since": _day(trend.since or date.min),
        "until": _day(until),
        "end": _day(next_period(every, until) if trend.until else date.max),
        "counted": counted,
        "max_counted": max_counted,
        "quoted": quoted,
        "seats": seats,
        "by_seats": str(trend.by_seats).lower(),
    }


def _read_points(
    connection: "duckdb.DuckDBPyConnection", trend: Trend, values: Mapping[str, str]
) -> tuple[TrendPoint, ...]:
    points = tuple(TrendPoint(*row) for row in connection.execute(_POINTS.format(**values)).fetchall())
    if not trend.by_seats:
        return points
    with_seats = {point.series for point in points if point.seat_count}
    return tuple(add_rate(point) for point in points if point.series in with_seats)


def _read_totals(
    connection: "duckdb.DuckDBPyConnection", values: Mapping[str, str], points: Sequence[TrendPoint]
) -> tuple[TrendPoint, ...]:
    """Return each series over the span, in which an article counts once, whatever periods it may be of."""
    counts = {series: row for series, *row in connection.execute(_TOTALS.format(**values)).fetchall()}
    totals = []
    for total in total_by_series(points):
        hits, max_hits, of, max_of, bounded = counts[total.series]
        counted = replace(
            total,
            article_count=hits if max_of else None,
            max_article_count=max_hits if max_of else None,
            corpus_count=of,
            max_corpus_count=max_of,
            bounded_count=bounded,
        )
        totals.append(add_rate(add_share(counted)))
    return sort_totals(totals)


def _fetch_value(connection: "duckdb.DuckDBPyConnection", sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"
