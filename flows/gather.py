"""Where a run's new captures come from: the outlets, or files that it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from flows.archived import known_ids
from flows.captures import known_of
from flows.discover import Discovery, all_of, discover
from flows.fetch.articles import Fetched, fetch_outlet
from flows.fetch.client import Client, Response
from flows.gathered import Gathered
from flows.imports import Intake
from flows.job import Job
from flows.settings import Settings
from transforms.records import Outlet
from warehouse import archive, database, state


@dataclass(frozen=True, slots=True)
class Window:
    """Which pieces to look for, and how many an outlet at most; None leaves it open."""

    since: date | None = None
    until: date | None = None
    limit: int | None = None


def from_outlets(job: Job, outlets: Sequence[Outlet], window: Window, held: Gathered) -> Gathered:
    """Discover and fetch: every outlet at once, each host politely, each response archived before it is read.

    What the run has `held` already is known to it like what the corpus has.
    """
    settings, runner = job.settings, job.runner
    client = Client(settings)
    writers = {o.outlet_id: archive.ArchiveWriter(settings.archive, job.run.run_id, o.outlet_id) for o in outlets}
    known = _known(settings, [o.outlet_id for o in outlets], held)
    limit = settings.pages_per_outlet if window.limit is None else window.limit

    def look(outlet: Outlet) -> Discovery:
        def keep(response: Response) -> None:
            at, headers = response.fetched_at, response.headers
            writers[outlet.outlet_id].add(response.url, at, response.status, headers, response.body, None)

        since = window.since or _nightly_since(outlet, job.run.started_at)
        found = all_of(discover(outlet, client, since, window.until, keep, job.seeds.outlets), outlet)
        runner.advance("discover")
        return found

    def take(pair: tuple[Outlet, Discovery]) -> Fetched:
        outlet, found = pair
        writer, advance = writers[outlet.outlet_id], partial(runner.advance, "fetch")
        return fetch_outlet(outlet, found.candidates, known, client, writer, advance, job.stop, limit=limit)

    try:
        runner.expect("discover", len(outlets))
        found = runner.each("discover", look, outlets, len(outlets))
        runner.expect("fetch", sum(len(each.candidates) for each in found))
        fetched = runner.each("fetch", take, list(zip(outlets, found, strict=True)), len(outlets))
    finally:
        for writer in writers.values():
            writer.close()
    gathered = Gathered(outlets={outlet.outlet_id: outlet for outlet in outlets})
    for discovery, each in zip(found, fetched, strict=True):
        gathered.captures += each.captures
        gathered.fates += each.fates
        gathered.problems += discovery.problems
        gathered.deferred += each.deferred
    if found and not any(discovery.is_read for discovery in found):
        gathered.failure = f"No outlet could be read; the first answer was: {gathered.problems[0]}"
    return gathered


def _nightly_since(outlet: Outlet, now: datetime) -> date | None:
    return (now - timedelta(days=outlet.window_days)).date() if outlet.window_days else None


def _known(settings: Settings, outlet_ids: Sequence[str], held: Gathered) -> dict[str, state.Known]:
    known: dict[str, state.Known] = {}
    if settings.corpus.exists():
        with database.reading(settings.corpus) as connection:
            known = state.known_captures(connection, outlet_ids)
    for row in held.captures:
        article, capture = str(row["article_id"]), known_of(row)
        if article not in known or known[article].captured_at < capture.captured_at:
            known[article] = capture
    return known


def from_paths(job: Job, paths: Sequence[Path], held: Gathered) -> Gathered:
    """Archive what is new in these WARC files and folders: neither in the corpus nor `held` by the run already."""
    known = known_ids(job.settings) | {str(row["capture_id"]) for row in held.captures}
    intake = Intake(job.settings, job.run, job.seeds.outlets, known, lambda: job.runner.advance("archive"))
    return job.runner.call("archive", lambda: intake.take(paths))
