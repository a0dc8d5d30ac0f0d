"""Change the table of candidates: the listed addresses, the run that claims each, and its outcome.

A run gets candidates by `select_candidates` and `claim`, and returns them by `resolve`; for a killed run, `release`
does that. The caller has the writer's database open.
"""

from collections.abc import Sequence
from datetime import datetime

import duckdb
import polars as pl

from warehouse.schema import tables
from warehouse.schema.ddl import quote_literal
from warehouse.schema.rows import SightingRow
from warehouse.store.frames import Value, bind_values, copy_frame, copy_ids
from warehouse.store.tallies import uncount_articles
from warehouse.store.transactions import check_keys, insert_rows, read_rows

RESOLUTION_SCHEMA = {
    "article_id": pl.String(),
    "state": pl.String(),
    "reason": pl.String(),
    "settled_at": pl.Datetime("us"),
    "run_id": pl.String(),
}
Validators = dict[str, dict[str, tuple[str | None, str | None]]]
"""ETag and Last-Modified of listings, by outlet and address."""
MAX_NOT_FOUND = 3  # answers 404 or 410 in a row: one may be an error, and two the same error a day later
_PLACE = "CASE WHEN {0} IN ('failed', 'gone', 'disallowed') THEN 'failed' WHEN {0} = 'captured' THEN {0} ELSE 'due' END"
"""What tallies read of a state; of an article in the corpus they read none."""
_COUNTED = "article_id, outlet_id, listed_on, published_not_before, published_not_after"
_NEWS = f"""
    SELECT article_id FROM new_sightings ANTI JOIN stored_sightings USING (article_id, route)
    UNION
    SELECT article_id FROM (SELECT {_COUNTED} FROM new_candidates EXCEPT SELECT {_COUNTED} FROM stored_candidates)
    """  # noqa: S608 - names of ours
"""What new sightings and candidates say that tallies did not know: mostly, an address was only seen again."""
UPDATED_COLUMNS = (
    *("article_id", "outlet_id", "url", "route", "hint"),
    *("listed_on", "published_not_before", "published_not_after", "first_seen_at", "last_seen_at"),
)


def read_sightings(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> list[SightingRow]:
    """Return the rows of `sightings` of these articles."""
    copy_ids(connection, "asked_for", article_ids)
    return read_rows(connection.execute("FROM sightings SEMI JOIN asked_for USING (article_id)"), SightingRow)


def upsert(connection: duckdb.DuckDBPyConnection, sightings: pl.DataFrame, candidates: pl.DataFrame) -> None:
    """Insert or update sightings and their candidates.

    The outcome of a known candidate is kept; a new one is `waiting`. Call it within a transaction.
    """
    _stage(connection, "sightings", sightings)
    _stage(connection, "candidates", candidates)
    _find_stored(connection)
    uncount_articles(connection, _NEWS)
    connection.execute("DELETE FROM sightings WHERE rowid IN (SELECT row FROM stored_sightings)")
    connection.execute("INSERT INTO sightings BY NAME FROM new_sightings")
    assignments = ", ".join(f"{name} = new.{name}" for name in UPDATED_COLUMNS if name != "article_id")
    connection.execute(
        f"UPDATE candidates SET {assignments} FROM ("  # noqa: S608 - names of the contract
        " SELECT new_candidates.*, row FROM new_candidates JOIN stored_candidates USING (article_id)"
        ") AS new WHERE candidates.rowid = new.row"
    )
    connection.execute(
        "INSERT INTO candidates BY NAME FROM new_candidates ANTI JOIN stored_candidates USING (article_id)"
    )
    check_keys(connection, tables.CANDIDATES, "new_candidates")
    check_keys(connection, tables.SIGHTINGS, "new_sightings")


def _find_stored(connection: duckdb.DuckDBPyConnection) -> None:
    """Find the rows that the staged ones replace, once: each search by keys reads the keys of the whole table."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE stored_sightings AS SELECT rowid AS row, article_id, route"
        " FROM sightings SEMI JOIN new_sightings USING (article_id, route)"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE stored_candidates AS SELECT rowid AS row, {_COUNTED}"  # noqa: S608
        " FROM candidates SEMI JOIN new_candidates USING (article_id)"
    )


def _stage(connection: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE new_{name} AS FROM {name} LIMIT 0")
    insert_rows(connection, f"new_{name}", rows)


def upsert_listings(connection: duckdb.DuckDBPyConnection, read: pl.DataFrame) -> None:
    """Insert or update the listings that a run has read; the latest reading counts."""
    _stage(connection, "listings", read)
    connection.execute(
        "DELETE FROM listings USING new_listings AS new WHERE listings.outlet_id = new.outlet_id"
        " AND listings.url = new.url AND listings.read_at <= new.read_at"
    )
    connection.execute("INSERT INTO listings BY NAME FROM new_listings ANTI JOIN listings USING (outlet_id, url)")
    check_keys(connection, tables.LISTINGS, "new_listings")


def mark_listing_unchanged(connection: duckdb.DuckDBPyConnection, outlet_id: str, url: str, at: datetime) -> None:
    """Record that a listing is unchanged since it was last read: it still lists all the same addresses."""
    values: dict[str, Value] = {"outlet_id": outlet_id, "url": url, "at": at}
    of_listing = "FROM listings WHERE outlet_id = $outlet_id AND url = $url"
    found = connection.execute(bind_values(f"SELECT route, read_at {of_listing}", values))
    if (listing := found.fetchone()) is None:
        return
    values |= {"route": listing[0], "read_at": listing[1]}
    of_then = "outlet_id = $outlet_id AND route = $route AND last_seen_at = $read_at"
    # A candidate was last seen when the latest of its sightings was; by that day DuckDB skips the older ones.
    for statement in (
        "UPDATE candidates SET last_seen_at = greatest(last_seen_at, $at) WHERE last_seen_at >= $read_at"  # noqa: S608
        f" AND article_id IN (SELECT article_id FROM sightings WHERE {of_then})",
        f"UPDATE sightings SET last_seen_at = $at WHERE {of_then}",  # noqa: S608
        "UPDATE listings SET read_at = $at WHERE outlet_id = $outlet_id AND url = $url",
    ):
        connection.execute(bind_values(statement, values))


def read_validators(connection: duckdb.DuckDBPyConnection) -> Validators:
    """Return ETag and Last-Modified of the listings that have one."""
    marked = "coalesce(etag, last_modified) IS NOT NULL"
    found: Validators = {}
    query = f"SELECT outlet_id, url, etag, last_modified FROM listings WHERE {marked}"  # noqa: S608
    for outlet_id, url, etag, modified in connection.execute(query).fetchall():
        found.setdefault(outlet_id, {})[url] = (etag, modified)
    return found


def find_known(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> set[str]:
    """Return which of these articles are candidates."""
    query = bind_values("SELECT article_id FROM candidates WHERE list_contains($ids, article_id)", {"ids": article_ids})
    return {identity for (identity,) in connection.execute(query).fetchall()}


def claim(connection: duckdb.DuckDBPyConnection, outlet_id: str, article_ids: Sequence[str], run_id: str) -> None:
    """Claim these candidates of an outlet for a run, within a transaction: no other run requests them."""
    if not article_ids:
        return
    resolutions = pl.DataFrame({"article_id": article_ids}, schema={"article_id": pl.String()})
    _uncount(connection, resolutions.with_columns(state=pl.lit("taken")), outlet_id)
    statement = (
        "UPDATE candidates SET state = 'taken', run_id = $run_id"
        " WHERE outlet_id = $outlet_id AND article_id IN (SELECT unnest($ids))"
    )
    connection.execute(bind_values(statement, {"run_id": run_id, "outlet_id": outlet_id, "ids": article_ids}))


def resolve(connection: duckdb.DuckDBPyConnection, resolutions: pl.DataFrame) -> None:
    """Write the outcomes of candidates (rows as in RESOLUTION_SCHEMA): captured, failed, disallowed, or waiting again.

    A failed candidate may be requested again after an hour, then after four times the previous delay, at most 30
    days. A candidate that was not found MAX_NOT_FOUND times in a row is gone. Call it within a transaction.
    """
    insert_into = "CREATE OR REPLACE TEMP TABLE resolutions (article_id VARCHAR, state VARCHAR, reason VARCHAR,"
    connection.execute(f"{insert_into} settled_at TIMESTAMP, run_id VARCHAR)")
    insert_rows(connection, "resolutions", resolutions)
    _uncount(connection, resolutions)
    connection.execute(
        f"""
        UPDATE candidates SET
            state = if(
                resolutions.state = 'failed' AND resolutions.reason IN ('http_404', 'http_410')
                AND attempts + 1 >= {MAX_NOT_FOUND}, 'gone', resolutions.state
            ),
            attempts = CASE resolutions.state WHEN 'failed' THEN attempts + 1 WHEN 'waiting' THEN attempts ELSE 0 END,
            next_attempt_at = if(
                resolutions.state = 'failed', settled_at + to_hours(least((4 ** least(attempts, 9))::BIGINT, 720)), NULL
            ),
            reason = resolutions.reason,
            run_id = resolutions.run_id
        FROM resolutions
        WHERE candidates.article_id = resolutions.article_id
        """  # noqa: S608
    )


def release(connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> None:
    """Release the candidates that dead runs had claimed."""
    statement = "UPDATE candidates SET state = 'waiting' WHERE state = 'taken' AND list_contains($run_ids, run_id)"
    connection.execute(bind_values(statement, {"run_ids": run_ids}))


def _uncount(connection: duckdb.DuckDBPyConnection, states: pl.DataFrame, outlet_id: str | None = None) -> None:
    """Subtract from the tallies the candidates for which these new states (article_id, state) make a difference.

    `outlet_id` is that of all of them, if they have the same.
    """
    if states.is_empty():
        return
    of_outlet = f" AND candidates.outlet_id = {quote_literal(outlet_id)}" if outlet_id else ""
    copy_frame(connection, "new_states", states)
    uncount_articles(
        connection,
        "SELECT article_id FROM candidates JOIN new_states USING (article_id)"  # noqa: S608 - expressions of ours
        f" WHERE {_PLACE.format('candidates.state')} <> {_PLACE.format('new_states.state')}{of_outlet}"
        " AND article_id NOT IN (SELECT article_id FROM articles SEMI JOIN new_states USING (article_id))",
    )
