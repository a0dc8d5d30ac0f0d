"""Open a database, a file or a lake: for the one writer, behind a lock, or read-only."""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import (
    DISK_FULL,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseTooNew,
    MigrationFailed,
    NoSpace,
    NotPermitted,
    WarehouseError,
)
from warehouse.store.atomic_file import write_atomically
from warehouse.store.locations import Database, Lake

IsCancelled = Callable[[], bool]
WAIT_SECONDS = 300.0
"""How long to wait for another run of Backbench: a load takes a second or two, and a hundred may be in the queue."""
FOREIGN_LOCK_SECONDS = 10.0
"""How long to wait for another program that has the file open: a query ends in that time, but an open shell does
not.
"""


WRITER_MEGABYTES = 2048
"""Most memory of DuckDB in a process that writes: beyond it DuckDB uses files next to the database. By default it keeps
up to 80 % of the machine's memory: 8.3 GB at a migration of a million articles.
"""
LOAD_MEGABYTES = 160
"""The same for the load of a batch into a database below 1 GB. A batch of a thousand real pages needs some 130 MB; the
rest is for blocks of the file, of which DuckDB would keep all that it reads, more with every batch.
"""
ONE_THREAD_BYTES = 1 << 30
"""A smaller database is written by one thread: up to there hardly a table has a second group of rows to share out, and
DuckDB's other threads use half as much processor time again while they look for work.
"""


@contextmanager
def open_writer(
    path: Database,
    wait_seconds: float = WAIT_SECONDS,
    *,
    leaves_log: bool = False,
    saves_memory: bool = False,
    is_cancelled: IsCancelled | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the only writing connection, to a database upgraded to the contract; checkpoint it at the end.

    With `leaves_log`, committed changes stay in DuckDB's log, which everybody who opens the database reads, until the
    next checkpoint, at the latest that of the publication. A checkpoint's cost grows with the database: for a small
    change in the middle of a run. With `saves_memory`, DuckDB uses at most LOAD_MEGABYTES if the database is small, and
    raises its own error if that is too little. Waits up to `wait_seconds` for another run to end, or until
    `is_cancelled`. Raises a subclass of WarehouseError.
    """
    if isinstance(path, Lake):
        from warehouse.store.lake import open_lake_writer

        with open_lake_writer(path, wait_seconds) as connection:
            yield connection
        return
    open_wait = min(wait_seconds, FOREIGN_LOCK_SECONDS)
    with (
        lock_database(path, wait_seconds, is_cancelled),
        translate_errors(path),
        _open_current(path, open_wait, saves_memory) as connection,
    ):
        if leaves_log:
            connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        yield connection
        if not leaves_log:
            connection.execute("CHECKPOINT")


def create_database(path: Database, is_cancelled: IsCancelled | None = None) -> None:
    """Create the database if there is none. Raises a subclass of WarehouseError."""
    if not path.exists():
        with open_writer(path, is_cancelled=is_cancelled):
            pass


@contextmanager
def open_reader(path: Database) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a read-only connection, meant for the published copy. Raises a subclass of WarehouseError.

    On the writer's file it blocks writers while it is open: take `lock_database` there.
    """
    if isinstance(path, Lake):
        from warehouse.store.lake import open_lake_reader

        with open_lake_reader(path) as connection:
            yield connection
        return
    if not path.exists():
        raise DatabaseMissing(path)
    with translate_errors(path), _open(path, True, FOREIGN_LOCK_SECONDS) as connection:
        yield connection


@contextmanager
def open_warehouse_reader(
    path: Database, wait_seconds: float = WAIT_SECONDS, is_cancelled: IsCancelled | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a read-only connection to the writer's database. It waits for writers and blocks them: keep it short.

    For data that the published copy does not have yet: a run's earlier batches, and the claims of other runs. In a
    lake it does not wait: it reads the latest commit.
    """
    if isinstance(path, Lake):
        with open_reader(path) as connection:
            yield connection
        return
    with lock_database(path, wait_seconds, is_cancelled), open_reader(path) as connection:
        yield connection


@contextmanager
def lock_database(
    path: Path, wait_seconds: float = WAIT_SECONDS, is_cancelled: IsCancelled | None = None
) -> Iterator[None]:
    """Take the lock of the writer's database, a file next to it. The system frees it even if the process is killed.

    A thread gives `is_cancelled`, because an interrupt reaches only the main thread. Raises DatabaseBusy.
    """
    from filelock import FileLock, Timeout  # readers start without it

    with translate_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock_file = path.with_name(path.name + ".lock")
        lock_file.touch()  # filelock waits for a file that it cannot create as if another process had it
        lock = FileLock(lock_file, timeout=wait_seconds)
        started = time.monotonic()
        try:
            lock.acquire(cancel_check=is_cancelled)
        except Timeout as error:
            raise DatabaseBusy(
                path, "another run of Backbench", min(time.monotonic() - started, wait_seconds)
            ) from error
    try:
        yield
    finally:
        lock.release()


def has_log(path: Path) -> bool:
    """Return whether changes are committed in DuckDB's log that are not in the file yet."""
    return path.with_name(f"{path.name}.wal").exists()


@contextmanager
def open_locked(
    path: Path, wait_seconds: float = FOREIGN_LOCK_SECONDS, saves_memory: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a writing connection, limited in memory and threads, to a file that the caller has locked."""
    with _open(path, False, wait_seconds) as connection:
        megabytes = WRITER_MEGABYTES
        if path.stat().st_size < ONE_THREAD_BYTES:
            connection.execute("SET threads = 1")
            megabytes = LOAD_MEGABYTES if saves_memory else WRITER_MEGABYTES
        (limit,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("",)
        number, unit = str(limit).split()
        if unit == "TiB" or float(number) * (1024 if unit == "GiB" else 1) > megabytes:
            connection.execute(f"SET memory_limit = '{megabytes}MiB'")
        yield connection


@contextmanager
def _open_current(path: Path, wait_seconds: float, saves_memory: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a writing connection to the database, created or upgraded to the contract if it is not as that says."""
    from warehouse.schema.migrations import is_current  # readers start without it

    if path.exists():
        with open_locked(path, wait_seconds, saves_memory) as connection:
            if is_current(connection):
                yield connection
                return
            connection.execute("CHECKPOINT")
    _bring_up(path)
    with open_locked(path, wait_seconds, saves_memory) as connection:
        yield connection


def _bring_up(path: Path) -> None:
    """Create or migrate the database in a copy that then replaces it.

    In place, a kill would leave the change in DuckDB's log, and DuckDB 1.5.6 cannot replay a log in which a table with
    a CHECK that calls a function was altered or commented on: the file would not open again.
    """
    from warehouse.schema.migrations import migrate

    with write_atomically(path) as part:
        if path.exists():
            shutil.copyfile(path, part)
        try:
            with open_locked(part, 0) as connection:
                migrate(connection)
                connection.execute("CHECKPOINT")
        except MigrationFailed as error:  # it names the copy
            raise MigrationFailed(path, error.version, error.problem) from error
        except DatabaseDamaged as error:
            raise DatabaseDamaged(path, error.problem) from error


@contextmanager
def _open(path: Path, read_only: bool, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the file, waiting for another program to close it; DatabaseBusy names the program."""
    started = time.monotonic()
    while True:
        try:
            connection = duckdb.connect(str(path), read_only=read_only)
            break
        except duckdb.Error as error:
            waited = time.monotonic() - started
            holder = _holder(str(error))
            if holder is None:
                raise
            if waited >= wait_seconds:
                raise DatabaseBusy(path, holder, waited) from error
            time.sleep(0.1)
    try:
        yield connection
    finally:
        connection.close()


def _holder(message: str) -> str | None:
    if match := re.search(r"Conflicting lock is held in (\S+) \(PID (\d+)\)", message):
        return f"{Path(match[1]).name} (process {match[2]})"
    if "Could not set lock on file" in message:
        return "another program"
    return "this very process" if "with a different configuration" in message else None


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn errors of DuckDB and the system about a file into WarehouseError; other errors pass."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        translated = explain_error(error, path)
        if translated is None:
            raise
        raise translated from error


def explain_error(error: Exception, path: Path) -> WarehouseError | None:
    """Return the error as a WarehouseError about `path`, None if it is not about the file."""
    message = (getattr(error, "strerror", None) or str(error)).partition("\n")[0]
    message = message.replace(f".{path.name}.part", path.name)  # a file that only this program knows
    if any(os.strerror(code) in message for code in DISK_FULL) or getattr(error, "errno", None) in DISK_FULL:
        named = re.search(r'file "([^"]+)"', message)  # an export may be on another disk than the database
        return NoSpace(Path(named[1]) if named else path)
    if "Permission denied" in message or "Read-only file system" in message:
        return NotPermitted(path, message)
    if re.search(r"with version number \d+, but we can only read", message):
        return DatabaseTooNew(path, "a newer DuckDB's format", f"that of DuckDB {duckdb.__version__}")
    return _explain_damage(message, path)


def _explain_damage(message: str, path: Path) -> DatabaseDamaged | None:
    if "not a valid DuckDB database" in message:
        return DatabaseDamaged(path, "it is not a DuckDB database")
    if torn := re.search(r'Failure while replaying WAL file "(.+)\.wal": (.*)', message):
        database = Path(torn[1])  # another one than `path`, if that was to be made from it
        return DatabaseDamaged(database, f"its log {database.name}.wal is damaged, as by a power cut ({torn[2]})")
    if re.search(r"Corrupt database|Could not read|Failure while replaying WAL|Is a directory", message):
        return DatabaseDamaged(path, message)
    return None
