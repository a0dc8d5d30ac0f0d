"""Loaded by the process that workers are forked from: a worker whose run was stopped ends without a traceback."""

import sys
from types import TracebackType


def _report(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    # A worker whose run was stopped while it started finds that its semaphores, which have no file name, are gone.
    if not (isinstance(error, FileNotFoundError) and error.filename is None):
        sys.__excepthook__(kind, error, at)


sys.excepthook = _report
