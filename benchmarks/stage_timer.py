"""A runner that measures the time of each stage."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class StageTimer:
    """Implements flows.runs.runner.Runner and measures each stage, in the order they began.

    `seconds` is by the clock; stages of two batches may overlap. `processor` is the processor time of the thread that
    runs the stage: not that of workers, nor of DuckDB's and polars' own threads.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.processor: dict[str, float] = defaultdict(float)

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        began, used = time.perf_counter(), time.thread_time()
        try:
            return work()
        finally:
            self.seconds[stage] += time.perf_counter() - began
            self.processor[stage] += time.thread_time() - used

    def map_stage(
        self, stage: str, work: Callable[[Item], Result], items: Sequence[Item], at_once: int
    ) -> list[Result]:
        with ThreadPoolExecutor(max_workers=max(1, at_once)) as threads:
            return self.run_stage(stage, lambda: list(threads.map(work, items)))

    def set_total(self, stage: str, total: int) -> None:
        """Nothing is shown."""

    def advance(self, stage: str, by: int = 1) -> None:
        """Nothing is shown."""

    def add_table(self, name: str, description: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Nothing is kept."""

    def add_link(self, name: str, description: str, address: str) -> None:
        """Nothing is kept."""
