"""Captures that the archive holds already: those that runs cut short never loaded, or all of them."""

from collections.abc import Iterator, Sequence
from datetime import date

from flows.errors import WrongUse
from flows.runs import runs
from flows.runs.batch import MAX_RECORD_BYTES, PAGE, Batch
from flows.runs.captures import Row, build_capture_row, parse_hint, with_location
from flows.settings import Settings
from transforms.records import Outlet
from transforms.urls import find_outlet
from warehouse.archive import archive
from warehouse.store import database, state


def read_known_ids(settings: Settings) -> set[str]:
    """Return every capture the published corpus knows; none where there is no corpus yet."""
    if not settings.corpus.exists():
        return set()
    with database.reading(settings.corpus) as connection:
        return state.known_capture_ids(connection)


def read_unloaded_captures(
    settings: Settings,
    run: runs.Run,
    outlets: tuple[Outlet, ...],
    crashed_runs: Sequence[runs.CrashedRun],
    held: set[str],
) -> Iterator[Batch]:
    """Yield what these runs archived and never loaded, a page at a time; with the last of them their rows of `runs`.

    Whole records only: a broken last one is set aside. `held` is told every capture that is yielded.
    """
    if not crashed_runs:
        return
    page, known, taken = Batch(), read_known_ids(settings), dict[str, int]()
    aside = {dead.run.run_id: _salvaged(settings, dead.run) for dead in crashed_runs}
    for run_id in aside:
        before = len(held)
        for row, outlet in _of_run(settings, run_id, outlets, known):
            held.add(str(row["capture_id"]))
            page.capture(row, outlet)
            if page.is_full:
                yield page
                page = Batch()
        taken[run_id] = len(held) - before
    page.crashed_runs = [_row_of(dead, run, taken[dead.run.run_id], aside[dead.run.run_id]) for dead in crashed_runs]
    yield page


def _salvaged(settings: Settings, run: runs.Run) -> int:
    return sum(map(archive.salvage, settings.archive.glob(f"*/{run.run_id}-*{archive.OPEN}")))


def _of_run(
    settings: Settings, run_id: str, outlets: tuple[Outlet, ...], known: set[str]
) -> Iterator[tuple[Row, Outlet]]:
    for name in archive.files_of(settings.archive, run_id):
        yield from _archived(settings, name, outlets, known)


def _row_of(dead: runs.CrashedRun, run: runs.Run, taken: int, aside: int) -> Row:
    became = "It had archived nothing that was not loaded."
    if taken:
        became = f"Run {run.run_id} took on the {taken} captures that it had archived and not loaded."
    became += f" Of a broken last record {aside} bytes were set aside." if aside else ""
    return runs.build_crashed_run_row(dead, became)


def read_archived_captures(
    settings: Settings,
    outlets: tuple[Outlet, ...],
    outlet_ids: Sequence[str],
    held: set[str],
    since: date | None = None,
    until: date | None = None,
) -> Iterator[Batch]:
    """Yield every capture of these outlets (of all, where none is named) that the run has not `held` already.

    What the database knows is taken from its index; archive files it does not know (all of them, where there is no
    database) are scanned, so that the archive alone gives the corpus back. With days, only captures of pieces
    published within them, or not dated, are read again: what no run has loaded has no date yet.
    """
    _refuse_undeclared(settings, outlets)
    _refuse_unknown(settings, outlets, outlet_ids)
    page = Batch()
    for row, outlet in _stored(settings, outlets, outlet_ids, held, since, until):
        if row["outlet_id"] in outlet_ids or not outlet_ids:
            page.capture(row, outlet)
        if page.is_full:
            yield page
            page = Batch()
    page.is_last = True
    yield page


def _stored(
    settings: Settings,
    outlets: tuple[Outlet, ...],
    outlet_ids: Sequence[str],
    held: set[str],
    since: date | None,
    until: date | None,
) -> Iterator[tuple[Row, Outlet]]:
    known, indexed, after = set(held), set[str](), ("", -1)
    if settings.corpus.exists():
        with database.reading(settings.corpus) as connection:
            known |= state.known_capture_ids(connection)
            indexed = state.archived_files(connection)
            while rows := state.captures_after(connection, outlet_ids, after, PAGE, since, until):
                yield from (_declared_now(row, outlets) for row in rows)
                after = (str(rows[-1]["warc_file"]), int(str(rows[-1]["warc_offset"])))
    if since is None and until is None:
        for name in archive.files(settings.archive):
            if name not in indexed:
                yield from _archived(settings, name, outlets, known)


def _declared_now(row: Row, outlets: tuple[Outlet, ...]) -> tuple[Row, Outlet]:
    """Return the row under the outlet that the declarations of today give its address to, as a scan would."""
    outlet = find_outlet(str(row["url"]), outlets)
    return row | {"outlet_id": outlet.outlet_id}, outlet


def _refuse_undeclared(settings: Settings, outlets: tuple[Outlet, ...]) -> None:
    """Refuse to read again what was captured of a declared outlet, and is declared by nobody now."""
    if not settings.corpus.exists():
        return
    with database.reading(settings.corpus) as connection:
        captured = state.declared_outlets_captured(connection)
    gone = [outlet_id for outlet_id, url in captured if not find_outlet(url, outlets).is_declared]
    if gone:
        raise WrongUse(
            f"{settings.outlets_file} does not declare what the corpus has of {', '.join(gone)}.",
            "Declare it there, or name the file that does in BACKBENCH_OUTLETS.",
        )


def _refuse_unknown(settings: Settings, outlets: tuple[Outlet, ...], outlet_ids: Sequence[str]) -> None:
    met = {outlet.outlet_id for outlet in outlets}
    if not met.issuperset(outlet_ids):  # it may be one that was only ever met in an import
        met |= {outlet.outlet_id for _, outlet in _stored(settings, outlets, (), set(), None, None)}
    for name in outlet_ids:
        if name not in met:
            raise WrongUse(f"No outlet is called {name!r}.", f"Known: {', '.join(sorted(met))}.")


def _archived(
    settings: Settings, name: str, outlets: tuple[Outlet, ...], known: set[str]
) -> Iterator[tuple[Row, Outlet]]:
    """Yield the captures of an archive file that are not known, with their outlets; `known` is told them."""
    for record, stored in archive.scan(settings.archive, name, MAX_RECORD_BYTES):
        outlet = find_outlet(record.url, outlets)
        row = build_capture_row(record, outlet, parse_hint(record.hint).route)
        if row["capture_id"] not in known:
            known.add(str(row["capture_id"]))
            yield with_location(row, stored), outlet
