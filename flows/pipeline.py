"""The flows of a run and the order of its stages: one loop over batches, then publication."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path

from flows.reference.outlets import read_outlets
from flows.reference.seeds import check_topic_versions, read_seeds
from flows.runs import runs
from flows.runs.batch import Batch, ReadAhead
from flows.runs.recovery import restore_published_copy
from flows.runs.runner import Runner
from flows.runs.runs import Accounts, CrashedRun
from flows.safe_text import redact
from flows.settings import Settings
from flows.stages.clean import Cleaner
from flows.stages.discover import fetch_outlets
from flows.stages.extract import ExtractedBatch, ExtractStage, join_parts
from flows.stages.import_files import find_refused, import_batches
from flows.stages.job import Job
from flows.stages.load import Loader
from flows.stages.lookups import bound_undated
from flows.stages.normalise import normalise
from flows.stages.read_archive import read_archived_captures, read_unloaded_captures
from flows.stages.run_request import EARLIEST_COPIES, BackfillRequest, RefetchPolicy, Scope, select_routes
from flows.stages.validate import ValidatedBatch, validate
from transforms.records import Outlet
from warehouse.archive.files import store_files
from warehouse.archive.object_store import StoredArchive
from warehouse.errors import WarehouseError
from warehouse.store import database

__all__ = ["BackfillRequest", "Pipeline", "backfill", "import_paths", "nightly", "reprocess"]

Stop = Callable[[], bool]
BatchSource = Callable[[Sequence[CrashedRun], dict[str, datetime]], Iterator[Batch]]
"""Yields the batches of a run, given the crashed runs it recovers, and the time of each capture of these by its id."""


class Pipeline:
    """The stages behind discovery and fetch, for one run."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def run(self, batches: Iterable[Batch], reads_ahead: bool = False) -> Accounts:
        """Run every batch through all stages, publish, and return the run's result.

        A batch is loaded before the next one is fetched, and published at once if it completes an outlet while others
        go on. With `reads_ahead`, each batch is archived and prepared while the one before is extracted, and extracted
        while the one before is loaded: for sources that do not depend on earlier batches. After the last one follow
        batches of captures that are reread because their outlet's recurring lines have changed.
        """
        job = self._job
        extract = ExtractStage(job)
        cleaner, loader = Cleaner(job, extract), Loader(job)

        def check(extracted: ExtractedBatch) -> ValidatedBatch:
            return validate(job, normalise(job, cleaner.clean(extracted)))

        with ThreadPoolExecutor(1, "closing") as thread, ExitStack() as stack:
            # The workers end first, then the thread that may wait for them, then the one that this may wait for.
            source, ahead = stack.enter_context(ReadAhead()), stack.enter_context(ReadAhead())
            stack.enter_context(extract)
            prepared = map(extract.prepare, batches)
            read = join_parts(map(extract.run, source.iterate(prepared) if reads_ahead else prepared))
            found = chain(ahead.iterate(read) if reads_ahead else read, cleaner.iter_rereads())
            for validated in map(check, found):
                loader.load_batch(validated)
                if validated.batch.is_published:
                    loader.publish_early()
                del validated  # while the next batch is awaited
            closed = thread.submit(stack.pop_all().close)  # the workers end while the corpus is published
            accounts = loader.publish_corpus()
            closed.result()
        return accounts


def nightly(settings: Settings, runner: Runner, stop: Stop) -> Accounts:
    """Fetch the articles the outlets list now and the earlier failures that are due, and run all stages."""
    with runs.lock_nightly(settings.home):
        job = _start_job("nightly", settings, runner, stop)
        scopes = [_nightly_scope(job, outlet) for outlet in job.seeds.outlets]
        return _run(job, lambda crashed, known: fetch_outlets(job, scopes, crashed))


def backfill(settings: Settings, runner: Runner, stop: Stop, request: BackfillRequest) -> Accounts:
    """Fetch the articles these outlets published between two days, or do what the mode of the request says."""
    request.check(read_outlets(settings.outlets_file))
    job = _start_job("backfill", settings, runner, stop, request.as_text)
    outlets = request.check(job.seeds.outlets)
    if request.mode == "extract again from the archive":
        ids = [outlet.outlet_id for outlet in outlets] if request.outlets else []
        reread = partial(read_archived_captures, job, ids, since=request.since, until=request.until)
        return _run(job, lambda crashed, known: reread(known=known), reads_ahead=True)
    if request.mode == EARLIEST_COPIES:
        return _run(job, lambda crashed, known: bound_undated(job, request))
    scopes = [_backfill_scope(job, request, outlet) for outlet in outlets]
    return _run(job, lambda crashed, known: fetch_outlets(job, scopes, crashed, True, request.is_dry_run))


def import_paths(settings: Settings, runner: Runner, stop: Stop, paths: Sequence[Path]) -> Accounts:
    """Run WARC files and folders of saved pages through all stages."""
    refused = find_refused(paths)
    job = _start_job("import", settings, runner, stop)
    return _run(job, lambda crashed, known: import_batches(job, paths, known, refused), reads_ahead=True)


def reprocess(settings: Settings, runner: Runner, stop: Stop, outlets: Sequence[str]) -> Accounts:
    """Extract every capture of these outlets (of all, if none is named) again, from the archive alone."""
    job = _start_job("reprocess", settings, runner, stop)
    return _run(job, lambda crashed, known: read_archived_captures(job, outlets, known), reads_ahead=True)


def _start_job(flow: str, settings: Settings, runner: Runner, stop: Stop, request: str = "") -> Job:
    restore_published_copy(settings)
    seeds = read_seeds(settings)
    check_topic_versions(settings, seeds)
    return Job(settings, runner, stop, runs.start_run(flow, request), seeds)


def _nightly_scope(job: Job, outlet: Outlet) -> Scope:
    # Web archives do not have new articles yet, and their indexes are slow.
    routes = tuple(route for route in select_routes(outlet, ()) if route != "web-archive")
    since = (job.run.started_at - timedelta(days=outlet.window_days)).date() if outlet.window_days else None
    return Scope(outlet, routes, since, None, job.settings.pages_per_outlet, "changed", is_nightly=True)


def _backfill_scope(job: Job, request: BackfillRequest, outlet: Outlet) -> Scope:
    until: date = request.until or job.run.started_at.date()
    refetch: RefetchPolicy = "always" if request.mode == "fetch again" else "never"
    return Scope(outlet, select_routes(outlet, request.routes), request.since, until, request.limit, refetch)


def _run(job: Job, source: BatchSource, reads_ahead: bool = False) -> Accounts:
    """Run crashed runs' captures and the source's batches through all stages; return the run's result."""
    with runs.claim_crashed_runs(job.settings.home) as crashed, runs.keep_journal(job.settings.home, job.run):
        # Captures of crashed runs may have to be extracted again once they are loaded.
        reads_ahead = reads_ahead and not crashed
        if not reads_ahead:  # such a source needs the database; otherwise it is created while the workers start
            database.create_database(job.settings.warehouse)
        with closing(_read_batches(job, source, crashed)) as batches:
            accounts = Pipeline(job).run(batches, reads_ahead)
        return _store_archive(job, accounts)


def _store_archive(job: Job, accounts: Accounts) -> Accounts:
    """Send the archive's new files to the object store, if there is one; what fails now is sent by the next run."""
    archive = job.settings.archive_source
    if not isinstance(archive, StoredArchive):
        return accounts
    try:
        job.runner.run_stage("store", lambda: store_files(archive))
    except WarehouseError as error:
        problem = redact(f"The archive's new files are in {archive.folder} only. {error}")
        return replace(accounts, problems=(*accounts.problems, problem))
    return accounts


def _read_batches(job: Job, source: BatchSource, crashed: Sequence[CrashedRun]) -> Generator[Batch, None, None]:
    known = dict[str, datetime]()
    yield from read_unloaded_captures(job, crashed, known)
    yield from source(crashed, known)
