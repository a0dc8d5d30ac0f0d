"""Write an output file of a command: completely or not at all, and with a size limit."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from flows.errors import BackbenchError

MAX_FILE_GB = 10
"""Largest file that a query may write; a join by mistake would fill the disk."""
_NO_UNNAMED_FILES = (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL)


@contextmanager
def write_atomically(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file to write to; at the end of the block it takes the place of `path`, on an error it is removed.

    Until then the file has no name (Linux, O_TMPFILE), so that even a killed process leaves nothing behind; on a file
    system without such files it has a hidden name. Raises BackbenchError if it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        file, is_named = _open_part(path.parent, part)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if not is_named:
                    _give_name(file, part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        if error.errno == errno.EFBIG:
            message = f"{path} would be larger than {MAX_FILE_GB} GB and was not written."
            raise BackbenchError(message, "Select less: fewer columns, a WHERE, a LIMIT.") from error
        raise BackbenchError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error


def _give_name(file: IO[bytes], path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # Only with a folder's descriptor does Python call linkat, which follows the link to the unnamed file.
        os.link(f"/proc/self/fd/{file.fileno()}", path.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _open_part(folder: Path, part: Path) -> tuple[IO[bytes], bool]:
    """Return the file to write to, and whether it has a name."""
    if hasattr(os, "O_TMPFILE"):
        with suppress(_UnnamedFilesUnsupported):
            return _open_unnamed(folder), False
    return part.open("xb"), True


class _UnnamedFilesUnsupported(Exception):
    """The file system of the folder knows no unnamed files."""


def _open_unnamed(folder: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666), "w+b")
    except OSError as error:
        if error.errno in _NO_UNNAMED_FILES:
            raise _UnnamedFilesUnsupported from error
        raise
