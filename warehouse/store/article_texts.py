"""Read the texts of all articles, or of some, in batches of bounded size for tagging."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import polars as pl

_BATCH_ROWS = 5_000
_VECTOR_ROWS = 2_048
"""DuckDB reads the texts of so many rows to return one of them."""
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
    ids, which are ascending.
    """
    select = f"SELECT {_COLUMNS} FROM {articles}"  # noqa: S608
    if rows is None:
        (last,) = connection.execute(f"SELECT coalesce(max(rowid), -1) FROM {articles}").fetchone() or (-1,)  # noqa: S608
        firsts = range(0, last + 1, _BATCH_ROWS)
        queries = [f"{select} WHERE rowid BETWEEN {first} AND {first + _BATCH_ROWS - 1}" for first in firsts]
    else:
        queries = [select_rows(select, rows[first : first + _BATCH_ROWS]) for first in range(0, len(rows), _BATCH_ROWS)]
    # Keys are copied: Arrow frees each batch only as a whole, so that a stored key would keep the bodies of its batch
    # in memory.
    copied = [pl.concat_str(name, pl.lit("")).alias(name) for name in ("article_id", "capture_id")]
    with limit_pool(connection):
        for query in queries:
            yield connection.execute(query).pl().with_columns(copied)


def select_rows(select: str, rows: Sequence[int]) -> str:
    """Return a query for these rows of a table, which are ascending; `select` is the query without a condition.

    Rows that are far from one another are read by separate parts of the query, because DuckDB reads all texts between
    the first and the last row of a part: of 100,000 articles 0.8 s of processor, and 14 ms of 2,048 of them.
    """
    spans = list[list[int]]()
    for row in rows:
        if spans and row - spans[-1][-1] <= _VECTOR_ROWS:
            spans[-1].append(row)
        else:
            spans.append([row])
    conditions = [
        f"rowid BETWEEN {span[0]} AND {span[-1]} AND rowid IN ({', '.join(map(str, span))})" for span in spans
    ]
    return " UNION ALL ".join(f"{select} WHERE {condition}" for condition in conditions or ["false"])


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
