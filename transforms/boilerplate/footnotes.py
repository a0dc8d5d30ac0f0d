"""Find the footnotes at the end of a text: they are notes on the article, not a part of it."""

import re
from collections.abc import Sequence

_HEADING = re.compile(
    r"^\W*(?:(?:foot|end)?notes?(?: and references)?|references|sources|bibliography)\W*$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\W*[\[(]?(?P<number>\d{1,2}|[ivx]{1,4}|\*{1,3}|†)[\])]?[.:)]?\s+\S")
_MARK = re.compile(r"^\W*\[(?P<number>\d{1,2}|[ivx]{1,4}|\*)\]\s*\S")
_BACK = re.compile(r"[↩↑⤴]\ufe0e?\W*$|\bback to text\b|^\W*\^\s+\S")
_SUPERSCRIPT = re.compile(r"^\W*[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s*\S")
MAX_NOTES = 60  # paragraphs


def find_footnotes(paragraphs: Sequence[str]) -> int:
    """Return the position of the first footnote at the end of a text, or the number of paragraphs.

    The last paragraphs are notes if one of them begins with a mark in brackets that the text before has too ("[1]"),
    begins with raised digits, or ends in an arrow back to the text; after the heading "Notes" or "References", also if
    each begins with a number or has an address.
    """
    start = end = len(paragraphs)
    while start > 1 and end - start < MAX_NOTES and _may_be_note(paragraphs[start - 1]):
        start -= 1
    if any(_is_note(note, paragraphs[:start]) for note in paragraphs[start:]):
        return start - 1 if start > 1 and _HEADING.match(paragraphs[start - 1]) else start
    listed = end
    while listed > 1 and end - listed < MAX_NOTES and _is_listed(paragraphs[listed - 1]):
        listed -= 1
    return listed - 1 if 1 < listed < end and _HEADING.match(paragraphs[listed - 1]) else end


def _may_be_note(paragraph: str) -> bool:
    is_marked = _MARK.match(paragraph) or _BACK.search(paragraph) or _SUPERSCRIPT.match(paragraph)
    return bool(is_marked) or paragraph.startswith("- ")


def _is_note(paragraph: str, before: Sequence[str]) -> bool:
    if _BACK.search(paragraph) or _SUPERSCRIPT.match(paragraph):
        return True
    mark = _MARK.match(paragraph)
    return mark is not None and any(f"[{mark['number']}]" in text for text in before)


def _is_listed(paragraph: str) -> bool:
    return bool(_NUMBERED.match(paragraph)) or paragraph.startswith("- ") or "http" in paragraph or "www." in paragraph
