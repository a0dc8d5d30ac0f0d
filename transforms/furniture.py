"""Blocks that markup itself names as something other than the piece, taken out before the text is read."""

import re
from collections import Counter

from lxml.html import HtmlElement

from transforms.placement import text_of

_NAMES = re.compile(
    r"newsletter|related|recommend|recirc|promo|teaser|subscribe\b|subscribe-|sign-?up|social|shar(?:e|ing)\b|share-|"
    r"author-?(?:bio|box|info|card|desc)|about-(?:the-)?author|\bbio\b|caption|photo-?credit|info-?box|fact-?box|"
    r"most-(?:read|popular|viewed)|read-(?:more|next|also)|more-(?:on|from|stories)|see-also|also-(?:read|like)|"
    r"screen-reader|sr-only|visually-?hidden|advert|sponsor|outbrain|taboola|breadcrumb|donat|opt-?in|"
    r"read-?time|reading-time|topic-?list|tag-?list|further-reading|inline-?story|link-?list",
    re.IGNORECASE,
)
_WALKED = (
    *("div", "section", "aside", "ul", "ol", "li", "p", "span", "figure", "figcaption", "details", "dl", "table"),
    "blockquote",
)
LARGEST = 0.3  # share of the page's prose: a block that holds more is the piece, whatever it is called
PROSE = 80  # characters: a paragraph of this length is prose
FEWEST = 2  # paragraphs of prose in one part of a piece laid out in parts


def prune(tree: HtmlElement, headline: HtmlElement | None) -> list[str]:
    """Remove furniture from the tree; return what was removed, each with its rule."""
    keep = set() if headline is None else {headline, *headline.iterancestors()}
    prose = sum(_length(paragraph) for paragraph in tree.iter("p")) or 1
    removed: list[str] = []
    gone: set[HtmlElement] = set()
    for element in list(tree.iter(*_WALKED)):
        rule = _rule(element)
        if rule is None or element in keep or any(above in gone for above in element.iterancestors()):
            continue
        if rule == "named" and sum(_length(paragraph) for paragraph in element.iter("p")) > LARGEST * prose:
            continue
        gone.add(element)
        if text := text_of(element):
            removed.append(f"{rule} block: {text[:200]}")
    for element in gone:
        if element.getparent() is not None:
            element.drop_tree()
    return removed


def _length(paragraph: HtmlElement) -> int:
    return sum(map(len, paragraph.itertext()))


def _rule(element: HtmlElement) -> str | None:
    label = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(label) > 1 and _NAMES.search(label):
        return "named"
    if element.tag in ("ul", "ol") and _all_links(element):
        return "links"
    return None


def _all_links(block: HtmlElement) -> bool:
    """Tell whether a list is links and nothing else: four fifths of its words at least."""
    words = sum(len(text.split()) for text in block.itertext())
    linked = sum(len(text.split()) for link in block.iter("a") for text in link.itertext())
    return words > 3 and linked >= 0.8 * words


def join_parts(tree: HtmlElement) -> None:
    """Bring together a piece that is laid out in several blocks of one kind, with advertisements between them.

    Such parts have the same tag and class, and parents of the same tag and class under one element; trafilatura
    takes the first alone (two pages in a hundred of our sample: a third of the text found).
    """
    prose: Counter[HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        above = paragraph.getparent()
        if above is not None and _length(paragraph) >= PROSE:
            prose[above] += 1
    if not prose:
        return
    first = max(prose, key=lambda block: prose[block])
    if not first.get("class"):
        return
    kind = _kind(first)
    parts = [block for block in tree.iter(str(first.tag)) if prose[block] >= FEWEST and _kind(block) == kind]
    for part in parts[1:]:
        parts[0].extend(list(part))


def _kind(block: HtmlElement) -> tuple[object, ...]:
    above = block.getparent()
    beyond = above.getparent() if above is not None else None
    if above is None or beyond is None or above.tag in ("article", "li"):
        return (block,)
    return block.tag, block.get("class"), above.tag, above.get("class"), beyond
