"""A corpus with keys of an older rule gets today's keys: no row is lost, and old ids lead to new ones."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.schema.migrations import migrate
from warehouse.schema.url_keys import make_article_id, make_capture_id
from warehouse.store.database import open_writer

SHAPE = Path(__file__).parent / "shapes" / "0002.sql"
WWW, BARE = "https://www.one.example/bridges", "https://one.example/bridges"  # two articles once, one now
FIRST, SECOND = "https://two.example/view?cid=12", "https://two.example/view?cid=13"  # one once, two now
DIGESTS = {WWW: "a" * 64, BARE: "b" * 64, FIRST: "c" * 64, SECOND: "d" * 64}
OLD_ARTICLES = {WWW: "0" * 24, BARE: "1" * 24, FIRST: "2" * 24, SECOND: "2" * 24}
OLD_CAPTURES = {url: f"{number}f" * 12 for number, url in enumerate(DIGESTS)}


@pytest.fixture
def connection(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path)) as older:
        migrate(older, tables=(), views=())
        older.execute("UPDATE schema_version SET version = 2")
        older.execute(SHAPE.read_text())
        for day, url in enumerate(DIGESTS, 1):
            _plant(older, url, f"2024-05-0{day}", has_row=url != FIRST)
        older.execute("UPDATE articles SET duplicate_of = ? WHERE url = ?", [OLD_ARTICLES[WWW], BARE])
    with open_writer(path, 1) as newer:
        yield newer


def _plant(connection: duckdb.DuckDBPyConnection, url: str, day: str, has_row: bool) -> None:
    article, capture, at = OLD_ARTICLES[url], OLD_CAPTURES[url], f"timestamp '{day}'"
    keys = f"'{article}' as article_id, '{capture}' as capture_id"
    stored = f"{keys}, 'one' as outlet_id, '{url}' as url, {at} as captured_at"
    connection.execute(
        f"insert into captures by name select {stored}, 'text/html' as media_type, '{DIGESTS[url]}' as payload_sha256,"
        " 9 as payload_bytes, 'x.warc.gz' as warc_file, 0 as warc_offset, 'feed' as route, 'r1' as run_id"
    )
    connection.execute(
        f"insert into readings by name select {keys}, {at} as captured_at, '{DIGESTS[url]}' as content_sha256,"
        " 'unknown' as date_basis, 'none' as date_precision, '1' as extractor_version, 'r1' as run_id"
    )
    if not has_row:
        return
    connection.execute(
        f"insert into articles by name select {keys}, 'one' as outlet_id, '{url}' as url, 'Bridges' as title,"
        f" 'On bridges.' as body, 2 as word_count, 'opinion' as genre, 'unknown' as date_basis,"
        " 'none' as date_precision,"
        f" {at} as first_captured_at, {at} as last_captured_at, 1 as version, '{DIGESTS[url]}' as content_sha256,"
        " '1' as extractor_version, 'r1' as run_id"
    )
    connection.execute(
        f"insert into article_versions by name select {keys}, 1 as version, '{DIGESTS[url]}' as content_sha256,"
        f" 'Bridges' as title, 'On bridges.' as body, 2 as word_count, {at} as first_captured_at,"
        " '1' as extractor_version, 'r1' as run_id"
    )
    for position, name in enumerate(("Jane Roe", url)):
        connection.execute(
            f"insert into article_authors by name select {keys}, {position} as position, '{name}' as name,"
            " 'not_in_register' as resolution"
        )


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


def test_every_capture_has_its_key_and_none_is_lost(connection: duckdb.DuckDBPyConnection) -> None:
    wanted = {(make_capture_id(url, DIGESTS[url]), make_article_id(url)) for url in DIGESTS}
    assert set(_rows(connection, "select capture_id, article_id from captures")) == wanted
    assert set(_rows(connection, "select capture_id, article_id from readings")) == wanted


def test_two_addresses_of_one_article_are_one_row_of_the_latest_capture(connection: duckdb.DuckDBPyConnection) -> None:
    one = make_article_id(WWW)
    spans = "first_captured_at::date::varchar, last_captured_at::date::varchar"
    assert _rows(
        connection, f"select url, version, duplicate_of, {spans} from articles where article_id = '{one}'"
    ) == [(BARE, 2, None, "2024-05-01", "2024-05-02")]
    query = f"select version, content_sha256 from article_versions where article_id = '{one}' order by 1"
    assert _rows(connection, query) == [(1, DIGESTS[WWW]), (2, DIGESTS[BARE])]
    names = _rows(connection, f"select name from article_authors where article_id = '{one}' order by position")
    assert names == [("Jane Roe",), (BARE,)]


def test_one_id_of_two_articles_keeps_the_row_of_its_capture(connection: duckdb.DuckDBPyConnection) -> None:
    """The other article has its captures, and gets a row when the archive is read again."""
    assert _rows(connection, "select article_id, url from articles where url like '%two.example%'") == [
        (make_article_id(SECOND), SECOND)
    ]
    assert _rows(connection, f"select count(*) from captures where article_id = '{make_article_id(FIRST)}'") == [(1,)]


def test_old_ids_lead_to_new_ones(connection: duckdb.DuckDBPyConnection) -> None:
    changes = set(_rows(connection, "select old_article_id, article_id, url from article_id_changes"))
    assert changes == {(OLD_ARTICLES[url], make_article_id(url), url) for url in DIGESTS}
