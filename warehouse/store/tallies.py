"""Fill the tallies, the small tables that trends read, and remember which of them are up to date.

A tally is counted from the whole corpus when it is stale: never counted, counted by another query, or marked.
Otherwise the sums over articles follow the articles that change (`tally_updates`), and two tallies are updated by each
run: the answers of a day (`outlet_days`) and of a nightly run (`nightly_answers`).
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.schema.contract import Table
from warehouse.schema.ddl import quote_literal
from warehouse.schema.tables import (
    COVERAGE_BY_MONTH,
    NIGHTLY_ANSWERS,
    OUTLET_DAYS,
    TALLIES,
)

TALLY_QUERIES = Path(__file__).parent / "tally_queries"


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
