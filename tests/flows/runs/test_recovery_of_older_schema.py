"""A run upgrades an older database before it reads it, because the keys may change, and publishes the result."""

from pathlib import Path

import duckdb

from flows.runs.recovery import restore_published_copy
from flows.settings import Settings
from warehouse.schema.migrations import migrate
from warehouse.schema.url_keys import make_article_id, make_capture_id

SHAPE = Path(__file__).parents[2] / "warehouse" / "shapes" / "0002.sql"
URL, DIGEST = "https://www.one.example/bridges", "a" * 64


def test_the_published_copy_has_the_new_keys_before_a_run_reads_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with duckdb.connect(str(settings.warehouse)) as connection:
        migrate(connection, tables=(), views=())
        connection.execute("UPDATE schema_version SET version = 2")
        connection.execute(SHAPE.read_text())
        connection.execute(
            f"insert into captures by name select '{'0' * 24}' as article_id, '{'1' * 24}' as capture_id,"
            f" 'one' as outlet_id, '{URL}' as url, timestamp '2024-05-01' as captured_at, 'text/html' as media_type,"
            f" '{DIGEST}' as payload_sha256, 9 as payload_bytes, 'x.warc.gz' as warc_file, 0 as warc_offset,"
            " 'feed' as route, 'r1' as run_id"
        )
    restore_published_copy(settings)
    with duckdb.connect(str(settings.corpus), read_only=True) as connection:
        rows = connection.execute("select article_id, capture_id from captures").fetchall()
    assert rows == [(make_article_id(URL), make_capture_id(URL, DIGEST))]
