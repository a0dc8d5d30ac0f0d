"""Select the candidates that a run handles next, and count them by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from warehouse.schema.run_rows import ClaimableRow, PlannedDayRow
from warehouse.store.frames import Value, bind_values
from warehouse.store.transactions import read_rows

Place = tuple[date, str]
"""A place in the order of candidates: latest possible day of publication, then article_id."""
FIRST_PLACE: Place = (date.max, "")
_COLUMNS = (
    *("article_id", "url", "outlet_id", "route", "hint", "listed_on"),
    *("state", "attempts", "next_attempt_at", "reason", "run_id"),
)


class _OrderedRow(ClaimableRow):
    turn: date


@dataclass(frozen=True, slots=True)
class Selection:
    """Which candidates of an outlet a run handles: named by one of its routes, and within its days or without a date.

    `seen_at` is the run's start: candidates that this run has seen have it as `last_seen_at`. A nightly run
    (`is_nightly`) handles these with any day, and failures that are due with any route. `with_known`
    selects all, whether the run has seen them or not.
    """

    outlet_id: str
    routes: Sequence[str]
    since: date | None
    until: date | None
    seen_at: datetime
    now: datetime
    is_nightly: bool = False
    with_known: bool = False

    @property
    def parameters(self) -> dict[str, Value]:
        """The values of the parameters in `_SELECTED`."""
        return {name: getattr(self, name) for name in self.__slots__} | {"routes": list(self.routes)}


_SELECTED = """
    candidates.outlet_id = $outlet_id
    AND (
        candidates.article_id IN (
            SELECT article_id FROM sightings WHERE outlet_id = $outlet_id AND list_contains($routes, route)
        )
        OR $is_nightly AND state = 'failed'
    )
    AND (
        last_seen_at = $seen_at
        OR state = 'waiting'
        OR state = 'failed' AND next_attempt_at <= $now
        OR $with_known
    )
    AND (
        coalesce(published_not_after, DATE 'infinity') >= coalesce($since, DATE '-infinity')
        AND coalesce(published_not_before, DATE '-infinity') <= coalesce($until, DATE 'infinity')
        OR $is_nightly AND (last_seen_at = $seen_at OR state = 'failed')
    )
"""


def select_candidates(
    connection: duckdb.DuckDBPyConnection, selection: Selection, after: Place, max_rows: int
) -> list[tuple[Place, ClaimableRow]]:
    """Return the next candidates after a place, newest first by their listings, each with its place."""
    columns = ", ".join(f"candidates.{name}" for name in _COLUMNS)
    query = bind_values(
        f"""
        SELECT {columns},
            candidates.article_id IN (
                SELECT article_id FROM sightings
                WHERE outlet_id = $outlet_id AND route = 'feed' AND last_seen_at = $seen_at
            ) AS is_in_feed,
            coalesce(published_not_after, DATE '0001-01-01') AS turn
        FROM candidates
        WHERE {_SELECTED} AND (turn < $turn OR turn = $turn AND candidates.article_id > $last)
        ORDER BY turn DESC, candidates.article_id
        LIMIT $max_rows
        """,  # noqa: S608
        {**selection.parameters, "turn": after[0], "last": after[1], "max_rows": max_rows},
    )
    rows = read_rows(connection.execute(query), _OrderedRow)
    return [((row["turn"], row["article_id"]), row) for row in rows]


def count_by_day(connection: duckdb.DuckDBPyConnection, selection: Selection) -> list[PlannedDayRow]:
    """Return the counts of candidates by day of publication as the listings state it.

    Due candidates are those that a run would request: with `with_known` all that no run claims, otherwise those
    without a capture. `copy_count` of them are to be requested from a web archive.
    """
    query = bind_values(
        f"""
        WITH looked_at AS (
            SELECT listed_on AS day, route, state, next_attempt_at,
                candidates.article_id IN (SELECT article_id FROM captures) AS is_known
            FROM candidates
            WHERE {_SELECTED}
        ), marked AS (
            SELECT *, state <> 'taken' AND (
                $with_known
                OR NOT is_known AND (state IN ('waiting', 'disallowed') OR state = 'failed' AND next_attempt_at <= $now)
            ) AS is_due
            FROM looked_at
        )
        SELECT
            day,
            count(*) AS candidate_count,
            count(*) FILTER (is_known) AS known_count,
            count(*) FILTER (NOT is_known AND state IN ('failed', 'gone', 'disallowed')) AS failed_count,
            candidate_count - known_count - failed_count AS missing_count,
            count(*) FILTER (is_due) AS due_count,
            count(*) FILTER (is_due AND route = 'web-archive') AS copy_count
        FROM marked
        GROUP BY day
        ORDER BY day
        """,  # noqa: S608
        selection.parameters,
    )
    return read_rows(connection.execute(query), PlannedDayRow)
