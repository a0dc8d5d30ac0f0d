"""Read one outlet's listings, as far as a limit of time allows, and go on later where it stopped."""

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.responses import Response
from flows.crawl.routes import read_listings
from flows.crawl.search import ListingPage, Search, Validators
from flows.logs import log_context
from flows.safe_text import redact
from flows.stages.candidate_buffer import CandidateBuffer
from flows.stages.outlet_timer import OutletTimer
from flows.stages.run_request import Scope
from warehouse.archive.archive_writer import ArchiveWriter

logger = logging.getLogger(__name__)


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
        search = Search(
            scope.outlet,
            stopped,
            scope.since,
            scope.until,
            self._archive,
            self.parser,
            job.seeds.outlets,
            self._validators,
        )
        return iter(read_listings(search, scope.routes))

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
