"""An outlet's year as a calendar of known and missing articles, by day of publication."""

from calendar import month_abbr, monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flows.errors import WrongUse
from flows.safe_text import one_line
from flows.settings import Settings

if TYPE_CHECKING:
    import duckdb
    from rich.text import Text

Counts = Mapping[str, int]
PLACES = ("loaded", "waiting", "failed", "quarantined", "discarded")
"""The places where a known article may be; their sum is `discovered`."""
COUNTS = ("discovered", *PLACES)
# Yellow is hard to see on a light background, blue on a dark one.
_MISSING = {"waiting": ("w", "bold"), "failed": ("f", "bold red"), "quarantined": ("k", "bold magenta")}
_HEADS = {"discovered": "known", "quarantined": "kept", "discarded": "other"}
LEGEND = """
·  no known article         1-9    articles, all of them loaded (+ ten or more)
w  some wait to be fetched  f      some failed, are gone or forbidden
k  some are in quarantine   W F K  the same, and others of the day are loaded
other: not an article, or a second address of one."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """An outlet's year. `days` has the counts of `coverage_calendar` by day, without the suffix `_count`; `undated` has
    those without a day, of any year. `as_of` is the start of the corpus's latest run, in UTC.
    """

    outlet_id: str
    name: str
    year: int
    days: Mapping[date, Counts]
    undated: Counts
    first: date | None
    last: date | None
    as_of: str | None

    def months(self) -> list[Counts]:
        """Return the sums of each month, January first."""
        sums = [dict.fromkeys(COUNTS, 0) for _ in range(12)]
        for day, counts in self.days.items():
            for name in sums[day.month - 1]:
                sums[day.month - 1][name] += counts[name]
        return list(sums)


def read_coverage(settings: Settings, outlet: str, year: str) -> Coverage:
    """Read an outlet's year from the published database; WrongUse if there is no such outlet or year."""
    from warehouse.store.database import open_reader

    if not (year.isascii() and year.isdigit() and 1 <= int(year) <= 9999):
        raise WrongUse(f"{year!r} is not a year.", "Give one in four digits: 2022.")
    with open_reader(settings.corpus) as connection:
        return _read(connection, outlet, int(year))


def _read(connection: "duckdb.DuckDBPyConnection", outlet: str, year: int) -> Coverage:
    from warehouse.schema.ddl import quote_literal

    names: dict[str, str] = dict(connection.execute("SELECT outlet_id, name FROM outlets ORDER BY ALL").fetchall())
    if outlet not in names:
        raise WrongUse(f"No outlet is called {outlet!r}.", f"Known: {', '.join(names)}.")
    columns = ", ".join(f"{name}_count" for name in COUNTS)
    # Written into the query: to bind a parameter DuckDB imports pandas, which takes longer than the answer.
    query = f"SELECT day, {columns} FROM coverage_calendar WHERE outlet_id = {quote_literal(outlet)} ORDER BY day"  # noqa: S608
    days = {day: dict(zip(COUNTS, counts, strict=True)) for day, *counts in connection.execute(query).fetchall()}
    undated = days.pop(None, dict.fromkeys(COUNTS, 0))
    first, last = min(days, default=None), max(days, default=None)
    latest = connection.execute("SELECT strftime(max(started_at), '%Y-%m-%d %H:%M') FROM runs").fetchone()
    of_year = {day: counts for day, counts in days.items() if day.year == year}
    as_of = latest[0] if latest else None
    return Coverage(outlet, names[outlet], year, of_year, undated, first, last, as_of)


def to_json_object(coverage: Coverage) -> dict[str, object]:
    """Return JSON-ready values: the days with known articles, and twelve months."""
    days = [{"day": day.isoformat(), **counts} for day, counts in coverage.days.items() if counts["discovered"]]
    months = [{"month": number, **sums} for number, sums in enumerate(coverage.months(), 1)]
    fields = {"outlet_id": coverage.outlet_id, "year": coverage.year, "as_of": coverage.as_of}
    return {**fields, "undated": coverage.undated, "months": months, "days": days}


def render_calendar(coverage: Coverage) -> Iterator["Text"]:
    """Yield the calendar's lines, at most 78 characters: a line per month, a character per day, then the sums."""
    from rich.text import Text

    yield Text(f"{one_line(coverage.name)}, {coverage.year}: articles by day of publication", "bold")
    heads = "".join(f"{_HEADS.get(name, name):>{_width(name)}}" for name in COUNTS)
    yield Text(f"     {'1':<11}{'11':<11}{'21':<10}{'31':<2}{heads}", "dim")
    for number, sums in enumerate(coverage.months(), 1):
        yield Text.assemble(f"{month_abbr[number]}  ", *_days(coverage, number), " ", _sums(sums))
    year = {name: sum(month[name] for month in coverage.months()) for name in COUNTS}
    yield Text(f"{'':39}{_sums(year)}", "bold")
    yield from map(Text, _remarks(coverage))
    yield from map(Text, LEGEND.splitlines())


def _width(name: str) -> int:
    return len(_HEADS.get(name, name)) + 1


def _sums(sums: Counts) -> str:
    shown = {name: sums[name] if sums[name] or name in ("discovered", "loaded") else "" for name in sums}
    return "".join(f"{shown[name]:>{_width(name)}}" for name in COUNTS)


def _days(coverage: Coverage, month: int) -> Iterator[tuple[str, str]]:
    length = monthrange(coverage.year, month)[1]
    for number in range(1, 32):
        yield _day(coverage.days.get(date(coverage.year, month, number))) if number <= length else (" ", "")
        if number in (10, 20):
            yield " ", ""


def _day(counts: Counts | None) -> tuple[str, str]:
    """Return a day's character and its colour, which repeats what the character says."""
    if not counts or not counts["discovered"]:
        return "·", "dim"
    for place, (letter, colour) in _MISSING.items():
        if counts[place]:
            return letter.upper() if counts["loaded"] else letter, colour
    loaded = counts["loaded"]
    return ("+" if loaded > 9 else str(loaded)) if loaded else "·", "green"


def _remarks(coverage: Coverage) -> Iterator[str]:
    if coverage.undated["discovered"]:
        parts = [f"{coverage.undated[name]} {_HEADS.get(name, name)}" for name in PLACES if coverage.undated[name]]
        yield f"Without a known day, of this year or another: {', '.join(parts)}."
    if coverage.first is None:
        yield "No article of this outlet has a known day."
    elif not coverage.days:
        yield f"The outlet has known articles from {coverage.first} to {coverage.last}."
    if coverage.as_of:
        yield f"Corpus as of {coverage.as_of} UTC."
