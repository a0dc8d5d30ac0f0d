"""Split a text capture into its parts: lines above the title, below it, the text, and lines after the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line
from transforms.text_captures.captions import is_caption
from transforms.text_captures.date_lines import is_date_line
from transforms.text_captures.headings import READING_TIME
from transforms.text_captures.lines import ends_sentence, is_byline, is_furniture, is_prose, word_count
from transforms.text_captures.name_lines import names_authors
from transforms.text_captures.text_end import find_end

MAX_HEADER = 16  # lines between the title and the text
MAX_STANDFIRST = 330  # characters of the one paragraph above a date, byline or reading time
MAX_GAP = 3  # consecutive short lines in the text: more are a menu, followed by another block
MIN_STANDFIRST = 60  # characters of a standfirst that only its place and its open end show
MIN_ALIKE = 30  # characters with which a caption and the alternative text both begin
NEAR = 12  # lines after it in which the text begins
MAX_FIELD = 20  # characters of the name of a field: "Delivered on:"
MAX_CREDIT_LINE = 60  # characters of a picture's credit
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|must|should|will|would|can|cannot|could|needs?|do(?:es)?n['’]t|argues|writes|says|"
    r"explains|asks|warns|reflects|sets out|makes the case|"
    r"talks? to|tells?|speaks? to|meets?|looks? at|reports?|reviews?)\b"
)
_WEEKDAY = re.compile(r"^\W*(?:mon|tues|wednes|thurs|fri|satur|sun)day\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """A capture's lines by part; the text is from `start` up to, not including, `end`."""

    lines: tuple[str, ...]
    title: int
    start: int
    end: int
    standfirst: tuple[int, ...] = ()

    @property
    def above(self) -> tuple[str, ...]:
        """The lines above the title; empty if no line is the title."""
        return self.lines[: max(self.title, 0)]

    @property
    def header(self) -> tuple[str, ...]:
        """The lines between the title and the text."""
        return self.lines[self.title + 1 : self.start]

    @property
    def text(self) -> tuple[str, ...]:
        """The lines of the text, with the lines between its paragraphs."""
        return self.lines[self.start : self.end]

    @property
    def below(self) -> tuple[str, ...]:
        """The lines after the text."""
        return self.lines[self.end :]


def find_layout(lines: Sequence[str], title: int, sites: frozenset[str], reader: DateReader) -> Layout:
    """Return where the parts of a capture begin and end; `title` is the index of the title's line, -1 if there is
    none.
    """
    start, standfirst = _start(lines, title, sites, reader)
    return Layout(tuple(lines), title, start, find_end(lines, start), standfirst)


def _start(lines: Sequence[str], title: int, sites: frozenset[str], reader: DateReader) -> tuple[int, tuple[int, ...]]:
    """Return the index of the text's first line, and those of the standfirst.

    A sentence between the title and a date, a byline or a reading time is the standfirst. After the last of these
    lines, all lines before the prose are left out: captions, buttons, the outlet's name.
    """
    if title < 0:
        return _first_prose(lines), ()
    position, header_end, limit = title + 1, title + 1, min(len(lines), title + 1 + MAX_HEADER)
    while position < limit:
        if _is_header_item(lines[position], sites, reader) or _is_first_standfirst(lines, position, title):
            header_end = position + 1
        elif _is_opening(lines, position, header_end):
            break
        position += 1
    if _prose_mass(lines[title + 1 : header_end]) > _prose_mass(lines[header_end:]):
        header_end = title + 1  # the line is at the foot of a short text
    standfirst = tuple(
        index
        for index in range(title + 1, header_end)
        if not _is_header_item(lines[index], sites, reader)
        and _may_introduce(lines[index])
        and not _is_value_or_caption(lines, index)
    )
    start = header_end
    while start < limit and start < len(lines) and not _opens_text(lines, start):
        start += 1
    if start >= len(lines) or not _opens_text(lines, start):
        return header_end, standfirst
    while start > header_end and _opens_prose(lines, start - 1):
        start -= 1
    if not standfirst and start > header_end and _is_late_standfirst(lines, start - 1):
        standfirst = (start - 1,)
    elif not standfirst and header_end > title + 1 and _is_open_standfirst(lines, start):
        return start + 1, (start,)
    return start, standfirst


def _is_late_standfirst(lines: Sequence[str], index: int) -> bool:
    """Return whether the line directly above the text, below date and reading time, is a sentence without a full
    stop: a standfirst.
    """
    line = lines[index]
    is_sentence = MIN_STANDFIRST <= len(line) <= MAX_STANDFIRST and bool(_VERB.search(line))
    return is_sentence and _may_introduce(line) and not ends_sentence(line)


def _is_open_standfirst(lines: Sequence[str], start: int) -> bool:
    """Return whether the first line of the text, below date or reading time, has no full stop and two paragraphs that
    have one follow: a long standfirst.
    """
    after = lines[start + 1 : start + 3]
    return (
        _is_late_standfirst(lines, start)
        and lines[start][-1].isalnum()
        and len(after) > 1
        and all(is_prose(line) and ends_sentence(line) for line in after)
    )


def _opens_prose(lines: Sequence[str], index: int) -> bool:
    """Return whether a short line above the first paragraph belongs to the text: a sentence of few words ("Who,
    then?"), or the first of several days of a diary.
    """
    line = lines[index]
    if is_furniture(line) or is_caption(line) or len(line) > MIN_STANDFIRST:
        return False
    if _WEEKDAY.match(line):
        return sum(bool(_WEEKDAY.match(other)) for other in lines[index:]) > 1
    return word_count(line) > 0 and line.rstrip("\"'”’").endswith((".", "?", "!"))


def _is_first_standfirst(lines: Sequence[str], position: int, title: int) -> bool:
    """Return whether the line directly below the title is a sentence without a full stop, as standfirsts are written,
    and paragraphs of text follow.
    """
    line = lines[position]
    if (
        position != title + 1
        or position + 1 == len(lines)
        or not MIN_STANDFIRST <= len(line) <= MAX_STANDFIRST
        or not _may_introduce(line)
    ):
        return False
    if ends_sentence(line) or line.endswith((":", ",", ";")) or line[0].islower():
        return False
    if fold_line(lines[title]) in fold_line(line) or lines[position + 1].startswith(line[:MIN_ALIKE]):
        return False  # a picture's alternative text
    return sum(is_prose(other) and ends_sentence(other) for other in lines[position + 1 : position + 1 + NEAR]) > 1


def _prose_mass(lines: Sequence[str]) -> int:
    return sum(len(line) for line in lines if is_prose(line))


def _is_header_item(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is of a kind that occurs between a title and its text, and never within the text."""
    if READING_TIME.match(line) or is_date_line(line, reader, sites) or is_byline(line):
        return True
    return names_authors(line, sites)


def _is_opening(lines: Sequence[str], position: int, header_end: int) -> bool:
    """Return whether the text has begun at this line: the second paragraph since the last line of the header."""
    prose = [line for line in lines[header_end : position + 1] if is_prose(line)]
    return len(prose) > 1 or any(len(line) > MAX_STANDFIRST for line in prose)


def _may_introduce(line: str) -> bool:
    return len(line) > 40 and not is_furniture(line) and not is_caption(line)


def _is_value_or_caption(lines: Sequence[str], index: int) -> bool:
    """Return whether a line belongs to the one next to it: the value of "Delivered on:", the caption of a picture
    whose credit is below.
    """
    above, below = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else ""
    if above.endswith(":") and len(above) <= MAX_FIELD:
        return True
    return not ends_sentence(lines[index]) and len(below) <= MAX_CREDIT_LINE and is_caption(below)


def _opens_text(lines: Sequence[str], index: int) -> bool:
    """Return whether a line may be the first of the text: prose, or a greeting that ends in a comma."""
    line = lines[index]
    if line.startswith(("•", "*")) and is_furniture(line):
        return False
    return is_prose(line) or (line.endswith(",") and not is_furniture(line))


def _first_prose(lines: Sequence[str]) -> int:
    """Return where the longest block of prose begins in a capture that prints no title."""
    best, best_mass, begun, mass, gap = 0, 0, -1, 0, 0
    for index, line in enumerate(lines):
        if is_prose(line):
            begun = index if begun < 0 else begun
            mass, gap = mass + len(line), 0
        else:
            gap += 1
        if mass > best_mass:
            best, best_mass = begun, mass
        if gap > MAX_GAP:
            begun, mass = -1, 0
    return best
