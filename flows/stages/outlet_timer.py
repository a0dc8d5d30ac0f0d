"""Limit the time that a nightly run spends at one outlet; a backfill has no such limit."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType

from flows.stages.job import Job
from flows.stages.run_request import Scope

_HOUR = 3_600.0


@dataclass(slots=True)
class OutletTimer:
    """Measures the time spent at an outlet, within a `with` block. Used by one thread at a time."""

    job: Job
    scope: Scope
    _spent: float = 0.0
    _entered_at: float | None = field(default=None)

    @property
    def over(self) -> str | None:
        """The exceeded limit as text; None if time is left."""
        if not self.scope.is_nightly:
            return None
        settings = self.job.settings
        current = 0.0 if self._entered_at is None else time.monotonic() - self._entered_at
        if self._spent + current > settings.outlet_hours * _HOUR:
            return f"{settings.outlet_hours:g} hours were spent at the outlet"
        if (datetime.now(UTC) - self.job.run.started_at).total_seconds() > settings.run_hours * _HOUR:
            return f"the run has taken {settings.run_hours:g} hours"
        return None

    def should_stop(self) -> bool:
        """Return whether to stop here: the time is over, or the run is to stop."""
        return self.job.stop() or self.over is not None

    def __enter__(self) -> "OutletTimer":
        self._entered_at = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._entered_at is not None:
            self._spent += time.monotonic() - self._entered_at
        self._entered_at = None
