"""Read the visible text of a page as blocks: each is what a reader sees as one paragraph, line, item or cell."""

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


class Block(NamedTuple):
    """The text of one block, white space folded, and the innermost block element that contains it."""

    text: str
    element: HtmlElement


def read_blocks(tree: HtmlElement) -> list[Block]:
    """Return the visible blocks of a tree in page order."""
    blocks: list[Block] = []
    runs: list[str] = []

    def close(holder: HtmlElement) -> None:
        if text := " ".join("".join(runs).split()):
            blocks.append(Block(text, holder))
        runs.clear()

    def visit(element: HtmlElement, holder: HtmlElement) -> None:
        if text := element.text:
            runs.append(text)
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                visit(child, holder)
            elif isinstance(tag, str) and tag not in _UNSEEN:
                if runs:
                    close(holder)
                visit(child, child)
                if runs:
                    close(child)
            if tail := child.tail:
                runs.append(tail)

    visit(tree, tree)
    close(tree)
    return blocks
