"""Rows conform to the contract or are refused by table and column."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from transforms.frames import ContractViolation, build_schema, conform
from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables import TABLES

PIECES = Table(
    "pieces",
    "One row per piece.",
    ("name",),
    (
        Column("name", Kind.TEXT, "Name."),
        Column("size", Kind.INTEGER, "Size.", nullable=True),
        Column("share", Kind.REAL, "Share.", nullable=True),
        Column("is_new", Kind.BOOLEAN, "New.", nullable=True),
        Column("made_on", Kind.DAY, "Day.", nullable=True),
        Column("made_at", Kind.INSTANT, "Instant.", nullable=True),
    ),
)


def test_missing_nullable_columns_become_null_and_order_is_the_contract_s() -> None:
    frame = conform([{"made_on": date(2024, 5, 1), "name": "a"}, {"name": "b", "size": 3}], PIECES)
    assert frame.schema == build_schema(PIECES)
    assert frame.rows() == [("a", None, None, None, date(2024, 5, 1), None), ("b", 3, None, None, None, None)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_rows_give_an_empty_frame_of_every_table(table: Table) -> None:
    assert conform([], table).schema == build_schema(table)
    assert conform(pl.DataFrame(schema=build_schema(table)), table).schema == build_schema(table)


def test_aware_instants_become_naive_utc_from_rows_and_frames() -> None:
    noon = datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/London"))
    rows = conform([{"name": "a", "made_at": noon}], PIECES)
    frame = conform(pl.DataFrame({"name": ["a"], "made_at": [noon]}), PIECES)
    mixed = conform([{"name": "a", "made_at": noon}, {"name": "b", "made_at": noon.astimezone(UTC)}], PIECES)
    assert rows["made_at"].item() == frame["made_at"].item() == datetime(2024, 7, 1, 11)
    assert mixed["made_at"].to_list() == [datetime(2024, 7, 1, 11)] * 2
    assert rows.schema == frame.schema == build_schema(PIECES)


def test_narrower_types_widen() -> None:
    frame = pl.DataFrame({"name": ["a"], "size": [2], "share": [1]}).cast({"size": pl.UInt8, "share": pl.Int32})
    assert conform(frame, PIECES).schema == build_schema(PIECES)


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ({"name": "a", "colour": "red"}, "colour", "not in the contract"),
        ({"size": 1}, "name", "is missing"),
        ({"name": None}, "name", "no value in 1 of 1"),
        ({"name": 7}, "name", "cannot be read"),
        ({"name": "a", "size": 1.5}, "size", "cannot be read"),
        ({"name": "a", "made_on": datetime(2024, 5, 1, 23)}, "made_on", "where day"),
        ({"name": "a", "made_on": "01/02/2024"}, "made_on", "holds text"),
        ({}, "name", "is missing"),
    ],
)
def test_a_column_that_breaks_the_contract_is_refused_by_name(
    row: dict[str, object], column: str, problem: str
) -> None:
    with pytest.raises(ContractViolation, match=f"table pieces, column {column}: .*{problem}") as caught:
        conform([row], PIECES)
    assert (caught.value.table, caught.value.column) == ("pieces", column)


def test_a_frames_column_of_another_type_is_refused() -> None:
    with pytest.raises(ContractViolation, match="column size: holds String"):
        conform(pl.DataFrame({"name": ["a"], "size": ["3"]}), PIECES)


def test_a_frame_with_nulls_where_a_value_must_be_is_refused() -> None:
    with pytest.raises(ContractViolation, match="column name: has no value in 1 of 2 rows"):
        conform(pl.DataFrame({"name": ["a", None]}), PIECES)
