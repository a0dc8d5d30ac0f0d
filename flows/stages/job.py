"""The context of one run of a flow."""

from collections.abc import Callable
from dataclasses import dataclass

from flows.reference.seeds import Seeds
from flows.runs.runner import Runner
from flows.runs.runs import Run
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """The context that all stages of one run share; when `stop` returns true, they end early with what they have."""

    settings: Settings
    runner: Runner
    stop: Callable[[], bool]
    run: Run
    seeds: Seeds
