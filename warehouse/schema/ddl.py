"""Render the contract as DuckDB statements: CREATE TABLE with NOT NULL and CHECK, and COMMENT ON for grain and meaning.

There is no PRIMARY KEY: DuckDB's index can get out of step with its table if one transaction deletes and inserts;
then it refuses every later write (duckdb/duckdb#23645, seen in 1.5.2 to 1.5.4). The load checks each key before it
commits.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables import TABLES

if TYPE_CHECKING:
    import duckdb

TYPES: dict[Kind, str] = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.INTEGERS: "BIGINT[]",
    Kind.REAL: "DOUBLE",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DAY: "DATE",
    Kind.INSTANT: "TIMESTAMP",
}


def is_lake(connection: "duckdb.DuckDBPyConnection") -> bool:
    """Return whether the current database is a DuckLake, which has NOT NULL but no CHECK and no comments on a view's
    columns.
    """
    query = "SELECT type FROM duckdb_databases() WHERE database_name = current_database()"
    row = connection.execute(query).fetchone()
    return row is not None and row[0] == "ducklake"


def render_create_table(table: Table, name: str | None = None, *, with_checks: bool = True) -> str:
    """Return the CREATE TABLE statement, one column per line; `name` replaces the table's name if given."""
    columns = ",\n".join(f"    {_column(column, with_checks)}" for column in table.columns)
    return f"CREATE TABLE {name or table.name} (\n{columns}\n)"


def render_comments(table: Table, name: str | None = None) -> Iterator[str]:
    """Yield the COMMENT ON statements of the table and of each of its columns."""
    grain = f"{table.grain} Key: {', '.join(table.key)}."
    yield f"COMMENT ON TABLE {name or table.name} IS {quote_literal(grain)}"
    for column in table.columns:
        yield f"COMMENT ON COLUMN {name or table.name}.{column.name} IS {quote_literal(full_meaning(column))}"


def full_meaning(column: Column) -> str:
    """Return the column's meaning, with the time zone if it is an instant."""
    return f"{column.meaning} UTC, without an offset." if column.kind is Kind.INSTANT else column.meaning


def quote_literal(text: str) -> str:
    """Return the text as an SQL string; in brackets, an expression, if it has a NUL character."""
    quoted = "'" + text.replace("'", "''") + "'"
    return "(" + quoted.replace("\0", "' || chr(0) || '") + ")" if "\0" in text else quoted


def _column(column: Column, with_checks: bool) -> str:
    required = "" if column.nullable else " NOT NULL"
    checks = render_checks(column) if with_checks else ()
    return f"{column.name} {TYPES[column.kind]}{required}" + "".join(f" CHECK ({check})" for check in checks)


def render_checks(column: Column) -> Iterator[str]:
    """Yield the conditions on the column's values; a null passes each of them, as in SQL's CHECK."""
    if column.values:
        yield f"{column.name} IN ({', '.join(quote_literal(value) for value in column.values)})"
    if column.pattern is not None:
        yield f"regexp_full_match({column.name}, {quote_literal(column.pattern)})"
    if column.least is not None:
        yield f"{column.name} >= {column.least}"


if __name__ == "__main__":
    print(*(f"{render_create_table(table)};\n" for table in TABLES), sep="\n")
