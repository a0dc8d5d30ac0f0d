"""Run one SQL query on the published database, through a connection that can read it and do nothing else."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from flows.errors import BackbenchError, WrongUse
from warehouse.errors import DatabaseMissing, WarehouseError
from warehouse.schema.ddl import is_lake, quote_literal
from warehouse.schema.migrations import check_version
from warehouse.store.database import explain_error
from warehouse.store.locations import Database, Lake

MEMORY_GIGABYTES = 2
_BATCH = 5_000

# tests/flows/analysis/test_sql.py tries what each of these settings forbids. The type of the statement is checked too,
# because `PRAGMA enable_profiling` and `CREATE TEMP TABLE` pass all of them in DuckDB 1.5.
_LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,  # files, network, ATTACH, COPY
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,  # FROM name would read this program's variables
    "temp_directory": "",  # a large sort fails instead of filling the disk
    "memory_limit": f"{MEMORY_GIGABYTES}GB",
    "lock_configuration": True,
}


_FUNCTION = re.compile(r'"function_name":"([^"]+)"')
_FOREIGN_FUNCTIONS = ("postgres_", "pg_clear_cache", "ducklake_", "query", "json_execute", "read_", "parquet_scan")


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of a query as it streams in: distinct column names, DuckDB's type names, and the rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    cursor: duckdb.DuckDBPyConnection

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows; may be called once. Raises BackbenchError if the query fails on the way."""
        while rows := self._next(lambda: self.cursor.fetchmany(_BATCH)):
            yield from rows

    def batches(self) -> Iterator[Any]:
        """Yield the rows as Arrow record batches, at least one; may be called once, in place of `rows`."""
        import pyarrow as pa

        reader = self._next(lambda: self.cursor.to_arrow_reader(_BATCH))
        schema = pa.schema([field.with_name(name) for field, name in zip(reader.schema, self.columns, strict=True)])
        yield pa.RecordBatch.from_pylist([], schema=schema)
        while (batch := self._next(lambda: next(reader, None))) is not None:
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)

    @staticmethod
    def _next(fetch: Any) -> Any:
        try:
            return fetch()
        except (duckdb.Error, MemoryError) as error:
            raise _explain_error(error) from error


def connect_read_only(corpus: Database) -> duckdb.DuckDBPyConnection:
    """Return a connection to the published database that can read it and do nothing else.

    Raises BackbenchError if the file is missing, in use by a writer, not a Backbench database, or of a newer version.
    """
    if isinstance(corpus, Lake):
        return _connect_to_lake(corpus)
    if not corpus.exists():
        missing = DatabaseMissing(corpus)
        raise BackbenchError(missing.message, missing.advice)
    try:
        connection = duckdb.connect(str(corpus), read_only=True, config=_LOCKED_DOWN)
        check_version(connection)
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
    except (duckdb.Error, OSError) as error:
        known = explain_error(error, corpus)
        if known is None:
            raise BackbenchError(f"{corpus} cannot be opened: {_first_line(error)}") from error
        raise BackbenchError(known.message, known.advice) from error
    return connection


def _connect_to_lake(lake: Lake) -> duckdb.DuckDBPyConnection:
    """Return a connection that can read the lake and its folder of Parquet files, and nothing else."""
    from warehouse.store.lake import connect_lake_reader

    try:
        connection = connect_lake_reader(lake)
        check_version(connection)
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
    connection.execute(f"SET allowed_directories = [{quote_literal(lake.data)}]")
    last = ("enable_external_access", "lock_configuration")  # each forbids to change settings that come before
    for name in (*(name for name in _LOCKED_DOWN if name not in last), *last):
        if name != "allow_persistent_secrets":  # with it, no catalog can be attached; a SELECT creates no secret
            connection.execute(f"SET {name} = {quote_literal(str(_LOCKED_DOWN[name]))}")
    return connection


def _check_functions(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement) -> None:
    """Refuse the functions that open a connection to Postgres, or run a query given as text, on a lake.

    DuckDB has no setting that forbids them, and the extension that has them is loaded for the catalog.
    """
    if statement.type != duckdb.StatementType.SELECT:
        raise WrongUse("EXPLAIN is not possible on a lake.", "Begin with SELECT.")
    (tree,) = connection.execute(f"SELECT json_serialize_sql({quote_literal(statement.query)})").fetchone() or ("",)
    if json.loads(tree)["error"]:  # what cannot be looked through is not run
        raise WrongUse("This form of a query is not possible on a lake.", "Write it with SELECT.")
    for name in sorted(set(_FUNCTION.findall(str(tree)))):
        if name.startswith(_FOREIGN_FUNCTIONS):
            raise WrongUse(f"The function {name} is not allowed: a query may only read the corpus.")


def execute_select(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, str] | None = None
) -> QueryResult:
    """Run one SELECT (or EXPLAIN); `parameters` are the values of `$name`. Raises WrongUse or BackbenchError."""
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise _explain_error(error) from error
    if len(statements) != 1:
        raise WrongUse(f"The query holds {len(statements)} statements.", "Give one at a time.")
    if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        name = statements[0].type.name
        raise WrongUse(f"{name} is not allowed: a query may only read the corpus.", "Begin with SELECT.")
    if is_lake(connection):
        _check_functions(connection, statements[0])
    try:
        cursor = connection.execute(statements[0], dict(parameters or {}))
    except (duckdb.Error, MemoryError) as error:
        raise _explain_error(error) from error
    described = cursor.description or []
    return QueryResult(
        _distinct([column[0] for column in described]), tuple(str(column[1]) for column in described), cursor
    )


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Make the names differ, as JSON objects and data frames need: the second `n` becomes `n_2`."""
    taken: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.append(candidate)
    return tuple(taken)


def _explain_error(error: Exception) -> BackbenchError:
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        advice = "Select less: fewer columns, a WHERE, a GROUP BY."
        return BackbenchError(f"The query needs more than its {MEMORY_GIGABYTES} GB of memory.", advice)
    if isinstance(error, duckdb.PermissionException):
        return WrongUse(
            f"Not allowed: {_first_line(error)}.", "A query can read the corpus, but no file and no network."
        )
    if isinstance(error, duckdb.ParserException | duckdb.BinderException | duckdb.CatalogException):
        return WrongUse(f"The query cannot be read: {_message_of(error)}")
    return BackbenchError(f"The query failed: {_message_of(error)}")


def _message_of(error: Exception) -> str:
    """Return DuckDB's message without its prefix, with the line that it points at."""
    return str(error).partition("Error: ")[2].strip() or str(error)


def _first_line(error: Exception) -> str:
    return _message_of(error).partition("\n")[0]
