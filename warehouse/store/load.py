"""A run's frames into the database: one short transaction, whose outcome depends neither on order nor on repeats.

The steps are the SQL files of `warehouse/loading`, over temporary tables `new_…` that hold what the run brings.
What an article is follows from its readings, one a capture, so that captures give the same articles, versions and
children however they are spread over runs. For the same reason a long run may come in parts: each adds to the run's
row and accounts, which meet after every one of them.
"""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from warehouse.errors import AccountsDoNotMeet, LoadRefused
from warehouse.schema import tables
from warehouse.schema.contract import Table
from warehouse.store import candidates
from warehouse.store.statements import assert_keys, insert, transaction

Row = dict[str, object]

LOADING = Path(__file__).parent / "loading"
STEPS = ("captures", "decisions", "readings", "versions", "articles", "duplicates", "quarantine", "lines", "quality")
CHILDREN = (
    *(tables.DATE_CANDIDATES, tables.ARTICLE_AUTHORS, tables.ARTICLE_CATEGORIES, tables.ARTICLE_TOPICS),
    tables.ARTICLE_WARNINGS,
)
REPLACED = (tables.CATEGORIES, tables.TOPICS)
LEARNED = (tables.CAPTURE_LINES, tables.BOILERPLATE)
GIVEN = (
    *(tables.CAPTURES, tables.ARTICLES, *CHILDREN, *LEARNED),
    *(tables.QUARANTINE, tables.QUALITY_RESULTS, tables.OUTLETS),
)
LOADED = (
    *(*GIVEN, *REPLACED, tables.ARTICLE_VERSIONS, tables.READINGS),
    *(tables.RUNS, tables.RUN_FATES, tables.CANDIDATES),
)
FETCHED = ("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded")
NOT_FETCHED = ("unchanged", "disallowed", "failed")


def load(
    connection: duckdb.DuckDBPyConnection,
    run: Mapping[str, object],
    frames: Mapping[str, pl.DataFrame],
    fates: pl.DataFrame,
    settled: pl.DataFrame | None = None,
) -> Row:
    """Load what a run, or a part of it, brings, and return its row of `runs`, with the accounts so far.

    `run` is a row of `runs`; its counts, but for `deferred_count`, are taken from the fates. Its state is `running`
    where more is to come. `frames` conform to the contract, one row per capture in `articles` and its children;
    `fates` are rows of `run_fates` without `run_id`, `position` going on from the part before, `fate` null exactly for
    captures that passed the gate. `articles` may also hold captures that the index knows and that the run only read
    again, because what their outlet prints around articles is known better now: they are in no `captures` frame and
    have no fate. `settled` says what became of candidates, as `candidates.settle` takes it. A part that is loaded
    already is not loaded again, and nothing is added to a run that has ended.

    Raises LoadRefused where rows break the contract, AccountsDoNotMeet where a URL ended in no place or in two;
    either way the database is as before.
    """
    held = _held(connection, str(run["run_id"]))
    if held is not None and (held["state"] != "running" or _is_loaded(connection, str(run["run_id"]), fates)):
        return held
    with transaction(connection):
        _stage(connection, run, frames, fates)
        for step in STEPS:
            connection.execute(_sql(step))
        _children(connection)
        _others(connection, frames)
        problems = [sentence for (sentence,) in connection.execute(_sql("accounts")).fetchall()]
        if problems:
            raise AccountsDoNotMeet(str(run["run_id"]), problems)
        connection.execute(_sql("fates"))
        if settled is not None:
            candidates.settle(connection, settled)
        finished = _account(connection, (held or {}) | dict(run))
        assert_keys(connection, LOADED)
    return finished


def replace_tables(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Make each table hold exactly the rows of its frame, all in one transaction; LoadRefused undoes it."""
    with transaction(connection):
        replaced = [_table(name) for name in frames]
        for table in replaced:
            connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of the contract
            insert(connection, table.name, frames[table.name])
        assert_keys(connection, replaced)


def _stage(
    connection: duckdb.DuckDBPyConnection,
    run: Mapping[str, object],
    frames: Mapping[str, pl.DataFrame],
    fates: pl.DataFrame,
) -> None:
    for name in frames:
        if _table(name) not in (*GIVEN, *REPLACED):
            raise LoadRefused(name, "is not loaded with a run")
    for table in GIVEN:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE new_{table.name} AS FROM {table.name} LIMIT 0")
        if table.name in frames:
            # Bytes met twice in a run say the same twice: the first is enough.
            once = frames[table.name].unique(_staged_key(table), keep="first", maintain_order=True)
            insert(connection, f"new_{table.name}", once)
    columns = ", ".join(name for name in tables.RUN_FATES.names if name != "run_id")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE new_fates AS SELECT {columns} FROM run_fates LIMIT 0")  # noqa: S608
    insert(connection, "new_fates", fates)
    connection.execute("CREATE OR REPLACE TEMP TABLE new_run AS SELECT ? AS run_id", [run["run_id"]])


def _staged_key(table: Table) -> list[str]:
    """Return the key within a run, where articles and their children are rows of a capture."""
    of_capture = table is tables.ARTICLES or table in CHILDREN
    return list(dict.fromkeys(("capture_id", *table.key) if of_capture else table.key))


def _children(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep, for each article touched, the rows of the capture it shows; of dates, also the one that dates it."""
    for table in CHILDREN:
        name, shown = table.name, "new_rows.capture_id"
        if table is tables.DATE_CANDIDATES:
            shown += f", coalesce(new_rows.date_capture_id, {shown})"
        connection.execute(
            f"DELETE FROM {name} USING new_rows WHERE {name}.article_id = new_rows.article_id AND"  # noqa: S608
            f" ({name}.capture_id IN (SELECT capture_id FROM new_articles) OR {name}.capture_id NOT IN ({shown}))"
        )
        connection.execute(
            f"INSERT INTO {name} BY NAME SELECT new_{name}.* FROM new_{name} JOIN new_rows USING (article_id)"  # noqa: S608
            f" WHERE new_{name}.capture_id IN ({shown}) ORDER BY {', '.join(f'new_{name}.{key}' for key in table.key)}"
        )


def _others(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    connection.execute("DELETE FROM outlets WHERE outlet_id IN (SELECT outlet_id FROM new_outlets)")
    connection.execute("INSERT INTO outlets BY NAME FROM new_outlets")
    for table in REPLACED:
        if table.name in frames:
            connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of the contract
            insert(connection, table.name, frames[table.name])


def _account(connection: duckdb.DuckDBPyConnection, run: Mapping[str, object]) -> Row:
    """Write the run's row with its counts, and return it."""
    query = "SELECT fate, count(*) FROM run_fates WHERE run_id = ? GROUP BY fate"
    counted = dict(connection.execute(query, [run["run_id"]]).fetchall())
    counts = {f"{fate}_count": counted.pop(fate, 0) for fate in (*FETCHED, *NOT_FETCHED)}
    if counted:
        raise AccountsDoNotMeet(str(run["run_id"]), [f"{fate} is in no sum" for fate in counted])
    fetched = sum(counts[f"{fate}_count"] for fate in FETCHED)
    discovered = fetched + sum(counts[f"{fate}_count"] for fate in NOT_FETCHED)
    counts |= {"discovered_count": discovered, "fetched_count": fetched}
    row = {name: ({"deferred_count": 0} | dict(run) | counts).get(name) for name in tables.RUNS.names}
    connection.execute("DELETE FROM runs WHERE run_id = ?", [run["run_id"]])
    insert(connection, "runs", pl.from_dicts([row], infer_schema_length=None))
    return row


def _held(connection: duckdb.DuckDBPyConnection, run_id: str) -> Row | None:
    row = connection.execute("FROM runs WHERE run_id = ?", [run_id]).fetchone()
    return None if row is None else dict(zip(tables.RUNS.names, row, strict=True))


def _is_loaded(connection: duckdb.DuckDBPyConnection, run_id: str, fates: pl.DataFrame) -> bool:
    query = "SELECT max(position) FROM run_fates WHERE run_id = ?"
    (last,) = connection.execute(query, [run_id]).fetchone() or (None,)
    return last is not None and not fates.is_empty() and int(str(fates["position"].min())) <= last


def _table(name: str) -> Table:
    for table in tables.TABLES:
        if table.name == name:
            return table
    raise LoadRefused(name, "is not in the contract")


def _sql(step: str) -> str:
    return (LOADING / f"{step}.sql").read_text(encoding="utf-8")
