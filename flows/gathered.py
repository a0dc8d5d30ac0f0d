"""What a run has gathered before extraction: captures in the archive, and the fates already settled."""

from dataclasses import dataclass, field

from flows.captures import Row
from transforms.records import Outlet

# Bytes of a payload, after decoding, beyond which a record of an archive is not read: no article is as large.
LARGEST_RECORD = 64 << 20


@dataclass(slots=True)
class Gathered:
    """Captures to extract, the fates already settled, and what went wrong on the way.

    `failure` says why the run has failed though it goes on with what there is; `cut_short` has the rows of `runs` of
    the runs it takes on.
    """

    captures: list[Row] = field(default_factory=list)
    fates: list[Row] = field(default_factory=list)
    deferred: int = 0
    problems: list[str] = field(default_factory=list)
    failure: str | None = None
    cut_short: list[Row] = field(default_factory=list)
    outlets: dict[str, Outlet] = field(default_factory=dict)

    def add(self, other: "Gathered") -> None:
        """Take on what another source gathered."""
        self.captures += other.captures
        self.fates += other.fates
        self.deferred += other.deferred
        self.problems += other.problems
        self.failure = self.failure or other.failure
        self.cut_short += other.cut_short
        self.outlets |= other.outlets
