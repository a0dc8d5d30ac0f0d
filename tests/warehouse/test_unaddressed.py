"""A text without an address and the same article with one become one article, and two again if that ends."""

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.frames import conform
from warehouse.schema import tables
from warehouse.store import capture_index, unaddressed

Connection = duckdb.DuckDBPyConnection
WORDS = [f"word{number}" for number in range(100)]
LONG = " ".join(WORDS)
CLOSE = f"{LONG} Hide Ad"  # 0.98 of the runs
FARTHER = " ".join([*WORDS[:40], "another", *WORDS[41:]])  # 0.90 and less
OTHER = " ".join(reversed(WORDS))


@pytest.fixture
def addressed(page: Any) -> Any:
    return page("ford", text=LONG, hour=30, title="On fords")


@pytest.fixture
def text(page: Any) -> Any:
    return page("its text", text=LONG, hour=1, mark="unknown", title="On fords", labels=("Carts",))


def show(connection: Connection) -> list[tuple[Any, ...]]:
    query = "SELECT article_id, capture_id, day(first_captured_at), day(published_not_after), version FROM articles"
    return connection.execute(f"{query} ORDER BY article_id").fetchall()


def changes(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT old_article_id, article_id, url FROM article_id_changes").fetchall()


def fates(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT run_id, fate, article_id FROM run_fates ORDER BY run_id, position").fetchall()


def test_a_text_loaded_before_its_page_gets_the_pages_address(
    connection: Connection, addressed: Any, text: Any, brought: Any
) -> None:
    brought("r1", [text]).load(connection)
    assert show(connection) == [(text.article_id, text.capture_id, 1, 1, 1)]
    row = brought("r2", [addressed]).load(connection)
    assert show(connection) == [(addressed.article_id, addressed.capture_id, 1, 1, 1)]
    assert changes(connection) == [(text.article_id, addressed.article_id, addressed.url)]
    assert (row["loaded_count"], row["unchanged_text_count"]) == (0, 1), "no article more than before"
    assert fates(connection) == [("r1", "loaded", addressed.article_id), ("r2", "unchanged_text", addressed.article_id)]


def test_the_address_comes_first(connection: Connection, addressed: Any, text: Any, brought: Any) -> None:
    brought("r1", [addressed]).load(connection)
    row = brought("r2", [text]).load(connection)
    assert show(connection) == [(addressed.article_id, addressed.capture_id, 1, 1, 1)]
    assert row["unchanged_text_count"] == 1
    assert fates(connection)[1] == ("r2", "unchanged_text", addressed.article_id)
    labels = connection.execute("SELECT label FROM article_categories").fetchall()
    assert labels == [("Transport",)], "the values are those of the capture with an address"


def test_every_order_gives_the_same_rows(
    connection: Connection, addressed: Any, text: Any, brought: Any, corpus_of: Any
) -> None:
    brought("r1", [text, addressed]).load(connection)
    assert [fate for _, fate, _ in fates(connection)] == ["loaded", "unchanged_text"]
    together = corpus_of(connection)
    brought("r2", [text, addressed]).load(connection)
    assert corpus_of(connection) == together
    for captures in ([addressed, text], [text, addressed]):
        connection.execute("BEGIN")
        for table in tables.TABLES:
            connection.execute(f"DELETE FROM {table.name}")
        connection.execute("COMMIT")
        for number, capture in enumerate(captures):
            brought(f"s{number}", [capture]).load(connection)
        assert corpus_of(connection) == together


def test_captures_and_versions_follow(
    connection: Connection, page: Any, addressed: Any, text: Any, brought: Any
) -> None:
    later = page("its text", text=CLOSE, hour=50, mark="unknown", title="On fords")
    for number, capture in enumerate([text, addressed, later]):
        brought(f"r{number}", [capture]).load(connection)
    assert show(connection) == [(addressed.article_id, addressed.capture_id, 1, 1, 1)]
    versions = connection.execute("SELECT version, body, capture_id FROM article_versions ORDER BY 1").fetchall()
    assert versions == [(1, LONG, addressed.capture_id), (2, CLOSE, later.capture_id)]
    for table in ("captures", "readings"):
        assert connection.execute(f"SELECT DISTINCT article_id, count(*) FROM {table} GROUP BY 1").fetchall() == [
            (addressed.article_id, 3)
        ]


def test_a_date_that_only_the_text_has_is_the_article_s(
    connection: Connection, page: Any, addressed: Any, brought: Any
) -> None:
    dated = page("its text", text=LONG, hour=1, mark="unknown", title="On fords", published_on=date(2024, 4, 30))
    brought("r1", [dated]).load(connection)
    brought("r2", [addressed]).load(connection)
    found = connection.execute("SELECT published_on, date_capture_id, capture_id FROM articles").fetchall()
    assert found == [(date(2024, 4, 30), dated.capture_id, addressed.capture_id)]
    assert connection.execute("SELECT capture_id FROM date_candidates").fetchall() == [(dated.capture_id,)]


def test_a_text_moves_back_when_the_article_gets_another_text(
    connection: Connection, page: Any, addressed: Any, text: Any, brought: Any, corpus_of: Any
) -> None:
    brought("r1", [text]).load(connection)
    alone = corpus_of(connection)
    brought("r2", [addressed]).load(connection)
    withdrawn = page("ford", text="This article has been withdrawn.", hour=60, title="Withdrawn")
    brought("r3", [withdrawn]).load(connection)
    assert changes(connection) == []
    found = corpus_of(connection)
    for name in ("articles", "article_versions", "article_categories", "article_authors", "readings", "captures"):
        assert [row for row in found[name] if text.article_id in row] == alone[name]
    versions = connection.execute(
        "SELECT version, day(first_captured_at) FROM article_versions WHERE article_id = ? ORDER BY 1",
        [addressed.article_id],
    ).fetchall()
    assert versions == [(1, 2), (2, 3)]


def test_a_text_moves_to_the_address_with_the_earlier_date(
    connection: Connection, page: Any, text: Any, brought: Any
) -> None:
    late = page("ford", text=LONG, hour=30, title="On fords", published_on=date(2024, 4, 20))
    early = page("brook", text=LONG, hour=40, title="On fords", published_on=date(2024, 4, 10))
    brought("r1", [text, late]).load(connection)
    assert changes(connection)[0][1] == late.article_id
    brought("r2", [early]).load(connection)
    assert changes(connection) == [(text.article_id, early.article_id, early.url)]
    linked = dict(connection.execute("SELECT article_id, duplicate_of FROM articles").fetchall())
    assert linked == {early.article_id: None, late.article_id: early.article_id}
    brought("r3", [page("brook", text=OTHER, hour=80, title="On brooks")]).load(connection)
    assert changes(connection) == [(text.article_id, late.article_id, late.url)]


def outlets(*declared: str) -> dict[str, Any]:
    rows = [
        {
            "outlet_id": name,
            "name": name,
            "home_url": f"https://www.{name}.example/",
            "timezone": "UTC",
            "is_declared": name in declared,
        }
        for name in ("weir", "mill", "unknown")
    ]
    return {"outlets": conform(rows, tables.OUTLETS)}


def test_one_text_at_two_outlets_is_decided_by_the_mark_or_not_at_all(
    connection: Connection, page: Any, addressed: Any, text: Any, brought: Any
) -> None:
    other = page("ford", text=LONG, hour=20, title="On fords", outlet="mill")
    marked = page("its text", text=LONG, hour=2, title="On fords", mark="mill")
    run = brought("r1", [text, marked, addressed])
    run.frames = outlets("weir", "mill")
    run.load(connection)
    assert changes(connection) == [(text.article_id, addressed.article_id, addressed.url)]
    brought("r2", [other]).load(connection)
    assert changes(connection) == [(marked.article_id, other.article_id, other.url)]
    linked = dict(connection.execute("SELECT article_id, duplicate_of FROM articles").fetchall())
    assert set(linked) == {text.article_id, addressed.article_id, other.article_id}
    assert linked[text.article_id] == linked[addressed.article_id] == other.article_id, "the text stays linked"


def test_a_text_that_is_only_similar_stays_an_article(
    connection: Connection, page: Any, addressed: Any, brought: Any
) -> None:
    close = page("close", text=CLOSE, hour=2, mark="unknown", title="On fords")
    retitled = page("retitled", text=f"Now {CLOSE}", hour=2, mark="unknown", title="On deep fords")
    farther = page("farther", text=f"{FARTHER} and its foot", hour=2, mark="unknown", title="On fords")
    brought("r1", [addressed, close, retitled, farther]).load(connection)
    assert changes(connection) == [(close.article_id, addressed.article_id, addressed.url)]
    linked = connection.execute(
        "SELECT article_id FROM articles WHERE duplicate_of = ?", [addressed.article_id]
    ).fetchall()
    assert set(linked) == {(retitled.article_id,), (farther.article_id,)}


def test_a_quarantined_capture_of_the_text_follows_it(
    connection: Connection, page: Any, addressed: Any, text: Any, brought: Any
) -> None:
    brought("r1", [text, addressed]).load(connection)
    broken = page("its text", text="", hour=70, mark="unknown")
    brought("r2", [], kept_back=[broken]).load(connection)
    for table in ("captures", "quarantine", "run_fates"):
        query = f"SELECT article_id FROM {table} WHERE capture_id = ?"
        assert connection.execute(query, [broken.capture_id]).fetchall() == [(addressed.article_id,)], table
    assert connection.execute("SELECT released_by FROM quarantine").fetchall() == [(None,)]
    again = page("ford", text=LONG, hour=90, title="On fords")
    brought("r3", [again]).load(connection)
    assert connection.execute("SELECT released_by FROM quarantine").fetchall() == [(None,)], "it was not read again"


def test_new_topics_are_those_of_texts_that_move_back(
    connection: Connection, page: Any, addressed: Any, text: Any, brought: Any
) -> None:
    brought("r1", [text, addressed]).load(connection)

    def tag(texts: pl.DataFrame) -> pl.DataFrame:
        assert texts.select("article_id", "title", "body").rows() == [(text.article_id, "On fords", LONG)]
        counts = {"topic_version": 2, "mention_count": 3, "quoted_count": 0, "first_offset": 1}
        found = [{**row, "topic_id": "fords", **counts} for row in texts.select("article_id", "capture_id").to_dicts()]
        return conform(found, tables.ARTICLE_TOPICS)

    unaddressed.retag(connection, tag)
    brought("r2", [page("ford", text=OTHER, hour=60)]).load(connection)
    found = connection.execute("SELECT topic_id FROM article_topics WHERE article_id = ?", [text.article_id]).fetchall()
    assert found == [("fords",)]


def test_runs_read_back_the_captures_of_the_text_itself(
    connection: Connection, addressed: Any, text: Any, brought: Any
) -> None:
    later = replace(text, hour=80)
    brought("r1", [text, addressed, later]).load(connection)
    known = capture_index.read_known_captures(connection, [addressed.article_id])
    assert known[addressed.article_id].capture_id == addressed.capture_id, "only an address can be asked for again"
    (row,) = capture_index.read_captures(connection, [text.capture_id])
    assert row["article_id"] == text.article_id
    rows = capture_index.read_article_captures(connection, [addressed.article_id])
    assert [row["capture_id"] for row in rows] == [addressed.capture_id]
    after = capture_index.read_captures_after(connection, (), ("", -1), 10)
    assert {row["article_id"] for row in after} == {text.article_id, addressed.article_id}


def test_the_mark_of_the_inner_outlet_decides_between_two_on_one_site(
    connection: Connection, page: Any, brought: Any
) -> None:
    site = {"timezone": "UTC", "is_declared": True}
    rows = [
        {"outlet_id": "mill", "name": "Mill", "home_url": "https://mill.example/", **site},
        {"outlet_id": "race", "name": "Race", "home_url": "https://www.mill.example/race", **site},
    ]
    outer = page("outer", text=LONG, title="On fords", outlet="mill")
    inner = page("race/inner", text=LONG, hour=1, title="On fords", outlet="mill", declared="race")
    of_site = page("its text", text=LONG, hour=2, title="On fords", mark="mill")
    of_race = page("its text", text=LONG, hour=2, title="On fords", mark="race")

    def bring(run_id: str, *pages: Any) -> None:
        run = brought(run_id, pages)
        run.frames = {"outlets": conform(rows, tables.OUTLETS)}
        run.load(connection)

    bring("r1", of_site, of_race, inner)
    assert set(changes(connection)) == {
        (of_site.article_id, inner.article_id, inner.url),
        (of_race.article_id, inner.article_id, inner.url),
    }
    bring("r2", outer)
    assert changes(connection) == [(of_race.article_id, inner.article_id, inner.url)]
