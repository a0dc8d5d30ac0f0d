"""Articles known by an interval, in the trend views: every placement is tried, and the range is exact."""

import itertools
import random
from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from warehouse.store.tallies import fill_tallies

Plant = Callable[..., None]
Database = duckdb.DuckDBPyConnection
_Z = 1.959963984540054


def wilson(hits: int, of: int) -> tuple[float, float]:
    centre, reach = hits + _Z**2 / 2, _Z * (hits * (of - hits) / of + _Z**2 / 4) ** 0.5
    return max(0.0, (centre - reach) / (of + _Z**2)), min(1.0, (centre + reach) / (of + _Z**2))


def plant_article(plant: Plant, number: int, is_on_topic: bool, **dates: object) -> None:
    key = f"{number:024x}"
    plant("articles", article_id=key, **{"published_on": None, **dates})
    if is_on_topic:
        plant("article_topics", article_id=key, topic_id="iran")


def read(database: Database, columns: str, every: str = "month", series: str = "corpus") -> list[tuple[object, ...]]:
    fill_tallies(database)
    return database.execute(f"select {columns} from topic_shares('{series}', '{every}') order by period").fetchall()


def test_an_interval_counts_in_the_period_that_contains_it_and_widens_the_range_of_others(
    database: Database, plant: Plant
) -> None:
    plant("topics", topic_id="iran")
    plant_article(plant, 1, True, published_on=date(2022, 1, 10))
    plant_article(plant, 2, False, published_on=date(2022, 2, 10))
    between = {"published_not_before": date(2022, 1, 20), "published_not_after": date(2022, 2, 3)}
    plant_article(plant, 3, True, date_precision="none", **between)
    plant_article(plant, 4, False, date_precision="none", **between)
    plant_article(plant, 5, True, date_precision="none", published_not_after=date(2022, 2, 3))
    columns = "period, article_count, max_article_count, corpus_count, max_corpus_count, bounded_count, undated_count"
    assert read(database, columns) == [
        (date(2022, 1, 1), 1, 2, 1, 3, 0, 1),
        (date(2022, 2, 1), 0, 1, 1, 3, 0, 1),
    ]
    for every in ("quarter", "year"):
        assert read(database, columns, every) == [(date(2022, 1, 1), 2, 2, 4, 4, 1, 1)]


def test_a_year_is_an_interval_of_that_year(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    plant_article(plant, 1, True, published_on=date(2022, 1, 1), date_precision="year")
    assert len(read(database, "period")) == 12
    assert read(database, "period, article_count, bounded_count", "year") == [(date(2022, 1, 1), 1, 1)]


def test_bounds_that_contradict_each_other_place_nothing(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    plant_article(plant, 1, False, published_on=date(2022, 1, 10))
    bounds = {"published_not_before": date(2022, 3, 1), "published_not_after": date(2022, 1, 1)}
    plant_article(plant, 2, True, date_precision="none", **bounds)
    assert read(database, "max_article_count, undated_count") == [(0, 1)]


@pytest.mark.parametrize("seed", range(8))
def test_the_range_of_the_share_is_that_of_all_placements(database: Database, plant: Plant, seed: int) -> None:
    """Every article of an interval is put into every month of it, and the extremes are compared with the view's."""
    chance = random.Random(seed)
    plant("topics", topic_id="iran")
    months = [date(2022, month, 1) for month in (1, 2, 3)]
    certain, intervals = [], []
    for number in range(chance.randint(1, 9)):
        is_on_topic, first = chance.random() < 0.5, chance.randint(0, 2)
        last = min(2, first + chance.choice([0, 0, 1, 2])) if seed else 2 * (number % 2) or first
        if first >= last:
            certain.append((months[first], is_on_topic))
            plant_article(plant, number, is_on_topic, published_on=months[first])
        else:
            intervals.append((months[first : last + 1], is_on_topic))
            bounds = {"published_not_before": months[first], "published_not_after": months[last].replace(day=28)}
            plant_article(plant, number, is_on_topic, date_precision="none", **bounds)
    found = {row[0]: row[1:] for row in read(database, "period, min_share, max_share, share_low, share_high")}
    for month, row in found.items():
        shares, lows, highs = [], [], []
        for choice in itertools.product(*(allowed for allowed, _ in intervals)):
            placed = [*certain, *((chosen, topic) for chosen, (_, topic) in zip(choice, intervals, strict=True))]
            hits = sum(topic for when, topic in placed if when == month)
            of = sum(when == month for when, _ in placed)
            if of:
                shares.append(hits / of)
                lows.append(wilson(hits, of)[0])
                highs.append(wilson(hits, of)[1])
        if not shares:
            assert row == (None, None, None, None)
            continue
        assert row == pytest.approx((min(shares), max(shares), min(lows), max(highs)), abs=1e-12)


def test_a_change_within_a_year_makes_the_year_after_incomparable_too(database: Database, plant: Plant) -> None:
    database.execute(
        """create or replace view series_breaks as
        select 'corpus' as series, '' as group_id, date '2021-06-01' as month, 'step' as break_kind, 'x' as break_reason
        union all select 'corpus', '', date '2023-05-01', 'hole', 'y'"""
    )
    found = database.execute("select period, break_kind, break_reason from period_breaks('corpus', 'year') order by 1")
    assert found.fetchall() == [
        (date(2021, 1, 1), "step", "x"),
        (date(2022, 1, 1), "step", "x"),
        (date(2023, 1, 1), "unfinished", "y"),
    ]
    found = database.execute("select period, break_kind from period_breaks('corpus', 'month') order by 1")
    assert found.fetchall() == [(date(2021, 6, 1), "step"), (date(2023, 5, 1), "hole")]
