"""Find the article's text with trafilatura's extractors, each step once.

`trafilatura.bare_extraction` starts from the beginning for each set of options, and copies the tree up to five times.
`TextFinder` runs the same cascade: trafilatura's own extractor (main_block.py) first, and its others (readability,
justext) only if the caller does not accept that text. All other steps are trafilatura's functions.
tests/transforms/page/test_main_text.py compares the results with `bare_extraction`.
"""

from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from justext import core as justext
from lxml.etree import strip_elements, strip_tags
from lxml.html import HtmlElement
from trafilatura import __version__, core, external, htmlprocessing, main_extractor, xml
from trafilatura.baseline import _BLOCK_ELEMS, _spaced_text, baseline
from trafilatura.settings import MIN_DUPLICATE_LENGTH, Extractor
from trafilatura.utils import SPACING_PROTECTED, text_chars_test, trim

from transforms.page.block_names import select_appended, select_clutter
from transforms.page.main_block import clean_tree, extract_main_block
from transforms.page.placement import join_text
from transforms.page.wild_text import add_wild_text

TRAFILATURA_VERSION = __version__
_FAST = Extractor(output_format="python", fast=True, comments=False)
_WHOLE = Extractor(output_format="python", fast=False, comments=False)
_SPACED = tuple(sorted(_BLOCK_ELEMS))  # html2txt puts a space on both sides of these


def load_stop_words() -> frozenset[str]:
    """Return justext's stop words of all languages as a set, and keep them where trafilatura looks for them.

    trafilatura decodes each word by itself, and keeps a tuple of 154,000 words, whose hash justext computes for each
    page that it reads: 3.4 ms. Pages that trafilatura's own extractor does not read well need them, 3 of 100.
    justext would keep a second set of all words in lower case, which these are already: 15 of 35 MB.
    """
    lists = [one.read_bytes() for one in (files("justext") / "stoplists").iterdir() if one.name.endswith(".txt")]
    words = frozenset(b"\n".join(b"\n".join(one.splitlines()) for one in lists).decode().lower().split("\n")) - {""}
    justext.define_stoplist = frozenset  # returns a frozenset as it is
    external.JT_STOPLIST = words  # type: ignore[assignment]  # a tuple, which nothing needs
    return words


external.jt_stoplist_init = load_stop_words  # type: ignore[assignment]


@dataclass(slots=True)
class _Found:
    """A text as an element and as characters; `is_short` means that text outside the main block was added."""

    body: Any
    text: str
    is_short: bool = False


class TextFinder:
    """trafilatura's cascade over one page's tree, which has no scripts. The tree is not changed."""

    def __init__(self, tree: HtmlElement, url: str) -> None:
        self._tree, self._url = tree, url
        self._has_appended = bool(select_appended(tree))
        self._own: _Found | None = None

    @cached_property
    def _source(self) -> HtmlElement:
        """The page without the blocks that follow the article. Half of the pages never need it."""
        return self._copy_source() if self._has_appended else self._tree

    def _copy_source(self) -> HtmlElement:
        tree = copy(self._tree)
        for block in select_appended(tree) if self._has_appended else ():
            xml.delete_element(block)
        return tree

    def find_by_own_extractor(self) -> list[str]:
        """Return the paragraphs that `bare_extraction(fast=True)` returns."""
        options = self._set_url(_FAST)
        with suppress(TypeError, ValueError):  # then bare_extraction returns None
            self._own = self._extract(options)
            return _list_lines(self._complete(self._own, options))
        return []

    def find_by_all_extractors(self) -> list[str]:
        """Return the paragraphs that `bare_extraction(fast=False)` returns."""
        options = self._set_url(_WHOLE)
        with suppress(TypeError, ValueError):
            # Only a short text is completed by other rules in the fast mode.
            own = self._own if self._own is not None and not self._own.is_short else self._extract(options)
            return _list_lines(self._complete(self._compare(own, options), options))
        return []

    def _set_url(self, template: Any) -> Any:
        options = copy(template)  # reading the configuration again for each page takes 0.1 ms
        options.url = options.source = self._url
        return options

    def _convert(self, options: Any) -> HtmlElement:
        cleaned = clean_tree(self._copy_source(), options)
        converted: HtmlElement = htmlprocessing.convert_tags(cleaned, options, self._url)
        return converted

    def _extract(self, options: Any) -> _Found:
        """Extract as trafilatura's `extract_content`, with a second tree only for a page whose text is short."""
        tree = self._convert(options)
        order = list(tree.iter())
        body: Any
        body, text, tags = extract_main_block(tree, options)
        is_short = len(body) == 0 or len(text) < options.min_extracted_size
        if is_short:
            again = self._convert(options)
            consumed = {twin for one, twin in zip(order, again.iter(), strict=True) if one.tag == "done"}
            add_wild_text(again, body, tags, consumed, options)
            text = " ".join(body.itertext()).strip()
        _tidy(body)
        return _Found(body, text, is_short)

    def _compare(self, own: _Found, options: Any) -> _Found:
        """Return the text of readability or justext where trafilatura prefers it, else its own."""
        if self._is_preferred(own, options):
            return own
        cleaned = clean_tree(copy(self._source), options)
        return _Found(*external.compare_extraction(cleaned, copy(self._source), own.body, own.text, options))

    def _is_preferred(self, own: _Found, options: Any) -> bool:
        """Return whether `compare_extraction` must keep the own text, whatever the other extractors find.

        Readability replaces a text only if it finds more than twice as much, or if the text has no paragraphs or mostly
        tables; it finds no more than the page's text (and "VIDEO" for an iframe). Justext is asked only about a short
        or an unclean text. On the real pages this settles 92 of the 150 texts that are compared.
        """
        most = len(" ".join(join_text(self._source).split())) + 5 * sum(1 for _ in self._source.iter("iframe"))
        if len(own.text) < options.min_extracted_size or 2 * len(own.text) < most:
            return False
        if not own.body.xpath(".//p//text()") or len(own.body.findall(".//table")) > len(own.body.findall(".//p")):
            return False
        return not own.body.xpath(external.SANITIZED_XPATH)

    def _complete(self, found: _Found, options: Any) -> _Found:
        """Replace a short text by trafilatura's last extractors, if they find more (stages 3 and 4 of its cascade)."""
        if len(found.text) < options.min_extracted_size:
            body, text, length = baseline(self._source)
            if length > len(found.text):
                found = _Found(body, text)
        if not 0 < len(found.text) < core.ESCALATION_MAX_LENGTH or not self._covers_little(len(found.text)):
            return found
        recall = copy(options)
        recall.focus = "recall"
        more = other = _Found(None, "")
        with suppress(Exception):  # as trafilatura: what these extractors cannot read stays as it is
            more = _Found(*core._recall_retry(self._source, recall, self._url))
        if not options.fast:
            with suppress(Exception):
                rescued: Any = external.try_justext(_remove_clutter(copy(self._source)), options.url, options.lang)
                other = _Found(rescued, trim(" ".join(rescued.itertext())))
        length = len(found.text)
        if len(other.text) > max(len(more.text), core.ESCALATION_JUSTEXT_RATIO * length):
            return other
        is_longer = len(more.text) > core.ESCALATION_ACCEPT_RATIO * length
        return more if len(more.text) >= options.min_extracted_size and is_longer else found

    def _covers_little(self, length: int) -> bool:
        """Return whether a text of this length is a small part of the page's text, as trafilatura measures it.

        trafilatura's measure cleans a copy of the page. It cannot be more than the whole text with the spaces that it
        puts around blocks, which is counted first: that settles 208 of 231 texts on the real pages.
        """
        if length >= core.ESCALATION_PAGE_SHARE * self._most_characters:
            return False
        return length < core.ESCALATION_PAGE_SHARE * self._characters

    @cached_property
    def _most_characters(self) -> int:
        body = self._tree.find(".//body")
        whole = self._tree if body is None else body
        return len(" ".join(join_text(whole).split())) + 2 * sum(1 for _ in whole.iter(*_SPACED))

    @cached_property
    def _characters(self) -> int:
        tree = copy(self._source)
        body = tree.find(".//body")
        return len(_spaced_text(_remove_clutter(tree if body is None else body)))


def _remove_clutter(tree: HtmlElement) -> HtmlElement:
    for block in select_clutter(tree):
        xml.delete_element(block)
    return tree


def _tidy(body: Any) -> None:
    """Remove repeated elements, consumed ones and the blank tails of line breaks, as `extract_content` does."""
    previous = None
    for element in list(body):
        current = main_extractor._elem_text(element)
        if current and current == previous and len(current) > MIN_DUPLICATE_LENGTH:
            xml.delete_element(element, keep_tail=False)
        else:
            previous = current
    strip_elements(body, "done")
    strip_tags(body, "div")
    for line_break in body.iter("lb"):
        is_code = any(above.tag in SPACING_PROTECTED for above in line_break.iterancestors())
        if line_break.tail and not text_chars_test(line_break.tail) and not is_code:
            line_break.tail = None


def _list_lines(found: _Found) -> list[str]:
    whole = xml.xmltotxt(found.body, False) if found.text else ""
    return [line.strip() for line in whole.splitlines() if line.strip()]
