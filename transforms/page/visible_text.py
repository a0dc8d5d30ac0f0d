"""Read the visible text of a page as blocks: each is what a reader sees as one paragraph, line, item or cell."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from lxml.html import HtmlElement

# Elements within a line of text; every other element starts a new block.
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong"),
        *("sub", "sup", "time", "tt", "u", "var", "wbr", "img", "picture", "source"),
    }
)
_UNSEEN = frozenset(
    {
        *("head", "script", "style", "template", "noscript", "iframe", "object", "embed", "audio", "video", "canvas"),
        *("select", "textarea", "datalist", "map", "title", "meta", "link", "svg", "input"),
    }
)
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_ASCII_LETTERS = str.maketrans("", "", "".join(c for c in map(chr, range(128)) if not c.isalnum()))


class Block(NamedTuple):
    """The text of one block, white space folded, its innermost block element, and the rule that removes it, if any."""

    text: str
    element: HtmlElement
    rule: str | None = None


def read_blocks(tree: HtmlElement, removed: Mapping[HtmlElement, str] | None = None) -> list[Block]:
    """Return the visible blocks of a tree in page order; those in one of the `removed` elements have its rule."""
    blocks: list[Block] = []
    runs: list[str] = []
    gone = removed or {}

    def close(holder: HtmlElement, rule: str | None) -> None:
        is_blank = len(runs) == 1 and runs[0].isspace()  # between most blocks; seen in a third of the time
        if not is_blank and (text := " ".join("".join(runs).split())):
            blocks.append(Block(text, holder, rule))
        runs.clear()

    def visit(element: HtmlElement, holder: HtmlElement, rule: str | None) -> None:
        if text := element.text:
            runs.append(text)
        for child in element:
            tag = child.tag
            if tag in _INLINE and child not in gone:
                if len(child):
                    visit(child, holder, rule)
                elif text := child.text:
                    runs.append(text)
            elif isinstance(tag, str) and tag not in _UNSEEN:
                if runs:
                    close(holder, rule)
                within = rule or gone.get(child)
                if len(child):
                    visit(child, child, within)
                elif text := child.text:
                    runs.append(text)
                if runs:
                    close(child, within)
            if tail := child.tail:
                runs.append(tail)

    visit(tree, tree, None)
    if runs:
        close(tree, None)
    return blocks


def make_key(text: str) -> str:
    """Return only the letters and digits of a text, to compare texts whatever their white space and punctuation."""
    if text.isascii():
        return text.translate(_NO_ASCII_LETTERS)
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text))
