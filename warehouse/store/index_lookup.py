"""Find the articles that may have certain words by the word index; the caller then searches their texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from warehouse.schema.ddl import quote_literal
from warehouse.store.word_index import SPLITTER_VERSION, UNUSUAL, is_index_current, split_phrase

_MAX_WORDS_OF_PHRASE = 2
"""A phrase is looked up by its two rarest words."""
_FEW_ARTICLES = 1_000
"""In more than half of a larger corpus, searching every text takes no longer."""
_POSTINGS = "FROM {database}word_postings WHERE word = {word}"
_COUNTS = """
    SELECT word, sum(coalesce(len(text_numbers), last_number - first_number + 1))::bigint
    FROM asked_postings GROUP BY word"""
_FOUND = f"""
    WITH places AS (
        SELECT word, unnest(coalesce(text_numbers, range(first_number, last_number + 1))) AS text_number
        FROM asked_postings WHERE word IN ({{words}})
    ),
    found AS (
        SELECT text_number FROM places GROUP BY text_number HAVING bool_or(word = '{UNUSUAL}') OR {{having}}
    ),"""  # noqa: S608 - words are quoted
_ROWS = f"""{_FOUND}
    asked_texts AS (
        SELECT article_id, content_sha256 FROM {{database}}indexed_texts WHERE text_number IN (FROM found)
    )
    SELECT articles.rowid FROM {{database}}articles AS articles
    SEMI JOIN asked_texts USING (article_id, content_sha256)
    ORDER BY 1"""  # noqa: S608
_ROWS_OF_PART = f"""{_FOUND}
    numbered AS (
        SELECT article_id, content_sha256, text_number FROM {{database}}indexed_texts
        WHERE splitter_version = {SPLITTER_VERSION}
    )
    SELECT DISTINCT articles.rowid FROM {{database}}articles AS articles
    LEFT JOIN numbered USING (article_id, content_sha256)
    WHERE text_number IS NULL OR text_number IN (FROM found)
    ORDER BY 1"""  # noqa: S608
"""The same of an index that may lack articles: these may have any word."""


@dataclass(frozen=True, slots=True)
class HasPhrase:
    """The text has the words of this phrase, in any order."""

    phrase: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is fulfilled; without parts, any text."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is fulfilled; without parts, no text."""

    parts: tuple["Condition", ...]


Condition = HasPhrase | AllOf | AnyOf


def find_rows(connection: duckdb.DuckDBPyConnection, condition: Condition, database: str = "") -> list[int] | None:
    """Return the row ids of the articles whose title and body may fulfil the condition, ascending; None if any may.

    `database` is that of the tables with a dot, if it is not the current one. An article is included as well if its
    text has unusual characters, or is not in the index.
    """
    words = {phrase: split_phrase(phrase) for phrase in _list_phrases(condition)}
    listed = {UNUSUAL} | {word for found in words.values() for word in found or ()}
    # By one word each, DuckDB skips the values between them.
    each = (_POSTINGS.format(database=database, word=quote_literal(word)) for word in sorted(listed))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asked_postings AS {' UNION ALL '.join(each)}")
    counts = dict.fromkeys(listed, 0) | dict(connection.execute(_COUNTS).fetchall())
    asked = {
        phrase: None if found is None else sorted(found, key=lambda word: counts[word])[:_MAX_WORDS_OF_PHRASE]
        for phrase, found in words.items()
    }
    having = _render(condition, asked)
    if having == "true":
        return None
    needed = {UNUSUAL} | {word for found in asked.values() for word in found or ()}
    rows_query = _ROWS if is_index_current(connection, database) else _ROWS_OF_PART
    query = rows_query.format(database=database, words=", ".join(map(quote_literal, sorted(needed))), having=having)
    rows = [row for (row,) in connection.execute(query).fetchall()]
    (count,) = connection.execute(f"SELECT count(*) FROM {database}articles").fetchone() or (0,)  # noqa: S608
    return rows if len(rows) * 2 < count + _FEW_ARTICLES else None


def _list_phrases(condition: Condition) -> Iterator[str]:
    match condition:
        case HasPhrase(phrase):
            yield phrase
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _list_phrases(part)


def _render(condition: Condition, asked: Mapping[str, list[str] | None]) -> str:
    """Return the condition as SQL over the words of one text."""
    match condition:
        case HasPhrase(phrase):
            words = asked[phrase]
            if words is None:
                return "false"
            return _join(" AND ", "true", "false", [f"bool_or(word = {quote_literal(word)})" for word in words])
        case AllOf(parts):
            return _join(" AND ", "true", "false", [_render(part, asked) for part in parts])
        case AnyOf(parts):
            return _join(" OR ", "false", "true", [_render(part, asked) for part in parts])


def _join(operator: str, neutral: str, deciding: str, parts: list[str]) -> str:
    if deciding in parts:
        return deciding
    kept = list(dict.fromkeys(part for part in parts if part != neutral))
    return f"({operator.join(kept)})" if kept else neutral
