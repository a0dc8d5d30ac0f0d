"""One run of a flow and all it is given."""

from collections.abc import Callable
from dataclasses import dataclass

from flows.reference.seeds import Seeds
from flows.runs.runner import Runner
from flows.runs.runs import Run
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """What the rooms of one run share; `stop` tells them to end early with what they have."""

    settings: Settings
    runner: Runner
    stop: Callable[[], bool]
    run: Run
    seeds: Seeds
