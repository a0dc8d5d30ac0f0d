"""Compute the next item of a sequence in a thread while the current one is used."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from flows.logs import keep_log_context

Item = TypeVar("Item")


class ReadAhead:
    """One thread that is one item ahead of its reader; at the end of the block it has ended."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")

    def iterate(self, items: Iterator[Item]) -> Iterator[Item]:
        """Yield the items in order. An error in computing one is raised when the one before has been used."""
        step = keep_log_context(lambda: next(items, None))
        item = self._thread.submit(step).result()
        while item is not None:
            coming = self._thread.submit(step)
            yield item
            item = coming.result()

    def __enter__(self) -> "ReadAhead":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.shutdown(cancel_futures=True)
