"""Changes of coverage: planted ones are found with their reason, and random variation is not."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import duckdb
import pytest

from transforms.frames import conform
from warehouse.schema.tables import ARTICLES
from warehouse.store.tallies import fill_tallies

Plant = Callable[..., None]
Database = duckdb.DuckDBPyConnection
Break = tuple[str, str, str, str]
FIRST, LAST = date(2020, 1, 1), date(2022, 12, 31)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(1)


class Outlet:
    """Articles of one outlet, by default about 30 a month over three years, captured years later."""

    def __init__(self, database: Database, outlet_id: str = "echo", seed: int = 1) -> None:
        self.database, self.outlet_id, self.chance = database, outlet_id, random.Random(seed)
        self.rows: list[dict[str, object]] = []

    def publish(
        self, first: date = FIRST, last: date = LAST, a_day: float = 1.0, lag_days: int = 2000, **values: object
    ) -> None:
        for day in days(first, last):
            # Of twelve chances a day each comes true alike: near enough to what chance does to an outlet.
            for _ in range(sum(self.chance.random() < a_day / 12 for _ in range(12))):
                self._write(day, lag_days, values)

    def _write(self, day: date, lag_days: int, values: dict[str, object]) -> None:
        key = f"{len(self.rows):012x}{self.outlet_id.encode().hex()[:12]:0>12}"
        at = datetime(day.year, day.month, day.day) + timedelta(lag_days)
        plain = {
            "article_id": key, "capture_id": key, "outlet_id": self.outlet_id, "url": f"https://example.test/{key}",
            "title": "x", "body": "x", "word_count": 1, "genre": "opinion", "published_on": day, "date_basis": "meta",
            "date_precision": "day", "first_captured_at": at, "last_captured_at": at, "version": 1,
            "content_sha256": "0" * 64, "extractor_version": "1", "run_id": "r",
        }  # fmt: skip
        self.rows.append(plain | values)

    def settle(self) -> None:
        frame = conform(self.rows, ARTICLES)  # noqa: F841
        self.database.execute("insert into articles by name from frame")
        fill_tallies(self.database)


@pytest.fixture
def echo(database: Database) -> Outlet:
    return Outlet(database)


def breaks(database: Database, view: str = "coverage_by_month") -> list[tuple[str, str, str]]:
    """Return month, kind and reason of each break but the beginning."""
    fill_tallies(database)
    found = database.execute(
        f"select strftime(month, '%Y-%m'), break_kind, break_reason from {view} "
        "where break_kind is not null and break_kind <> 'begins' order by month"
    )
    return found.fetchall()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("a_day", [0.1, 0.5, 3.0])
def test_a_random_change_is_not_a_break(database: Database, seed: int, a_day: float) -> None:
    outlet = Outlet(database, seed=seed)
    outlet.publish(a_day=a_day)
    outlet.settle()
    assert breaks(database) == []


def test_an_outage_of_a_week_makes_a_hole_in_its_months(database: Database, echo: Outlet) -> None:
    echo.publish(last=date(2021, 4, 27))
    echo.publish(first=date(2021, 6, 15))
    echo.settle()
    found = breaks(database)
    assert [row[:2] for row in found] == [("2021-05", "hole"), ("2021-06", "hole")]
    # Chance let the last days before it pass without a piece. Of the time before the first run nobody knows of runs.
    assert found[0][2] == "no piece from 25 April 2021 to 14 June 2021, when about 52 were usual"
    row = database.execute("select article_count from coverage_by_month where month = date '2021-05-01'").fetchone()
    assert row == (None,)


@pytest.mark.parametrize(
    ("day_within", "values"), [(None, "and no run reached the outlet"), (date(2021, 5, 9), "though runs reached")]
)
def test_a_hole_says_whether_runs_reached_the_outlet(
    database: Database, plant: Plant, echo: Outlet, day_within: date | None, values: str
) -> None:
    echo.publish(last=date(2021, 4, 30))
    echo.publish(first=date(2021, 6, 1))
    for number, day in enumerate(filter(None, (date(2021, 4, 1), day_within, LAST))):
        plant("runs", run_id=f"r{number}", started_at=datetime(day.year, day.month, day.day, 2))
        plant("run_fates", run_id=f"r{number}", position=0, outlet_id="echo", fate="loaded")
    failed = datetime(2021, 5, 20)
    plant("runs", run_id="failed", started_at=failed)
    plant("run_fates", run_id="failed", position=0, outlet_id="echo", fate="failed")
    echo.settle()
    ((_, kind, reason),) = breaks(database)
    assert kind == "hole"
    assert values in reason


def test_a_month_with_a_trickle_is_a_hole(database: Database, echo: Outlet) -> None:
    echo.publish(last=date(2021, 4, 30), a_day=2)
    echo.publish(first=date(2021, 5, 1), last=date(2021, 5, 31), a_day=0.2)
    echo.publish(first=date(2021, 6, 1), a_day=2)
    echo.settle()
    ((month, kind, reason),) = breaks(database)
    assert (month, kind) == ("2021-05", "hole")
    assert "were usual" in reason


def test_dates_known_only_by_month_make_no_silence(database: Database, echo: Outlet) -> None:
    echo.publish(last=date(2021, 4, 30))
    month = {"published_on": None, "date_precision": "month"}
    bounds = {"published_not_before": date(2021, 5, 1), "published_not_after": date(2021, 5, 31)}
    echo.publish(first=date(2021, 5, 1), last=date(2021, 5, 31), **month, **bounds)
    echo.publish(first=date(2021, 6, 1))
    echo.settle()
    assert breaks(database) == []


def test_a_source_added_or_a_backfill_that_reaches_so_far_is_a_step(database: Database, echo: Outlet) -> None:
    echo.publish(last=date(2021, 2, 28), a_day=1)
    echo.publish(first=date(2021, 3, 1), a_day=4)
    echo.settle()
    ((month, kind, reason),) = breaks(database)
    assert (month, kind) == ("2021-03", "step")
    assert reason.startswith("from about ")
    assert reason.endswith("pieces a month")


def test_collecting_articles_as_published_is_a_change_of_method(database: Database, echo: Outlet) -> None:
    echo.publish(last=date(2021, 2, 28), lag_days=2000)
    echo.publish(first=date(2021, 3, 1), lag_days=1)
    echo.settle()
    assert breaks(database) == [("2021-03", "method", "collected as published from here on, found afterwards before")]


def test_the_month_of_the_latest_capture_is_unfinished(database: Database, plant: Plant, echo: Outlet) -> None:
    echo.publish(last=date(2021, 3, 12), lag_days=0)
    plant("captures", outlet_id="echo", captured_at=datetime(2021, 3, 12, 9), payload_sha256="0" * 64, route="feed")
    echo.settle()
    assert breaks(database) == [("2021-03", "unfinished", "collected only to 12 March 2021")]


def test_an_outlet_that_ends_breaks_the_corpus_and_not_itself(database: Database, echo: Outlet) -> None:
    echo.publish()
    other = Outlet(database, "herald")
    other.publish(last=date(2021, 6, 30))
    echo.settle()
    other.settle()
    assert ("2021-07", "ends", "herald: nothing after June 2021") in breaks(database, "breaks_by_month")


def test_an_outlet_that_begins_breaks_the_corpus_where_it_weighs(database: Database, echo: Outlet) -> None:
    echo.publish()
    heavy, light = Outlet(database, "herald"), Outlet(database, "sheet")
    heavy.publish(first=date(2021, 7, 1))
    light.publish(first=date(2021, 3, 1), a_day=0.05)
    for outlet in (echo, heavy, light):
        outlet.settle()
    found = database.execute("from breaks_by_month").fetchall()
    assert found == [(date(2021, 7, 1), "begins", "herald: begins")]


def test_a_first_article_a_month_late_is_not_a_break(database: Database, echo: Outlet) -> None:
    echo.publish()
    late = Outlet(database, "herald")
    late.publish(first=date(2020, 2, 1), a_day=0.2)
    for outlet in (echo, late):
        outlet.settle()
    assert database.execute("select * from coverage_by_month where is_break").fetchall() == []


def test_a_hole_breaks_the_party_that_writes_there_and_not_another(database: Database, plant: Plant) -> None:
    echo, herald = Outlet(database), Outlet(database, "herald")
    echo.publish(last=date(2021, 4, 30))
    echo.publish(first=date(2021, 6, 1))
    herald.publish()
    for outlet, party in ((echo, "Red"), (herald, "Blue")):
        outlet.settle()
        database.execute(
            "insert into article_authors by name select article_id, article_id as capture_id, 0 as position, "
            f"'{party}' as party_group, 'resolved' as resolution from articles where outlet_id = '{outlet.outlet_id}'"
        )
    plant("topics", topic_id="iran")
    fill_tallies(database)
    found = database.execute("select party_group, month, break_kind from topic_by_month_party where is_break")
    assert found.fetchall() == [("Red", date(2021, 5, 1), "hole")]
    (row,) = database.execute("select break_kind, break_reason from topic_by_month where is_break").fetchall()
    assert row[0] == "hole"
    assert row[1].startswith("echo: no piece from ")
    ((month, share),) = database.execute(
        "select month, article_count from topic_by_month_outlet where is_break and break_kind = 'hole'"
    ).fetchall()
    assert (month, share) == (date(2021, 5, 1), None)


def test_seats_are_averaged_over_the_days_of_the_month(database: Database, plant: Plant) -> None:
    plant("articles", published_on=date(2024, 5, 1))
    plant("articles", article_id="b" * 24, published_on=date(2024, 7, 31))
    plant("parties", party_id="red-coop", party_group="red")
    seat = {"chamber": "commons", "start_on": date(2019, 12, 12)}
    plant("memberships", membership_id="1", party_id="red", end_on=date(2024, 5, 30), **seat)
    plant("memberships", membership_id="2", party_id="red-coop", end_on=date(2024, 5, 30), **seat)
    plant("memberships", membership_id="3", party_id="red", chamber="commons", start_on=date(2024, 7, 5))
    plant("memberships", membership_id="4", party_id="red", chamber="lords", start_on=date(2020, 1, 1))
    fill_tallies(database)
    assert database.execute("from seats_by_month").fetchall() == [
        ("red", date(2024, 5, 1), pytest.approx(60 / 31)),
        ("red", date(2024, 7, 1), pytest.approx(27 / 31)),
    ]
