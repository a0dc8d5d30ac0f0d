"""Read the index of captures: the database's knowledge of the archive before and during a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb

from warehouse.schema.rows import CaptureRow
from warehouse.schema.tables import CAPTURES
from warehouse.store.frames import copy_ids
from warehouse.store.transactions import read_rows

OWN_ARTICLE_ID = "if(captures.url LIKE 'urn:text:%', left(sha256(captures.url), 24), captures.article_id)"
"""The article of a capture by its own address: a load may have given one without an address to another article."""
_COLUMNS = ", ".join(
    f"{OWN_ARTICLE_ID} AS article_id" if name == "article_id" else f"captures.{name}" for name in CAPTURES.names
)


@dataclass(frozen=True, slots=True)
class KnownCapture:
    """An article's latest capture, with the data for a conditional request. `captured_at` is aware and in UTC."""

    capture_id: str
    payload_sha256: str
    etag: str | None
    last_modified: str | None
    captured_at: datetime
    url: str


def read_known_captures(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> dict[str, KnownCapture]:
    """Return the latest capture with an address of each of these articles, by article_id."""
    copy_ids(connection, "asked_for", article_ids)
    rows = connection.execute(
        """
        SELECT article_id, capture_id, payload_sha256, etag, last_modified, captured_at, url
        FROM captures
        SEMI JOIN asked_for USING (article_id)
        WHERE url NOT LIKE 'urn:text:%'
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY captured_at DESC, capture_id DESC) = 1
        """
    ).fetchall()
    return {
        article_id: KnownCapture(capture_id, digest, etag, modified, captured_at.replace(tzinfo=UTC), url)
        for article_id, capture_id, digest, etag, modified, captured_at, url in rows
    }


def read_capture_times(connection: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """Return the time of every capture in the index, by its identity; the time is naive and in UTC."""
    return dict(connection.execute("SELECT capture_id, captured_at FROM captures").fetchall())


def read_captures_after(
    connection: duckdb.DuckDBPyConnection,
    outlet_ids: Sequence[str],
    after: tuple[str, int],
    most: int,
    since: date | None = None,
    until: date | None = None,
) -> list[CaptureRow]:
    """Return the next rows of `captures` after a file and an offset, in the archive's order.

    Only captures of these outlets, if any is named, and only of articles published between the days or, if undated,
    captured on the first day or later.
    """
    query = f"""
        SELECT {_COLUMNS}
        FROM captures
        LEFT JOIN articles ON captures.article_id = articles.article_id
        WHERE (len($outlets) = 0 OR list_contains($outlets, captures.outlet_id))
            AND (warc_file > $file OR warc_file = $file AND warc_offset > $offset)
            AND coalesce(published_on, captured_at::DATE) >= coalesce($since, DATE '-infinity')
            AND coalesce(published_on, DATE '-infinity') <= coalesce($until, DATE 'infinity')
        ORDER BY warc_file, warc_offset
        LIMIT $most
        """  # noqa: S608 - the names are the contract's
    given = {"outlets": list(outlet_ids), "file": after[0], "offset": after[1], "most": most}
    return read_rows(connection.execute(query, given | {"since": since, "until": until}), CaptureRow)


def read_captures(connection: duckdb.DuckDBPyConnection, capture_ids: Sequence[str]) -> list[CaptureRow]:
    """Return the rows of `captures` of these captures, in the archive's order."""
    query = f"""
        SELECT {_COLUMNS}
        FROM captures
        WHERE list_contains(?, capture_id)
        ORDER BY warc_file, warc_offset
        """  # noqa: S608 - the names are the contract's
    return read_rows(connection.execute(query, [list(capture_ids)]), CaptureRow)


def read_article_captures(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> list[CaptureRow]:
    """Return the rows of `captures` with an address of these articles, in the archive's order."""
    query = f"""
        SELECT {_COLUMNS}
        FROM captures
        WHERE list_contains(?, captures.article_id) AND captures.url NOT LIKE 'urn:text:%'
        ORDER BY warc_file, warc_offset
        """  # noqa: S608 - the names are the contract's
    return read_rows(connection.execute(query, [list(article_ids)]), CaptureRow)


def read_declared_outlets(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
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


def list_archived_files(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the archive files that contain loaded captures, relative to the archive's folder."""
    return {name for (name,) in connection.execute("SELECT DISTINCT warc_file FROM captures").fetchall()}
