"""What every change of the writer's database is made of: a transaction that is whole or nothing, and rows put in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import duckdb
import polars as pl

from warehouse.errors import LoadRefused
from warehouse.schema.contract import Table


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block does, or nothing of it; LoadRefused where rows break the contract."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        with suppress(duckdb.TransactionException):  # a commit that failed has already undone it
            connection.execute("ROLLBACK")
        if isinstance(error, duckdb.ConstraintException | duckdb.BinderException | duckdb.ConversionException):
            raise LoadRefused("of the run", str(error).partition("\n")[0]) from error
        raise


def insert(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Put the frame's rows into a table with at least its columns."""
    connection.register("incoming", frame)
    try:
        connection.execute(f"INSERT INTO {name} BY NAME FROM incoming")
    finally:
        connection.unregister("incoming")


def assert_keys(connection: duckdb.DuckDBPyConnection, changed: Sequence[Table]) -> None:
    """Raise LoadRefused where two rows of a table have one key: the contract's tables have no index to do it."""
    for table in changed:
        key = ", ".join(table.key)
        query = f"SELECT {key} FROM {table.name} GROUP BY {key} HAVING count(*) > 1 LIMIT 1"  # noqa: S608
        twice = connection.execute(query).fetchone()
        if twice is not None:
            raise LoadRefused(table.name, f"two rows have the key {key} = {', '.join(map(str, twice))}")
