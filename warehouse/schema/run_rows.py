"""Row types for data that a run exchanges with the store and that is not exactly a row of one table."""

from datetime import date, datetime
from typing import NotRequired, TypedDict


class RunEntry(TypedDict):
    """A run as the load is given it: a row of `runs` without the counts that the load makes from the outcomes.

    Without `deferred_count`, the stored count is kept.
    """

    run_id: str
    flow: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    message: str | None
    code_version: str
    deferred_count: NotRequired[int]


class OutcomeRow(TypedDict):
    """A row of `run_fates` before the load numbers it. `fate` is null if the gate passed the capture; then the load
    decides.
    """

    url: str
    outlet_id: str
    fate: NotRequired[str | None]
    reason: NotRequired[str | None]
    detail: NotRequired[str | None]
    article_id: NotRequired[str | None]
    capture_id: NotRequired[str | None]


class ResolutionRow(TypedDict):
    """The outcome of a claimed candidate: `state` is captured, failed, disallowed, or waiting again."""

    article_id: str
    state: str
    reason: str | None
    settled_at: datetime


class ClaimableRow(TypedDict):
    """A row of `candidates` as a run reads it, and whether a feed lists it in this run."""

    article_id: str
    url: str
    outlet_id: str
    route: str
    hint: str
    listed_on: date | None
    state: str
    attempts: int
    next_attempt_at: datetime | None
    reason: str | None
    run_id: str | None
    is_in_feed: bool


class CandidateCounts(TypedDict):
    """Counts of candidates."""

    candidate_count: int
    known_count: int
    failed_count: int
    missing_count: int
    due_count: int
    copy_count: int


class PlannedDayRow(CandidateCounts):
    """Counts of the candidates that listings date to one day; `day` is null for candidates without a date."""

    day: date | None
