"""Pass polars frames to DuckDB and back, and values into queries, without loading pyarrow and pandas.

DuckDB imports pyarrow, numpy and pandas when a frame is registered, a result is fetched by `.pl()`, or a parameter is
bound: 0.3 s of processor, which is more than all the rest of a short run's work (docs/decisions/0072-start-up.md).
Arrow's C stream needs none of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import duckdb

from warehouse.schema.ddl import quote_literal

if TYPE_CHECKING:  # questions start without it
    import polars as pl

Value = str | int | date | datetime | Sequence[str] | None
"""A value of a query: text, whole number, boolean, day, naive instant, list of texts, or null."""


@contextmanager
def offer_frame(connection: duckdb.DuckDBPyConnection, frame: "pl.DataFrame") -> Iterator[None]:
    """Let one statement read the frame as `incoming`, once."""
    connection.register("incoming", frame.__arrow_c_stream__())
    try:
        yield
    finally:
        connection.unregister("incoming")


def copy_frame(connection: duckdb.DuckDBPyConnection, name: str, frame: "pl.DataFrame") -> None:
    """Copy the frame into a temporary table, which it replaces."""
    with offer_frame(connection, frame):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM incoming")


def copy_ids(connection: duckdb.DuckDBPyConnection, name: str, article_ids: Sequence[str]) -> None:
    """Copy these into a temporary table with a column article_id, which it replaces."""
    import polars as pl

    copy_frame(connection, name, pl.DataFrame({"article_id": article_ids}, schema={"article_id": pl.String()}))


def read_frame(connection: duckdb.DuckDBPyConnection, query: str) -> "pl.DataFrame":
    """Return the rows of a query."""
    import polars as pl

    return pl.DataFrame(connection.sql(query))


def bind_values(query: str, values: Mapping[str, Value]) -> str:
    """Return the query with each `$name` replaced by its value as an SQL literal. KeyError if a name has no value."""
    return re.sub(r"\$([a-z_]+)", lambda found: _render(values[found[1]]), query)


def _render(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return quote_literal(value)
    if isinstance(value, int):  # a boolean as well
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError(f"{value} has a time zone; instants in the database are in UTC, without one")
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return f"[{', '.join(map(quote_literal, value))}]::VARCHAR[]"
