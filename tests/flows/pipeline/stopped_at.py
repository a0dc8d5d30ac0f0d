"""Run a job in this process and stop it at a place: `stopped_at.py HOW PLACE NTH JOB [PATH…]`.

HOW is `kill` (with SIGKILL) or `pause` (until standard input ends). PLACE is `before load`, `after publish` and the
like, or a stage alone: then at its NTH unit of work. Not a test: tests start it, with settings in the environment.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

from flows import pipeline
from flows.runs.runner import PlainRunner
from flows.settings import read_settings

Result = TypeVar("Result")


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def pause() -> None:
    print("here", flush=True)
    sys.stdin.read()


class StoppedRunner(PlainRunner):
    """Does what a plain runner does, but for the stop."""

    def __init__(self, stop: Callable[[], None], place: str, nth: int) -> None:
        super().__init__(Progress(console=Console(stderr=True), disable=True))
        self._stop, self._place, self._left = stop, place, nth

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        self._pass(f"before {stage}")
        result = super().run_stage(stage, work)
        self._pass(f"after {stage}")
        return result

    def advance(self, stage: str, by: int = 1) -> None:
        super().advance(stage, by)
        if stage == self._place:
            self._left -= by
            if self._left <= 0:
                self._stop()

    def _pass(self, place: str) -> None:
        if place == self._place:
            self._stop()


if __name__ == "__main__":
    how, place, nth, job, *paths = sys.argv[1:]
    runner, settings = StoppedRunner({"kill": kill, "pause": pause}[how], place, int(nth)), read_settings()
    if job == "import":
        pipeline.import_paths(settings, runner, lambda: False, [Path(path) for path in paths])
    else:
        pipeline.nightly(settings, runner, lambda: False)
