"""Discover and fetch all outlets in parallel, within each host's rate limit; archive each response before reading."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from math import inf

from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.response_replay import ResponseReplay
from flows.runs.batch import Batch
from flows.runs.runs import CrashedRun
from flows.stages import fetch
from flows.stages.backfill_plan import Plan, make_plan
from flows.stages.fetch import CandidateQueue, make_selection
from flows.stages.job import Job
from flows.stages.outlet_discovery import CandidateBuffer, OutletDiscovery
from flows.stages.outlet_timer import OutletTimer
from flows.stages.run_request import Scope
from warehouse.archive.archive_writer import ArchiveWriter
from warehouse.store import candidate_selection, database

MAX_BATCH_CANDIDATES = 500  # fetched before they are loaded: 40 minutes with a pause of 5 s at one outlet
MIN_OUTLET_CANDIDATES = 25  # per outlet in a batch, so that a batch of many outlets does not spend all its time loading
# Maximum age of a crashed run's responses that a run reuses: a nightly run needs the current listings.
MAX_REPLAY_AGE = {"nightly": timedelta(hours=12), "backfill": timedelta(days=30)}


def fetch_outlets(
    job: Job, scopes: list[Scope], crashed: Sequence[CrashedRun], is_planned: bool = False, is_dry_run: bool = False
) -> Iterator[Batch]:
    """Discover the outlets' candidates, fetch them, and yield batches.

    A backfill shows its plan before it requests the first article; a dry run ends with the plan.
    """
    client = Client(job.settings, stop=job.stop)
    client.replay = _open_replay(job, crashed).get
    with ExitStack() as stack:
        parsing = stack.enter_context(ExitStack())
        buffer = CandidateBuffer(job, {scope.outlet.outlet_id: scope.outlet for scope in scopes})
        parser = parsing.enter_context(DocumentParser(job.settings))
        discoveries = list[OutletDiscovery]()
        for scope in scopes:
            writer = _open_writer(job, scope)
            stack.callback(writer.close)
            discoveries.append(OutletDiscovery(scope, client, writer, buffer, parser, OutletTimer(job, scope)))
        discover(job, discoveries)
        if all(discovery.is_over for discovery in discoveries):
            parsing.close()  # its worker has nothing more to parse
        head = Batch(plan=_plan(job, scopes) if is_planned else None, problems=_check_clock(job))
        if is_dry_run and head.plan:
            batch = head
            batch.deferred, batch.is_last = head.plan.requests, True
            batch.problems, batch.failure = _report(discoveries)
            batch.note = f"A dry run: {head.plan.requests} candidates would be requested."
        else:
            for batch in _fetch_batches(job, [CandidateQueue(job, client, one) for one in discoveries], head):
                if not batch.is_last:
                    for discovery in discoveries:
                        discovery.writer.sync()
                    yield batch
    yield batch  # the last one, once the archive's files are complete


def discover(job: Job, discoveries: Sequence[OutletDiscovery]) -> None:
    """Read the listings of every outlet and write their entries into the table of candidates.

    In a nightly run, an outlet that needs longer than a batch may take reads on while others are fetched.
    """

    def read(discovery: OutletDiscovery) -> None:
        limit = fetch.MAX_BATCH_SECONDS if discovery.scope.is_nightly else inf
        with discovery.timer:
            discovery.read_until(time.monotonic() + limit)

    job.runner.map_stage("discover", read, discoveries, len(discoveries))
    if discoveries:
        discoveries[0].buffer.flush()


def _open_writer(job: Job, scope: Scope) -> ArchiveWriter:
    return ArchiveWriter(job.settings.archive, job.run.run_id, scope.outlet.outlet_id)


def _open_replay(job: Job, crashed: Sequence[CrashedRun]) -> ResponseReplay:
    same = [crashed_run.run.run_id for crashed_run in crashed if crashed_run.run.is_same_job(job.run)]
    return ResponseReplay(job.settings.archive_source, same, job.run.started_at - MAX_REPLAY_AGE[job.run.flow])


def _check_clock(job: Job) -> list[str]:
    """Return a problem if an earlier run began more than a day after this one, by this machine's clock."""
    with database.open_warehouse_reader(job.settings.warehouse) as connection:
        (last,) = connection.execute("SELECT max(started_at) FROM runs").fetchone() or (None,)
    now = job.run.started_at.replace(tzinfo=None)
    if last is None or last - now < timedelta(days=1):
        return []
    times = f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, but a run began at {last:%Y-%m-%d %H:%M} UTC"
    return [f"{times}. Check the clock: the time of a fetch bounds the dates of its page, and is kept with it."]


def _report(discoveries: Sequence[OutletDiscovery]) -> tuple[list[str], str | None]:
    """Return the problems found since the last call, and why the run has failed if no outlet could be read."""
    problems = [problem for discovery in discoveries for problem in discovery.take_problems()]
    if not discoveries or any(discovery.is_read for discovery in discoveries):
        return problems, None
    first = next(iter(problems), "none")
    return problems, f"No outlet could be read; the first answer was: {first}"


def _plan(job: Job, scopes: Sequence[Scope]) -> Plan:
    with database.open_warehouse_reader(job.settings.warehouse) as connection:
        found = [(scope, candidate_selection.count_by_day(connection, make_selection(job, scope))) for scope in scopes]
    plan = make_plan(found, job.settings.archive_seconds)
    job.runner.set_total("fetch", plan.requests)
    job.runner.add_table("plan", f"The plan: {plan}", plan.rows)
    return plan


def _fetch_batches(job: Job, queues: Sequence[CandidateQueue], head: Batch) -> Iterator[Batch]:
    """Yield batches to which every unfinished outlet adds its part; the first one starts from `head`."""
    batch, has_captures = head, False
    while True:
        open_queues = [queue for queue in queues if not queue.is_over]
        size = max(MIN_OUTLET_CANDIDATES, MAX_BATCH_CANDIDATES // max(1, len(open_queues)))
        parts = job.runner.map_stage(
            "fetch", partial(CandidateQueue.fetch_batch, size=size), open_queues, len(open_queues)
        )
        for part in parts:
            batch.merge(part)
        problems, failure = _report([queue.discovery for queue in queues])
        batch.problems = problems + batch.problems
        batch.is_last = all(queue.is_over for queue in queues)
        batch.failure = failure if batch.is_last else None
        has_captures = has_captures or bool(batch.captures)
        batch.is_published = has_captures and not batch.is_last and any(queue.is_over for queue in open_queues)
        has_captures = has_captures and not batch.is_published
        yield batch
        if batch.is_last:
            return
        batch = Batch()
