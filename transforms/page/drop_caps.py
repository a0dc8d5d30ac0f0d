"""Put the first letter of a text back to its text, if it has a block, a line or a picture of its own."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.page.placement import join_text

MAX_DROP_CAP_CHARACTERS = 3  # a quotation mark and a letter
_NAMES = ("ropcap", "rop-cap", "ropCap", "ettrine", "irst-letter")
_LONE_LETTER = re.compile(r">\s{0,9}[“\"„«‘]?[A-ZÀ-Þ]\s{0,9}</div>\s{0,9}<(?:p|div)")
_WORDS = frozenset("AIOYÀÈÉÓ")  # letters that are words: a blank after one belongs there


@lru_cache(maxsize=8192)
def names_drop_cap(label: str) -> bool:
    """Return whether a class says that its element is the first letter of a text."""
    return any(name in label for name in _NAMES)


def is_letter(block: HtmlElement) -> bool:
    """Return whether a block has nothing but a capital letter, perhaps after a quotation mark: a drop cap."""
    text = block.text
    if text is None or len(block) > 0:
        return False
    letter = text.strip()
    return 0 < len(letter) <= MAX_DROP_CAP_CHARACTERS and letter[-1].isupper()


def join_drop_caps(letters: list[HtmlElement], named: list[HtmlElement], markup: str) -> None:
    """Join the letters that `is_letter` and `names_drop_cap` found with the texts that they begin."""
    if letters and _LONE_LETTER.search(markup):
        for block in letters:
            _join(block, False)
    for element in named:
        _join(element, True)


def _join(element: HtmlElement, is_named: bool) -> None:
    letter = ((element.get("alt") if element.tag == "img" else join_text(element)) or "").strip()
    if not 0 < len(letter) <= MAX_DROP_CAP_CHARACTERS or not letter[-1].isupper():
        return
    after, tail = element.getnext(), (element.tail or "").lstrip()
    if element.tag == "img":
        if tail[:1].islower():
            element.tail = letter + tail
            element.drop_tree()
    elif tail:
        if is_named and tail[0].islower():
            _join_with_tail(element, letter, tail)
    elif after is not None and after.tag in ("p", "div"):
        text = " ".join(join_text(after).split())
        if text[:1].islower() or (is_named and _continues(text, letter[-1])):
            after.text = letter + (after.text or "").lstrip()
            element.drop_tree()
        elif is_named and letter in _WORDS and text[:1].isupper() and text[0] != letter:
            after.text = f"{letter} " + (after.text or "").lstrip()
            element.drop_tree()


def _continues(text: str, letter: str) -> bool:
    """Return whether a text begins with the rest of a word in capitals: "HE quay". A glossary's "A" heads "Act"."""
    word = text.partition(" ")[0].rstrip(".,:;!?’”")
    return word.isupper() and word[0] != letter


def _join_with_tail(element: HtmlElement, letter: str, tail: str) -> None:
    """Join a letter with the text that follows its element, as one word if the letter is none."""
    is_word = letter[-1] in _WORDS and element.tail != tail
    if element.tag == "span":
        element.tail = f" {tail}" if is_word else tail
    else:
        element.tail = f"{letter} {tail}" if is_word else letter + tail
        element.drop_tree()
