"""Blocks that markup itself names as something other than the piece, taken out before the text is read."""

from itertools import islice

from lxml.html import HtmlElement

from transforms.addresses import split_address
from transforms.page import Page
from transforms.placement import is_card, length_of
from transforms.survey import is_box

_PRUNED = frozenset(
    {
        *("div", "section", "aside", "ul", "ol", "li", "p", "span", "figure", "figcaption", "details", "dl", "table"),
        "blockquote",
    }
)
_CARDS = _PRUNED | {"article", "header"}
CAPTION = 120  # characters: a longer paragraph beside a picture may be a quotation
SHOWN = 200  # characters of a removed block that are told
MOST = 300  # headings looked at
LARGEST = 0.3  # share of the page's prose: a block that holds more is the piece, whatever it is called
BOX = 0.7  # share of what markup calls a box of facts: a whole speech may stand in one beside the report of it
LONGEST_HEADLINE = 400  # characters


def prune(page: Page, headline: HtmlElement | None) -> list[str]:
    """Remove furniture from the page's tree, and the headline; return what was removed, each with its rule."""
    keep = set() if headline is None else {headline, *headline.iterancestors()}
    prose = page.prose or 1
    named = [block for block in page.survey.furniture if block.tag in _PRUNED and block not in keep]
    figures = [figure for figure in page.survey.figures if figure not in keep and not _has_text(figure)]
    listed = [block for block in page.survey.lists if block not in keep and _all_links(block)]
    gone = {
        **dict.fromkeys(_cards(page, keep), "teaser"),
        **dict.fromkeys(listed, "links"),
        **{block: "named" for block in named if _prose(block) <= (BOX if is_box(block) else LARGEST) * prose},
        **dict.fromkeys(figures, "figure"),
    }
    outer = [block for block in gone if not any(above in gone for above in block.iterancestors())]
    removed = [f"{gone[block]} block: {text}" for block in outer if (text := _opening(block))]
    for block in outer:
        if block.getparent() is not None:
            block.drop_tree()
    if headline is not None and length_of(headline) <= LONGEST_HEADLINE:
        headline.clear(keep_tail=True)  # and not dropped: trafilatura knows the piece among several by its h1
    for figure in page.survey.figures:
        if figure.tag == "figure" and _has_text(figure):
            figure.tag = "div"  # trafilatura drops figures, with the tables and quotations in them
    return removed


def _has_text(figure: HtmlElement) -> bool:
    """Tell whether a figure holds text of the piece: a table, a list, a quotation."""
    if next(figure.iter("table", "blockquote", "pre", "ul", "ol"), None) is not None:
        return True
    return figure.tag == "figure" and any(length_of(paragraph) > CAPTION for paragraph in figure.iterchildren("p"))


def _prose(block: HtmlElement) -> int:
    return sum(map(length_of, block.iter("p")))


def _opening(block: HtmlElement) -> str:
    return " ".join(" ".join(islice(block.itertext(), 40)).split())[:SHOWN]


def _cards(page: Page, keep: set[HtmlElement]) -> list[HtmlElement]:
    """Return the small blocks whose heading links to another page of the site: teasers laid between the paragraphs."""
    host = split_address(page.url).hostname
    found = []
    for heading in islice(page.tree.iter("h2", "h3", "h4", "h5"), MOST):
        block, link = heading.getparent(), heading.find(".//a[@href]")
        around = next((above for above in islice(heading.iterancestors(), 3) if above.tag == "a"), None)
        if around is not None:
            block, link = around.getparent(), around
        if link is None or block is None or block in keep or block.tag not in _CARDS:
            continue
        if split_address(link.get("href") or "").hostname in (None, host) and is_card(block):
            found.append(block)
    return found


def _all_links(block: HtmlElement) -> bool:
    """Tell whether a list is links and little else: each item has one, and they are three fifths of its words."""
    words = sum(len(text.split()) for text in block.itertext())
    linked = sum(len(text.split()) for link in block.iter("a") for text in link.itertext())
    return words > 3 and linked >= 0.6 * words and all(item.find(".//a") is not None for item in block.iter("li"))
