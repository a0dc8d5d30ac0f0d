"""Publish a lake, list its published states, and copy a database into a lake and back.

A load commits batch by batch, and each commit is a snapshot. A publication is one more, marked as such: readers attach
the last marked one, so that they never see half a run, and `--as-of RUN` attaches an earlier one.
"""

from dataclasses import replace
from pathlib import Path

import duckdb

from warehouse.errors import DatabaseTooOld, LakeNotEmpty, StateMissing
from warehouse.schema.ddl import quote_literal
from warehouse.schema.migrations import is_current
from warehouse.schema.tables import TABLES
from warehouse.store.database import open_reader, open_writer
from warehouse.store.history import LAST_RUN
from warehouse.store.lake import (
    PUBLISHED,
    attach_state,
    load_extensions,
    open_lake_reader,
    open_lake_writer,
    read_latest,
    read_publications,
    translate_lake_errors,
)
from warehouse.store.locations import Lake
from warehouse.store.tallies import list_stale, refresh_tallies
from warehouse.store.transactions import open_transaction
from warehouse.store.word_index import is_index_current, update_index


def publish_lake(lake: Lake, wait_seconds: float) -> None:
    """Update the word index and the tallies, and mark the lake's state as published, unless its latest is."""
    with open_lake_writer(lake, wait_seconds) as connection:
        if is_latest_published(connection):
            return
        if not is_index_current(connection):
            update_index(connection)
        if list_stale(connection):
            refresh_tallies(connection)
        row = connection.execute(LAST_RUN).fetchone()
        run_id = str(row[0]) if row else ""
        connection.execute("CREATE TABLE IF NOT EXISTS publications (run_id VARCHAR, published_at TIMESTAMP)")
        with open_transaction(connection):
            # A commit that changes nothing makes no snapshot: the row makes sure that there is one to mark.
            connection.execute(
                "INSERT INTO publications VALUES (nullif(?, ''), current_timestamp::TIMESTAMP)", [run_id]
            )
            connection.execute(
                f"CALL lake.set_commit_message('backbench', '{PUBLISHED}', extra_info => {quote_literal(run_id)})"
            )


def is_latest_published(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the latest snapshot of the open lake is a published one."""
    return read_publications(connection)[:1] != [] and read_publications(connection)[0][0] == read_latest(connection)


def is_lake_published(lake: Lake) -> bool:
    """Return whether the latest state of the lake is published."""
    with open_lake_reader(lake) as connection:
        return is_latest_published(connection)


def find_lake_state(lake: Lake, run_id: str) -> Lake:
    """Return the lake as it was published after the run. Raises StateMissing."""
    with open_lake_reader(replace(lake, is_published=False, snapshot=None)) as connection:
        publications = read_publications(connection)
    for snapshot, found in publications:
        if found == run_id:
            return replace(lake, snapshot=snapshot)
    raise StateMissing(run_id, list(dict.fromkeys(found for _, found in publications if found)))


def copy_to_lake(source: Path, lake: Lake, wait_seconds: float) -> dict[str, int]:
    """Copy every table of a database file into the lake, which must be empty, publish it, and return the row counts."""
    with open_reader(source) as connection:
        if not is_current(connection):
            raise DatabaseTooOld(source)
    with open_lake_writer(lake, wait_seconds) as connection:
        for name in ("runs", "captures", "persons", "candidates"):
            if connection.execute(f"FROM {name} LIMIT 1").fetchone():
                raise LakeNotEmpty(lake, name)
        connection.execute(f"ATTACH {quote_literal(str(source))} AS source (READ_ONLY)")
        counts = _copy_tables(connection, "source", "lake")
    publish_lake(lake, wait_seconds)
    return counts


def copy_from_lake(lake: Lake, target: Path, wait_seconds: float) -> dict[str, int]:
    """Copy every table of the lake's published state into a new database file, and return the row counts."""
    with translate_lake_errors(lake), open_writer(target, wait_seconds) as connection:
        load_extensions(connection, lake)
        attach_state(connection, lake)
        (name,) = connection.execute("SELECT current_database()").fetchone() or ("",)
        return _copy_tables(connection, "lake", f'"{name}"')


def _copy_tables(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> dict[str, int]:
    counts = {}
    with open_transaction(connection):
        for table in TABLES:
            names, key = ", ".join(table.names), ", ".join(table.key)
            connection.execute(f"DELETE FROM {target}.{table.name}")  # noqa: S608 - names of the contract
            connection.execute(
                f"INSERT INTO {target}.{table.name} ({names}) SELECT {names} FROM {source}.{table.name} ORDER BY {key}"  # noqa: S608
            )
            (count,) = connection.execute(f"SELECT count(*) FROM {target}.{table.name}").fetchone() or (0,)  # noqa: S608
            counts[table.name] = int(count)
    return counts
