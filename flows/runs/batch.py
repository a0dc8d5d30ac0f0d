"""A batch: the captures that are run through the stages together, and the outcomes of other URLs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from flows.logs import keep_log_context
from transforms.records import Outlet
from warehouse.schema.rows import ArchiveLookupRow, CaptureRow
from warehouse.schema.run_rows import OutcomeRow, ResolutionRow, RunEntry

if TYPE_CHECKING:
    from flows.stages.backfill_plan import Plan  # an import at run time would load the whole HTTP client


# Decoded bytes of a payload. A larger archive record is not read, because no article is that large.
MAX_RECORD_BYTES = 64 << 20
# Extracting so many captures takes 10 s on two cores, while the batch before is checked and loaded. Each batch costs
# the main process 0.7 s of processor besides its rows. Memory follows the size, and so does what remains to be done
# after the last extraction.
MAX_BATCH_CAPTURES = 1_000
FIRST_PARTS = (50, 100)  # captures of the parts in which a source yields its first batch, before the rest of it
MAX_BATCH_BYTES = 512 << 20  # decoded; a thousand real pages have 240 MB, the largest of them 2.4 MB
MAX_BATCH_OUTCOMES = 5_000  # of URLs that need no extraction
Item = TypeVar("Item")


@dataclass(slots=True)
class Batch:
    """Captures to extract, the outcomes of URLs that need no extraction, and the problems found so far.

    `failure`: why the run has failed, although it continues with the data it has. `crashed_runs`: rows of `runs` for
    the runs that this one recovers. `resolutions`: the outcomes of candidates, in the form `candidates.resolve` takes.
    `lookups`: web archives' answers about single articles. `note`: the message of the run's row if nothing failed.
    Every run has exactly one batch with `is_last`. `is_published`: publish after the load, because an outlet is
    complete and others go on. `is_part`: more of the same batch follows, so that the workers do not wait for it.
    """

    captures: list[CaptureRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)
    deferred: int = 0
    problems: list[str] = field(default_factory=list)
    failure: str | None = None
    crashed_runs: list[RunEntry] = field(default_factory=list)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    resolutions: list[ResolutionRow] = field(default_factory=list)
    lookups: list[ArchiveLookupRow] = field(default_factory=list)
    note: str | None = None
    plan: "Plan | None" = None
    is_last: bool = False
    is_published: bool = False
    is_part: bool = False
    _positions: dict[str, int] = field(default_factory=dict)
    _payload_bytes: int = 0

    @property
    def is_full(self) -> bool:
        """Whether the batch is large enough to be run through the stages."""
        is_long = len(self.captures) >= MAX_BATCH_CAPTURES or len(self.outcomes) >= MAX_BATCH_OUTCOMES
        return is_long or self._payload_bytes >= MAX_BATCH_BYTES

    def merge(self, other: "Batch") -> None:
        """Add the captures, outcomes and problems of another outlet, or of the next part; they share no capture."""
        self.captures += other.captures
        self.outcomes += other.outcomes
        self.deferred += other.deferred
        self.problems += other.problems
        self.resolutions += other.resolutions
        self.lookups += other.lookups
        self.outlets |= other.outlets
        self._payload_bytes += other._payload_bytes

    def add_capture(self, row: CaptureRow, outlet: Outlet) -> CaptureRow | None:
        """Add a capture of this outlet; if the batch has the same bytes, take their place and return their row.

        A batch has each capture once; the caller adds the same bytes again only if their time is earlier.
        """
        self.outlets[outlet.outlet_id] = outlet
        position = self._positions.setdefault(row["capture_id"], len(self.captures))
        if position == len(self.captures):
            self.captures.append(row)
            self._payload_bytes += row["payload_bytes"]
            return None
        replaced, self.captures[position] = self.captures[position], row
        return replaced


class ReadAhead:
    """Compute the next item of a sequence in a thread while the current one is used; the block waits for its end."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")

    def iterate(self, items: Iterator[Item]) -> Iterator[Item]:
        """Yield the items in order. An error in computing one is raised when the one before has been used."""
        step = keep_log_context(lambda: next(items, None))
        computed = [self._thread.submit(step).result()]
        while (item := computed.pop()) is not None:
            handed = [item]
            del item
            coming = self._thread.submit(step)
            yield handed.pop()  # only its reader keeps it: the next one is computed in the memory that the reader frees
            computed.append(coming.result())

    def __enter__(self) -> "ReadAhead":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
