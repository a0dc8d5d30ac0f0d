"""The committed row types are those rendered from the contract."""

from typing import get_type_hints

import pytest

from warehouse.schema import rows, run_rows
from warehouse.schema.contract import Table
from warehouse.schema.render_rows import FILE, TABLES, render, row_name
from warehouse.schema.tables import CANDIDATES, RUN_FATES


def test_the_committed_row_types_are_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == render(), "write them with: python -m warehouse.schema.render_rows"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_type_has_the_columns_of_its_table(table: Table) -> None:
    assert tuple(get_type_hints(getattr(rows, row_name(table)))) == table.names


def test_the_rows_of_a_run_have_columns_of_their_tables() -> None:
    assert set(get_type_hints(run_rows.OutcomeRow)) == set(RUN_FATES.names) - {"run_id", "position"}
    assert set(get_type_hints(run_rows.ClaimableRow)) - {"is_in_feed"} < set(CANDIDATES.names)
