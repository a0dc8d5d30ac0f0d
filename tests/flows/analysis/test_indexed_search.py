"""A search with the word index finds what a search of every text finds: random texts, queries and terms."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flows.analysis.adhoc
import warehouse.store.index_lookup
from flows.analysis.adhoc import open_adhoc_corpus, parse_adhoc_topic
from flows.analysis.index_conditions import get_term_condition, get_topic_condition
from flows.analysis.kwic import _finder, find_mentions
from flows.errors import WrongUse
from transforms.frames import conform
from transforms.topics.tagging import tag_topics
from warehouse.schema.migrations import migrate
from warehouse.schema.tables import ARTICLES
from warehouse.store.article_texts import iter_texts
from warehouse.store.database import open_writer
from warehouse.store.index_lookup import find_rows
from warehouse.store.publish import publish_corpus
from warehouse.store.word_index import update_index

AT = datetime(2024, 1, 2, 2, 15)
WORDS = (
    *("iran", "Iran", "IRAN", "iranian", "Iranian", "İran", "ıran", "irans", "U.K", "uk", "US", "us", "mod", "MOD"),
    *("café", "cafe\u0301", "CAFÉ", "cafe", "Côte", "straße", "STRASSE", "masſ", "mass", "Kelvin", "\u212aelvin"),
    *("co-operate", "cooperate", "co", "operate", "don’t", "don't", "dont", "don", "t", "O’Neill", "O'Neill"),
    *("½", "m²", "m", "10", "1,000", "naïve", "Ærø", "Москва", "москва", "ΟΔΟΣ", "οδος", "ایران", "ﬁsh", "fish"),
    *("a\u200db", "ab", "ŵyr", "ŵ", "the", "of", "snake_case", "snake", "日本", "é", "ß", "ſ", "i", "I"),
)
GAPS = (
    " ",
    "  ",
    ", ",
    ".",
    "-",
    "–",
    "’",
    "'",
    "\n",
    "\u00a0",
    "\u200b",
    "/",
    " “",
    "” ",
    "",
    "_",
    "\u0301",
    "🙂",
    "²",
)
word = st.sampled_from(WORDS) | st.text(min_size=1, max_size=4)
text = st.lists(st.tuples(word, st.sampled_from(GAPS)), max_size=12).map(lambda parts: "".join(map("".join, parts)))
articles = st.lists(st.tuples(st.none() | text, text), min_size=1, max_size=6)
phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
leaf = phrase.map(lambda words: '"' + " ".join(words).replace('"', "") + '"') | st.sampled_from(WORDS)
side = leaf | st.lists(leaf, min_size=2, max_size=3).map(lambda names: f"({' OR '.join(names)})")
atom = (
    side
    | st.tuples(side, st.sampled_from(["NEAR/2", "NEAR/50", "NEAR/P"]), side).map(" ".join)
    | st.tuples(st.sampled_from(["ATLEAST/2", "TITLE"]), side).map(" ".join)
)
query = st.recursive(
    atom,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["AND", "OR", "AND NOT", "OR NOT"]), inner).map(
            lambda three: f"({' '.join(three)})"
        )
        | inner.map(lambda one: f"NOT {one}")
    ),
    max_leaves=4,
)
term = leaf.map(lambda name: name.strip('"')) | st.sampled_from(["=MOD", "Iran(ian|s)", "caf(é|e)", "=Côte", "m(²)"])
many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def build_rows(texts: list[tuple[str | None, str]]) -> pl.DataFrame:
    rows = [
        {
            "article_id": f"{number:024x}",
            "capture_id": f"{number:024x}",
            "outlet_id": "the-echo",
            "url": f"https://echo.example/{number}",
            "title": title,
            "title_basis": "address" if number % 4 == 3 else "heading",
            "body": body,
            "word_count": 3,
            "genre": "opinion",
            "date_basis": "unknown",
            "date_precision": "none",
            "first_captured_at": AT,
            "last_captured_at": AT,
            "version": 1,
            "content_sha256": sha256(f"{number} {title} {body}".encode()).hexdigest(),
            "extractor_version": "1",
            "run_id": "r1",
        }
        for number, (title, body) in enumerate(texts)
    ]
    return conform(rows, ARTICLES)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        migrate(opened)
        yield opened


def index(connection: duckdb.DuckDBPyConnection, texts: list[tuple[str | None, str]]) -> None:
    for table in ("articles", "indexed_texts", "word_postings", "current_tallies"):
        connection.execute(f"DELETE FROM {table}")
    rows = build_rows(texts)
    for part in (rows[::2], rows[1::2]):
        connection.register("part", part)
        connection.execute("INSERT INTO articles BY NAME FROM part")
        connection.execute("DELETE FROM current_tallies")
        update_index(connection)


def tagged(connection: duckdb.DuckDBPyConnection, asked: str, rows: list[int] | None) -> list[object]:
    topic = parse_adhoc_topic(asked)
    tags = [tag_topics(texts, (topic,)) for texts in iter_texts(connection, rows=rows)]
    return sorted(row for frame in tags for row in frame.rows())


@many
@given(texts=articles, asked=query)
def test_a_query_finds_what_it_finds_in_every_text(
    connection: duckdb.DuckDBPyConnection, texts: list[tuple[str | None, str]], asked: str
) -> None:
    try:
        topic = parse_adhoc_topic(asked)
    except WrongUse:
        return
    index(connection, texts)
    rows = find_rows(connection, get_topic_condition(topic))
    assert tagged(connection, asked, rows) == tagged(connection, asked, None)


@many
@given(texts=articles, asked=term)
def test_an_indexed_search_finds_every_mention_that_a_full_search_finds(
    connection: duckdb.DuckDBPyConnection, texts: list[tuple[str | None, str]], asked: str
) -> None:
    try:
        finder, contains = _finder(asked)
    except WrongUse:
        return
    index(connection, texts)
    found = connection.execute(f"SELECT rowid, title_basis, title, body FROM articles WHERE {contains}").fetchall()
    wanted = {
        row
        for row, basis, title, body in found
        if finder.pattern.search(body) or (basis != "address" and finder.pattern.search(title or ""))
    }
    rows = find_rows(connection, get_term_condition(asked))
    assert rows is None or wanted <= set(rows)


def test_a_query_of_only_negations_or_none_of_its_words_searches_every_text(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    index(connection, [("On weirs", "iran and its neighbours"), (None, "nothing")])
    for asked in ("NOT NOT iran", "iran OR NOT NOT nothing"):
        assert find_rows(connection, get_topic_condition(parse_adhoc_topic(asked))) is None
        assert tagged(connection, asked, None)


def test_the_commands_give_the_same_with_and_without_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[tuple[str | None, str]] = [
        (f"Piece {number}", f"{WORDS[number % 7]}, {WORDS[number % 11]} - {WORDS[number % 60]}")
        for number in range(300)
    ]
    path, corpus = tmp_path / "warehouse.duckdb", tmp_path / "corpus.duckdb"
    with open_writer(path, 1) as writer:
        writer.register("part", build_rows(texts))
        writer.execute("INSERT INTO articles BY NAME FROM part")
    publish_corpus(path, corpus)

    def ask() -> list[object]:
        answers: list[object] = [
            list(find_mentions(corpus, asked)) for asked in ("iran", "co-operate", "=MOD", "m²", "xyz")
        ]
        for asked in ('iran AND NOT "don\'t"', "café OR (iran NEAR/3 iranian)"):
            with open_adhoc_corpus(corpus, parse_adhoc_topic(asked)) as connection:
                tables = ("article_topics", "outlet_months", "party_months")
                answers += [connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables]
        return answers

    indexed = ask()
    for module in (flows.analysis.adhoc, warehouse.store.index_lookup):
        monkeypatch.setattr(module, "find_rows", lambda *_: None)
    assert ask() == indexed
    assert all(indexed[:4])
    assert not indexed[4]
