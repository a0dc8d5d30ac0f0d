"""Repair markup that makes extractors lose, glue or repeat text. Runs once, right after parsing."""

import re
from itertools import islice, pairwise

from lxml.html import HtmlElement

from transforms.page.drop_caps import is_letter, join_drop_caps, names_drop_cap
from transforms.page.layout_tables import turn_layout_tables_into_blocks
from transforms.page.placement import join_text

MIN_SPAN_CHARACTERS = 40  # spans of this length with nothing between them are paragraphs
_INLINE = frozenset({"span", "b", "i", "em", "strong", "a", "font"})
_DROP_CAPS = frozenset({"div", "p", "img", "figure", "h2", "h3", "h4"})
_SPACES = " \t\r\n"
_ICON = re.compile(r"icon|symbol|emoji|(?:^|[\s_-])fa[srlb]?(?:[\s_-]|$)", re.IGNORECASE)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)\s*(?:;|!|$)", re.IGNORECASE)
_CLIPPED = re.compile(r"clip:\s*rect\((?:\s*[01](?:px)?\s*,?){4}\)", re.IGNORECASE)
_HOLDERS = frozenset({"p", "div", "section", "article", "main", "body", "td"})
_BLOCKS = ("p", "div", "ul", "ol", "table", "section", "article", "blockquote", "h1", "h2", "h3", "h4")


def repair_tree(tree: HtmlElement, markup: str) -> list[HtmlElement]:
    """Repair, in the tree parsed from `markup`, the kinds of markup that the functions below describe.

    Returns the elements that were there. While they are kept, lxml makes no new objects for them: the survey of the
    page takes less time.
    """
    elements = list(tree.iter("*"))
    spans, letters, named, own = list[HtmlElement](), list[HtmlElement](), list[HtmlElement](), list[HtmlElement]()
    for element in elements:
        tag = element.tag
        if tag in _INLINE:
            if element.get("aria-hidden") == "true":
                _show_hidden_letters(element)
            if tag == "span":
                spans.append(element)
                if (label := element.get("class")) and names_drop_cap(label):
                    named.append(element)
        elif tag in _DROP_CAPS:
            if tag == "div" and is_letter(element):
                letters.append(element)
            if (label := element.get("class")) and names_drop_cap(label):
                named.append(element)
        elif "-" in tag:
            own.append(element)
    join_drop_caps(letters, named, markup)
    _turn_spans_into_paragraphs(tree, spans)
    _turn_fonts_into_blocks(tree)
    _turn_custom_elements_into_paragraphs(own)
    turn_layout_tables_into_blocks(tree)
    return elements


def _show_hidden_letters(element: HtmlElement) -> None:
    """Remove `aria-hidden` from words and letters in a line: readers see them, only screen readers skip them."""
    text = join_text(element)
    if any(letter.isalpha() for letter in text) and not _ICON.search(element.get("class") or ""):
        del element.attrib["aria-hidden"]


def _belongs_to_link(span: HtmlElement) -> bool:
    """Return whether a span is in a link or next to one. Elsewhere, a clipped "By" shows whose the name after it is."""
    before = span.getprevious()
    is_next = before is not None and before.tag == "a" and not (before.tail or "").strip()
    return span.getparent() is not None and (is_next or next(span.iterancestors("a"), None) is not None)


def _turn_spans_into_paragraphs(tree: HtmlElement, spans: list[HtmlElement]) -> None:
    """Turn spans that are shown as blocks into paragraphs: by their style, or long ones with nothing between them."""
    styles = [(span, style) for span in spans if (style := span.get("style"))]
    for span, style in styles:
        if _CLIPPED.search(style) and _belongs_to_link(span):
            span.drop_tree()  # only screen readers read it: "opens in a new tab"
    chosen = [span for span, style in styles if _BLOCK_STYLE.search(style)]
    for around in _list_span_rows(tree, spans):
        within = list(around.iterchildren("span"))
        if _are_paragraphs([join_text(one) for one in within]):
            chosen += within
    for span in chosen:
        above = span.getparent()
        if above is None or above.tag not in _HOLDERS or next(span.iter(*_BLOCKS), None) is not None:
            continue
        if len(join_text(span).strip()) < MIN_SPAN_CHARACTERS:
            continue
        span.tag = "p"
        if above.tag == "p":
            above.tag = "div"


def _are_paragraphs(texts: list[str]) -> bool:
    """Return whether the texts of adjacent spans are paragraphs: long, and each a whole sentence or more.

    Word processors split one paragraph into spans at any letter; there a blank leads over to the next span.
    """
    if any(len(text) < MIN_SPAN_CHARACTERS for text in texts):
        return False
    return all(
        text.rstrip("\"'”’»)").endswith((".", "!", "?", ":", "…", "。"))
        and not after[0].isspace()
        and not after[0].islower()
        for text, after in pairwise(texts)
    )


def _turn_fonts_into_blocks(tree: HtmlElement) -> None:
    """Turn each <font> around paragraphs, as in hand-made pages, into a block, its text before them into a paragraph.

    A "<p>" without an end is inside the <font>, which is inside the paragraph that opened before it.
    """
    for font in list(tree.iter("font")):
        if next(font.iterchildren("p", "div", "table", "blockquote"), None) is None:
            continue
        font.tag = "div"
        for above in islice(font.iterancestors("p", "font"), 3):
            above.tag = "div"
        opening = font.makeelement("p")
        opening.text, font.text = font.text, None
        for child in list(font):
            if child.tag not in _INLINE and child.tag != "br":
                break
            opening.append(child)
        if join_text(opening).strip():
            font.insert(0, opening)


def _turn_custom_elements_into_paragraphs(elements: list[HtmlElement]) -> None:
    """Turn elements of a site's own ("news-paragraph") that hold a text and no block into paragraphs."""
    for element in elements:
        if element.tag.startswith("amp-"):
            continue
        if len(join_text(element).strip()) < MIN_SPAN_CHARACTERS or element.getparent() is None:
            continue
        inner = [one.tag for one in element.iterdescendants() if isinstance(one.tag, str)]
        if element.getparent().tag != "p" and not any(tag in _BLOCKS or "-" in tag for tag in inner):
            element.tag = "p"


def _list_span_rows(tree: HtmlElement, spans: list[HtmlElement]) -> list[HtmlElement]:
    """Return the blocks, in page order, in which a span follows a span, and which have no text of their own."""
    rows = set[HtmlElement]()
    for span in spans:
        after, above = span.getnext(), span.getparent()
        if after is not None and after.tag == "span" and above is not None and above.tag in _HOLDERS:
            rows.add(above)
    runs = {row: (row.text, *(part.tail for part in row)) for row in rows}
    bare = {row for row in rows if not any(run and run.strip(_SPACES) for run in runs[row])}
    return [row for row in tree.iter(*_HOLDERS) if row in bare] if bare else []
