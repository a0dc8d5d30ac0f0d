"""What the database knows before a run: the captures there are, and what to ask the outlets for again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb
import polars as pl

from warehouse.schema.tables import BOILERPLATE, CAPTURES

Row = dict[str, object]
_TEXTS = 5_000
_TOLD_BY = "article_id, capture_id, title, body, quoted_paragraphs"
_POOL = "300MB"


@dataclass(frozen=True, slots=True)
class Known:
    """An article's latest capture: what a conditional request needs. `captured_at` is aware and in UTC."""

    capture_id: str
    payload_sha256: str
    etag: str | None
    last_modified: str | None
    captured_at: datetime
    url: str


def known_of(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> dict[str, Known]:
    """Return the latest capture of each of these articles, by article_id."""
    connection.register("asked_for", pl.DataFrame({"article_id": article_ids}, schema={"article_id": pl.String()}))
    try:
        rows = connection.execute(
            """
            SELECT article_id, capture_id, payload_sha256, etag, last_modified, captured_at, url
            FROM captures
            SEMI JOIN asked_for USING (article_id)
            QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY captured_at DESC, capture_id DESC) = 1
            """
        ).fetchall()
    finally:
        connection.unregister("asked_for")
    return {
        article_id: Known(capture_id, digest, etag, modified, captured_at.replace(tzinfo=UTC), url)
        for article_id, capture_id, digest, etag, modified, captured_at, url in rows
    }


def known_capture_ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the identity of every capture in the index."""
    return {capture_id for (capture_id,) in connection.execute("SELECT capture_id FROM captures").fetchall()}


def captures_after(
    connection: duckdb.DuckDBPyConnection,
    outlet_ids: Sequence[str],
    after: tuple[str, int],
    most: int,
    since: date | None = None,
    until: date | None = None,
) -> list[Row]:
    """Return the next rows of `captures` after a file and an offset, in the archive's order.

    Only of these outlets, where any is named; and only of pieces published within the days or, where they are not
    dated, captured on the first or later.
    """
    query = f"""
        SELECT {", ".join(f"captures.{name}" for name in CAPTURES.names)}
        FROM captures
        LEFT JOIN articles USING (article_id)
        WHERE (len($outlets) = 0 OR list_contains($outlets, captures.outlet_id))
            AND (warc_file > $file OR warc_file = $file AND warc_offset > $offset)
            AND coalesce(published_on, captured_at::DATE) >= coalesce($since, DATE '-infinity')
            AND coalesce(published_on, DATE '-infinity') <= coalesce($until, DATE 'infinity')
        ORDER BY warc_file, warc_offset
        LIMIT $most
        """  # noqa: S608 - the names are the contract's
    given = {"outlets": list(outlet_ids), "file": after[0], "offset": after[1], "most": most}
    rows = connection.execute(query, given | {"since": since, "until": until}).fetchall()
    return [dict(zip(CAPTURES.names, row, strict=True)) for row in rows]


def declared_outlets_captured(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return each outlet that was declared when it was captured, with the address of one of its captures."""
    query = """
        SELECT outlet_id, min(url)
        FROM captures
        JOIN outlets USING (outlet_id)
        WHERE is_declared
        GROUP BY outlet_id
        ORDER BY outlet_id
        """
    return connection.execute(query).fetchall()


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


def boilerplate_of(connection: duckdb.DuckDBPyConnection, outlet_ids: Sequence[str]) -> list[Row]:
    """Return the rows of `boilerplate` of these outlets."""
    query = f"SELECT {', '.join(BOILERPLATE.names)} FROM boilerplate WHERE list_contains(?, outlet_id)"  # noqa: S608
    rows = connection.execute(query, [list(outlet_ids)]).fetchall()
    return [dict(zip(BOILERPLATE.names, row, strict=True)) for row in rows]


def results_of(connection: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """Return what the gate found in a run: its rows of `quality_results`, in the order of their rules."""
    return connection.execute("SELECT * EXCLUDE (run_id) FROM quality_results WHERE run_id = ?", [run_id]).pl()


def kept_back_by(connection: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """Return the rows of `quarantine` of a run."""
    return connection.execute("FROM quarantine WHERE run_id = ? ORDER BY rule, url", [run_id]).pl()


def texts(connection: duckdb.DuckDBPyConnection, articles: str = "articles") -> Iterator[pl.DataFrame]:
    """Yield what topics are told by of every article, 5,000 at a time: of 5 KB each, 25 MB.

    Columns: article_id, capture_id, title, body, quoted_paragraphs.

    `articles` names the table, with its database where it is not the one at hand.
    """
    (last,) = connection.execute(f"SELECT coalesce(max(rowid), -1) FROM {articles}").fetchone() or (-1,)  # noqa: S608
    query = f"SELECT {_TOLD_BY} FROM {articles} WHERE rowid BETWEEN ? AND ?"  # noqa: S608
    # Keys are copied: Arrow frees what it hands over as a whole, so that a key kept keeps the bodies it came with.
    copied = [pl.concat_str(name, pl.lit("")).alias(name) for name in ("article_id", "capture_id")]
    with _small_pool(connection):
        for first in range(0, last + 1, _TEXTS):
            yield connection.execute(query, [first, first + _TEXTS - 1]).pl().with_columns(copied)


@contextmanager
def _small_pool(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let DuckDB keep few of the file's blocks; by itself it keeps all that it reads, up to 80 % of the memory.

    Read once each, they serve nobody: of 200,000 articles it kept 1.1 GB.
    """
    (before,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("80%",)
    connection.execute(f"SET memory_limit = '{_POOL}'")
    try:
        yield
    finally:
        connection.execute(f"SET memory_limit = '{before}'")


def archived_files(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the archive files that loaded captures lie in, relative to the archive's folder."""
    return {name for (name,) in connection.execute("SELECT DISTINCT warc_file FROM captures").fetchall()}
