"""Buffer the candidates and listings of a run, and write them to the database some thousand per transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from flows.crawl.search import ListingPage, Validators
from flows.stages.job import Job
from flows.stages.run_request import Scope
from flows.stages.sightings import Sighting, build_rows, make_sighting, merge_sightings
from transforms.frames import conform
from transforms.records import Outlet
from warehouse.schema import tables
from warehouse.schema.rows import ListingRow
from warehouse.store import candidates, database
from warehouse.store.transactions import open_transaction

MAX_BUFFERED = 2_000  # candidates written at once: a transaction costs 0.1 s, whatever its size


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
