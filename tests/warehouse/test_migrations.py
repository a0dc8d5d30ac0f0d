"""An older file is upgraded, a newer one refused, and an interrupted step repeated."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.errors import DatabaseDamaged, DatabaseTooNew, MigrationFailed
from warehouse.schema import ddl, migrations
from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.migrations import MIGRATIONS, Migration, is_current, migrate, read_version
from warehouse.schema.tables import TABLES
from warehouse.schema.views import View
from warehouse.store.database import open_writer

SHAPES = Path(__file__).parent / "shapes"
NAME = Column("name", Kind.TEXT, "Name.", pattern="[a-z]+")
SIZE = Column("size", Kind.INTEGER, "Size.", nullable=True)
FIRST = (Migration(1, "The first form."),)
FIRST_TABLES = (Table("pieces", "One row per piece.", ("name",), (NAME, SIZE)),)
FIRST_VIEWS = (View("sizes", "One row per size.", "select size from pieces"),)

LENGTH = Column("length", Kind.INTEGER, "Length.", least=0)
IS_LONG = Column("is_long", Kind.BOOLEAN, "Whether it is long.")
SECOND = (*FIRST, Migration(2, "Sizes are lengths.", ("ALTER TABLE pieces RENAME size TO length",)))
THIRD = (
    *SECOND,
    Migration(
        3,
        "Long pieces are marked.",
        (
            "ALTER TABLE pieces ADD COLUMN is_long BOOLEAN",
            "UPDATE pieces SET length = 0 WHERE length IS NULL",
            "UPDATE pieces SET is_long = length > 10",
        ),
    ),
)
THIRD_TABLES = (
    Table("pieces", "One row per long or short piece.", ("name",), (NAME, IS_LONG, LENGTH)),
    Table("places", "One row per place.", ("name",), (NAME,)),
)
THIRD_VIEWS = (View("lengths", "One row per length.", "select length from pieces"),)


@pytest.fixture
def old(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        migrate(connection, FIRST, FIRST_TABLES, FIRST_VIEWS)
        connection.execute("INSERT INTO pieces VALUES ('a', 5), ('b', 50), ('c', NULL)")
    return path


def up_to_date(path: Path) -> bool:
    with duckdb.connect(str(path)) as connection:
        migrate(connection, THIRD, THIRD_TABLES, THIRD_VIEWS)
        rows = connection.execute("SELECT * FROM pieces ORDER BY name").fetchall()
        versions = connection.execute("SELECT version FROM schema_version ORDER BY version").fetchall()
        assert connection.execute("SELECT max(length) FROM lengths").fetchone() == (50,)
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO pieces VALUES ('d', true, -1)")
    return rows == [("a", False, 5), ("b", True, 50), ("c", False, 0)] and versions == [(1,), (2,), (3,)]


def test_an_older_file_is_upgraded_with_its_rows(old: Path) -> None:
    assert up_to_date(old)
    assert up_to_date(old), "a second opening changes nothing"
    with duckdb.connect(str(old)) as connection:
        assert connection.execute("FROM places").fetchall() == []
        views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        assert views == [("lengths",)]


def test_a_new_file_equals_a_migrated_one(old: Path, tmp_path: Path) -> None:
    assert up_to_date(old)
    with duckdb.connect(str(tmp_path / "new.duckdb")) as connection:
        migrate(connection, THIRD, THIRD_TABLES, THIRD_VIEWS)
        assert shape(connection) == shape_of(old)


def shape(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    tables = connection.execute("SELECT sql, comment FROM duckdb_tables() ORDER BY table_name").fetchall()
    views = connection.execute("SELECT sql, comment FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall()
    query = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    return [tables, views, connection.execute(query).fetchall()]


def shape_of(path: Path) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return shape(connection)


def test_a_newer_file_is_refused_and_unchanged(old: Path) -> None:
    with duckdb.connect(str(old)) as connection:
        migrate(connection, THIRD, THIRD_TABLES, THIRD_VIEWS)
    before = old.read_bytes()
    message = r"schema version 3; .* versions up to 1"
    with duckdb.connect(str(old)) as connection, pytest.raises(DatabaseTooNew, match=message):
        migrate(connection, FIRST, FIRST_TABLES, FIRST_VIEWS)
    assert old.read_bytes() == before


def test_a_step_that_fails_is_undone_and_tried_again(old: Path) -> None:
    broken = (*SECOND, Migration(3, "Half.", (*THIRD[2].statements[:2], "UPDATE pieces SET no_such = 1")))
    with duckdb.connect(str(old)) as connection:
        with pytest.raises(MigrationFailed, match=r"schema version 3: .*no_such"):
            migrate(connection, broken, THIRD_TABLES, THIRD_VIEWS)
        assert read_version(connection) == 2
    assert up_to_date(old)


def test_a_view_that_cannot_be_made_leaves_the_tables_as_they_were(old: Path) -> None:
    wrong = (View("lengths", "One row per length.", "select no_such from pieces"),)
    with duckdb.connect(str(old)) as connection, pytest.raises(MigrationFailed, match="no_such"):
        migrate(connection, THIRD, THIRD_TABLES, wrong)
    assert up_to_date(old)


KILLED = """
import os, signal, sys
from functools import partial
from pathlib import Path
from tests_of_migrations import THIRD, THIRD_TABLES, THIRD_VIEWS
from warehouse.schema import migrations
from warehouse.store import database

class Watched:
    left = int(sys.argv[2])
    def __init__(self, connection):
        self._connection = connection
    def execute(self, *arguments):
        Watched.left -= 1
        if Watched.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._connection.execute(*arguments)

latest = (THIRD, THIRD_TABLES, THIRD_VIEWS)
is_current, migrate = migrations.is_current, migrations.migrate
migrations.is_current = lambda opened, *given: is_current(opened if given else Watched(opened), *(given or latest))
migrations.migrate = lambda opened: migrate(Watched(opened), *latest)
with database.open_writer(Path(sys.argv[1]), 1):
    pass
"""


def test_the_next_opening_recovers_from_a_kill_at_any_statement(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tests_of_migrations.py").write_bytes(Path(__file__).read_bytes())
    (tmp_path / "killed.py").write_text(KILLED)
    root = Path(__file__).parents[2]
    latest = (THIRD, THIRD_TABLES, THIRD_VIEWS)
    monkeypatch.setattr(migrations, "is_current", lambda opened, *given: is_current(opened, *(given or latest)))
    monkeypatch.setattr(migrations, "migrate", lambda opened, *given: migrate(opened, *(given or latest)))
    killed, statements = 0, 0
    while statements < 100:
        path = tmp_path / f"{statements}.duckdb"
        path.write_bytes(old.read_bytes())
        command = [sys.executable, str(tmp_path / "killed.py"), str(path), str(statements)]
        done = subprocess.run(command, env={"PYTHONPATH": f"{root}:{tmp_path}"}, check=False)
        with open_writer(path, 1):
            pass
        assert up_to_date(path), f"killed after {statements} statements"
        if not done.returncode:
            break
        assert done.returncode == -signal.SIGKILL
        killed, statements = killed + 1, statements + 3
    assert killed >= 5


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE sales (amount INTEGER)")
    with pytest.raises(DatabaseDamaged, match="none of Backbench's"), open_writer(path, 1):
        pass
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("sales",)]


def test_a_column_that_no_migration_accounts_for_is_never_dropped(old: Path) -> None:
    with duckdb.connect(str(old)) as connection:
        connection.execute("ALTER TABLE pieces ADD COLUMN note VARCHAR")
        with pytest.raises(DatabaseDamaged, match="table pieces has columns that no migration accounts for: note"):
            migrate(connection, FIRST, FIRST_TABLES, ())


def test_changed_views_are_replaced_without_a_migration(old: Path) -> None:
    views = (View("sizes", "One row per size.", "select size * 2 as size from pieces"),)
    with duckdb.connect(str(old)) as connection:
        migrate(connection, FIRST, FIRST_TABLES, views)
        assert connection.execute("SELECT max(size) FROM sizes").fetchone() == (100,)


def test_a_view_can_be_replaced_by_a_table(old: Path) -> None:
    sizes = Table("sizes", "One row per size.", ("size",), (SIZE,))
    with duckdb.connect(str(old)) as connection:
        migrate(connection, FIRST, (*FIRST_TABLES, sizes), ())
        assert connection.execute("SELECT count(*) FROM sizes").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM pieces").fetchone() == (3,)
        assert connection.execute("FROM duckdb_views() WHERE NOT internal").fetchall() == []


def test_migrations_are_numbered_from_one() -> None:
    assert [step.version for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_changed_contract_comes_with_a_migration() -> None:
    """Each version's tables are kept as they were: when the contract changes, add a Migration and a shape."""
    version = MIGRATIONS[-1].version
    kept = (SHAPES / f"{version:04}.sql").read_text()
    now = "".join(f"{ddl.render_create_table(table)};\n\n" for table in TABLES)
    assert now == kept, f"write it with: python -m warehouse.schema.ddl > tests/warehouse/shapes/{version:04}.sql"


def test_a_file_of_version_1_keeps_its_rows_and_its_topics_definitions(path: Path) -> None:
    article, capture, day = "0f" * 12, "f0" * 12, "timestamp '2024-05-01'"
    with duckdb.connect(str(path)) as connection:
        migrate(connection, tables=(), views=())
        connection.execute("UPDATE schema_version SET version = 1")
        connection.execute((SHAPES / "0001.sql").read_text())
        connection.execute(
            f"insert into articles by name select '{article}' as article_id, 'weir' as outlet_id, 'Fords' as title,"
            f" 'https://weir.example/ford' as url, 'On fords.' as body, 2 as word_count, 'opinion' as genre,"
            f" 'unknown' as date_basis, 'none' as date_precision, {day} as first_captured_at,"
            f" {day} as last_captured_at, 1 as version, '{'0f' * 32}' as content_sha256, '{capture}' as capture_id,"
            " '1' as extractor_version, 'r1' as run_id"
        )
        connection.execute(f"insert into article_topics values ('{article}', '{capture}', 'water', 3, 4, 0)")
        connection.execute(
            "insert into topics values ('water', 3, 'Water', 'On water.', '{}'), ('b', 1, 'B', 'B', '{}')"
        )
    with open_writer(path, 1) as connection:
        found = connection.execute("select body, quoted_paragraphs from articles").fetchall()
        assert found == [("On fords.", None)]
        # What of it is quoted was not counted then: without topics, the next load holds every text against all.
        assert connection.execute("from article_topics").fetchall() == []
        assert connection.execute("from topics").fetchall() == []
        assert connection.execute("from topic_versions order by 1").fetchall() == [
            ("b", 1, "B", "B", "{}", None, None),
            ("water", 3, "Water", "On water.", "{}", None, None),
        ]


@pytest.mark.parametrize("kept", sorted(SHAPES.glob("*.sql")), ids=lambda kept: kept.stem)
def test_every_older_version_is_upgraded(kept: Path, path: Path, built: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        migrate(connection, tables=(), views=())
        connection.execute("UPDATE schema_version SET version = ?", [int(kept.stem)])
        connection.execute(kept.read_text())
    with open_writer(path, 1):
        pass
    assert shape_of(path) == shape_of(built)
