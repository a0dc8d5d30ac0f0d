"""Keep the word index: for each word, the texts that may have it (docs/decisions/0057-word-index.md).

A publication adds the texts that the index does not have yet, as a segment of their own; small segments are merged
into larger ones, so that a word is looked up in few of them. Nothing is removed: a reader takes a text only if it is
the current one of its article, and takes every article whose current text is not in the index. So the index is a
filter that never loses an article.

Topics split text by the words of Rust's regular expressions, keyword in context by Python's: the two differ in rare
characters (combining marks, fractions) and in which letters are equal in capitals. The index splits by characters
that both treat alike, and lists the texts with any other character, which are always searched. So it is the same for
both.
"""

import hashlib
from collections.abc import Iterator
from itertools import zip_longest

import duckdb
import polars as pl

from warehouse.schema.tables import CURRENT_TALLIES, INDEXED_TEXTS, UNCOUNTED_ARTICLES, WORD_INDEX, WORD_POSTINGS
from warehouse.store.article_texts import PRINTED_TITLE, limit_pool, select_rows
from warehouse.store.frames import read_frame
from warehouse.store.tallies import mark_stale
from warehouse.store.transactions import insert_rows, open_transaction

SPLITTER_VERSION = 1
"""A higher number makes the next publication rebuild the index."""
UNUSUAL = ""
"""The word under which the index lists the texts that have unusual characters."""

# Latin letters, digits and the underscore; without the dotless i and the long s, which Python equates with i and s, and
# without the barred lambda, whose capital is new in Unicode.
_LETTERS = r"0-9a-z_\u00df-\u00f6\u00f8-\u012f\u0132-\u017e\u0180-\u019a\u019c-\u024f"
# Characters that are in no word: ASCII, punctuation, currency, arrows, bullets, pictures.
_SEPARATORS = (
    r"\x00-/:-@\[-\^`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    r"\u2000-\u200b\u200e-\u203e\u2041-\u2053\u2055-\u205f\u20a0-\u20bf\u2122\u2190-\u23ff\u2500-\u2775\u2794-\u27bf"
    r"\ufffd\U0001f300-\U0001faff"
)
AMBIGUOUS_LETTERS = frozenset("\u0130\u0131\u017f")
"""Unusual letters that Python equates with usual ones (i and s): a phrase with one may be in any text."""
# A single space is left as it is: a fifth of the time of replacing every one.
_GAP = rf"[^{_LETTERS} ][^{_LETTERS}]*| [^{_LETTERS}]+"
_UNUSUAL = rf"[^{_LETTERS}{_SEPARATORS}]"
_MIDDLE_TEXTS, _LARGE_TEXTS = 4_096, 32_768
_MAX_SEGMENTS = 8
"""Segments of one size that are left apart."""
_COMMON_SHARE = 8
"""A word in more than one of so many texts of a large segment has no list: it would not narrow a search."""
_MISSING = f"""
    WITH known AS (
        SELECT article_id, content_sha256 FROM indexed_texts {{changed}} WHERE splitter_version = {SPLITTER_VERSION}
    )
    SELECT articles.rowid FROM articles {{changed}} ANTI JOIN known USING (article_id, content_sha256)
    ORDER BY articles.rowid"""  # noqa: S608 - a number of ours
_CHANGED = f"SEMI JOIN {UNCOUNTED_ARTICLES.name} USING (article_id)"
_TEXTS = f"SELECT article_id, content_sha256, concat_ws(chr(10), {PRINTED_TITLE}, body) AS text FROM articles"  # noqa: S608
_PARTS = ("", "c", "e", "i", "n", "r", "t")
"""Words are merged in parts that begin at these letters, which limits the memory."""
_MERGED = """
    SELECT word, text_numbers FROM word_postings WHERE first_number BETWEEN {first} AND {last} AND {part}
    ORDER BY word, first_number"""


def list_words(text: pl.Expr) -> pl.Expr:
    """Return the words of a text in lower case, in order; the first and the last may be empty."""
    return text.str.to_lowercase().str.replace_all(_GAP, " ").str.split(" ")


def has_unusual_characters(text: pl.Expr) -> pl.Expr:
    """Return whether the text has a character that belongs to no word for certain, and to no gap."""
    return text.str.to_lowercase().str.contains(_UNUSUAL)


def split_phrase(phrase: str) -> tuple[str, ...] | None:
    """Return the words that every text with the phrase has; None if only texts with unusual characters have it."""
    if AMBIGUOUS_LETTERS.intersection(phrase):
        return ()
    asked = pl.select(words=list_words(pl.lit(phrase)), is_unusual=has_unusual_characters(pl.lit(phrase)))
    words, is_unusual = asked.row(0)
    return None if is_unusual else tuple(dict.fromkeys(word for word in words if word))


def is_index_current(connection: duckdb.DuckDBPyConnection, database: str = "") -> bool:
    """Return whether the index has every current text: it was complete, and no article has changed since.

    `database` is that of the tables with a dot, if it is not the current one.
    """
    changed = connection.execute(f"FROM {database}{UNCOUNTED_ARTICLES.name} LIMIT 1").fetchone()
    return not changed and _was_complete(connection, database)


def _was_complete(connection: duckdb.DuckDBPyConnection, database: str = "") -> bool:
    query = f"SELECT query_sha256 FROM {database}{CURRENT_TALLIES.name} WHERE tally = '{WORD_POSTINGS.name}'"  # noqa: S608
    return connection.execute(query).fetchone() == (_digest(),)


def update_index(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the texts that the index does not have, each segment in one transaction, and mark the index as complete.

    If the index was complete, it reads only `uncounted_articles`: call it before `refresh_tallies`.
    """
    _drop_other_versions(connection)
    query = _MISSING.format(changed=_CHANGED if _was_complete(connection) else "")
    missing = [row for (row,) in connection.execute(query).fetchall()]
    with limit_pool(connection):
        for start in range(0, len(missing), _MIDDLE_TEXTS):
            with open_transaction(connection):
                _add_segment(connection, missing[start : start + _MIDDLE_TEXTS])
                for first, last in _list_merges(_read_segments(connection)):
                    _merge(connection, first, last)
    with open_transaction(connection):
        mark_stale(connection, [WORD_POSTINGS])
        connection.execute(f"INSERT INTO {CURRENT_TALLIES.name} VALUES ('{WORD_POSTINGS.name}', '{_digest()}')")  # noqa: S608


def build_postings(texts: pl.DataFrame) -> pl.DataFrame:
    """Return word and text_numbers, sorted by word, of texts (text_number, text)."""
    words = texts.select("text_number", word=list_words(pl.col("text")).list.unique())
    unusual = texts.filter(has_unusual_characters(pl.col("text")))["text_number"]
    pairs = words.explode("word").drop_nulls().filter(pl.col("word") != UNUSUAL)
    listed = pairs.group_by("word").agg(text_numbers="text_number").sort("word")
    first = pl.DataFrame({"word": [UNUSUAL], "text_numbers": [unusual.to_list()]}, schema=listed.schema)
    return pl.concat([first, listed])


def _digest() -> str:
    return hashlib.sha256(f"{WORD_POSTINGS.name} {SPLITTER_VERSION}".encode()).hexdigest()


def _drop_other_versions(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty an index if any part of it was split by another rule."""
    other = f"FROM {INDEXED_TEXTS.name} WHERE splitter_version <> {SPLITTER_VERSION} LIMIT 1"
    if connection.execute(other).fetchone():
        with open_transaction(connection):
            for table in WORD_INDEX:
                connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - a name of the contract
            mark_stale(connection, [WORD_POSTINGS])


def _add_segment(connection: duckdb.DuckDBPyConnection, rows: list[int]) -> None:
    (first,) = connection.execute("SELECT coalesce(max(text_number) + 1, 0) FROM indexed_texts").fetchone() or (0,)
    texts = read_frame(connection, select_rows(connection, _TEXTS, rows))
    texts = texts.with_columns(text_number=pl.int_range(first, first + pl.len(), dtype=pl.Int64))
    version = pl.lit(SPLITTER_VERSION, pl.Int64)
    insert_rows(connection, INDEXED_TEXTS.name, texts.drop("text").with_columns(splitter_version=version))
    postings = build_postings(texts).with_columns(
        first_number=pl.lit(first, pl.Int64), last_number=pl.lit(first + texts.height - 1, pl.Int64)
    )
    insert_rows(connection, WORD_POSTINGS.name, postings)


def _read_segments(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    query = f"SELECT first_number, last_number FROM word_postings WHERE word = '{UNUSUAL}' ORDER BY 1"  # noqa: S608
    return connection.execute(query).fetchall()


def _list_merges(segments: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of numbers to merge: the latest segments of one size, once they are many or large together."""
    small = _pop_latest(segments, _MIDDLE_TEXTS)
    if merged := _join_spans(small, _MIDDLE_TEXTS):
        yield merged
        segments.append(merged)
    middle = _pop_latest(segments, _LARGE_TEXTS)
    if merged := _join_spans(middle, _LARGE_TEXTS):
        yield merged


def _pop_latest(segments: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Remove the latest segments of fewer than `size` texts, and return them."""
    latest = list[tuple[int, int]]()
    while segments and _count(segments[-1]) < size:
        latest.insert(0, segments.pop())
    return latest


def _join_spans(spans: list[tuple[int, int]], size: int) -> tuple[int, int] | None:
    is_due = len(spans) >= _MAX_SEGMENTS or (len(spans) > 1 and sum(map(_count, spans)) >= size)
    return (spans[0][0], spans[-1][1]) if is_due else None


def _count(span: tuple[int, int]) -> int:
    return span[1] - span[0] + 1


def _merge(connection: duckdb.DuckDBPyConnection, first: int, last: int) -> None:
    """Replace the segments of these numbers by one. Polars joins the lists in a fifth of DuckDB's processor time."""
    for start, end in zip_longest(_PARTS, _PARTS[1:]):
        part = f"word >= '{start}'" + (f" AND word < '{end}'" if end else "")
        rows = read_frame(connection, _MERGED.format(first=first, last=last, part=part))
        merged = _join_lists(rows, last - first + 1).with_columns(
            first_number=pl.lit(first, pl.Int64), last_number=pl.lit(last, pl.Int64)
        )
        insert_rows(connection, WORD_POSTINGS.name, merged)
    connection.execute(
        f"DELETE FROM word_postings WHERE first_number BETWEEN {first} AND {last}"  # noqa: S608
        f" AND (first_number, last_number) <> ({first}, {last})"
    )


def _join_lists(rows: pl.DataFrame, texts: int) -> pl.DataFrame:
    """Return one row per word with the numbers of all its rows (word, text_numbers), which are in order."""
    # An empty list is exploded to a null.
    numbers = pl.col("text_numbers").explode().drop_nulls()
    joined = rows.group_by("word", maintain_order=True).agg(numbers)
    if texts < _LARGE_TEXTS:
        return joined
    is_common = (pl.col("word") != UNUSUAL) & (pl.col("text_numbers").list.len() > texts // _COMMON_SHARE)
    return joined.with_columns(pl.when(~is_common).then("text_numbers"))
