"""Read the texts of all articles, or of some, in batches of bounded size for tagging."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import polars as pl

from warehouse.store.frames import read_frame

_BATCH_ROWS = 5_000
# The words of an address are not words of the article.
PRINTED_TITLE = "if(title_basis = 'address', null, title)"
_COLUMNS = f"article_id, capture_id, {PRINTED_TITLE} AS title, body, quoted_paragraphs"
_POOL = "300MB"


def iter_texts(
    connection: duckdb.DuckDBPyConnection, articles: str = "articles", rows: Sequence[int] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the text columns of every article, 5,000 rows at a time (about 25 MB).

    Columns: article_id, capture_id, title, body, quoted_paragraphs.

    `articles` names the table, with its database if it is not the current one. `rows` limits the articles to these row
    ids.
    """
    select = f"SELECT {_COLUMNS} FROM {articles}"  # noqa: S608
    if rows is None:
        (last,) = connection.execute(f"SELECT coalesce(max(rowid), -1) FROM {articles}").fetchone() or (-1,)  # noqa: S608
        firsts = range(0, last + 1, _BATCH_ROWS)
        queries = (f"{select} WHERE rowid BETWEEN {first} AND {first + _BATCH_ROWS - 1}" for first in firsts)
    else:
        parts = (rows[first : first + _BATCH_ROWS] for first in range(0, len(rows), _BATCH_ROWS))
        queries = (select_rows(connection, select, part) for part in parts)
    # Keys are copied: Arrow frees each batch only as a whole, so that a stored key would keep the bodies of its batch
    # in memory.
    copied = [pl.concat_str(name, pl.lit("")).alias(name) for name in ("article_id", "capture_id")]
    with limit_pool(connection):
        for query in queries:
            yield read_frame(connection, query).with_columns(copied)


def select_rows(connection: duckdb.DuckDBPyConnection, select: str, rows: Sequence[int]) -> str:
    """Return a query for these rows of a table; `select` is the query without a condition (see `match_rows`)."""
    return f"{select} WHERE {match_rows(connection, rows)}"


def match_rows(connection: duckdb.DuckDBPyConnection, rows: Sequence[int]) -> str:
    """Return the condition that a row of a table is one of these.

    The rows are in a temporary table, which the next call replaces. DuckDB reads the parts of the table, 2,048 rows
    each, that have one of them: by a join it passes on the rows themselves as a filter, however many there are. Of
    504 texts in a million that takes half the processor time of a list of row ids (1.6 and 3.1 s).
    """
    # A literal: to bind a parameter DuckDB imports pandas.
    listed = ", ".join(map(str, rows))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asked_rows AS SELECT unnest([{listed}]::BIGINT[]) AS row")
    connection.execute(f"SET dynamic_or_filter_threshold = {max(len(rows), 1)}")
    return "rowid IN (FROM asked_rows)"


@contextmanager
def limit_pool(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Limit DuckDB's cache of file blocks; by default it keeps everything that it reads, up to 80 % of the memory.

    Here each block is read once: of 200,000 articles it kept 1.1 GB for nothing.
    """
    (before,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("80%",)
    connection.execute(f"SET memory_limit = '{_POOL}'")
    try:
        yield
    finally:
        connection.execute(f"SET memory_limit = '{before}'")
