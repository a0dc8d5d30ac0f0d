"""Every definition of a topic is kept as first loaded, and a version cannot be redefined."""

from datetime import datetime
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.frames import conform
from warehouse.errors import LoadRefused
from warehouse.schema import tables
from warehouse.store.topic_versions import find_changed, read_definitions, store_versions

Connection = duckdb.DuckDBPyConnection
FIRST = {"run_id": "r1", "started_at": datetime(2024, 5, 1, 2, 15)}
SECOND = {"run_id": "r2", "started_at": datetime(2024, 6, 1, 2, 15)}


def topics(*defined: tuple[str, int, str], title: str = "Water") -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {"topic_id": topic, "topic_version": version, "title": title, "description": title, "definition": definition}
        for topic, version, definition in defined
    ]
    return conform(rows, tables.TOPICS)


def kept(connection: Connection) -> list[tuple[Any, ...]]:
    query = (
        "select topic_id, topic_version, title, definition, run_id, first_loaded_at from topic_versions order by all"
    )
    return connection.execute(query).fetchall()


def test_a_definition_is_kept_as_the_run_first_brought_it(connection: Connection) -> None:
    store_versions(connection, FIRST, topics(("water", 1, "{w1}"), ("bread", 3, "{b3}")))
    store_versions(connection, SECOND, topics(("water", 1, "{w1}"), title="Waters"))
    store_versions(connection, SECOND, topics(("water", 2, "{w2}"), title="Waters"))
    store_versions(connection, SECOND, topics(("water", 1, "{w1}")))  # the change is taken back
    assert kept(connection) == [
        ("bread", 3, "Water", "{b3}", "r1", FIRST["started_at"]),
        ("water", 1, "Water", "{w1}", "r1", FIRST["started_at"]),
        ("water", 2, "Waters", "{w2}", "r2", SECOND["started_at"]),
    ]


def test_another_definition_under_a_known_version_is_refused_and_nothing_of_it_kept(connection: Connection) -> None:
    store_versions(connection, FIRST, topics(("water", 1, "{w1}"), ("water", 2, "{w2}")))
    before = kept(connection)
    for wrong in (("water", 2, "{w3}"), ("water", 1, "{w2}")):
        with pytest.raises(LoadRefused, match=f"topic water is defined otherwise than its version {wrong[1]} was"):
            store_versions(connection, SECOND, topics(("bread", 1, "{b1}"), wrong))
        assert find_changed(read_definitions(connection), topics(wrong)) == [wrong[:2]]
    assert kept(connection) == before


def test_a_database_older_than_the_table_is_known_by_its_topics() -> None:
    with duckdb.connect() as older:
        assert read_definitions(older) == {}
        older.execute("create table topics as select 'water' as topic_id, 4 as topic_version, '{w4}' as definition")
        assert read_definitions(older) == {("water", 4): "{w4}"}
