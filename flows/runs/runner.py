"""What carries the stages' work: called plainly at a prompt, or as Prefect tasks under a server (tasks.py)."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from flows.logs import keep_log_context, log_context

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")
Row = dict[str, object]


class Runner(Protocol):
    """Runs a stage's function and shows how far it is. All methods may be called from several threads."""

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        """Do one piece of work in a stage."""

    def map_stage(
        self, stage: str, work: Callable[[Item], Result], items: Sequence[Item], at_once: int
    ) -> list[Result]:
        """Do the work for every item, some at once; results in the items' order; the first error is raised."""

    def set_total(self, stage: str, total: int) -> None:
        """Say how many units of work a stage has before it; may be said again as more is known."""

    def advance(self, stage: str, by: int = 1) -> None:
        """Say that so many units of work are done."""

    def add_table(self, name: str, description: str, rows: Sequence[Row]) -> None:
        """Leave a table for people to read."""

    def add_link(self, name: str, description: str, address: str) -> None:
        """Leave a link for people to follow."""


@contextmanager
def timed_stage(stage: str) -> Iterator[None]:
    """Put the stage on the log lines of the block, and log how long the block took."""
    began = time.monotonic()
    with log_context(stage=stage):
        yield
        logger.info("done in %.1f s", time.monotonic() - began)


class PlainRunner:
    """The same functions and accounts without a server; progress in the terminal (standard error)."""

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
            # Who pressed Ctrl-C is not to wait for whatever the others are at.
            threads.shutdown(wait=False, cancel_futures=True)
            raise
        threads.shutdown()
        return results

    def set_total(self, stage: str, total: int) -> None:
        self._progress.update(self._bar(stage), total=total)

    def advance(self, stage: str, by: int = 1) -> None:
        self._progress.advance(self._bar(stage), by)

    def add_table(self, name: str, description: str, rows: Sequence[Row]) -> None:
        """Nothing to leave: the command prints the accounts itself."""

    def add_link(self, name: str, description: str, address: str) -> None:
        """Nothing to leave: the command prints the paths itself."""

    def _bar(self, stage: str) -> TaskID:
        if stage not in self._bars:
            self._bars[stage] = self._progress.add_task(stage, total=None)
        return self._bars[stage]


@contextmanager
def plain_runner(quiet: bool = False) -> Iterator[PlainRunner]:
    """Yield a runner whose progress bars stand in the terminal while the block runs."""
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        yield PlainRunner(progress)
