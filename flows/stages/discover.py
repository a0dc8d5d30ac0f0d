"""What the outlets list, into the table of candidates: every outlet at once, some thousand candidates a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from flows.crawl.client import Client
from flows.crawl.responses import Response
from flows.crawl.routes import ListingPage, Validators, read_listings
from flows.runs.captures import Row
from flows.stages.job import Job
from flows.stages.request import Scope
from flows.stages.sightings import Sighting, build_rows, make_sighting, merge_sightings, sighting_key
from transforms.frames import conform
from transforms.records import Outlet
from warehouse.archive.archive import ArchiveWriter
from warehouse.schema import tables
from warehouse.store import candidates, database
from warehouse.store.statements import transaction

WAIT_SECONDS = 300.0
MAX_BUFFERED = 2_000  # candidates noted at once: a transaction costs 0.1 s, whatever it holds


@dataclass(slots=True)
class DiscoveryResult:
    """What went wrong while the listings were read, and whether any outlet could be read at all."""

    problems: list[str] = field(default_factory=list)
    is_read: bool = False


def discover(job: Job, scopes: list[Scope], client: Client, writers: Mapping[str, ArchiveWriter]) -> DiscoveryResult:
    """Read the listings of every outlet, each archived before it is read; what they name is in the table then."""
    notebook = CandidateBuffer(job, {scope.outlet.outlet_id: scope.outlet for scope in scopes})

    def look(scope: Scope) -> tuple[list[str], bool]:
        return _look(job, scope, client, writers[scope.outlet.outlet_id], notebook)

    found = job.runner.map_stage("discover", look, scopes, len(scopes))
    notebook.flush()
    problems = [problem for each, _ in found for problem in each]
    return DiscoveryResult(problems, any(is_read for _, is_read in found) or not found)


def _look(
    job: Job, scope: Scope, client: Client, writer: ArchiveWriter, notebook: "CandidateBuffer"
) -> tuple[list[str], bool]:
    """Note what one outlet's listings name; return the problems, and whether any of them could be read."""

    def keep(response: Response) -> None:
        if response.stored is None:
            writer.add(response.url, response.fetched_at, response.status, response.headers, response.body, None)

    outlet, known = scope.outlet, notebook.validators(scope)
    pages = read_listings(
        *(outlet, client, scope.since, scope.until, keep, job.seeds.outlets), routes=scope.routes, validators=known
    )
    problems, read = list[str](), list[bool]()
    for page in pages:
        read.append(page.problem is None or bool(page.candidates))
        if page.problem is not None:
            problems.append(f"{outlet.outlet_id}: {page.address}: {page.problem}")
        # Asked for by its marks and told nothing: its server said that it is as it was.
        is_same = page.address in (known or {}) and not (page.candidates or page.etag or page.last_modified)
        notebook.note(outlet, page, is_same and page.problem is None)
        job.runner.advance("discover")
        if job.stop():
            break
    return problems, any(read) or not read


@dataclass(slots=True)
class CandidateBuffer:
    """What this run's listings named and the table was not told yet. May be used from several threads."""

    job: Job
    outlets: Mapping[str, Outlet]
    _found: dict[tuple[str, str], Sighting] = field(default_factory=dict)
    _of: dict[str, str] = field(default_factory=dict)
    _listings: list[Row] = field(default_factory=list)
    _same: list[tuple[str, str]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def validators(self, scope: Scope) -> dict[str, Validators] | None:
        """Return what the outlet's listings were marked with when they were last read; None for all but a night."""
        if not scope.is_nightly:
            return None
        with database.reading_own(self.job.settings.warehouse, WAIT_SECONDS) as connection:
            found = candidates.validators(connection, scope.outlet.outlet_id)
        return {url: Validators(*marks) for url, marks in found.items()}

    def note(self, outlet: Outlet, page: ListingPage, is_same: bool) -> None:
        """Note a listing and its candidates; tell the table where there are many by now.

        `is_same` where the listing has not changed, and names what it named when it was last read.
        """
        with self._lock:
            if is_same:
                self._same.append((outlet.outlet_id, page.address))
            elif page.problem is None:
                self._listings.append(self._listing(outlet, page))
            for candidate in (*page.candidates, *page.outside):
                key, new = sighting_key(candidate), make_sighting(candidate, self._at)
                self._found[key] = merge_sightings(self._found[key], new, outlet) if key in self._found else new
                self._of[key[0]] = candidate.outlet_id
                if len(self._found) >= MAX_BUFFERED:
                    self._write()

    def _listing(self, outlet: Outlet, page: ListingPage) -> Row:
        row = {"outlet_id": outlet.outlet_id, "url": page.address, "route": page.route, "read_at": self._at}
        marks = {"etag": page.etag, "last_modified": page.last_modified, "candidate_count": len(page.candidates)}
        return row | marks

    def flush(self) -> None:
        """Tell the table what is left."""
        with self._lock:
            self._write()

    def _write(self) -> None:
        listings = conform(self._listings, tables.LISTINGS).unique(list(tables.LISTINGS.key), keep="last")
        with database.writing(self.job.settings.warehouse, WAIT_SECONDS) as connection, transaction(connection):
            for outlet_id, url in self._same:
                candidates.seen_again(connection, outlet_id, url, self._at)
            stored = candidates.sightings_of(connection, list(self._of))
            sightings, rows = build_rows(self._found, stored, dict(self.outlets), self._of)
            candidates.put(connection, sightings, rows)
            candidates.note_listings(connection, listings)
        self._found, self._of, self._listings, self._same = {}, {}, [], []

    @property
    def _at(self) -> datetime:
        return self.job.run.started_at.replace(tzinfo=None)
