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
    reader = _BlockReader(removed or {})
    reader.read(tree, tree, None)
    reader.close(tree, None)
    return reader.blocks


class _BlockReader:
    """Collects blocks; not a nested function, which would keep the whole page until Python looks for cycles."""

    def __init__(self, gone: Mapping[HtmlElement, str]) -> None:
        self.blocks: list[Block] = []
        self._runs: list[str] = []
        self._gone = gone

    def read(self, element: HtmlElement, holder: HtmlElement, rule: str | None) -> None:
        """Read the text inside an element, which belongs to the block of `holder`."""
        # White space between blocks begins none: with it, three times as many would be closed.
        runs, gone = self._runs, self._gone
        if (text := element.text) and (runs or not text.isspace()):
            runs.append(text)
        for child in element:
            tag = child.tag
            if tag in _INLINE and child not in gone:
                if len(child):
                    self.read(child, holder, rule)
                elif (text := child.text) and (runs or not text.isspace()):
                    runs.append(text)
            elif isinstance(tag, str) and tag not in _UNSEEN:
                if runs:
                    self.close(holder, rule)
                within = rule or gone.get(child)
                if len(child):
                    self.read(child, child, within)
                elif (text := child.text) and not text.isspace():
                    runs.append(text)
                if runs:
                    self.close(child, within)
            if (tail := child.tail) and (runs or not tail.isspace()):
                runs.append(tail)

    def close(self, holder: HtmlElement, rule: str | None) -> None:
        """End a block: make one of the texts read since the last, if they are more than white space."""
        if text := " ".join("".join(self._runs).split()):
            self.blocks.append(Block(text, holder, rule))
        self._runs.clear()


def make_key(text: str) -> str:
    """Return only the letters and digits of a text, to compare texts whatever their white space and punctuation."""
    if text.isascii():
        return text.translate(_NO_ASCII_LETTERS)
    # Without its blanks, a text has few places that the pattern matches: it takes half the time.
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).replace(" ", ""))


def has_letters(text: str) -> bool:
    """Return whether `make_key` leaves anything of a text."""
    return any(map(str.isalnum, text)) or bool(make_key(text))
