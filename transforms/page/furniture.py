"""Remove blocks that the markup names as something other than the article, before the text is read."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from transforms.page.article_text import has_neighbours, is_article_text, is_before_prose, is_sentence
from transforms.page.json_ld import is_same_page
from transforms.page.next_articles import find_next_articles
from transforms.page.parse import Page
from transforms.page.placement import count_characters, get_line, get_text, is_card, join_text
from transforms.page.survey import is_box
from transforms.page.title_text import fold_line
from transforms.page.visible_text import make_key
from transforms.urls import split_address

_PRUNED = frozenset(
    {
        *("div", "section", "aside", "ul", "ol", "li", "p", "span", "figure", "figcaption", "details", "dl", "table"),
        "blockquote",
    }
)
_CARDS = _PRUNED | {"article", "header"}
MIN_LINK_WORDS = 4  # of a related article's title
MAX_LABEL_CHARACTERS = 40  # of a label before such a link
_LABEL_TAGS = ("p", "div", "span", "a")
MAX_LABEL_LEVELS, MAX_LABELS = 4, 6
MAX_ABOVE_CHARACTERS = 80  # of a line above the headline: section, author, date
_LABEL = re.compile(r"[:|>»–—-]\s*$")
_MARKS = " \t\r\n\xa0.,;:!?»>|"
MAX_CAPTION_CHARACTERS = 120  # a longer paragraph in a figure may be a quotation
MAX_HEADINGS = 300
MAX_PROSE_SHARE = 0.3  # of the page's prose: a block with more is the article, whatever its name
# Of the page's prose, in all removed blocks together; two of 482 real pages have more, the next has 0.67.
MAX_TOTAL_PROSE_SHARE = 0.9
MAX_BOX_PROSE_SHARE = 0.7  # of a box of facts: it may contain a complete speech next to the report about it
MAX_HEADLINE_CHARACTERS = 400
MIN_COPY_CHARACTERS = 40  # of a text that is there once for wide and once for narrow screens
_AMP = (
    "amp-consent",
    "amp-sidebar",
    "amp-user-notification",
    "amp-ad",
    "amp-sticky-ad",
    "amp-social-share",
    "amp-list",
)
_MAY_BE_HIDDEN = frozenset({"p", "div", "section", "span", "ul"})


def find_furniture(page: Page, headline: HtmlElement | None, standfirst: str | None = None) -> dict[HtmlElement, str]:
    """Return the outermost blocks that are page furniture, the headline or the standfirst, each with its rule."""
    keep = set() if headline is None else {headline, *headline.iterancestors()}
    prose = page.prose or 1
    named = [block for block in page.survey.furniture if block.tag in _PRUNED and block not in keep]
    large = {block for block in named if _count_prose(block) > _max_share(block) * prose}
    kept = [block for block in named if is_article_text(block, keep) and (block not in large or has_neighbours(block))]
    named = [block for block in named if block not in large]
    for block in kept:
        block.attrib.pop("class", None)  # trafilatura discards blocks by their names as well
        block.attrib.pop("id", None)
    named = [block for block in named if block not in kept]
    figures = [figure for figure in page.survey.figures if figure not in keep and not _has_text(figure)]
    listed = _find_link_lists(page, keep)
    gone = {
        **dict.fromkeys(find_next_articles(page, headline), "next article"),
        **dict.fromkeys(_find_cards(page, keep), "teaser block"),
        **dict.fromkeys(_find_linked_lines(page, keep), "link block"),
        **dict.fromkeys(listed, "links block"),
        **dict.fromkeys(_find_standfirsts(page, standfirst), "standfirst block"),
        **dict.fromkeys(named, "named block"),
        **dict.fromkeys(page.tree.iter(*_AMP), "AMP component"),
        **dict.fromkeys(_find_copies(page), "copy for another screen"),
        **dict.fromkeys(_find_hidden(page, keep), "hidden block"),
        **dict.fromkeys(figures, "figure block"),
        **dict.fromkeys(_find_captions(page), "figure block"),
        **dict.fromkeys(_find_labels(headline), "label above the headline"),
    }
    outer = {block: rule for block, rule in gone.items() if not any(above in gone for above in block.iterancestors())}
    if sum(map(_count_prose, outer)) > MAX_TOTAL_PROSE_SHARE * prose:  # the article is in captions or dialogs
        outer = {block: rule for block, rule in outer.items() if rule == "links block"}
    return outer


def _max_share(block: HtmlElement) -> float:
    return MAX_BOX_PROSE_SHARE if is_box(block) else MAX_PROSE_SHARE


def list_headlines(page: Page, headline: HtmlElement | None) -> list[HtmlElement]:
    """Return the heading elements that show the headline: the given one, and the only h1."""
    shown = {headline, *page.headings} if len(page.headings) == 1 else {headline}
    return [one for one in shown if one is not None and count_characters(one) <= MAX_HEADLINE_CHARACTERS]


def remove_furniture(page: Page, headline: HtmlElement | None, gone: Iterable[HtmlElement]) -> None:
    """Remove from the page's tree the blocks that `find_furniture` found, and the text of the headline."""
    for block in gone:
        if block.getparent() is not None:
            block.drop_tree()
    for heading in list_headlines(page, headline):
        heading.clear(keep_tail=True)  # but kept: trafilatura recognises the article by its h1
    for figure in page.survey.figures:
        if figure.tag == "figure" and _has_text(figure):
            figure.tag = "div"  # trafilatura drops figures, with the tables and quotations in them


def _find_standfirsts(page: Page, standfirst: str | None) -> list[HtmlElement]:
    """Return the elements that markup names as the standfirst and that repeat the given one."""
    wanted = fold_line(standfirst or "")
    named = [
        block for block in page.survey.standfirsts if wanted and count_characters(block) < 2 * len(standfirst or "")
    ]
    return [block for block in named if fold_line(get_text(block)) == wanted]


def _has_text(figure: HtmlElement) -> bool:
    """Return whether a figure contains text of the article: a table, a list, a quotation."""
    if next(figure.iter("table", "blockquote", "pre", "ul", "ol"), None) is not None:
        return True
    return figure.tag == "figure" and any(
        count_characters(paragraph) > MAX_CAPTION_CHARACTERS for paragraph in figure.iterchildren("p")
    )


def _find_copies(page: Page) -> Iterator[HtmlElement]:
    """Yield the blocks for one kind of screen whose text another such block before them has."""
    seen = set[str]()
    for block in page.survey.screens:
        key = make_key(join_text(block))
        if len(key) >= MIN_COPY_CHARACTERS:
            if key in seen:
                yield block
            seen.add(key)


def _find_captions(page: Page) -> Iterator[HtmlElement]:
    """Yield the paragraphs that are a picture with its caption in italics or small letters."""
    for image in islice(page.tree.iter("img"), MAX_HEADINGS):
        paragraph = next((above for above in islice(image.iterancestors(), 3) if above.tag == "p"), None)
        if paragraph is None or not (text := get_line(paragraph, MAX_CAPTION_CHARACTERS)):
            continue
        if text.startswith(("“", '"', "„", "«")):  # what somebody says, with a picture next to it
            continue
        if sum(len(get_text(part)) for part in paragraph.iterchildren("em", "i", "small")) >= len(text):
            yield paragraph


def _find_labels(headline: HtmlElement | None) -> Iterator[HtmlElement]:
    """Yield the short lines before the headline, in the blocks that contain it: section, genre, series."""
    for level in () if headline is None else islice((headline, *headline.iterancestors()), MAX_LABEL_LEVELS):
        if level.tag in ("body", "main", "td"):
            return
        for line in islice(level.itersiblings(*_LABEL_TAGS, preceding=True), MAX_LABELS):
            text = get_line(line, MAX_ABOVE_CHARACTERS)
            if text and not text.endswith((".", "!", "?", "…", "”", '"')):
                yield line


def _find_hidden(page: Page, keep: set[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield the blocks hidden between paragraphs that are shown; the hidden end of a piece may be behind a wall."""
    for block in page.survey.hidden:
        if block.tag not in _MAY_BE_HIDDEN or block in keep:
            continue
        if _count_prose(block) <= MAX_PROSE_SHARE * (page.prose or 1) and is_before_prose(block):
            yield block


def _count_prose(block: HtmlElement) -> int:
    return sum(map(count_characters, block.iter("p")))


def _find_cards(page: Page, keep: set[HtmlElement]) -> list[HtmlElement]:
    """Return the small blocks whose heading links to another page of the site: teasers between the paragraphs."""
    host = split_address(page.url).hostname
    found = []
    for heading in islice(page.tree.iter("h2", "h3", "h4", "h5"), MAX_HEADINGS):
        block, link = heading.getparent(), heading.find(".//a[@href]")
        around = next((above for above in islice(heading.iterancestors(), 3) if above.tag == "a"), None)
        if around is not None:
            block, link = around.getparent(), around
        if link is None or block is None or block in keep or block.tag not in _CARDS:
            continue
        if split_address(link.get("href") or "").hostname in (None, host) and is_card(block):
            found.append(block)
    return found


def _find_linked_lines(page: Page, keep: set[HtmlElement]) -> list[HtmlElement]:
    """Return paragraphs and headings that consist of a link to another page of the site, perhaps after a label."""
    found = []
    for line in page.tree.iter("p", "h2", "h3", "h4"):
        link = next(line.iter("a"), None)
        if link is None or line in keep or (link.tail or "").strip(_MARKS):
            continue
        whole, linked = get_text(line), get_text(link)
        label = whole.removesuffix(linked) if whole.endswith(linked) else None
        if label is None or len(linked.split()) < MIN_LINK_WORDS or len(label) > MAX_LABEL_CHARACTERS:
            continue
        if not label and is_sentence(f"{linked}{(link.tail or '').strip()}"):
            continue
        if (not label or _LABEL.search(label)) and _is_elsewhere(link.get("href") or "", page.url):
            found.append(line)
    return found


def _is_elsewhere(href: str, url: str) -> bool:
    """Return whether a link leads to another page of the same site."""
    if href.startswith("/") and not href.startswith("//"):
        return not is_same_page(href, url)
    address = split_address(href)
    same_site = address.hostname is not None and address.hostname == split_address(url).hostname
    return same_site and bool(address.path.strip("/")) and not is_same_page(href, url)


def _find_link_lists(page: Page, keep: set[HtmlElement]) -> list[HtmlElement]:
    """Return the lists that are mainly links, without those inside one that is found."""
    found, within = list[HtmlElement](), set[HtmlElement]()
    for block in page.survey.lists:
        if block not in keep and block not in within and _is_link_list(block):
            found.append(block)
            within.update(block.iter("ul", "ol"))
    return found


def _is_link_list(block: HtmlElement) -> bool:
    """Return whether a list is mainly links: each item has one, and they are three fifths of its words."""
    if any(next(item.iter("a"), None) is None for item in block.iter("li")):
        return False
    words = _count_words(block)
    return words > 3 and sum(map(_count_words, block.iter("a"))) >= 0.6 * words


def _count_words(element: HtmlElement) -> int:
    if len(element) == 0:
        return len((element.text or "").split())
    return len(" ".join(element.itertext()).split())
