"""Store every definition that a topic has had. Definitions are never changed or deleted."""

from collections.abc import Mapping
from contextlib import suppress

import duckdb
import polars as pl

from warehouse.errors import LoadRefused
from warehouse.schema.run_rows import RunEntry
from warehouse.store.transactions import insert_rows

Version = tuple[str, int]
"""A topic and the version of its definition."""


def read_definitions(connection: duckdb.DuckDBPyConnection) -> dict[Version, str]:
    """Return every definition the database knows; if it is older than `topic_versions`, those in `topics`."""
    for table in ("topic_versions", "topics"):
        with suppress(duckdb.CatalogException):
            rows = connection.execute(f"SELECT topic_id, topic_version, definition FROM {table}").fetchall()  # noqa: S608
            return {(topic_id, version): definition for topic_id, version, definition in rows}
    return {}


def find_changed(known: Mapping[Version, str], topics: pl.DataFrame) -> list[Version]:
    """Return which of these rows of `topics` define a known version differently."""
    rows = topics.select("topic_id", "topic_version", "definition").rows()
    return [(topic, version) for topic, version, now in rows if known.get((topic, version), now) != now]


def store_versions(connection: duckdb.DuckDBPyConnection, run: RunEntry, topics: pl.DataFrame) -> None:
    """Store the definitions that are new in a run.

    Raises LoadRefused if a version is known with another definition, because its counts could not be reproduced.
    """
    known = read_definitions(connection)
    for topic, version in find_changed(known, topics):
        raise LoadRefused("topics", f"topic {topic} is defined otherwise than its version {version} was")
    new = [row for row in topics.iter_rows(named=True) if (row["topic_id"], row["topic_version"]) not in known]
    if new:
        stamp = {"run_id": run["run_id"], "first_loaded_at": run["started_at"]}
        insert_rows(connection, "topic_versions", pl.DataFrame([row | stamp for row in new]))
