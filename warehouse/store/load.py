"""Load a run's frames in one short transaction. The result depends neither on the order of runs nor on repetition.

The steps are the SQL files of `warehouse/store/load_steps`; their input is in temporary tables `new_…`. An article
follows from its readings, one per capture, so captures give the same articles, versions and children however they are
distributed over runs. A long run may therefore be loaded in several batches: each adds to the run's row, and the
totals must add up after every one of them.
"""

from collections.abc import Iterable, Mapping
from typing import cast

import duckdb
import polars as pl

from warehouse.errors import LoadRefused, UnbalancedAccounts
from warehouse.schema import tables
from warehouse.schema.contract import Table
from warehouse.schema.ddl import quote_literal
from warehouse.schema.rows import RunRow
from warehouse.schema.run_rows import RunEntry
from warehouse.store import candidates, tallies, unaddressed
from warehouse.store.frames import bind_values, read_frame
from warehouse.store.tallies import uncount_articles
from warehouse.store.transactions import check_keys, insert_rows, open_transaction, read_rows, read_step

CAPTURE_STEPS = ("captures", "readings")
ARTICLE_STEPS = ("decisions", "versions", "articles", "duplicates")
LAST_STEPS = ("relinks", "quarantine", "lines", "quality", "lookups")
REPLACED = (tables.CATEGORIES, tables.TOPICS)
LEARNED = (tables.CAPTURE_LINES, tables.BOILERPLATE)
GIVEN = (
    *(tables.CAPTURES, tables.ARTICLES, *tables.CHILDREN, *LEARNED),
    *(tables.QUARANTINE, tables.QUALITY_RESULTS, tables.OUTLETS, tables.ARCHIVE_LOOKUPS),
)
_TOUCHED = """
    SELECT article_id FROM new_articles
    UNION SELECT article_id FROM new_captures
    UNION SELECT article_id FROM new_quarantine
    UNION SELECT article_id FROM captures SEMI JOIN new_captures USING (capture_id)
    UNION SELECT article_id FROM quarantine
    WHERE capture_id IN (SELECT capture_id FROM new_articles UNION SELECT capture_id FROM new_quarantine)"""
"""The articles whose rows the steps change, except those that `relinks` links."""
FETCHED = ("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded")
NOT_FETCHED = ("unchanged", "disallowed", "failed")


def load_batch(
    connection: duckdb.DuckDBPyConnection,
    run: RunEntry,
    frames: Mapping[str, pl.DataFrame],
    outcomes: pl.DataFrame,
    resolutions: pl.DataFrame | None = None,
) -> RunRow:
    """Load one batch of a run and return the run's row of `runs` with its counts so far.

    - `run` becomes a row of `runs` with counts from the outcomes. Its state is `running` if more batches follow.
    - `frames` conform to the contract, with one row per capture in `articles` and its child tables. `articles` may
      also have captures of earlier runs that this run extracted again because more of their outlet's boilerplate is
      known now: these are in no `captures` frame and have no outcome.
    - `outcomes` are rows of `run_fates` without `run_id`. `position` continues from the batch before; `fate` is null
      exactly for captures that passed the gate.
    - `resolutions` has the outcomes of candidates, as in `candidates.resolve`.

    A batch that is already loaded is not loaded again, and nothing is added to a run that has ended. Raises
    LoadRefused if rows break the contract and UnbalancedAccounts if a URL ended in no place or in two; then the
    database stays as it was.
    """
    stored = _read_run(connection, run["run_id"])
    if stored is not None and (stored["state"] != "running" or _is_loaded(connection, run["run_id"], outcomes)):
        return stored
    with open_transaction(connection):
        _stage(connection, run, frames, outcomes)
        if any(table.name in frames and frames[table.name].height for table in GIVEN if table is not tables.OUTLETS):
            _write_articles(connection)
        else:
            connection.execute(read_step("decisions"))  # the outcomes refer to it
        _replace_seeds(connection, frames)
        problems = [sentence for (sentence,) in connection.execute(read_step("accounts")).fetchall()]
        if problems:
            raise UnbalancedAccounts(run["run_id"], problems)
        connection.execute(read_step("outcomes"))
        if resolutions is not None:
            candidates.resolve(connection, resolutions)
        finished = _account(connection, run, stored)
        check_keys(connection, tables.RUNS, "new_run")
        check_keys(connection, tables.RUN_FATES, "new_run")
        if finished["flow"] in ("nightly", "backfill"):
            tallies.add_run(connection, finished["run_id"])
    return finished


def _write_articles(connection: duckdb.DuckDBPyConnection) -> None:
    """Run the steps over the staged batch; the tallies lose each article before its rows change."""
    uncount_articles(connection, _TOUCHED)
    _run_steps(connection, CAPTURE_STEPS)
    unaddressed.choose_articles(connection)
    uncount_articles(connection, "FROM touched_articles")
    unaddressed.move_texts(connection)
    _run_steps(connection, ARTICLE_STEPS)
    uncount_articles(connection, "FROM relinked")
    _run_steps(connection, LAST_STEPS)
    _children(connection)
    _check_changed_keys(connection)


def _run_steps(connection: duckdb.DuckDBPyConnection, steps: Iterable[str]) -> None:
    for step in steps:
        connection.execute(read_step(step))


def replace_tables(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Replace the rows of each table by those of its frame, all in one transaction; LoadRefused undoes it."""
    with open_transaction(connection):
        replaced = [_table(name) for name in frames]
        for table in replaced:
            connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of the contract
            insert_rows(connection, table.name, frames[table.name])
            check_keys(connection, table)
        tallies.mark_stale(connection, tables.TALLIES)  # not the word index: its articles are as they were


def _stage(
    connection: duckdb.DuckDBPyConnection,
    run: RunEntry,
    frames: Mapping[str, pl.DataFrame],
    outcomes: pl.DataFrame,
) -> None:
    for name in frames:
        if _table(name) not in (*GIVEN, *REPLACED):
            raise LoadRefused(name, "is not loaded with a run")
    for table in GIVEN:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE new_{table.name} AS FROM {table.name} LIMIT 0")
        if table.name in frames:
            # The same bytes twice in a run give the same rows twice: the first is enough.
            once = frames[table.name].unique(_staged_key(table), keep="first", maintain_order=True)
            insert_rows(connection, f"new_{table.name}", once)
    columns = ", ".join(name for name in tables.RUN_FATES.names if name != "run_id")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE new_outcomes AS SELECT {columns} FROM run_fates LIMIT 0")  # noqa: S608
    insert_rows(connection, "new_outcomes", outcomes)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE new_run AS SELECT {quote_literal(run['run_id'])} AS run_id")
    connection.execute(read_step("macros"))
    unaddressed.clear_moves(connection)


def _staged_key(table: Table) -> list[str]:
    """Return the key within a run, in which articles and their child rows belong to a capture."""
    of_capture = table is tables.ARTICLES or table in tables.CHILDREN
    return list(dict.fromkeys(("capture_id", *table.key) if of_capture else table.key))


def _children(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep, for each article touched, the rows of its current capture; for dates, also the one that dates it."""
    for table in tables.CHILDREN:
        name, shown = table.name, "new_rows.capture_id"
        if table is tables.DATE_CANDIDATES:
            shown += f", coalesce(new_rows.date_capture_id, {shown})"
        connection.execute(
            f"DELETE FROM {name} USING (FROM touched_articles LEFT JOIN new_rows USING (article_id)) AS new_rows"  # noqa: S608
            f" WHERE {name}.article_id = new_rows.article_id AND (new_rows.capture_id IS NULL"
            f" OR {name}.capture_id IN (SELECT capture_id FROM new_articles) OR {name}.capture_id NOT IN ({shown}))"
        )
        connection.execute(
            f"INSERT INTO {name} BY NAME SELECT new_{name}.* FROM new_{name} JOIN new_rows USING (article_id)"  # noqa: S608
            f" WHERE new_{name}.capture_id IN ({shown}) ORDER BY {', '.join(f'new_{name}.{key}' for key in table.key)}"
        )


def _check_changed_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Check the keys of the written rows; each relation has the keys of the inserted rows."""
    for table in (*LEARNED, tables.CAPTURES, tables.QUARANTINE, tables.QUALITY_RESULTS, tables.ARCHIVE_LOOKUPS):
        check_keys(connection, table, f"new_{table.name}")
    for table in (tables.ARTICLES, *tables.CHILDREN):
        check_keys(connection, table, "new_rows")
    check_keys(connection, tables.ARTICLE_VERSIONS, "new_versions")
    for table in (tables.READINGS, tables.UNADDRESSED_READINGS):
        check_keys(connection, table, "new_articles")


def _replace_seeds(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Write the outlets that the batch has, and replace categories and topics if they differ."""
    if not frames.get(tables.OUTLETS.name, pl.DataFrame()).is_empty():
        connection.execute("DELETE FROM outlets WHERE outlet_id IN (SELECT outlet_id FROM new_outlets)")
        connection.execute("INSERT INTO outlets BY NAME FROM new_outlets")
        check_keys(connection, tables.OUTLETS)
    for table in REPLACED:
        if table.name in frames and not _has_rows(connection, table, frames[table.name]):
            connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of the contract
            insert_rows(connection, table.name, frames[table.name])
            check_keys(connection, table)


def _has_rows(connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> bool:
    """Return whether the table has exactly these rows."""
    stored = connection.execute(f"SELECT {', '.join(table.names)} FROM {table.name}").fetchall()  # noqa: S608
    return sorted(map(repr, stored)) == sorted(map(repr, frame.select(table.names).rows()))


def _account(connection: duckdb.DuckDBPyConnection, run: RunEntry, stored: RunRow | None) -> RunRow:
    """Write the run's row with its counts, and return it."""
    of_run = {"run_id": run["run_id"]}
    query = bind_values("SELECT fate, count(*) FROM run_fates WHERE run_id = $run_id GROUP BY fate", of_run)
    counted = dict(connection.execute(query).fetchall())
    counts = {f"{outcome}_count": counted.pop(outcome, 0) for outcome in (*FETCHED, *NOT_FETCHED)}
    if counted:
        raise UnbalancedAccounts(run["run_id"], [f"{outcome} is in no total" for outcome in counted])
    fetched = sum(counts[f"{outcome}_count"] for outcome in FETCHED)
    discovered = fetched + sum(counts[f"{outcome}_count"] for outcome in NOT_FETCHED)
    counts |= {"discovered_count": discovered, "fetched_count": fetched}
    known = {"deferred_count": 0} | dict(stored or {}) | dict(run) | counts
    row = {name: known.get(name) for name in tables.RUNS.names}
    connection.execute(bind_values("DELETE FROM runs WHERE run_id = $run_id", of_run))
    insert_rows(connection, "runs", pl.from_dicts([row], infer_schema_length=None))
    return cast(RunRow, row)


def _read_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> RunRow | None:
    rows = read_rows(connection.execute(bind_values("FROM runs WHERE run_id = $run_id", {"run_id": run_id})), RunRow)
    return rows[0] if rows else None


def _is_loaded(connection: duckdb.DuckDBPyConnection, run_id: str, outcomes: pl.DataFrame) -> bool:
    query = bind_values("SELECT max(position) FROM run_fates WHERE run_id = $run_id", {"run_id": run_id})
    (last,) = connection.execute(query).fetchone() or (None,)
    return last is not None and not outcomes.is_empty() and int(str(outcomes["position"].min())) <= last


def _table(name: str) -> Table:
    for table in tables.TABLES:
        if table.name == name:
            return table
    raise LoadRefused(name, "is not in the contract")


def read_quality_results(connection: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """Return a run's rows of `quality_results`, in the order of their rules."""
    return read_frame(
        connection,
        bind_values("SELECT * EXCLUDE (run_id) FROM quality_results WHERE run_id = $run_id", {"run_id": run_id}),
    )


def read_quarantine(connection: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """Return the rows of `quarantine` of a run."""
    return read_frame(
        connection, bind_values("FROM quarantine WHERE run_id = $run_id ORDER BY rule, url", {"run_id": run_id})
    )
