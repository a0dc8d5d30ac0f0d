"""What a run asks the database first."""

from datetime import UTC, timedelta
from typing import Any

import duckdb

from warehouse.state import Known, archived_files, boilerplate, captures_after, known_capture_ids, known_of


def test_the_latest_capture_of_each_article_is_known(
    connection: duckdb.DuckDBPyConnection, page: Any, brought: Any
) -> None:
    early, late, other = page(hour=1), page(hour=2), page("brook", text="Other.", warc_file="b.warc.gz")
    brought("r1", [late, other]).load(connection)
    brought("r2", [early]).load(connection)
    known = known_of(connection, [late.article_id, other.article_id, page("mill").article_id])
    assert set(known) == {late.article_id, other.article_id}
    row = late.capture("r1")
    assert known[late.article_id] == Known(
        late.capture_id, row["payload_sha256"], '"2"', None, row["captured_at"].replace(tzinfo=UTC), row["url"]
    )
    assert known[late.article_id].captured_at.utcoffset() == timedelta(0)
    assert known_of(connection, [page("mill").article_id]) == known_of(connection, []) == {}


def test_captures_are_told_in_the_archive_s_order(
    connection: duckdb.DuckDBPyConnection, page: Any, brought: Any
) -> None:
    pages = [page("brook", text="Other.", warc_file="b.warc.gz"), page(hour=2), page(hour=1)]
    brought("r1", pages, kept_back=[page("mill", hour=3)]).load(connection)
    told = captures_after(connection, [], ("", -1), 10)
    assert told == captures_after(connection, ["weir"], ("", -1), 10)
    assert captures_after(connection, [], ("a.warc.gz", 1), 2) == told[1:3]
    assert [(row["warc_file"], row["warc_offset"]) for row in told] == [
        *(("a.warc.gz", offset) for offset in (1, 2, 3)),
        ("b.warc.gz", 0),
    ]
    assert told[0] == pages[2].capture("r1")
    assert captures_after(connection, ["mill"], ("", -1), 10) == []
    assert known_capture_ids(connection) == {row["capture_id"] for row in told}
    assert archived_files(connection) == {"a.warc.gz", "b.warc.gz"}


def test_a_database_older_than_the_table_holds_no_boilerplate() -> None:
    with duckdb.connect() as older:
        assert boilerplate(older) == []
