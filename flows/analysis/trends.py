"""Read how often a topic is written about from the published database: by month, party or outlet."""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.analysis.trend_model import Trend, TrendPoint, add_rate, total_by_series
from flows.errors import WrongUse
from warehouse.schema.ddl import quote_literal

if TYPE_CHECKING:
    import duckdb

    from transforms.topics.definitions import Topic

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
_UNDATED = """
    select coalesce(sum(article_count), 0)::bigint from outlet_months
    where topic_id = {topic} and month = date '0001-01-01'"""
_UNATTRIBUTED = """
    select coalesce(sum(article_count), 0)::bigint from party_months
    where topic_id = {topic} and party_group = '' and month > date '0001-01-01' and month between {since} and {until}"""


def read_trend(
    corpus: Path,
    topic: str,
    by: str = "month",
    since: date | None = None,
    until: date | None = None,
    by_seats: bool = False,
    query: "Topic | None" = None,
) -> Trend:
    """Return the trend of a topic in the published database; the months of `since` and `until` count whole.

    With `query`, a topic that the corpus is not tagged by, the texts are searched now. `by_seats` (only by party)
    counts articles by members of the Commons for the seats that their party held. Raises WrongUse for an unknown topic,
    an unknown `by` or an impossible span, BackbenchError if there is no database.
    """
    if by not in _VIEWS:
        raise WrongUse(f"There is no trend by {by!r}.", f"Ask by {', '.join(_VIEWS)}.")
    if by_seats and by != "party":
        raise WrongUse("Seats are held by parties.", "Ask --by party with --normalise seats.")
    since, until = since and since.replace(day=1), until and until.replace(day=1)
    if since and until and since > until:
        raise WrongUse(f"The span ends ({until:%Y-%m}) before it begins ({since:%Y-%m}).", "Swap --from and --to.")
    with _open(corpus, query) as connection:
        return replace(_read(connection, topic, by, since, until, by_seats), by_seats=by_seats)


def parse_day(option: str, text: str | None) -> date | None:
    """Parse 2022-03-15, or 2022-03 as its first day; WrongUse names the option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d\d", text) else text)
    except ValueError as error:
        raise WrongUse(f"{option} {text!r} is no day: {error}.", "Write it as 2022-03-15 or 2022-03.") from error


def _open(corpus: Path, query: "Topic | None") -> "AbstractContextManager[duckdb.DuckDBPyConnection]":
    if query is None:
        from flows.analysis.corpus import open_corpus

        return open_corpus(corpus)
    from flows.analysis.adhoc import open_adhoc_corpus  # imports polars, which takes longer than most answers

    return open_adhoc_corpus(corpus, query)


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
        advice = f"There are: {', '.join(known)}." if known else "The corpus has none: load something first."
        raise WrongUse(f"There is no topic {topic!r}.", advice)
    # Written into the query: to bind a parameter DuckDB imports pandas, which takes longer than the answer.
    values = {"topic": quote_literal(topic), "since": _day(since or date.min), "until": _day(until or date.max)}
    months = _read_months(connection, by, by_seats, values)
    return Trend(
        topic_id=topic,
        title=known[topic][0],
        topic_version=known[topic][1],
        by=by,
        since=since,
        until=until,
        months=months,
        totals=total_by_series(months),
        undated_count=_one(connection, _UNDATED.format(**values)),
        unattributed_count=_one(connection, _UNATTRIBUTED.format(**values)) if by == "party" else None,
        as_of=_one(connection, "select strftime(max(started_at), '%Y-%m-%d %H:%M') from runs"),
    )


def _read_months(
    connection: "duckdb.DuckDBPyConnection", by: str, by_seats: bool, values: Mapping[str, str]
) -> tuple[TrendPoint, ...]:
    columns = ("commons_count", "null", "seat_count") if by_seats else ("article_count", "quoted_only_count", "null")
    names = dict(zip(("counted", "quoted", "seats"), columns, strict=True))
    query = _MONTHS.format(view=_VIEWS[by], **names, **values)
    months = tuple(TrendPoint(*row) for row in connection.execute(query).fetchall())
    if not by_seats:
        return months
    with_seats = {point.series for point in months if point.seat_count}
    return tuple(add_rate(point) for point in months if point.series in with_seats)


def _one(connection: "duckdb.DuckDBPyConnection", sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"
