"""Read captures that are already in the archive: those that crashed runs did not load, or all of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from flows.errors import WrongUse
from flows.runs import runs
from flows.runs.batch import MAX_BATCH_CAPTURES, MAX_RECORD_BYTES, Batch
from flows.runs.captures import build_capture_row, note_capture, parse_hint, with_location
from flows.settings import Settings
from flows.stages.job import Job
from flows.stages.lookups import add_bounded_captures, read_lookups
from transforms.records import Outlet
from transforms.urls import find_outlet
from warehouse.archive import archive_writer, files
from warehouse.schema.rows import CaptureRow
from warehouse.schema.run_rows import RunEntry
from warehouse.store import capture_index, database


def read_known_captures(settings: Settings) -> dict[str, datetime]:
    """Return the time of each capture in the published corpus, by capture_id; none if there is no corpus yet."""
    if not settings.corpus.exists():
        return {}
    with database.open_reader(settings.corpus) as connection:
        return capture_index.read_capture_times(connection)


def read_unloaded_captures(
    job: Job, crashed_runs: Sequence[runs.CrashedRun], known: dict[str, datetime]
) -> Iterator[Batch]:
    """Yield batches of the captures that these runs archived but did not load; the last has their rows of `runs`.

    Reads complete records only and sets a broken last one aside. Adds the yielded captures to `known`.
    """
    if not crashed_runs:
        return
    settings, batch, recovered = job.settings, Batch(), dict[str, int]()
    published = read_known_captures(settings)
    set_aside = {crashed.run.run_id: _salvage(settings, crashed.run) for crashed in crashed_runs}
    for run_id in set_aside:
        before = len(known)
        for row, outlet in _read_run(job, run_id, published):
            known[row["capture_id"]] = row["captured_at"]
            batch.add_capture(row, outlet)
            if batch.is_full:
                yield batch
                batch = Batch()
        recovered[run_id] = len(known) - before
        batch.lookups += read_lookups(job, files.list_run_files(settings.archive_source, run_id))
    add_bounded_captures(job, batch)
    batch.crashed_runs = [
        _build_crashed_entry(crashed, job.run, recovered[crashed.run.run_id], set_aside[crashed.run.run_id])
        for crashed in crashed_runs
    ]
    yield batch


def _salvage(settings: Settings, run: runs.Run) -> int:
    return sum(
        map(archive_writer.recover_open_file, settings.archive.glob(f"*/{run.run_id}-*{archive_writer.OPEN_SUFFIX}"))
    )


def _read_run(job: Job, run_id: str, known: dict[str, datetime]) -> Iterator[tuple[CaptureRow, Outlet]]:
    for name in files.list_run_files(job.settings.archive_source, run_id):
        yield from _scan_file(job, name, known)


def _build_crashed_entry(crashed: runs.CrashedRun, run: runs.Run, recovered: int, set_aside: int) -> RunEntry:
    what = "It had archived nothing that was not loaded."
    if recovered:
        what = f"Run {run.run_id} loaded the {recovered} captures that it had archived and not loaded."
    what += f" Of a broken last record {set_aside} bytes were set aside." if set_aside else ""
    return runs.build_crashed_run_entry(crashed, what)


def read_archived_captures(
    job: Job,
    outlet_ids: Sequence[str],
    known: dict[str, datetime],
    since: date | None = None,
    until: date | None = None,
) -> Iterator[Batch]:
    """Yield every capture of these outlets (all outlets if none is named) that is not in `known`, or is earlier.

    Files that the database knows are read by its index; other files (all, if there is no database) are scanned, so
    that the corpus can be rebuilt from the archive alone. With days given, only captures of articles published
    within them, or without a date, are reread: a capture that no run has loaded has no date yet. In a lake, captures
    whose files only another machine has are left as they are, and the last batch says how many.
    """
    _refuse_undeclared(job)
    _refuse_unknown(job, outlet_ids)
    lookups = read_lookups(job, files.list_files(job.settings.archive_source))
    batch = Batch(lookups=[row for row in lookups if row["outlet_id"] in outlet_ids or not outlet_ids])
    absent, left = _list_absent_files(job), 0
    for row, outlet in _read_all(job, outlet_ids, known, since, until):
        if row["warc_file"] in absent:
            left += 1
        elif row["outlet_id"] in outlet_ids or not outlet_ids:
            batch.add_capture(row, outlet)
        if batch.is_full:
            yield batch
            batch = Batch()
    batch.is_last = True
    if left:
        where = f"in {len(absent)} archive files that this machine does not have (such as {min(absent)})"
        advice = "Run reprocess where the files are, or set BACKBENCH_ARCHIVE_STORE on every machine."
        batch.problems.append(f"{left} captures are {where}; their articles are unchanged. {advice}")
    yield batch


def _list_absent_files(job: Job) -> set[str]:
    """Return the archive files of a lake's captures that this machine cannot read; of a data folder's own corpus, none.

    There, a file that is gone is a loss, which quarantine shows.
    """
    settings = job.settings
    if settings.lake is None or not settings.corpus.exists():
        return set()
    with database.open_reader(settings.corpus) as connection:
        names = capture_index.list_archived_files(connection)
    return names - set(files.list_files(settings.archive_source, with_open=True))


def _read_all(
    job: Job, outlet_ids: Sequence[str], already_read: dict[str, datetime], since: date | None, until: date | None
) -> Iterator[tuple[CaptureRow, Outlet]]:
    known, indexed, after = dict(already_read), set[str](), ("", -1)
    if job.settings.corpus.exists():
        with database.open_reader(job.settings.corpus) as connection:
            known |= capture_index.read_capture_times(connection)
            indexed = capture_index.list_archived_files(connection)
            while rows := capture_index.read_captures_after(
                connection, outlet_ids, after, MAX_BATCH_CAPTURES, since, until
            ):
                yield from (_assign_outlet(row, job.seeds.outlets) for row in rows)
                after = (rows[-1]["warc_file"], rows[-1]["warc_offset"])
    if since is None and until is None:
        for name in files.list_files(job.settings.archive_source):
            if name not in indexed:
                yield from _scan_file(job, name, known)


def _assign_outlet(row: CaptureRow, outlets: tuple[Outlet, ...]) -> tuple[CaptureRow, Outlet]:
    """Return the row with the outlet that the current declarations assign to its address, as a scan does."""
    outlet = find_outlet(row["url"], outlets)
    return row | {"outlet_id": outlet.outlet_id}, outlet


def _refuse_undeclared(job: Job) -> None:
    """Refuse to reread captures of an outlet that was declared when they were made and is no longer declared."""
    settings, outlets = job.settings, job.seeds.outlets
    if not settings.corpus.exists():
        return
    with database.open_reader(settings.corpus) as connection:
        captured = capture_index.read_declared_outlets(connection)
    gone = [outlet_id for outlet_id, url in captured if not find_outlet(url, outlets).is_declared]
    if gone:
        raise WrongUse(
            f"{settings.outlets_file} does not declare what the corpus has of {', '.join(gone)}.",
            "Declare it there, or name the file that does in BACKBENCH_OUTLETS.",
        )


def _refuse_unknown(job: Job, outlet_ids: Sequence[str]) -> None:
    known = {outlet.outlet_id for outlet in job.seeds.outlets}
    if not known.issuperset(outlet_ids):  # it may be an undeclared outlet from an import
        known |= {outlet.outlet_id for _, outlet in _read_all(job, (), {}, None, None)}
    for name in outlet_ids:
        if name not in known:
            raise WrongUse(f"No outlet is called {name!r}.", f"Known: {', '.join(sorted(known))}.")


def _scan_file(job: Job, name: str, known: dict[str, datetime]) -> Iterator[tuple[CaptureRow, Outlet]]:
    """Yield the captures of an archive file that are not in `known`, or earlier, with their outlets; add them to it."""
    for record, stored in files.iter_articles(job.settings.archive_source, name, MAX_RECORD_BYTES):
        outlet = find_outlet(record.url, job.seeds.outlets)
        row = build_capture_row(record, outlet, parse_hint(record.hint).route, job.run.run_id)
        if note_capture(row, known):
            yield with_location(row, stored), outlet
