"""A database built from the contract and the views, and rows with defaults for what a test does not need."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from warehouse.schema.contract import Kind
from warehouse.schema.ddl import render_create_table
from warehouse.schema.tables import TABLES
from warehouse.schema.views import read_views, replace_views

Plant = Callable[..., None]

_PLAIN = {
    Kind.TEXT: "x",
    Kind.INTEGER: 1,
    Kind.INTEGERS: [1],
    Kind.REAL: 0.0,
    Kind.BOOLEAN: True,
    Kind.DAY: date(2020, 1, 1),
    Kind.INSTANT: datetime(2020, 1, 1),
}
_SHAPED = {
    "article_id": "a" * 24,
    "capture_id": "c" * 24,
    "content_sha256": "0" * 64,
    "url": "https://example.test/x",
    "genre": "opinion",
    "date_basis": "meta",
    "date_precision": "day",
    "resolution": "resolved",
    "flow": "nightly",
    "state": "completed",
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(tmp_path / "corpus.duckdb"))
    for table in TABLES:
        connection.execute(render_create_table(table))
    replace_views(connection, read_views())
    connection.begin()  # one transaction for a test's rows: a commit each would take the test's time ten times over
    yield connection
    connection.close()


@pytest.fixture
def plant(database: duckdb.DuckDBPyConnection) -> Plant:
    """Insert a row: what is not said is plain where it must have a value, and null where it need not."""

    def insert(table_name: str, **values: object) -> None:
        table = next(table for table in TABLES if table.name == table_name)
        assert not set(values) - set(table.names)
        row = [
            values.get(column.name, None if column.nullable else _SHAPED.get(column.name, _PLAIN[column.kind]))
            for column in table.columns
        ]
        database.execute(f"insert into {table_name} values ({', '.join('?' * len(row))})", row)

    return insert
