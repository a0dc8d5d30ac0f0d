"""Read one byline element of a page: the names marked up in it, the links to authors' pages, or its text."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.bylines.credit_reader import read_credit
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.names import fold_name, parse_name
from transforms.page.survey import is_profile_link
from transforms.records import Credit

_PICTURE_OF = re.compile(
    r"^(?:a |the )?(?:profile )?(?:photo(?:graph)?|picture|image|head ?shot|portrait|avatar) (?:of )?|"
    r"(?:[’']s)? (?:profile )?(?:photo(?:graph)?|picture|image|head ?shot|portrait|avatar)$",
    re.IGNORECASE,
)
IS_TYPED = re.compile(r"(?:posted|published|uploaded|edited|added|submitted|updated|created) by$")
_NAMED = XPath(".//*[@itemprop='name' or @rel='author']")
_BREAKING = frozenset({"a", "p", "div", "li", "br", "time", "small", "ul", "h2", "h3", "h4", "address", "figure"})
_NOTHING = frozenset({"", "by"})
MAX_BYLINE_CHARS = 160  # characters; a longer block is a biography
MAX_SIBLINGS = 10  # elements on either side of a byline


def merge_credits(lists: Iterable[list[Credit]]) -> list[Credit]:
    """Return the credits of several places, each person once."""
    seen: dict[str, Credit] = {}
    for credit in (credit for credits in lists for credit in credits):
        seen.setdefault(credit.name.casefold(), credit)
    return list(seen.values())


def list_alike(element: HtmlElement) -> list[HtmlElement]:
    """Return the element and its siblings with the same markup: the other authors."""
    above = element.getparent()
    if above is None or not (element.get("class") or element.get("rel") or element.tag == "a"):
        return [element]
    own = _markup(element)
    before = [*islice(element.itersiblings(preceding=True), MAX_SIBLINGS)][::-1]
    return [one for one in (*before, element, *islice(element.itersiblings(), MAX_SIBLINGS)) if _markup(one) == own]


def _markup(element: HtmlElement) -> tuple[object, ...]:
    return element.tag, element.get("class"), element.get("rel")


class ElementReader:
    """Reads the byline elements of one page, each once: several rules ask for the same ones."""

    def __init__(self, sites: frozenset[str]) -> None:
        self.sites = sites
        self._read: dict[HtmlElement, list[Credit]] = {}

    def read(self, element: HtmlElement) -> list[Credit]:
        """Return what `read_element` does."""
        if element not in self._read:
            self._read[element] = read_element(element, self.sites)
        return self._read[element]


def read_element(element: HtmlElement, sites: frozenset[str]) -> list[Credit]:
    """Read a byline element: the names marked up in it, else the links to authors' pages, else its text.

    If the text names the same people, it is used, because it has their offices too. If an element shows a name only
    as a picture, the picture's alternative text is read.
    """
    text = read_parts(element)
    found = read_names(element, sites)
    is_short = len(text) <= MAX_BYLINE_CHARS
    if any(credit.kind == "person" for credit in found):
        whole = read_credit(text, sites) if is_short else []
        if _names_same(whole, found):
            return whole
        shown = is_short and all(fold_name(credit.byline) in fold_name(text) for credit in found)
        return [replace(credit, byline=text) for credit in found] if shown else found
    if listed := _read_spans(element, sites):
        return listed
    strict = element.get("rel") == "author" or element.get("itemprop") == "author" or _is_own_name(element, text)
    read = read_credit(text, sites, alone=strict) if is_short else []
    pictured = _read_picture(element, text, sites) if is_short else []
    return pictured if pictured and (not read or pictured[-1].role) else read


def _read_spans(element: HtmlElement, sites: frozenset[str]) -> list[Credit]:
    """Return the persons of a byline that has each of several names in a <span> and nothing between them."""
    spans = list(element.iterchildren("span"))
    between = [element.text, *(span.tail for span in spans)]
    if (
        len(spans) < 2
        or len(spans) < len(element)
        or any((run or "").strip(" \n\t:").lower() not in _NOTHING for run in between)
    ):
        return []
    read = [read_credit(read_parts(span), sites) for span in spans]
    persons = [found[0] for found in read if len(found) == 1 and found[0].kind == "person"]
    is_list = len(persons) == len(spans) and all(
        " " in one.name and fold_name(one.name.split()[0]) in GIVEN_NAMES for one in persons
    )
    return persons if is_list else []


def _names_same(whole: list[Credit], found: list[Credit]) -> bool:
    """Return whether the text names the marked-up people, and others only with an office or letters."""
    marked = {fold_name(credit.name) for credit in found}
    read = {fold_name(credit.name): credit for credit in whole if credit.kind == "person"}
    added = [credit for name, credit in read.items() if name not in marked]
    return marked <= read.keys() and all(credit.role or has_letters(credit) for credit in added)


def has_letters(credit: Credit) -> bool:
    """Return whether letters of a seat or a rank are printed with the name."""
    styled = parse_name(credit.printed or credit.name)
    return bool(styled.chambers)


def _read_picture(element: HtmlElement, text: str, sites: frozenset[str]) -> list[Credit]:
    """Read the name that a byline element shows as a picture: its alternative text, and the office printed in the
    element.
    """
    for image in islice(element.iter("img"), 2):
        alt = _PICTURE_OF.sub("", " ".join((image.get("alt") or image.get("title") or "").split()))
        if 2 <= len(alt.split()) <= 5 and len(alt) + len(text) <= MAX_BYLINE_CHARS:
            found = read_credit(f"{alt}, {text}" if text else alt, sites)
            named = fold_name(alt.split()[0]) in GIVEN_NAMES
            if found and all(credit.kind == "person" and (credit.role or named) for credit in found):
                return found
    return []


def read_names(element: HtmlElement, sites: frozenset[str]) -> list[Credit]:
    """Read the names marked up in a byline element, else the links to authors' pages in it."""
    named = cast(list[HtmlElement], _NAMED(element))
    links = [link for link in element.iter("a") if is_profile_link(link)]
    for inner, only in ((named, True), (links, False)):
        found = merge_credits(
            read_credit(text := one.get("content") or read_parts(one), sites, alone=only or _is_own_name(one, text))
            for one in inner[:10]
        )
        if any(credit.kind == "person" for credit in found):
            return found
    return []


def _is_own_name(element: HtmlElement, text: str) -> bool:
    """Return whether a link's text is the last part of its address: a pen name of one word ("/author/mudlark")."""
    last = (element.get("href") or "").rstrip("/").rpartition("/")[2]
    return bool(last) and fold_name(last) == fold_name(text)


def read_parts(element: HtmlElement) -> str:
    """Return the text with a bar where a block, a link or a line ends, so that separate names are not joined.

    Adjacent texts without a space between them are separated if a capital or, after a letter, a digit follows: "Jane
    Roe" and "Editor", "Jane Roe" and "5 May".
    """
    text = element.text or ""
    for inner in element.iterdescendants():
        for run in (inner.text if isinstance(inner.tag, str) else "", inner.tail):
            first = (run or "")[:1]
            touching = (text[-1:].isalnum() and first.isupper()) or (text[-1:].isalpha() and first.isdigit())
            text += (" | " if inner.tag in _BREAKING or touching else "") + (run or "")
    return " | ".join(part.strip() for part in " ".join(text.split()).split("|") if part.strip())


def get_text_before(element: HtmlElement) -> str:
    """Return the end of the text before an element in its parent, folded."""
    above, before = element.getparent(), element.getprevious()
    run = before.tail if before is not None else above.text if above is not None else ""
    return fold_name((run or "")[-40:])
