"""Captures that the archive holds already: those that runs cut short never loaded, or all of them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from flows import runs
from flows.captures import placed, read_hint, row_of
from flows.errors import WrongUse
from flows.gathered import LARGEST_RECORD, Gathered
from flows.settings import Settings
from transforms.records import Outlet
from transforms.urls import outlet_of
from warehouse import archive, database, state
from warehouse.database import locked
from warehouse.errors import PublishRefused
from warehouse.publish import publish
from warehouse.replacing import replacing

_WAIT_SECONDS = 300.0


def catch_up(settings: Settings) -> None:
    """Bring the writer's database and its published copy together, where a run was killed between the two.

    What is known is read from the copy. Where the writer's database is gone, the copy stands in for it: it has the
    register too, which no archive gives back.
    """
    warehouse, corpus = settings.warehouse, settings.corpus
    if not warehouse.exists() and corpus.exists():
        with locked(warehouse, _WAIT_SECONDS), replacing(warehouse) as part:
            shutil.copyfile(corpus, part)
    log = warehouse.with_name(f"{warehouse.name}.wal")
    published_at = corpus.stat().st_mtime_ns if corpus.exists() else 0
    if any(path.exists() and path.stat().st_mtime_ns > published_at for path in (warehouse, log)):
        try:
            publish(warehouse, corpus)
        except PublishRefused:
            return  # an older database was put in its place: reprocess makes it whole, other runs are told at their end


def known_ids(settings: Settings) -> set[str]:
    """Return every capture the published corpus knows; none where there is no corpus yet."""
    if not settings.corpus.exists():
        return set()
    with database.reading(settings.corpus) as connection:
        return state.known_capture_ids(connection)


def leftovers(
    settings: Settings, run: runs.Run, outlets: tuple[Outlet, ...], cut_short: Sequence[runs.Unfinished]
) -> Gathered:
    """Gather what these runs archived and never loaded; whole records only, a broken last one is set aside."""
    gathered, known = Gathered(), known_ids(settings) if cut_short else set[str]()
    for dead in cut_short:
        aside = sum(map(archive.salvage, settings.archive.glob(f"*/{dead.run.run_id}-*{archive.OPEN}")))
        before = len(gathered.captures)
        for name in archive.files(settings.archive):
            if Path(name).name.startswith(f"{dead.run.run_id}-"):
                gathered.add(_archived(settings, name, outlets, known))
        taken = len(gathered.captures) - before
        became = "It had archived nothing that was not loaded."
        if taken:
            became = f"Run {run.run_id} took on the {taken} captures that it had archived and not loaded."
        became += f" Of a broken last record {aside} bytes were set aside." if aside else ""
        gathered.cut_short.append(runs.row_of_unfinished(dead, became))
    return gathered


def from_archive(
    settings: Settings, outlets: tuple[Outlet, ...], outlet_ids: Sequence[str], held: Gathered
) -> Gathered:
    """Gather every capture of these outlets (of all, where none is named) that the run has not `held` already.

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
    known = {str(row["capture_id"]) for row in (*gathered.captures, *held.captures)}
    for name in archive.files(settings.archive):
        if name not in indexed:
            gathered.add(_archived(settings, name, outlets, known))
    return _only(gathered, outlets, outlet_ids) if outlet_ids else gathered


def _only(gathered: Gathered, outlets: tuple[Outlet, ...], outlet_ids: Sequence[str]) -> Gathered:
    met = {outlet.outlet_id for outlet in outlets} | set(gathered.outlets)
    for name in outlet_ids:
        if name not in met:
            raise WrongUse(f"No outlet is called {name!r}.", f"Known: {', '.join(sorted(met))}.")
    gathered.captures = [row for row in gathered.captures if row["outlet_id"] in outlet_ids]
    return gathered


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
