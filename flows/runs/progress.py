"""The one progress artifact of a flow run: it moves while the stages work, and says which stage is how far."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

SECONDS_BETWEEN = 1.5  # an update costs the server some 20 ms: often enough to be seen moving


@dataclass(slots=True)
class StageProgress:
    """How far one stage is, in its own units of work."""

    done: int = 0
    total: int | None = None
    is_over: bool = False

    @property
    def share(self) -> float:
        """The share done, from 0 to 1; 0 where nobody said how much there is."""
        if self.is_over:
            return 1.0
        return min(1.0, self.done / self.total) if self.total else 0.0

    def __str__(self) -> str:
        if self.total is None:
            return "done" if self.is_over else f"{self.done} so far" if self.done else "at work"
        return f"{self.done} of {self.total}"


@dataclass(slots=True)
class ProgressBoard:
    """Counts what the stages report and passes it on, at most every `SECONDS_BETWEEN`. Safe between threads.

    `weights` names the stages expected, each with its rough share of the time (1 for any other): the figure is the
    weighted mean of how far they are. `send` takes it, in per cent, and a line of text.
    """

    send: Callable[[float, str], None]
    weights: Mapping[str, int] = field(default_factory=dict)
    _seen: dict[str, StageProgress] = field(default_factory=dict)
    _sent_at: float = float("-inf")
    _counting: Lock = field(default_factory=Lock)
    _sending: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._seen = {stage: StageProgress() for stage in self.weights}

    def set_total(self, stage: str, total: int) -> None:
        """Say how many units of work a stage has before it."""
        with self._counting:
            state = self._stage(stage)
            state.total, state.is_over = total, state.is_over and state.done >= total
        self.show()

    def advance(self, stage: str, by: int) -> None:
        """Say that so many units of work are done."""
        with self._counting:
            self._stage(stage).done += by
        self.show()

    def finish(self, stage: str) -> str:
        """Say that a stage has no more work; return how far it came."""
        with self._counting:
            state = self._stage(stage)
            # A stage is entered once a page; with a total it is over when that is reached.
            state.is_over = state.total is None or state.done >= state.total
        self.show(now=True)
        return str(state)

    def show(self, now: bool = False) -> None:
        """Send the figure if it is time; a thread that finds another one sending goes on with its work."""
        if not now and time.monotonic() - self._sent_at < SECONDS_BETWEEN:
            return
        if not self._sending.acquire(blocking=now):
            return
        try:
            self._sent_at = time.monotonic()
            with self._counting:
                per_cent, text = self._per_cent(), self._text()
            self.send(per_cent, text)
        finally:
            self._sending.release()

    def _per_cent(self) -> float:
        weights = {stage: self.weights.get(stage, 1) for stage in self._seen}
        done = sum(weights[stage] * state.share for stage, state in self._seen.items())
        return round(100 * done / max(1, sum(weights.values())), 1)

    def _text(self) -> str:
        begun = {
            name: stage for name, stage in self._seen.items() if stage.done or stage.total is not None or stage.is_over
        }
        return " · ".join(f"{name} {stage}" for name, stage in begun.items()) or "starting"

    def _stage(self, name: str) -> StageProgress:
        return self._seen.setdefault(name, StageProgress())
