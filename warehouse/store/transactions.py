"""Provide the building blocks of every change to the writer's database: transactions, inserts, key checks, typed
reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import duckdb

from warehouse.errors import LoadRefused
from warehouse.schema.contract import Table
from warehouse.schema.ddl import is_lake, render_checks
from warehouse.store.frames import offer_frame

if TYPE_CHECKING:  # reading rows does not load it
    import polars as pl


R = TypeVar("R")
LOAD_STEPS = Path(__file__).parent / "load_steps"


@contextmanager
def open_transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit all changes of the block, or none. Raises LoadRefused if rows break the contract."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        # A failed commit has already undone it; without its server a lake cannot, and the first error says why.
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        if isinstance(error, duckdb.ConstraintException | duckdb.BinderException | duckdb.ConversionException):
            raise LoadRefused("of the run", str(error).partition("\n")[0]) from error
        raise


def insert_rows(connection: duckdb.DuckDBPyConnection, name: str, frame: "pl.DataFrame") -> None:
    """Insert the frame's rows into a table that has at least the frame's columns."""
    if not frame.is_empty():
        with offer_frame(connection, frame):
            connection.execute(f"INSERT INTO {name} BY NAME FROM incoming")


def check_keys(connection: duckdb.DuckDBPyConnection, table: Table, changed: str | None = None) -> None:
    """Raise LoadRefused if two rows of a table have the same key. The tables have no index that checks it.

    In a lake, which has no CHECK either, it is raised as well if a value breaks the contract.

    `changed` is a relation with columns of the key: only matching rows are checked, as the others did not change.
    """
    key = ", ".join(table.key)
    matching = ""
    if changed is not None:
        columns = {name for name, *_ in connection.execute(f"DESCRIBE {changed}").fetchall()}
        matching = f" SEMI JOIN {changed} USING ({', '.join(name for name in table.key if name in columns)})"
    query = f"SELECT {key} FROM {table.name}{matching} GROUP BY {key} HAVING count(*) > 1 LIMIT 1"  # noqa: S608
    twice = connection.execute(query).fetchone()
    if twice is not None:
        raise LoadRefused(table.name, f"two rows have the key {key} = {', '.join(map(str, twice))}")
    if is_lake(connection):
        _check_values(connection, table, matching)


def _check_values(connection: duckdb.DuckDBPyConnection, table: Table, matching: str) -> None:
    checks = [check for column in table.columns for check in render_checks(column)]
    counted = ", ".join(f"count(*) FILTER (WHERE NOT ({check}))" for check in checks)
    if not checks:
        return
    counts = connection.execute(f"SELECT {counted} FROM {table.name}{matching}").fetchone() or ()  # noqa: S608
    for check, count in zip(checks, counts, strict=True):
        if count:
            raise LoadRefused(table.name, f"{count} rows break CHECK ({check})")


def read_rows(result: duckdb.DuckDBPyConnection, row_type: type[R]) -> list[R]:
    """Return a query's rows as dictionaries by column name, typed as `row_type` (a TypedDict of those columns)."""
    names = [column[0] for column in result.description or ()]
    return [cast(R, dict(zip(names, values, strict=True))) for values in result.fetchall()]


def read_step(name: str) -> str:
    """Return the statements of a step."""
    return (LOAD_STEPS / f"{name}.sql").read_text(encoding="utf-8")
