"""Bring an older copy of a DuckDB file up to date by copying the blocks that differ.

A DuckDB file is three headers of 4 KB and then blocks of one size, each beginning with a checksum of its content
(8 bytes). A change writes new blocks and leaves the others alone, so that a copy which is one night old differs in few
of them: reading the checksums of 7 GB takes 0.05 s, copying the file takes 15 s.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

HEADER_BYTES = 3 * 4096
CHECKSUM_BYTES = 8


def list_changed_blocks(one: Path, other: Path, block_bytes: int) -> list[int]:
    """Return the offset of each block in which two files differ, compared by checksum, or that one of them lacks.

    `block_bytes` is the files' block size, as `pragma_database_size()` gives it.
    """
    with one.open("rb") as left, other.open("rb") as right:
        sizes = os.fstat(left.fileno()).st_size, os.fstat(right.fileno()).st_size
        return [
            start
            for start in range(HEADER_BYTES, max(sizes), block_bytes)
            if start >= min(sizes) or _checksum(left.fileno(), start) != _checksum(right.fileno(), start)
        ]


def update_copy(source: Path, target: Path, block_bytes: int, changed: Iterable[int]) -> None:
    """Make `target`, an earlier copy of `source`, equal to it. `changed`: the offsets of at least all blocks in which
    they differ.
    """
    with source.open("rb") as reader, target.open("r+b") as writer:
        size = os.fstat(reader.fileno()).st_size
        for start in changed:
            if start < size:
                os.pwrite(writer.fileno(), os.pread(reader.fileno(), block_bytes, start), start)
        os.pwrite(writer.fileno(), os.pread(reader.fileno(), HEADER_BYTES, 0), 0)
        os.truncate(writer.fileno(), size)


def _checksum(file: int, start: int) -> bytes:
    return os.pread(file, CHECKSUM_BYTES, start)


def is_unused(path: Path) -> bool:
    """Return whether no program has the file open and it has no other name; False if the system cannot tell."""
    if not hasattr(fcntl, "F_SETLEASE"):  # Linux only
        return False
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_nlink > 1:
                return False
            # The system grants a write lease only if nothing else has the file open.
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError:
        return False
    return True
