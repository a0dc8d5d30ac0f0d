"""The published corpus, opened for a question: of this Backbench's shape, or told plainly why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from flows.errors import BackbenchError
from warehouse.errors import DatabaseTooOld, WarehouseError
from warehouse.schema.migrations import is_current
from warehouse.store.database import open_reader

POOL = "500MB"
"""What DuckDB may hold for a question; by itself it keeps every block it reads, up to 80 % of the memory."""


@contextmanager
def opened(corpus: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a read-only connection; BackbenchError where there is no corpus, or an older Backbench published it."""
    try:
        with open_reader(corpus) as connection:
            if not is_current(connection):
                raise DatabaseTooOld(corpus)
            connection.execute(f"SET memory_limit = '{POOL}'")
            yield connection
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
