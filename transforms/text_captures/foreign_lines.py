"""Find the lines within the text of a capture that are not of the article: captions, buttons, pull quotes, insets."""

import re
from collections.abc import Iterable

from transforms.page.title_text import fold_line
from transforms.text_captures.captions import is_caption
from transforms.text_captures.layout import Layout
from transforms.text_captures.lines import (
    PROSE,
    ends_sentence,
    is_furniture,
    is_heading,
    repeated_lines,
    word_count,
)
from transforms.text_captures.text_end import FORM_END, MAX_FORM, MAX_HEAD_CHARACTERS, count_inset, heads_furniture

MIN_COPIED_WORDS = 5
MIN_SHORTENED_WORDS = 8  # of a pull quote that leaves words of its passage out
MAX_COPY = 1.6  # how much longer than the paragraph a pull quote with its speaker's name is
_OPENING_QUOTES = '“"‘„«'
MAX_LAST_LABEL_WORDS = 4
_RULE = re.compile(r"^[—–_=~-]{3,}$")
_NUMBER = re.compile(r"^\d+[.)]")


def _find_forms(layout: Layout) -> dict[int, str]:
    """Return the lines of forms of a newsletter within the text, up to the line that marks their end."""
    found: dict[int, str] = {}
    for end in range(layout.start, layout.end):
        if not FORM_END.match(layout.lines[end]):
            continue
        nearest = range(max(layout.start, end - MAX_FORM), end)
        begin = next((index for index in nearest if heads_furniture(layout.lines[index])), end)
        found |= dict.fromkeys(range(begin, end + 1), "newsletter")
    return found


def find_foreign_lines(layout: Layout) -> dict[int, str]:
    """Return the rule, by index, of each line within the text that is not part of the article: captions, repeated
    labels.
    """
    repeated = repeated_lines(layout.lines)
    found: dict[int, str] = {}
    inset_end = -1
    for index in range(layout.start, layout.end):
        line = layout.lines[index]
        if index > layout.start and (count := count_inset(layout.lines, index - 1)):
            inset_end = index + count
        if index < inset_end:
            found[index] = "another piece's title"
        elif count_inset(layout.lines, index):
            found[index] = "prompt"
        elif line[0] == "[" and line[-1] == "]" and word_count(line) > 1 and len(line) <= MAX_HEAD_CHARACTERS:
            found[index] = "a link or a picture"
        elif _RULE.match(line):
            found[index] = "marks alone"
        elif is_caption(line):
            found[index] = "caption"
        elif is_furniture(line) and len(line) <= PROSE:
            found[index] = "furniture"
        elif fold_line(line) in repeated and is_heading(line) and not ends_sentence(line):
            found[index] = "repeated within the capture"
    return found | _find_forms(layout) | _find_copies(layout) | _find_last_labels(layout)


def _find_last_labels(layout: Layout) -> dict[int, str]:
    """Return the short lines after the last sentence: labels and buttons; no text ends in a heading."""
    last = layout.end - 1
    while last > layout.start and _is_label(layout.lines[last]):
        last -= 1
    return dict.fromkeys(range(last + 1, layout.end), "label after the text") if last > layout.start else {}


def _is_label(line: str) -> bool:
    if not any(map(str.isalnum, line)):
        return True
    is_marked = line[0] in "-–—•*+“‘\"'" or bool(_NUMBER.match(line)) or line.endswith((":", ",", "…"))
    return len(line.split()) <= MAX_LAST_LABEL_WORDS and not is_marked and not ends_sentence(line)


def _find_copies(layout: Layout) -> dict[int, str]:
    """Return the pull quotes that are no shorter than the paragraph they copy; the paragraph itself stays.

    Of two equal lines, the one that does not end like a sentence is the copy, else the first. A line in quotation
    marks that consists of a whole paragraph and a name is a copy too.
    """
    found: dict[int, str] = {}
    first: dict[str, int] = {}
    text = range(layout.start, layout.end)
    for index in text:
        key = fold_line(layout.lines[index])
        if key.count(" ") < MIN_COPIED_WORDS - 1:
            continue
        if key in first:
            earlier = first[key]
            is_later = ends_sentence(layout.lines[earlier]) and not ends_sentence(layout.lines[index])
            found[index if is_later else earlier] = "pull quote"
        first[key] = index
    paragraphs_of = _index_words(first)
    for index in text:
        line = layout.lines[index]
        is_quoted = line[0] in _OPENING_QUOTES and _is_copied(fold_line(line), set(first) - {fold_line(line)})
        if is_quoted or (not ends_sentence(line) and _is_shortened_of_any(fold_line(line), paragraphs_of)):
            found[index] = "pull quote"
    return found


def _index_words(paragraphs: Iterable[str]) -> dict[str, set[str]]:
    """Return the paragraphs that have each word."""
    found = dict[str, set[str]]()
    for paragraph in paragraphs:
        for word in paragraph.split():
            found.setdefault(word, set()).add(paragraph)
    return found


def _is_shortened_of_any(quote: str, paragraphs_of: dict[str, set[str]]) -> bool:
    """Return whether a quote is a shortened passage of one of the paragraphs that have all of its words."""
    words = quote.split()
    if len(words) < MIN_SHORTENED_WORDS:
        return False
    holders = sorted((paragraphs_of.get(word, set()) for word in words), key=len)
    return any(_is_shortened(quote, paragraph) for paragraph in set.intersection(*holders))


def _is_shortened(quote: str, paragraph: str) -> bool:
    """Return whether a quote is a passage of a paragraph from which a few words were left out."""
    words, passage = quote.split(), paragraph.split()
    if len(passage) <= len(words):
        return False
    for start in (index for index, word in enumerate(passage) if word == words[0]):
        rest = iter(passage[start : start + int(MAX_COPY * len(words))])
        if all(word in rest for word in words):
            return True
    return False


def _is_copied(quote: str, paragraphs: set[str]) -> bool:
    return any(f" {key} " in f" {quote} " and len(quote) <= MAX_COPY * len(key) for key in paragraphs)
