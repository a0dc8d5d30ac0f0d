"""Add the text outside the main block to a short text, as trafilatura does.

Adapted from `recover_wild_text` of trafilatura 2.3.1 (main_extractor.py, Apache-2.0, Adrien Barbaresi) for the one set
of options that is used here. The rules are the same. The tree is pruned by main_block.py: trafilatura's XPath
expressions take ten times as long.
"""

from typing import Any, cast

from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura import main_extractor
from trafilatura.settings import DEDUPE_SCAN_CAP, MIN_DUPLICATE_LENGTH
from trafilatura.utils import text_chars_test, trim

from transforms.page.main_block import prune_block

_FIND_WILD = XPath(".//code | .//p | .//quote | .//table | .//div[contains(@class, 'w3-code')]")


def add_wild_text(tree: HtmlElement, body: Any, tags: set[str], consumed: set[HtmlElement], options: Any) -> None:
    """Append to the body what it lacks of a page's paragraphs, quotations and tables. Changes the tree.

    `consumed` are the elements from which the body was made.
    """
    prune_block(tree, keeps_teasers=options.fast)
    texts = list(map(main_extractor._elem_text, body))
    known, existing, handled = set(texts), "\n".join(filter(None, texts)), set[HtmlElement]()
    for element in cast(list[HtmlElement], _FIND_WILD(tree)):
        if element in consumed or any(above in handled for above in element.iterancestors()):
            continue
        found = main_extractor.handle_textelem(element, tags, options)
        if found is None:
            continue
        if found is element:
            handled.add(element)
        text = main_extractor._elem_text(found)
        whole = trim(text + (found.tail or "")) if text_chars_test(found.tail) else ""
        is_searched = len(existing) <= DEDUPE_SCAN_CAP
        if text and (text in known or (is_searched and _is_in(text, whole, existing))):
            continue
        body.append(found)
        known.add(text)
        if is_searched:
            existing += "\n" + (whole or text)


def _is_in(text: str, whole: str, existing: str) -> bool:
    """Return whether a text of some length, or any text with what follows its element, is already there."""
    return (len(text) > MIN_DUPLICATE_LENGTH and text in existing) or (bool(whole) and whole in existing)
