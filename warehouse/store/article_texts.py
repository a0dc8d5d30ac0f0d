"""Read the texts of all articles in batches of bounded size for tagging."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import polars as pl

_BATCH_ROWS = 5_000
# The words of an address are not words of the article.
_TITLE = "if(title_basis = 'address', null, title) AS title"
_COLUMNS = f"article_id, capture_id, {_TITLE}, body, quoted_paragraphs"
_POOL = "300MB"


def iter_texts(connection: duckdb.DuckDBPyConnection, articles: str = "articles") -> Iterator[pl.DataFrame]:
    """Yield the text columns of every article, 5,000 rows at a time (about 25 MB).

    Columns: article_id, capture_id, title, body, quoted_paragraphs.

    `articles` names the table, with its database if it is not the current one.
    """
    (last,) = connection.execute(f"SELECT coalesce(max(rowid), -1) FROM {articles}").fetchone() or (-1,)  # noqa: S608
    query = f"SELECT {_COLUMNS} FROM {articles} WHERE rowid BETWEEN ? AND ?"  # noqa: S608
    # Keys are copied: Arrow frees each batch only as a whole, so that a stored key would keep the bodies of its batch
    # in memory.
    copied = [pl.concat_str(name, pl.lit("")).alias(name) for name in ("article_id", "capture_id")]
    with _small_pool(connection):
        for first in range(0, last + 1, _BATCH_ROWS):
            yield connection.execute(query, [first, first + _BATCH_ROWS - 1]).pl().with_columns(copied)


@contextmanager
def _small_pool(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Limit DuckDB's cache of file blocks; by default it keeps everything that it reads, up to 80 % of the memory.

    Here each block is read once: of 200,000 articles it kept 1.1 GB for nothing.
    """
    (before,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("80%",)
    connection.execute(f"SET memory_limit = '{_POOL}'")
    try:
        yield
    finally:
        connection.execute(f"SET memory_limit = '{before}'")
