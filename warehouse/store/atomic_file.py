"""Replace a file atomically, so that a kill leaves either the old file or the new one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_atomically(target: Path) -> Iterator[Path]:
    """Yield a path to write to; at the end of the block that file replaces the target and is flushed to disk.

    One caller at a time: it must have the lock of the writer's database. A part file of an earlier call is deleted.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    _remove(part)
    try:
        yield part
        _sync(part)
        # A write-ahead log next to the target belongs to the old file; with it the new one would not open.
        _log(target).unlink(missing_ok=True)
        part.replace(target)
        _sync(target.parent)
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    for path in (part, _log(part)):
        path.unlink(missing_ok=True)


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
