"""Upgrade a database from any older schema to the contract's, each step in a transaction of its own.

A new file gets the contract's tables at once. An older one goes through the missing steps, which prepare its
contents (rename or drop a column, fill a new one). Then every table is rebuilt from the contract and the views are
replaced. An interrupted step changes nothing and is repeated at the next opening. `database.open_writer` does all
this in a copy.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import DatabaseDamaged, DatabaseTooNew, MigrationFailed
from warehouse.schema import ddl
from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.rekey import rekey_articles
from warehouse.schema.tables import CURRENT_TALLIES, TABLES, TALLIES
from warehouse.schema.views import View, read_views, replace_views


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: the schema version it leads to, what it changes, and the statements that prepare the contents.

    `rebuild` replaces whole tables before the statements run, if SQL alone cannot express the change.

    Alter a table before you update it or delete from it: DuckDB does not commit an ALTER after these in one
    transaction. CREATE OR REPLACE TABLE … AS has no such limit.
    """

    version: int
    change: str
    statements: tuple[str, ...] = ()
    rebuild: Callable[[duckdb.DuckDBPyConnection], None] | None = None


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "The first form."),
    Migration(
        2,
        "Candidates to fetch have tables; every version of a topic's definition is kept; quotations are marked.",
        (
            "ALTER TABLE article_topics ADD COLUMN IF NOT EXISTS quoted_count BIGINT",
            "CREATE TABLE topic_versions AS SELECT topic_id, topic_version, title, description, definition FROM topics",
            # Unknown is not zero: a corpus without topics is tagged with all of them at its next load.
            "DELETE FROM topics WHERE EXISTS (FROM article_topics WHERE quoted_count IS NULL)",
            "DELETE FROM article_topics WHERE quoted_count IS NULL",
        ),
    ),
    Migration(
        3,
        "Articles have keys of our own rule, and article_id_changes the old ones. Dates: evidence for bounds is in "
        "date_candidates. Authors: author_candidates has every credit seen. Articles: title_basis, and titles may be "
        "null. Trends count articles that are known by an interval. "
        "Texts that are nearly one are linked.",
        (
            # Filled again at the next publication.
            "DROP TABLE IF EXISTS outlet_months",
            "DROP TABLE IF EXISTS party_months",
        ),
        rebuild=rekey_articles,
    ),
    Migration(
        4,
        "archive_lookups has what web archives were asked about pieces without a date. indexed_texts and word_postings "
        "are an index of words, which the next publication fills.",
    ),
    Migration(
        5,
        "uncounted_articles has the articles that tallies and word index have yet to follow. unaddressed_readings has "
        "what was read from captures without an address, so that a load can give them to the article of an address; "
        "`backbench reprocess` fills it.",
    ),
)

SCHEMA_VERSION = Table(
    "schema_version",
    "One row per version of the schema that this file has had.",
    ("version",),
    (
        Column("version", Kind.INTEGER, "Version of the schema.", least=1),
        Column("change", Kind.TEXT, "What it changed."),
        Column("shape_sha256", Kind.TEXT, "SHA-256 of the tables and views it was left with.", nullable=True),
    ),
)


def is_current(
    connection: duckdb.DuckDBPyConnection,
    migrations: Sequence[Migration] = MIGRATIONS,
    tables: Sequence[Table] = TABLES,
    views: Sequence[View] | None = None,
) -> bool:
    """Return whether the open database has the tables and views of the contract.

    Raises DatabaseTooNew if its version is newer, DatabaseDamaged if it has tables of another program.
    """
    found, newest = check_version(connection, migrations), migrations[-1].version
    shape = _shape(tables, read_views() if views is None else views)
    return found == newest and shape == _stored_shape(connection, newest)


def migrate(
    connection: duckdb.DuckDBPyConnection,
    migrations: Sequence[Migration] = MIGRATIONS,
    tables: Sequence[Table] = TABLES,
    views: Sequence[View] | None = None,
) -> None:
    """Upgrade the open database to the contract. Raises MigrationFailed, with that step undone, if a step fails.

    Raises what `is_current` raises as well.
    """
    views = read_views() if views is None else views
    if is_current(connection, migrations, tables, views):
        return
    newest, found = migrations[-1], read_version(connection)
    if not found:
        with _step(connection, newest.version):
            _build(connection, SCHEMA_VERSION, SCHEMA_VERSION.name)
            _record(connection, newest)
    for migration in migrations:
        if 0 < found < migration.version:
            with _step(connection, migration.version):
                if migration.rebuild:
                    migration.rebuild(connection)
                for statement in migration.statements:
                    connection.execute(statement)
                _record(connection, migration)
    with _step(connection, newest.version):
        replace_views(connection, ())  # a former view may be a table now
        stored = _read_columns(connection)
        for table in tables:
            _reshape(connection, table, stored.get(table.name, []))
        replace_views(connection, views)
        shape = _shape(tables, views)
        connection.execute("UPDATE schema_version SET shape_sha256 = ? WHERE version = ?", [shape, newest.version])


def check_version(connection: duckdb.DuckDBPyConnection, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Return the schema version of the database. Raises DatabaseTooNew if it is newer, and as `read_version`."""
    found, newest = read_version(connection), migrations[-1].version
    if found > newest:
        raise DatabaseTooNew(get_database_path(connection), f"schema version {found}", f"versions up to {newest}")
    return found


def read_version(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the schema version of the database, 0 for an empty one; DatabaseDamaged if Backbench did not make it."""
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        return 0
    if SCHEMA_VERSION.name not in tables:
        raise DatabaseDamaged(get_database_path(connection), "it has tables, but none of Backbench's")
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def get_database_path(connection: duckdb.DuckDBPyConnection) -> Path:
    """Return the file of the open database."""
    row = connection.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    return Path(row[0]) if row and row[0] else Path(":memory:")


@contextmanager
def _step(connection: duckdb.DuckDBPyConnection, version: int) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except duckdb.Error as error:
        _undo(connection)
        problem = str(error).partition("\n")[0]
        raise MigrationFailed(get_database_path(connection), version, problem) from error
    except BaseException:
        _undo(connection)
        raise


def _undo(connection: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.TransactionException):  # a failed commit has already undone it
        connection.execute("ROLLBACK")


def _record(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    connection.execute("INSERT INTO schema_version VALUES (?, ?, NULL)", [migration.version, migration.change])


def _build(connection: duckdb.DuckDBPyConnection, table: Table, name: str) -> None:
    created = ddl.render_create_table(table, name, with_checks=not ddl.is_lake(connection))
    connection.execute(";\n".join((created, *ddl.render_comments(table, name))))


def _reshape(connection: duckdb.DuckDBPyConnection, table: Table, stored: Sequence[str]) -> None:
    """Rebuild the table from the contract, or build it if no columns are stored.

    Rows keep the columns of the same name; tallies are recounted.
    """
    if not stored:
        _build(connection, table, table.name)
        return
    is_tally = table in (*TALLIES, CURRENT_TALLIES)
    unknown = [name for name in stored if name not in table.names]
    if unknown and not is_tally:
        problem = f"table {table.name} has columns that no migration accounts for: {', '.join(unknown)}"
        raise DatabaseDamaged(get_database_path(connection), problem)
    new = f"new_{table.name}"
    _build(connection, table, new)
    if not is_tally:
        names = ", ".join(stored)
        connection.execute(f"INSERT INTO {new} ({names}) SELECT {names} FROM {table.name}")  # noqa: S608 - names of the contract
    connection.execute(f"DROP TABLE {table.name}")
    connection.execute(f"ALTER TABLE {new} RENAME TO {table.name}")


def _read_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the columns of each table, in order."""
    columns = defaultdict[str, list[str]](list)
    query = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY column_index"
    for table, column in connection.execute(query).fetchall():
        columns[table].append(column)
    return columns


def _shape(tables: Sequence[Table], views: Sequence[View]) -> str:
    statements = [
        statement for table in tables for statement in (ddl.render_create_table(table), *ddl.render_comments(table))
    ]
    return hashlib.sha256("\n".join([*statements, *map(repr, views)]).encode()).hexdigest()


def _stored_shape(connection: duckdb.DuckDBPyConnection, version: int) -> str | None:
    # Written into the query: to bind a parameter DuckDB imports pandas, and every query command reads this first.
    query = f"SELECT shape_sha256 FROM schema_version WHERE version = {version}"  # noqa: S608 - a number of ours
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]
