"""Loaded by the process that workers are forked from: how a worker ends if its run was stopped, and what it keeps."""

import ctypes
import sys
from contextlib import suppress
from types import TracebackType

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_MAX_FREE_BYTES = 4 << 20
_LARGE_BYTES = 1 << 20


def _report(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    # A worker whose run was stopped while it started finds that its semaphores, which have no file name, are gone.
    if not (isinstance(error, FileNotFoundError) and error.filename is None):
        sys.__excepthook__(kind, error, at)


def _return_freed_memory() -> None:
    """Let the C library give freed memory back to the system; workers inherit it.

    Once a large page has been freed, glibc keeps that much for later ones, up to 64 MB: a worker that had read 473
    real pages kept 19 MB, and took as long without (docs/decisions/0070-import.md).
    """
    with suppress(OSError, AttributeError):  # not glibc
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, _MAX_FREE_BYTES)


sys.excepthook = _report
_return_freed_memory()
