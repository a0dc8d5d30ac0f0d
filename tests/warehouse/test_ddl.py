"""DuckDB's tables have the contract's types, checks and comments; conformed frames can be inserted."""

from datetime import date, datetime

import duckdb
import pytest

from transforms.frames import build_schema, conform
from warehouse.schema import ddl
from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables import TABLES
from warehouse.store.load import replace_tables

EACH = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
EXAMPLES: dict[str, object] = {
    "[0-9a-f]{64}": "0f" * 32,
    "[0-9a-f]{24}": "0f" * 12,
    "[0-9a-f]{16}": "0f" * 8,
    "[a-z0-9][a-z0-9.:_-]*": "weir",
    "https?://.+": "https://weir.example/a",
    "(?:https?://|urn:text:).+": "https://weir.example/a",
    "[a-z]{2,3}": "en",
}
VALUES: dict[Kind, object] = {
    Kind.TEXT: "it's so",
    Kind.INTEGER: 3,
    Kind.INTEGERS: [0, 3],
    Kind.REAL: 0.5,
    Kind.BOOLEAN: True,
    Kind.DAY: date(2024, 5, 1),
    Kind.INSTANT: datetime(2024, 5, 1, 2, 15, 0, 123456),
}


def example(column: Column) -> object:
    if column.values:
        return column.values[-1]
    return EXAMPLES[column.pattern] if column.pattern else VALUES[column.kind]


@EACH
def test_a_conformed_frame_is_equal_after_insert_and_select(
    connection: duckdb.DuckDBPyConnection, table: Table
) -> None:
    frame = conform([{column.name: example(column) for column in table.columns}], table)
    replace_tables(connection, {table.name: frame})
    stored = connection.execute(f"FROM {table.name}").pl()
    assert stored.schema == build_schema(table)
    assert stored.equals(frame)


@EACH
def test_the_database_has_grain_and_meaning_as_comments(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    query = "SELECT comment FROM duckdb_tables() WHERE table_name = ?"
    assert connection.execute(query, [table.name]).fetchall() == [(f"{table.grain} Key: {', '.join(table.key)}.",)]
    query = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
    comments = connection.execute(query, [table.name]).fetchall()
    assert comments == [(column.name, ddl.full_meaning(column)) for column in table.columns]


def test_an_instant_is_reported_to_be_utc(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT comment FROM duckdb_columns() WHERE table_name = 'captures' AND column_name = 'captured_at'"
    assert connection.execute(query).fetchall() == [("When it was fetched. UTC, without an offset.",)]


@EACH
def test_values_that_a_column_must_not_have_are_refused(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    good = {column.name: example(column) for column in table.columns}
    names, marks = ", ".join(good), ", ".join("?" * len(good))
    for column in table.columns:
        bad: list[object] = [] if column.nullable else [None]
        bad += ["no such value"] if column.values else []
        bad += ["\n"] if column.pattern else []
        bad += [column.least - 1] if column.least is not None else []
        for value in bad:
            row = good | {column.name: value}
            with pytest.raises(duckdb.ConstraintException, match=column.name):
                connection.execute(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(row.values()))


@EACH
def test_nullable_columns_may_be_empty(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    row = {column.name: example(column) for column in table.columns if not column.nullable}
    replace_tables(connection, {table.name: conform([row], table)})
