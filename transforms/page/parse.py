"""A capture's bytes as a parsed page: decoded once, parsed once, read by everything else."""

import codecs
import logging
import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from lxml.etree import ErrorTypes, LxmlError, strip_elements
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import load_html
from trafilatura.utils import decode_file

from transforms.page.attributes import without_bombs
from transforms.page.json_ld import Node, article_node, read_nodes
from transforms.page.meta_tags import Meta, read_meta
from transforms.page.survey import Survey, survey
from transforms.records import Capture, Quarantine

# trafilatura reports each page it cannot use at ERROR; we say it ourselves, with the rule.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# The largest of the 482 real pages has 2.4 million characters. Beyond 10 million the parser loses runs of text.
LARGEST = 10_000_000
_DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{3,30})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXTLESS = ("style", "svg")
# What browsers read under these names (WHATWG Encoding).
_AS_BROWSERS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
}


@dataclass(frozen=True)
class Page:
    """One parsed page. `nodes` are its JSON-LD objects, `article` the one that is the piece, `meta` its meta tags."""

    url: str
    markup: str
    tree: HtmlElement
    nodes: list[Node]
    article: Node | None
    meta: Meta
    language: str | None
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def headings(self) -> list[HtmlElement]:
        """The h1 elements in page order."""
        return list(self.tree.iter("h1"))

    @cached_property
    def prose(self) -> int:
        """Characters in the paragraphs of the page; to be asked for before the tree is cut up."""
        return sum(sum(map(len, paragraph.itertext())) for paragraph in self.tree.iter("p"))

    @cached_property
    def survey(self) -> Survey:
        """The elements that markup names as a date, a byline or a link to an author."""
        return survey(self.tree)


def decode(payload: bytes, charset: str | None) -> str:
    """Return the text of the bytes: by byte-order mark, UTF-8 where valid, the header, the page's meta tag, detection.

    Valid UTF-8 goes before what header and page declare: text in another charset is next to never valid UTF-8.
    """
    for mark, encoding in _BOMS:
        if payload.startswith(mark):
            return payload.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    found = _DECLARED.search(payload[:4096])
    for name in (charset, found[1].decode("ascii") if found else None):
        if name and (read := _try(payload, name)) is not None:
            return read
    text: str = decode_file(payload)
    return text


def _try(payload: bytes, name: str) -> str | None:
    name = _AS_BROWSERS.get(name.strip().lower(), name.strip())
    try:
        if codecs.lookup(name).name == "utf-8":  # a few broken bytes in a page that is UTF-8 all the same
            read = payload.decode("utf-8", "replace")
            return read if read.count("\ufffd") < len(read) / 500 else None
        # Some name half a character (utf-7, unicode_escape), which nothing that follows could write.
        return payload.decode(name).encode("utf-8", "replace").decode()
    except (LookupError, ValueError):  # a name of no charset may hold anything: "undefined", a NUL
        return None


def read_page(capture: Capture) -> Page:
    """Parse the capture; Quarantine: not_html where its bytes are no HTML page, page_too_large where no page is so.

    Raises MemoryError where the parser ran out of it.
    """
    markup = decode(capture.payload, capture.charset)
    if len(markup) > LARGEST:
        raise Quarantine("page_too_large", f"{len(markup)} characters, more than {LARGEST}: no article is as large")
    markup, cut = without_bombs(markup)
    tree = load_html(markup)
    if tree is None:
        _raise_if_out_of_memory(markup)
        raise Quarantine("not_html", f"{len(capture.payload)} bytes of {capture.media_type} do not parse as a page")
    nodes, warnings = read_nodes(tree)
    meta = read_meta(tree)
    strip_elements(tree, *_TEXTLESS, with_tail=False)
    return Page(
        capture.url, markup, tree, nodes, article_node(nodes, capture.url), meta, _language(tree, meta), cut + warnings
    )


def _raise_if_out_of_memory(markup: str) -> None:
    """Raise MemoryError where that is why a page does not parse: trafilatura says None of it as of any other fault."""
    parser = HTMLParser(encoding="utf-8")
    with suppress(LxmlError):
        document_fromstring(markup.encode("utf-8", "surrogatepass"), parser=parser)
    if any(error.type == ErrorTypes.ERR_NO_MEMORY for error in parser.error_log):
        raise MemoryError("the parser ran out of memory")


def _language(tree: HtmlElement, meta: Meta) -> str | None:
    """Return the language the page declares, as an ISO 639 code, or None."""
    declared = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), tree.get("xml:lang")]
    declared += [*meta.get("content-language", ()), *meta.get("og:locale", ()), *meta.get("language", ())]
    for value in declared:
        if value and (match := re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", value.strip())):
            return match[1].lower()
    return None
