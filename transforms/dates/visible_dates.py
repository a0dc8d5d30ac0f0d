"""Find dates printed around the headline: lines that are little more than a date, before the text or with a label."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from transforms.dates.sources import (
    CHANGE,
    MAX_LEVELS,
    STATED,
    StatedDate,
    describe_refusal,
    find_change,
    find_refusal,
)
from transforms.page.placement import Placement

MAX_LINE = 70  # characters of a line that is a date, with perhaps a weekday, a clock and "published by"
MAX_WORDS = 8
MAX_MARKED_LINE = 120
MAX_SIGNAL = 20  # characters of a word for a change, at most
_LINE_CLASS = re.compile(r"date|time|publish|posted|datum|byline|author|meta|info|autor", re.IGNORECASE)
_NO_LINE = frozenset({"script", "style", "a", "option", "td"})
_DATE_ATTRIBUTES = ("datetime", "data-datetime", "data-timestamp", "data-date", "data-published", "data-epoch")
_NAMED_ATTRIBUTES = ("data-published-date", "data-publish-date", "data-published-at", "data-pubdate")
_DATED = re.compile(r"date|time|publish|posted", re.IGNORECASE)
_ISO_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")
_POSTED_ON = re.compile(r"\b(?:posted|published):? (?:on )?(?:\w+,? )?\d", re.IGNORECASE)
_BAR = re.compile(r"\s+[|•·]\s+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A day of something else than the publication.
_OTHERS_DAY = re.compile(
    r"^\W*(?:when|events?|deadline|closing date|starts?|starting|ends|due|expires?|dated|born|died|"
    r"date of (?!pub)\w+|venue|tickets|(?:public |open |town hall |branch )?(?:meeting|hearing|rally|lecture|webinar|"
    r"workshop|conference|exhibition|consultation)\s*(?=[:–—-])|consultation closes|book by)\b|"
    r"\b(?:letter|email|minutes|report|meeting|hearing|debate)s? (?:dated|of|on)\b",
    re.IGNORECASE,
)
MAX_PROSE = 500  # characters: a standfirst and a caption
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")


def find_visible_dates(place: Placement) -> Iterator[StatedDate]:
    """Yield the lines around the headline that may be a date: first those after it, then those just before it.

    Such a line contains little more than a date; if its class names a byline or a date, it may be longer, and may
    have its date in an attribute. Below the text a date counts only with a label ("Posted on …"): others belong to a
    copyright, a comment or a related article.
    """
    prose = 0
    for element in place.iter_following(80):
        prose += len(place.read_text(element)) if element.tag == "p" else 0
        for stated in _dated_line(element, place):
            late = prose > MAX_PROSE and not STATED.search(stated.value)
            yield replace(stated, refused="below the text") if late and not stated.refused else stated
    for element in place.iter_preceding(12, 3):
        yield from _dated_line(element, place)


def _dated_line(element: HtmlElement, place: Placement) -> Iterator[StatedDate]:
    """Yield the line of an element if it may be a date."""
    if element.tag in _NO_LINE or len(element) > 6 or place.count_levels(element) > MAX_LEVELS:
        return
    line, attribute = place.read_text(element), _in_attribute(element)
    if not attribute and not _DIGIT.search(line):
        return
    marked = bool(attribute or _LINE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}"))
    if not attribute and not _may_have_short_part(line):
        return
    value, refused = (attribute, find_refusal(element, place)) if attribute else _published_part(line)
    if not 6 <= len(value) <= (MAX_MARKED_LINE if marked else MAX_LINE) or not any(c.isdigit() for c in value):
        return
    if marked or len(_WORD.findall(value)) <= MAX_WORDS:
        yield StatedDate("text", _spot(element, place), value, refused or describe_refusal(element, place))


def _may_have_short_part(line: str) -> bool:
    """Return whether `_published_part` may return a part of a line that is short enough to be a date.

    It returns the line, its part before the first word of a change, or the part from a word of publication on. Only
    the ends of a long line can hold these; searching the whole text of an article took 5 % of a page's time.
    """
    last = len(line) - MAX_MARKED_LINE
    if last <= 0 or find_change(line[: MAX_MARKED_LINE + MAX_SIGNAL]) is not None:
        return True
    return bool(STATED.search(line, last) or _POSTED_ON.search(line, last))


def _published_part(line: str) -> tuple[str, str | None]:
    """Return the part of a line that states the publication: "Updated 6 May. Published 5 May" states both."""
    if "©" in line or "copyright" in line.lower():
        return line, "a copyright notice"
    if _OTHERS_DAY.search(line):
        return line, "the day of something else"
    if (changed := find_change(line)) is None:
        stated = _POSTED_ON.search(line)
        return line[stated.start() :] if stated and len(_WORD.findall(line)) > MAX_WORDS else line, None
    if (stated := STATED.search(line)) is None:  # "14.10.2026, 16:40 | Update 2 days ago" states the publication too
        others = [part for part in _BAR.split(line) if _YEAR.search(part) and find_change(part) is None]
        return (others[0], None) if others else (line, CHANGE)
    return line[:changed] if stated.start() < changed else line[stated.start() :], None


def _in_attribute(element: HtmlElement) -> str | None:
    """Return the date in an attribute of an element that is named as a date and shown as "2 months ago".

    Attributes of <time> are read elsewhere.
    """
    if element.tag == "time":
        return None
    title: str = element.get("title") or "" if element.tag == "abbr" else ""
    if _ISO_DAY.match(title):
        return title
    is_named = _DATED.search(f"{element.tag} {element.get('class') or ''}")
    names = (*_NAMED_ATTRIBUTES, *_DATE_ATTRIBUTES) if is_named else _NAMED_ATTRIBUTES
    return next((value for name in names if (value := element.get(name))), None)


def _spot(element: HtmlElement, place: Placement) -> str:
    """Return a name for the place of a visible date that is the same on every page of an outlet."""
    label = element.get("class") or element.get("id")
    side = "above" if place.is_before(element) else "below"
    return f"{side} the headline, in <{element.tag}{f' {label[:60]}' if label else ''}>"
