"""Read one outlet's listings within a limit of time, continue later, and buffer the candidates for the database."""

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.listing_reader import ListingPage, ListingReader, Validators
from flows.crawl.responses import Response
from flows.crawl.routes import read_listings
from flows.logs import log_context
from flows.safe_text import redact
from flows.stages.job import Job
from flows.stages.outlet_timer import OutletTimer
from flows.stages.run_request import Scope
from flows.stages.sightings import Sighting, build_rows, make_sighting, merge_sightings
from transforms.frames import conform
from transforms.records import Outlet
from warehouse.archive.archive_writer import ArchiveWriter
from warehouse.schema import tables
from warehouse.schema.rows import ListingRow
from warehouse.store import candidates, database
from warehouse.store.transactions import open_transaction

MAX_BUFFERED = 2_000  # candidates written at once: a transaction costs 0.1 s, at any size
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class CandidateBuffer:
    """Candidates of this run's listings that are not yet in the database. Thread-safe."""

    job: Job
    outlets: Mapping[str, Outlet]
    _found: dict[tuple[str, str], Sighting] = field(default_factory=dict)
    _listings: list[ListingRow] = field(default_factory=list)
    _unchanged: list[tuple[str, str]] = field(default_factory=list)
    _validators: candidates.Validators | None = None
    _lock: Lock = field(default_factory=Lock)

    def read_validators(self, scope: Scope) -> dict[str, Validators] | None:
        """Return the validators of the outlet's listings from their last reading; None except for a nightly run."""
        if not scope.is_nightly:
            return None
        with self._lock:  # those of all outlets at once: to open the database takes longer than to read them
            if self._validators is None:
                with database.open_warehouse_reader(self.job.settings.warehouse) as connection:
                    self._validators = candidates.read_validators(connection)
            return {url: Validators(*marks) for url, marks in self._validators.get(scope.outlet.outlet_id, {}).items()}

    def add(self, outlet: Outlet, page: ListingPage, is_unchanged: bool) -> None:
        """Add a listing and its candidates; write to the database once there are MAX_BUFFERED.

        `is_unchanged`: the listing has not changed since it was last read.
        """
        with self._lock:
            if is_unchanged:
                self._unchanged.append((outlet.outlet_id, page.address))
            elif page.problem is None:
                self._listings.append(self._build_listing(outlet, page))
            for candidate in (*page.candidates, *page.outside):
                key, new = (candidate.article_id, candidate.hint.route), make_sighting(candidate, self._started_at)
                self._found[key] = merge_sightings(self._found[key], new, outlet) if key in self._found else new
                if len(self._found) >= MAX_BUFFERED:
                    self._write()

    def flush(self) -> None:
        """Write the rest of the buffer to the database."""
        with self._lock:
            self._write()

    def _build_listing(self, outlet: Outlet, page: ListingPage) -> ListingRow:
        return {
            "outlet_id": outlet.outlet_id,
            "url": page.address,
            "route": page.route,
            "read_at": self._started_at,
            "etag": page.etag,
            "last_modified": page.last_modified,
            "candidate_count": len(page.candidates),
        }

    def _write(self) -> None:
        listings = conform(self._listings, tables.LISTINGS).unique(list(tables.LISTINGS.key), keep="last")
        article_ids = list(dict.fromkeys(article_id for article_id, _ in self._found))
        with (
            database.open_writer(self.job.settings.warehouse, leaves_log=True) as connection,
            open_transaction(connection),
        ):
            for outlet_id, url in self._unchanged:
                candidates.mark_listing_unchanged(connection, outlet_id, url, self._started_at)
            stored = candidates.read_sightings(connection, article_ids)
            sightings, rows = build_rows(self._found, stored, self.outlets)
            candidates.upsert(connection, sightings, rows)
            candidates.upsert_listings(connection, listings)
        self._found, self._listings, self._unchanged = {}, [], []

    @property
    def _started_at(self) -> datetime:
        return self.job.run.started_at.replace(tzinfo=None)


@dataclass(slots=True)
class OutletDiscovery:
    """Adds the candidates of one outlet's listings to the buffer. `is_over`: all listings have been read, or given up.

    `is_read`: any listing could be read. `problems`: those found since they were last taken.
    """

    scope: Scope
    client: Client
    writer: ArchiveWriter
    buffer: CandidateBuffer
    parser: DocumentParser
    timer: OutletTimer
    is_over: bool = False
    _problems: list[str] = field(default_factory=list)
    _read: list[bool] = field(default_factory=list)
    _pages: Iterator[ListingPage] | None = None
    _validators: Mapping[str, Validators] | None = None

    @property
    def is_read(self) -> bool:
        """Whether any listing could be read; true of an outlet without listings."""
        return any(self._read) or not self._read

    def read_until(self, until: float) -> None:
        """Read listings until the last one, or until a moment of the monotonic clock; called within the timer."""
        outlet_id, timer = self.scope.outlet.outlet_id, self.timer
        with log_context(outlet=outlet_id):
            if self._pages is None:
                self._pages = self._open()
            for page in self._pages:
                self._keep(page)
                if timer.should_stop():
                    if timer.over:
                        self._problems.append(f"{outlet_id}: {timer.over}: its other listings were not read")
                    break
                if time.monotonic() > until:
                    logger.info("the other listings are read later")
                    return
        self.is_over = True

    def take_problems(self) -> list[str]:
        """Return the problems found since the last call."""
        problems, self._problems = self._problems, []
        return problems

    def _open(self) -> Iterator[ListingPage]:
        job, scope = self.timer.job, self.scope
        self._validators = self.buffer.read_validators(scope)
        stopped = self.client.with_stop(self.timer.should_stop)
        reader = ListingReader(
            scope.outlet,
            stopped,
            scope.since,
            scope.until,
            self._archive,
            self.parser,
            job.seeds.outlets,
            self._validators,
        )
        return iter(read_listings(reader, scope.routes))

    def _archive(self, response: Response) -> None:
        if response.stored is None:
            self.writer.add(response.url, response.fetched_at, response.status, response.headers, response.body, None)

    def _keep(self, page: ListingPage) -> None:
        self._read.append(page.problem is None or bool(page.candidates))
        if page.problem is not None:
            problem = redact(f"{page.address}: {page.problem}")
            self._problems.append(f"{self.scope.outlet.outlet_id}: {problem}")
            logger.info("listing %s", problem)
        self.buffer.add(self.scope.outlet, page, _is_unchanged(page, self._validators))
        self.timer.job.runner.advance("discover")


def _is_unchanged(page: ListingPage, validators: Mapping[str, Validators] | None) -> bool:
    """Return whether the server answered a conditional request for the listing with 304: no entries, no validators."""
    if page.problem is not None or page.address not in (validators or {}):
        return False
    return not (page.candidates or page.etag or page.last_modified)
