"""A question that no topic asks: the corpus tagged by it, and counted, in a database that lives in memory alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from flows.analysis.corpus import opened
from flows.errors import WrongUse
from transforms.topics.definitions import Topic
from transforms.topics.mentions import TermError, fold_term_forms
from transforms.topics.queries import QueryError, is_match_without_concepts, list_concepts, parse_word_query
from transforms.topics.tagging import build_topics_frame, tag_topics
from warehouse.schema.ddl import create_table, literal
from warehouse.schema.relations import read_views
from warehouse.schema.tables import ARTICLE_TOPICS, OUTLET_MONTHS, PARTY_MONTHS, TABLES, TOPICS
from warehouse.store import state
from warehouse.store.tallies import tally

QUERY = "query"
"""Identifier of the topic that a question at a prompt becomes."""
_OURS = (ARTICLE_TOPICS, TOPICS, OUTLET_MONTHS, PARTY_MONTHS)


def topic_of(query: str) -> Topic:
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
        raise WrongUse("The query takes texts that hold none of its words.", advice)
    return Topic(QUERY, 1, query, "Asked at a prompt.", query, parsed, concepts)


@contextmanager
def tagged_apart(corpus: Path, topic: Topic) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that sees the published corpus as if this topic were its only one; the file stays as it is.

    Raises what `opened` raises.
    """
    with opened(corpus):
        pass
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(str(corpus))} AS corpus (READ_ONLY)")
        for table in TABLES:
            if table in _OURS:
                connection.execute(create_table(table))
            else:
                connection.execute(f"CREATE VIEW {table.name} AS FROM corpus.{table.name}")
        _fill(connection, TOPICS.name, build_topics_frame((topic,)))
        for texts in state.texts(connection, "corpus.articles"):
            _fill(connection, ARTICLE_TOPICS.name, tag_topics(texts, (topic,)))
        for view in read_views():
            connection.execute(f"CREATE VIEW {view.name} AS {view.query}")
        tally(connection, (OUTLET_MONTHS, PARTY_MONTHS))
        yield connection


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    connection.register("rows", rows)
    connection.execute(f"INSERT INTO {table} BY NAME FROM rows")
    connection.unregister("rows")
