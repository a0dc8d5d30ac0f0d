"""Ad hoc queries: count articles by a typed query or an older version of a topic, which the corpus is not tagged by.

The texts that may match by the word index are searched, and the counts are written to a temporary in-memory database;
the published file is only read.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from flows.analysis.corpus import attach_corpus, open_corpus
from flows.analysis.index_conditions import get_topic_condition
from flows.errors import BackbenchError, WrongUse
from transforms.topics.definitions import Topic, restore_topic
from transforms.topics.queries import is_match_without_concepts, list_concepts
from transforms.topics.query_parser import QueryError, parse_word_query
from transforms.topics.tagging import build_topics_frame, tag_topics
from transforms.topics.terms import TermError, fold_term_forms
from warehouse.schema.ddl import quote_literal, render_create_table
from warehouse.schema.tables import ARTICLE_TOPICS, OUTLET_MONTHS, PARTY_MONTHS, TABLES, TOPICS
from warehouse.schema.views import read_views
from warehouse.store import article_texts
from warehouse.store.index_lookup import find_rows
from warehouse.store.locations import Database
from warehouse.store.tallies import fill_tallies
from warehouse.store.transactions import insert_rows

QUERY = "query"
"""Identifier of the topic that an ad hoc query becomes."""
_COUNTED = (OUTLET_MONTHS, PARTY_MONTHS)
_COMPUTED = (ARTICLE_TOPICS, TOPICS, *_COUNTED)
_VERSIONS = """
    select topic_version, title, description, definition, strftime(first_loaded_at, '%Y-%m-%d')
    from topic_versions where topic_id = {topic} order by topic_version"""


def parse_adhoc_topic(query: str) -> Topic:
    """Return the topic that a query over words and "phrases" asks for; WrongUse says why it cannot be read."""
    advice = 'Write it as (iran OR tehran) NEAR/50 (russia OR "the Kremlin").'
    try:
        parsed = parse_word_query(query)
        concepts: dict[str, tuple[str, ...]] = {
            name: (name.replace('"', ""),) for name in sorted(list_concepts(parsed))
        }
        list(fold_term_forms([term for terms in concepts.values() for term in terms]))
    except (QueryError, TermError) as error:
        raise WrongUse(f"The query cannot be read: {error}.", advice) from error
    if is_match_without_concepts(parsed):
        raise WrongUse("The query matches texts that have none of its words.", advice)
    return Topic(QUERY, 1, query, "Asked at a prompt.", query, parsed, concepts)


@contextmanager
def open_adhoc_corpus(corpus: Database, topic: Topic) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that sees the published corpus as if `topic` were its only topic.

    Raises what `open_corpus` raises.
    """
    with open_corpus(corpus):
        pass
    with duckdb.connect() as connection:
        attach_corpus(connection, corpus)
        for table in TABLES:
            if table in _COMPUTED:
                connection.execute(render_create_table(table))
            else:
                connection.execute(f"CREATE VIEW {table.name} AS FROM corpus.{table.name}")
        insert_rows(connection, TOPICS.name, build_topics_frame((topic,)))
        rows = find_rows(connection, get_topic_condition(topic), "corpus.")
        for texts in article_texts.iter_texts(connection, "corpus.articles", rows):
            insert_rows(connection, ARTICLE_TOPICS.name, tag_topics(texts, (topic,)))
        for view in read_views():
            connection.execute(view.statement)
        _count(connection)
        yield connection


def find_topic_version(corpus: Database, topic: str, version: int) -> Topic | None:
    """Return the topic as that version of its definition had it; None if the corpus is tagged by this version.

    The title of the topic names the version. Raises WrongUse if there never was such a topic or version, BackbenchError
    if there is no database.
    """
    with open_corpus(corpus) as connection:
        versions = connection.execute(_VERSIONS.format(topic=quote_literal(topic))).fetchall()
        tagged_by = dict(connection.execute("select topic_id, topic_version from topics").fetchall()).get(topic)
        topics = connection.execute("select distinct topic_id from topic_versions order by 1").fetchall()
    if not versions:
        raise WrongUse(f"There is no topic {topic!r}.", f"There are: {', '.join(name for (name,) in topics)}.")
    if version == tagged_by:
        return None
    for number, title, description, definition, _ in versions:
        if number == version:
            return _parse_version(topic, version, f"{title} (version {version})", description, definition)
    known = ", ".join(f"{number} (loaded {day})" if day else str(number) for number, *_, day in versions)
    raise WrongUse(f"Topic {topic} has no version {version}.", f"There are: {known}.")


def _parse_version(topic: str, version: int, title: str, description: str, definition: str) -> Topic:
    try:
        return restore_topic(topic, version, title, description, definition)
    except QueryError as error:
        message = f"Version {version} of topic {topic} is written in a form that is no longer read: {error}."
        raise BackbenchError(message, "Count by it with the version of Backbench that loaded it.") from error


def _count(connection: duckdb.DuckDBPyConnection) -> None:
    """Count the articles on the topic, and copy the counts of all articles, which do not depend on it."""
    connection.execute(
        "CREATE OR REPLACE VIEW articles AS FROM corpus.articles SEMI JOIN article_topics USING (article_id)"
    )
    fill_tallies(connection, _COUNTED)
    connection.execute("CREATE OR REPLACE VIEW articles AS FROM corpus.articles")
    for table in _COUNTED:
        connection.execute(f"DELETE FROM {table.name} WHERE topic_id = '*'")  # noqa: S608 - a name of the contract
        connection.execute(f"INSERT INTO {table.name} FROM corpus.{table.name} WHERE topic_id = '*'")
