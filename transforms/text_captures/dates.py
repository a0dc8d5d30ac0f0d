"""Date the piece of a text capture, with the same reader and rules as for pages."""

from collections.abc import Iterator, Sequence
from datetime import date

from transforms.dates.bounds import NOT_AFTER
from transforms.dates.date_reader import DateReader, get_capture_day
from transforms.dates.dating import choose_date
from transforms.dates.sources import StatedDate, find_address_dates
from transforms.records import Capture, Dating
from transforms.text_captures.date_lines import (
    find_masthead_days,
    is_badge,
    is_change,
    is_date_line,
    is_masthead,
    is_permalink,
    read_published_part,
    states_publication,
)
from transforms.text_captures.layout import Layout
from transforms.text_captures.lines import is_prose

MAX_NEAR = 2  # lines above the title in which its date is searched
MAX_FOOT = 12  # lines after the text
_ANOTHER = "above the title: of another article"
_CHANGE = "a change, not the publication"


def date_capture(
    layout: Layout, stamp: str | None, capture: Capture, reader: DateReader, sites: frozenset[str]
) -> Dating:
    """Return the dating: from the stamp, dates near the title, manifest or feed, address; else its bounds.

    The masthead's day is never the date: the page was served on that day, so the article was published on it or
    earlier.
    """
    days = find_masthead_days(layout.lines, _head(layout), reader, sites)
    masthead = [index for index, day in days if not _is_near_title(layout, index, day, capture)]
    stated = [
        *_stamped(stamp),
        *_printed(layout, capture, reader, sites),
        *_hinted(capture),
        *find_address_dates(capture.url),
    ]
    stated += [*_at_foot(layout, reader, sites), *_refused(layout, masthead, reader, sites)]
    return choose_date(map(reader.read, stated), capture)


def _stamped(stamp: str | None) -> list[StatedDate]:
    return [StatedDate("text", "the stamp before the first line", stamp)] if stamp else []


def _printed(layout: Layout, capture: Capture, reader: DateReader, sites: frozenset[str]) -> Iterator[StatedDate]:
    """Yield the date lines below the title, then those just above it."""
    header = layout.header if layout.title >= 0 else ()
    for line in header:
        if is_date_line(line, reader, sites):
            refused = _CHANGE if is_change(line) else None
            yield StatedDate("text", "a line below the title", read_published_part(line), refused)
    for index in range(max(0, _head(layout) - 2 * MAX_NEAR), _head(layout)):
        line = layout.lines[index]
        if is_date_line(line, reader, sites):
            day = reader.read(StatedDate("text", "", line)).parsed_on
            if day and _is_near_title(layout, index, day, capture):
                refused = _CHANGE if is_change(line) else None
                yield StatedDate("text", "a line just above", read_published_part(line), refused)


def _is_near_title(layout: Layout, index: int, day: date, capture: Capture) -> bool:
    """Return whether a date line above the title is directly above it and is not the day on which the page was
    served.
    """
    between = [line for line in layout.lines[index + 1 : _head(layout)] if any(map(str.isalnum, line))]
    between = [line for line in between if not is_change(line)]  # "Updated: 6 May 2024"
    if is_masthead(layout.lines, index):
        return False
    touches = index <= _head(layout) and len(between) < MAX_NEAR and all(len(line) <= 40 for line in between)
    return touches and day != get_capture_day(capture)


def _head(layout: Layout) -> int:
    """Return the index of the title's line, or of the text's first line if no line is the title."""
    return layout.title if layout.title >= 0 else layout.start


def _hinted(capture: Capture) -> Iterator[StatedDate]:
    said_by = capture.hint.dated_by or capture.hint.route
    if capture.hint.published:
        basis = said_by if said_by in ("feed", "sitemap") else "listing"
        yield StatedDate(basis, "manifest" if said_by == "import" else said_by, capture.hint.published)


def _at_foot(layout: Layout, reader: DateReader, sites: frozenset[str]) -> Iterator[StatedDate]:
    """Yield dates after the text that are labelled as the date of publication: "Posted on 5 May 2012"."""
    last = max((at for at in range(layout.start, layout.end) if is_prose(layout.lines[at])), default=layout.end)
    for line in layout.lines[last + 1 :][:MAX_FOOT]:
        is_own = states_publication(line) or is_permalink(line) or _completes_badge(layout, line, reader)
        if is_own and is_date_line(line, reader, sites):
            yield StatedDate("text", "a line below the text", read_published_part(line))


def _completes_badge(layout: Layout, line: str, reader: DateReader) -> bool:
    """Return whether a date at the foot is the day that is printed without its year above or below the title."""
    badges = [other for other in layout.lines[max(0, _head(layout) - MAX_NEAR) : layout.start] if is_badge(other)]
    day = reader.read(StatedDate("text", "", line)).parsed_on if badges else None
    if day is None:
        return False
    return day in [reader.read(StatedDate("text", "", f"{badge} {day.year}")).parsed_on for badge in badges]


def _refused(
    layout: Layout, masthead: Sequence[int], reader: DateReader, sites: frozenset[str]
) -> Iterator[StatedDate]:
    """Yield the dates above the title: the masthead's date bounds the publication, another article's date is not
    evidence for it.
    """
    for index, line in enumerate(layout.lines[: _head(layout)]):
        if index in masthead:
            yield StatedDate("masthead", "the day the page was served", line, None, NOT_AFTER)
        elif is_date_line(line, reader, sites):
            yield StatedDate("text", "above the title", line, _ANOTHER)
