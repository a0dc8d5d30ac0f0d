"""The order of the rooms, written once: gather, then by page extract, clean, normalise, validate, load; publish."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from flows.reference.outlets import read_outlets
from flows.reference.seeds import check_topic_versions, read_seeds
from flows.runs import runs
from flows.runs.batch import Batch
from flows.runs.recovery import restore_published_copy
from flows.runs.runner import Runner
from flows.runs.runs import Accounts, CrashedRun
from flows.settings import Settings
from flows.stages.batches import Rooms
from flows.stages.gather import import_batches, read_outlets_batches
from flows.stages.import_files import check
from flows.stages.job import Job
from flows.stages.read_archive import read_archived_captures, read_unloaded_captures
from flows.stages.request import RefetchPolicy, Request, Scope, select_routes
from transforms.records import Outlet
from warehouse.store import database

__all__ = ["Request", "backfill", "import_paths", "nightly", "reprocess"]

Stop = Callable[[], bool]
Pages = Generator[Batch, None, None]
Gather = Callable[[Sequence[CrashedRun], set[str]], Iterator[Batch]]
_WAIT_SECONDS = 300.0


def nightly(settings: Settings, runner: Runner, stop: Stop) -> Accounts:
    """Fetch what the outlets list now, and what is due of earlier failures, and take it through the rooms."""
    job = _job("nightly", settings, runner, stop)
    scopes = [_night(job, outlet) for outlet in job.seeds.outlets]
    return _through(job, lambda crashed, held: read_outlets_batches(job, scopes, crashed))


def backfill(settings: Settings, runner: Runner, stop: Stop, request: Request) -> Accounts:
    """Fill a hole: fetch what these outlets published between two days, or extract again what the archive has of it."""
    request.check(read_outlets(settings.outlets_file))
    job = _job("backfill", settings, runner, stop, request.asked)
    outlets = request.check(job.seeds.outlets)
    if request.mode == "extract again from the archive":
        ids = [outlet.outlet_id for outlet in outlets] if request.outlets else []
        again = partial(
            read_archived_captures, settings, job.seeds.outlets, ids, since=request.since, until=request.until
        )
        return _through(job, lambda crashed, held: again(held=held))
    scopes = [_hole(job, request, outlet) for outlet in outlets]
    return _through(job, lambda crashed, held: read_outlets_batches(job, scopes, crashed, True, request.is_dry_run))


def import_paths(settings: Settings, runner: Runner, stop: Stop, paths: Sequence[Path]) -> Accounts:
    """Take WARC files and folders of saved pages through the rooms."""
    for path in paths:
        check(path)
    job = _job("import", settings, runner, stop)
    return _through(job, lambda crashed, held: import_batches(job, paths, held))


def reprocess(settings: Settings, runner: Runner, stop: Stop, outlets: Sequence[str]) -> Accounts:
    """Extract every capture of these outlets (all, where none is named) again, from the archive alone."""
    job = _job("reprocess", settings, runner, stop)
    return _through(job, lambda crashed, held: read_archived_captures(settings, job.seeds.outlets, outlets, held))


def _job(flow: str, settings: Settings, runner: Runner, stop: Stop, asked: str = "") -> Job:
    restore_published_copy(settings)
    seeds = read_seeds(settings)
    check_topic_versions(settings, seeds)
    return Job(settings, runner, stop, runs.start(flow, asked), seeds)


def _night(job: Job, outlet: Outlet) -> Scope:
    # What an outlet has just published, no web archive has yet, and their indexes are slow to ask.
    routes = tuple(route for route in select_routes(outlet, ()) if route != "web-archive")
    since = (job.run.started_at - timedelta(days=outlet.window_days)).date() if outlet.window_days else None
    return Scope(outlet, routes, since, None, job.settings.pages_per_outlet, "changed", is_nightly=True)


def _hole(job: Job, request: Request, outlet: Outlet) -> Scope:
    until: date = request.until or job.run.started_at.date()
    again: RefetchPolicy = "always" if request.mode == "fetch again" else "never"
    return Scope(outlet, select_routes(outlet, request.routes), request.since, until, request.limit, again)


def _through(job: Job, gather: Gather) -> Accounts:
    """Take what runs cut short have left, and what is gathered besides, through the rooms; return the accounts."""
    with runs.claim_crashed_runs(job.settings.home) as crashed, runs.journal(job.settings.home, job.run):
        if not job.settings.warehouse.exists():
            with database.writing(job.settings.warehouse, _WAIT_SECONDS):
                pass  # it is built, so that every page finds it
        with closing(_pages(job, gather, crashed)) as pages:
            return Rooms(job).through(pages)


def _pages(job: Job, gather: Gather, crashed: Sequence[CrashedRun]) -> Pages:
    held = set[str]()
    yield from read_unloaded_captures(job.settings, job.run, job.seeds.outlets, crashed, held)
    yield from gather(crashed, held)
