"""Whom a page credits: JSON-LD, meta tags, byline markup, in that order; teasers and comments credit nobody."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from transforms.bylines import read_credit
from transforms.date_sources import elsewhere, steps_between
from transforms.json_ld import Node, strings, types
from transforms.page import Page
from transforms.records import Credit, Hint

AUTHOR_METAS = (
    *(
        "author",
        "article:author",
        "article:author_name",
        "og:article:author",
        "og:author",
        "byl",
        "byline",
        "article:byline",
    ),
    *("parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "citation_author", "cxenseparse:author"),
    *("cxenseparse:recs:author", "authors", "article.author", "bt:author", "rbauthors", "dcsext.author", "creator"),
    *("shareaholic:article_author_name", "branch:deeplink:authorname1", "vr:author", "atc-metaauthor"),
)
_MARKED = (
    "//*[@rel='author' or @itemprop='author' or @itemprop='creator' or @property='author' or "
    "contains(@class, 'byline') or contains(@class, 'Byline') or contains(@class, 'ByLine') or contains(@class, 'author') or "
    "contains(@class, 'Author') or contains(@class, 'autor') or contains(@class, 'Autor') or contains(@class, 'writer') or "
    "contains(@id, 'byline') or contains(@id, 'author') or contains(@data-testid, 'byline') or contains(@data-testid, 'author') or "
    "contains(@class, 'posted-by') or contains(@class, 'contributor') or contains(@class, 'auteur') or contains(@class, 'creator')]"
)
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|in)?|profile?s?|people|person|staff|by|contributors?|auteurs?|editors|users?|reporters?|writers?|columnists?|journalists?|team)/|author=",
    re.IGNORECASE,
)
_NOT_CREDIT = re.compile(
    r"bio|avatar|image|img|photo|share|social|follow|twitter|comment|related|more|description|box", re.IGNORECASE
)
MOST_ELEMENTS = 60


def page_credits(page: Page, headline: HtmlElement | None, sites: frozenset[str], hint: Hint) -> tuple[Credit, ...]:
    """Return the page's credits: the first place that names a person, else the first that names anybody."""
    fallback: tuple[Credit, ...] = ()
    for found in _places(page, headline, sites, hint):
        if any(credit.kind == "person" for credit in found):
            return tuple(found)
        fallback = fallback or tuple(found)
    return fallback


def _places(page: Page, headline: HtmlElement | None, sites: frozenset[str], hint: Hint) -> Iterator[list[Credit]]:
    yield _from_json_ld(page, sites)
    for name in AUTHOR_METAS:
        yield _merged([read_credit(value, sites, alone=True) for value in page.meta.get(name, ())[:20]])
    yield _from_markup(page, headline, sites)
    yield _merged([read_credit(value, sites) for value in hint.authors])


def _merged(lists: list[list[Credit]]) -> list[Credit]:
    seen: dict[str, Credit] = {}
    for credit in (credit for credits in lists for credit in credits):
        seen.setdefault(credit.name.casefold(), credit)
    return list(seen.values())


def _from_json_ld(page: Page, sites: frozenset[str]) -> list[Credit]:
    if page.article is None:
        return []
    author = page.article.get("author") or page.article.get("creator")
    people: list[list[Credit]] = []
    for item in (author if isinstance(author, list) else [author])[:20]:
        node = _resolved(item, page.nodes)
        names = (
            strings(node.get("name"), "name", "@value")
            or [" ".join(strings([node.get("givenName"), node.get("familyName")]))]
            if isinstance(node, dict)
            else strings(node)
        )
        for name in names:
            found = read_credit(name, sites, alone=True)
            if isinstance(node, dict) and "organization" in types(node):
                found = [
                    Credit(credit.name, credit.byline, "organisation")
                    if credit.kind == "person" and len(credit.name.split()) < 2
                    else credit
                    for credit in found
                ]
            people.append(found)
    return _merged(people)


def _resolved(item: object, nodes: list[Node]) -> object:
    """Return the node that an {"@id": …} alone points to."""
    if isinstance(item, dict) and not item.get("name") and item.get("@id"):
        return next((node for node in nodes if node.get("@id") == item["@id"] and node.get("name")), item)
    return item


def _from_markup(page: Page, headline: HtmlElement | None, sites: frozenset[str]) -> list[Credit]:
    near = []
    for order, element in enumerate(page.tree.xpath(_MARKED)[: MOST_ELEMENTS * 5]):
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("script", "style", "img", "meta", "link", "body", "html", "article") or elsewhere(element):
            continue
        steps = steps_between(element, headline)
        if steps <= 8 and not _NOT_CREDIT.search(label):
            near.append((steps, order, element))
    for _, _, element in sorted(near, key=lambda item: item[:2])[:MOST_ELEMENTS]:
        if found := _read_element(element, sites):
            return _merged([found, *_siblings(element, sites)])
    return []


def _siblings(element: HtmlElement, sites: frozenset[str]) -> list[list[Credit]]:
    """Return the credits of the elements beside it that have the same markup: the other authors."""
    above = element.getparent()
    if above is None or (not element.get("class") and not element.get("rel")):
        return []
    same = [
        other
        for other in above
        if other is not element
        and (other.tag, other.get("class"), other.get("rel")) == (element.tag, element.get("class"), element.get("rel"))
    ]
    return [_read_element(other, sites) for other in same[:10]]


def _read_element(element: HtmlElement, sites: frozenset[str]) -> list[Credit]:
    named = element.xpath(".//*[@itemprop='name' or @rel='author']")
    links = [link for link in element.iter("a") if _PROFILE.search(link.get("href") or "")]
    for inner in (named, links):
        found = _merged([read_credit(_text(one), sites, alone=True) for one in inner[:10]])
        if any(credit.kind == "person" for credit in found):
            return found
    text = _text(element)
    strict = element.get("rel") == "author" or element.get("itemprop") == "author" or element.tag == "a"
    return read_credit(text, sites, alone=strict) if len(text) <= 160 else []


def _text(element: HtmlElement) -> str:
    return " ".join(" | ".join(part.strip() for part in element.itertext() if part.strip()).split())
