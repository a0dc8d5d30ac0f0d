"""A batch: the captures that go through the stages together, and what is already known of other URLs."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.runs.captures import Row
from transforms.records import Outlet
from warehouse.schema.rows import CaptureRow
from warehouse.schema.run_rows import OutcomeRow, ResolutionRow

if TYPE_CHECKING:
    from flows.stages.backfill_plan import Plan  # imported at run time, it would load the whole client

# Bytes of a payload, after decoding, beyond which a record of an archive is not read: no article is as large.
MAX_RECORD_BYTES = 64 << 20
# A batch costs 2 s of CPU besides its captures' own, 1.3 s of them in the gate; a thousand captures take some 15 s to
# extract.
MAX_BATCH_CAPTURES = 1_000
MAX_BATCH_OUTCOMES = 5_000  # of URLs that need no extraction


@dataclass(slots=True)
class Batch:
    """Captures to extract, the outcomes of URLs that need no extraction, and the problems met on the way.

    `failure`: why the run has failed although it goes on with what there is. `crashed_runs`: rows of `runs` of the
    runs that this one recovers. `resolutions`: what became of candidates, as `candidates.resolve` takes it. `note`: the
    message of the run's row where nothing went wrong. Every run has one batch that `is_last`.
    """

    captures: list[CaptureRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)
    deferred: int = 0
    problems: list[str] = field(default_factory=list)
    failure: str | None = None
    crashed_runs: list[Row] = field(default_factory=list)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    resolutions: list[ResolutionRow] = field(default_factory=list)
    note: str | None = None
    plan: "Plan | None" = None
    is_last: bool = False

    @property
    def is_full(self) -> bool:
        """Whether the batch is large enough to go through the stages."""
        return len(self.captures) >= MAX_BATCH_CAPTURES or len(self.outcomes) >= MAX_BATCH_OUTCOMES

    def merge(self, other: "Batch") -> None:
        """Add what was fetched at another outlet."""
        self.captures += other.captures
        self.outcomes += other.outcomes
        self.deferred += other.deferred
        self.problems += other.problems
        self.resolutions += other.resolutions
        self.outlets |= other.outlets

    def add_capture(self, row: CaptureRow, outlet: Outlet) -> None:
        """Add a capture of this outlet."""
        self.captures.append(row)
        self.outlets[outlet.outlet_id] = outlet
