"""Discover and fetch all outlets in parallel, within each host's rate limit; archive each response before reading."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.response_replay import ResponseReplay
from flows.crawl.responses import Response
from flows.crawl.routes import read_listings
from flows.crawl.search import ListingPage, Search, Validators
from flows.logs import log_context
from flows.runs.batch import Batch
from flows.runs.runs import CrashedRun
from flows.stages.backfill_plan import Plan, make_plan
from flows.stages.candidate_buffer import CandidateBuffer
from flows.stages.fetch import CandidateQueue, make_selection
from flows.stages.job import Job
from flows.stages.outlet_timer import OutletTimer
from flows.stages.request import Scope
from warehouse.archive.files import ArchiveWriter
from warehouse.store import candidate_selection, database

MAX_BATCH_CANDIDATES = 500  # fetched before they are loaded: 40 minutes with a pause of 5 s at one outlet
MIN_OUTLET_CANDIDATES = 25  # per outlet in a batch, so that a batch of many outlets does not spend all its time loading
# Maximum age of a crashed run's responses that a run reuses: a nightly run needs the current listings.
MAX_REPLAY_AGE = {"nightly": timedelta(hours=12), "backfill": timedelta(days=30)}

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class DiscoveryResult:
    """The problems found while reading the listings, and whether any outlet could be read."""

    problems: list[str] = field(default_factory=list)
    is_read: bool = False


def fetch_outlets(
    job: Job, scopes: list[Scope], crashed: Sequence[CrashedRun], is_planned: bool = False, is_dry_run: bool = False
) -> Iterator[Batch]:
    """Discover the outlets' candidates, fetch them, and yield batches.

    A backfill shows its plan before it requests the first article; a dry run ends with the plan.
    """
    client = Client(job.settings, stop=job.stop)
    client.replay = _open_replay(job, crashed).get
    with ExitStack() as stack:
        writers = {scope.outlet.outlet_id: _open_writer(job, scope) for scope in scopes}
        for writer in writers.values():
            stack.callback(writer.close)
        timers = {scope.outlet.outlet_id: OutletTimer(job, scope) for scope in scopes}
        head = _build_head(discover(job, scopes, client, writers, timers))
        head.plan = _plan(job, scopes) if is_planned else None
        if is_dry_run and head.plan:
            batch = head
            batch.deferred, batch.is_last = head.plan.requests, True
            batch.note = f"A dry run: {head.plan.requests} candidates wait to be asked for."
        else:
            queues = [
                CandidateQueue(job, scope, client, writers[scope.outlet.outlet_id], timers[scope.outlet.outlet_id])
                for scope in scopes
            ]
            for batch in _fetch_batches(job, queues, head):
                if not batch.is_last:
                    for writer in writers.values():
                        writer.sync()
                    yield batch
    yield batch  # the last one, once the archive's files are complete


def discover(
    job: Job,
    scopes: list[Scope],
    client: Client,
    writers: Mapping[str, ArchiveWriter],
    timers: Mapping[str, OutletTimer],
) -> DiscoveryResult:
    """Read the listings of every outlet and write their entries into the table of candidates."""
    buffer = CandidateBuffer(job, {scope.outlet.outlet_id: scope.outlet for scope in scopes})

    def read(scope: Scope) -> tuple[list[str], bool]:
        outlet_id = scope.outlet.outlet_id
        with log_context(outlet=outlet_id), timers[outlet_id] as timer:
            stopped = client.with_stop(timer.should_stop)
            return _discover_outlet(scope, stopped, writers[outlet_id], buffer, parser, timer)

    with DocumentParser(job.settings) as parser:
        found = job.runner.map_stage("discover", read, scopes, len(scopes))
    buffer.flush()
    problems = [problem for outlet_problems, _ in found for problem in outlet_problems]
    return DiscoveryResult(problems, any(is_read for _, is_read in found) or not found)


def _discover_outlet(
    scope: Scope,
    client: Client,
    writer: ArchiveWriter,
    buffer: CandidateBuffer,
    parser: DocumentParser,
    timer: OutletTimer,
) -> tuple[list[str], bool]:
    """Add the candidates of one outlet's listings; return the problems, and whether any listing could be read."""

    def keep(response: Response) -> None:
        if response.stored is None:
            writer.add(response.url, response.fetched_at, response.status, response.headers, response.body, None)

    job, validators = timer.job, buffer.read_validators(scope)
    search = Search(scope.outlet, client, scope.since, scope.until, keep, parser, job.seeds.outlets, validators)
    problems, read = list[str](), list[bool]()
    for page in read_listings(search, scope.routes):
        read.append(page.problem is None or bool(page.candidates))
        if page.problem is not None:
            problems.append(f"{scope.outlet.outlet_id}: {page.address}: {page.problem}")
            logger.info("listing %s: %s", page.address, page.problem)
        buffer.add(scope.outlet, page, _is_unchanged(page, validators))
        job.runner.advance("discover")
        if timer.should_stop():
            problems += (
                [f"{scope.outlet.outlet_id}: {timer.over}: its other listings were not read"] if timer.over else []
            )
            break
    return problems, any(read) or not read


def _is_unchanged(page: ListingPage, validators: Mapping[str, Validators] | None) -> bool:
    """Return whether the server answered a conditional request for the listing with 304: no entries, no validators."""
    if page.problem is not None or page.address not in (validators or {}):
        return False
    return not (page.candidates or page.etag or page.last_modified)


def _open_writer(job: Job, scope: Scope) -> ArchiveWriter:
    return ArchiveWriter(job.settings.archive, job.run.run_id, scope.outlet.outlet_id)


def _open_replay(job: Job, crashed: Sequence[CrashedRun]) -> ResponseReplay:
    same = [crashed_run.run.run_id for crashed_run in crashed if crashed_run.run.is_same_job(job.run)]
    return ResponseReplay(job.settings.archive_source, same, job.run.started_at - MAX_REPLAY_AGE[job.run.flow])


def _build_head(found: DiscoveryResult) -> Batch:
    failure = None
    if not found.is_read:
        failure = f"No outlet could be read; the first answer was: {found.problems[0]}"
    return Batch(problems=found.problems, failure=failure)


def _plan(job: Job, scopes: Sequence[Scope]) -> Plan:
    with database.open_warehouse_reader(job.settings.warehouse) as connection:
        found = [(scope, candidate_selection.count_by_day(connection, make_selection(job, scope))) for scope in scopes]
    plan = make_plan(found, job.settings.archive_seconds)
    job.runner.set_total("fetch", plan.requests)
    job.runner.add_table("plan", f"The plan: {plan}", plan.rows)
    return plan


def _fetch_batches(job: Job, queues: Sequence[CandidateQueue], head: Batch) -> Iterator[Batch]:
    """Yield batches to which every unfinished outlet adds its part; the first one starts from `head`."""
    batch = head
    while True:
        open_queues = [queue for queue in queues if not queue.is_over]
        size = max(MIN_OUTLET_CANDIDATES, MAX_BATCH_CANDIDATES // max(1, len(open_queues)))
        for part in job.runner.map_stage(
            "fetch", partial(CandidateQueue.fetch_batch, size=size), open_queues, len(open_queues)
        ):
            batch.merge(part)
        batch.is_last = all(queue.is_over for queue in queues)
        yield batch
        if batch.is_last:
            return
        batch = Batch()
