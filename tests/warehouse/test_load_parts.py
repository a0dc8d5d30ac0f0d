"""A run loaded in batches: its totals add up after each, and the corpus is that of one load."""

from datetime import datetime
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.frames import conform
from warehouse.errors import UnbalancedAccounts
from warehouse.schema import tables
from warehouse.schema.migrations import migrate
from warehouse.store import candidates
from warehouse.store.load import load_batch
from warehouse.store.transactions import open_transaction

Connection = duckdb.DuckDBPyConnection
START = datetime(2024, 5, 1, 2, 15)


def part(connection: Connection, run: Any, state: str, first: int, **changes: Any) -> dict[str, Any]:
    fates = run.fates().with_columns(pl.col("position") + first)
    return load_batch(connection, run.run | {"state": state} | changes, run.all_frames(), fates)


def results(rule: str, scope: str, checked: int, failed: int, observed: str | None = None) -> dict[str, pl.DataFrame]:
    row = {"run_id": "r1", "rule": rule, "scope": scope, "checked_count": checked, "failed_count": failed}
    return {"quality_results": conform([row | {"observed": observed}], tables.QUALITY_RESULTS)}


def test_batches_add_to_one_row_whose_totals_add_up(connection: Connection, page: Any, brought: Any) -> None:
    first = part(connection, brought("r1", [page("ford")], kept_back=[page("mill")]), "running", 0, deferred_count=2)
    assert (first["state"], first["discovered_count"], first["loaded_count"], first["quarantined_count"]) == (
        *("running", 2),
        *(1, 1),
    )
    second = part(
        connection,
        brought("r1", [page("brook", text="Other."), page("ford", text="On deep fords.", hour=1)]),
        "completed",
        2,
        deferred_count=5,
    )
    assert (second["state"], second["discovered_count"], second["fetched_count"]) == ("completed", 4, 4)
    assert (second["loaded_count"], second["updated_count"], second["deferred_count"]) == (2, 1, 5)
    stored = connection.execute("FROM runs").pl()
    assert stored.height == 1
    assert stored.row(0, named=True) == second
    positions = connection.execute("SELECT position FROM run_fates ORDER BY 1").fetchall()
    assert positions == [(0,), (1,), (2,), (3,)]


def test_the_corpus_is_that_of_one_load(connection: Connection, page: Any, brought: Any, corpus_of: Any) -> None:
    pages = [page("ford", hour=1), page("ford", text="On deep fords.", hour=2), page("brook", text="Other.", hour=3)]
    for number, each in enumerate(reversed(pages)):
        part(connection, brought("r1", [each]), "running", number)
    with duckdb.connect() as whole:
        migrate(whole)
        brought("r1", pages).load(whole)
        assert corpus_of(connection) == corpus_of(whole)


def test_bytes_that_an_earlier_part_brought_count_once(connection: Connection, page: Any, brought: Any) -> None:
    part(connection, brought("r1", [page()], kept_back=[page("mill")]), "running", 0)
    row = part(connection, brought("r1", [page()], kept_back=[page("mill")]), "completed", 2)
    assert (row["discovered_count"], row["fetched_count"], row["unchanged_count"]) == (4, 2, 2)


def test_a_part_that_is_retried_is_loaded_once(connection: Connection, page: Any, brought: Any, all_of: Any) -> None:
    part(connection, brought("r1", [page()]), "running", 0)
    second = brought("r1", [page("brook", text="Other.")])
    stored_row = part(connection, second, "running", 1)
    before = all_of(connection)
    assert part(connection, second, "running", 1) == stored_row
    assert all_of(connection) == before


def test_an_ended_run_accepts_no_more_captures(connection: Connection, page: Any, brought: Any, all_of: Any) -> None:
    stored_row = part(connection, brought("r1", [page()]), "completed", 0)
    before = all_of(connection)
    assert part(connection, brought("r1", [page("brook", text="Other.")]), "completed", 1) == stored_row
    assert all_of(connection) == before


def test_a_crashed_run_keeps_its_counts(connection: Connection, page: Any, brought: Any) -> None:
    run = brought("r1", [page(), page("brook", text="Other.")])
    part(connection, run, "running", 0, deferred_count=3)
    row = load_batch(connection, run.run | {"state": "crashed", "message": "It was killed."}, {}, run.fates().clear())
    assert (row["state"], row["message"]) == ("crashed", "It was killed.")
    assert (row["loaded_count"], row["discovered_count"], row["deferred_count"]) == (2, 2, 3)


def test_results_of_the_gate_add_up_over_batches(connection: Connection, page: Any, brought: Any) -> None:
    found = [
        ("short", "row", 5, 1, None),
        ("undated_share", "run", 30, 1, "0.6"),
        ("undated_share", "run", 25, 0, "0.1"),
        ("short", "row", 7, 2, None),
    ]
    for number, each in enumerate(found):
        brought_part = brought("r1", [page(str(number), text=str(number))], frames=results(*each))
        part(connection, brought_part, "running", number)
    stored_row = connection.execute(
        "SELECT rule, checked_count, failed_count, observed FROM quality_results ORDER BY rule"
    ).fetchall()
    assert stored_row == [("short", 12, 3, None), ("undated_share", 55, 1, "0.6")]


def test_candidates_get_their_outcome_with_the_load_or_not_at_all(
    connection: Connection, page: Any, brought: Any
) -> None:
    ids = {"article_id": page().article_id, "outlet_id": "weir", "url": "https://weir.example/ford", "route": "feed"}
    seen = {"hint": "{}", "first_seen_at": START, "last_seen_at": START, "state": "taken", "attempts": 0}
    with open_transaction(connection):
        candidates.upsert(connection, conform([], tables.SIGHTINGS), conform([ids | seen], tables.CANDIDATES))
    run = brought("r1", [page()])
    row = {"article_id": page().article_id, "state": "captured", "settled_at": START, "run_id": "r1"}
    settled = pl.DataFrame([row], schema=candidates.RESOLUTION_SCHEMA)
    with pytest.raises(UnbalancedAccounts):
        load_batch(connection, run.run, run.all_frames(), run.fates().clear(), settled)
    assert connection.execute("SELECT state FROM candidates").fetchall() == [("taken",)]
    load_batch(connection, run.run, run.all_frames(), run.fates(), settled)
    assert connection.execute("SELECT state, run_id FROM candidates").fetchall() == [("captured", "r1")]
