"""Where a run's captures come from: what a killed run left, the outlets, or the archive itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from flows import runs
from flows.captures import placed, read_hint, row_of
from flows.discover import Discovery, discover
from flows.fetch.articles import Fetched, fetch_outlet
from flows.fetch.client import Client, Response
from flows.gathered import LARGEST_RECORD, Gathered
from flows.runner import Runner
from flows.settings import Settings
from transforms.records import Outlet
from transforms.urls import outlet_of
from warehouse import archive, database, state


def leftovers(settings: Settings, outlets: tuple[Outlet, ...], known: set[str]) -> tuple[Gathered, list[runs.Run]]:
    """Gather what killed runs archived and never loaded; whole records only, the rest is set aside."""
    gathered, dead = Gathered(), runs.crashed(settings.home)
    for run in dead:
        for left in settings.archive.glob(f"*/{run.run_id}-*{archive.OPEN}"):
            aside = archive.salvage(left)
            if aside:
                gathered.problems.append(f"{left.name}: {aside} bytes of a broken last record set aside")
        for name in archive.files(settings.archive):
            if Path(name).name.startswith(run.run_id):
                gathered.add(_archived(settings, name, outlets, known))
    return gathered, dead


def _archived(settings: Settings, name: str, outlets: tuple[Outlet, ...], known: set[str]) -> Gathered:
    gathered = Gathered()
    for record, stored in archive.scan(settings.archive, name, LARGEST_RECORD):
        outlet = outlet_of(record.url, outlets)
        row = row_of(record, outlet, read_hint(record.hint).route)
        if row["capture_id"] not in known:
            known.add(str(row["capture_id"]))
            gathered.outlets[outlet.outlet_id] = outlet
            gathered.captures.append(placed(row, stored))
    return gathered


@dataclass(frozen=True, slots=True)
class Window:
    """Which pieces to look for, and how many an outlet at most; None leaves it open."""

    since: date | None = None
    until: date | None = None
    limit: int | None = None


def from_outlets(
    settings: Settings,
    run: runs.Run,
    runner: Runner,
    stop: Callable[[], bool],
    outlets: Sequence[Outlet],
    declared: tuple[Outlet, ...],
    window: Window,
) -> Gathered:
    """Discover and fetch: every outlet at once, each host politely, each response archived before it is read."""
    client = Client(settings)
    writers = {o.outlet_id: archive.ArchiveWriter(settings.archive, run.run_id, o.outlet_id) for o in outlets}
    known = _known(settings, [o.outlet_id for o in outlets])
    limit = settings.pages_per_outlet if window.limit is None else window.limit

    def look(outlet: Outlet) -> Discovery:
        def keep(response: Response) -> None:
            at, headers = response.fetched_at, response.headers
            writers[outlet.outlet_id].add(response.url, at, response.status, headers, response.body, None)

        since = window.since or _nightly_since(outlet, run.started_at)
        found = discover(outlet, client, since, window.until, keep, declared)
        runner.advance("discover")
        return found

    def take(pair: tuple[Outlet, Discovery]) -> Fetched:
        outlet, found = pair
        writer, advance = writers[outlet.outlet_id], partial(runner.advance, "fetch")
        return fetch_outlet(outlet, found.candidates, known, client, writer, advance, stop, limit=limit)

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
    return gathered


def _nightly_since(outlet: Outlet, now: datetime) -> date | None:
    return (now - timedelta(days=outlet.window_days)).date() if outlet.window_days else None


def _known(settings: Settings, outlet_ids: Sequence[str]) -> dict[str, state.Known]:
    if not settings.corpus.exists():
        return {}
    with database.reading(settings.corpus) as connection:
        return state.known_captures(connection, outlet_ids)


def from_archive(settings: Settings, outlets: tuple[Outlet, ...], outlet_ids: Sequence[str]) -> Gathered:
    """Gather every capture of these outlets (of all, where none is named) to be extracted again.

    What the database knows is taken from its index; archive files it does not know (all of them, where there is no
    database) are scanned, so that the archive alone gives the corpus back.
    """
    gathered, indexed = Gathered(), set[str]()
    if settings.corpus.exists():
        with database.reading(settings.corpus) as connection:
            gathered.captures = state.captures_of(connection, ())
            indexed = state.archived_files(connection)
        met = (outlet_of(str(row["url"]), outlets) for row in gathered.captures)
        gathered.outlets = {outlet.outlet_id: outlet for outlet in met}
    known = {str(row["capture_id"]) for row in gathered.captures}
    for name in archive.files(settings.archive):
        if name not in indexed:
            gathered.add(_archived(settings, name, outlets, known))
    if outlet_ids:
        gathered.captures = [row for row in gathered.captures if row["outlet_id"] in outlet_ids]
    return gathered
