"""The published copy: what analysts open, replaced in one stroke while they read the one before."""

import shutil
from pathlib import Path

from warehouse.database import explained, locked, settled
from warehouse.errors import DatabaseMissing
from warehouse.replacing import replacing


def publish(warehouse: Path, corpus: Path, wait_seconds: float = 600.0) -> None:
    """Make `corpus` a copy of the writer's database, which no one has open.

    Whoever has the copy before open keeps it; whoever opens from now on sees the new one. A publish that was cut
    short, or a load that was killed before it published, is mended by the next. Raises WarehouseError.
    """
    if not warehouse.exists():
        raise DatabaseMissing(warehouse)
    with locked(warehouse, wait_seconds), explained(corpus), replacing(corpus) as part:
        settled(warehouse)
        shutil.copyfile(warehouse, part)
        # Read-only, so that nobody who opens it to write shuts out the others or leaves a log beside it.
        part.chmod(0o444)
