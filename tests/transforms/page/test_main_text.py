"""The cascade that runs each step once gives the text and selections of trafilatura."""

import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path

import pytest
from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement, fromstring
from trafilatura import bare_extraction, htmlprocessing, settings, xpaths

from transforms.page.block_names import FIND_BODY, select_appended, select_clutter, select_discarded
from transforms.page.main_block import MAX_LINKED_CHARACTERS, MIN_LINKED_CHILDREN, is_mainly_links
from transforms.page.main_text import TextFinder

CAPTURES = sorted((Path(__file__).resolve().parents[2] / "captures").glob("*/*.html.gz"))
REAL = Path(__file__).resolve().parents[4] / "shared" / "realpages" / "pages.warc.gz"
STEP = 12  # of the real pages, every twelfth: each is read twice by trafilatura
ADDRESS = "https://lantern.example/opinion/bridges-need-mending"

NAMES = (
    *("", "post", "entry", "article-body", "Fulltext", "story-body", "Main-Content", "Page-content", "content", "cell"),
    *("comments", "Commentary", "comment-list", "article-comments", "infinite-scroll", "mvp-post-add-box", "hide-x"),
    *("elementor-share-buttons", "nav", "Navigation", "cookie", "share-this", "Teaser", "caption", "dsq-comments"),
    *("reply-1", "hidden", "x hidden", "noprint", "akismet", "comments-title", "mainly", "primary-1", "related"),
    *("Cookie-Banner", "site-footer", "onetrust-sdk", "cookies"),
)
TAGS = ("div", "section", "p", "ul", "details", "article", "main", "aside", "span", "list", "td")
ORDERS = (("id", "class"), ("class", "id"), ("style", "id"), ("class", "role"), ("role", "id"))
MORE = ("", "style='display: none'", "aria-hidden=true", "itemprop=articleBody", "data-component=MostPopularStories")


def make_pages() -> Iterator[HtmlElement]:
    """Yield pages of nine blocks, with all pairs of names as id and class, in either order."""
    blocks = iter(
        f"<{tag} {one}='{first}' {other}='{second}' {MORE[number % 5]}>Text {number}"
        f"{'<h1>Title</h1>' if number % 3 else '<b>Words</b>'}</{tag}>and after"
        for number, (first, second) in enumerate(product(NAMES, NAMES))
        for tag, (one, other) in ((TAGS[number % 11], ORDERS[number % len(ORDERS)]),)
    )
    while part := "".join(islice(blocks, 9)):
        yield fromstring(f"<html><body><div>{part}</div></body></html>")


def read_real_pages() -> Iterator[HtmlElement]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # not needed if the pages are absent

    with REAL.open("rb") as stream:
        for record in islice(ArchiveIterator(stream, record_types=WarcRecordType.response), 0, None, STEP):
            yield fromstring(record.reader.read())


@cache
def list_pages() -> list[HtmlElement]:
    """Return the committed captures, the invented pages of names, and real pages where they are present."""
    captures = (fromstring(gzip.decompress(path.read_bytes())) for path in CAPTURES)
    pages = [*captures, *make_pages(), *(read_real_pages() if REAL.exists() else ())]
    for page in pages:
        strip_elements(page, "script", with_tail=False)
    return pages


def select(expressions: list[XPath]) -> Callable[[HtmlElement], list[HtmlElement]]:
    """Return a function that selects what the expressions select together, in page order."""

    def find(page: HtmlElement) -> list[HtmlElement]:
        found = {element for expression in expressions for element in expression(page)}  # type: ignore[union-attr]
        return [element for element in page.iter() if element in found]

    return find


@pytest.mark.parametrize("number", range(len(FIND_BODY)))
def test_the_block_of_the_article_is_the_first_that_the_expression_selects(number: int) -> None:
    found = [FIND_BODY[number](page) for page in list_pages()]
    assert found == [next(iter(xpaths.BODY_XPATH[number](page)), None) for page in list_pages()]
    assert any(block is not None for block in found)


@pytest.mark.parametrize(
    ("choose", "expressions"),
    [
        (select_appended, [*xpaths.RAW_TREE_PRUNE_XPATH, *xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH]),
        (lambda page: select_discarded(page)[0], xpaths.OVERALL_DISCARD_XPATH),
        (lambda page: select_discarded(page)[1], [*xpaths.DISCARD_IMAGE_ELEMENTS, *xpaths.TEASER_DISCARD_XPATH]),
        (lambda page: select_discarded(page, keeps_teasers=True)[1], xpaths.DISCARD_IMAGE_ELEMENTS),
        (select_clutter, [settings.BASIC_CLEAN_XPATH]),
    ],
    ids=["appended", "discarded", "minor", "captions", "clutter"],
)
def test_blocks_to_remove_are_those_that_the_expressions_select(
    choose: Callable[[HtmlElement], list[HtmlElement]], expressions: list[XPath]
) -> None:
    found = [choose(page) for page in list_pages()]
    assert found == list(map(select(expressions), list_pages()))
    assert sum(map(len, found)) > 50


def make_link_blocks() -> Iterator[HtmlElement]:
    """Yield parts with no to eight links of three lengths, and text around them of lengths near the limits."""
    for tag, number, words, around in product(("div", "list", "p"), (0, 1, 2, 5, 8), (0, 1, 9), (0, 1, 12, 40, 400)):
        links = "".join(f"<ref>{'linked  ' * words}</ref>\n " for _ in range(number))
        for part in (f"<ref>{'linked ' * words}</ref>", f"<p>{links}</p>{links}", links, f"<span>{links}</span>" * 3):
            for after in ("", "<p>after</p>"):
                text = f"<{tag}>{'text of it ' * around}{part}</{tag}>{after}"
                yield next(fromstring(f"<html><body><section>{text}</section></body></html>").iter(tag))


def test_parts_of_links_are_those_that_trafilatura_removes() -> None:
    found = Counter[bool]()
    for part in make_link_blocks():
        is_linked, is_short = htmlprocessing.link_density_test(part)
        if part.tag == "div" and is_short and len(part) >= MIN_LINKED_CHILDREN:
            is_linked = is_linked or len(" ".join(part.text_content().split())) < MAX_LINKED_CHARACTERS
        assert is_mainly_links(part) == is_linked
        found[is_linked] += 1
    assert min(found[True], found[False]) > 100


@pytest.mark.parametrize("is_fast", [True, False])
def test_the_text_is_the_one_that_trafilatura_extracts(is_fast: bool) -> None:
    lengths = []
    for page in list_pages():
        document = bare_extraction(page, url=ADDRESS, fast=is_fast, with_metadata=False, include_comments=False)
        whole = getattr(document, "text", None) or ""
        finder = TextFinder(page, ADDRESS)
        own = finder.find_by_own_extractor()
        found = own if is_fast else finder.find_by_all_extractors()
        assert found == [line.strip() for line in whole.splitlines() if line.strip()]
        lengths.append(len(found))
    assert max(lengths) > 10
