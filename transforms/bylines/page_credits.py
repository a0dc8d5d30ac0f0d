"""Whom a page credits: JSON-LD, meta tags, byline markup, byline text; teasers and comments credit nobody."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from transforms.bylines.credit_reader import MAX_CREDIT_CHARS, read_credit
from transforms.bylines.names import fold_name
from transforms.bylines.printed_bylines import (
    find_agency,
    find_fuller_byline,
    merge_credits,
    read_byline_lines,
    read_marked_bylines,
)
from transforms.page.json_ld import Node, get_types, read_strings
from transforms.page.parse import Page
from transforms.page.placement import Placement
from transforms.records import Credit, Hint

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


def read_page_credits(page: Page, place: Placement, sites: frozenset[str], hint: Hint) -> tuple[Credit, ...]:
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


def find_unread_credits(page: Page) -> list[str]:
    """Return a warning for each author that JSON-LD or a meta tag states at more length than a credit has."""
    stated = read_strings(page.article.get("author"), "name") if page.article else []
    stated += [value for name in AUTHOR_METAS for value in page.meta.get(name, ())]
    return [
        f"credit unread: {len(value)} characters, {value[:40]}…" for value in stated if len(value) > MAX_CREDIT_CHARS
    ][:5]


def _places(page: Page, place: Placement, sites: frozenset[str], hint: Hint) -> Iterator[list[Credit]]:
    own = _read_in("json-ld", _from_json_ld(page, sites, "author"))
    metas = (
        _read_in(f"meta {name}", merge_credits(read_credit(value, sites, alone=True) for value in page.meta[name][:20]))
        for name in AUTHOR_METAS
        if name in page.meta
    )
    found = list(filter(None, metas))
    marked = (_read_in("byline markup", credits) for credits in read_marked_bylines(page, place, sites))
    if _people(own):
        others = [credits for credits in found if _people(credits) and not _people(credits) & _people(own)]
        printed = next(_with_person(marked), []) if others else []
        if any(_people(credits) == _people(printed) for credits in others):
            yield printed  # JSON-LD names who typed the page in, tag and print whom it is by
        yield _read_in("byline markup", find_fuller_byline(page, place, sites, own)) or own
    stated = next(_with_person(found), None)
    printed = next(_with_person(marked), [])
    if stated and printed and not _people(stated) & _people(printed):
        stated = None
    yield from filter(None, (own, stated, printed))
    yield from found
    yield _read_in("byline markup", find_agency(page, place, sites))
    yield from (_read_in("a line near the headline", credits) for credits in read_byline_lines(place, sites))
    yield _read_in(hint.route, merge_credits(read_credit(value, sites) for value in hint.authors))
    yield from (_read_in(f"json-ld {key}", _from_json_ld(page, sites, key)) for key in ("creator", "contributor"))


def _read_in(source: str, credits: list[Credit]) -> list[Credit]:
    return [replace(credit, source=source) for credit in credits]


def _with_person(lists: Iterable[list[Credit]]) -> Iterator[list[Credit]]:
    return (found for found in lists if any(credit.kind == "person" for credit in found))


def _people(credits: list[Credit]) -> set[str]:
    """Return the last words of the persons' names: a middle name more or less is the same person."""
    return {
        fold_name(credit.name).split()[-1] for credit in credits if credit.kind == "person" and fold_name(credit.name)
    }


def _from_json_ld(page: Page, sites: frozenset[str], key: str) -> list[Credit]:
    if page.article is None:
        return []
    author = page.article.get(key)
    while (isinstance(author, list) and len(author) == 1) or (isinstance(author, dict) and "@list" in author):
        author = author[0] if isinstance(author, list) else author["@list"]
    return merge_credits(
        _from_node(item, page, sites) for item in (author if isinstance(author, list) else [author])[:20]
    )


def _from_node(item: object, page: Page, sites: frozenset[str]) -> list[Credit]:
    node = _resolved(item, page.nodes)
    if not isinstance(node, dict):
        return merge_credits(read_credit(name, sites, alone=True) for name in read_strings(node))
    names = read_strings(node.get("name"), "name", "@value")
    names = names or [" ".join(read_strings([node.get("givenName"), node.get("familyName")]))]
    found = merge_credits(read_credit(name, sites, alone=True) for name in names)
    if "organization" in get_types(node):
        return [replace(credit, kind="organisation") if len(credit.name.split()) < 2 else credit for credit in found]
    return found


def _resolved(item: object, nodes: list[Node]) -> object:
    """Return the node that an {"@id": …} alone points to."""
    if isinstance(item, dict) and not item.get("name") and item.get("@id"):
        return next((node for node in nodes if node.get("@id") == item["@id"] and node.get("name")), item)
    return item
