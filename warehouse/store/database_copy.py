"""Bring an older copy of a DuckDB file up to date by copying the blocks that differ.

A DuckDB file is three headers of 4 KB and then blocks of one size, each of which begins with a checksum of its content
(8 bytes). A change writes new blocks and leaves the others alone, so that a copy which is one night old differs in few
of them: reading the checksums of 7 GB takes 0.05 s, copying the file takes 15 s.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

HEADER_BYTES = 3 * 4096
CHECKSUM_BYTES = 8


def list_changed_blocks(old: Path, new: Path, block_bytes: int) -> Iterator[int]:
    """Yield the offset of each block of `old` that `new` does not have there, compared by checksum."""
    with old.open("rb") as left, new.open("rb") as right:
        size, new_size = os.fstat(left.fileno()).st_size, os.fstat(right.fileno()).st_size
        for start in range(HEADER_BYTES, size, block_bytes):
            is_there = start < new_size
            if not is_there or _checksum(left.fileno(), start) != _checksum(right.fileno(), start):
                yield start


def update_copy(source: Path, target: Path, block_bytes: int) -> int:
    """Make `target`, an earlier copy of `source`, equal to it; return how many blocks were copied.

    `block_bytes` is the file's block size, as `pragma_database_size()` gives it.
    """
    changed = 0
    with source.open("rb") as reader, target.open("r+b") as writer:
        for start in list_changed_blocks(source, target, block_bytes):
            os.pwrite(writer.fileno(), os.pread(reader.fileno(), block_bytes, start), start)
            changed += 1
        os.pwrite(writer.fileno(), os.pread(reader.fileno(), HEADER_BYTES, 0), 0)
        os.truncate(writer.fileno(), os.fstat(reader.fileno()).st_size)
    return changed


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
