"""The committed data dictionary is the one rendered from the contract."""

from warehouse.schema.dictionary import FILE, render
from warehouse.schema.tables import TABLES
from warehouse.schema.views import read_views


def test_the_committed_dictionary_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == render(), "write it with: python -m warehouse.schema.dictionary"


def test_every_table_view_and_column_is_in_it() -> None:
    text = render()
    for table in TABLES:
        section = text.partition(f"## {table.name}\n")[2].partition("\n## ")[0]
        assert table.grain in section
        for column in table.columns:
            assert f"| {column.name} |" in section
            assert column.meaning.partition("|")[0] in section
    for view in [view for view in read_views() if not view.is_macro]:
        section = text.partition(f"## {view.name}\n")[2].partition("\n## ")[0]
        assert view.grain in section
        assert all(f"| {name} |" in section for name in view.meanings)


def test_a_view_says_what_each_column_means() -> None:
    text = render()
    for view in [view for view in read_views() if not view.is_macro]:
        section = text.partition(f"## {view.name}\n")[2].partition("\n## ")[0]
        assert [line for line in section.splitlines() if line.endswith("|  |")] == [], view.name
