"""Weigh what is printed around a line of a text capture for and against its being the title."""

import re
from collections.abc import Sequence
from itertools import pairwise

from transforms.boilerplate.foot_patterns import is_rights_notice
from transforms.bylines.affiliation_lines import is_affiliation_form
from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line
from transforms.text_captures.address_words import MIN_TITLE_WORDS, is_more_like, shares_a_word
from transforms.text_captures.captions import is_caption
from transforms.text_captures.date_lines import is_badge, is_date_line
from transforms.text_captures.headings import (
    LONGER,
    READING_TIME,
    follows_credited_heading,
    heads_standfirst,
    is_below_byline,
    is_headline,
    is_newsletter_title,
    is_standfirst,
    is_view,
    may_head,
    names_own_author,
    skip_buttons,
    touches_credit,
)
from transforms.text_captures.lines import MAX_TITLE, is_byline, is_prose, word_count
from transforms.text_captures.name_lines import read_author_line

NEAR = 12  # lines within which prose follows a title; date, byline, captions and standfirst are in between
DATE_BELOW = 1.5  # weight of a byline or a date below a line
MAX_SECTIONS = 3  # lines above a headline that may be sections
LONG_TITLE_WORDS = 7  # no blog's name is so long
_CAPITALISED = re.compile(r"^[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w.’'-]*){1,2}$")
_IN_CHAMBER = re.compile(r"^ [–—-] in (?:the )?(?:House of|Westminster Hall|Scottish|Senedd|Northern)\b", re.IGNORECASE)
_KIND = re.compile(
    r"^(?:(?:mp|reporter|guest|my) )?(?:column|opinion|comment|speech|letter|diary|op-?ed|post|blog)\s*[:|–-]\s+\S",
    re.IGNORECASE,
)


def read_evidence(
    lines: Sequence[str], index: int, parts: Sequence[str], sites: frozenset[str], reader: DateReader
) -> list[tuple[float, str]]:
    """Return the evidence around a line that it is the title, each with its weight."""
    line = lines[index]
    found = _read_below(lines, index, parts, sites, reader)
    # The date below a caption is not the caption's.
    is_credited = bool(found) and (found[0][0] > DATE_BELOW or not is_caption(lines[index + 1]))
    found += _read_above(lines, index, parts, sites, reader, is_credited=is_credited)
    found += _read_repeated(lines, index, sites, reader)
    if index <= MAX_SECTIONS and _is_section_above(lines, index, parts, sites, reader):
        found.append((-2.5, "a section above a headline with its byline"))
    if _is_between_headline_and_date(lines, index, sites, reader):
        found.append((-2.0, "two or three capitalised words between a headline and a date: a name or a source"))
    if name := names_own_author(line, lines[index + 1 : index + NEAR]):
        found.append((2.0, f"names {name}, as a line below"))
    elif " – " in line and read_author_line(line.rpartition(" – ")[2], sites) is not None:
        found.append((1.0, "names its author at the end"))
    if _KIND.match(line):
        found.append((1.0, "begins with what it is"))
    if word_count(line) >= MIN_TITLE_WORDS:
        found.append((0.5, "as long as a headline"))
    return found


def _is_label_above(line: str, below: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line of one or two words is a section's name above a headline."""
    return word_count(line) < MIN_TITLE_WORDS - 1 and is_headline(below, sites, reader)


def _is_section_above(
    lines: Sequence[str], index: int, parts: Sequence[str], sites: frozenset[str], reader: DateReader
) -> bool:
    """Return whether a line is a section of which the address has the words, above a headline with a byline or a date
    of which the address has words too: some addresses are made of subjects, `/commentisfree/marlby-ferry-transport`.
    """
    if index + 2 >= len(lines) or fold_line(lines[index]) in parts:
        return False
    title, below = lines[index + 1 : index + 3]
    is_label = _is_label_above(lines[index], title, sites, reader) and touches_credit(below, sites, reader)
    return is_label and shares_a_word(fold_line(title), parts)


def _is_between_headline_and_date(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line has the form of a name, a date is below it, and a headline above, perhaps with a standfirst
    between: an author whose given name is not known, or the paper that the text was taken from.
    """
    if not _CAPITALISED.match(lines[index]):
        return False
    first = lines.index(lines[index])
    above = lines[max(0, first - MAX_SECTIONS + 1) : first]
    is_above_date = is_date_line("".join(lines[first + 1 : first + 2]), reader, sites)
    return is_above_date and any(is_headline(line, sites, reader) for line in above)


def _is_label_below(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is one word between a headline, perhaps with a day below it, and a byline: a section."""
    if index < 1 or index + 1 >= len(lines) or word_count(lines[index]) != 1 or is_badge(lines[index]):
        return False
    above = lines[index - 2] if index > 1 and is_badge(lines[index - 1]) else lines[index - 1]
    return is_byline(lines[index + 1]) and is_headline(above, sites, reader)


def _is_of_first(lines: Sequence[str], index: int, parts: Sequence[str]) -> bool:
    """Return whether the address has no more words of the next line than of this one."""
    first, second = (_count_shared(fold_line(line), parts) for line in lines[index : index + 2])
    return first >= second


def _count_shared(line: str, parts: Sequence[str]) -> int:
    words = {word for part in parts for word in part.split() if len(word) > 3}
    return len(words & set(line.split()))


def _read_below(
    lines: Sequence[str], index: int, parts: Sequence[str], sites: frozenset[str], reader: DateReader
) -> list[tuple[float, str]]:
    line = lines[index]
    if _is_label_below(lines, index, sites, reader):
        return []
    after = [*skip_buttons(line, lines[index + 1 : index + NEAR]), "", "", ""]
    if word_count(line) >= MIN_TITLE_WORDS and _is_label_below(lines, index + 1, sites, reader):
        after = [*after[1:], ""]
    is_named = [bool(_CAPITALISED.match(name)) and is_date_line(day, reader, sites) for name, day in pairwise(after)]
    is_dated = READING_TIME.match(after[1]) or touches_credit(after[1], sites, reader) or is_named[1]
    forms = (
        (3.5, is_newsletter_title(lines, index, sites, reader), "above its subtitle and the byline of a newsletter"),
        (2.0, READING_TIME.match(after[0]), "above the reading time"),
        (
            DATE_BELOW,
            (touches_credit(after[0], sites, reader) and not _is_of_next(line, after, parts, sites, reader))
            or (is_named[0] and word_count(line) >= MIN_TITLE_WORDS),
            "above a byline or a date",
        ),
        (
            2.0,
            is_standfirst(after[0], line) and is_dated and not _is_label_above(line, after[0], sites, reader),
            "above a standfirst and a byline or a date",
        ),
        (
            2.0,
            heads_standfirst(lines, index, sites, reader) and _is_of_first(lines, index, parts),
            "above a second heading and a byline or a date",
        ),
        (2.0, _is_of_database(after, sites, reader), "above the publication and the date that a database prints"),
        (1.5, is_affiliation_form(after[0]), "above a line that says who the author is"),
        (
            2.0,
            is_view(after[0]) and len(after[0]) > len(line) and word_count(line) > 2,
            "above a standfirst with its author",
        ),
    )
    return next(([(weight, what)] for weight, holds, what in forms if holds), [])


def _is_of_database(after: Sequence[str], sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether the lines are a newspaper's name, a date and its copyright, as databases of newspapers print."""
    return is_date_line(after[1], reader, sites) and is_rights_notice(after[2]) and not is_prose(after[0])


def _read_above(
    lines: Sequence[str],
    index: int,
    parts: Sequence[str],
    sites: frozenset[str],
    reader: DateReader,
    *,
    is_credited: bool,
) -> list[tuple[float, str]]:
    if index == 0:
        return []
    line, above, found = lines[index], lines[index - 1], []
    if is_view(line) and may_head(above, sites, reader) and word_count(above) > 2 and len(above) < len(line):
        found.append((-1.5, "who holds the view, below a heading"))
    if is_below_byline(lines, index, sites, reader):
        found.append((-2.5, "below a heading and its byline"))
    elif not is_credited and follows_credited_heading(lines, index, sites, reader):
        found.append((-2.0, "below a heading with its byline or date"))
    elif heads_standfirst(lines, index - 1, sites, reader) and _is_of_first(lines, index - 1, parts):
        found.append((-1.5, "below a heading, above its byline or date"))
    if is_date_line(above, reader, sites) and _is_dated_above(lines, index, sites, reader):
        found.append((1.0, "below a date"))
    is_longer = len(line) > LONGER * len(above)
    if is_longer and is_headline(above, sites, reader) and not is_more_like(lines, index, parts):
        found.append((-1.5, "below a shorter heading"))
    return found


def _read_repeated(
    lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader
) -> list[tuple[float, str]]:
    line = lines[index]
    before = [fold_line(other) for other in lines[max(0, index - 3) : index] if len(other) <= MAX_TITLE]
    key = fold_line(line)
    trails = [fold_line(other) for other in lines[max(0, index - 3) : index] if not is_caption(other)]
    if word_count(line) > 1 and any(other.endswith(f" {key}") for other in trails if len(other) <= MAX_TITLE):
        return [(2.0, "the end of the trail above")]
    above = lines[index - 2 : index] if index > 1 else lines[:index]
    if any(other.startswith(line) and _IN_CHAMBER.match(other[len(line) :]) for other in above):
        return [(2.0, "the beginning of the line that says where it was debated")]
    head = fold_line(line.rpartition(" | ")[0])
    if head and head in (fold_line(other) for other in lines[index + 1 : index + 4]):
        return [(-2.0, "a line below, with the name of the site")]
    if word_count(line) < 2 or key not in before:
        return []
    is_caption_twice = fold_line(lines[index - 1]) == key and 2 <= index <= 3 and key not in before[:-1]
    if is_caption_twice and is_headline(lines[index - 2], sites, reader):
        return [(-1.0, "an alternative text and a caption below the first heading")]
    return [(1.5 if word_count(line) >= MIN_TITLE_WORDS else 1.0, "printed twice")]


def _is_of_next(
    line: str, after: Sequence[str], parts: Sequence[str], sites: frozenset[str], reader: DateReader
) -> bool:
    """Return whether the date below a line belongs to the heading after it, as when a blog's name is above both.

    A long line is no blog's name if the address has words of it, and no more of the heading after it.
    """
    shared = _count_shared(fold_line(line), parts)
    if word_count(line) >= LONG_TITLE_WORDS:
        return False
    if word_count(line) > MIN_TITLE_WORDS and shared and shared >= _count_shared(fold_line(after[1]), parts):
        return False
    return is_date_line(after[0], reader, sites) and may_head(after[1], sites, reader) and is_prose(after[2])


def _is_dated_above(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether the date above a line belongs to it, because there is no headline above the date."""
    above = lines[index - 2] if index > 1 else ""
    return not may_head(above, sites, reader) or word_count(above) < min(MIN_TITLE_WORDS, word_count(lines[index]))
