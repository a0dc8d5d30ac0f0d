"""Publish the corpus: replace the copy that analysts open, while they may still read the previous one.

The previous copy is kept under a hidden name. If no program has it open any more, the changed blocks are copied to
it, and it becomes the next copy. So the cost of a publication depends on the size of the change, not of the corpus
(docs/decisions/0042-publication.md).
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from warehouse.errors import DatabaseMissing, PublishRefused
from warehouse.schema.migrations import is_current
from warehouse.store.atomic_file import write_atomically
from warehouse.store.database import (
    WAIT_SECONDS,
    has_log,
    lock_database,
    open_locked,
    open_reader,
    translate_errors,
)
from warehouse.store.database_copy import is_unused, list_changed_blocks, update_copy
from warehouse.store.history import LastRun, read_last_run, save_state
from warehouse.store.locations import Database, Lake
from warehouse.store.tallies import list_stale, refresh_tallies
from warehouse.store.word_index import is_index_current, update_index

Identity = list[int]
"""Number, size and time of change of a file, which identify its content; empty if there is no file."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The files of a publication; of a copy published by version 0.1.0 no more is known.

    `changed`: the offsets of the blocks in which the copy differs from `previous`, the copy before it.
    """

    warehouse: Identity
    corpus: Identity
    previous: Identity | None = None
    changed: list[int] | None = None
    capture_count: int | None = None
    run_id: str | None = None
    is_partial: bool = False

    @property
    def last_run(self) -> tuple[str, bool] | None:
        """The copy's last finished run and whether another was going on, if known."""
        return None if self.run_id is None else (self.run_id, self.is_partial)


def hide(corpus: Path, suffix: str) -> Path:
    """Return the hidden file of this purpose next to the published copy."""
    return corpus.with_name(f".{corpus.name}.{suffix}")


def identify(path: Path) -> Identity:
    """Return what identifies the content of a file."""
    if not path.exists():
        return []
    found = path.stat()
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def read_stamp(corpus: Path) -> Stamp | None:
    """Return what was noted at the last publication; None if nothing was, or if it cannot be read."""
    with suppress(OSError, ValueError, TypeError):
        return Stamp(**json.loads(hide(corpus, "published").read_text("utf-8")))
    return None


def write_stamp(
    corpus: Path, warehouse: Path, capture_count: int, last_run: tuple[str, bool], changed: list[int] | None
) -> None:
    """Note that `corpus` is now a copy of `warehouse`."""
    previous = identify(hide(corpus, "previous"))
    stamp = Stamp(identify(warehouse), identify(corpus), previous, changed, capture_count, *last_run)
    hide(corpus, "published").write_text(json.dumps(asdict(stamp)), "utf-8")


def is_copy(warehouse: Path, corpus: Path, stamp: Stamp | None) -> bool:
    """Return whether the published copy has everything in the writer's database, and neither has changed since."""
    if stamp is None or has_log(warehouse):
        return False
    return (stamp.warehouse, stamp.corpus) == (identify(warehouse), identify(corpus))


def publish_corpus(warehouse: Database, corpus: Database, wait_seconds: float = WAIT_SECONDS) -> None:
    """Publish the writer's database. Raises WarehouseError."""
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
        published = read_stamp(corpus)
        content = _prepare(warehouse, corpus, published)
        if not is_copy(warehouse, corpus, published):
            _replace(warehouse, corpus, content, published)


def is_published(warehouse: Database, corpus: Database) -> bool:
    """Return whether the writer's database is published, and unchanged since."""
    if isinstance(warehouse, Lake):
        from warehouse.store.lake_publication import is_lake_published

        return is_lake_published(warehouse)
    return isinstance(corpus, Path) and is_copy(warehouse, corpus, read_stamp(corpus))


@dataclass(frozen=True, slots=True)
class _Content:
    """The contents of the writer's database: its captures, its last run, and its block size in bytes."""

    capture_count: int
    last_run: LastRun
    block_bytes: int


def _prepare(warehouse: Path, corpus: Path, published: Stamp | None) -> _Content:
    """Check that the database may be published, and bring file, tallies and word index up to date."""
    before = _count_published(corpus, published)
    if not has_log(warehouse):
        with open_reader(warehouse) as connection:  # waits for a program that has the file open, and names it
            content = _read_content(connection)
            _refuse_fewer(warehouse, corpus, content.capture_count, before)
            if not _is_stale(connection):
                return content
    with open_locked(warehouse) as connection:
        content = _read_content(connection)
        _refuse_fewer(warehouse, corpus, content.capture_count, before)
        if _is_stale(connection):
            update_index(connection)
            refresh_tallies(connection)
        connection.execute("CHECKPOINT")
    return content


def _is_stale(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether tallies or word index are to be updated. An older schema, which no run has opened since, is
    published as it is.
    """
    return is_current(connection) and (bool(list_stale(connection)) or not is_index_current(connection))


def _read_content(connection: duckdb.DuckDBPyConnection) -> _Content:
    (block_bytes,) = connection.execute("SELECT block_size FROM pragma_database_size()").fetchone() or (0,)
    return _Content(_count_captures(connection), read_last_run(connection), int(block_bytes))


def _refuse_fewer(warehouse: Path, corpus: Path, stored: int, published: int) -> None:
    if stored < published:
        raise PublishRefused(warehouse, corpus, published - stored)


def _replace(warehouse: Path, corpus: Path, content: _Content, published: Stamp | None) -> None:
    previous = hide(corpus, "previous")
    is_intact = corpus.exists() and published is not None and published.corpus == identify(corpus)
    changed = list_changed_blocks(corpus, warehouse, content.block_bytes) if is_intact else None
    if changed is not None:
        save_state(corpus, warehouse, content.block_bytes, changed, published.last_run if published else None)
    with write_atomically(corpus) as part:
        if previous.exists() and is_unused(previous):
            # The copy before differs from the last one in the blocks that were changed then.
            is_known = published is not None and published.previous == identify(previous)
            older = published.changed if published and is_known else None
            previous.rename(part)
            part.chmod(0o644)
            if changed is None or older is None:
                differing = list_changed_blocks(warehouse, part, content.block_bytes)
            else:
                differing = sorted({*changed, *older})
            update_copy(warehouse, part, content.block_bytes, differing)
        else:
            shutil.copyfile(warehouse, part)
        # Read-only, so that a program that opens it for writing cannot block the others or leave a log next to it.
        part.chmod(0o444)
        previous.unlink(missing_ok=True)
        if is_intact:
            with suppress(OSError):  # a file system without hard links: the next publication copies the whole file
                os.link(corpus, previous)
    write_stamp(corpus, warehouse, content.capture_count, content.last_run, changed)


def _count_captures(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM captures").fetchone()
    return int(row[0]) if row else 0


def _count_published(corpus: Path, published: Stamp | None) -> int:
    """Return how many captures the earlier copy has; 0 if it cannot be read, so that it is replaced."""
    if published and published.capture_count is not None and published.corpus == identify(corpus):
        return published.capture_count
    try:
        with duckdb.connect(str(corpus), read_only=True) as connection:
            return _count_captures(connection)
    except duckdb.Error:
        return 0
