"""Plan a backfill: known, missing and failed articles per day and outlet, the number of requests, and the time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flows.crawl.client import MAX_ATTEMPTS
from flows.stages.run_request import Scope
from warehouse.schema.run_rows import CandidateCounts, PlannedDayRow

MAX_PLAN_ROWS = 1_000  # rows; a longer plan has a row per month instead
_ARCHIVE = "a web archive"


class PlanRow(CandidateCounts):
    """Counts of an outlet's candidates of one day, or of one month if `day` is text; null: not dated."""

    outlet_id: str
    day: date | str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows by outlet and day (or month), and their totals: requests expected and at most, seconds of waiting.

    The maximum assumes that each request needs all its retries, and counts each host's robots.txt, but no redirects.
    """

    rows: tuple[PlanRow, ...]
    requests: int
    most_requests: int
    seconds: float

    def __str__(self) -> str:
        if not self.requests:
            return "nothing is to be requested"
        return f"{self.requests:,} requests expected, at most {self.most_requests:,}; {_spell(self.seconds)} of waiting"


def make_plan(found: Sequence[tuple[Scope, Sequence[PlannedDayRow]]], archive_seconds: float) -> Plan:
    """Return the plan for the rows of `selection.planned` of each outlet; hosts are requested in parallel."""
    rows, due, seconds = list[PlanRow](), 0, Counter[str]()
    for scope, days in found:
        outlet = scope.outlet
        rows += [{"outlet_id": outlet.outlet_id, **day} for day in days]
        counted, copied = sum(day["due_count"] for day in days), sum(day["copy_count"] for day in days)
        asked = counted if scope.limit is None else min(counted, scope.limit)
        copied = min(copied, asked)
        due += asked
        seconds[min(outlet.hosts)] += (asked - copied) * outlet.delay_seconds  # type: ignore[assignment]  # of seconds
        seconds[_ARCHIVE] += copied * archive_seconds  # type: ignore[assignment]
    most = MAX_ATTEMPTS * due + len(seconds) if due else 0
    return Plan(
        tuple(_by_month(rows) if len(rows) > MAX_PLAN_ROWS else rows), due, most, max(seconds.values(), default=0)
    )


def _by_month(rows: Sequence[PlanRow]) -> list[PlanRow]:
    months: dict[tuple[str, str | None], PlanRow] = {}
    for row in rows:
        month = str(row["day"])[:7] if row["day"] else None
        total = months.get((row["outlet_id"], month))
        months[row["outlet_id"], month] = _add_counts(total, row) if total else {**row, "day": month}
    return list(months.values())


def _add_counts(total: PlanRow, row: PlanRow) -> PlanRow:
    return {
        "outlet_id": total["outlet_id"],
        "day": total["day"],
        "candidate_count": total["candidate_count"] + row["candidate_count"],
        "known_count": total["known_count"] + row["known_count"],
        "failed_count": total["failed_count"] + row["failed_count"],
        "missing_count": total["missing_count"] + row["missing_count"],
        "due_count": total["due_count"] + row["due_count"],
        "copy_count": total["copy_count"] + row["copy_count"],
    }


def _spell(seconds: float) -> str:
    for length, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {word}"
    return f"{seconds:.0f} seconds"
