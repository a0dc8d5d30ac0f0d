"""Blocks that markup itself names as something other than the piece, taken out before the text is read."""

import re
from itertools import islice

from lxml.html import HtmlElement

from transforms.page.addresses import split_address
from transforms.page.json_ld import same_page
from transforms.page.parse import Page
from transforms.page.placement import is_card, length_of, text_of
from transforms.page.survey import is_box
from transforms.page.title_text import fold_line

_PRUNED = frozenset(
    {
        *("div", "section", "aside", "ul", "ol", "li", "p", "span", "figure", "figcaption", "details", "dl", "table"),
        "blockquote",
    }
)
_CARDS = _PRUNED | {"article", "header"}
LINK_WORDS, LABEL = 4, 40  # words of a related piece's title at least, characters of what is said before it at most
_LABEL = re.compile(r"[:|>»–—-]\s*$")
_MARKS = " \t\r\n\xa0.,;:!?»>|"
CAPTION = 120  # characters: a longer paragraph beside a picture may be a quotation
SHOWN = 200  # characters of a removed block that are told
MOST = 300  # headings looked at
LARGEST = 0.3  # share of the page's prose: a block that holds more is the piece, whatever it is called
MOST_GONE = 0.9  # share of the page's prose that all may hold together; two of 482 real pages have more, the next 0.67
BOX = 0.7  # share of what markup calls a box of facts: a whole speech may stand in one beside the report of it
LONGEST_HEADLINE = 400  # characters


def prune(page: Page, headline: HtmlElement | None, standfirst: str | None = None) -> list[str]:
    """Remove furniture from the page's tree, headline and standfirst; return what was removed, each with its rule."""
    keep = set() if headline is None else {headline, *headline.iterancestors()}
    prose = page.prose or 1
    named = [block for block in page.survey.furniture if block.tag in _PRUNED and block not in keep]
    figures = [figure for figure in page.survey.figures if figure not in keep and not _has_text(figure)]
    listed = [block for block in page.survey.lists if block not in keep and _all_links(block)]
    gone = {
        **dict.fromkeys(_cards(page, keep), "teaser"),
        **dict.fromkeys(_linked_lines(page, keep), "link"),
        **dict.fromkeys(listed, "links"),
        **dict.fromkeys(_standfirsts(page, standfirst), "standfirst"),
        **{block: "named" for block in named if _prose(block) <= (BOX if is_box(block) else LARGEST) * prose},
        **dict.fromkeys(figures, "figure"),
    }
    outer = [block for block in gone if not any(above in gone for above in block.iterancestors())]
    if sum(map(_prose, outer)) > MOST_GONE * prose:  # a piece told in captions or dialogs
        outer = [block for block in outer if gone[block] == "links"]
    removed = [f"{gone[block]} block: {text}" for block in outer if (text := _opening(block))]
    for block in outer:
        if block.getparent() is not None:
            block.drop_tree()
    for heading in {headline, *page.headings} if len(page.headings) == 1 else {headline}:
        if heading is not None and length_of(heading) <= LONGEST_HEADLINE:
            heading.clear(keep_tail=True)  # and not dropped: trafilatura knows the piece among several by its h1
    for figure in page.survey.figures:
        if figure.tag == "figure" and _has_text(figure):
            figure.tag = "div"  # trafilatura drops figures, with the tables and quotations in them
    return removed


def _standfirsts(page: Page, standfirst: str | None) -> list[HtmlElement]:
    """Return the elements that markup calls the standfirst, and that say what the page states as its summary."""
    wanted = fold_line(standfirst or "")
    named = [block for block in page.survey.standfirsts if wanted and length_of(block) < 2 * len(standfirst or "")]
    return [block for block in named if fold_line(text_of(block)) == wanted]


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


def _linked_lines(page: Page, keep: set[HtmlElement]) -> list[HtmlElement]:
    """Return the paragraphs and headings that are one link to another page of the site, or a label and such a link."""
    found = []
    for line in page.tree.iter("p", "h2", "h3", "h4"):
        link = next(line.iter("a"), None)
        if link is None or line in keep or (link.tail or "").strip(_MARKS):
            continue
        whole, linked = text_of(line), text_of(link)
        label = whole.removesuffix(linked) if whole.endswith(linked) else None
        if label is None or len(linked.split()) < LINK_WORDS or len(label) > LABEL:
            continue
        if (not label or _LABEL.search(label)) and _is_elsewhere(link.get("href") or "", page.url):
            found.append(line)
    return found


def _is_elsewhere(href: str, url: str) -> bool:
    """Tell whether a link leads to another page of the same site."""
    if href.startswith("/") and not href.startswith("//"):
        return not same_page(href, url)
    address = split_address(href)
    same_site = address.hostname is not None and address.hostname == split_address(url).hostname
    return same_site and bool(address.path.strip("/")) and not same_page(href, url)


def _all_links(block: HtmlElement) -> bool:
    """Tell whether a list is links and little else: each item has one, and they are three fifths of its words."""
    if any(next(item.iter("a"), None) is None for item in block.iter("li")):
        return False
    words = len(" ".join(block.itertext()).split())
    linked = sum(len(" ".join(link.itertext()).split()) for link in block.iter("a"))
    return words > 3 and linked >= 0.6 * words
