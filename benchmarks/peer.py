"""Measure `extract()` and trafilatura with its own metadata, each in processes of its own, in turn.

In one process, page by page in turn, trafilatura was 5 % slower than alone, and `extract()`, which then finds each page
in the processor's caches, was not: 1.44 against 1.35 times (processor time, 28 November 2026).
"""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import get_context

import py3langid
from trafilatura import bare_extraction

from benchmarks.pages import Page, pages
from transforms.extract import extract
from transforms.records import Capture, Discard, Quarantine
from transforms.urls import find_outlet


def _bare(page: Page) -> None:
    bare_extraction(page[1], url=page[0], with_metadata=True)


def _extract(page: Page) -> None:
    url, payload = page
    with suppress(Quarantine, Discard):
        extract(Capture(url, find_outlet(url, ()), datetime(2026, 8, 1, tzinfo=UTC), "text/html", payload))


def measure(run: Callable[[Page], None]) -> float:
    """Return the seconds that all pages take.

    Everything that a process loads once is loaded before the clock starts: one page is read, and so is the model of
    languages (0.5 s), which five of the real pages need.
    """
    _, found = pages()
    py3langid.classify("A text in English.")
    run(found[0])
    began = time.perf_counter()
    for page in found:
        run(page)
    return time.perf_counter() - began


def main() -> None:
    """Print pages per second of the bare loop and of `extract()`."""
    taken: dict[Callable[[Page], None], float] = dict.fromkeys((_bare, _extract), 0.0)
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for run in (*taken, *reversed(taken)):
            taken[run] += processes.submit(measure, run).result()
    _, found = pages()
    print(" ".join(str(2 * len(found) / seconds) for seconds in taken.values()))


if __name__ == "__main__":
    main()
