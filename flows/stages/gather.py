"""Where a run's new captures come from, a page at a time: the outlets, or files that it is given."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

from flows.crawl.client import Client
from flows.crawl.response_replay import ResponseReplay
from flows.runs.batch import Batch
from flows.runs.runs import CrashedRun
from flows.stages.backfill_plan import Plan, make_plan
from flows.stages.discover import DiscoveryResult, discover
from flows.stages.fetch import WAIT_SECONDS, CandidateQueue, make_selection
from flows.stages.import_files import FileImport
from flows.stages.job import Job
from flows.stages.read_archive import read_known_ids
from flows.stages.request import Scope
from warehouse.archive import archive
from warehouse.store import database, selection

PAGE = 500  # candidates fetched before they are loaded: with a pause of 5 s at one outlet, 40 minutes
MIN_OUTLET_CANDIDATES = 25  # candidates of an outlet in a page, so that a page of many outlets is not all loading
# How old the answers of a killed run may be that a run goes on from: a night is to see what is listed now.
MAX_REPLAY_AGE = {"nightly": timedelta(hours=12), "backfill": timedelta(days=30)}


def read_outlets_batches(
    job: Job,
    scopes: list[Scope],
    crashed_runs: Sequence[CrashedRun],
    is_planned: bool = False,
    is_dry_run: bool = False,
) -> Iterator[Batch]:
    """Discover and fetch: every outlet at once, each host politely, each response archived before it is read.

    The plan, where one is wanted, is told before the first article is asked for; a dry run ends with it.
    """
    client = Client(job.settings, stop=job.stop)
    client.answered = _answers(job, crashed_runs).get
    with ExitStack() as stack:
        writers = {scope.outlet.outlet_id: _writer(job, scope) for scope in scopes}
        for writer in writers.values():
            stack.callback(writer.close)
        head = _head(discover(job, scopes, client, writers))
        head.plan = _plan(job, scopes) if is_planned else None
        if not is_dry_run:
            takings = [CandidateQueue(job, scope, client, writers[scope.outlet.outlet_id]) for scope in scopes]
            for page in _pages(job, takings):
                page.problems, page.failure, page.plan = head.problems, head.failure, head.plan
                head = Batch()
                if not page.is_last:
                    for writer in writers.values():
                        writer.sync()
                    yield page
        elif head.plan:
            page = head
            page.is_last, page.deferred = True, head.plan.requests
            page.note = f"A dry run: {head.plan.requests} candidates wait to be asked for."
    yield page


def _writer(job: Job, scope: Scope) -> archive.ArchiveWriter:
    return archive.ArchiveWriter(job.settings.archive, job.run.run_id, scope.outlet.outlet_id)


def _answers(job: Job, crashed_runs: Sequence[CrashedRun]) -> ResponseReplay:
    same = [dead.run.run_id for dead in crashed_runs if dead.run.is_same_job(job.run)]
    return ResponseReplay(job.settings.archive, same, job.run.started_at - MAX_REPLAY_AGE[job.run.flow])


def _head(found: DiscoveryResult) -> Batch:
    failure = None
    if not found.is_read:
        failure = f"No outlet could be read; the first answer was: {found.problems[0]}"
    return Batch(problems=found.problems, failure=failure)


def _plan(job: Job, scopes: Sequence[Scope]) -> Plan:
    with database.reading_own(job.settings.warehouse, WAIT_SECONDS) as connection:
        found = [(scope, selection.planned(connection, make_selection(job, scope))) for scope in scopes]
    plan = make_plan(found, job.settings.archive_seconds)
    job.runner.set_total("fetch", plan.requests)
    job.runner.add_table("plan", f"The plan: {plan}", plan.rows)
    return plan


def _pages(job: Job, takings: Sequence[CandidateQueue]) -> Iterator[Batch]:
    """Yield pages to which every outlet that is not done yet adds its part."""
    while True:
        going = [taking for taking in takings if not taking.is_over]
        most = max(MIN_OUTLET_CANDIDATES, PAGE // max(1, len(going)))
        page = Batch()
        for part in job.runner.map_stage("fetch", partial(CandidateQueue.page, most=most), going, len(going)):
            page.add(part)
        page.is_last = all(taking.is_over for taking in takings)
        yield page
        if page.is_last:
            return


def import_batches(job: Job, paths: Sequence[Path], held: set[str]) -> Iterator[Batch]:
    """Archive what is new in these WARC files and folders: neither in the corpus nor `held` by the run already."""
    known = read_known_ids(job.settings) | held
    intake = FileImport(job.settings, job.run, job.seeds.outlets, known, lambda: job.runner.advance("archive"))
    pages = intake.take(paths)
    while (page := job.runner.run_stage("archive", lambda: next(pages, None))) is not None:
        yield page
