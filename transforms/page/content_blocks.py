"""The block or blocks that hold the piece, made whole before trafilatura looks for it."""

import re
from collections import Counter

from lxml.html import HtmlElement
from trafilatura.xpaths import BODY_XPATH

from transforms.page.placement import length_of

PROSE = 80  # characters: a paragraph of this length is prose
FEWEST = 2  # paragraphs of prose in one part of a piece laid out in parts
LEAST_OF_ALL = 0.5  # of the paragraphs of prose: a block that holds so many is the piece
_LAYOUT = re.compile(
    r"widget|bar|slide|embed|banner|(?:^|[ -])ad-|meta|viewport|expand|hid|nav|footer|share|options|attachment|rating|"
    r"next-|obfuscated|blurred|timestamp",
    re.IGNORECASE,
)
DEEPEST = 6  # levels up to the element that holds all parts
_SEVERAL = frozenset({"article", "li", "td", "blockquote"})


def join_parts(tree: HtmlElement) -> None:
    """Bring together a piece that is laid out in several blocks of one kind, with other things between them.

    trafilatura takes the first such block alone (three pages in a hundred of our sample: half of the text lost).
    """
    prose: Counter[HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        above = paragraph.getparent()
        if above is not None and length_of(paragraph) >= PROSE:
            prose[above] += 1
    if not prose:
        return
    first = max(prose, key=lambda block: prose[block])
    parts = [block for block, count in prose.items() if count >= FEWEST and _are_alike(block, first)]
    if sum(prose[part] for part in parts) >= LEAST_OF_ALL * prose.total():
        _unmask(parts)
    if len(parts) > 1 and _is_alone(tree, parts):
        for part in parts[1:]:
            parts[0].extend(list(part))


def _unmask(parts: list[HtmlElement]) -> None:
    """Take from what holds the piece the words in its names by which trafilatura would throw it away.

    Sites that hide a piece behind their own wall mark its paragraphs `aria-hidden`; they are read all the same.
    """
    for paragraph in (paragraph for part in parts for paragraph in part.iterchildren("p")):
        paragraph.attrib.pop("aria-hidden", None)
    for above in {above for part in parts for above in (part, *part.iterancestors())}:
        for name in ("class", "id"):
            value = above.get(name)
            if value and _LAYOUT.search(value):
                above.set(name, " ".join(word for word in value.split() if not _LAYOUT.search(word)))


def _is_alone(tree: HtmlElement, parts: list[HtmlElement]) -> bool:
    """Tell whether trafilatura takes an element for the piece that holds some of the parts, and not all."""
    for find in BODY_XPATH:
        taken: HtmlElement | None = next(iter(find(tree)), None)  # type: ignore[arg-type]  # XPath's answer has no type
        held = sum(taken in (part, *part.iterancestors()) for part in parts)
        if held:
            return held < len(parts)
    return False


def _are_alike(block: HtmlElement, other: HtmlElement) -> bool:
    """Tell whether two blocks are parts of one piece.

    Each element above them has its like above the other, up to the one that holds both. Not where these are articles
    or items of a list, nor where each part has a heading of its own: such are several pieces on one page.
    """
    if block is other:
        return True
    if not block.get("class"):
        return False
    one, two = block, other
    for _ in range(DEEPEST):
        above, beyond = one.getparent(), two.getparent()
        if one.tag in _SEVERAL or _kind(one) != _kind(two) or above is None or beyond is None:
            return False
        if above is beyond:
            return one.find(".//h1") is None or two.find(".//h1") is None
        one, two = above, beyond
    return False


def _kind(block: HtmlElement) -> tuple[object, str]:
    return block.tag, ((block.get("class") or "").split() or [""])[0]
