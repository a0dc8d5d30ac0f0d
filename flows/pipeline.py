"""The order of the rooms, written once: gather, then by page extract, clean, normalise, validate, load; publish."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from flows.reference.outlets import read_outlets
from flows.reference.seeds import check_topic_versions, read_seeds
from flows.runs import runs
from flows.runs.batch import Gathered
from flows.runs.recovery import catch_up
from flows.runs.runner import Runner
from flows.runs.runs import Accounts, Unfinished
from flows.settings import Settings
from flows.stages.batches import Rooms
from flows.stages.gather import from_outlets, from_paths
from flows.stages.import_files import check
from flows.stages.job import Job
from flows.stages.read_archive import from_archive, leftovers
from flows.stages.request import Again, Request, Scope, routes_of
from transforms.records import Outlet
from warehouse.store import database

__all__ = ["Request", "backfill", "import_paths", "nightly", "reprocess"]

Stop = Callable[[], bool]
Pages = Generator[Gathered, None, None]
Gather = Callable[[Sequence[Unfinished], set[str]], Iterator[Gathered]]
_WAIT_SECONDS = 300.0


def nightly(settings: Settings, runner: Runner, stop: Stop) -> Accounts:
    """Fetch what the outlets list now, and what is due of earlier failures, and take it through the rooms."""
    job = _job("nightly", settings, runner, stop)
    scopes = [_night(job, outlet) for outlet in job.seeds.outlets]
    return _through(job, lambda cut_short, held: from_outlets(job, scopes, cut_short))


def backfill(settings: Settings, runner: Runner, stop: Stop, request: Request) -> Accounts:
    """Fill a hole: fetch what these outlets published between two days, or extract again what the archive has of it."""
    request.check(read_outlets(settings.outlets_file))
    job = _job("backfill", settings, runner, stop, request.asked)
    outlets = request.check(job.seeds.outlets)
    if request.mode == "extract again from the archive":
        ids = [outlet.outlet_id for outlet in outlets] if request.outlets else []
        again = partial(from_archive, settings, job.seeds.outlets, ids, since=request.since, until=request.until)
        return _through(job, lambda cut_short, held: again(held=held))
    scopes = [_hole(job, request, outlet) for outlet in outlets]
    return _through(job, lambda cut_short, held: from_outlets(job, scopes, cut_short, True, request.is_dry_run))


def import_paths(settings: Settings, runner: Runner, stop: Stop, paths: Sequence[Path]) -> Accounts:
    """Take WARC files and folders of saved pages through the rooms."""
    for path in paths:
        check(path)
    job = _job("import", settings, runner, stop)
    return _through(job, lambda cut_short, held: from_paths(job, paths, held))


def reprocess(settings: Settings, runner: Runner, stop: Stop, outlets: Sequence[str]) -> Accounts:
    """Extract every capture of these outlets (all, where none is named) again, from the archive alone."""
    job = _job("reprocess", settings, runner, stop)
    return _through(job, lambda cut_short, held: from_archive(settings, job.seeds.outlets, outlets, held))


def _job(flow: str, settings: Settings, runner: Runner, stop: Stop, asked: str = "") -> Job:
    catch_up(settings)
    seeds = read_seeds(settings)
    check_topic_versions(settings, seeds)
    return Job(settings, runner, stop, runs.start(flow, asked), seeds)


def _night(job: Job, outlet: Outlet) -> Scope:
    # What an outlet has just published, no web archive has yet, and their indexes are slow to ask.
    routes = tuple(route for route in routes_of(outlet, ()) if route != "web-archive")
    since = (job.run.started_at - timedelta(days=outlet.window_days)).date() if outlet.window_days else None
    return Scope(outlet, routes, since, None, job.settings.pages_per_outlet, "changed", is_nightly=True)


def _hole(job: Job, request: Request, outlet: Outlet) -> Scope:
    until: date = request.until or job.run.started_at.date()
    again: Again = "always" if request.mode == "fetch again" else "never"
    return Scope(outlet, routes_of(outlet, request.routes), request.since, until, request.limit, again)


def _through(job: Job, gather: Gather) -> Accounts:
    """Take what runs cut short have left, and what is gathered besides, through the rooms; return the accounts."""
    with runs.taken_on(job.settings.home) as cut_short, runs.journal(job.settings.home, job.run):
        if not job.settings.warehouse.exists():
            with database.writing(job.settings.warehouse, _WAIT_SECONDS):
                pass  # it is built, so that every page finds it
        with closing(_pages(job, gather, cut_short)) as pages:
            return Rooms(job).through(pages)


def _pages(job: Job, gather: Gather, cut_short: Sequence[Unfinished]) -> Pages:
    held = set[str]()
    yield from leftovers(job.settings, job.run, job.seeds.outlets, cut_short, held)
    yield from gather(cut_short, held)
