"""The contract is consistent: grains, keys, and one kind for each column name."""

import re

import pytest

from warehouse.schema.contract import Table
from warehouse.schema.tables import TABLES

EACH = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@EACH
def test_a_table_opens_with_its_grain(table: Table) -> None:
    assert re.fullmatch(r"One row per .+\.", table.grain)


@EACH
def test_a_key_is_of_columns_that_always_have_a_value(table: Table) -> None:
    assert table.key
    for name in table.key:
        assert not table.column(name).nullable, name


@EACH
def test_a_column_has_a_meaning_and_is_defined_once(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert re.fullmatch(r"[A-Z0-9`].+\.", column.meaning), column.name
        assert column.pattern is None or re.compile(column.pattern)


def test_tables_are_defined_once() -> None:
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)


def test_a_name_has_one_kind_in_every_table() -> None:
    kinds: dict[str, set[str]] = {}
    for table in TABLES:
        for column in table.columns:
            kinds.setdefault(column.name, set()).add(column.kind.value)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


@EACH
def test_suffixes_carry_kinds(table: Table) -> None:
    suffixes = {"_on": "day", "_at": "instant", "_count": "integer"}
    for column in table.columns:
        for suffix, kind in suffixes.items():
            if column.name.endswith(suffix):
                assert column.kind.value == kind, column.name
        assert column.name.startswith("is_") == (column.kind.value == "boolean"), column.name
