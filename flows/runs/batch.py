"""What a run has gathered before extraction, a page at a time: captures in the archive, and fates already settled."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.runs.captures import Row
from transforms.records import Outlet

if TYPE_CHECKING:
    from flows.stages.backfill_plan import Plan  # which brings the whole client along

# Bytes of a payload, after decoding, beyond which a record of an archive is not read: no article is as large.
MAX_RECORD_BYTES = 64 << 20
# Captures that go through the rooms at once. A page costs 2 s of CPU besides its captures' own, the gate 1.3 s of them,
# and a thousand captures are extracted in some 15 s.
PAGE = 1_000
MAX_BATCH_OUTCOMES = 5_000  # of those that need no extraction


@dataclass(slots=True)
class Batch:
    """One page of a run: captures to extract, the fates already settled, and what went wrong on the way.

    `failure` says why the run has failed though it goes on with what there is; `crashed_runs` has the rows of `runs` of
    the runs it takes on; `settlements` what became of candidates, as `candidates.settle` takes it; `note` is what
    its row of `runs` says though nothing went wrong. Every run has one page that `is_last`, after which it is done.
    """

    captures: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    deferred: int = 0
    problems: list[str] = field(default_factory=list)
    failure: str | None = None
    crashed_runs: list[Row] = field(default_factory=list)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    settlements: list[Row] = field(default_factory=list)
    note: str | None = None
    plan: "Plan | None" = None
    is_last: bool = False

    @property
    def is_full(self) -> bool:
        """Whether it is time to take the page through the rooms."""
        return len(self.captures) >= PAGE or len(self.outcomes) >= MAX_BATCH_OUTCOMES

    def add(self, other: "Batch") -> None:
        """Take on what was gathered at another outlet."""
        self.captures += other.captures
        self.outcomes += other.outcomes
        self.deferred += other.deferred
        self.settlements += other.settlements
        self.outlets |= other.outlets

    def capture(self, row: Row, outlet: Outlet) -> None:
        """Take in a capture of this outlet."""
        self.captures.append(row)
        self.outlets[outlet.outlet_id] = outlet
