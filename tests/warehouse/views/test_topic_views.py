"""The trend views on planted articles."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from warehouse.schema.views import read_views
from warehouse.store.tallies import fill_tallies

Plant = Callable[..., None]
Database = duckdb.DuckDBPyConnection
TREND_VIEWS = ("topic_by_month", "topic_by_month_party", "topic_by_month_outlet")


def key(number: int) -> str:
    return f"{number:024x}"


def write(
    plant: Plant,
    number: int,
    published_on: date | None,
    topics: tuple[str, ...] = (),
    parties: tuple[str | None, ...] = (),
    **values: object,
) -> None:
    """Plant an article with its topics and one author for each party (None: an author of no known party)."""
    plant("articles", article_id=key(number), published_on=published_on, **values)
    for topic in topics:
        plant("article_topics", article_id=key(number), topic_id=topic)
    for position, party in enumerate(parties):
        plant("article_authors", article_id=key(number), position=position, party_group=party)


def rows(database: Database, sql: str) -> list[tuple[object, ...]]:
    fill_tallies(database)
    return database.execute(sql).fetchall()


def test_a_month_counts_its_articles_and_a_month_without_output_has_no_share(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    write(plant, 1, date(2022, 1, 31), ("iran",))
    write(plant, 2, date(2022, 1, 1))
    write(plant, 3, date(2022, 3, 5))
    found = rows(database, "select month, article_count, corpus_count, share, share_low from topic_by_month")
    assert [row[:4] for row in found] == [
        (date(2022, 1, 1), 1, 2, 0.5),
        (date(2022, 2, 1), None, 0, None),
        (date(2022, 3, 1), 0, 1, 0.0),
    ]
    assert found[1][4] is None
    assert found[2][4] == pytest.approx(0, abs=1e-12)


def test_articles_that_name_a_topic_in_quotation_only_are_reported(database: Database, plant: Plant) -> None:
    for topic in ("iran", "russia"):
        plant("topics", topic_id=topic)
    mentions = {1: (3, 3), 2: (3, 2), 3: (1, 1), 4: (2, 0), 5: (4, 4)}
    for number, (count, quoted) in mentions.items():
        on = None if number == 5 else date(2022, 1 if number < 4 else 3, number)
        write(plant, number, on, parties=("Heath", "Lantern") if number == 1 else ("Heath",), outlet_id="echo")
        tagged = {"article_id": key(number), "topic_id": "iran", "mention_count": count, "quoted_count": quoted}
        plant("article_topics", **tagged)
    wanted = [(date(2022, 1, 1), 3, 2), (date(2022, 2, 1), None, None), (date(2022, 3, 1), 1, 0)]
    columns = "month, article_count, quoted_only_count"
    for view in ("topic_by_month", "topic_by_month_outlet"):
        assert rows(database, f"select {columns} from {view} where topic_id = 'iran'") == wanted
    query = f"select {columns} from topic_by_month_party where topic_id = 'iran' and party_group = "
    assert rows(database, f"{query} 'Heath'") == wanted
    assert rows(database, f"{query} 'Lantern'") == [(date(2022, 1, 1), 1, 1)]
    others = "select sum(quoted_only_count) from outlet_months where topic_id = '*'"
    assert rows(database, others) == rows(database, others.replace("outlet", "party")) == [(0,)]


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
@pytest.mark.parametrize("view", TREND_VIEWS)
def test_the_interval_is_wilsons(
    database: Database, plant: Plant, view: str, hits: int, of: int, low: float, high: float
) -> None:
    plant("topics", topic_id="iran")
    for number in range(of):
        write(plant, number, date(2022, 1, 2), ("iran",) if number < hits else (), ("Red",))
    (found,) = rows(database, f"select article_count, corpus_count, share_low, share_high from {view}")
    assert found == (hits, of, pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_partner_content_and_duplicates_count_neither_above_nor_below(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    write(plant, 1, date(2022, 1, 1), ("iran",), ("Red",))
    write(plant, 2, date(2022, 1, 2), ("iran",), ("Red",), genre="partner")
    write(plant, 3, date(2022, 1, 3), ("iran",), ("Red",), duplicate_of=key(1))
    write(plant, 4, None, ("iran",), ("Red",), genre="partner")
    for view in TREND_VIEWS:
        assert rows(database, f"select article_count, corpus_count, undated_count from {view}") == [(1, 1, 0)]


def test_undated_articles_are_counted_separately(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    plant("topics", topic_id="nhs")
    write(plant, 1, date(2022, 1, 1), ("iran", "nhs"), ("Red",), outlet_id="echo")
    write(plant, 2, None, ("iran",), (None,), outlet_id="echo", date_precision="none")
    write(plant, 3, None, ("iran",), (None,), outlet_id="herald", date_precision="none")
    write(plant, 4, None, (), (None,), outlet_id="echo", date_precision="none")
    by_topic = "select topic_id, article_count, corpus_count, undated_count from"
    for view in ("topic_by_month", "topic_by_month_party"):
        assert rows(database, f"{by_topic} {view}") == [("iran", 1, 1, 2), ("nhs", 1, 1, 0)]
    assert rows(database, f"{by_topic} topic_by_month_outlet") == [("iran", 1, 1, 1), ("nhs", 1, 1, 0)]


def test_a_year_is_not_counted_in_a_month_but_bounds_within_one_month_are(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    write(plant, 1, date(2022, 1, 1), ("iran",), date_precision="year")
    write(plant, 2, None, ("iran",), published_not_before=date(2022, 5, 1), published_not_after=date(2022, 5, 31))
    write(plant, 3, None, ("iran",), published_not_before=date(2022, 5, 1), published_not_after=date(2022, 6, 1))
    found = rows(database, "select month, article_count, max_article_count, undated_count from topic_by_month")
    assert len(found) == 12
    assert found[4] == (date(2022, 5, 1), 1, 3, 0)
    assert found[5] == (date(2022, 6, 1), 0, 2, 0)
    assert {row[1:] for row in found[:4] + found[6:]} == {(0, 1, 0)}


def test_co_authors_of_one_party_count_once_and_of_two_parties_once_each(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    write(plant, 1, date(2022, 1, 1), ("iran",), ("Red", "Red", "Blue"))
    write(plant, 2, date(2022, 1, 2), (), ("Red", None))
    write(plant, 3, date(2022, 1, 2), ("iran",), (None,))
    found = rows(
        database, "select party_group, article_count, corpus_count, unattributed_count from topic_by_month_party"
    )
    assert found == [("Blue", 1, 1, 1), ("Red", 1, 2, 1)]


def test_an_author_who_changes_party_counts_for_the_one_held_on_the_day(database: Database, plant: Plant) -> None:
    plant("topics", topic_id="iran")
    write(plant, 1, date(2022, 1, 1), ("iran",), ("Red",))
    write(plant, 2, date(2022, 3, 1), ("iran",), ("Blue",))
    found = rows(database, "select party_group, month, article_count from topic_by_month_party")
    assert found == [("Blue", date(2022, 3, 1), 1), ("Red", date(2022, 1, 1), 1)]


def test_a_party_without_sister_labels_is_grouped_by_its_name(database: Database, plant: Plant) -> None:
    plant("articles", article_id=key(1), published_on=date(2022, 1, 1))
    plant("article_authors", article_id=key(1), party_id="green", party_name="Green")
    assert rows(database, "from article_parties") == [(key(1), "Green", False)]


def test_the_views_reproduce_a_planted_corpus(database: Database, plant: Plant) -> None:
    chance = random.Random(7)
    by_month, by_party, by_outlet = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for topic in ("iran", "nhs"):
        plant("topics", topic_id=topic)
    for number in range(300):
        day = date(chance.choice([2021, 2022]), chance.randint(1, 12), chance.randint(1, 28))
        topics = tuple(topic for topic in ("iran", "nhs") if chance.random() < 0.3)
        parties = tuple(chance.choice(["Red", "Blue", None]) for _ in range(chance.randint(1, 3)))
        outlet = chance.choice(["echo", "herald"])
        left_out = chance.random() < 0.1
        write(plant, number, day, topics, parties, outlet_id=outlet, genre="partner" if left_out else "opinion")
        for topic in () if left_out else topics:
            month = day.replace(day=1)
            by_month[topic, month] += 1
            by_outlet[topic, outlet, month] += 1
            by_party.update({(topic, party, month) for party in parties if party})
    count = "article_count from {} where article_count > 0"
    for view, columns, planted in (
        ("topic_by_month", "topic_id, month", by_month),
        ("topic_by_month_party", "topic_id, party_group, month", by_party),
        ("topic_by_month_outlet", "topic_id, outlet_id, month", by_outlet),
    ):
        found = rows(database, f"select {columns}, {count.format(view)}")
        assert {row[:-1]: row[-1] for row in found} == dict(planted)


def test_the_views_answer_in_a_reopened_read_only_copy_under_another_name(
    database: Database, plant: Plant, tmp_path: Path
) -> None:
    plant("topics", topic_id="iran")
    write(plant, 1, date(2022, 1, 1), ("iran",), ("Red",))
    fill_tallies(database)
    database.commit()
    database.close()
    with duckdb.connect() as client:
        client.execute(f"attach '{tmp_path / 'corpus.duckdb'}' as theirs (read_only)")
        for view in TREND_VIEWS:
            assert client.execute(f"select article_count from theirs.{view}").fetchall() == [(1,)]
        for view in ("completeness", "coverage_calendar", "outlet_health"):
            client.execute(f"from theirs.{view}").fetchall()


def test_every_column_of_a_view_says_what_it_means(database: Database) -> None:
    for view in [view for view in read_views() if not view.is_macro]:
        assert set(database.table(view.name).columns) == set(view.meanings), view.name
