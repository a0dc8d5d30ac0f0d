"""Fill the tallies: the small tables that trends read, counted from the whole corpus when it is published."""

from pathlib import Path

import duckdb

from warehouse.schema.contract import Table
from warehouse.schema.tables import TALLIES

TALLY_QUERIES = Path(__file__).parent / "tally_queries"


def fill_tallies(connection: duckdb.DuckDBPyConnection, tallies: tuple[Table, ...] = TALLIES) -> None:
    """Fill these tallies; what they hold depends on the other tables alone. The caller begins and commits."""
    for table in tallies:
        connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of the contract
        connection.execute((TALLY_QUERIES / f"{table.name}.sql").read_text(encoding="utf-8"))
