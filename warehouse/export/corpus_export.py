"""Export the published corpus: one Parquet file per table, a data package, and how to cite it."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.archive.object_store import remove_object, send_file
from warehouse.errors import DatabaseTooOld, ExportRefused
from warehouse.export.datapackage import DESCRIPTOR, Resource, render_descriptor
from warehouse.schema.contract import Table
from warehouse.schema.migrations import is_current
from warehouse.schema.tables import TABLES, UNADDRESSED_READINGS, WORD_INDEX
from warehouse.store.database import lock_database, open_reader, translate_errors
from warehouse.store.locations import Database

EXPORTED_TABLES = tuple(table for table in TABLES if table not in (*WORD_INDEX, UNADDRESSED_READINGS))
README = "README.md"
README_TEXT = """\
# Backbench corpus, state of {day}

What parliamentarians publish as opinion: articles, when they were published, who wrote them, for which party and seat,
and on which topics, with the evidence for each. Written by Backbench {code_version}.

| file | rows | holds |
| --- | ---: | --- |
{files}

Columns, their types, meanings and bounds are in `datapackage.json` (Frictionless Data Package), with each file's
licence and SHA-256. Days are the outlet's own; instants are UTC.

## To cite

> Backbench corpus, state of {as_of}, SHA-256 {digest}. Written by Backbench {code_version}.

The digest is that of the files' digests in the order above: the same state of the corpus gives the same bytes. Give the
table and the query with a figure: `duckdb -c "select count(*) from 'articles.parquet'"`.

## Licences

Texts (`title`, `standfirst`, `body`, lines) are their authors' and outlets': for research and quotation, not for
republication. People, parties and memberships: mySociety / TheyWorkForYou, uk_politician_data, CC-BY-4.0. The rest:
MIT.
"""
# One thread and one order, so that equal rows are equal bytes. A million articles of 5 KB sort within 2 GB by spilling.
_SETTINGS = ("SET threads = 1", "SET preserve_insertion_order = true", "SET memory_limit = '2GB'")


@dataclass(frozen=True, slots=True)
class Export:
    """The result of an export: the folder, its files, and a digest to cite this state of the corpus."""

    folder: Path
    resources: tuple[Resource, ...]
    digest: str
    as_of: str


def export_corpus(corpus: Database, folder: Path, code_version: str, advance: Callable[[], None]) -> Export:
    """Write the tables of the published corpus to `folder`, replacing an earlier export; call `advance` after each.

    The word index is left out, which follows from the articles, and what loads keep of captures without an address.

    The same state of the corpus gives the same bytes. Raises ExportRefused if the folder has other files, and a
    subclass of WarehouseError if the corpus cannot be read or the disk is full; then the earlier export is kept.
    """
    _refuse_strangers(folder)
    part = folder.with_name(f".{folder.name}.part")
    with lock_database(part), translate_errors(folder):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            with open_reader(corpus) as connection:
                if not is_current(connection):
                    raise DatabaseTooOld(corpus)
                written = _write(connection, part, code_version, advance)
            _replace(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Export(folder, *written)


def send_export(export: Export, address: str) -> None:
    """Send an export to an object store, the descriptor last. An earlier export there is replaced.

    While it is sent the address has no descriptor, which keeps a reader from mixing the files of two exports. Raises
    ObjectStoreUnavailable.
    """
    remove_object(address, DESCRIPTOR)
    for name in (*(each.path for each in export.resources), README, DESCRIPTOR):
        send_file(export.folder / name, address, name)


def _refuse_strangers(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / DESCRIPTOR).exists())):
        raise ExportRefused(folder)


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Path, code_version: str, advance: Callable[[], None]
) -> tuple[tuple[Resource, ...], str, str]:
    for setting in (*_SETTINGS, f"SET temp_directory = '{str(folder).replace(chr(39), chr(39) * 2)}/sorting'"):
        connection.execute(setting)
    resources = []
    for table in EXPORTED_TABLES:
        resources.append(_write_table(connection, table, folder))
        advance()
    shutil.rmtree(folder / "sorting", ignore_errors=True)
    digest = hashlib.sha256("".join(each.sha256 for each in resources).encode()).hexdigest()
    as_of = _as_of(connection)
    (folder / DESCRIPTOR).write_text(render_descriptor(resources, as_of, code_version), "utf-8")
    (folder / README).write_text(_readme(resources, digest, as_of, code_version), "utf-8")
    return tuple(resources), digest, as_of


def _write_table(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> Resource:
    path = folder / f"{table.name}.parquet"
    connection.execute(
        f"COPY (SELECT {', '.join(table.names)} FROM {table.name} ORDER BY {', '.join(table.key)}) "  # noqa: S608 - the contract's names
        f"TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)"
    )
    (row_count,) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchone() or (0,)  # noqa: S608
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return Resource(table, path.name, int(row_count), path.stat().st_size, digest)


def _as_of(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("SELECT strftime(max(finished_at), '%Y-%m-%dT%H:%M:%SZ') FROM runs").fetchone()
    return str(row[0]) if row and row[0] else "1970-01-01T00:00:00Z"


def _replace(part: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _readme(resources: Sequence[Resource], digest: str, as_of: str, code_version: str) -> str:
    rows = [f"| `{each.path}` | {each.row_count:,} | {each.table.grain} |" for each in resources]
    return README_TEXT.format(
        as_of=as_of, day=as_of[:10], digest=digest[:16], code_version=code_version, files="\n".join(rows)
    )
