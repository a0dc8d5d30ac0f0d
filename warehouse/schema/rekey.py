"""Give every article and capture of an older corpus the key of its address under today's rule (`url_keys`).

Two old articles may become one, and one may become several. A merged article has the row of its latest capture;
`backbench reprocess`, which reads the archive again, makes the row of an article that had none. `article_id_changes`
maps each old id to its new ones.
"""

import duckdb

from warehouse.schema.url_keys import make_article_id, make_capture_id

# If several rows now have the same key, the first in this order is kept.
_TABLES = {
    "captures": ("capture_id", "captured_at"),
    "readings": ("capture_id", "rowid"),
    "capture_lines": ("capture_id, edge, distance", "rowid"),
    "articles": ("article_id", "last_captured_at DESC, rowid"),
    "article_versions": ("article_id, content_sha256", "first_captured_at, rowid"),
    "date_candidates": ("article_id, capture_id, position", "rowid"),
    "article_authors": ("article_id, capture_id, position", "rowid"),
    "article_categories": ("article_id, capture_id, label", "rowid"),
    "article_topics": ("article_id, capture_id, topic_id", "rowid"),
    "article_warnings": ("article_id, capture_id, position", "rowid"),
    "candidates": ("article_id", "state <> 'captured', last_seen_at DESC, rowid"),
    "sightings": ("article_id, route", "rowid"),
    "archive_lookups": ("article_id, asked_at", "rowid"),
    "run_fates": ("run_id, position", "rowid"),
    "quarantine": ("capture_id, rule", "rowid"),
}
_MERGED = "(SELECT article_id FROM article_keys GROUP BY article_id HAVING count(*) > 1)"
# Values from one reading of an article; for a merged article, from the reading of its row's capture.
_OF_ONE_READING = ("article_authors", "article_categories", "article_topics", "article_warnings")


def rekey_articles(connection: duckdb.DuckDBPyConnection) -> None:
    """Re-key every table of the open database that has articles or captures, and fill `article_id_changes`.

    Tables are replaced, not updated, so that other steps of the migration may alter them in the same transaction.
    """
    columns = _read_columns(connection)
    _map_urls(connection, columns)
    _map_captures(connection, "captures" in columns)
    _map_articles(connection, columns)
    for table, (key, order) in _TABLES.items():
        if table in columns:
            connection.execute(_render_rekeyed(table, columns[table], key, order))
    if "articles" in columns:
        _settle_merged(connection, columns)
    connection.execute("DROP TABLE url_keys")
    connection.execute("DROP TABLE capture_keys")
    connection.execute("DROP TABLE article_keys")


def _read_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    query = "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE NOT internal GROUP BY ALL"
    return dict(connection.execute(query).fetchall())


def _map_urls(connection: duckdb.DuckDBPyConnection, columns: dict[str, list[str]]) -> None:
    """Create `url_keys`: the new article_id of each URL in a table of articles."""
    named = [table for table in _TABLES if "url" in columns.get(table, ())]
    select = " UNION ".join(f"SELECT url FROM {table}" for table in named) or "SELECT NULL AS url"  # noqa: S608 - names of ours
    urls = [url for (url,) in connection.execute(f"FROM ({select}) WHERE url IS NOT NULL").fetchall()]
    connection.execute("CREATE OR REPLACE TABLE url_keys (url VARCHAR, article_id VARCHAR)")
    if urls:
        keys = [make_article_id(url) for url in urls]
        connection.execute("INSERT INTO url_keys SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])", [urls, keys])


def _map_captures(connection: duckdb.DuckDBPyConnection, has_captures: bool) -> None:
    """Create `capture_keys`: the new capture_id and article_id of each stored capture."""
    connection.execute("CREATE OR REPLACE TABLE capture_keys (old_id VARCHAR, capture_id VARCHAR, article_id VARCHAR)")
    if not has_captures:
        return
    rows = connection.execute("SELECT capture_id, url, payload_sha256 FROM captures").fetchall()
    if rows:
        old = [capture_id for capture_id, _, _ in rows]
        captures = [make_capture_id(url, digest) for _, url, digest in rows]
        articles = [make_article_id(url) for _, url, _ in rows]
        insert = "INSERT INTO capture_keys SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]), unnest($3::VARCHAR[])"
        connection.execute(insert, [old, captures, articles])


def _map_articles(connection: duckdb.DuckDBPyConnection, columns: dict[str, list[str]]) -> None:
    """Create `article_keys`, the new id of each row of `articles`, and `article_id_changes`, of every old id."""
    connection.execute(
        "CREATE OR REPLACE TABLE article_keys AS SELECT articles.article_id AS old_id,"
        " coalesce(capture_keys.article_id, url_keys.article_id) AS article_id FROM articles"
        " LEFT JOIN capture_keys ON old_id = articles.capture_id LEFT JOIN url_keys ON url_keys.url = articles.url"
        if "articles" in columns
        else "CREATE OR REPLACE TABLE article_keys (old_id VARCHAR, article_id VARCHAR)"
    )
    seen = [
        f"SELECT {table}.article_id AS old_article_id, url_keys.article_id, url FROM {table} JOIN url_keys USING (url)"  # noqa: S608
        for table in ("articles", "captures", "candidates")
        if table in columns
    ]
    changes = " UNION ALL ".join(seen) or "SELECT NULL AS old_article_id, NULL AS article_id, NULL AS url LIMIT 0"
    connection.execute(
        "CREATE OR REPLACE TABLE article_id_changes AS SELECT old_article_id, article_id, min(url) AS url"  # noqa: S608
        f" FROM ({changes}) WHERE old_article_id <> article_id GROUP BY ALL ORDER BY ALL"
    )


def _render_rekeyed(table: str, names: list[str], key: str, order: str) -> str:
    new = {
        "article_id": "coalesce(capture_keys.article_id, article_keys.article_id, url_keys.article_id, t.article_id)",
        "capture_id": "coalesce(capture_keys.capture_id, t.capture_id)",
        "date_capture_id": "(SELECT capture_id FROM capture_keys WHERE old_id = t.date_capture_id)",
        "duplicate_of": "(SELECT article_id FROM article_keys WHERE old_id = t.duplicate_of)",
    }
    if table not in ("articles", "captures") and "url" in names:  # the row's own URL is preferred to its old article
        new["article_id"] = (
            "coalesce(capture_keys.article_id, url_keys.article_id, article_keys.article_id, t.article_id)"
        )
    replaced = ", ".join(f"{expression} AS {name}" for name, expression in new.items() if name in names)
    on = {
        "capture_keys": "t.capture_id" if "capture_id" in names else "NULL",
        "article_keys": "t.article_id" if "article_id" in names else "NULL",
    }
    joins = " ".join(f"LEFT JOIN {keys} ON {keys}.old_id = {column}" for keys, column in on.items())
    url = "t.url" if "url" in names else "NULL"
    return (
        f"CREATE OR REPLACE TABLE {table} AS WITH keyed AS (SELECT t.* REPLACE ({replaced}), t.rowid AS old_row"  # noqa: S608
        f" FROM {table} t {joins} LEFT JOIN url_keys ON url_keys.url = {url})"
        f" SELECT * EXCLUDE (old_row) FROM keyed"
        f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order.replace('rowid', 'old_row')}) = 1"
        " ORDER BY old_row"
    )


def _settle_merged(connection: duckdb.DuckDBPyConnection, columns: dict[str, list[str]]) -> None:
    """Make the rows of merged articles agree: the span of their captures, their versions, and the values of one
    reading.
    """
    for table in _OF_ONE_READING:
        if table in columns:
            connection.execute(
                f"CREATE OR REPLACE TABLE {table} AS SELECT {table}.* FROM {table}"  # noqa: S608
                f" LEFT JOIN articles USING (article_id) WHERE {table}.article_id NOT IN {_MERGED}"
                f" OR {table}.capture_id = articles.capture_id"
            )
    if "article_versions" in columns:
        number = "row_number() OVER (PARTITION BY article_id ORDER BY first_captured_at, version)"
        connection.execute(
            "CREATE OR REPLACE TABLE article_versions AS SELECT * REPLACE ("  # noqa: S608
            f"if(article_id IN {_MERGED}, {number}, version) AS version) FROM article_versions"
        )
        connection.execute(
            "CREATE OR REPLACE TABLE articles AS SELECT articles.* REPLACE"
            " (coalesce(article_versions.version, articles.version) AS version)"
            " FROM articles LEFT JOIN article_versions USING (article_id, content_sha256)"
        )
    spans = "SELECT NULL AS article_id, NULL AS first_at, NULL AS last_at"
    if "readings" in columns:
        spans = (
            "SELECT article_id, min(captured_at) AS first_at, max(captured_at) AS last_at FROM readings GROUP BY ALL"
        )
    connection.execute(
        "CREATE OR REPLACE TABLE articles AS SELECT articles.* REPLACE ("  # noqa: S608
        f" if(article_id IN {_MERGED}, coalesce(first_at, first_captured_at), first_captured_at) AS first_captured_at,"
        f" if(article_id IN {_MERGED}, coalesce(last_at, last_captured_at), last_captured_at) AS last_captured_at,"
        " nullif(duplicate_of, article_id) AS duplicate_of)"
        f" FROM articles LEFT JOIN ({spans}) USING (article_id)"
    )
