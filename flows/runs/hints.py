"""Parse the dates that listings state for an article, and merge the hints of several listings."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from transforms.dates.date_formats import parse_date
from transforms.records import ArchivedCopy, Candidate, Hint, Outlet


def parse_instant(text: str | None, timezone: str) -> datetime | None:
    """Parse a feed's or sitemap's date into an instant (aware, UTC); None if it cannot be parsed.

    A day without a time becomes its last second: an article that changed on that day changed no later. `timezone` is
    the outlet's, used for dates without an offset.
    """
    text = (text or "").strip()
    try:
        moment = _parse_machine_date(text)
        if len(text) == len("2022-07-20"):
            moment += timedelta(days=1, seconds=-1)
        return moment.replace(tzinfo=moment.tzinfo or ZoneInfo(timezone)).astimezone(UTC)
    except (ValueError, OverflowError):  # not a date, or outside the calendar: year 99999999999999999999
        return None


def _parse_machine_date(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


def parse_day(text: str | None, timezone: str) -> date | None:
    """Parse a date into a day in the outlet's time zone; None if it cannot be parsed."""
    moment = parse_instant(text, timezone)
    try:
        return moment.astimezone(ZoneInfo(timezone)).date() if moment else None
    except OverflowError:  # the last day of the calendar, east of Greenwich
        return None


def find_listed_day(hint: Hint, outlet: Outlet) -> date | None:
    """Return the publication day that a listing states, in the outlet's time zone; None if it states none.

    Feeds and sitemaps write dates for programs; a listing page writes them for readers ("3 March 2023").
    """
    if (machine := parse_day(hint.published, outlet.timezone)) or not hint.published:
        return machine
    written = parse_date(hint.published, ZoneInfo(outlet.timezone), outlet.day_first)
    return written.on if written and written.precision != "month" else None


def merge_hints(first: Candidate, second: Candidate) -> Candidate:
    """Return the first candidate; fields missing from its hint are filled from the second's."""
    preferred, other = first.hint, second.hint
    dated = preferred if preferred.published or not other.published else other
    hint: Hint = replace(
        preferred,
        title=preferred.title or other.title,
        published=dated.published,
        dated_by=None if (said_by := dated.dated_by or dated.route) == preferred.route else said_by,
        modified=preferred.modified or other.modified,
        authors=preferred.authors or other.authors,
        categories=preferred.categories or other.categories,
        copy=earliest_copy(preferred.copy, other.copy),
    )
    return replace(first, hint=hint)


def earliest_copy(first: ArchivedCopy | None, second: ArchivedCopy | None) -> ArchivedCopy | None:
    """Return the copy that was made first: the article was published on that day or earlier."""
    copies = [copy for copy in (first, second) if copy is not None]
    return min(copies, key=lambda copy: copy.captured_at, default=None)
