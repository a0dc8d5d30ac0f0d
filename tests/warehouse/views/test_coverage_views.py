"""Coverage and health of outlets, seen from the latest run and never from the clock."""

from collections.abc import Callable
from datetime import date, datetime

import duckdb
import pytest

Plant = Callable[..., None]
Database = duckdb.DuckDBPyConnection


def run(plant: Plant, run_id: str, day: date, fates: str, outlet: str = "echo", flow: str = "nightly") -> None:
    plant("runs", run_id=run_id, started_at=datetime(day.year, day.month, day.day, 1, 15), flow=flow)
    for position, fate in enumerate(fates.split()):
        reason = "timeout" if fate == "failed" else None
        plant("run_fates", run_id=run_id, position=position, outlet_id=outlet, fate=fate, reason=reason)


def test_a_declared_outlet_has_every_day_between_its_first_piece_and_its_last(database: Database, plant: Plant) -> None:
    plant("outlets", outlet_id="echo", is_declared=True)
    plant("outlets", outlet_id="blog", is_declared=False)
    for number, (outlet, day) in enumerate(
        [("echo", 1), ("echo", 3), ("echo", 3), ("blog", 1), ("blog", 9), ("echo", None)]
    ):
        published_on = date(2022, 1, day) if day else None
        plant("articles", article_id=f"{number:024x}", outlet_id=outlet, published_on=published_on)
    found = database.execute("select outlet_id, day(day), published_count from coverage_calendar").fetchall()
    assert found == [("blog", 1, 1), ("blog", 9, 1), ("echo", 1, 1), ("echo", 2, 0), ("echo", 3, 2)]


def test_a_day_counts_what_its_runs_took_on(database: Database, plant: Plant) -> None:
    plant("outlets", outlet_id="echo")
    run(plant, "r1", date(2022, 1, 5), "loaded loaded updated failed unchanged quarantined disallowed")
    run(plant, "r2", date(2022, 1, 5), "loaded failed")
    run(plant, "r3", date(2022, 1, 6), "unchanged_text", flow="reprocess")
    plant("articles", outlet_id="echo", published_on=date(2022, 1, 5))
    assert database.execute("from coverage_calendar").fetchall() == [("echo", date(2022, 1, 5), 1, 9, 3, 1, 1, 2)]


def test_health_is_counted_back_from_the_latest_run(database: Database, plant: Plant) -> None:
    plant("outlets", outlet_id="echo", name="The Echo")
    plant("articles", outlet_id="echo", published_on=date(2022, 3, 1))
    run(plant, "r1", date(2022, 1, 1), "loaded loaded loaded")
    run(plant, "r2", date(2022, 3, 10), "loaded loaded failed quarantined")
    run(plant, "r3", date(2022, 3, 25), "loaded unchanged unchanged failed")
    run(plant, "r4", date(2022, 3, 31), "failed failed")
    run(plant, "r5", date(2022, 4, 1), "loaded", outlet="herald")
    (found,) = database.execute("from outlet_health").fetchall()
    assert found[:9] == (
        *("echo", "The Echo", 1, date(2022, 3, 1)),
        *(datetime(2022, 3, 31, 1, 15), datetime(2022, 3, 25, 1, 15), datetime(2022, 3, 25, 1, 15)),
        *(1, 3),
    )
    assert found[9:12] == (10, 4, 1)
    assert found[12] == pytest.approx(0.4)
    assert found[13] == "timeout"


def test_an_outlet_never_visited_is_listed_without_a_share(database: Database, plant: Plant) -> None:
    plant("outlets", outlet_id="quiet", name="Quiet")
    (found,) = database.execute("from outlet_health").fetchall()
    assert found == ("quiet", "Quiet", 0, None, None, None, None, 0, 0, 0, 0, 0, None, None)
