"""Candidates wait, are claimed and get an outcome; their values do not depend on the order of runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.frames import conform
from warehouse.schema import tables
from warehouse.store import candidates
from warehouse.store.candidate_selection import FIRST_PLACE, Selection, count_by_day, select_candidates
from warehouse.store.transactions import open_transaction

Connection = duckdb.DuckDBPyConnection
START = datetime(2024, 5, 1, 2, 15)
HOUR = timedelta(hours=1)
WHOLE = Selection("weir", ("feed", "sitemap"), None, None, START, START)


def identity(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:24]


def sees(
    connection: Connection, *names: str, on: date | None = None, at: datetime = START, route: str = "feed"
) -> None:
    """Let a run see candidates."""
    same = {"outlet_id": "weir", "route": route, "hint": "{}", "listed_on": on, "first_seen_at": at, "last_seen_at": at}
    rows = [same | {"article_id": identity(name), "url": f"https://weir.example/{name}"} for name in names]
    bounds: dict[str, Any] = {"published_not_before": on, "published_not_after": on, "state": "waiting", "attempts": 0}
    whole = [row | bounds for row in rows]
    with open_transaction(connection):
        candidates.upsert(connection, conform(rows, tables.SIGHTINGS), conform(whole, tables.CANDIDATES))


def settles(connection: Connection, name: str, state: str, reason: str | None = None, at: datetime = START) -> None:
    row = {"article_id": identity(name), "state": state, "reason": reason, "settled_at": at, "run_id": "r1"}
    candidates.resolve(connection, pl.DataFrame([row], schema=candidates.RESOLUTION_SCHEMA))


def store(connection: Connection, name: str, columns: str = "state, attempts, next_attempt_at, reason") -> Any:
    query = f"SELECT {columns} FROM candidates WHERE article_id = ?"
    return connection.execute(query, [identity(name)]).fetchone()


def names(connection: Connection, selection: Selection, most: int = 10) -> list[str]:
    found = select_candidates(connection, selection, FIRST_PLACE, most)
    return [str(row["url"]).rpartition("/")[2] for _, row in found]


def test_a_new_candidate_waits_and_a_known_one_stays_what_it_was(connection: Connection) -> None:
    sees(connection, "ford")
    settles(connection, "ford", "captured")
    sees(connection, "ford", "brook", on=date(2024, 4, 30))
    assert store(connection, "ford", "state, listed_on") == ("captured", date(2024, 4, 30))
    assert store(connection, "brook", "state, run_id") == ("waiting", None)


def test_a_failed_candidate_is_requested_again_later_and_is_gone_after_three_404(
    connection: Connection,
) -> None:
    sees(connection, "ford", "brook")
    for attempts, hours in enumerate((1, 4, 16, 64, 256, 720, 720), start=1):
        settles(connection, "brook", "failed", "timeout")
        assert store(connection, "brook") == ("failed", attempts, START + hours * HOUR, "timeout")
    for state in ("failed", "failed", "gone"):
        settles(connection, "ford", "failed", "http_404")
        assert store(connection, "ford", "state") == (state,)
    settles(connection, "brook", "captured")
    assert store(connection, "brook") == ("captured", 0, None, None)


def test_a_claim_of_one_run_is_seen_by_others_until_it_is_released(connection: Connection) -> None:
    sees(connection, "ford", "brook")
    candidates.claim(connection, "weir", [identity("ford")], "r1")
    assert store(connection, "ford", "state, run_id") == ("taken", "r1")
    candidates.release(connection, ["r2"])
    assert store(connection, "ford", "state") == ("taken",)
    candidates.release(connection, ["r1"])
    assert store(connection, "ford", "state") == ("waiting",)


def test_pages_continue_where_the_previous_one_ended_newest_first(connection: Connection) -> None:
    sees(connection, "undated")
    for day in range(1, 8):
        sees(connection, f"of-{day}", f"also-{day}", on=date(2024, 4, day))
    after, met = FIRST_PLACE, list[str]()
    while page := select_candidates(connection, WHOLE, after, 4):
        after = page[-1][0]
        met += [str(row["url"]).rpartition("/")[2] for _, row in page]
    assert len(met) == len(set(met)) == 15
    assert [name[-1] for name in met[:4]] == ["7", "7", "6", "6"]
    assert met[-1] == "undated"


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (WHOLE, {"old", "new", "undated", "late"}),
        (replace(WHOLE, since=date(2024, 4, 1)), {"new", "undated"}),
        (replace(WHOLE, until=date(2024, 3, 31)), {"old", "undated", "late"}),
        (replace(WHOLE, routes=("sitemap",)), {"late"}),
        (replace(WHOLE, outlet_id="mill"), set()),
        # A night looks at what it met whatever its day, at what waits within its days, and at failures that are due.
        (replace(WHOLE, seen_at=START + HOUR, since=date(2024, 4, 1), is_nightly=True), {"new", "undated", "late"}),
    ],
    ids=["all", "since", "until", "route", "outlet", "night"],
)
def test_a_run_looks_at_what_its_outlet_routes_and_days_say(
    connection: Connection, selection: Selection, found: set[str]
) -> None:
    sees(connection, "old", on=date(2024, 3, 1))
    sees(connection, "new", on=date(2024, 4, 2))
    sees(connection, "undated")
    sees(connection, "late", on=date(2024, 3, 2), at=START + HOUR, route="sitemap")
    assert set(names(connection, selection)) == found


def test_a_candidate_listed_now_is_distinguished_from_one_listed_before(connection: Connection) -> None:
    sees(connection, "now", "once")
    sees(connection, "now", at=START + HOUR)
    sees(connection, "once", at=START + HOUR, route="sitemap")
    found = select_candidates(connection, replace(WHOLE, seen_at=START + HOUR), FIRST_PLACE, 10)
    assert {str(row["url"])[-4:]: row["is_in_feed"] for _, row in found} == {"/now": True, "once": False}


def test_unlisted_candidates_are_selected_if_they_wait_or_are_due(connection: Connection) -> None:
    sees(connection, "waits", "failed-once", "captured", "gone")
    settles(connection, "failed-once", "failed", "timeout")
    settles(connection, "captured", "captured")
    for _ in range(3):
        settles(connection, "gone", "failed", "http_410")
    later = replace(WHOLE, seen_at=START + HOUR)
    assert set(names(connection, later)) == {"waits"}
    assert set(names(connection, replace(later, now=START + HOUR))) == {"waits", "failed-once"}
    night = replace(later, routes=("listing",), now=START + HOUR, is_nightly=True)
    assert set(names(connection, night)) == {"failed-once"}
    assert set(names(connection, replace(later, with_known=True))) == {"waits", "failed-once", "captured", "gone"}


def test_a_plan_counts_by_day_what_is_known_missing_and_failed(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [page("ford")]).load(connection)
    sees(connection, "ford", "brook", "mill", on=date(2024, 4, 1))
    sees(connection, "weir")
    settles(connection, "mill", "failed", "timeout")
    settles(connection, "ford", "captured")
    first, undated = count_by_day(connection, WHOLE)
    assert first == {
        "day": date(2024, 4, 1),
        "candidate_count": 3,
        "known_count": 1,
        "failed_count": 1,
        "missing_count": 1,
        "due_count": 1,
        "copy_count": 0,
    }
    assert (undated["day"], undated["due_count"]) == (None, 1)
    again, _ = count_by_day(connection, replace(WHOLE, with_known=True))
    assert again["due_count"] == 3


def listing(etag: str, at: datetime) -> pl.DataFrame:
    row = {"outlet_id": "weir", "url": "https://weir.example/feed", "route": "feed", "etag": etag}
    return conform([row | {"read_at": at, "candidate_count": 2}], tables.LISTINGS)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_latest_reading_of_a_listing_is_kept(connection: Connection, order: Sequence[int]) -> None:
    read = [listing("old", START), listing("new", START + HOUR)]
    for each in order:
        candidates.upsert_listings(connection, read[each])
    assert candidates.read_validators(connection)["weir"] == {"https://weir.example/feed": ("new", None)}


def test_an_unchanged_listing_keeps_its_candidates(connection: Connection) -> None:
    sees(connection, "ford", "brook")
    sees(connection, "mill", route="sitemap")
    candidates.upsert_listings(connection, listing("same", START))
    candidates.mark_listing_unchanged(connection, "weir", "https://weir.example/feed", START + HOUR)
    seen = [store(connection, name, "last_seen_at")[0] for name in ("ford", "brook", "mill")]
    assert seen == [START + HOUR, START + HOUR, START]
