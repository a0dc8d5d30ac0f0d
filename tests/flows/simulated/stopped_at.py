"""Run a backfill of everything in this process and kill it at a place: `stopped_at.py PLACE NTH [FLOW]`.

PLACE is a stage: at its NTH unit of work; `listing`: when the NTH is archived; or `before load` and the like: at the
NTH time. `never` lets it end. Not a test: tests start it, with settings in the environment.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

from flows import pipeline
from flows.crawl.client import Client, Response
from flows.crawl.listing_reader import ListingReader
from flows.runs.runner import PlainRunner
from flows.settings import read_settings
from flows.stages import discover
from flows.stages.run_request import BackfillRequest

Result = TypeVar("Result")


class KilledRunner(PlainRunner):
    """Does what a plain runner does, until it is killed."""

    def __init__(self, place: str, nth: int) -> None:
        super().__init__(Progress(console=Console(stderr=True), disable=True))
        self._place, self._left = place, nth

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        self.come_to(f"before {stage}")
        result = super().run_stage(stage, work)
        self.come_to(f"after {stage}")
        return result

    def advance(self, stage: str, by: int = 1) -> None:
        super().advance(stage, by)
        self.come_to(stage, by)

    def come_to(self, place: str, by: int = 1) -> None:
        """Be killed, if this is the place."""
        if place == self._place:
            self._left -= by
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def kill_at_listings(runner: KilledRunner) -> None:
    """Have the runner come to the place `listing` whenever one is archived."""
    keep_all = ListingReader.keep_all

    def kept(reader: ListingReader, response: Response) -> None:
        keep_all(reader, response)
        runner.come_to("listing")

    ListingReader.keep_all = kept  # type: ignore[assignment, method-assign]  # for this process alone


if __name__ == "__main__":
    place, nth, *flow = sys.argv[1:]
    vars(discover).update(
        Client=partial(Client, backoff_seconds=0.01), MAX_BATCH_CANDIDATES=12, MIN_OUTLET_CANDIDATES=12
    )  # soon again, small pages
    runner, settings = KilledRunner(place, int(nth)), read_settings()
    kill_at_listings(runner)
    if flow == ["nightly"]:
        pipeline.nightly(settings, runner, lambda: False)
    else:
        pipeline.backfill(settings, runner, lambda: False, BackfillRequest(("the-lamplighter",)))
