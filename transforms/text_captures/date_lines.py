"""Dates of a text capture: lines beside the title, the stamp before the first line, the address; and the masthead."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from transforms.bylines.name_words import MONTHS
from transforms.dates.dating import Reader
from transforms.dates.written import parse

MAX_DATE_LINE = 120  # characters, with perhaps a byline and a reading time in it
MAX_OTHER_WORDS = 6  # words of a date line that are no part of the date
MASTHEAD_LINES = 6  # from the top of the capture
_MONTH = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in sorted(MONTHS))}|sept)\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    r"(?<![\w/])(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
    rf"(?:{_DAY}\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_MONTH}\s+{_DAY},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
    r"(?!\w)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:\bat\s+)?\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE)
_MARKS = re.compile(
    r"\b(?:posted|published|created|written|date|added|uploaded|first|on|at|by|in|the|gmt|bst|utc|min(?:ute)?s?|read|"
    r"last|updated|modified|edited|of|part|debate|house|commons|lords)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"\b(?:posted|published|first published|created|date)\b", re.IGNORECASE)
CHANGED = re.compile(r"\b(?:updated|modified|edited|revised|amended)\b", re.IGNORECASE)
_MASTHEAD = re.compile(r"^\W*(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_date_line(line: str, reader: Reader) -> bool:
    """Tell whether a line is a date and little else: a weekday, a clock, "Posted on", a name, a reading time."""
    if not 6 <= len(line) <= MAX_DATE_LINE or not any(map(str.isdigit, line)):
        return False
    match = DATE.search(line)
    if match is None:
        return False
    rest = _MARKS.sub(" ", _CLOCK.sub(" ", line[: match.start()] + " " + line[match.end() :]))
    words = _WORD.findall(rest)
    if len(words) > MAX_OTHER_WORDS or any(word[0].islower() for word in words):
        return False
    return parse(published_part(line), reader.zone, reader.day_first, reader.language) is not None


def published_part(line: str) -> str:
    """Return the part of a date line that says when the piece was published: "Published 5 May. Updated 6 May"."""
    changed, stated = CHANGED.search(line), _PUBLISHED.search(line)
    if changed is None or stated is None:
        return line
    return line[: changed.start()] if stated.start() < changed.start() else line[stated.start() :]


def is_change(line: str) -> bool:
    """Tell whether a date line states a change alone."""
    return bool(CHANGED.search(line)) and not _PUBLISHED.search(line)


def states_publication(line: str) -> bool:
    """Tell whether a date line says that its day is that of publication."""
    return bool(_PUBLISHED.search(line))


def masthead_days(lines: Sequence[str], end: int, reader: Reader) -> Iterator[tuple[int, date]]:
    """Yield the masthead's day: a line near the top that is a weekday and a date, as papers print it on each page.

    `end` is the line before which it stands: the title's, or where the text begins.
    """
    for index, line in enumerate(lines[: min(end, MASTHEAD_LINES)]):
        if len(line) <= 40 and _MASTHEAD.match(line) and is_date_line(line, reader):
            moment = parse(line, reader.zone, reader.day_first, reader.language)
            if moment:
                yield index, moment.on
