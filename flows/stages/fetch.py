"""Claim candidates in the database, for this run only, fetch them, and resolve them in batches."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from threading import Thread

import duckdb

from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import FetchResult, OutletFetcher, is_due
from flows.crawl.rate_limits import NOT_REQUESTED
from flows.logs import log_context
from flows.runs.batch import MAX_BATCH_OUTCOMES, Batch
from flows.runs.workers import start_fork_server
from flows.settings import Settings
from flows.stages.job import Job
from flows.stages.outlet_discovery import OutletDiscovery
from flows.stages.outlet_timer import OutletTimer
from flows.stages.run_request import Scope
from flows.stages.sightings import read_candidate
from transforms.records import Candidate
from transforms.urls import make_article_id
from warehouse.schema.run_rows import ClaimableRow, OutcomeRow, ResolutionRow
from warehouse.store import candidate_selection, candidates, capture_index, database
from warehouse.store.candidate_selection import Place, Selection
from warehouse.store.capture_index import KnownCapture
from warehouse.store.transactions import open_transaction

MAX_BATCH_SECONDS = 600.0
"""Of one outlet's part of a batch: then what all outlets have answered is loaded, and what is complete is published."""
MAX_SELECTED = 1_000  # candidates read from the database at once


def make_selection(job: Job, scope: Scope) -> Selection:
    """Return the selection of candidates that the run considers."""
    return Selection(
        outlet_id=scope.outlet.outlet_id,
        routes=scope.routes,
        since=scope.since,
        until=scope.until,
        seen_at=job.run.started_at.replace(tzinfo=None),
        now=_now(),
        is_nightly=scope.is_nightly,
        with_known=scope.refetch == "always",
    )


logger = logging.getLogger(__name__)


@cache
def _load_engines() -> None:
    """Load Great Expectations (3 to 8 s of processor time) and the workers in the pauses between requests.

    Called with the first new capture: a night in which nothing changed needs neither.
    """
    from expectations.gate import load_engine

    start_fork_server()
    Thread(target=load_engine, daemon=True).start()


@dataclass(slots=True)
class CandidateQueue:
    """One outlet's candidates in batches, newest first as far as their listings date them."""

    job: Job
    client: Client
    discovery: OutletDiscovery
    is_over: bool = False
    _pending: list[Candidate] = field(default_factory=list)
    _after: Place = candidate_selection.FIRST_PLACE
    _requested_count: int = 0
    _is_read: bool = False

    @property
    def scope(self) -> Scope:
        """The outlet, routes and days of the request."""
        return self.discovery.scope

    @property
    def timer(self) -> OutletTimer:
        """The time that the outlet has taken."""
        return self.discovery.timer

    def fetch_batch(self, size: int) -> Batch:
        """Claim up to `size` candidates, fetch them, and return their outcomes; sets `is_over` at the end.

        Candidates not fetched within MAX_BATCH_SECONDS move to the next batch, so that a slow outlet does not delay
        the load of the others' captures.
        """
        with self.timer:
            return self._fetch_batch(size)

    def _fetch_batch(self, size: int) -> Batch:
        job, outlet = self.job, self.scope.outlet
        batch, due = Batch(outlets={outlet.outlet_id: outlet}), self._pending
        until = time.monotonic() + MAX_BATCH_SECONDS
        if not self.discovery.is_over:
            self.discovery.read_until(until)
            self.discovery.buffer.flush()
            if not self.discovery.is_over:
                return batch
        known = KnownCaptures(job.settings)
        while len(due) < size and len(batch.outcomes) < MAX_BATCH_OUTCOMES and not self._is_read:
            self._claim(batch, due, known, size)
        client = self.client.with_stop(self.timer.should_stop)
        fetcher = OutletFetcher(outlet, known, client, self.discovery.writer, known.is_listed, job.run.run_id)

        def advance() -> None:
            job.runner.advance("fetch")
            if fetcher.result.captures:
                _load_engines()

        with log_context(outlet=outlet.outlet_id):
            fetcher.fetch_all(due, advance, lambda: self.timer.should_stop() or fetcher.is_late(until))
            logger.info("%d captures, %d other outcomes", len(fetcher.result.captures), len(fetcher.result.outcomes))
        batch.captures = fetcher.result.captures
        batch.outcomes += fetcher.result.outcomes
        is_stopped = self.timer.should_stop()
        self._pending = [] if is_stopped else fetcher.result.left
        batch.resolutions += _settle([each for each in due if each not in self._pending], fetcher.result)
        if is_stopped:
            batch.deferred += len(fetcher.result.left) + (0 if self._is_read else self._count_left())
            if self.timer.over and batch.deferred:
                batch.problems.append(f"{outlet.outlet_id}: {self.timer.over}: {batch.deferred} articles are deferred")
        self.is_over = is_stopped or (self._is_read and not self._pending)
        return batch

    def _count_left(self) -> int:
        """Return the number of candidates that were still to be requested."""
        with database.open_warehouse_reader(self.job.settings.warehouse) as connection:
            days = candidate_selection.count_by_day(connection, make_selection(self.job, self.scope))
        return sum(day["due_count"] for day in days)

    def _claim(self, batch: Batch, due: list[Candidate], known: "KnownCaptures", size: int) -> None:
        """Read the next candidates; claim those that are due, and resolve the others."""
        selected, claimed = make_selection(self.job, self.scope), list[str]()
        with (
            database.open_writer(self.job.settings.warehouse, leaves_log=True) as connection,
            open_transaction(connection),
        ):
            rows = candidate_selection.select_candidates(connection, selected, self._after, MAX_SELECTED)
            known.look_up(connection, [row["article_id"] for _, row in rows])
            self._is_read = len(rows) < MAX_SELECTED
            for place, row in rows:
                if len(due) == size:
                    self._is_read = False
                    break
                self._after = place
                candidate = read_candidate(row)
                if self._is_due(batch, row, candidate, known.get(candidate.article_id), selected.now):
                    claimed.append(candidate.article_id)
                    due.append(candidate)
            candidates.claim(connection, self.scope.outlet.outlet_id, claimed, self.job.run.run_id)

    def _is_due(
        self, batch: Batch, row: ClaimableRow, candidate: Candidate, known: KnownCapture | None, now: datetime
    ) -> bool:
        """Return whether the candidate is requested now; if not, record its outcome in the batch."""
        next_at, refetch = row["next_attempt_at"], self.scope.refetch
        if row["state"] == "taken" and row["run_id"] != self.job.run.run_id:
            batch.deferred += 1
        elif known and not (
            refetch == "always" or (refetch == "changed" and self._may_have_changed(row, candidate, known))
        ):
            batch.outcomes.append(_outcome(candidate, known, "unchanged", "not_due", None))
            if row["state"] != "captured":
                batch.resolutions.append(_resolution(candidate.article_id, "captured", None))
        elif row["state"] == "captured" and not known and refetch != "always":
            detail = "it led to another address before"
            batch.outcomes.append(_outcome(candidate, None, "unchanged", "redirects_to", detail))
        elif row["state"] == "gone" and refetch != "always":
            detail = f"it was not found {row['attempts']} times"
            batch.outcomes.append(_outcome(candidate, known, "failed", "gone", detail))
        elif row["state"] == "failed" and next_at and next_at > now and refetch != "always":
            detail = f"it failed ({row['reason']}), and is requested again from {next_at:%Y-%m-%d %H:%M} UTC"
            batch.outcomes.append(_outcome(candidate, known, "failed", "not_due", detail))
        elif self._requested_count == self.scope.limit:
            batch.deferred += 1
        else:
            self._requested_count += 1
            return True
        return False

    def _may_have_changed(self, row: ClaimableRow, candidate: Candidate, known: KnownCapture) -> bool:
        if not row["is_in_feed"]:  # not now: only a current feed entry is itself a reason to request
            candidate = replace(candidate, hint=replace(candidate.hint, route="sitemap"))
        return is_due(candidate, known, self.scope.outlet)


class KnownCaptures(Mapping[str, KnownCapture]):
    """The latest capture of each article: those of a batch are read together, any other at its first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._known, self._listed = settings, dict[str, KnownCapture | None](), set[str]()

    def look_up(self, connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> None:
        """Read the latest captures of these articles from the database."""
        self._known |= dict.fromkeys(article_ids) | capture_index.read_known_captures(connection, article_ids)

    def is_listed(self, identity: str) -> bool:
        """Return whether the article is itself a candidate."""
        self._look_up(identity)
        return identity in self._listed

    def __getitem__(self, identity: str) -> KnownCapture:
        self._look_up(identity)
        if (known := self._known[identity]) is None:
            raise KeyError(identity)
        return known

    def _look_up(self, identity: str) -> None:
        if identity not in self._known:
            with database.open_warehouse_reader(self._settings.warehouse) as connection:
                self.look_up(connection, [identity])
                self._listed |= candidates.find_known(connection, [identity])

    def __iter__(self) -> Iterator[str]:
        return (identity for identity, known in self._known.items() if known)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _settle(due: Sequence[Candidate], fetched: FetchResult) -> Iterator[ResolutionRow]:
    """Yield the resolution of each claimed candidate."""
    outcomes = {make_article_id(outcome["url"]): outcome for outcome in fetched.outcomes}
    left = {candidate.article_id for candidate in fetched.left}
    for candidate in due:
        identity, outcome = candidate.article_id, outcomes.get(candidate.article_id)
        if identity in left or (outcome and outcome["reason"] in NOT_REQUESTED):
            yield _resolution(identity, "waiting", None)
        elif outcome and outcome["fate"] in ("failed", "disallowed"):
            yield _resolution(identity, str(outcome["fate"]), outcome["reason"])
        else:
            yield _resolution(identity, "captured", None)


def _resolution(identity: str, state: str, reason: str | None) -> ResolutionRow:
    return {"article_id": identity, "state": state, "reason": reason, "settled_at": _now()}


def _outcome(
    candidate: Candidate, known: KnownCapture | None, outcome: str, reason: str, detail: str | None
) -> OutcomeRow:
    return {
        "url": candidate.url,
        "outlet_id": candidate.outlet_id,
        "fate": outcome,
        "reason": reason,
        "detail": detail,
        "article_id": candidate.article_id if known else None,
        "capture_id": known.capture_id if known else None,
    }


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
