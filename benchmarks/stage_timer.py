"""A runner that measures the time of each stage, and a monitor of the memory of a process and its children."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

import psutil

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


class PeakMemory:
    """Measures the peak memory, in megabytes, of a process (by default this one) and its children together.

    Pages that several of them share count once (the proportional set size). To ask for that takes 15 ms, so it is done
    only when the sum of their resident sets, which is quick to read, is 1 % above its highest so far.
    """

    def __init__(self, process_id: int | None = None) -> None:
        self._process_id = process_id
        self.megabytes = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        watched, highest, turn = psutil.Process(self._process_id), 0, 0
        while not self._done.wait(0.1):
            if turn % 10 == 0:  # to find the children, the system's whole list of processes is read
                family = _family(watched)
            turn += 1
            resident = sum(map(_resident, family))
            if resident > 1.01 * highest:
                highest = resident
                self.megabytes = max(self.megabytes, sum(map(_proportional, family)) / 1e6)


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
