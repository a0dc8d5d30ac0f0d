"""Open a lake: the contract's tables and views in a DuckLake catalog in Postgres, with their rows in Parquet files.

A lake has no constraints, and two transactions that insert the same key both commit. So there is one writer at a time,
as for a file: the lock is one of Postgres, which frees it when the holder's connection ends, even if it was killed.
Readers need no lock: each sees one published state (docs/decisions/0058-lake.md).
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from os import environ
from pathlib import Path

import duckdb

from warehouse.errors import DatabaseBusy, DatabaseMissing, LakeUnavailable
from warehouse.schema.ddl import quote_literal
from warehouse.schema.migrations import migrate
from warehouse.store.locations import Lake

PUBLISHED = "published"
"""The commit message of a publication; its extra information is the run."""
_LOCK_KEY = 7_227_465_001  # of this program, among the advisory locks of the catalog's database
_POLL_SECONDS = 0.2
_READ_ONLY = " options='-c default_transaction_read_only=on'"
# The server may have a limit for idle transactions, which would end the lock in the middle of a load; and it finds
# out within 90 s, instead of two hours, that a writer's machine is gone.
_WRITER = (
    " options='-c idle_in_transaction_session_timeout=0"
    " -c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3'"
)
_S3_VARIABLES = {
    "KEY_ID": "AWS_ACCESS_KEY_ID",
    "SECRET": "AWS_SECRET_ACCESS_KEY",
    "SESSION_TOKEN": "AWS_SESSION_TOKEN",
    "REGION": "AWS_REGION",
}

_REFUSED = re.compile(
    r'Unable to connect to Postgres at "[^"]*": (?:connection to server .* failed: )?(?:FATAL: +)?(.*)'
)
_LOST = re.compile(r"server closed the connection|no connection to the server|terminating connection|SSL SYSCALL error")
_OTHER_FILES = re.compile(r'DATA_PATH parameter "([^"]*)" does not match existing data path in the catalog "([^"]*)"')


@contextmanager
def open_lake_writer(lake: Lake, wait_seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the only writing connection, to a lake upgraded to the contract; a new lake is created."""
    with translate_lake_errors(lake), _lock(lake, wait_seconds), _connect() as connection:
        load_extensions(connection, lake)
        attach_lake(connection, lake, is_read_only=False)
        connection.execute("USE lake")
        migrate(connection)
        yield connection


@contextmanager
def open_lake_reader(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a read-only connection to one state of the lake. Raises DatabaseMissing if it has none."""
    with translate_lake_errors(lake), connect_lake_reader(lake) as connection:
        yield connection


def connect_lake_reader(lake: Lake) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to one state of the lake."""
    connection = duckdb.connect()
    try:
        load_extensions(connection, lake)
        attach_state(connection, lake)
        connection.execute("USE lake")
    except BaseException:
        connection.close()
        raise
    return connection


def attach_state(connection: duckdb.DuckDBPyConnection, lake: Lake, name: str = "lake") -> None:
    """Attach the state of the lake that its readers see, under this name. Raises DatabaseMissing if there is none."""
    snapshot = lake.snapshot if lake.snapshot is not None else _find_latest(connection, lake)
    if snapshot is None:
        raise DatabaseMissing(lake)
    attach_lake(connection, lake, name, snapshot)


def find_state(lake: Lake) -> int | None:
    """Return the snapshot that a reader of this lake sees; None if there is none."""
    with translate_lake_errors(lake), duckdb.connect() as connection:
        load_extensions(connection, lake)
        return lake.snapshot if lake.snapshot is not None else _find_latest(connection, lake)


def _find_latest(connection: duckdb.DuckDBPyConnection, lake: Lake) -> int | None:
    try:
        attach_lake(connection, lake)
    except duckdb.InvalidInputException as error:
        if "does not exist" in str(error):  # the database of Postgres has no lake yet
            return None
        raise
    if lake.is_published:
        found = next((snapshot for snapshot, _ in read_publications(connection)), None)
    else:
        tables = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake'").fetchone()
        found = read_latest(connection) if tables and tables[0] else None
    connection.execute("DETACH lake")
    return found


def read_publications(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    """Return the published snapshots and their runs, newest first."""
    query = (
        "SELECT snapshot_id, coalesce(commit_extra_info, '') FROM ducklake_snapshots('lake')"  # noqa: S608
        f" WHERE commit_message = '{PUBLISHED}' ORDER BY snapshot_id DESC"
    )
    return [(int(snapshot), str(run_id)) for snapshot, run_id in connection.execute(query).fetchall()]


def read_latest(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the latest snapshot, published or not."""
    (latest,) = connection.execute("SELECT max(snapshot_id) FROM ducklake_snapshots('lake')").fetchone() or (0,)
    return int(latest)


def attach_lake(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    name: str = "lake",
    snapshot: int | None = None,
    is_read_only: bool = True,
) -> None:
    """Attach the lake under this name, at a snapshot or in its latest state."""
    catalog = f"ducklake:postgres:{lake.catalog}{_READ_ONLY if is_read_only else _WRITER}"
    options = [f"DATA_PATH {quote_literal(lake.data)}"]
    options += ["READ_ONLY"] if is_read_only else []
    options += [f"SNAPSHOT_VERSION {snapshot}"] if snapshot is not None else []
    connection.execute(f"ATTACH {quote_literal(catalog)} AS {name} ({', '.join(options)})")


def load_extensions(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Load the extensions from their packages: nothing is downloaded. Raises LakeUnavailable if one is absent."""
    _load(connection, "postgres_scanner")
    _load(connection, "ducklake")
    if lake.data.startswith("s3://"):
        _load(connection, "httpfs")
        if environ.get("AWS_ACCESS_KEY_ID"):
            _create_secret(connection)


def _load(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute(f"LOAD {quote_literal(str(_find_extension(name)))}")


def _find_extension(name: str) -> Path:
    package = find_spec(f"duckdb_extension_{name}")
    for folder in (package.submodule_search_locations or ()) if package else ():
        path = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if path.exists():
            return path
    raise LakeUnavailable(
        f"DuckDB's extension {name} for version {duckdb.__version__} is not installed.", "Run: uv sync --extra lake"
    )


def _create_secret(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB use the standard variables of AWS. The secret lives in this connection's memory only."""
    options = [
        "TYPE s3",
        *(f"{key} {quote_literal(environ[name])}" for key, name in _S3_VARIABLES.items() if environ.get(name)),
    ]
    if endpoint := environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL"):
        scheme, _, host = endpoint.rstrip("/").partition("://")
        options += [f"ENDPOINT {quote_literal(host)}", "URL_STYLE 'path'", f"USE_SSL {scheme == 'https'}"]
    connection.execute(f"CREATE SECRET ({', '.join(options)})")


@contextmanager
def _lock(lake: Lake, wait_seconds: float) -> Iterator[None]:
    """Take the lake's writer lock, an advisory lock of the catalog's Postgres database."""
    with _connect() as holder:
        _load(holder, "postgres_scanner")
        holder.execute(f"ATTACH {quote_literal(lake.catalog + _WRITER)} AS catalog (TYPE postgres)")
        started = time.monotonic()
        holder.execute("BEGIN")  # the lock ends with this transaction
        while not _try_lock(holder):
            waited = time.monotonic() - started
            if waited >= wait_seconds:
                raise DatabaseBusy(lake, "another run of Backbench", waited)
            time.sleep(_POLL_SECONDS)
        yield


@contextmanager
def _connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection whose transaction is ended before it closes.

    Closing does it as well, but ends the whole process ("terminate called") if Postgres is gone by then.
    """
    with duckdb.connect() as connection:
        try:
            yield connection
        finally:
            with suppress(duckdb.Error):  # there is no transaction, or no server
                connection.execute("ROLLBACK")


def _try_lock(connection: duckdb.DuckDBPyConnection) -> bool:
    query = f"FROM postgres_query('catalog', 'SELECT pg_try_advisory_xact_lock({_LOCK_KEY})')"
    (is_locked,) = connection.execute(query).fetchone() or (False,)
    return bool(is_locked)


@contextmanager
def translate_lake_errors(lake: Lake) -> Iterator[None]:
    """Turn an error of the connection to Postgres or to the files into LakeUnavailable; other errors pass."""
    try:
        yield
    except duckdb.Error as error:
        message = str(error).partition("\n")[0]
        if refused := _REFUSED.search(message):
            raise LakeUnavailable(
                f"{lake} cannot be reached: {refused[1]}.",
                "Check BACKBENCH_LAKE, that Postgres runs and that the database and the role exist; then run again.",
            ) from error
        if other := _OTHER_FILES.search(message):
            raise LakeUnavailable(
                f"The files of {lake} are in {other[2]}, and BACKBENCH_LAKE_DATA says {other[1]}.",
                "Set it to the folder or address that the lake was created with.",
            ) from error
        if _LOST.search(str(error)):
            raise LakeUnavailable(
                f"{lake} cannot be used: Postgres closed the connection. Nothing of this batch is loaded.",
                "Check that Postgres runs, then run again: what is archived is loaded then.",
            ) from error
        # DuckDB's extensions report most failures of Postgres without a class of their own.
        if type(error) is duckdb.Error or isinstance(error, duckdb.IOException | duckdb.HTTPException):
            raise LakeUnavailable(
                f"{lake} cannot be used: {message}", "Check BACKBENCH_LAKE, BACKBENCH_LAKE_DATA and that Postgres runs."
            ) from error
        raise
