"""`python -m benchmarks.dask_scaling`: extraction on a Dask cluster of one and of two worker processes.

The same pages are extracted by each cluster in turn, three times, and by the worker processes of one machine without
Dask. The cost of a chunk apart from its pages is that of a chunk without captures, there and back.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.pages import pages, write_copies
from flows.runs.captures import build_capture_row, with_location
from flows.settings import Settings
from flows.stages.dask_extract import DaskExtractor
from flows.stages.extract import MAX_CHUNK
from flows.stages.extractor import Extractor
from transforms.records import Outlet
from transforms.urls import find_outlet
from warehouse.archive import files
from warehouse.schema.rows import CaptureRow

CLUSTERS = (1, 2)
ROUNDS = 3
EMPTY_CHUNKS = 200
MAX_PAGES = 150


def main() -> None:
    os.environ["DASK_LOGGING__DISTRIBUTED"] = "critical"  # workers that end complain of their lost connection
    console = Console(highlight=False)
    name, found = pages()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        (settings.archive / "2026").mkdir(parents=True)
        write_copies(found[:MAX_PAGES], 1, settings.archive / "2026" / "pages.warc.gz")
        rows, outlets = _read_rows(settings)
        console.print(f"{len(rows)} pages, {name}, in chunks of {MAX_CHUNK}; medians of {ROUNDS} rounds.")
        rates: dict[str, list[float]] = {}
        empty: list[float] = []
        for _ in range(ROUNDS):
            for count in CLUSTERS:
                rates.setdefault(f"{count} without Dask", []).append(_time_local(settings, rows, outlets, count))
                rate, seconds = _time_cluster(settings, rows, outlets, count)
                rates.setdefault(f"{count} on Dask", []).append(rate)
                empty.append(seconds)
    table = Table(title="Extraction by worker processes", title_justify="left")
    for column in ("worker processes", "pages/s", "against one"):
        table.add_column(column, justify="left" if column == "worker processes" else "right")
    for kind, measured in rates.items():
        one = statistics.median(rates[f"1{kind[1:]}"])
        table.add_row(kind, f"{statistics.median(measured):.1f}", f"{statistics.median(measured) / one:.2f}")
    console.print(table)
    console.print(f"a chunk without captures: {1000 * statistics.median(empty):.1f} ms")


def _read_rows(settings: Settings) -> tuple[list[CaptureRow], dict[str, Outlet]]:
    rows, outlets = list[CaptureRow](), dict[str, Outlet]()
    for record, place in files.iter_articles(settings.archive, "2026/pages.warc.gz", 1 << 26):
        outlet = find_outlet(record.url, ())
        outlets[outlet.outlet_id] = outlet
        rows.append(with_location(build_capture_row(record, outlet, "import"), place))
    return rows, outlets


def _time_local(settings: Settings, rows: Sequence[CaptureRow], outlets: dict[str, Outlet], count: int) -> float:
    with Extractor(replace(settings, workers=count), outlets) as extractor:
        extractor.warm()
        return _extract(extractor, rows, count)


def _time_cluster(
    settings: Settings, rows: Sequence[CaptureRow], outlets: dict[str, Outlet], count: int
) -> tuple[float, float]:
    """Return pages per second on a cluster of `count` worker processes, and the seconds of an empty chunk."""
    with DaskExtractor(replace(settings, dask="local", workers=count), outlets, {}) as extractor:
        extractor.warm()
        rate = _extract(extractor, rows, extractor.concurrency)
        began = time.perf_counter()
        for _ in range(EMPTY_CHUNKS):
            extractor.extract([])
        return rate, (time.perf_counter() - began) / EMPTY_CHUNKS


def _extract(extractor: Any, rows: Sequence[CaptureRow], at_once: int) -> float:
    chunks = [rows[start : start + MAX_CHUNK] for start in range(0, len(rows), MAX_CHUNK)]
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(extractor.extract, chunks))
    return len(rows) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
