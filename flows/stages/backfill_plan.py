"""Plan a backfill: known, missing and failed articles per day and outlet, the number of requests, and the time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flows.crawl.client import MAX_ATTEMPTS
from flows.stages.request import Scope
from warehouse.schema.run_rows import PlannedDayRow

Row = dict[str, object]
MAX_PLAN_ROWS = 1_000  # rows; a longer plan has a row per month instead
_ARCHIVE = "a web archive"


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows by outlet and day (or month), and their totals: requests expected and at most, seconds of waiting.

    The maximum assumes that each request needs all its retries, and counts each host's robots.txt, but no redirects.
    """

    rows: tuple[Row, ...]
    requests: int
    most_requests: int
    seconds: float

    def __str__(self) -> str:
        if not self.requests:
            return "nothing is to be asked for"
        return f"{self.requests:,} requests expected, at most {self.most_requests:,}; {_spell(self.seconds)} of waiting"


def make_plan(found: Sequence[tuple[Scope, Sequence[PlannedDayRow]]], archive_seconds: float) -> Plan:
    """Return the plan for the rows of `selection.planned` of each outlet; hosts are requested in parallel."""
    rows, due, seconds = list[Row](), 0, Counter[str]()
    for scope, days in found:
        outlet = scope.outlet
        rows += [{"outlet_id": outlet.outlet_id, **day} for day in days]
        counted, copied = (sum(int(str(day[name])) for day in days) for name in ("due_count", "copy_count"))
        asked = counted if scope.limit is None else min(counted, scope.limit)
        copied = min(copied, asked)
        due += asked
        seconds[min(outlet.hosts)] += (asked - copied) * outlet.delay_seconds  # type: ignore[assignment]  # of seconds
        seconds[_ARCHIVE] += copied * archive_seconds  # type: ignore[assignment]
    most = MAX_ATTEMPTS * due + len(seconds) if due else 0
    return Plan(
        tuple(_by_month(rows) if len(rows) > MAX_PLAN_ROWS else rows), due, most, max(seconds.values(), default=0)
    )


def _by_month(rows: Sequence[Row]) -> list[Row]:
    months: dict[tuple[object, object], Counter[str]] = {}
    for row in rows:
        key = (row["outlet_id"], str(row["day"])[:7] if row["day"] else None)
        months.setdefault(key, Counter()).update({n: int(str(v)) for n, v in row.items() if n.endswith("_count")})
    return [{"outlet_id": outlet, "day": month, **counts} for (outlet, month), counts in months.items()]


def _spell(seconds: float) -> str:
    for length, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {word}"
    return f"{seconds:.0f} seconds"
