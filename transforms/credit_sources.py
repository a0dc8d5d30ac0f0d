"""Whom a page credits: JSON-LD, meta tags, byline markup, byline text; teasers and comments credit nobody."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from transforms.bylines import LONGEST, read_credit
from transforms.json_ld import Node, strings, types
from transforms.names import fold
from transforms.page import Page
from transforms.placement import Placement, text_of
from transforms.records import Credit, Hint
from transforms.survey import is_profile

AUTHOR_METAS = (
    *(
        "byl",
        "article:author_name",
        "parsely-author",
        "sailthru.author",
        "author",
        "article:author",
        "og:article:author",
    ),
    *("og:author", "byline", "article:byline", "dc.creator", "dcterms.creator", "citation_author", "written by"),
    *("cxenseparse:author", "cxenseparse:recs:author", "authors", "article.author", "bt:author", "rbauthors"),
    *("dcsext.author", "creator", "shareaholic:article_author_name", "branch:deeplink:authorname1", "vr:author"),
)
_NOT_CREDIT = re.compile(
    r"bio|avatar|image|img|photo|share|social|follow|twitter|comment|related|more|description|box|"
    r"quote|caption|testimonial|license",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^(?:(?:words|written|posted|published|story|text|report|reported|authored|ein(?:e)? \w+)\s+)?(?:by|von|par|"
    r"por|di|door)\b\s*:?\s*\S|"
    r"^(?:posted|published) on .{6,30} by \S|^(?:autor(?:in)?|author|text|words)\s*:\s*\S",
    re.IGNORECASE,
)
_BREAKING = frozenset({"a", "p", "div", "li", "br", "time", "small", "ul", "h2", "h3", "h4", "address", "figure"})
MOST_ELEMENTS = 60
AFTER, BEFORE = 8, 3  # levels: what precedes the headline is a teaser's unless it stands in the headline's own block


def page_credits(page: Page, place: Placement, sites: frozenset[str], hint: Hint) -> tuple[Credit, ...]:
    """Return the page's credits: the first place that names a person, else the first that names anybody.

    JSON-LD goes first. Meta tags go before the byline in print unless the two have no person in common: then the tag
    holds the publisher or whoever typed the page in ("Condé Nast", "Us Weekly Staff"), and print is right.
    """
    fallback: tuple[Credit, ...] = ()
    for found in _places(page, place, sites, hint):
        if any(credit.kind == "person" for credit in found):
            return tuple(found)
        fallback = fallback or tuple(found)
    return fallback


def unread_credits(page: Page) -> list[str]:
    """Return a warning for each author that JSON-LD or a meta tag states at more length than a credit has."""
    stated = strings(page.article.get("author"), "name") if page.article else []
    stated += [value for name in AUTHOR_METAS for value in page.meta.get(name, ())]
    return [f"credit unread: {len(value)} characters, {value[:40]}…" for value in stated if len(value) > LONGEST][:5]


def _places(page: Page, place: Placement, sites: frozenset[str], hint: Hint) -> Iterator[list[Credit]]:
    yield _read_in("json-ld", _from_json_ld(page, sites))
    metas = (
        _read_in(f"meta {name}", _merged(read_credit(value, sites, alone=True) for value in page.meta[name][:20]))
        for name in AUTHOR_METAS
        if name in page.meta
    )
    stated = next(_with_person(found := list(filter(None, metas))), None)
    marked = (_read_in("byline markup", credits) for credits in _from_markup(page, place, sites))
    printed = next(_with_person(marked), None)
    if stated and printed and not _people(stated) & _people(printed):
        stated = None
    yield from filter(None, (stated, printed))
    yield from found
    yield from (_read_in("a line near the headline", credits) for credits in _from_text(place, sites))
    yield _read_in(hint.route, _merged(read_credit(value, sites) for value in hint.authors))


def _read_in(source: str, credits: list[Credit]) -> list[Credit]:
    return [replace(credit, source=source) for credit in credits]


def _with_person(lists: Iterable[list[Credit]]) -> Iterator[list[Credit]]:
    return (found for found in lists if any(credit.kind == "person" for credit in found))


def _people(credits: list[Credit]) -> set[str]:
    """Return the last words of the persons' names: a middle name more or less is the same person."""
    return {fold(credit.name).split()[-1] for credit in credits if credit.kind == "person" and fold(credit.name)}


def _merged(lists: Iterable[list[Credit]]) -> list[Credit]:
    seen: dict[str, Credit] = {}
    for credit in (credit for credits in lists for credit in credits):
        seen.setdefault(credit.name.casefold(), credit)
    return list(seen.values())


def _from_json_ld(page: Page, sites: frozenset[str]) -> list[Credit]:
    if page.article is None:
        return []
    author = page.article.get("author") or page.article.get("creator")
    return _merged(_from_node(item, page, sites) for item in (author if isinstance(author, list) else [author])[:20])


def _from_node(item: object, page: Page, sites: frozenset[str]) -> list[Credit]:
    node = _resolved(item, page.nodes)
    if not isinstance(node, dict):
        return _merged(read_credit(name, sites, alone=True) for name in strings(node))
    names = strings(node.get("name"), "name", "@value")
    names = names or [" ".join(strings([node.get("givenName"), node.get("familyName")]))]
    found = _merged(read_credit(name, sites, alone=True) for name in names)
    if "organization" in types(node):
        return [replace(credit, kind="organisation") if len(credit.name.split()) < 2 else credit for credit in found]
    return found


def _resolved(item: object, nodes: list[Node]) -> object:
    """Return the node that an {"@id": …} alone points to."""
    if isinstance(item, dict) and not item.get("name") and item.get("@id"):
        return next((node for node in nodes if node.get("@id") == item["@id"] and node.get("name")), item)
    return item


def _from_markup(page: Page, place: Placement, sites: frozenset[str]) -> Iterator[list[Credit]]:
    """Yield the credits of elements marked up as a byline, then of links to an author's page, nearest first."""
    yield from _nearest(list(filter(_may_credit, page.survey.bylines)), place, sites)
    yield from _nearest(page.survey.profiles, place, sites)


def _may_credit(element: HtmlElement) -> bool:
    if element.tag in ("script", "style", "img", "meta", "link", "body", "html", "article", "main"):
        return False
    return not _NOT_CREDIT.search(f"{element.get('class') or ''} {element.get('id') or ''}")


def _nearest(elements: list[HtmlElement], place: Placement, sites: frozenset[str]) -> Iterator[list[Credit]]:
    near = []
    for order, element in enumerate(elements):
        steps = place.steps(element)
        if steps > AFTER or (steps > BEFORE and place.is_before(element)) or place.elsewhere(element):
            continue
        near.append((steps, order, element))
    for _, _, element in sorted(near, key=lambda item: item[:2])[:MOST_ELEMENTS]:
        if found := _read_element(element, sites):
            yield _merged([found, *_siblings(element, sites)])


def _siblings(element: HtmlElement, sites: frozenset[str]) -> list[list[Credit]]:
    """Return the credits of the elements beside it that have the same markup: the other authors."""
    above = element.getparent()
    if above is None or not (element.get("class") or element.get("rel") or element.tag == "a"):
        return []
    own = _markup(element)
    same = (other for other in above if other is not element and _markup(other) == own)
    return [_read_element(other, sites) for other in islice(same, 10)]


def _markup(element: HtmlElement) -> tuple[object, ...]:
    return element.tag, element.get("class"), element.get("rel")


def _read_element(element: HtmlElement, sites: frozenset[str]) -> list[Credit]:
    """Read a byline element: the names marked up in it, else the links to authors' pages, else its text."""
    named = element.xpath(".//*[@itemprop='name' or @rel='author']")
    links = [link for link in element.iter("a") if is_profile(link)]
    for inner, only in ((named, True), (links, False)):
        found = _merged(read_credit(one.get("content") or _text(one), sites, alone=only) for one in inner[:10])
        if any(credit.kind == "person" for credit in found):
            return found
    text = _text(element)
    strict = element.get("rel") == "author" or element.get("itemprop") == "author"
    return read_credit(text, sites, alone=strict) if len(text) <= 160 else []


def _text(element: HtmlElement) -> str:
    """Return the text with a bar where a block, a link or a line ends: names in one run stay in one piece.

    Runs that touch without a space between them are two things where a capital follows: "Jane Roe" and "Editor".
    """
    text = element.text or ""
    for inner in element.iterdescendants():
        for run in (inner.text if isinstance(inner.tag, str) else "", inner.tail):
            touching = text[-1:].isalnum() and (run or "")[:1].isupper()
            text += (" | " if inner.tag in _BREAKING or touching else "") + (run or "")
    return " | ".join(part.strip() for part in " ".join(text.split()).split("|") if part.strip())


def _from_text(place: Placement, sites: frozenset[str]) -> Iterator[list[Credit]]:
    """Yield the credits of short lines after the headline that open as a byline does: "By …", "Posted on … by …"."""
    for element in place.following(80):
        if element.tag in ("script", "style", "a", "li") or len(element) > 8 or place.steps(element) > AFTER:
            continue
        line = text_of(element)
        if 5 <= len(line) <= 120 and _LINE.match(line) and not place.elsewhere(element):
            yield read_credit(re.sub(r"^(?:posted|published) on .{6,30}? by ", "", line, flags=re.IGNORECASE), sites)
