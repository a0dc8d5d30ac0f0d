"""Blocks that markup itself names as something other than the piece, taken out before the text is read."""

from collections import Counter
from itertools import islice

from lxml.html import HtmlElement

from transforms.addresses import split_address
from transforms.page import Page
from transforms.placement import is_card

_PRUNED = frozenset(
    {
        *("div", "section", "aside", "ul", "ol", "li", "p", "span", "figure", "figcaption", "details", "dl", "table"),
        "blockquote",
    }
)
SHOWN = 200  # characters of a removed block that are told
MOST = 300  # headings looked at
LARGEST = 0.3  # share of the page's prose: a block that holds more is the piece, whatever it is called
PROSE = 80  # characters: a paragraph of this length is prose
FEWEST = 2  # paragraphs of prose in one part of a piece laid out in parts


def prune(page: Page, headline: HtmlElement | None) -> list[str]:
    """Remove furniture from the page's tree; return what was removed, each with its rule."""
    keep = set() if headline is None else {headline, *headline.iterancestors()}
    prose = page.prose or 1
    named = [block for block in page.survey.furniture if block.tag in _PRUNED and block not in keep]
    large = {block for block in named if sum(map(_length, block.iter("p"))) > LARGEST * prose}
    listed = [block for block in page.survey.lists if block not in keep and _all_links(block)]
    gone = {
        **dict.fromkeys(_cards(page, keep), "teaser"),
        **dict.fromkeys(listed, "links"),
        **dict.fromkeys((block for block in named if block not in large), "named"),
    }
    outer = [block for block in gone if not any(above in gone for above in block.iterancestors())]
    removed = [f"{gone[block]} block: {text}" for block in outer if (text := _opening(block))]
    for block in outer:
        if block.getparent() is not None:
            block.drop_tree()
    return removed


def _length(paragraph: HtmlElement) -> int:
    return sum(map(len, paragraph.itertext()))


def _opening(block: HtmlElement) -> str:
    return " ".join(" ".join(islice(block.itertext(), 40)).split())[:SHOWN]


def _cards(page: Page, keep: set[HtmlElement]) -> list[HtmlElement]:
    """Return the small blocks whose heading links to another page of the site: teasers laid between the paragraphs."""
    host = split_address(page.url).hostname
    found = []
    for heading in islice(page.tree.iter("h2", "h3", "h4", "h5"), MOST):
        block, link = heading.getparent(), heading.find(".//a[@href]")
        if block is not None and block.tag == "a":
            block, link = block.getparent(), block
        if link is None or block is None or block in keep or block.tag not in _PRUNED:
            continue
        if split_address(link.get("href") or "").hostname in (None, host) and is_card(block):
            found.append(block)
    return found


def _all_links(block: HtmlElement) -> bool:
    """Tell whether a list is links and little else: each item has one, and they are three fifths of its words."""
    words = sum(len(text.split()) for text in block.itertext())
    linked = sum(len(text.split()) for link in block.iter("a") for text in link.itertext())
    return words > 3 and linked >= 0.6 * words and all(item.find(".//a") is not None for item in block.iter("li"))


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
