"""Publish the corpus: replace the copy that analysts open, while they may still read the previous one.

The previous copy is kept under a hidden name. If no program has it open any more, the changed blocks are copied to
it, and it becomes the next copy. So the cost of a publication depends on the size of the change, not of the corpus
(docs/decisions/0042-publication.md).
"""

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

import duckdb

from warehouse.errors import DatabaseMissing, PublishRefused
from warehouse.schema.migrations import is_current
from warehouse.store.atomic_file import write_atomically
from warehouse.store.database import (
    WAIT_SECONDS,
    lock_database,
    open_locked,
    open_reader,
    recover_log,
    translate_errors,
)
from warehouse.store.database_copy import is_unused, update_copy
from warehouse.store.history import save_state
from warehouse.store.locations import Database, Lake
from warehouse.store.tallies import list_stale
from warehouse.store.tally_updates import refresh_tallies
from warehouse.store.word_index import is_index_current, update_index


def publish_corpus(warehouse: Database, corpus: Database, wait_seconds: float = WAIT_SECONDS) -> None:
    """Publish what the writer's database holds. Raises WarehouseError."""
    if isinstance(warehouse, Lake):
        from warehouse.store.lake_publication import publish_lake

        publish_lake(warehouse, wait_seconds)
    elif isinstance(corpus, Path):
        publish_file(warehouse, corpus, wait_seconds)


def publish_file(warehouse: Path, corpus: Path, wait_seconds: float = WAIT_SECONDS) -> None:
    """Make `corpus` a copy of the writer's database, which no program has open; do nothing if it is a copy already.

    A program that has the earlier copy open keeps it; a program that opens the file from now on sees the new one.
    The next call repairs an interrupted publication, or a load that was killed before it. Raises WarehouseError;
    PublishRefused if the earlier copy has more captures, because captures are never removed.
    """
    if not warehouse.exists():
        raise DatabaseMissing(warehouse)
    with lock_database(warehouse, wait_seconds), translate_errors(corpus):
        recover_log(warehouse)
        block_bytes = _prepare(warehouse, corpus)
        if not _is_copy(warehouse, corpus):
            _replace(warehouse, corpus, block_bytes)


def is_published(warehouse: Database, corpus: Database) -> bool:
    """Return whether what the writer's database holds is published, and unchanged since."""
    if isinstance(warehouse, Lake):
        from warehouse.store.lake_publication import is_lake_published

        return is_lake_published(warehouse)
    return isinstance(corpus, Path) and _is_copy(warehouse, corpus)


def _is_copy(warehouse: Path, corpus: Path) -> bool:
    if warehouse.with_name(f"{warehouse.name}.wal").exists():
        return False
    return _read_stamp(corpus) == {"warehouse": _stamp(warehouse), "corpus": _stamp(corpus)}


def _prepare(warehouse: Path, corpus: Path) -> int:
    """Check that the database may be published, and bring tallies and word index up to date; return its block size in
    bytes."""
    with open_reader(warehouse) as connection:  # waits for a program that has the file open, and names it
        stored = _count_captures(connection)
        # An older schema, which no run has opened since, is published as it is.
        has_stale = is_current(connection) and (bool(list_stale(connection)) or not is_index_current(connection))
        (block_bytes,) = connection.execute("SELECT block_size FROM pragma_database_size()").fetchone() or (0,)
    published = _count_published(corpus)
    if stored < published:
        raise PublishRefused(warehouse, corpus, published - stored)
    if has_stale:
        with open_locked(warehouse) as connection:
            update_index(connection)
            refresh_tallies(connection)
            connection.execute("CHECKPOINT")
    return int(block_bytes)


def _replace(warehouse: Path, corpus: Path, block_bytes: int) -> None:
    previous = _hidden(corpus, "previous")
    is_intact = corpus.exists() and (_read_stamp(corpus) or {}).get("corpus") == _stamp(corpus)
    if is_intact:
        save_state(corpus, warehouse, block_bytes)
    with write_atomically(corpus) as part:
        if previous.exists() and is_unused(previous):
            previous.rename(part)
            part.chmod(0o644)
            update_copy(warehouse, part, block_bytes)
        else:
            shutil.copyfile(warehouse, part)
        # Read-only, so that a program that opens it for writing cannot block the others or leave a log next to it.
        part.chmod(0o444)
        previous.unlink(missing_ok=True)
        if is_intact:
            with suppress(OSError):  # a file system without hard links: the next publication copies the whole file
                os.link(corpus, previous)
    stamp = {"warehouse": _stamp(warehouse), "corpus": _stamp(corpus)}
    _hidden(corpus, "published").write_text(json.dumps(stamp), "utf-8")


def _hidden(corpus: Path, suffix: str) -> Path:
    return corpus.with_name(f".{corpus.name}.{suffix}")


def _stamp(path: Path) -> list[int]:
    """Return size and time of change of a file, which identify its content."""
    if not path.exists():
        return []
    found = path.stat()
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def _read_stamp(corpus: Path) -> dict[str, list[int]] | None:
    try:
        found: dict[str, list[int]] = json.loads(_hidden(corpus, "published").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _count_captures(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM captures").fetchone()
    return int(row[0]) if row else 0


def _count_published(corpus: Path) -> int:
    """Return how many captures the earlier copy has; 0 if it cannot be read, so that it is replaced."""
    try:
        with duckdb.connect(str(corpus), read_only=True) as connection:
            return _count_captures(connection)
    except duckdb.Error:
        return 0
