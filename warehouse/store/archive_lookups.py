"""Read what web archives were asked about articles without a date, and which articles to ask about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypedDict

import duckdb

from warehouse.store.frames import copy_ids
from warehouse.store.transactions import read_rows


@dataclass(frozen=True, slots=True)
class UndatedSelection:
    """Which undated articles a run asks about: of these outlets, possibly of these days.

    An article of which no copy was found is looked up again if that was before `asked_before` (naive UTC).
    """

    outlet_ids: Sequence[str]
    since: date | None
    until: date | None
    asked_before: datetime


class UndatedArticle(TypedDict):
    """An article with an address and without a date; `is_due`: it is to be looked up now."""

    article_id: str
    outlet_id: str
    url: str
    is_due: bool


def select_undated(connection: duckdb.DuckDBPyConnection, selection: UndatedSelection) -> list[UndatedArticle]:
    """Return the articles with an address and without a date, by outlet.

    An article that an archive's index has already bounded is not due.
    """
    query = """
        WITH asked AS (
            SELECT article_id, max(asked_at) AS asked_at, count(copied_at) AS copy_count
            FROM archive_lookups
            GROUP BY article_id
        ),

        bounded AS (
            SELECT DISTINCT article_id FROM date_candidates WHERE basis = 'archived-copy'
        )

        SELECT
            articles.article_id,
            articles.outlet_id,
            articles.url,
            bounded.article_id IS NULL
            AND (asked.article_id IS NULL OR asked.copy_count = 0 AND asked.asked_at < $asked_before) AS is_due
        FROM articles
        LEFT JOIN asked USING (article_id)
        LEFT JOIN bounded USING (article_id)
        WHERE published_on IS NULL
            AND articles.url LIKE 'http%'
            AND list_contains($outlet_ids, articles.outlet_id)
            AND coalesce(published_not_after, DATE 'infinity') >= coalesce($since, DATE '-infinity')
            AND coalesce(published_not_before, DATE '-infinity') <= coalesce($until, DATE 'infinity')
        ORDER BY articles.outlet_id, articles.article_id
        """
    given = {"outlet_ids": list(selection.outlet_ids), "since": selection.since, "until": selection.until}
    result = connection.execute(query, given | {"asked_before": selection.asked_before})
    return read_rows(result, UndatedArticle)


def read_article_outlets(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the outlets that have articles, declared or not."""
    return {outlet_id for (outlet_id,) in connection.execute("SELECT DISTINCT outlet_id FROM articles").fetchall()}


def read_lookup_keys(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, datetime]]:
    """Return article_id and instant of every answer in the database."""
    return set(connection.execute("SELECT article_id, asked_at FROM archive_lookups").fetchall())


def read_copies(connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Return address and instant (aware, UTC) of the earliest copy found of each of these articles, by article_id."""
    copy_ids(connection, "asked_for", article_ids)
    rows = connection.execute(
        """
        SELECT article_id, min((copied_at, copy_url))
        FROM archive_lookups
        SEMI JOIN asked_for USING (article_id)
        WHERE copied_at IS NOT NULL
        GROUP BY article_id
        """
    ).fetchall()
    return {article_id: (url, copied_at.replace(tzinfo=UTC)) for article_id, (copied_at, url) in rows}
