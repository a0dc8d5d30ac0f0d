"""Parse a written date into an instant or a day, or into None."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache

from warehouse.schema.seed_files import read_seed

# Nothing on the web is older; a number of more than four digits is not a year.
EARLIEST_DAY = date(1990, 1, 1)
MAX_DATE_CHARACTERS = 120  # characters: a date line, not a paragraph

# Abbreviations that bylines use, in hours from UTC. EST/EDT as the US writes them, IST as India does.
_ABBREVIATIONS = {
    **{"utc": 0.0, "gmt": 0.0, "z": 0.0, "bst": 1.0, "cet": 1.0, "cest": 2.0, "mez": 1.0, "mesz": 2.0, "eet": 2.0},
    **{"est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0},
    **{"ist": 5.5, "msk": 3.0, "jst": 9.0, "kst": 9.0, "hkt": 8.0, "sgt": 8.0, "aest": 10.0, "aedt": 11.0},
}
_CLOCK = r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d))(?:[:.](?P<second>[0-5]\d))?(?:[.,]\d+)?"
# "+01:00", "+0100", "+01", "Z"; after GMT or UTC also "+1" (GMT+0100, as JavaScript writes it; UTC+1).
_OFFSET = r"(?P<offset>(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|[+-]\d{2}:?\d{2}(?::\d{2})?(?!\d)|[+-]\d{2}\b|Z\b)"
_ISO = re.compile(
    r"(?<!\d)(?P<year>[12]\d{3})(?P<gap>\.\s|[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)"
    rf"(?:[T\s,]*(?:at\s)?\s*{_CLOCK}\s*(?:{_OFFSET}|(?P<zone>GMT|UTC))?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^(?P<year>[12]\d{3})(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:T?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?$"
)
_MONTH_ONLY = re.compile(r"^(?P<year>[12]\d{3})[-/](?P<month>\d{1,2})$")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})\s?(?P<gap>[-/.])\s?(?P<b>\d{1,2})\s?(?P=gap)\s?(?P<year>[12]\d{3}|\d{2})(?![\d:])"
)
_WORD = r"(?P<name>[^\W\d_]{3,14})"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\.?,?\s*$", re.IGNORECASE)
_DAY_MONTH = re.compile(
    rf"(?<![\d:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|af|ain|fed|il|ydd|eg|ed)?[.,]?[\s/-]+(?:of\s|de\s|o\s|"
    rf"d['’])?{_WORD}[.,]?[\s/-]+(?:de\s|del\s)?(?P<year>[12]\d{{3}})(?!\d)"
)
# RFC 822 wrote years with two digits; printed pages write '24. Accepted only as a complete date, alone or with its
# weekday or clock.
_SHORT_YEAR = re.compile(
    r"^(?:[^\W\d_]{2,12}[.,:]?\s+){0,2}?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<gap>[\s-])(?P<name>[^\W\d_]{3,9})\.?,?(?P=gap)"
    r"['’‘]?(?P<year>\d{2})(?=$|,?\s+(?:at\s)?\d{1,2}[:.]\d{2}|\s*[|·,–-]\s)"
)
_MONTH_DAY_SHORT_YEAR = re.compile(
    r"^(?:[^\W\d_]{2,12}[.,:]?\s+){0,2}?(?P<name>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+['’‘](?P<year>\d{2})"
    r"(?=$|,?\s+(?:at\s)?\d{1,2}[:.]\d{2}|\s*[|·,–-]\s)"
)
_MONTH_DAY = re.compile(
    rf"(?<![^\W\d_]){_WORD}[.,]?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>[12]\d{{3}})(?!\d)"
)
_YEAR_FIRST = re.compile(rf"(?<!\d)(?P<year>[12]\d{{3}})[.,]?\s+(?:m\.\s)?{_WORD}[.,]?\s+(?P<day>\d{{1,2}})(?![\d:])")
_CJK = re.compile(r"(?P<year>[12]\d{3})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]")
_CTIME = re.compile(
    r"(?P<name>[^\W\d_]{3})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{1,2}):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)\s+"
    r"(?:(?P<offset>(?:GMT|UTC)[+-]\d{2}:?\d{2})\s+|(?P<zone>[A-Z]{3,4})\s+)?(?P<year>[12]\d{3})"
)
_EPOCH = re.compile(r"^1\d{9}(?:\d{3})?$")
_TIME_AFTER = re.compile(
    rf"^\D{{0,18}}?{_CLOCK}\s*(?P<half>[ap]\.?m\b\.?)?\s*(?:Uhr\s*)?\(?(?:{_OFFSET}|(?P<zone>[A-Z]{{2,4}}T|UTC|"
    rf"GMT|MSK|ME[S]?Z)\b)?",
    re.IGNORECASE,
)
_NORWEGIAN = "no"  # pages say "no"; the names are those of its written form "nb"


@dataclass(frozen=True, slots=True)
class Moment:
    """A parsed date: `at` is naive UTC and known if the text has a clock and an offset, `on` is the local day.

    `clock` means that a time of day was written, with or without an offset.
    """

    on: date
    at: datetime | None = None
    precision: str = "day"
    clock: bool = False


def parse_date(value: str, zone: tzinfo | None, day_first: bool | None, language: str | None = None) -> Moment | None:
    """Return the parsed date, or None if the text is not a date or could be two dates.

    `zone` is the outlet's time zone, if declared; it decides an instant's day, otherwise the written offset does.
    `day_first` decides 4/5/2024; with None such a date is parsed only if it can be only one day.
    """
    value = " ".join(value[: MAX_DATE_CHARACTERS + 1].split())
    if not 4 <= len(value) <= MAX_DATE_CHARACTERS:
        return None
    try:
        return _read(value, zone, day_first, language)
    except (ValueError, OverflowError):  # the 31st of February, year 0, an offset of 99 hours
        return None


def _read(value: str, zone: tzinfo | None, day_first: bool | None, language: str | None) -> Moment | None:
    if _EPOCH.match(value):
        return _moment(datetime.fromtimestamp(int(value[:10]), UTC), zone)
    if match := _ISO.search(value) or _COMPACT.match(value):
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        clock = match.groupdict()
        return _make_moment(day, clock, zone) if clock["hour"] else _with_clock(day, value[match.end() :], zone)
    if (match := _CTIME.search(value)) and (stamped := _day(match.groupdict(), day_first, language)):
        return _make_moment(stamped, match.groupdict(), zone)
    for pattern in (_CJK, _DAY_MONTH, _MONTH_DAY, _NUMERIC, _YEAR_FIRST, _SHORT_YEAR, _MONTH_DAY_SHORT_YEAR):
        for match in pattern.finditer(value):
            if pattern is _NUMERIC and (named := _WEEKDAY.search(value[: match.start()])):
                day_first = _find_order(match.groupdict(), named[1].lower(), day_first)
            if written := _day(match.groupdict(), day_first, language):
                return _with_clock(written, value[match.end() :], zone)
    match = _MONTH_ONLY.match(value)
    return Moment(date(int(match["year"]), int(match["month"]), 1), precision="month") if match else None


def _find_order(parts: dict[str, str | None], weekday: str, day_first: bool | None) -> bool | None:
    """Return whether the day comes first in "Tue, 03/05/2024": the order in which that day is of the weekday named."""
    fitting = []
    for order in (True, False):
        with suppress(ValueError):
            day = _day(parts, order, None)
            if day is not None and day.weekday() == _WEEKDAYS.index(weekday[:3]):
                fitting.append(order)
    return fitting[0] if len(fitting) == 1 else day_first


def _day(parts: dict[str, str | None], day_first: bool | None, language: str | None) -> date | None:
    year = int(parts["year"] or 0)
    year = year if len(parts["year"] or "") > 2 else _read_short_year(year)
    if parts.get("name") is not None:
        month = get_month_number(parts["name"] or "", language)
        return date(year, month, int(parts["day"] or 0)) if month else None
    if parts.get("month"):
        return date(year, int(parts["month"] or 0), int(parts["day"] or 0))
    a, b = int(parts["a"] or 0), int(parts["b"] or 0)
    if a > 12 or a == b or parts["gap"] == ".":  # dates with dots are day first everywhere
        return date(year, b, a)
    if b > 12:
        return date(year, a, b)
    if day_first is None:
        return None
    return date(year, b, a) if day_first else date(year, a, b)


def _read_short_year(year: int) -> int:
    """Return the year of two digits: 69 is 2069 and 70 is 1970, as POSIX reads them."""
    return 2000 + year if year < 70 else 1900 + year


def _with_clock(day: date, rest: str, zone: tzinfo | None) -> Moment:
    match = _TIME_AFTER.match(rest)
    return _make_moment(day, match.groupdict(), zone) if match else Moment(day)


def _make_moment(day: date, parts: dict[str, str | None], zone: tzinfo | None) -> Moment:
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        return Moment(day)
    clock = time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))
    local = datetime.combine(day, clock)
    offset = _offset(parts.get("offset") or parts.get("zone"))
    if (
        offset
        and parts.get("offset")
        and local - (offset.utcoffset(None) or timedelta()) == datetime.combine(day, time())
    ):
        return Moment(day)  # midnight UTC to the second means a day, written as an instant
    if offset is None:
        # A clock without an offset is in the outlet's time zone; if that is unknown, only the day is certain.
        return _moment(local.replace(tzinfo=zone), None) if zone else Moment(day, clock=True)
    return _moment(local.replace(tzinfo=offset), zone)


def _offset(written: str | None) -> tzinfo | None:
    if not written:
        return None
    hours = _ABBREVIATIONS.get(written.lower())
    if hours is not None:
        return timezone(timedelta(hours=hours))
    match = re.search(r"([+-])(\d{1,2}?):?(\d{2})?(?::\d{2})?$", written)
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset)


def _moment(instant: datetime, zone: tzinfo | None) -> Moment:
    local = instant.astimezone(zone) if zone else instant
    return Moment(local.date(), instant.astimezone(UTC).replace(tzinfo=None), "instant", clock=True)


def get_month_number(name: str, language: str | None) -> int | None:
    """Return 1–12 for a month's name or abbreviation in that language or in English, or None."""
    folded = name.casefold().rstrip(".")
    tables = _read_tables()
    own = tables.get("nb" if language == _NORWEGIAN else language or "", {})
    return tables["en"].get(folded) or own.get(folded)


@cache
def _read_tables() -> dict[str, dict[str, int]]:
    """Return the number of each name, folded, by language."""
    tables: dict[str, dict[str, int]] = {}
    for row in read_seed("months.csv", ("language", "month", "names")):
        tables.setdefault(row["language"], {}).update(dict.fromkeys(row["names"].split("|"), int(row["month"])))
    return tables
