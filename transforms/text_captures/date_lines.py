"""Find dates in a text capture: lines near the title, the stamp before the first line, the address, the masthead."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from transforms.bylines.name_words import MONTHS
from transforms.dates.date_formats import parse_date
from transforms.dates.date_reader import DateReader
from transforms.page.title_text import is_site_name
from transforms.text_captures.lines import is_byline, is_furniture
from transforms.text_captures.name_lines import read_name

MAX_DATE_LINE = 120  # characters, with perhaps a byline and a reading time in it
MASTHEAD_LINES = 6  # from the top of the capture
_WELSH = "ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr"
_MONTH = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in sorted(MONTHS))}|sept|{_WELSH})\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|af|ain|fed|il|ydd|eg|ed)?"
DATE = re.compile(
    r"(?<![\w/])(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
    rf"(?:{_DAY}\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_DAY}\s?/\s?{_MONTH}\s?/?\s?\d{{4}}|{_MONTH}\s+{_DAY},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}-\d{{1,2}}-\d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
    r"(?!\w)",
    re.IGNORECASE,
)
WELSH_DATE = re.compile(
    rf"(?<!\w)(?:\d{{1,2}}(?:af|ain|fed|il|ydd|eg|ed)? (?:{_WELSH})|(?:{_WELSH}) \d{{1,2}}),? \d{{4}}(?!\d)",
    re.IGNORECASE,
)
# The day and month that blogs print in a box beside a title, without the year: "06 / March", "Mar 6".
_BADGE = re.compile(rf"^(?:{_DAY}\s?/?\s?{_MONTH}|{_MONTH}\s?/?\s?{_DAY})$", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:\bat\s+)?\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE
)
_MARKS = re.compile(
    r"\b(?:posted|submitted|published|created|written|date|added|uploaded|first|on|at|by|in|the|gmt|bst|utc|min(?:ute)?s?|read|"
    r"last|updated|modified|edited|"
    r"tabled|delivered|update|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:\d{1,3} (?:minute|hour|day|week|month|year)s? )+ago|"
    r"et|pt|est|edt|pst|pdt|cst|cet|aest|aedt|ist|am|pm|share|comments?|views?|was|this|article|entry|admin|editor|staff)\b",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:(?:opinion|comment|commentary|news|blog|features?|politics|columns?|columnists?|letters|analysis|articles?|"
    r"pages?|views?|latest|local|speech(?:es)?|publications?|sports?|business|culture|lifestyle|world|"
    r"what['’]s on|blogs?|the blog|platform|home) ?)+",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:posted|submitted|published|publication date|date tabled|tabled|first published|created|date)\b",
    re.IGNORECASE,
)
CHANGED = re.compile(r"\b(?:updated|modified|edited|revised|amended)\b", re.IGNORECASE)
_MASTHEAD = re.compile(r"^\W*(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:no|\d+) comments?\W*$", re.IGNORECASE)
MAX_BYLINE_WORDS = 8
_WEEKDAY = re.compile(r"^\W*(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
MAX_LABEL_WORDS = 4  # of the section in such a line
_CHAMBER = re.compile(
    r"^\W*(?:part of the debate\b|part of [\w ’'-]{3,60} [–—-] in (?:the |westminster)|volume \d+\W+debated on\b|"
    r"in (?:the house of (?:commons|lords)|westminster hall|the scottish parliament|"
    r"the northern ireland assembly|(?:[\w ]{0,40} )?committee) at \d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_date_line(line: str, reader: DateReader, sites: frozenset[str]) -> bool:
    """Return whether a line is little more than a date: a weekday, a clock, "Posted on", a name, a reading time.

    "Version 3, 29 June 2007" and "11.03.17 in Gadgets" date something else: besides the date, the line may name only
    a person or one of the `sites`.
    """
    if not 6 <= len(line) <= MAX_DATE_LINE or not any(map(str.isdigit, line)):
        return False
    match = DATE.search(line)
    if match is None:
        return False
    rest = _MARKS.sub(" ", _CLOCK.sub(" ", DATE.sub(" ", line)))
    other = " ".join(_WORD.findall(rest))
    if (
        _COUNTED.search(line) and len(other.split()) <= MAX_LABEL_WORDS
    ):  # "By July 03 2015, 12:31 Latest News No Comments"
        other = ""
    is_clocked = bool(_CLOCK.search(DATE.sub(" ", line))) and bool(_WEEKDAY.match(line))
    if is_clocked and len(other.split()) <= MAX_LABEL_WORDS and line.rstrip().endswith(other):
        other = ""  # "Tuesday 4 February 2025, 12.01am, The Lantern"
    if _SECTION.fullmatch(other) or (_PUBLISHED.match(line) and 0 < len(other.split()) <= MAX_LABEL_WORDS):
        other = ""  # "Opinion | 5 May 2024", "Posted on 5 May 2024 by Jane Roe's office"
    if is_permalink(line) or (is_byline(line) and len(other.split()) <= MAX_BYLINE_WORDS):
        other = ""  # "By Jane Roe | 5 May 2024 | 4 min read"
    if other and not is_site_name(other, sites) and read_name(other, sites) is None and not _CHAMBER.match(line):
        return False
    orders = (True, False) if reader.day_first is None else (reader.day_first,)
    part = read_published_part(line)
    return any(parse_date(part, reader.zone, order, reader.language) is not None for order in orders)


def is_permalink(line: str) -> bool:
    """Return whether a line is a blog's footer of a piece: "May 5, 2024 in Ferries | Permalink | Comments (2)"."""
    return bool(DATE.match(line) and re.search(r"\| permalink\b", line, re.IGNORECASE))


def is_section_label(line: str) -> bool:
    """Return whether a line is only the section that the article is in: "Opinion", "Columnists"."""
    return bool(_SECTION.fullmatch(line.strip(" *_|#")))


def is_badge(line: str) -> bool:
    """Return whether a line is only a day and a month: not a date, because the year is missing, and not a title."""
    return bool(_BADGE.match(line))


def read_published_part(line: str) -> str:
    """Return the part of a date line that says when the article was published: "Published 5 May. Updated 6 May"."""
    changed, stated = CHANGED.search(line), _PUBLISHED.search(line)
    if changed and stated is None and DATE.search(line[: changed.start()]):
        return line[: changed.start()]  # "5 May 2024 (Updated 6 May 2024)"
    if changed is None or stated is None:
        return line
    return line[: changed.start()] if stated.start() < changed.start() else line[stated.start() :]


def is_change(line: str) -> bool:
    """Return whether a date line states only a change."""
    return bool(CHANGED.search(read_published_part(line))) and not _PUBLISHED.search(line)


def states_publication(line: str) -> bool:
    """Return whether a date line says that it is the day of publication."""
    return bool(_PUBLISHED.search(line))


def is_masthead(lines: Sequence[str], index: int) -> bool:
    """Return whether a date near the top is a masthead's by its form: a weekday, directly below "Menu" or a button."""
    return 0 < index < MASTHEAD_LINES and bool(_MASTHEAD.match(lines[index])) and is_furniture(lines[index - 1])


def find_masthead_days(
    lines: Sequence[str], end: int, reader: DateReader, sites: frozenset[str]
) -> Iterator[tuple[int, date]]:
    """Yield the masthead's day: a line near the top that is a weekday and a date, as newspapers print it on each page.

    The search ends before line `end`: the title, or the first line of the text.
    """
    for index, line in enumerate(lines[: min(end, MASTHEAD_LINES)]):
        if len(line) <= 40 and _MASTHEAD.match(line) and is_date_line(line, reader, sites):
            moment = parse_date(line, reader.zone, reader.day_first, reader.language)
            if moment:
                yield index, moment.on
