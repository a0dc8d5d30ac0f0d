"""Tell headlines of a text capture from the lines around them: standfirsts, bylines, buttons, trails."""

import re
from collections.abc import Sequence

from transforms.bylines.sentence_credits import read_speakers
from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line, is_site_name
from transforms.text_captures.address_words import MIN_TITLE_WORDS
from transforms.text_captures.date_lines import is_badge, is_date_line, is_section_label
from transforms.text_captures.lines import (
    is_byline,
    is_caption,
    is_furniture,
    is_heading,
    is_prose,
    names_authors,
    read_name,
    without_echo,
    word_count,
)

_SHARE = re.compile(
    r"^\W*(?:share(?: (?:on|via|by|this|to) .{1,30})?|tweet|post|copy link|link copied|e-?mail|print|facebook|twitter|"
    r"x|whatsapp|linkedin|bluesky|reddit|threads|save|bookmark|comments?|\d{1,5}|listen(?: .{1,30})?)\W*$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^\d{1,2}[.)] ")  # an entry of a list
# The name of a site and its section, or a trail: "Chamber / Open data", "Home › Opinion".
_TRAIL = re.compile(r"^[\w’'&.,-]+(?: [\w’'&.,-]+){0,2}(?:\s+[/›»>]\s+[\w’'&.,-]+(?: [\w’'&.,-]+){0,2})+$")
LONGER = 1.4  # how much longer than its headline a standfirst is
MIN_STANDFIRST = 60  # characters
MIN_VIEW = 40  # characters of a sentence, and of the first half of a broken headline
READING_TIME = re.compile(r"^\W*\d{1,2}[ -]?min(?:ute)?s?\b.{0,12}$", re.IGNORECASE)


def may_head(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line may be a headline: not a site's name, a date, an author, a section or a trail."""
    if not is_heading(line) or is_site_name(line, sites) or is_date_line(line, reader, sites):
        return False
    if " " not in line and re.search(r"[-_./]", line):  # a file's name, an address's words
        return False
    if NUMBERED.match(line) or _TRAIL.match(line) or is_badge(line) or is_section_label(line):
        return False
    return not names_authors(line, sites) and without_echo(line) == line


def is_headline(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line may be a headline and is as long as one."""
    return word_count(line) >= MIN_TITLE_WORDS and may_head(line, sites, reader)


def touches_credit(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is a byline, a date or an author, as they stand next to a headline."""
    return bool(line) and (
        is_byline(line) or is_date_line(line, reader, sites) or names_authors(line, sites)
    )


def is_view(line: str) -> bool:
    """Return whether a line says whose view a text gives: "Jane Roe MP explains why the mill matters"."""
    return len(line) >= MIN_VIEW and bool(read_speakers(line, ""))


def is_below_byline(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is a standfirst: a heading and a name are above it, a date or the text is below."""
    if index < 2 or len(lines[index]) < MIN_STANDFIRST or not is_headline(lines[index - 2], sites, reader):
        return False
    above, below = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else ""
    return read_name(above, sites) is not None and (is_date_line(below, reader, sites) or is_prose(below))


def skip_buttons(line: str, after: Sequence[str]) -> list[str]:
    """Return the three lines after one; below a line as long as a headline, without the buttons that share a page."""
    if not after or word_count(line) < MIN_TITLE_WORDS or not _SHARE.match(after[0]):
        return list(after[:3])
    return [other for other in after if not _SHARE.match(other)][:3]


def is_newsletter_title(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is the first of title, subtitle, name and date below "Subscribe" and "Sign in"."""
    above = {fold_line(other) for other in lines[max(0, index - 4) : index]}
    below = [*lines[index + 1 : index + 4], "", "", ""]
    return (
        {"subscribe", "sign in"} <= above
        and may_head(below[0], sites, reader)
        and read_name(below[1], sites) is not None
        and is_date_line(below[2], reader, sites)
    )


def is_standfirst(line: str, title: str) -> bool:
    """Return whether a line below a title may be its standfirst: long enough, and longer than the title or a sentence
    with its full stop.
    """
    if is_caption(line) or is_furniture(line) or len(line) < MIN_STANDFIRST:
        return False
    return len(line) > LONGER * len(title) or not is_heading(line)
