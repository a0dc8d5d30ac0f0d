"""Decode and parse a capture once; everything else reads the parsed page."""

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from lxml.etree import ElementDefaultClassLookup, ErrorTypes, LxmlError, strip_elements
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HTMLParser,
    HtmlProcessingInstruction,
    document_fromstring,
    fromstring,
)

from transforms.page.decoding import decode_utf8, decode_with_warnings
from transforms.page.deep_markup import MAX_NESTED, flatten_markup
from transforms.page.json_ld import Node, find_article_node, read_nodes
from transforms.page.meta_tags import Meta, read_meta
from transforms.page.placement import count_characters
from transforms.page.survey import Survey, survey_page
from transforms.page.tree_repairs import repair_tree
from transforms.records import Capture, Quarantine

# lxml.html determines the class of every element in Python, by its tag. A single class for all elements, set in C,
# makes every reader of the tree faster; this code needs no special classes for forms and the like.
_PARSER = HTMLParser(collect_ids=False, encoding="utf-8", remove_comments=True, remove_pis=True)
_PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity)
)
# trafilatura logs each page it cannot use at ERROR; we report it ourselves, with the rule.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# The largest of the 482 real pages has 2.4 million characters. Beyond 10 million the parser loses runs of text.
MAX_PAGE_CHARACTERS = 10_000_000
# 200,000 attributes in one tag took 145 s, 20,000 took 1.4 s. Tags of 10,000 characters with fewer attributes are
# common: attributes contain pictures and whole data sets (57 of the 482 real pages).
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000,}>?")
_LONG = 10_000  # characters
_ATTRIBUTE = re.compile(r"""[^\s=/>"'<]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?""")
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r")
MAX_TITLES = 20  # titles and headings with which JSON-LD is compared
MAX_ATTRIBUTES = 2000  # attributes; minified scripts hold what looks like a tag of 1,300


@dataclass(frozen=True)
class Page:
    """One parsed page. `nodes` are its JSON-LD objects, `article` the one of the article, `meta` its meta tags."""

    url: str
    markup: str
    tree: HtmlElement
    nodes: list[Node]
    article: Node | None
    meta: Meta
    language: str | None
    warnings: list[str] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    """Kept, because lxml makes an object for an element whenever none is alive; some are no longer in the tree."""

    @cached_property
    def headings(self) -> list[HtmlElement]:
        """The h1 elements in page order."""
        return list(self.tree.iter("h1"))

    @cached_property
    def prose(self) -> int:
        """Count of characters in the paragraphs of the page. Read it before the tree is changed."""
        return sum(map(count_characters, self.tree.iter("p")))

    @cached_property
    def survey(self) -> Survey:
        """The elements that the markup names as a date, a byline, furniture and so on."""
        return survey_page(self.tree)


def read_page(capture: Capture) -> Page:
    """Parse the capture.

    Raises Quarantine (not_html, page_too_large), or MemoryError if the parser ran out of memory.
    """
    markup, data, warnings = _read_markup(capture)
    tree = _load_html(markup, data)
    if any(error.type == ErrorTypes.ERR_RESOURCE_LIMIT for error in _PARSER.error_log):
        flat, count = flatten_markup(markup)
        if count:
            tree = _load_html(flat, flat.encode("utf-8", "surrogatepass"))
            warnings = [*warnings, f"nesting: {count} elements inside more than {MAX_NESTED} others lost their tags"]
    if tree is None:
        _raise_if_out_of_memory(markup)
        raise Quarantine("not_html", f"{len(capture.payload)} bytes of {capture.media_type} do not parse as a page")
    strip_elements(tree, "svg", with_tail=False)
    _remove_templates(tree)
    elements = repair_tree(tree, markup)
    nodes, unreadable = read_nodes(tree)
    meta = read_meta(tree)
    strip_elements(tree, "style", with_tail=False)
    return Page(
        capture.url,
        markup,
        tree,
        nodes,
        find_article_node(nodes, capture.url, lambda: _list_titles(tree, meta)),
        meta,
        _read_language(tree, meta),
        warnings + unreadable,
        elements,
    )


def _read_markup(capture: Capture) -> tuple[str, bytes, list[str]]:
    """Return the markup of a page as text and in UTF-8, with warnings; raises Quarantine if there is too much of it."""
    plain = decode_utf8(capture.payload)
    text, warnings = decode_with_warnings(capture.payload, capture.charset) if plain is None else (plain, list[str]())
    if len(text) > MAX_PAGE_CHARACTERS:
        raise Quarantine(
            "page_too_large", f"{len(text)} characters, more than {MAX_PAGE_CHARACTERS}: no article is as large"
        )
    markup, cut = limit_attributes(text)
    is_unchanged = plain is not None and not cut
    data = capture.payload if is_unchanged else markup.encode("utf-8", "surrogatepass")
    return markup, data, warnings + cut


def _remove_templates(tree: HtmlElement) -> None:
    """Remove what scripts would make other content from; a declared shadow root is content that browsers show."""
    for template in list(tree.iter("template")):
        if template.get("shadowrootmode") is None and template.get("shadowroot") is None:
            template.drop_tree()


def limit_attributes(markup: str) -> tuple[str, list[str]]:
    """Return the markup with at most MAX_ATTRIBUTES in a long tag, and a warning if any were dropped.

    The parser takes time in the square of the number of attributes.
    """
    dropped, parts, end = 0, list[str](), 0
    for tag in _find_long_tags(markup):
        attributes = _ATTRIBUTE.findall(tag[0])
        if len(attributes) > MAX_ATTRIBUTES:
            dropped += len(attributes) - MAX_ATTRIBUTES
            parts += [markup[end : tag.start()], f"<{' '.join(attributes[:MAX_ATTRIBUTES])}>"]
            end = tag.end()
    if not dropped:
        return markup, []
    parts.append(markup[end:])
    return "".join(parts), [f"attributes dropped: {dropped}, of tags that have more than {MAX_ATTRIBUTES}"]


def _find_long_tags(markup: str) -> Iterator[re.Match[str]]:
    """Yield the matches of _LONG_TAG: steps of 10,000 characters take a fiftieth of the time of `finditer`."""
    start = markup.find("<") + 1
    while 0 < start < len(markup) - _LONG:
        if (last := markup.rfind("<", start, start + _LONG + 1)) >= 0:
            start = last + 1
        else:
            if markup.find(">", start, start + _LONG + 1) < 0 and (tag := _LONG_TAG.match(markup, start - 1)):
                yield tag
            start = markup.find("<", start) + 1


def _has_control(data: bytes) -> bool:
    """Return whether a text in UTF-8 has control characters, or one of the two that are no characters.

    Searching for a single byte takes a twentieth of the time of searching for several.
    """
    return any(code in data for code in _CONTROL) or (
        b"\xef" in data and (b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data)
    )


def _load_html(markup: str, data: bytes) -> HtmlElement | None:
    """Parse a page as `trafilatura.load_html` does, with our parser; None if it is not HTML. `data` is it in UTF-8."""
    from trafilatura.utils import is_dubious_html, repair_faulty_html  # what only cleans text starts without it

    beginning = markup[:50].lower()
    # It repairs the first lines, and deletes what no XML has: searching a whole page for that takes it 0.7 ms.
    end = len(markup) if _has_control(data) else markup.find("\n", 4096) + 1 or len(markup)
    repaired = repair_faulty_html(markup[:end], beginning)
    if repaired != markup[:end]:
        data = (repaired + markup[end:]).encode("utf-8", "surrogatepass")
    tree: HtmlElement | None = None
    with suppress(LxmlError, ValueError):  # bytes take a fifth less time than text
        tree = fromstring(data, parser=_PARSER)
    if tree is None or len(tree) < 1:
        with suppress(LxmlError, ValueError):
            tree = fromstring(repaired + markup[end:], parser=_PARSER)
    if tree is None or (is_dubious_html(beginning) and len(tree) < 2):
        return None
    return tree


def _raise_if_out_of_memory(markup: str) -> None:
    """Raise MemoryError if that is why the page does not parse: trafilatura returns None for any failure."""
    parser = HTMLParser(encoding="utf-8")
    with suppress(LxmlError):
        document_fromstring(markup.encode("utf-8", "surrogatepass"), parser=parser)
    if any(error.type == ErrorTypes.ERR_NO_MEMORY for error in parser.error_log):
        raise MemoryError("the parser ran out of memory")


def _list_titles(tree: HtmlElement, meta: Meta) -> Iterator[str]:
    """Yield the page's own titles: its first headings, title element and OpenGraph title."""
    yield from meta.get("og:title", ())
    yield from (element.text_content() for element in islice(tree.iter("title", "h1", "h2"), MAX_TITLES))


def _read_language(tree: HtmlElement, meta: Meta) -> str | None:
    """Return the language the page declares, as an ISO 639 code, or None."""
    declared = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), tree.get("xml:lang")]
    declared += [*meta.get("content-language", ()), *meta.get("og:locale", ()), *meta.get("language", ())]
    for value in declared:
        if value and (match := re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", value.strip())):
            return match[1].lower()
    return None
