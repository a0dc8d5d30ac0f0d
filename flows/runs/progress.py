"""Compute the progress of a flow run from its stages, for the run's single progress artifact."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

SECONDS_BETWEEN = 1.5  # one update costs the server about 20 ms; readers still see the progress move


@dataclass(slots=True)
class StageProgress:
    """The progress of one stage, in its own units of work."""

    done: int = 0
    total: int | None = None
    is_over: bool = False

    @property
    def share(self) -> float:
        """The share done, from 0 to 1; 0 if the total is unknown."""
        if self.is_over:
            return 1.0
        return min(1.0, self.done / self.total) if self.total else 0.0

    def __str__(self) -> str:
        if self.total is None:
            return "done" if self.is_over else f"{self.done} so far" if self.done else "at work"
        return f"{self.done} of {self.total}"


@dataclass(slots=True)
class ProgressBoard:
    """Counts the work that the stages report and sends the progress, at most every `SECONDS_BETWEEN`. Thread-safe.

    `weights` gives each expected stage's rough share of the time (1 for any other stage). The progress is the weighted
    mean of the stages' shares. `send` receives it, in per cent, and a line of text.
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
        """Set a stage's total units of work."""
        with self._counting:
            state = self._stage(stage)
            state.total, state.is_over = total, state.is_over and state.done >= total
        self.show()

    def advance(self, stage: str, by: int) -> None:
        """Advance a stage by `by` units of work."""
        with self._counting:
            self._stage(stage).done += by
        self.show()

    def finish(self, stage: str) -> str:
        """Mark a stage's call as finished; return its progress as text."""
        with self._counting:
            state = self._stage(stage)
            # A stage runs once per batch; if it has a total, it is over when the total is reached.
            state.is_over = state.total is None or state.done >= state.total
        self.show(now=True)
        return str(state)

    def show(self, now: bool = False) -> None:
        """Send the progress if it is due; a thread does not wait while another thread sends."""
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
