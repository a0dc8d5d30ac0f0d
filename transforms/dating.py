"""When a piece was published: one resolver over every date the page states."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from transforms.date_sources import Stated, modified_dates, stated_dates, visible_dates
from transforms.dates import EARLIEST, Moment, parse
from transforms.page import Page
from transforms.records import Capture, DateCandidate, Dating

# A page may carry a stamp of the day after its capture: clocks differ, and so do time zones.
TOLERANCE = timedelta(days=1)
MOST_CANDIDATES = 40


def date_page(page: Page, headline: HtmlElement | None, capture: Capture) -> Dating:
    """Return the dating of an HTML capture."""
    structured = list(stated_dates(page, headline, capture.hint))
    reader = Reader(capture, page.language)
    candidates = [reader.read(stated) for stated in structured]
    if not any(is_day(candidate) for candidate in candidates):
        candidates += [reader.read(stated) for stated in visible_dates(page, headline)]
    changes = [reader.read(stated) for stated in modified_dates(page)]
    return resolve([*candidates, *changes], capture)


class Reader:
    """Reads stated dates for one capture: its outlet's zone and day order, its page's language, its bound."""

    def __init__(self, capture: Capture, language: str | None) -> None:
        declared = capture.outlet.is_declared
        self.zone: tzinfo | None = ZoneInfo(capture.outlet.timezone) if declared else None
        self.day_first: bool | None = capture.outlet.day_first if declared else None
        self.language = language
        self.latest = local_day(capture) + TOLERANCE

    def read(self, stated: Stated) -> DateCandidate:
        """Return the candidate; one that cannot date the article carries the reason."""
        moment = parse(stated.value, self.zone, self.day_first, self.language)
        value = " ".join(stated.value.split())[:120]
        if moment is None:
            return DateCandidate(stated.basis, value, None, None, "none", reason="cannot be read as one date")
        reason = stated.refused or self._implausible(moment)
        return DateCandidate(stated.basis, value, moment.at, moment.on, moment.precision, reason=reason)

    def _implausible(self, moment: Moment) -> str | None:
        if moment.on > self.latest:
            return "after the capture"
        if moment.on < EARLIEST:
            return "before the web"
        return None


def is_day(candidate: DateCandidate) -> bool:
    """Tell whether a candidate may date the article to the day."""
    return candidate.reason is None and candidate.parsed_on is not None and candidate.precision in ("day", "instant")


def local_day(capture: Capture) -> date:
    """Return the day of the capture in the outlet's time zone."""
    return capture.captured_at.astimezone(ZoneInfo(capture.outlet.timezone)).date()


def resolve(candidates: Iterable[DateCandidate], capture: Capture) -> Dating:
    """Choose by the order of trust in which the candidates come, and say of each other one why not."""
    ledger = _without_repeats(candidates)[:MOST_CANDIDATES]
    usable = [candidate for candidate in ledger if is_day(candidate)]
    chosen = _choose(usable)
    modified = next((c.parsed_at for c in ledger if c.reason and c.reason.startswith("a change") and c.parsed_at), None)
    last = local_day(capture)
    if chosen is None:
        return Dating(published_not_after=last, modified_at=modified, candidates=tuple(ledger))
    told = tuple(_told(candidate, chosen) for candidate in ledger)
    return Dating(
        published_on=chosen.parsed_on,
        published_at=chosen.parsed_at,
        date_basis=chosen.basis,
        date_precision=chosen.precision,
        published_not_before=chosen.parsed_on,
        published_not_after=min(chosen.parsed_on or last, last),
        modified_at=modified,
        candidates=told,
    )


def _without_repeats(candidates: Iterable[DateCandidate]) -> list[DateCandidate]:
    seen: dict[tuple[str, str, str | None], DateCandidate] = {}
    for candidate in candidates:
        seen.setdefault((candidate.basis, candidate.value, candidate.reason), candidate)
    return list(seen.values())


def _choose(usable: list[DateCandidate]) -> DateCandidate | None:
    if not usable:
        return None
    chosen = usable[0]
    if chosen.parsed_at is not None and chosen.value.rstrip().endswith(("Z", "+00:00", "+0000")):
        # A stamp in UTC near midnight is yesterday or tomorrow where the page is made: its address knows which.
        for other in usable:
            if other.basis == "url" and other.parsed_on is not None and chosen.parsed_on is not None:
                start = datetime(other.parsed_on.year, other.parsed_on.month, other.parsed_on.day, tzinfo=UTC)
                hours = (chosen.parsed_at.replace(tzinfo=UTC) - start) / timedelta(hours=1)
                if other.parsed_on != chosen.parsed_on and -14 <= hours <= 24 + 12:
                    return replace(chosen, parsed_on=other.parsed_on)
    return chosen


def _told(candidate: DateCandidate, chosen: DateCandidate) -> DateCandidate:
    if (candidate.basis, candidate.value, candidate.reason) == (chosen.basis, chosen.value, chosen.reason):
        return replace(chosen, is_chosen=True)
    if candidate.reason:
        return candidate
    agrees = candidate.parsed_on == chosen.parsed_on
    return replace(candidate, reason="says the same" if agrees else f"less trusted than {chosen.basis}")
