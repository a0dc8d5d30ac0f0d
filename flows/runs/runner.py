"""Run the stages' functions: directly for a command; `flows.orchestration` runs them as Prefect tasks instead."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from flows.logs import keep_log_context, log_context

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")


class Runner(Protocol):
    """Runs a stage's function and shows its progress. All methods may be called from several threads."""

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        """Run one function in a stage and return its result."""

    def map_stage(
        self, stage: str, work: Callable[[Item], Result], items: Sequence[Item], at_once: int
    ) -> list[Result]:
        """Run the function for every item, `at_once` in parallel; results in input order; raises the first error."""

    def set_total(self, stage: str, total: int) -> None:
        """Set a stage's total units of work; may be called again when the total changes."""

    def advance(self, stage: str, by: int = 1) -> None:
        """Advance a stage's progress by `by` units of work."""

    def add_table(self, name: str, description: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Publish a table of any columns for readers."""

    def add_link(self, name: str, description: str, address: str) -> None:
        """Publish a link for readers."""


@contextmanager
def timed_stage(stage: str) -> Iterator[None]:
    """Add the stage to the log lines of the block, and log how long the block took."""
    began = time.monotonic()
    with log_context(stage=stage):
        yield
        logger.info("done in %.1f s", time.monotonic() - began)


class PlainRunner:
    """Runs the stages without a server; shows progress in the terminal (standard error)."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        self._bar(stage)
        with timed_stage(stage):
            result = work()
        bar = self._progress.tasks[self._bars[stage]]
        if bar.total is None:
            self._progress.update(bar.id, total=1, completed=1)
        return result

    def map_stage(
        self, stage: str, work: Callable[[Item], Result], items: Sequence[Item], at_once: int
    ) -> list[Result]:
        self._bar(stage)
        threads = ThreadPoolExecutor(max_workers=max(1, at_once))
        try:
            with timed_stage(stage):
                results = list(threads.map(keep_log_context(work), items))
        except BaseException:
            # After Ctrl-C the user does not wait for the other threads' work.
            threads.shutdown(wait=False, cancel_futures=True)
            raise
        threads.shutdown()
        return results

    def set_total(self, stage: str, total: int) -> None:
        self._progress.update(self._bar(stage), total=total)

    def advance(self, stage: str, by: int = 1) -> None:
        self._progress.advance(self._bar(stage), by)

    def add_table(self, name: str, description: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Do nothing: the command prints the result itself."""

    def add_link(self, name: str, description: str, address: str) -> None:
        """Do nothing: the command prints the paths itself."""

    def _bar(self, stage: str) -> TaskID:
        if stage not in self._bars:
            self._bars[stage] = self._progress.add_task(stage, total=None)
        return self._bars[stage]


@contextmanager
def plain_runner(quiet: bool = False) -> Iterator[PlainRunner]:
    """Yield a runner whose progress bars are shown in the terminal while the block runs."""
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    is_hidden = quiet or not console.is_terminal
    # Ten times a second, as by default, would take 2 % of a core.
    with Progress(*columns, console=console, disable=is_hidden, refresh_per_second=4) as progress:
        yield PlainRunner(progress)
