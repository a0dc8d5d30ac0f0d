"""What a run reads from the database before it begins."""

import subprocess
import sys
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse.store.article_texts import iter_texts
from warehouse.store.boilerplate_lines import read_boilerplate
from warehouse.store.capture_index import (
    KnownCapture,
    list_archived_files,
    read_capture_times,
    read_captures_after,
    read_known_captures,
)


def test_the_latest_capture_of_each_article_is_known(
    connection: duckdb.DuckDBPyConnection, page: Any, brought: Any
) -> None:
    early, late, other = page(hour=1), page(hour=2), page("brook", text="Other.", warc_file="b.warc.gz")
    brought("r1", [late, other]).load(connection)
    brought("r2", [early]).load(connection)
    known = read_known_captures(connection, [late.article_id, other.article_id, page("mill").article_id])
    assert set(known) == {late.article_id, other.article_id}
    row = late.capture("r1")
    assert known[late.article_id] == KnownCapture(
        late.capture_id, row["payload_sha256"], '"2"', None, row["captured_at"].replace(tzinfo=UTC), row["url"]
    )
    assert known[late.article_id].captured_at.utcoffset() == timedelta(0)
    assert read_known_captures(connection, [page("mill").article_id]) == read_known_captures(connection, []) == {}


def test_captures_are_read_in_the_archives_order(
    connection: duckdb.DuckDBPyConnection, page: Any, brought: Any
) -> None:
    pages = [page("brook", text="Other.", warc_file="b.warc.gz"), page(hour=2), page(hour=1)]
    brought("r1", pages, kept_back=[page("mill", hour=3)]).load(connection)
    captures = read_captures_after(connection, [], ("", -1), 10)
    assert captures == read_captures_after(connection, ["weir"], ("", -1), 10)
    assert read_captures_after(connection, [], ("a.warc.gz", 1), 2) == captures[1:3]
    assert [(row["warc_file"], row["warc_offset"]) for row in captures] == [
        *(("a.warc.gz", offset) for offset in (1, 2, 3)),
        ("b.warc.gz", 0),
    ]
    assert captures[0] == pages[2].capture("r1")
    assert read_captures_after(connection, ["mill"], ("", -1), 10) == []
    assert read_capture_times(connection) == {row["capture_id"]: row["captured_at"] for row in captures}
    assert list_archived_files(connection) == {"a.warc.gz", "b.warc.gz"}


def test_a_database_older_than_the_table_has_no_boilerplate() -> None:
    with duckdb.connect() as older:
        assert read_boilerplate(older) == []


def many(path: Path, articles: int, letters: int) -> None:
    """Write texts of so many letters, no two alike, into a database of their own."""
    body = f"repeat(md5(number::varchar), {letters // 32})"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table articles as select printf('%024d', number) as article_id, article_id as capture_id, "
            f"'Piece' as title, 'headline' as title_basis, {body} as body, null::bigint[] as quoted_paragraphs "
            f"from range({articles}) as numbers (number)"
        )


def test_texts_come_some_at_a_time_each_once_and_leave_the_memory_limit_as_it_was(tmp_path: Path) -> None:
    many(tmp_path / "many.duckdb", 12_001, 64)
    with duckdb.connect(str(tmp_path / "many.duckdb")) as connection:
        connection.execute("set memory_limit = '1GiB'")
        limits = "select current_setting('memory_limit')"
        met = [(frame, connection.execute(limits).fetchone()) for frame in iter_texts(connection)]
        assert connection.execute(limits).fetchone() == ("1.0 GiB",)
    assert {limit for _, limit in met} == {("286.1 MiB",)}
    assert max(len(frame) for frame, _ in met) == 5_000
    assert [key for frame, _ in met for key in frame["article_id"]] == [f"{number:024}" for number in range(12_001)]


def test_kept_keys_of_texts_do_not_keep_their_bodies_in_memory(tmp_path: Path) -> None:
    """Rows of `article_topics` are kept for a whole corpus; their keys once kept every body they had come with."""
    many(tmp_path / "many.duckdb", 15_000, 16_000)  # 240 MB of text
    captures = subprocess.run(
        [sys.executable, "-c", _KEEP, str(tmp_path / "many.duckdb")], check=True, capture_output=True, text=True
    )
    assert int(captures.stdout) < 120_000


_KEEP = """
import re, sys, duckdb
from pathlib import Path
from warehouse.store.article_texts import iter_texts

def kilobytes():
    return int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

with duckdb.connect(sys.argv[1], read_only=True) as connection:
    before = kilobytes()
    kept = [frame.select("article_id", "capture_id") for frame in iter_texts(connection)]
print(kilobytes() - before)
"""
