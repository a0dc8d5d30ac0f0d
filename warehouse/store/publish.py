"""Publish the corpus: replace the copy that analysts open, while they may still read the one before."""

import shutil
from pathlib import Path

import duckdb

from warehouse.errors import DatabaseMissing, PublishRefused
from warehouse.schema.migrations import is_current
from warehouse.store.atomic_file import write_atomically
from warehouse.store.database import WAIT_SECONDS, lock_database, open_reader, recover_log, translate_errors
from warehouse.store.tallies import fill_tallies


def publish_corpus(warehouse: Path, corpus: Path, wait_seconds: float = WAIT_SECONDS) -> None:
    """Make `corpus` a copy of the writer's database, which no one has open.

    Who has the earlier copy open keeps it; who opens the file from now on sees the new one. The next call repairs a
    publication that was interrupted, or a load that was killed before it. Raises WarehouseError; PublishRefused if the
    earlier copy has more captures, because captures are never removed.
    """
    if not warehouse.exists():
        raise DatabaseMissing(warehouse)
    with lock_database(warehouse, wait_seconds), translate_errors(corpus), write_atomically(corpus) as part:
        recover_log(warehouse)
        with open_reader(warehouse) as connection:  # it waits for a program that has the file open, and names it
            stored = _captures(connection)
        published = _published_captures(corpus)
        if stored < published:
            raise PublishRefused(warehouse, corpus, published - stored)
        shutil.copyfile(warehouse, part)
        _tally(part)
        # Read-only, so that a program that opens it for writing cannot block the others or leave a log next to it.
        part.chmod(0o444)


def _tally(part: Path) -> None:
    with duckdb.connect(str(part)) as connection:
        if is_current(connection):  # an older schema, which no run has opened since, goes out as it is
            fill_tallies(connection)  # in a file nobody else sees yet: cut short, the copy before stays
            connection.execute("CHECKPOINT")


def _captures(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM captures").fetchone()
    return int(row[0]) if row else 0


def _published_captures(corpus: Path) -> int:
    """Return how many captures the earlier copy has; 0 if it cannot be read, so that it is replaced."""
    try:
        with duckdb.connect(str(corpus), read_only=True) as connection:
            return _captures(connection)
    except duckdb.Error:
        return 0
