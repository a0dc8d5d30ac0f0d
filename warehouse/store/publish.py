"""The published copy: what analysts open, replaced in one stroke while they read the one before."""

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

    Whoever has the copy before open keeps it; whoever opens from now on sees the new one. A publish that was cut
    short, or a load that was killed before it published, is mended by the next. Raises WarehouseError; PublishRefused
    where the copy before has more captures, for none is ever taken out.
    """
    if not warehouse.exists():
        raise DatabaseMissing(warehouse)
    with lock_database(warehouse, wait_seconds), translate_errors(corpus), write_atomically(corpus) as part:
        recover_log(warehouse)
        with open_reader(warehouse) as connection:  # it waits for a program that has the file open, and names it
            held = _captures(connection)
        published = _published_captures(corpus)
        if held < published:
            raise PublishRefused(warehouse, corpus, published - held)
        shutil.copyfile(warehouse, part)
        _tally(part)
        # Read-only, so that nobody who opens it to write shuts out the others or leaves a log beside it.
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
    """Return how many captures the copy before has; 0 where it cannot be read, and is better replaced."""
    try:
        with duckdb.connect(str(corpus), read_only=True) as connection:
            return _captures(connection)
    except duckdb.Error:
        return 0
