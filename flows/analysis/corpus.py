"""Open the published corpus for a question."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from flows.errors import BackbenchError, WrongUse
from warehouse.errors import DatabaseTooOld, StateMissing, WarehouseError
from warehouse.schema.ddl import quote_literal
from warehouse.schema.migrations import is_current
from warehouse.store.database import open_reader
from warehouse.store.locations import Database, Lake

MEMORY_LIMIT = "500MB"
"""Memory of DuckDB for one question; without a limit it keeps every block that it reads, up to 80 % of the memory."""


@contextmanager
def open_corpus(corpus: Database) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a read-only connection to the published database.

    Raises BackbenchError if there is no database, or if an older or a newer Backbench published it.
    """
    try:
        with open_reader(corpus) as connection:
            if not is_current(connection):
                raise DatabaseTooOld(corpus)
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            yield connection
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error


@contextmanager
def choose_corpus(corpus: Database, as_of: str | None, *, upgrade: bool = False) -> Iterator[Database]:
    """Yield the published corpus, or a copy of it as it was after the run `as_of`, deleted at the end.

    A lake needs no copy. With `upgrade`, a copy of an older schema gets the views of this Backbench. Raises WrongUse
    if there is no such state, BackbenchError if there is no corpus.
    """
    if as_of is None:
        yield corpus
        return
    from warehouse.store.history import restore_state

    try:
        if isinstance(corpus, Lake):
            from warehouse.store.lake_publication import find_lake_state

            yield find_lake_state(corpus, as_of)
            return
        with restore_state(corpus, as_of, upgrade=upgrade) as restored:
            yield restored
    except StateMissing as error:
        raise WrongUse(error.message, error.advice) from error
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error


def attach_corpus(connection: duckdb.DuckDBPyConnection, corpus: Database) -> None:
    """Attach the published database as `corpus`, read-only."""
    if isinstance(corpus, Lake):
        from warehouse.store.lake import attach_state, load_extensions

        load_extensions(connection, corpus)
        attach_state(connection, corpus, "corpus")
    else:
        connection.execute(f"ATTACH {quote_literal(str(corpus))} AS corpus (READ_ONLY)")


def check_topic(connection: duckdb.DuckDBPyConnection, topic: str) -> None:
    """Raise WrongUse if the corpus has topics, and none of this name."""
    known = [name for (name,) in connection.execute("SELECT topic_id FROM topics ORDER BY topic_id").fetchall()]
    if known and topic not in known:
        raise WrongUse(f"There is no topic {topic!r}.", f"There are: {', '.join(known)}.")
