"""Contain unexpected exceptions caused by an outlet's data: they fail one URL or listing, not the run."""

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

from flows.crawl.responses import Failed, NoAnswer
from flows.errors import BackbenchError
from warehouse.errors import WarehouseError

MAX_DETAIL_LENGTH = 300
_log = logging.getLogger(__name__)


@contextmanager
def fail_alone(reason: str, address: str) -> Iterator[None]:
    """Turn an unexpected exception of the block into Failed with this reason, logged with its traceback.

    Errors of the run itself are raised unchanged: a full disk, a database in use, a folder that cannot be written,
    work that is cancelled because the run ends.
    """
    try:
        yield
    except (NoAnswer, BackbenchError, WarehouseError, CancelledError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a disk error: transport.py converts network errors
        _log.exception("Unexpected error at %s; it counts as failed (%s), and the run goes on.", address, reason)
        raise Failed(reason, describe_error(error)) from error


def describe_error(error: BaseException) -> str:
    """Return the type and message of an exception, in one line of limited length."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:MAX_DETAIL_LENGTH]
