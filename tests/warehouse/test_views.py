"""Views are read from files, in the order of their dependencies."""

from graphlib import CycleError
from pathlib import Path

import duckdb
import pytest

from flows.analysis.trend_model import wilson
from warehouse.schema.views import VIEWS, read_views, replace_views
from warehouse.store.database import open_writer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a_top.sql").write_text("-- One row per number.\n-- n: The number.\nselect n from b_middle;\n")
    (tmp_path / "b_middle.sql").write_text("-- One row per number,\n-- twice.\nselect n\nfrom\n  c_base\n")
    (tmp_path / "c_base.sql").write_text("-- One row per number.\nselect 1 as n\n")
    return tmp_path


def test_a_view_comes_after_those_it_reads_and_says_what_it_is(folder: Path) -> None:
    connection = duckdb.connect()
    views = read_views(folder)
    assert [view.name for view in views] == ["c_base", "b_middle", "a_top"]
    replace_views(connection, views)
    assert connection.execute("FROM a_top").fetchall() == [(1,)]
    comments = dict(connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert comments["a_top"] == "One row per number."
    assert comments["b_middle"] == "One row per number, twice."
    query = "SELECT comment FROM duckdb_columns() WHERE table_name = 'a_top'"
    assert connection.execute(query).fetchall() == [("The number.",)]


def test_a_view_without_a_file_is_dropped(folder: Path) -> None:
    connection = duckdb.connect()
    replace_views(connection, read_views(folder))
    (folder / "a_top.sql").unlink()
    replace_views(connection, read_views(folder))
    names = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall()
    assert names == [("b_middle",), ("c_base",)]


def test_views_that_read_each_other_are_refused(folder: Path) -> None:
    (folder / "c_base.sql").write_text("-- One row per number.\nselect n from a_top\n")
    with pytest.raises(CycleError):
        read_views(folder)


def test_a_view_without_its_grain_is_refused_by_name(folder: Path) -> None:
    (folder / "c_base.sql").write_text("select 1 as n\n")
    with pytest.raises(ValueError, match=r"c_base\.sql does not open with its grain"):
        read_views(folder)


def test_every_view_can_be_queried_in_an_empty_database(path: Path) -> None:
    views = [view for view in read_views() if not view.is_macro]
    assert {view.name for view in read_views()} == {file.stem for file in VIEWS.glob("*.sql")}
    with open_writer(path, 1) as connection:
        for view in views:
            connection.execute(f"FROM {view.name}").fetchall()


def test_the_meanings_a_view_gives_are_of_columns_it_has(path: Path) -> None:
    with open_writer(path, 1) as connection:
        for view in [view for view in read_views() if not view.is_macro]:
            columns = {name for name, *_ in connection.execute(f"DESCRIBE {view.name}").fetchall()}
            assert set(view.meanings) <= columns, view.name


def test_a_macro_is_created_before_the_views_that_use_it_and_replaced(folder: Path) -> None:
    (folder / "a_top.sql").write_text("-- One row per number.\nselect twice(n) as doubled from numbers(2)\n")
    (folder / "twice.sql").write_text("-- The number doubled.\ncreate macro twice(n) as 2 * n\n")
    (folder / "numbers.sql").write_text(
        "-- The numbers.\ncreate macro numbers(most) as table select n from c_base where n <= most\n"
    )
    connection = duckdb.connect()
    replace_views(connection, read_views(folder))
    replace_views(connection, read_views(folder))
    assert connection.execute("FROM a_top").fetchall() == [(2,)]


@pytest.mark.parametrize(("hits", "total"), [(0, 1), (1, 1), (3, 10), (7, 1000), (1000, 1000)])
def test_the_interval_of_the_macros_is_that_of_python(hits: int, total: int) -> None:
    connection = duckdb.connect()
    for view in [view for view in read_views() if view.name in ("wilson_low", "wilson_high")]:
        connection.execute(view.statement)
    found = connection.execute(f"SELECT wilson_low({hits}, {total}), wilson_high({hits}, {total})").fetchone()
    assert found == pytest.approx(wilson(hits, total)[1:], abs=1e-12)
    assert connection.execute("SELECT wilson_low(0, 0), wilson_high(0, NULL)").fetchone() == (None, None)
