"""Recognise prose of the article in blocks with misleading names: a class name alone does not remove prose."""

from itertools import islice

from lxml.html import HtmlElement

from transforms.page.placement import get_text, is_card
from transforms.page.survey import is_weakly_named

MIN_PROSE_CHARACTERS = 80  # a paragraph of this length is prose
MIN_LINKED_CHARACTERS = 60  # a line that is one link and a sentence of this length is prose, not a related title
MIN_QUESTION_CHARACTERS = 140  # titles of related articles may end in a question mark
MIN_LINKED_SHARE = 0.9  # of a paragraph that is one link
MAX_LINK_SHARE = 0.3  # of the text of a paragraph
MIN_SHARE = 0.6  # of a block's text in paragraphs of prose
MIN_NEIGHBOURS = 2  # paragraphs of prose around a block that is one of them
MAX_NEIGHBOURS_AFTER = 10
MAX_SIBLINGS = 200  # paragraphs after a block: without a limit, 3,000 linked lines took two minutes
MAX_LEVELS = 4  # from the block up to an element that contains the headline
_LISTS = ("li", "aside", "nav", "footer", "header", "figure", "form")
_CLOSING = "\"'”’») "


def is_sentence(line: str) -> bool:
    """Return whether a line that is one link is a sentence of the article, and not the title of a related one."""
    bare = line.rstrip(_CLOSING)
    if len(bare) < MIN_LINKED_CHARACTERS:
        return False
    return bare.endswith((".", "。")) or (bare.endswith(("?", "!")) and len(bare) >= MIN_QUESTION_CHARACTERS)


def unlink_sentences(tree: HtmlElement) -> None:
    """Remove the links from paragraphs of the article that are one link: extractors take them for a list of links."""
    for paragraph in _list_linked(tree):
        if next(paragraph.iter("a"), None) is None or next(paragraph.iterancestors(*_LISTS), None) is not None:
            continue
        text = get_text(paragraph)
        if sum(len(get_text(one)) for one in paragraph.iter("a")) < MIN_LINKED_SHARE * len(text):
            continue
        if is_sentence(text) and _is_among_prose(paragraph, len(text)):
            for one in list(paragraph.iter("a")):
                one.drop_tag()


def _list_linked(tree: HtmlElement) -> list[HtmlElement]:
    """Return the paragraphs in page order, with the items and blocks that have nothing but a link that is a sentence.

    These are few, and are found from the links: there are three times as many items and blocks.
    """
    above = (link.getparent() for link in tree.iter("a"))
    blocks = {one for one in above if one is not None and one.tag in ("li", "div") and _is_linked_sentence(one)}
    if not blocks:
        return list(tree.iter("p"))
    return [one for one in tree.iter("p", "li", "div") if one.tag == "p" or one in blocks]


def _is_linked_sentence(block: HtmlElement) -> bool:
    return len(block) == 1 and not (block.text or "").strip() and is_sentence(get_text(block))


def _is_among_prose(paragraph: HtmlElement, length: int) -> bool:
    """Return whether a paragraph, or the block around it alone, is between paragraphs of the article or ends them."""
    above = paragraph.getparent()
    is_alone = above is not None and (above.tag in ("ul", "ol") or (len(above) == 1 and above.tag == "div"))
    block = above if is_alone and above is not None else paragraph
    if has_neighbours(block):
        return True
    before = sum(map(_is_prose, islice(block.itersiblings("p", preceding=True), MAX_NEIGHBOURS_AFTER)))
    return length >= MIN_QUESTION_CHARACTERS and before >= MIN_NEIGHBOURS and block.getnext() is None


def is_article_text(block: HtmlElement, enclosing: set[HtmlElement]) -> bool:
    """Return whether a block named as a teaser, a share box or the like is nevertheless a part of the article.

    It is a paragraph among others, or consists of two or more paragraphs of prose near the headline. `enclosing` are
    the headline and the elements that contain it.
    """
    if not is_weakly_named(block):
        return False
    paragraphs = [block] if block.tag == "p" else list(block.iter("p"))
    prose = [paragraph for paragraph in paragraphs if _is_prose(paragraph)]
    if not prose or is_card(block) or next(block.iter("form", "input", "time", "h1"), None) is not None:
        return False
    characters = sum(len(get_text(paragraph)) for paragraph in prose)
    if characters < MIN_SHARE * len(get_text(block)):
        return False
    if len(prose) == 1:
        return has_neighbours(block)
    return any(above in enclosing for above in islice(block.iterancestors(), MAX_LEVELS)) and _is_unlike_others(block)


def is_before_prose(block: HtmlElement) -> bool:
    """Return whether a paragraph of prose that is not hidden follows a block, as its neighbour."""
    return any(
        _is_prose(other) and not is_hidden(other) for other in islice(block.itersiblings("p"), MAX_NEIGHBOURS_AFTER)
    )


def is_hidden(element: HtmlElement) -> bool:
    """Return whether an element's own attributes hide it from readers; a block named "print" is shown on paper."""
    if "print" in (element.get("class") or ""):
        return False
    style = (element.get("style") or "").replace(" ", "")
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _is_prose(paragraph: HtmlElement) -> bool:
    text = get_text(paragraph)
    if len(text) < MIN_PROSE_CHARACTERS or not text.rstrip(_CLOSING).endswith((".", "!", "?", "…", "。")):
        return False
    linked = sum(len(get_text(link)) for link in paragraph.iter("a"))
    return linked <= MAX_LINK_SHARE * len(text) and next(paragraph.iterancestors("a"), None) is None


def has_neighbours(block: HtmlElement) -> bool:
    """Return whether the paragraphs of the article follow the block."""
    siblings = islice(block.itersiblings("p"), MAX_SIBLINGS)
    neighbours = (other for other in siblings if not is_weakly_named(other) and _is_prose(other))
    if len(list(islice(neighbours, MIN_NEIGHBOURS))) == MIN_NEIGHBOURS:
        return True
    after = block.getnext()
    return after is not None and after.tag in ("div", "section") and sum(map(_is_prose, after.iterchildren("p"))) > 1


def _is_unlike_others(block: HtmlElement) -> bool:
    """Return whether a block has no links to other pages: boxes of related articles do."""
    return sum(1 for _ in block.iter("a")) <= sum(1 for _ in block.iter("p"))
