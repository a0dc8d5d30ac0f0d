"""Measure `extract()` and trafilatura with its own metadata in one process, page by page in turn."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

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


def rates() -> tuple[float, float]:
    """Return pages per second of the bare loop and of `extract()`.

    What a process loads once is loaded before: each reads one page, and the model of languages (0.5 s), which five of
    the real pages need, is there.
    """
    _, found = pages()
    taken: dict[Callable[[Page], None], float] = {_bare: 0.0, _extract: 0.0}
    py3langid.classify("A text in English.")
    for run in taken:
        run(found[0])
    for page in found:
        for run in taken:
            began = time.perf_counter()
            run(page)
            taken[run] += time.perf_counter() - began
    return len(found) / taken[_bare], len(found) / taken[_extract]


if __name__ == "__main__":
    print(*rates())
