"""Find the title of a text capture by the evidence for each line, or else from the words of its address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line
from transforms.records import Capture, TitleCandidate
from transforms.text_captures.address_words import (
    MIN_TITLE_WORDS,
    count_words,
    list_address_words,
    make_title_of_address,
    measure_likeness,
    shares_a_word,
    shares_two_words,
)
from transforms.text_captures.headings import MIN_VIEW, NUMBERED, may_head, touches_credit
from transforms.text_captures.lines import MAX_TITLE, PROSE, is_furniture, is_heading, is_office, is_prose, word_count
from transforms.text_captures.name_lines import read_name
from transforms.text_captures.title_evidence import NEAR, read_evidence

LIKE = 0.5  # share of the address's letters that the title's words cover; teasers of other articles have far less
MIN_SCORE = 2.0  # two kinds of evidence, or a certain one
SHORT_HEAD = 6  # with so few lines before the first prose there is no menu: the first line may be the title
MAX_CANDIDATES = 12
MAX_SECTIONS = 2  # lines above the first headline
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
    wanted = fold_line(capture.hint.title or "")
    parts = [part for part in list_address_words(capture.url) if not _is_name(part, sites)]  # the author's
    weighed = _weigh_lines(lines, wanted, parts, sites, reader)
    best = max(weighed, key=lambda one: (one.score, one.index), default=None)
    if best and best.score >= MIN_SCORE:
        basis = "feed" if wanted and fold_line(lines[best.index]) == wanted else "text"
        return Title(_join_wrapped(lines, best.index), best.index, basis, _ledger(lines, weighed, best))
    text, basis = _unprinted(lines, capture)
    if basis == "address" and _is_name(text or "", sites):
        text, basis = None, "none"
    ledger = _ledger(lines, weighed, None)
    if text:
        ledger = (TitleCandidate(basis, text, text, is_chosen=True), *ledger)
    return Title(text, -1, basis, ledger)


def _is_name(words: str, sites: frozenset[str]) -> bool:
    """Return whether the words of an address are a person's name with letters: "dan roe mp 4471"."""
    *name, last = [word for word in fold_line(words).split() if not word.isdigit()] or [""]
    return last in ("mp", "msp", "mla") and read_name(f"{' '.join(name).title()} {last.upper()}", sites) is not None


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
        shown = list(read_evidence(lines, index, parts, sites, reader))
        if likeness >= LIKE:
            shown.append((4 * likeness, "words of the address" if folded != wanted else "the feed's title"))
        elif not shares_a_word(folded, parts) and any(count_words(part) > 2 for part in parts):
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
