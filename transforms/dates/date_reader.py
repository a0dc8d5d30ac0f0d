"""Parse the dates that a page states, with the reason why one cannot be the date of publication."""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from transforms.dates.date_formats import EARLIEST_DAY, Moment, parse_date
from transforms.dates.sources import (
    StatedDate,
)
from transforms.records import Capture, DateCandidate

# A page may have a timestamp of the day after its capture, because clocks and time zones differ.
CLOCK_TOLERANCE = timedelta(days=1)


class DateReader:
    """Parses stated dates for one capture, with its outlet's time zone and day order, its language and its last
    possible day.
    """

    def __init__(
        self, capture: Capture, language: str | None, refused: str | None = None, day_first: bool | None = None
    ) -> None:
        declared = capture.outlet.is_declared
        self.zone: tzinfo | None = ZoneInfo(capture.outlet.timezone) if declared else None
        self.day_first: bool | None = capture.outlet.day_first if declared else day_first
        self.language, self.refused = language, refused
        self.latest = get_latest_day(capture) + CLOCK_TOLERANCE
        self.late = "after the capture" if self.latest > get_capture_day(capture) else "after a web archive's copy"

    def read(self, stated: StatedDate) -> DateCandidate:
        """Return the candidate; one that cannot date the article carries the reason."""
        moment = parse_date(stated.value, self.zone, self.day_first, self.language) or self._read_only_past(stated)
        value = " ".join(stated.value.split())[:120]
        if moment is None:
            unread = "cannot be read as one date"
            return DateCandidate(stated.basis, value, None, None, "none", reason=unread, source=stated.source)
        reason = stated.refused or self.refused or self._implausible(moment)
        return DateCandidate(
            stated.basis,
            value,
            moment.at,
            moment.on,
            moment.precision,
            reason=reason,
            source=stated.source,
            bound=stated.bound,
        )

    def _read_only_past(self, stated: StatedDate) -> Moment | None:
        """Return the day of "08/03/2024" if only one of its two readings is not after the capture."""
        if self.day_first is not None:
            return None
        read = [parse_date(stated.value, self.zone, order, self.language) for order in (True, False)]
        past = [moment for moment in read if moment is not None and moment.on <= self.latest]
        return past[0] if len(past) == 1 and None not in read else None

    def _implausible(self, moment: Moment) -> str | None:
        if moment.on > self.latest:
            return self.late
        if moment.on < EARLIEST_DAY:
            return "before the web"
        return None


def is_exact_day(candidate: DateCandidate) -> bool:
    """Return whether a candidate may date the article to the day."""
    is_usable = candidate.reason is None and candidate.bound is None and candidate.parsed_on is not None
    return is_usable and candidate.precision in ("day", "instant")


def get_capture_day(capture: Capture) -> date:
    """Return the day of the capture in the outlet's time zone."""
    return capture.captured_at.astimezone(ZoneInfo(capture.outlet.timezone)).date()


def get_latest_day(capture: Capture) -> date:
    """Return the last day, in the outlet's time zone, on which the article may have been published.

    It is the day of the capture, or of the earliest known copy in a web archive.
    """
    copy = capture.hint.copy
    if copy is None:
        return get_capture_day(capture)
    copied_on = datetime.fromisoformat(copy.captured_at).astimezone(ZoneInfo(capture.outlet.timezone)).date()
    return min(copied_on, get_capture_day(capture))
