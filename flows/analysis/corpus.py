"""Open the published corpus for a question."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.errors import BackbenchError
from warehouse.errors import DatabaseTooOld, WarehouseError
from warehouse.schema.migrations import is_current
from warehouse.store.database import open_reader

MEMORY_LIMIT = "500MB"
"""Memory of DuckDB for one question; without a limit it keeps every block that it reads, up to 80 % of the memory."""


@contextmanager
def open_corpus(corpus: Path) -> Iterator[duckdb.DuckDBPyConnection]:
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
def choose_corpus(corpus: Path, as_of: str | None, *, upgrade: bool = False) -> Iterator[Path]:
    """Yield the published corpus, or a copy of it as it was after the run `as_of`, deleted at the end.

    With `upgrade`, a copy of an older schema gets the views of this Backbench. Raises BackbenchError if there is no
    such state.
    """
    if as_of is None:
        yield corpus
        return
    from warehouse.store.history import restore_state

    try:
        with restore_state(corpus, as_of, upgrade=upgrade) as restored:
            yield restored
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
