"""How often a topic is written about, by month, party or outlet, with an honest denominator."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import BackbenchError, WrongUse
from warehouse.ddl import literal
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    import duckdb

_VIEWS = {
    "month": "select title as series, view.* from topic_by_month as view join topics using (topic_id)",
    "party": "select coalesce(name, view.party_group) as series, view.* from topic_by_month_party as view "
    "left join parties on parties.party_id = view.party_group",
    "outlet": "select coalesce(name, outlet_id) as series, view.* from topic_by_month_outlet as view "
    "left join outlets using (outlet_id)",
}
_MONTHS = """
    select series, month, article_count, corpus_count, share, share_low, share_high from ({view})
    where topic_id = {topic} and month between {since} and {until}
    order by series, month"""
_Z = 1.959963984540054  # 97.5 % of a normal distribution, as in warehouse/views


@dataclass(frozen=True, slots=True)
class Point:
    """One series' month, or all its months together (`month` is None). Shares are fractions; None without output."""

    series: str
    month: date | None
    article_count: int
    corpus_count: int
    share: float | None
    share_low: float | None
    share_high: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A topic's trend: `months` in order of series and month, `totals` one a series, the most written first.

    `undated_count` articles on the topic have no known month; `unattributed_count` have a month in the span but no
    party known (None unless by party). `as_of` is the start of the corpus's latest run.
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


def trends(corpus: Path, topic: str, by: str = "month", since: date | None = None, until: date | None = None) -> Trend:
    """Return the trend of a topic in the published database; the months of `since` and `until` count whole.

    Raises WrongUse for a topic, a `by` or a span that cannot be, BackbenchError where there is no database.
    """
    from warehouse.database import reading

    if by not in _VIEWS:
        raise WrongUse(f"There is no trend by {by!r}.", f"Ask by {', '.join(_VIEWS)}.")
    since, until = since and since.replace(day=1), until and until.replace(day=1)
    if since and until and since > until:
        raise WrongUse(f"The span ends ({until:%Y-%m}) before it begins ({since:%Y-%m}).", "Swap --from and --to.")
    try:
        with reading(corpus) as connection:
            return _read(connection, topic, by, since, until)
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error


def read_day(option: str, text: str | None) -> date | None:
    """Read 2022-03-15 or 2022-03 (its first day); WrongUse names the option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d\d", text) else text)
    except ValueError as error:
        raise WrongUse(f"{option} {text!r} is no day: {error}.", "Write it as 2022-03-15 or 2022-03.") from error


def wilson(hits: int, of: int) -> tuple[float | None, float | None, float | None]:
    """Return share, lower and upper bound of the Wilson 95 % interval; None of nothing."""
    if not of:
        return None, None, None
    centre, reach = hits + _Z**2 / 2, _Z * (hits * (of - hits) / of + _Z**2 / 4) ** 0.5
    return hits / of, max(0.0, (centre - reach) / (of + _Z**2)), min(1.0, (centre + reach) / (of + _Z**2))


def as_object(trend: Trend) -> dict[str, Any]:
    """Return the trend as JSON-ready values: days as text, totals and months as lists of objects."""
    found = asdict(trend)
    for points in (found["months"], found["totals"]):
        for point in points:
            point["month"] = point["month"] and point["month"].isoformat()
    found["totals"] = [{key: value for key, value in total.items() if key != "month"} for total in found["totals"]]
    return found | {key: found[key] and found[key].isoformat() for key in ("since", "until")}


def _read(
    connection: "duckdb.DuckDBPyConnection", topic: str, by: str, since: date | None, until: date | None
) -> Trend:
    known = dict(connection.execute("select topic_id, title from topics order by topic_id").fetchall())
    if topic not in known:
        there = f"There are: {', '.join(known)}." if known else "The corpus has none: load something first."
        raise WrongUse(f"There is no topic {topic!r}.", there)
    # Written into the query: to bind a parameter DuckDB imports pandas, which takes longer than the answer.
    given = {"topic": literal(topic), "since": _day(since or date.min), "until": _day(until or date.max)}
    rows = connection.execute(_MONTHS.format(view=_VIEWS[by], **given)).fetchall()
    months = [Point(*row) for row in rows]
    return Trend(
        topic_id=topic,
        title=known[topic],
        by=by,
        since=since,
        until=until,
        months=tuple(months),
        totals=tuple(
            sorted(_totals(months), key=lambda total: (-total.article_count, -total.corpus_count, total.series))
        ),
        undated_count=_one(connection, _UNDATED.format(**given)),
        unattributed_count=_one(connection, _UNATTRIBUTED.format(**given)) if by == "party" else None,
        as_of=_one(connection, "select strftime(max(started_at), '%Y-%m-%d %H:%M') from runs"),
    )


_UNDATED = """
    select count(*) from article_topics join trend_articles using (article_id)
    where topic_id = {topic} and month is null"""
_UNATTRIBUTED = """
    select count(*) from article_topics join trend_articles using (article_id)
    anti join article_parties using (article_id)
    where topic_id = {topic} and month between {since} and {until}"""


def _one(connection: "duckdb.DuckDBPyConnection", sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"


def together(series: str, months: Sequence[Point]) -> Point:
    """Return several months of a series as one point: every article is in one month, so the counts add up."""
    hits, of = sum(point.article_count for point in months), sum(point.corpus_count for point in months)
    return Point(series, None, hits, of, *wilson(hits, of))


def _totals(months: list[Point]) -> Iterator[Point]:
    for series in dict.fromkeys(point.series for point in months):
        yield together(series, [point for point in months if point.series == series])
