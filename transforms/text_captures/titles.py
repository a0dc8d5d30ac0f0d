"""Find the title of a text capture by the evidence for each line, or else from the words of its address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.bylines.affiliation_lines import is_affiliation_form
from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line
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
from transforms.text_captures.headings import (
    LONGER,
    MIN_VIEW,
    NUMBERED,
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
from transforms.text_captures.lines import (
    MAX_TITLE,
    PROSE,
    is_byline,
    is_caption,
    is_furniture,
    is_heading,
    is_office,
    is_prose,
    read_author_line,
    word_count,
)

NEAR = 12  # lines within which prose follows a title; date, byline, captions and standfirst are in between
LIKE = 0.5  # share of the address's letters that the title's words cover; teasers of other articles have far less
MIN_SCORE = 2.0  # two kinds of evidence, or a certain one
SHORT_HEAD = 6  # with so few lines before the first prose there is no menu: the first line may be the title
MAX_CANDIDATES = 12
DATE_BELOW = 1.5  # weight of a byline or a date below a line
MAX_SECTIONS = 2  # lines above the first headline
LONG_TITLE_WORDS = 7  # no blog's name is so long
_KIND = re.compile(
    r"^(?:(?:mp|reporter|guest|my) )?(?:column|opinion|comment|speech|letter|diary|op-?ed|post|blog)\s*[:|–-]\s+\S",
    re.IGNORECASE,
)
_CONTINUE = re.compile(
    r"^\W*(?:continue reading|read (?:more|on))\b:?\s*[\"“‘'](?P<title>.{8,160}?)[\"”’']\W*$", re.IGNORECASE
)


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
        return Title(_join_wrapped(lines, best.index), best.index, basis, _ledger(lines, weighed, best))
    text, basis = _unprinted(lines, capture)
    ledger = _ledger(lines, weighed, None)
    if text:
        ledger = (TitleCandidate(basis, text, text, is_chosen=True), *ledger)
    return Title(text, -1, basis, ledger)


def _join_wrapped(lines: Sequence[str], index: int) -> str:
    """Return the title of a line, with the other half of a headline that is broken over two lines."""
    line, before = lines[index], lines[index - 1] if index else ""
    after = lines[index + 1] if index + 1 < len(lines) else ""
    if _continues(before, line):
        return _plain(f"{before} {line}")
    return _plain(f"{line} {after}" if _continues(line, after) else line)


def _continues(first: str, second: str) -> bool:
    """Return whether a heading goes on in the next line, which begins with a small letter."""
    is_lower = second[:2].islower() and second[:1].isalpha()
    return is_lower and len(first) >= MIN_VIEW and is_heading(first) and is_heading(second) and word_count(second) > 2


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
    before = [index for index in range(first) if may_head(lines[index], sites, reader)]
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


def _is_candidate(lines: Sequence[str], index: int, likeness: float, sites: frozenset[str], reader: DateReader) -> bool:
    line = lines[index]
    if not any(len(after) >= PROSE or is_prose(after) for after in lines[index + 1 : index + 1 + NEAR]):
        return False
    if likeness >= LIKE and len(line) <= MAX_TITLE and not is_furniture(line) and not NUMBERED.match(line):
        return (not is_prose(line) or likeness > 0.8) and not is_office(line)
    return may_head(line, sites, reader) or _is_stopped_headline(lines, index, sites, reader)


def _is_stopped_headline(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether the first line, or one below a section's name, is a headline with a full stop: a byline or a date
    is below it.
    """
    line = lines[index].rstrip(".")
    is_first = index <= MAX_SECTIONS and all(word_count(above) < MIN_TITLE_WORDS - 1 for above in lines[:index])
    return (
        is_first
        and len(line) < PROSE
        and may_head(line, sites, reader)
        and touches_credit(lines[index + 1], sites, reader)
    )


def _evidence(
    lines: Sequence[str], index: int, parts: Sequence[str], sites: frozenset[str], reader: DateReader
) -> "list[tuple[float, str]]":
    """Return the evidence around a line that it is the title, each with its weight."""
    line = lines[index]
    found = _read_below(lines, index, parts, sites, reader)
    # The date below a caption is not the caption's.
    is_credited = bool(found) and (found[0][0] > DATE_BELOW or not is_caption(lines[index + 1]))
    found += _read_above(lines, index, parts, sites, reader, is_credited=is_credited)
    found += _read_repeated(lines, index, sites, reader)
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
    is_dated = READING_TIME.match(after[1]) or touches_credit(after[1], sites, reader)
    forms = (
        (3.5, is_newsletter_title(lines, index, sites, reader), "above its subtitle and the byline of a newsletter"),
        (2.0, READING_TIME.match(after[0]), "above the reading time"),
        (
            DATE_BELOW,
            touches_credit(after[0], sites, reader) and not _is_of_next(line, after, parts, sites, reader),
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
        (1.5, is_affiliation_form(after[0]), "above a line that says who the author is"),
        (
            2.0,
            is_view(after[0]) and len(after[0]) > len(line) and word_count(line) > 2,
            "above a standfirst with its author",
        ),
    )
    return next(([(weight, what)] for weight, holds, what in forms if holds), [])


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
        found.append((-1.5, "whose view it is, below a heading"))
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
    if word_count(line) > 1 and any(other.endswith(f" {key}") for other in before):
        return [(2.0, "the end of the trail above")]
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
