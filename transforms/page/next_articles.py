"""Find the articles that a page shows below its own, as it does when readers scroll on."""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from transforms.page.parse import Page
from transforms.page.placement import count_characters, get_text

MIN_PROSE_CHARACTERS = 80  # a paragraph of this length is prose
MIN_ARTICLE_CHARACTERS = 400  # of prose between the headline and the next article
MAX_HEADINGS = 20
MAX_SIGNS = 60  # dates and bylines of the page


def find_next_articles(page: Page, headline: HtmlElement | None) -> list[HtmlElement]:
    """Return the blocks after the article that have an h1, a date or a byline, and prose of their own."""
    if headline is None or headline.tag != "h1" or len(page.headings) < 2:
        return []
    enclosing = {headline, *headline.iterancestors()}
    after = page.headings[page.headings.index(headline) + 1 :] if headline in page.headings else []
    blocks = dict.fromkeys(_find_outermost(heading, enclosing) for heading in after[:MAX_HEADINGS])
    return [block for block in blocks if block not in after and _is_article(block, page) and _is_below(block, headline)]


def _find_outermost(element: HtmlElement, enclosing: set[HtmlElement]) -> HtmlElement:
    """Return the largest block that contains the element and not the headline."""
    block = element
    for above in element.iterancestors():
        if above in enclosing:
            break
        block = above
    return block


def _is_article(block: HtmlElement, page: Page) -> bool:
    """Return whether a block has a date or a byline of its own and a paragraph of prose."""
    signs = islice((*page.survey.bylines, *page.survey.times), MAX_SIGNS)
    is_signed = any(block in one.iterancestors() and not _is_in_sentence(one) for one in signs)
    return is_signed and any(count_characters(paragraph) >= MIN_PROSE_CHARACTERS for paragraph in block.iter("p"))


def _is_in_sentence(sign: HtmlElement) -> bool:
    """Return whether a date is a word of a sentence: "It began on <time>3 May</time>."."""
    paragraph = next(sign.iterancestors("p"), None)
    return paragraph is not None and get_text(paragraph).endswith((".", "!", "?"))


def _is_below(block: HtmlElement, headline: HtmlElement) -> bool:
    """Return whether the text of an article stands between the headline and the block."""
    return sum(_iter_prose_between(headline, block)) >= MIN_ARTICLE_CHARACTERS


def _iter_prose_between(headline: HtmlElement, block: HtmlElement) -> Iterator[int]:
    for level in (headline, *headline.iterancestors()):
        for sibling in level.itersiblings():
            if sibling is block or block in sibling.iterdescendants(block.tag):
                return
            for paragraph in sibling.iter("p"):
                if (characters := count_characters(paragraph)) >= MIN_PROSE_CHARACTERS:
                    yield characters
