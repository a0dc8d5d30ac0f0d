"""What the database knows before a run: the captures there are, and what to ask the outlets for again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import polars as pl

from warehouse.tables import BOILERPLATE, CAPTURES

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Known:
    """An article's latest capture: what a conditional request needs. `captured_at` is aware and in UTC."""

    capture_id: str
    payload_sha256: str
    etag: str | None
    last_modified: str | None
    captured_at: datetime
    url: str


def known_captures(connection: duckdb.DuckDBPyConnection, outlet_ids: Sequence[str]) -> dict[str, Known]:
    """Return the latest capture of each article of these outlets, by article_id."""
    rows = connection.execute(
        """
        SELECT article_id, capture_id, payload_sha256, etag, last_modified, captured_at, url
        FROM captures
        WHERE list_contains(?, outlet_id)
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY captured_at DESC, capture_id DESC) = 1
        """,
        [list(outlet_ids)],
    ).fetchall()
    return {
        article_id: Known(capture_id, digest, etag, modified, captured_at.replace(tzinfo=UTC), url)
        for article_id, capture_id, digest, etag, modified, captured_at, url in rows
    }


def known_capture_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the identity of every capture in the index."""
    return {capture_id for (capture_id,) in connection.execute("SELECT capture_id FROM captures").fetchall()}


def captures_of(connection: duckdb.DuckDBPyConnection, outlet_ids: Sequence[str]) -> list[Row]:
    """Return the rows of `captures` of these outlets (of all, where none is named), in the archive's order."""
    query = f"""
        SELECT {", ".join(CAPTURES.names)}
        FROM captures
        WHERE len($1) = 0 OR list_contains($1, outlet_id)
        ORDER BY warc_file, warc_offset
        """  # noqa: S608 - the names are the contract's
    rows = connection.execute(query, [list(outlet_ids)]).fetchall()
    return [dict(zip(CAPTURES.names, row, strict=True)) for row in rows]


def captures_by_id(connection: duckdb.DuckDBPyConnection, capture_ids: Sequence[str]) -> list[Row]:
    """Return the rows of `captures` of these captures, in the archive's order."""
    query = f"""
        SELECT {", ".join(CAPTURES.names)}
        FROM captures
        WHERE list_contains(?, capture_id)
        ORDER BY warc_file, warc_offset
        """  # noqa: S608 - the names are the contract's
    rows = connection.execute(query, [list(capture_ids)]).fetchall()
    return [dict(zip(CAPTURES.names, row, strict=True)) for row in rows]


def lines_of(
    connection: duckdb.DuckDBPyConnection, outlet_ids: Sequence[str], without: Sequence[str] = ()
) -> pl.DataFrame:
    """Return the rows of `capture_lines` of these outlets, with article, outlet and instant of their captures.

    `without` are captures whose lines are not wanted.
    """
    query = """
        SELECT capture_lines.*, captures.article_id, captures.outlet_id, captures.captured_at
        FROM capture_lines
        INNER JOIN captures USING (capture_id)
        WHERE list_contains($1, captures.outlet_id) AND NOT list_contains($2, capture_id)
        """
    return connection.execute(query, [list(outlet_ids), list(without)]).pl()


def boilerplate(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Return every row of `boilerplate`; none where the database is older than that table."""
    # Where there is no table of a name, DuckDB takes a Python object of that name: this function, and complains of it.
    with suppress(duckdb.CatalogException, duckdb.InvalidInputException):
        return connection.execute(f"SELECT {', '.join(BOILERPLATE.names)} FROM boilerplate").fetchall()  # noqa: S608
    return []


def archived_files(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the archive files that loaded captures lie in, relative to the archive's folder."""
    return {name for (name,) in connection.execute("SELECT DISTINCT warc_file FROM captures").fetchall()}
