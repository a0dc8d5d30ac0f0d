"""Read the lines that outlets print around their articles, and the boilerplate learned from them."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import duckdb

from warehouse.schema.rows import BoilerplateRow
from warehouse.schema.tables import BOILERPLATE
from warehouse.store.capture_index import OWN_ARTICLE_ID
from warehouse.store.transactions import read_rows

if TYPE_CHECKING:  # a single page does not load it
    import polars as pl


def read_capture_lines(
    connection: duckdb.DuckDBPyConnection, outlet_ids: Sequence[str], without: Sequence[str] = ()
) -> "pl.DataFrame":
    """Return the rows of `capture_lines` of these outlets, with article, outlet and instant of their captures.

    `without` are captures to leave out.
    """
    query = f"""
        SELECT capture_lines.*, {OWN_ARTICLE_ID} AS article_id, captures.outlet_id, captures.captured_at
        FROM capture_lines
        INNER JOIN captures USING (capture_id)
        WHERE list_contains($1, captures.outlet_id) AND NOT list_contains($2, capture_id)
        """  # noqa: S608 - an expression of ours
    return connection.execute(query, [list(outlet_ids), list(without)]).pl()


def read_boilerplate(connection: duckdb.DuckDBPyConnection) -> list[BoilerplateRow]:
    """Return every row of `boilerplate`; empty if the database is older than that table."""
    # If there is no such table, DuckDB uses the Python object of that name, which is this function, and raises an
    # error.
    with suppress(duckdb.CatalogException, duckdb.InvalidInputException):
        query = f"SELECT {', '.join(BOILERPLATE.names)} FROM boilerplate"  # noqa: S608
        return read_rows(connection.execute(query), BoilerplateRow)
    return []


def read_outlet_boilerplate(connection: duckdb.DuckDBPyConnection, outlet_ids: Sequence[str]) -> list[BoilerplateRow]:
    """Return the rows of `boilerplate` of these outlets."""
    query = f"SELECT {', '.join(BOILERPLATE.names)} FROM boilerplate WHERE list_contains(?, outlet_id)"  # noqa: S608
    return read_rows(connection.execute(query, [list(outlet_ids)]), BoilerplateRow)
