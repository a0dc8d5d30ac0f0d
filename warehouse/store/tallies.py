"""Fill the tallies, the small tables that trends read, and remember which of them are up to date.

A tally is counted from the whole corpus. A change of the corpus marks the tallies that depend on it as stale (a change
of candidates shows in a digest), and the next publication recounts these. Two tallies are updated by each run instead,
so that a night without new data recounts nothing: the answers of a day (`outlet_days`) and of a nightly run
(`nightly_answers`).
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.schema.contract import Table
from warehouse.schema.tables import (
    COVERAGE_BY_MONTH,
    COVERAGE_DAYS,
    NIGHTLY_ANSWERS,
    OUTLET_DAYS,
    ROUTE_MONTHS,
    TALLIES,
    WORD_POSTINGS,
)
from warehouse.store.transactions import open_transaction

TALLY_QUERIES = Path(__file__).parent / "tally_queries"
OF_ARTICLES = (*(table for table in TALLIES if table is not NIGHTLY_ANSWERS), WORD_POSTINGS)
"""The tallies that depend on articles, captures or quarantine, and the word index (see `word_index`)."""
_OF_CANDIDATES = (COVERAGE_DAYS, ROUTE_MONTHS)
_CANDIDATES = """
    SELECT (
        SELECT bit_xor(hash(
            article_id, outlet_id, listed_on, published_not_before, published_not_after,
            CASE WHEN state IN ('failed', 'gone', 'disallowed') THEN 'failed' WHEN state = 'captured' THEN state END
        )) FROM candidates
    ), (SELECT bit_xor(hash(article_id, route)) FROM sightings)"""
"""What the tallies of candidates read of them. Every night asks for some candidates and puts them back as they were."""


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
    candidates = _digest_candidates(connection)
    return tuple(table for table in TALLIES if stored.get(table.name) != _digest(table, candidates))


def refresh_tallies(connection: duckdb.DuckDBPyConnection) -> None:
    """Recount the stale tallies in one transaction."""
    stale = list_stale(connection)
    if not stale:
        return
    with open_transaction(connection):
        fill_tallies(connection, stale)
        mark_stale(connection, stale)
        candidates = _digest_candidates(connection)
        rows = [[table.name, _digest(table, candidates)] for table in stale]
        connection.executemany("INSERT INTO current_tallies VALUES (?, ?)", rows)


def add_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Add a run's outcomes to the tallies of answers, within the caller's transaction."""
    connection.execute("CREATE OR REPLACE TEMP TABLE tallied_runs AS SELECT ? AS run_id", [run_id])
    connection.execute("DELETE FROM nightly_answers WHERE run_id = ?", [run_id])
    connection.execute(_query(NIGHTLY_ANSWERS.name))
    connection.execute(_query("day_answers"))
    mark_stale(connection, [COVERAGE_BY_MONTH])  # it reads outlet_days, and counting it is as quick


def _query(name: str) -> str:
    return (TALLY_QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _digest_candidates(connection: duckdb.DuckDBPyConnection) -> str:
    """Return a digest of candidates and sightings; it takes 0.1 s at a million, counting the tallies 3 s."""
    return str(connection.execute(_CANDIDATES).fetchone())


def _digest(table: Table, candidates: str) -> str:
    queries = [table.name, *(["day_answers"] if table is OUTLET_DAYS else [])]
    inputs = candidates if table in _OF_CANDIDATES else ""
    return hashlib.sha256("".join([*map(_query, queries), inputs]).encode()).hexdigest()
