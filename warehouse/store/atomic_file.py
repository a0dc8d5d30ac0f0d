"""A file is written beside its place and takes it in one stroke, so that a kill leaves the old one or the new."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_atomically(target: Path) -> Iterator[Path]:
    """Yield the path to write to; at the end of the block what lies there has the target's place, on the disk too.

    One caller at a time: it holds the lock of the writer's database. What an earlier one left half done is removed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    _remove(part)
    try:
        yield part
        _sync(part)
        # A log beside the target belongs to the file that goes: read into the new one it would refuse to open.
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
