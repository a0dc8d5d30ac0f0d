"""Build polars frames that conform to the contract: schemas and rows."""

from collections.abc import Iterable, Mapping

import polars as pl
from polars.datatypes import DataTypeClass

from warehouse.schema.contract import Kind, Table

_TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.INTEGERS: pl.List(pl.Int64()),
    Kind.REAL: pl.Float64(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.DAY: pl.Date(),
    Kind.INSTANT: pl.Datetime("us"),
}

_INTEGERS = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)
_WIDENS: dict[Kind, tuple[DataTypeClass, ...]] = {
    Kind.TEXT: (pl.String, pl.Categorical, pl.Enum),
    Kind.INTEGER: _INTEGERS,
    Kind.INTEGERS: (pl.List,),
    Kind.REAL: (pl.Float32, pl.Float64, *_INTEGERS),
    Kind.BOOLEAN: (pl.Boolean,),
    Kind.DAY: (pl.Date,),
    Kind.INSTANT: (pl.Datetime,),
}
"""The polars types of which a kind can hold every value; other types are an error and are not converted."""


class ContractViolation(ValueError):
    """Rows that do not conform to their table; `table`, `column` and `problem` say where and how."""

    def __init__(self, table: str, column: str, problem: str) -> None:
        super().__init__(f"table {table}, column {column}: {problem}")
        self.table, self.column, self.problem = table, column, problem

    def __reduce__(self) -> tuple[type["ContractViolation"], tuple[str, str, str]]:
        return ContractViolation, (self.table, self.column, self.problem)


def build_schema(table: Table) -> dict[str, pl.DataType]:
    """Return the polars type of each column of the table, in its order."""
    return {column.name: _TYPES[column.kind] for column in table.columns}


def conform(rows: Iterable[Mapping[str, object]] | pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the rows as a frame with exactly the table's columns and types, in its order.

    Nullable columns that are missing become null. Aware datetimes become naive UTC. ContractViolation names the
    table and the column where one is unknown, of another type, or without a required value. Closed sets, patterns
    and bounds are checked by the gate and the database.
    """
    rows = rows if isinstance(rows, pl.DataFrame) else list(rows)
    columns = _of_frame(rows) if isinstance(rows, pl.DataFrame) else _of_rows(rows)
    for name in columns:
        if name not in table.names:
            raise ContractViolation(table.name, name, f"is not in the contract, which has {', '.join(table.names)}")
    schema = build_schema(table)
    return pl.DataFrame([_column(table, name, kind, columns.get(name), len(rows)) for name, kind in schema.items()])


def _of_frame(frame: pl.DataFrame) -> dict[str, pl.Series | list[object]]:
    return {name: frame[name] for name in frame.columns}


def _of_rows(rows: list[Mapping[str, object]]) -> dict[str, pl.Series | list[object]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _column(
    table: Table, name: str, wanted: pl.DataType, values: pl.Series | list[object] | None, height: int
) -> pl.Series:
    column = table.column(name)
    if values is None:
        if not column.nullable and height:
            raise ContractViolation(table.name, name, "is missing, and must have a value")
        return pl.Series(name, [None] * height, dtype=wanted)
    series = values if isinstance(values, pl.Series) else _series(table, name, values, wanted)
    if not column.nullable and series.null_count():
        raise ContractViolation(table.name, name, f"has no value in {series.null_count()} of {height} rows")
    if series.dtype != pl.Null and series.dtype.base_type() not in _WIDENS[column.kind]:
        raise ContractViolation(table.name, name, f"holds {series.dtype}, where {column.kind.value} ({wanted}) belongs")
    if isinstance(series.dtype, pl.Datetime) and series.dtype.time_zone:
        series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return series.cast(wanted)


def _series(table: Table, name: str, values: list[object], wanted: pl.DataType) -> pl.Series:
    if wanted.is_temporal() and any(isinstance(value, str) for value in values):
        # polars guesses the format: it reads "01/02/2024" as 1 February.
        raise ContractViolation(table.name, name, f"holds text, where {wanted} belongs")
    try:
        return pl.Series(name, values, dtype=wanted, strict=True)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as error:
        problem = str(error).partition("\n")[0]
        raise ContractViolation(table.name, name, f"cannot be read as {wanted}: {problem}") from error
