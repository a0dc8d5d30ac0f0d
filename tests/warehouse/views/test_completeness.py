"""How many articles of an outlet are missing, by capture and recapture: on outlets of known size."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date

import duckdb
import polars as pl
import pytest

from warehouse.schema.tables import ROUTE_MONTHS
from warehouse.store.tallies import fill_tallies

Plant = Callable[..., None]
Database = duckdb.DuckDBPyConnection
Named = Sequence[tuple[str, ...]]
"""The routes that have named each article of an outlet."""
SEED = 20_220_101
RUNS = 200
MAY = date(2022, 5, 1)


def key(number: int) -> str:
    return f"{number:024x}"


def fill(database: Database, outlets: Iterable[tuple[str, Named]], month: date | None = MAY) -> None:
    """Plant what routes have named, as a discovery would: an article that none has named is known to nobody."""
    rows = [(outlet, routes) for outlet, articles in outlets for routes in articles if routes]
    numbered = [(key(number), outlet, routes) for number, (outlet, routes) in enumerate(rows)]
    candidates_seen = pl.DataFrame(  # noqa: F841  # DuckDB reads it by its name
        [(article, outlet, routes[0]) for article, outlet, routes in numbered],
        schema=("article_id", "outlet_id", "route"),
        orient="row",
    )
    sightings_seen = pl.DataFrame(  # noqa: F841
        [(article, outlet, route) for article, outlet, routes in numbered for route in routes],
        schema=("article_id", "outlet_id", "route"),
        orient="row",
    )
    selected = """*, 'https://a.test/' || article_id as url, '{}' as hint, $month::date as listed_on,
        '2022-06-01'::timestamp as first_seen_at, first_seen_at as last_seen_at"""
    state = "'waiting' as state, 0 as attempts"
    database.execute(
        f"insert into candidates by name select {selected}, {state} from candidates_seen", {"month": month}
    )
    database.execute(f"insert into sightings by name select {selected} from sightings_seen", {"month": month})


def chances(chance: random.Random, articles: int, **routes: float) -> Named:
    """Return what independent routes name of so many articles, each with its probability."""
    names = {name.replace("_", "-"): probability for name, probability in routes.items()}
    return [tuple(name for name, p in names.items() if chance.random() < p) for _ in range(articles)]


def read(database: Database, columns: str) -> list[tuple[object, ...]]:
    fill_tallies(database, (ROUTE_MONTHS,))
    return database.execute(f"select {columns} from completeness").fetchall()


@pytest.mark.parametrize("articles", [10, 40, 150])
@pytest.mark.parametrize(
    ("feed", "sitemap"),
    [(0.9, 0.9), (0.5, 0.95), (0.2, 0.9), (0.7, 0.7), (0.5, 0.5), (0.3, 0.6)],
    ids=lambda probability: f"{probability:.0%}",
)
def test_the_interval_covers_the_truth(database: Database, articles: int, feed: float, sitemap: float) -> None:
    chance = random.Random(SEED)
    outlets = [(f"outlet-{run}", chances(chance, articles, feed=feed, sitemap=sitemap)) for run in range(RUNS)]
    fill(database, outlets)
    found = read(database, "total, total_low, total_high, known_count")
    dated = [row for row in found if row[0] is not None]
    covered = sum(low <= articles <= high for _, low, high, _ in dated)
    # Of ten articles the poorest routes have three in common too seldom for 200 estimates.
    assert covered >= 0.9 * (RUNS if articles > 10 else max(len(dated), RUNS / 5))
    assert all(known <= low <= total <= high for total, low, high, known in dated)


@pytest.mark.parametrize(
    ("feed", "sitemap", "widest"), [(0.97, 0.97, 0.1), (0.9, 0.9, 0.2), (0.7, 0.7, 0.4), (0.5, 0.5, 0.9)]
)
def test_the_interval_is_as_narrow_as_the_routes_are_good(
    database: Database, feed: float, sitemap: float, widest: float
) -> None:
    chance = random.Random(SEED)
    fill(database, [(f"o-{run}", chances(chance, 40, feed=feed, sitemap=sitemap)) for run in range(RUNS)])
    widths = sorted(high - low for low, high in read(database, "total_low, total_high"))
    assert widths[RUNS // 2] / 40 <= widest


def test_routes_that_name_the_same_articles_hide_what_neither_does(database: Database) -> None:
    chance = random.Random(SEED)
    # Three in ten pieces are in a section that both leave out.
    shown = [(f"o-{run}", chances(chance, 28, feed=0.8, sitemap=0.8)) for run in range(RUNS)]
    fill(database, shown)
    found = read(database, "total, total_high")
    assert sum(total for total, _ in found) / RUNS == pytest.approx(28, abs=1)
    assert sum(high >= 40 for _, high in found) < 0.1 * RUNS


def test_chapmans_estimate_and_interval_equal_the_published_ones(database: Database) -> None:
    both, feed, sitemap = ("feed", "sitemap"), ("feed",), ("sitemap",)
    fill(
        database, [("a", [both] * 6 + [feed] * 4 + [sitemap] * 12), ("b", [both] * 30), ("c", [both] * 2 + [feed] * 9)]
    )
    columns = "outlet_id, month, route, other_route, route_count, other_route_count, both_count, known_count"
    assert read(database, f"{columns}, total, total_low, total_high, undated_count") == [
        ("a", MAY, *both, 10, 18, 6, 22, pytest.approx(11 * 19 / 7 - 1), 22, 56, 0),
        ("b", MAY, *both, 30, 30, 30, 30, 30.0, 30, 31, 0),  # two routes that name all alike leave next to no doubt
        ("c", MAY, *both, 11, 2, 2, 11, None, 11, None, 0),
    ]


def test_pairs_are_of_routes_that_do_not_follow_one_another(database: Database) -> None:
    fill(database, [("a", [("feed", "listing", "sitemap", "web-archive", "import")] * 3)])
    assert read(database, "route, other_route") == [
        ("feed", "sitemap"),
        ("feed", "web-archive"),
        ("listing", "sitemap"),
        ("listing", "web-archive"),
        ("sitemap", "web-archive"),
    ]


def test_an_articles_own_month_is_preferred_to_the_listings(database: Database, plant: Plant) -> None:
    fill(database, [("a", [("feed", "sitemap")] * 5)])
    june = {"outlet_id": "a", "published_on": date(2022, 6, 30)}
    plant("articles", article_id=key(0), **june)
    plant("articles", article_id=key(1), **june, date_precision="year")
    plant("articles", article_id=key(2), **june, date_precision="month")
    assert read(database, "month, both_count") == [(MAY, 3), (date(2022, 6, 1), 2)]


def test_discarded_pages_are_not_counted(database: Database, plant: Plant) -> None:
    fill(database, [("a", [("feed", "sitemap")] * 6)])
    database.execute("update candidates set state = 'captured' where article_id <> ?", [key(5)])
    plant("articles", article_id=key(0), outlet_id="a", published_on=MAY)
    plant("quarantine", article_id=key(1), outlet_id="a")
    plant("quarantine", article_id=key(2), outlet_id="a", released_by="r2")
    assert read(database, "both_count") == [(3,)]


def test_articles_without_a_month_are_reported_next_to_the_estimate(database: Database) -> None:
    fill(database, [("a", [("feed", "sitemap")] * 5 + [("sitemap",)] * 3 + [("listing",)] * 2)])
    bounds = "published_not_before = ?, published_not_after = ?"
    for number, low, high in ((5, MAY, date(2022, 5, 31)), (6, MAY, date(2022, 6, 1)), (8, None, None)):
        database.execute(
            f"update candidates set listed_on = null, {bounds} where article_id = ?", [low, high, key(number)]
        )
    found = read(database, "route, other_route, other_route_count, undated_count")
    assert found == [("feed", "sitemap", 7, 1), ("listing", "sitemap", 7, 2)]
