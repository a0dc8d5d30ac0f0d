"""Give each text without an address to the article that it is: one with an address, or one of its own.

What was read from a capture without an address is kept in `unaddressed_readings`, so that a load can move it to another
article whenever the texts decide otherwise (docs/decisions/0069-one-article.md). The rest of the load sees captures
that the batch reads again.
"""

from collections.abc import Callable

import duckdb
import polars as pl

from warehouse.schema.contract import Column, Table
from warehouse.schema.ddl import TYPES, quote_literal
from warehouse.schema.tables import ARTICLE_TOPICS, ARTICLES, CHILDREN, UNADDRESSED_READINGS
from warehouse.store.article_texts import PRINTED_TITLE
from warehouse.store.frames import copy_frame, read_frame
from warehouse.store.transactions import read_step

_BATCH_ROWS = 5_000
_NAME = UNADDRESSED_READINGS.name


def clear_moves(connection: duckdb.DuckDBPyConnection) -> None:
    """Start a batch in which no capture moves."""
    connection.execute("CREATE OR REPLACE TEMP TABLE text_targets (text_id VARCHAR, article_id VARCHAR, url VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE moved_captures (capture_id VARCHAR)")


def choose_articles(connection: duckdb.DuckDBPyConnection) -> None:
    """Decide to which article each text belongs that the batch may concern; name in `touched_articles` those to write.

    Reads the tables `new_…` of the batch, whose captures without an address have the article_id of their own text, and
    the captures and readings of the database, which have those of the batch already.
    """
    if not _has_texts(connection):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE touched_articles AS SELECT DISTINCT article_id FROM new_articles"
        )
        return
    _store_readings(connection)
    connection.execute(read_step("text_targets"))


def move_texts(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the captures and rows of these texts to their articles.

    Adds to the tables `new_…` the rows of other captures of the articles to write, named in `moved_captures`.
    """
    if not _has_texts(connection):
        return
    connection.execute(read_step("text_moves"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE moved_captures AS SELECT capture_id FROM unaddressed_readings"
        " SEMI JOIN text_targets USING (text_id) ANTI JOIN new_articles USING (capture_id)"
    )
    for table in (ARTICLES, *CHILDREN):
        name = f"new_{table.name}"
        moved = _unpack(table, f"{_NAME} SEMI JOIN moved_captures USING (capture_id)")
        connection.execute(f"INSERT INTO {name} BY NAME {moved}")
        connection.execute(
            f"UPDATE {name} SET article_id = text_targets.article_id FROM text_targets"  # noqa: S608 - names of the contract
            f" WHERE {name}.article_id = text_targets.text_id"
        )


def _has_texts(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the corpus or the batch has any text without an address."""
    new = " OR ".join(f"EXISTS (FROM {name} WHERE url LIKE 'urn:text:%')" for name in ("new_captures", "new_articles"))
    (has_texts,) = connection.execute(f"SELECT EXISTS (FROM {_NAME}) OR {new}").fetchone() or (False,)
    return bool(has_texts)


def retag(connection: duckdb.DuckDBPyConnection, tag: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Replace the topics of all captures without an address by what `tag` finds in their texts, in parts.

    `tag` gets article_id, capture_id, title, body and quoted_paragraphs, and returns rows of `article_topics`.
    """
    (last,) = connection.execute(f"SELECT coalesce(max(rowid), -1) FROM {_NAME}").fetchone() or (-1,)  # noqa: S608
    for first in range(0, last + 1, _BATCH_ROWS):
        part = f"rowid BETWEEN {first} AND {first + _BATCH_ROWS - 1}"
        texts = read_frame(
            connection,
            f"SELECT article_id, capture_id, {PRINTED_TITLE} AS title, body, quoted_paragraphs"  # noqa: S608
            f" FROM ({_unpack(ARTICLES, f'{_NAME} WHERE {part}')})",
        )
        copy_frame(connection, "matches", tag(texts))
        topics = f"json_object('{ARTICLE_TOPICS.name}', {_pack(ARTICLE_TOPICS, 'matches', f'{_NAME}.capture_id')})"
        connection.execute(f"UPDATE {_NAME} SET rows_json = json_merge_patch(rows_json, {topics}) WHERE {part}")  # noqa: S608


def _store_readings(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"DELETE FROM {_NAME} USING new_articles WHERE {_NAME}.capture_id = new_articles.capture_id")  # noqa: S608
    packed = ", ".join(
        f"'{table.name}', {_pack(table, f'new_{table.name}', 'piece.capture_id')}" for table in (ARTICLES, *CHILDREN)
    )
    connection.execute(
        f"INSERT INTO {_NAME} SELECT capture_id, article_id AS text_id, content_sha256, text_bands,"  # noqa: S608
        f" json_object({packed}) AS rows_json, run_id FROM new_articles AS piece WHERE url LIKE 'urn:text:%'"
        " ORDER BY capture_id"
    )


def _pack(table: Table, relation: str, capture_id: str) -> str:
    """Return an expression: the rows of a capture in a relation with the columns of a table, as a JSON list."""
    order = ", ".join(f"packed.{name}" for name in table.key)
    names = ", ".join(_list_packed(table))
    rows = f"SELECT to_json(list(packed ORDER BY {order})) FROM (SELECT {names} FROM {relation}) AS packed"  # noqa: S608
    return f"coalesce(({rows} WHERE packed.capture_id = {capture_id}), '[]'::JSON)"


def _unpack(table: Table, relation: str) -> str:
    """Return a query: the rows of a table in the JSON of a relation with columns of `unaddressed_readings`."""
    packed = _list_packed(table)
    types = ", ".join(f'"{name}": {_render_type(TYPES[column.kind])}' for name, column in packed.items())
    rows = f"from_json(rows_json -> '$.{table.name}', {quote_literal(f'[{{{types}}}]')})"
    others = ", ".join(("", *(name for name in table.names if name not in packed)))
    return f"SELECT unnest({rows}, max_depth := 2){others} FROM {relation}"  # noqa: S608 - names of the contract


def _list_packed(table: Table) -> dict[str, Column]:
    """Return the columns in the JSON: all but the run, which has a column of its own."""
    return {column.name: column for column in table.columns if column.name != "run_id"}


def _render_type(name: str) -> str:
    """Return the type as `from_json` takes it: `BIGINT[]` is `["BIGINT"]`."""
    return f'["{name.removesuffix("[]")}"]' if name.endswith("[]") else f'"{name}"'
