"""Coverage and health of outlets, as of the latest run and not of the clock."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256

import duckdb
import pytest

from warehouse.store.tallies import fill_tallies

Plant = Callable[..., None]
Database = duckdb.DuckDBPyConnection
NIGHT = datetime(2022, 4, 1, 1, 15)


def key(name: str) -> str:
    return sha256(f"https://echo.test/{name}".encode()).hexdigest()[:24]


def days(database: Database) -> dict[tuple[str, int | None], dict[str, int]]:
    """Return the calendar's counts that are not nought, without their suffix, by outlet and day of the month."""
    fill_tallies(database)
    result = database.execute("from coverage_calendar")
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    for row in rows:
        assert row["discovered_count"] == sum(
            row[f"{place}_count"] for place in ("loaded", "quarantined", "failed", "waiting", "discarded")
        )
    return {
        (row["outlet_id"], row["day"] and row["day"].day): {
            name.removesuffix("_count"): value for name, value in row.items() if name.endswith("_count") and value
        }
        for row in rows
    }


def candidate(plant: Plant, name: str, state: str, day: int | None = None, **values: object) -> None:
    listed_on = date(2022, 1, day) if day else None
    new_row = {"outlet_id": "echo", "route": "feed", "listed_on": listed_on, **values}
    plant("candidates", article_id=key(name), state=state, **new_row)


def article(plant: Plant, name: str, published_on: date | None, outlet: str = "echo", **values: object) -> None:
    plant("articles", article_id=key(name), outlet_id=outlet, published_on=published_on, **values)


def test_a_declared_outlet_has_every_day_between_its_first_article_and_its_last(
    database: Database, plant: Plant
) -> None:
    plant("outlets", outlet_id="echo", is_declared=True)
    plant("outlets", outlet_id="blog", is_declared=False)
    for number, (outlet, day) in enumerate([("echo", 1), ("echo", 3), ("echo", 3), ("blog", 1), ("blog", 9)]):
        article(plant, str(number), date(2022, 1, day), outlet)
    one = {"discovered": 1, "loaded": 1}
    two = {"discovered": 2, "loaded": 2}
    assert days(database) == {
        ("blog", 1): one,
        ("blog", 9): one,
        ("echo", 1): one,
        ("echo", 2): {},
        ("echo", 3): two,
    }


@pytest.mark.parametrize(
    ("state", "place"),
    [
        ("waiting", "waiting"),
        ("taken", "waiting"),
        ("failed", "failed"),
        ("gone", "failed"),
        ("disallowed", "failed"),
        ("captured", "discarded"),
    ],
)
def test_a_candidate_counts_on_the_day_that_its_listing_gives(
    database: Database, plant: Plant, state: str, place: str
) -> None:
    candidate(plant, "a", state, 5)
    assert days(database) == {("echo", 5): {"discovered": 1, place: 1}}


def test_the_only_day_that_listing_and_address_allow_is_the_date(database: Database, plant: Plant) -> None:
    candidate(plant, "a", "waiting", None, published_not_before=date(2022, 1, 7), published_not_after=date(2022, 1, 7))
    candidate(plant, "b", "waiting", None, published_not_before=date(2022, 1, 6), published_not_after=date(2022, 1, 7))
    one = {"discovered": 1, "waiting": 1}
    assert days(database) == {("echo", 7): one, ("echo", None): one}


def test_a_loaded_article_counts_once_on_its_day_even_if_later_fetches_fail(database: Database, plant: Plant) -> None:
    article(plant, "a", date(2022, 1, 5))
    candidate(plant, "a", "failed", 6)
    plant("quarantine", article_id=key("a"), outlet_id="echo")
    assert days(database) == {("echo", 5): {"discovered": 1, "loaded": 1}}


@pytest.mark.parametrize("precision", ["year", "month", "none"])
def test_an_article_not_dated_to_the_day_counts_where_its_listing_puts_it(
    database: Database, plant: Plant, precision: str
) -> None:
    article(plant, "a", date(2022, 1, 1), date_precision=precision)
    candidate(plant, "a", "captured", 9)
    assert days(database) == {("echo", 9): {"discovered": 1, "loaded": 1}}


def test_quarantined_captures_count_until_they_are_released(database: Database, plant: Plant) -> None:
    candidate(plant, "a", "captured", 5)
    plant("quarantine", article_id=key("a"), outlet_id="echo", capture_id="a" * 24)
    plant("quarantine", article_id=key("a"), outlet_id="echo", capture_id="b" * 24)
    assert days(database) == {("echo", 5): {"discovered": 1, "quarantined": 1}}
    database.execute("update quarantine set released_by = 'r2'")
    article(plant, "a", date(2022, 1, 5))
    assert days(database) == {("echo", 5): {"discovered": 1, "loaded": 1}}


def test_articles_without_a_day_have_a_row_of_their_own(database: Database, plant: Plant) -> None:
    plant("outlets", outlet_id="echo", is_declared=True)
    candidate(plant, "a", "waiting", 5)
    candidate(plant, "b", "waiting", 7)
    candidate(plant, "c", "waiting")
    article(plant, "d", None, date_precision="none")
    plant("quarantine", article_id=key("e"), outlet_id="echo")
    candidate(plant, "f", "failed", outlet_id="herald")
    assert days(database) == {
        ("echo", 5): {"discovered": 1, "waiting": 1},
        ("echo", 6): {},
        ("echo", 7): {"discovered": 1, "waiting": 1},
        ("echo", None): {"discovered": 3, "waiting": 1, "loaded": 1, "quarantined": 1},
        ("herald", None): {"discovered": 1, "failed": 1},
    }


class Nights:
    """Runs and what they met, as an outlet's health is told from them."""

    def __init__(self, database: Database, plant: Plant) -> None:
        self._database, self.plant = database, plant
        plant("outlets", outlet_id="echo", name="The Echo")

    def run(
        self, run_id: str, at: datetime, fates: str, flow: str = "nightly", seen_at: datetime | None = None
    ) -> None:
        """Plant a run and the fates of addresses of its own, which listings named last at its start or `seen_at`."""
        self.plant("runs", run_id=run_id, started_at=at, flow=flow)
        for position, outcome in enumerate(fates.split()):
            name = f"{run_id}-{position}"
            became = {"article_id": key(name)} if outcome in ("loaded", "unchanged") else {}
            reason = "timeout" if outcome == "failed" else None
            where = {"outlet_id": "echo", "url": f"https://echo.test/{name}"}
            self.plant("run_fates", run_id=run_id, position=position, fate=outcome, reason=reason, **where, **became)
            candidate(self.plant, name, "captured", last_seen_at=seen_at or at)

    def hold(self, run_id: str, published_on: date, count: int = 1) -> None:
        """Plant the articles that the run's first fates were."""
        for number in range(count):
            article(self.plant, f"{run_id}-{number}", published_on)

    def health(self) -> dict[str, object]:
        """Return the outlet's row."""
        fill_tallies(self._database)
        result = self._database.execute("from outlet_health where outlet_id = 'echo'")
        (row,) = result.fetchall()
        return dict(zip([column[0] for column in result.description], row, strict=True))


@pytest.fixture
def nights(database: Database, plant: Plant) -> Nights:
    return Nights(database, plant)


def test_health_is_counted_back_from_the_latest_run(nights: Nights) -> None:
    nights.run("r1", datetime(2022, 1, 1, 1, 15), "loaded loaded failed")
    nights.run("r2", datetime(2022, 3, 10, 1, 15), "loaded loaded failed quarantined")
    nights.run("r3", datetime(2022, 3, 25, 1, 15), "loaded unchanged unchanged failed")
    nights.run("r4", datetime(2022, 3, 31, 1, 15), "failed failed")
    nights.plant("runs", run_id="r5", started_at=NIGHT, flow="nightly")
    nights.hold("r1", date(2021, 12, 31), 2)
    nights.hold("r2", date(2022, 3, 9), 2)
    nights.hold("r3", date(2022, 3, 25))
    assert nights.health() == {
        "outlet_id": "echo",
        "name": "The Echo",
        "article_count": 5,
        "latest_published_on": date(2022, 3, 25),
        "last_run_at": datetime(2022, 3, 31, 1, 15),
        "last_success_at": datetime(2022, 3, 25, 1, 15),
        "last_loaded_at": datetime(2022, 3, 25, 1, 15),
        "published_7_days": 1,
        "published_30_days": 3,
        "discovered_30_days": 10,
        "failed_30_days": 4,
        "quarantined_30_days": 1,
        "failure_share": pytest.approx(0.4),
        "last_failure": "timeout",
    }


def test_an_outlet_never_visited_is_listed_without_a_share(database: Database, plant: Plant) -> None:
    plant("outlets", outlet_id="quiet", name="Quiet")
    fill_tallies(database)
    (found,) = database.execute("from outlet_health").fetchall()
    assert found == ("quiet", "Quiet", 0, None, None, None, None, 0, 0, 0, 0, 0, None, None)


@pytest.mark.parametrize("flow", ["backfill", "import", "reprocess"])
def test_filling_an_old_hole_makes_a_stale_outlet_no_fresher(nights: Nights, flow: str) -> None:
    nights.run("r1", NIGHT - timedelta(days=60), "loaded failed")
    nights.hold("r1", date(2022, 1, 30))
    before = nights.health()
    nights.run("r2", NIGHT, "loaded loaded failed", flow)
    nights.hold("r2", date(2019, 5, 1), 2)
    after = nights.health()
    assert {name: value for name, value in after.items() if before[name] != value} == {
        "article_count": 3,
        # The latest run is two months later: what was recent then is so no more.
        "published_7_days": 0,
        "published_30_days": 0,
        "discovered_30_days": 0,
        "failed_30_days": 0,
        "failure_share": None,
    }


def test_a_nightly_run_that_makes_up_for_a_backfills_failures_makes_no_outlet_fresher(nights: Nights) -> None:
    nights.run("r1", NIGHT - timedelta(days=3), "loaded failed")
    nights.hold("r1", date(2022, 3, 28))
    nights.plant("runs", run_id="r2", started_at=NIGHT - timedelta(days=1), flow="backfill")
    before = nights.health()
    nights.run("r3", NIGHT, "loaded failed failed", seen_at=NIGHT - timedelta(days=1))
    nights.hold("r3", date(2019, 5, 1))
    assert nights.health() == before | {"article_count": 2}


def test_an_old_article_that_a_listing_names_again_is_an_answer_but_nothing_new(nights: Nights) -> None:
    nights.run("r1", NIGHT, "loaded")
    nights.hold("r1", date(2019, 5, 1))
    health = nights.health()
    assert (health["last_success_at"], health["last_loaded_at"], health["published_30_days"]) == (NIGHT, None, 0)


def test_a_recent_hole_that_a_backfill_filled_counts_among_the_recent(nights: Nights) -> None:
    nights.run("r1", NIGHT, "loaded", "backfill")
    nights.hold("r1", date(2022, 3, 30))
    health = nights.health()
    assert (health["published_7_days"], health["last_run_at"]) == (1, None)
