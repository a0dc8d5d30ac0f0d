"""Choose the date of publication among all dates that the page states."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from transforms.dates.bounds import NOT_AFTER, combine_bounds
from transforms.dates.date_reader import CLOCK_TOLERANCE, DateReader, get_latest_day, is_exact_day
from transforms.dates.sources import (
    CHANGE,
    find_doubtful_dates,
    find_modified_dates,
    find_script_dates,
    find_stated_dates,
)
from transforms.dates.visible_dates import find_visible_dates
from transforms.page.parse import Page
from transforms.page.placement import Placement
from transforms.records import Capture, DateCandidate, Dating
from transforms.urls import split_address

MAX_CANDIDATES = 40
SERVED_TO_US = ("capture", "the day of this capture")
SERVED_BY_ARCHIVE = ("archived-copy", "the earliest copy that a web archive lists, or this capture")
SERVED = ("capture", "archived-copy")  # sources of the evidence that every article has
MONTH_ONLY = "a month only"
SAME, LESS_TRUSTED = "says the same", "less trusted than"  # reasons of candidates that lost to another
_DAY_FIRST = frozenset({"cy", "da", "de", "es", "fi", "fr", "ga", "gd", "it", "nb", "nl", "no", "pl", "pt", "tr"})
_DAY_FIRST_LOCALES = frozenset({"en-gb", "en-uk", "en-ie", "en-au", "en-nz", "en-in"})
DAY_FIRST_DOMAINS = (".uk", ".ie", ".scot", ".wales", ".cymru", ".london")
_UTC = re.compile(r"(?:Z|[+-]00:?00|UTC|GMT)\W*$")


def date_page(page: Page, place: Placement, capture: Capture) -> Dating:
    """Date an HTML capture."""
    reader = DateReader(capture, page.language, _undatable(page), _is_day_first(page))
    candidates = [reader.read(stated) for stated in find_stated_dates(page, place, capture.hint)]
    first = next((candidate for candidate in candidates if is_exact_day(candidate)), None)
    if first is None or (reader.zone is None and _is_near_midnight(first)):
        candidates += [line for line in map(reader.read, find_visible_dates(place)) if line.parsed_on]
    candidates += [reader.read(stated) for stated in find_doubtful_dates(page, place)]
    if not any(is_exact_day(candidate) for candidate in candidates):
        refused = {candidate.parsed_on for candidate in candidates}
        named = map(reader.read, find_script_dates(page.tree))
        candidates += [candidate for candidate in named if candidate.parsed_on not in refused]
    changes = [reader.read(stated) for stated in find_modified_dates(page)]
    return choose_date([*candidates, *changes], capture)


def _is_day_first(page: Page) -> bool | None:
    """Return True if the page's declared language or its country's domain writes the day before the month, else None.

    "en-US" and "en" decide nothing: templates declare them everywhere.
    """
    declared = (page.tree.get("lang") or "").replace("_", "-").lower()
    host = split_address(page.url).hostname or ""
    return declared in _DAY_FIRST_LOCALES or page.language in _DAY_FIRST or host.endswith(DAY_FIRST_DOMAINS) or None


def _undatable(page: Page) -> str | None:
    """Return why no date on the page can be its day of publication, or None."""
    address = split_address(page.url)
    if address.hostname and not address.path.strip("/") and not address.query:
        return "a front page: it changes by the hour"
    if any("mediawiki" in value.lower() for value in page.meta.get("generator", ())):
        return "a wiki page: written over years"
    return None


def choose_date(candidates: Iterable[DateCandidate], capture: Capture) -> Dating:
    """Choose the most trusted date; the candidates come in that order, and each other one gets a reason.

    An article that cannot be dated to the day keeps bounds: the day of the capture, that of a masthead or of a web
    archive's copy, and the month of its address if it has one.
    """
    return choose_date_until(candidates, get_latest_day(capture), capture.hint.copy is not None)


def choose_date_until(candidates: Iterable[DateCandidate], last: date, has_copy: bool) -> Dating:
    """Choose as `choose_date` does; `last` is the day `get_latest_day` returns.

    `has_copy` says whether a web archive's copy bounds it.
    """
    ledger = [candidate for candidate in candidates if candidate.basis not in SERVED]
    seen = combine_bounds(ledger, None, last)
    dates = _without_repeats(candidate for candidate in ledger if not candidate.bound)[:MAX_CANDIDATES]
    dates = _without_fillers(_without_later(dates, seen.not_after))
    chosen = _choose([candidate for candidate in dates if is_exact_day(candidate)])
    modified = next((c.parsed_at for c in dates if c.reason == CHANGE and c.parsed_at), None)
    if chosen is None or chosen.parsed_on is None:
        return _bound(ledger, dates, modified, last, has_copy)
    return Dating(
        published_on=chosen.parsed_on,
        published_at=chosen.parsed_at,
        date_basis=chosen.basis,
        date_precision=chosen.precision,
        published_not_after=max(chosen.parsed_on, seen.not_after),
        modified_at=modified,
        candidates=(*(_explain(candidate, chosen) for candidate in dates), *seen.evidence),
        has_copy=has_copy,
    )


def _bound(
    ledger: list[DateCandidate], dates: list[DateCandidate], modified: datetime | None, last: date, has_copy: bool
) -> Dating:
    """Return the dating of an article without a day: its bounds, and their evidence in the ledger."""
    month = next((c.parsed_on for c in dates if c.basis == "url" and c.precision == "month" and not c.reason), None)
    basis, source = SERVED_BY_ARCHIVE if has_copy else SERVED_TO_US
    served = DateCandidate(basis, last.isoformat(), None, last, "day", source=source, bound=NOT_AFTER)
    bounds = combine_bounds([*ledger, served], month, min(last, _get_month_end(month)) if month else last)
    refused = tuple(c if c.reason else replace(c, reason=MONTH_ONLY) for c in dates)
    return Dating(
        date_basis="archive-bound" if has_copy else "unknown",
        published_not_before=bounds.not_before,
        published_not_after=bounds.not_after,
        modified_at=modified,
        candidates=(*refused, *bounds.evidence),
        has_copy=has_copy,
    )


def _without_later(dates: list[DateCandidate], last: date) -> list[DateCandidate]:
    """Refuse dates later than the day on which the page is known to have been served."""
    return [
        replace(c, reason="after the day the page was served") if is_exact_day(c) and _is_after(c, last) else c
        for c in dates
    ]


def _is_after(candidate: DateCandidate, last: date) -> bool:
    return candidate.parsed_on is not None and candidate.parsed_on > last + CLOCK_TOLERANCE


def _get_month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _without_repeats(candidates: Iterable[DateCandidate]) -> list[DateCandidate]:
    seen: dict[tuple[str, str, str | None], DateCandidate] = {}
    for candidate in candidates:
        seen.setdefault((candidate.basis, candidate.value, candidate.reason), candidate)
    return list(seen.values())


def _without_fillers(ledger: list[DateCandidate]) -> list[DateCandidate]:
    """Refuse 1 January without a clock or at midnight: the value that forms enter for "no date".

    It is kept if the page's address has the same day.
    """
    in_url = {candidate.parsed_on for candidate in ledger if candidate.basis == "url"}
    return [
        replace(c, reason="filler: the first of January")
        if is_exact_day(c) and c.parsed_on and c.parsed_on not in in_url and _is_filler(c.parsed_on, c.parsed_at)
        else c
        for c in ledger
    ]


def _is_filler(day: date, at: datetime | None) -> bool:
    return (day.month, day.day) == (1, 1) and (at is None or (at.hour, at.minute) == (0, 0))


def _choose(usable: list[DateCandidate]) -> DateCandidate | None:
    """Return the most trusted candidate; if it is a timestamp in UTC, with the outlet's local day.

    Near midnight the local day may be the day before or after. It is decided by the same instant written with an
    offset, or by the printed day, or by the day in the address unless a second timestamp agrees with the first. A
    day without a clock is the day of print if an instant of the evening before is also stated.
    """
    if not usable:
        return None
    chosen = _eve(usable) or usable[0]
    if chosen.parsed_at is None or not _UTC.search(chosen.value):
        return chosen
    for other in usable[1:]:
        if other.parsed_on is None or other.parsed_on == chosen.parsed_on:
            continue
        is_same = other.parsed_at and abs(other.parsed_at - chosen.parsed_at) < timedelta(minutes=2)
        if is_same or _is_local_day(other, chosen, usable):
            return replace(chosen, parsed_on=other.parsed_on)
    return chosen


def _is_local_day(other: DateCandidate, chosen: DateCandidate, usable: list[DateCandidate]) -> bool:
    """Return whether a day without a clock, in the address or printed, is the timestamp's local day at the outlet."""
    if other.parsed_on is None or chosen.parsed_at is None:
        return False
    if other.basis == "url":
        return _is_day_somewhere(other.parsed_on, chosen.parsed_at) and not _is_confirmed(chosen, usable)
    is_printed = other.basis in ("text", "time-tag") and other.parsed_at is None
    is_next = abs((other.parsed_on - chosen.parsed_at.date()).days) == 1
    return is_printed and is_next and _is_near_midnight(chosen) and _is_day_somewhere(other.parsed_on, chosen.parsed_at)


def _is_confirmed(chosen: DateCandidate, usable: list[DateCandidate]) -> bool:
    """Return whether a timestamp from another source states the same day as the chosen one."""
    return any(
        other.basis in ("json-ld", "meta", "time-tag", "feed")
        and other.basis != chosen.basis
        and other.parsed_on == chosen.parsed_on
        for other in usable
    )


def _is_near_midnight(candidate: DateCandidate) -> bool:
    """Return whether a candidate is a timestamp in UTC at which the local day may differ in some inhabited time zone.

    From 18:00 it is already the next day at UTC+6 and farther east; before 09:00 it is still the day before on the
    west coast of America.
    """
    at = candidate.parsed_at
    return at is not None and bool(_UTC.search(candidate.value)) and (at.hour >= 18 or at.hour < 9)


def _eve(usable: list[DateCandidate]) -> DateCandidate | None:
    """Return the instant on the day before, if markup states one and the most trusted date has no clock."""
    first = usable[0]
    if first.precision != "day" or first.parsed_on is None or first.basis not in ("json-ld", "meta"):
        return None
    eve = first.parsed_on - timedelta(days=1)
    if any(candidate.basis == "url" and candidate.parsed_on == first.parsed_on for candidate in usable):
        return None
    return next((c for c in usable[1:] if c.precision == "instant" and c.parsed_on == eve and c.basis == "meta"), None)


def _is_day_somewhere(day: date, at: datetime) -> bool:
    """Return whether that instant falls on that day anywhere on earth (UTC-12 to UTC+14)."""
    hours = (at - datetime.combine(day, time())) / timedelta(hours=1)
    return -14 <= hours < 24 + 12


def _explain(candidate: DateCandidate, chosen: DateCandidate) -> DateCandidate:
    if (candidate.basis, candidate.value, candidate.reason) == (chosen.basis, chosen.value, chosen.reason):
        return replace(chosen, is_chosen=True)
    if candidate.reason:
        return candidate
    agrees = candidate.parsed_on == chosen.parsed_on
    return replace(candidate, reason=SAME if agrees else f"{LESS_TRUSTED} {chosen.basis}")
