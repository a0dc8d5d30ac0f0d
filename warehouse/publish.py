"""The published copy: what analysts open, replaced in one stroke while they read the one before."""

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.database import explained, locked
from warehouse.errors import DatabaseMissing


def publish(warehouse: Path, corpus: Path, wait_seconds: float = 600.0) -> None:
    """Make `corpus` a copy of the writer's database, which no one has open.

    Whoever has the copy before open keeps it; whoever opens from now on sees the new one. A publish that was cut
    short, or a load that was killed before it published, is mended by the next. Raises WarehouseError.
    """
    if not warehouse.exists():
        raise DatabaseMissing(warehouse)
    with locked(warehouse, wait_seconds), explained(corpus):
        _settle(warehouse)
        for left in corpus.parent.glob(f".{corpus.name}.*.part"):
            left.unlink()
        part = corpus.with_name(f".{corpus.name}.{os.getpid()}.part")
        try:
            _copy(warehouse, part)
            # The log of somebody who wrote into the copy before does not belong to the new one.
            corpus.with_name(corpus.name + ".wal").unlink(missing_ok=True)
            part.replace(corpus)
        finally:
            part.unlink(missing_ok=True)
        _sync(corpus.parent)


def _settle(warehouse: Path) -> None:
    """Take what a killed writer committed, and left in its log, into the file itself."""
    if warehouse.with_name(warehouse.name + ".wal").exists():
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("CHECKPOINT")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    with target.open("rb+") as copy:
        # Read-only, so that nobody who opens it to write shuts out the others or leaves a log beside it.
        os.fchmod(copy.fileno(), 0o444)
        os.fsync(copy.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
