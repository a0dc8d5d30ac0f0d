"""Fill the tallies, the small tables that trends read, and keep them up to date as articles change.

A tally is counted from the whole corpus when it is stale: never counted, counted by another query, or marked. Two
tallies are updated by each run: the answers of a day (`outlet_days`) and of a nightly run (`nightly_answers`).

The others are sums over articles, and what an article adds follows from its own rows alone. So an article is
subtracted before its rows change and noted in `uncounted_articles`; the next publication adds what it says by then.
The same queries count some articles as the whole corpus: in a database in memory that has only the rows of these
articles (docs/decisions/0073-usual-night.md).
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb
import polars as pl

from warehouse.schema.contract import Table
from warehouse.schema.ddl import quote_literal, render_create_table
from warehouse.schema.tables import (
    ARTICLE_AUTHORS,
    ARTICLE_PARTIES,
    ARTICLE_TOPICS,
    ARTICLES,
    CANDIDATES,
    CAPTURES,
    COVERAGE_BY_MONTH,
    COVERAGE_DAYS,
    NIGHTLY_ANSWERS,
    OUTLET_DAYS,
    OUTLET_MONTHS,
    PARTY_MONTHS,
    QUARANTINE,
    ROUTE_MONTHS,
    RUN_FATES,
    RUNS,
    SIGHTINGS,
    TALLIES,
    UNCOUNTED_ARTICLES,
    WORD_POSTINGS,
)
from warehouse.schema.views import VIEWS, read_view
from warehouse.store.frames import copy_frame, offer_frame, read_frame
from warehouse.store.transactions import open_transaction

TALLY_QUERIES = Path(__file__).parent / "tally_queries"
SUMMED = (OUTLET_DAYS, OUTLET_MONTHS, ARTICLE_PARTIES, PARTY_MONTHS, COVERAGE_DAYS, ROUTE_MONTHS)
"""The tallies that are sums over articles, in the order of TALLIES."""
MAX_UNCOUNTED = 50_000
"""Of more changed articles, counting the whole corpus once takes no longer."""
_INPUTS = (
    (
        ARTICLES,
        "outlet_id, genre, duplicate_of, published_on, date_precision, published_not_before, published_not_after, "
        "first_captured_at",
    ),
    (ARTICLE_TOPICS, "topic_id, mention_count, quoted_count"),
    (ARTICLE_AUTHORS, "party_id, party_name, party_group, chamber"),
    (CAPTURES, "outlet_id, captured_at"),
    (QUARANTINE, "outlet_id, released_by"),
    (CANDIDATES, "outlet_id, state, listed_on, published_not_before, published_not_after"),
    (SIGHTINGS, "route"),
)
"""The tables that the queries of these tallies read, with the columns besides article_id."""


def fill_tallies(connection: duckdb.DuckDBPyConnection, tallies: Iterable[Table] = TALLIES) -> None:
    """Count these tallies from the whole corpus. The caller begins and commits."""
    connection.execute("CREATE OR REPLACE TEMP TABLE tallied_runs AS SELECT run_id FROM runs")
    for table in tallies:
        connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of the contract
        connection.execute(_query(table.name))


def mark_stale(connection: duckdb.DuckDBPyConnection, tallies: Iterable[Table]) -> None:
    """Mark these tallies to be recounted at the next publication."""
    names = ", ".join(f"'{table.name}'" for table in tallies)
    connection.execute(f"DELETE FROM current_tallies WHERE tally IN ({names})")  # noqa: S608 - names of the contract


def list_stale(connection: duckdb.DuckDBPyConnection) -> tuple[Table, ...]:
    """Return the tallies that must be recounted: marked as stale, never counted, or counted by another query."""
    stored = dict(connection.execute("SELECT tally, query_sha256 FROM current_tallies").fetchall())
    return tuple(table for table in TALLIES if stored.get(table.name) != _digest(table))


def mark_current(connection: duckdb.DuckDBPyConnection, tallies: Iterable[Table]) -> None:
    """Mark these tallies as counted from all articles but those in `uncounted_articles`."""
    rows = [f"('{table.name}', '{_digest(table)}')" for table in tallies]
    mark_stale(connection, tallies)
    connection.execute(f"INSERT INTO current_tallies VALUES {', '.join(rows)}")  # noqa: S608 - names of the contract


def add_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Add a run's outcomes to the tallies of answers, within the caller's transaction."""
    run = quote_literal(run_id)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE tallied_runs AS SELECT {run} AS run_id")
    connection.execute(f"DELETE FROM nightly_answers WHERE run_id = {run}")  # noqa: S608 - quoted
    connection.execute(_query(NIGHTLY_ANSWERS.name))
    connection.execute(_query("day_answers"))
    mark_stale(connection, [COVERAGE_BY_MONTH])  # it reads outlet_days, and counting it is as quick


def _query(name: str) -> str:
    return (TALLY_QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _digest(table: Table) -> str:
    queries = [table.name, *(["day_answers"] if table is OUTLET_DAYS else [])]
    return hashlib.sha256("".join(map(_query, queries)).encode()).hexdigest()


def uncount_articles(connection: duckdb.DuckDBPyConnection, articles: str) -> None:
    """Subtract articles from the tallies, within the caller's transaction and before any of their rows changes.

    `articles` is a query for their article_id. Call it before you change, add or remove a row of an article in the
    tables above, also in `candidates` and `quarantine`. The next publication counts these articles again.
    """
    now = "uncounted_now"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {now} AS"  # noqa: S608 - names of ours
        f" SELECT DISTINCT article_id FROM ({articles}) ANTI JOIN uncounted_articles USING (article_id)"
    )
    (new,) = connection.execute(f"SELECT count(*) FROM {now}").fetchone() or (0,)  # noqa: S608
    current = {name for (name,) in connection.execute("SELECT tally FROM current_tallies").fetchall()}
    if not new or current.isdisjoint(table.name for table in (*SUMMED, WORD_POSTINGS)):
        return
    stale = list_stale(connection)
    summed = [table for table in SUMMED if table not in stale]
    (before,) = connection.execute("SELECT count(*) FROM uncounted_articles").fetchone() or (0,)
    if new + before > MAX_UNCOUNTED:
        mark_stale(connection, [*SUMMED, WORD_POSTINGS])
        connection.execute(f"DELETE FROM {UNCOUNTED_ARTICLES.name}")  # noqa: S608
    else:
        _add(connection, summed, now, -1)
        connection.execute(f"INSERT INTO {UNCOUNTED_ARTICLES.name} FROM {now}")
    mark_stale(connection, [COVERAGE_BY_MONTH])  # it is counted from other tallies


def refresh_tallies(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring all tallies up to date in one transaction: add the changed articles, and recount those that are stale."""
    stale = list_stale(connection)
    if not stale:  # uncounting an article makes one stale
        return
    with open_transaction(connection):
        _add(connection, [table for table in SUMMED if table not in stale], UNCOUNTED_ARTICLES.name, 1)
        connection.execute(f"DELETE FROM {UNCOUNTED_ARTICLES.name}")  # noqa: S608
        fill_tallies(connection, stale)
        mark_current(connection, stale)


def _add(connection: duckdb.DuckDBPyConnection, summed: list[Table], articles: str, sign: int) -> None:
    """Add to the tallies what the articles of a table say, or subtract it (`sign` -1)."""
    counted = _count(connection, articles) if summed else {}
    for table in summed:
        if counted and not counted[table.name].is_empty():
            copy_frame(connection, "delta", counted[table.name])
            _replace_parties(connection, sign) if table is ARTICLE_PARTIES else _sum(connection, table, sign)


def _replace_parties(connection: duckdb.DuckDBPyConnection, sign: int) -> None:
    connection.execute("DELETE FROM article_parties USING delta WHERE article_parties.article_id = delta.article_id")
    if sign > 0:
        connection.execute("INSERT INTO article_parties BY NAME FROM delta ORDER BY article_id, party_group")


def _sum(connection: duckdb.DuckDBPyConnection, table: Table, sign: int) -> None:
    name, keys = table.name, ", ".join(table.key)
    counts = [column for column in table.names if column not in table.key]
    sums = ", ".join(f"sum({column})::BIGINT AS {column}" for column in counts)
    signed = ", ".join(f"{sign} * {column}" for column in counts)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE summed AS SELECT {keys}, {sums} FROM ("  # noqa: S608 - names of the contract
        f" SELECT {keys}, {', '.join(counts)} FROM {name} SEMI JOIN delta USING ({keys})"
        f" UNION ALL SELECT {keys}, {signed} FROM delta"
        f") GROUP BY {keys} HAVING greatest({', '.join(f'sum({column})' for column in counts)}) > 0"
    )
    matches = " AND ".join(f"{name}.{key} = delta.{key}" for key in table.key)
    connection.execute(f"DELETE FROM {name} USING delta WHERE {matches}")  # noqa: S608
    connection.execute(f"INSERT INTO {name} BY NAME FROM summed ORDER BY {keys}")


def _count(connection: duckdb.DuckDBPyConnection, articles: str) -> dict[str, pl.DataFrame]:
    """Return the rows that the tallies would have if the corpus had only these articles; nothing if it has none."""
    frames = {
        table.name: read_frame(
            connection,
            f"SELECT article_id, {columns} FROM {table.name} SEMI JOIN {articles} USING (article_id)",  # noqa: S608
        )
        for table, columns in _INPUTS
    }
    if all(frame.is_empty() for frame in frames.values()):
        return {}
    with duckdb.connect() as scratch:
        for name, rows in frames.items():
            with offer_frame(scratch, rows):
                scratch.execute(f"CREATE TABLE {name} AS FROM incoming")
        for table in (RUNS, RUN_FATES, *SUMMED):
            scratch.execute(render_create_table(table))
        scratch.execute(read_view(VIEWS / "trend_articles.sql").statement)
        fill_tallies(scratch, SUMMED)
        return {table.name: read_frame(scratch, f"FROM {table.name}") for table in SUMMED}
