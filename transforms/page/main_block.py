"""Extract the main block of a converted page, as trafilatura's own extractor does.

Adapted from `_extract` and `prune_unwanted_sections` of trafilatura 2.3.1 (main_extractor.py, Apache-2.0, Adrien
Barbaresi) for the one set of options that is used here: balanced, with tables, without comments, links, images and
formatting. The rules are the same. Blocks are selected by block_names.py; blocks without links are not tested for their
share of links; paragraphs are counted only up to the number that matters.
"""

from typing import Any

from lxml.etree import Element, strip_tags
from lxml.html import HtmlElement
from trafilatura import htmlprocessing, main_extractor, settings, xml
from trafilatura.utils import LINK_FARM_RATIO, text_chars_test

from transforms.page.block_names import FIND_BODY, select_discarded
from transforms.page.placement import count_characters, join_text

_TAGS = settings.TAG_CATALOG | {"table", "td", "th", "tr"}
_INLINE_TAGS = settings.INLINE_FORMATTABLE | {"lb"}
MIN_PARAGRAPH_SIZES = 3  # times the least size of an extraction: with less text in paragraphs, blocks count as well
MIN_KEPT_PART = 7  # nothing is discarded if less than a seventh of the text would be left
MIN_LINKED_CHILDREN, MAX_LINKED_CHARACTERS = 3, 100  # of a block with short links
MIN_LINK_CHARACTERS, MIN_LINK_SHARE = 100, 0.9  # of a part with one link, which is its text
MIN_LABEL_CHARACTERS, MIN_LINKED_SHARE = 10, 0.8  # of the links of a short part: shorter links are labels
MIN_FARM_LINKS, MAX_FARM_LINK_CHARACTERS = 5, 100  # of a long part that is a list of links
_LISTED = frozenset({"item", "td", "th"})
_CLEANED = [kind for kind in settings.MANUALLY_CLEANED if kind != "form"]  # in the order in which they are deleted


def clean_tree(tree: HtmlElement, options: Any) -> HtmlElement:
    """Delete what trafilatura's `tree_cleaning` deletes, which searches the tree for each of 51 kinds of elements. Here
    they are searched together first: a page has few of them.
    """
    htmlprocessing.recover_math(tree)
    for element in tree.iter("figure", "table"):
        is_layout = element.get("role") in ("presentation", "none")
        if element.find(".//table") is not None if element.tag == "figure" else is_layout:
            element.tag = "div"
    strip_tags(tree, settings.MANUALLY_STRIPPED)
    present = {element.tag for element in tree.iter(*_CLEANED)}
    for kind in _CLEANED:
        for element in tree.iter(kind) if kind in present else ():
            xml.delete_element(element)
    htmlprocessing._handle_forms(tree)
    return htmlprocessing.prune_html(tree, options.focus)


def extract_main_block(tree: HtmlElement, options: Any) -> tuple[Any, str, set[str]]:
    """Return the article as an element, its text, and the tags of which it was made. Changes the tree."""
    tags = set(_TAGS)
    body: Any = Element("body")
    for find in FIND_BODY:
        block = find(tree)
        if block is None:
            continue
        prune_block(block)
        if len(block) == 0:
            continue
        if not _has_paragraphs(block, MIN_PARAGRAPH_SIZES * options.min_extracted_size):
            tags.add("div")
        _move_content(block, body, tags, options)
        if sum(element.tag != "graphic" for element in body) > 1:
            break
    return body, " ".join(body.itertext()).strip(), tags


def _move_content(block: HtmlElement, body: Any, tags: set[str], options: Any) -> None:
    """Append the content of a block to the body: its opening text, elements and the text after them."""
    elements = list(block.iterdescendants("*"))
    kinds = {element.tag for element in elements}
    # Only lines of text: the block itself is the paragraph.
    is_text = kinds == {"lb"} or (block.tag == "div" and "div" in tags and kinds <= _INLINE_TAGS)
    lead, start = None, len(body)
    if not is_text and text_chars_test(block.text):
        lead = _make_paragraph(block.text, options)
    for element in [block] if is_text else elements:
        if _is_in(element, body):
            continue  # moved with the block that contains it
        tag, tail = element.tag, element.tail  # handlers may mark the element as done
        found = main_extractor.handle_textelem(element, tags, options)
        if found is not None:
            body.append(found)
            if not _is_in(element, body):
                element.tag = "done"
        if tag in main_extractor.REBUILT_BLOCKS and text_chars_test(tail) and (found is None or found.tail is None):
            after = Element("p")
            after.text = tail
            if htmlprocessing.process_node(after, options) is not None:
                body.append(after)
    while len(body) > 0 and body[-1].tag in main_extractor.NOT_AT_THE_END:
        xml.delete_element(body[-1], keep_tail=False)
    if lead is not None and sum(element.tag != "graphic" for element in body) > 1:
        body.insert(start, lead)


def _make_paragraph(text: str | None, options: Any) -> Any:
    paragraph = Element("p")
    paragraph.text = text
    return htmlprocessing.process_node(paragraph, options)


def _is_in(element: Any, body: Any) -> bool:
    return element.getroottree().getroot() is body


def _has_paragraphs(block: HtmlElement, least: int) -> bool:
    """Return whether the paragraphs of the page of a block have at least so many characters."""
    characters = 0
    for paragraph in block.getroottree().getroot().iter("p"):
        if next(paragraph.iterancestors("p"), None) is None:
            characters += count_characters(paragraph)
            if characters >= least:
                return True
    return False


def prune_block(block: HtmlElement, keeps_teasers: bool = False) -> None:
    """Remove from a block what is not the article: named blocks, lists of links, tables of links."""
    discarded, minor = select_discarded(block, keeps_teasers)
    _discard(block, discarded)
    for part in minor:
        xml.delete_element(part)
    _remove_linked(block)
    tables = [table for table in block.iter("table") if htmlprocessing.link_density_test_tables(table) is True]
    for table in tables:
        xml.delete_element(table, keep_tail=False)
    strip_tags(block, "span", "ref")


def _discard(block: HtmlElement, discarded: list[HtmlElement]) -> None:
    """Remove the blocks, unless almost nothing would be left."""
    if not discarded:
        return
    known = set(discarded)
    outer = [part for part in discarded if not any(above in known for above in part.iterancestors())]
    whole = len(block.text_content())
    if whole - sum(len(part.text_content()) for part in outer) > whole / MIN_KEPT_PART:
        for part in outer:
            xml.delete_element(part)


def _remove_linked(block: HtmlElement) -> None:
    """Remove parts that are mainly links; twice, because a part may be so only without those in it."""
    linked = {above for link in block.iter("ref") for above in link.iterancestors()}
    for _ in range(2 if linked else 0):
        removed = [_remove_linked_parts(block, tag, linked) for tag in ("div", "list", "p")]
        if not any(removed):
            return


def _remove_linked_parts(block: HtmlElement, tag: str, linked: set[HtmlElement]) -> bool:
    """Remove elements with this tag that are mainly links, as `delete_by_link_density`; return whether any was."""
    parts = []
    for part in block.iter(tag):
        if part not in linked or (tag == "p" and (above := part.getparent()) is not None and above.tag in _LISTED):
            continue
        if is_mainly_links(part):
            parts.append(part)
    for part in parts:
        xml.delete_element(part)
    return bool(parts)


def is_mainly_links(part: HtmlElement) -> bool:
    """Return whether a part is mainly links, as `link_density_test` and `delete_by_link_density` do.

    They fold the text of each block, and so that of blocks within blocks again and again. Here it is folded only up to
    the length that matters.
    """
    links = list(part.iterdescendants("ref"))
    if not links or next(part.iterdescendants("graphic"), None) is not None:
        return False
    lengths = [length for link in links if (length := _count_folded(join_text(link)))]
    linked, limit = sum(lengths), _get_short_length(part)
    length = _count_folded(join_text(part), max(limit, 2 * linked))
    if len(links) == 1 and linked > MIN_LINK_CHARACTERS and linked > MIN_LINK_SHARE * length:
        return True
    if length >= limit:
        is_farm = len(links) >= MIN_FARM_LINKS and linked > LINK_FARM_RATIO * length
        is_farm = is_farm and linked < MAX_FARM_LINK_CHARACTERS * len(lengths)
        return is_farm and not htmlprocessing.is_paragraph_listing(links)
    short = sum(length < MIN_LABEL_CHARACTERS for length in lengths)
    if linked > MIN_LINKED_SHARE * length or (len(lengths) > 1 and short > MIN_LINKED_SHARE * len(lengths)):
        return True
    if not lengths:
        return True
    return part.tag == "div" and len(part) >= MIN_LINKED_CHILDREN and length < MAX_LINKED_CHARACTERS


def _get_short_length(part: HtmlElement) -> int:
    """Return how many characters a part of its kind and place has at least if it is not short."""
    is_last = part.getnext() is None
    if part.tag == "p":
        return 60 if is_last else 30
    return 300 if is_last else 100


def _count_folded(text: str, most: int = 0) -> int:
    """Return the characters of a text with its white space folded; if there are more than `most`, perhaps fewer."""
    if len(text) > 3 * most > 0 and (length := len(" ".join(text[: 2 * most].split()))) > most:
        return length
    return len(" ".join(text.split()))
