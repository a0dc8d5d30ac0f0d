"""Find the title of a text capture by the evidence for each line, or else from the words of its address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line, is_site_name
from transforms.records import Capture, TitleCandidate
from transforms.text_captures.address_words import (
    MIN_TITLE_WORDS,
    is_more_like,
    list_address_words,
    make_title_of_address,
    measure_likeness,
    shares_a_word,
    shares_two_words,
)
from transforms.text_captures.date_lines import is_badge, is_date_line
from transforms.text_captures.lines import (
    MAX_TITLE,
    PROSE,
    is_byline,
    is_caption,
    is_furniture,
    is_heading,
    is_prose,
    read_author_line,
    without_echo,
    word_count,
)

NEAR = 12  # lines within which prose follows a title; date, byline, captions and standfirst are in between
LIKE = 0.5  # share of the address's letters that the title's words cover; teasers of other articles have far less
MIN_SCORE = 2.0  # two kinds of evidence, or a certain one
SHORT_HEAD = 6  # with so few lines before the first prose there is no menu: the first line may be the title
LONGER = 1.4  # how much longer than its headline a standfirst is
MIN_STANDFIRST = 60  # characters
MAX_CANDIDATES = 12
_READING_TIME = re.compile(r"^\W*\d{1,2}[ -]?min(?:ute)?s?\b.{0,12}$", re.IGNORECASE)
_CONTINUE = re.compile(
    r"^\W*(?:continue reading|read (?:more|on))\b:?\s*[\"“‘'](?P<title>.{8,160}?)[\"”’']\W*$", re.IGNORECASE
)
# The name of a site and its section, or a trail: "Chamber / Open data", "Home › Opinion".
_TRAIL = re.compile(r"^[\w’'&.,-]+(?: [\w’'&.,-]+){0,2}(?:\s+[/›»>]\s+[\w’'&.,-]+(?: [\w’'&.,-]+){0,2})+$")
_NUMBERED = re.compile(r"^\d{1,2}[.)] ")  # an entry of a list


@dataclass(frozen=True, slots=True)
class Title:
    """The title found: its text, the index of its line (-1: no line prints it), the evidence, and the titles that
    lost.
    """

    text: str | None
    index: int
    basis: str
    candidates: tuple[TitleCandidate, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    index: int
    score: float
    evidence: tuple[str, ...]


def find_title(lines: Sequence[str], capture: Capture, sites: frozenset[str], reader: DateReader) -> Title:
    """Return the title, by the weight of the evidence for each line.

    The feed's or the manifest's title and the words of the address are the strongest; then a line printed twice, a
    line above the reading time, a byline or a date, a line at the head of the capture, the last heading before the
    prose. Everything above the title belongs to other articles.
    """
    wanted, parts = fold_line(capture.hint.title or ""), list_address_words(capture.url)
    weighed = _weigh_lines(lines, wanted, parts, sites, reader)
    best = max(weighed, key=lambda one: (one.score, one.index), default=None)
    if best and best.score >= MIN_SCORE:
        basis = "feed" if wanted and fold_line(lines[best.index]) == wanted else "text"
        return Title(_plain(lines[best.index]), best.index, basis, _ledger(lines, weighed, best))
    text, basis = _unprinted(lines, capture)
    ledger = _ledger(lines, weighed, None)
    if text:
        ledger = (TitleCandidate(basis, text, text, is_chosen=True), *ledger)
    return Title(text, -1, basis, ledger)


def _plain(line: str) -> str:
    return line.strip(" *_#|").strip()


def _unprinted(lines: Sequence[str], capture: Capture) -> tuple[str | None, str]:
    """Return a title that is not a line of its own, and its source: feed, text ("Continue reading …"), address."""
    if capture.hint.title:
        return capture.hint.title, "feed"
    named = (match["title"] for line in lines if (match := _CONTINUE.match(line)))
    if title := next(named, None):
        return title, "text"
    title = make_title_of_address(capture.url)
    return title, "address" if title else "none"


def _weigh_lines(
    lines: Sequence[str], wanted: str, parts: Sequence[str], sites: frozenset[str], reader: DateReader
) -> list[_Weighed]:
    first = next((index for index, line in enumerate(lines) if _is_paragraph(line)), len(lines))
    before = [index for index in range(first) if _may_head(lines[index], sites, reader)]
    is_short = first <= SHORT_HEAD
    found = []
    for index, line in enumerate(lines):
        folded = fold_line(line)
        likeness = 1.0 if wanted and folded == wanted else measure_likeness(folded, parts)
        if not _is_candidate(lines, index, likeness, sites, reader):
            continue
        shown = list(_evidence(lines, index, parts, sites, reader))
        if likeness >= LIKE:
            shown.append((4 * likeness, "words of the address" if folded != wanted else "the feed's title"))
        elif not shares_a_word(folded, parts) and any(len(part.split()) > 2 for part in parts):
            is_section = word_count(line) < MIN_TITLE_WORDS and any(len(part.split()) > 5 for part in parts)
            shown.append((-2.5 if is_section else -1.5, "no word of the address"))
        elif before and index == before[-1] and shares_two_words(folded, parts):
            shown.append((0.75, "two words of the address"))
        if before and index == before[-1]:
            shown.append((1.0, "the last heading before the text"))
        if before and is_short and index == before[0]:
            shown.append((1.0 if index else 1.5, "at the head of the capture"))
        found.append(_Weighed(index, sum(score for score, _ in shown), tuple(what for _, what in shown)))
    return found


def _is_paragraph(line: str) -> bool:
    """Return whether a line is prose and not a headline with a question or exclamation mark: "Who pays for the
    library?".
    """
    return is_prose(line) and (len(line) >= PROSE or not line.endswith(("?", "!")))


def _may_head(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    if not is_heading(line) or is_site_name(line, sites) or is_date_line(line, reader, sites):
        return False
    if " " not in line and re.search(r"[-_./]", line):  # a file's name, an address's words
        return False
    if _NUMBERED.match(line) or _TRAIL.match(line) or is_badge(line):
        return False
    return read_author_line(line, sites) is None and without_echo(line) == line


def _is_candidate(lines: Sequence[str], index: int, likeness: float, sites: frozenset[str], reader: DateReader) -> bool:
    line = lines[index]
    if not any(len(after) >= PROSE or is_prose(after) for after in lines[index + 1 : index + 1 + NEAR]):
        return False
    if likeness >= LIKE and len(line) <= MAX_TITLE and not is_furniture(line) and not _NUMBERED.match(line):
        return not is_prose(line) or likeness > 0.8
    return _may_head(line, sites, reader) or _is_stopped_headline(lines, index, sites, reader)


def _is_stopped_headline(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether the first line is a headline with a full stop: a byline or a date is below it."""
    line = lines[index].rstrip(".")
    return index == 0 and len(line) < PROSE and _may_head(line, sites, reader) and _touches(lines[1], sites, reader)


def _evidence(
    lines: Sequence[str], index: int, parts: Sequence[str], sites: frozenset[str], reader: DateReader
) -> "list[tuple[float, str]]":
    """Return the evidence around a line that it is the title, each with its weight."""
    line, found = lines[index], []
    after = [*lines[index + 1 : index + 4], "", "", ""]
    if _READING_TIME.match(after[0]):
        found.append((2.0, "above the reading time"))
    elif _touches(after[0], sites, reader) and not _is_of_next(after, sites, reader):
        found.append((1.5, "above a byline or a date"))
    elif _is_standfirst(after[0], line) and (_READING_TIME.match(after[1]) or _touches(after[1], sites, reader)):
        found.append((2.0, "above a standfirst and a byline or a date"))
    if index and is_date_line(lines[index - 1], reader, sites) and _is_dated_above(lines, index, sites, reader):
        found.append((1.0, "below a date"))
    is_longer = index > 0 and len(line) > LONGER * len(lines[index - 1])
    if is_longer and _is_headline(lines[index - 1], sites, reader) and not is_more_like(lines, index, parts):
        found.append((-1.5, "below a shorter heading"))
    before = [fold_line(other) for other in lines[max(0, index - 3) : index] if len(other) <= MAX_TITLE]
    key = fold_line(line)
    if word_count(line) > 1 and any(other.endswith(f" {key}") for other in before):
        found.append((2.0, "the end of the trail above"))
    elif word_count(line) > 1 and key in before:
        is_caption_twice = fold_line(lines[index - 1]) == key and 2 <= index <= 3 and key not in before[:-1]
        if is_caption_twice and _is_headline(lines[index - 2], sites, reader):
            found.append((-1.0, "an alternative text and a caption below the first heading"))
        else:
            found.append((1.0, "printed twice"))
    if " – " in line and read_author_line(line.rpartition(" – ")[2], sites) is not None:
        found.append((1.0, "names its author at the end"))
    if word_count(line) >= MIN_TITLE_WORDS:
        found.append((0.5, "as long as a headline"))
    return found


def _is_of_next(after: Sequence[str], sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether the date below a line belongs to the heading after it, as when a blog's name is above both."""
    return is_date_line(after[0], reader, sites) and _may_head(after[1], sites, reader) and is_prose(after[2])


def _is_dated_above(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether the date above a line belongs to it, because there is no headline above the date."""
    above = lines[index - 2] if index > 1 else ""
    return not _may_head(above, sites, reader) or word_count(above) < min(MIN_TITLE_WORDS, word_count(lines[index]))


def _is_standfirst(line: str, title: str) -> bool:
    return not is_caption(line) and len(line) >= MIN_STANDFIRST and len(line) > LONGER * len(title)


def _is_headline(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    return word_count(line) >= MIN_TITLE_WORDS and _may_head(line, sites, reader)


def _touches(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    return bool(line) and (
        is_byline(line) or is_date_line(line, reader, sites) or read_author_line(line, sites) is not None
    )


def _ledger(lines: Sequence[str], weighed: Sequence[_Weighed], best: _Weighed | None) -> tuple[TitleCandidate, ...]:
    ranked = sorted(weighed, key=lambda one: (one is not best, -one.score, one.index))[:MAX_CANDIDATES]
    return tuple(
        TitleCandidate(
            "text",
            lines[one.index],
            _plain(lines[one.index]),
            is_chosen=one is best,
            reason=f"{'' if one is best else 'less evidence: '}{', '.join(one.evidence) or 'its place alone'}",
        )
        for one in ranked
    )
