"""Tallies that are kept up to date equal a count of the whole corpus."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms.frames import conform
from warehouse.schema import tables
from warehouse.store import candidates
from warehouse.store.database import open_writer
from warehouse.store.load import load_batch
from warehouse.store.tallies import fill_tallies, list_stale, refresh_tallies
from warehouse.store.transactions import open_transaction

Connection = duckdb.DuckDBPyConnection


def counted(connection: Connection) -> dict[str, list[Any]]:
    """Return the rows of the tallies; of nightly answers the latest run's, as earlier ones stay as they were."""
    latest = "WHERE run_id = (SELECT max(run_id) FROM runs)"
    of = {table.name: latest if table is tables.NIGHTLY_ANSWERS else "" for table in tables.TALLIES}
    return {name: connection.execute(f"FROM {name} {where} ORDER BY ALL").fetchall() for name, where in of.items()}


def check(connection: Connection) -> None:
    """Compare the tallies brought up to date with those counted anew."""
    refresh_tallies(connection)
    kept = counted(connection)
    connection.execute("BEGIN")
    fill_tallies(connection)
    assert kept == counted(connection)
    connection.execute("ROLLBACK")


def unchanged(names: Sequence[str], run_id: str) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "pages": [],
        "other_fates": [
            {"url": f"https://weir.example/{name}", "outlet_id": "weir", "fate": "unchanged", "reason": "not_modified"}
            for name in names
        ],
    }


def test_tallies_follow_loads_and_quiet_runs(connection: Connection, page: Any, brought: Any) -> None:
    check(connection)
    brought("r1", [page("ford", published_on=date(2024, 4, 1)), page("brook")]).load(connection)
    check(connection)
    brought(**unchanged(["ford", "brook"], "r2")).load(connection)
    assert [table.name for table in list_stale(connection)] == ["coverage_by_month"]
    check(connection)
    moved = page("ford", text="Another.", hour=3, published_on=date(2024, 3, 1))
    brought("r3", [moved], kept_back=[page("mill", hour=4)]).load(connection)
    check(connection)


def test_a_url_of_two_runs_counts_once_a_day(connection: Connection, page: Any, brought: Any) -> None:
    for run_id in ("r1", "r2"):
        brought(**unchanged(["ford", "brook"], run_id)).load(connection)
    check(connection)
    assert connection.execute("SELECT answered_count FROM outlet_days").fetchall() == [(2,)]


def test_tallies_follow_candidates(connection: Connection, page: Any) -> None:
    refresh_tallies(connection)

    def see(at: Any, listed_on: date | None) -> None:
        row = {
            "article_id": page("ford").article_id, "outlet_id": "weir", "url": "https://weir.example/ford",
            "route": "feed", "hint": "{}", "listed_on": listed_on,
            "first_seen_at": page().captured_at, "last_seen_at": at,
        }  # fmt: skip
        whole = row | {"published_not_before": listed_on, "published_not_after": listed_on}
        whole |= {"state": "waiting", "attempts": 0}
        with open_transaction(connection):
            candidates.upsert(connection, conform([row], tables.SIGHTINGS), conform([whole], tables.CANDIDATES))

    see(page().captured_at, None)
    check(connection)
    see(page(hour=1).captured_at, None)
    assert list_stale(connection) == (), "it was only seen again"
    see(page(hour=2).captured_at, date(2024, 4, 2))
    check(connection)
    candidates.claim(connection, "weir", [page("ford").article_id], "r1")
    at = page().captured_at
    resolution = {"article_id": page("ford").article_id, "state": "failed", "reason": "http_500", "settled_at": at}
    settled = pl.DataFrame([resolution | {"run_id": "r1"}], candidates.RESOLUTION_SCHEMA)
    run = {"run_id": "r1", "flow": "nightly", "state": "completed", "started_at": at, "code_version": "1"}
    outcomes = pl.DataFrame(schema={name: pl.String() for name in tables.RUN_FATES.names if name != "run_id"})
    load_batch(connection, run, {}, outcomes.cast({"position": pl.Int64}), settled)
    check(connection)


def test_a_tally_of_an_older_form_is_counted_again(path: Path) -> None:
    with open_writer(path, 1) as connection:
        refresh_tallies(connection)
        connection.execute(
            "CREATE OR REPLACE TABLE outlet_months AS SELECT 'weir' AS outlet_id, DATE '2024-01-01' AS month, 1 AS gone"
        )
        connection.execute("UPDATE schema_version SET shape_sha256 = NULL")
    with open_writer(path, 1) as connection:
        assert connection.execute("FROM outlet_months").fetchall() == []
        assert list_stale(connection) == tables.TALLIES
