"""Find whom a page credits: JSON-LD, meta tags, the printed byline, the feed; teasers and comments do not count."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from transforms.bylines.byline_elements import ElementReader, has_letters, merge_credits
from transforms.bylines.byline_lines import (
    is_printed,
    read_bare_names,
    read_byline_lines,
    read_dated_names,
    read_only_byline_line,
)
from transforms.bylines.credit_reader import MAX_CREDIT_CHARS, read_credit
from transforms.bylines.names import fold_name
from transforms.bylines.printed_bylines import (
    find_agency,
    find_fuller_byline,
    read_author_boxes,
    read_byline_near_headline,
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
_SEAT = re.compile(r"\b(?:MPs?|MSPs?|MSs?|AMs?|MLAs?|MEPs?|peers?|House of Lords)\b")
_TYPIST = re.compile(r"^(?:posted|published|uploaded|added|submitted|created)\b.{0,40}?\bby\b", re.IGNORECASE)
MAX_PRINTED = 6  # printed bylines that are read, nearest to the headline first
BYLINE, LINE, NAME = "byline markup", "a line near the headline", "a name near the headline"


@dataclass(frozen=True, slots=True)
class PageCredits:
    """Whom a page credits, and everything it states, most trusted first.

    `refused` are the folded names in markup that the printed page contradicts; `is_unprinted` means that only markup
    names the credited persons; `disagreement` describes two bylines of which neither can be refused.
    """

    credits: tuple[Credit, ...]
    stated: tuple[Credit, ...]
    refused: frozenset[str] = frozenset()
    is_unprinted: bool = False
    disagreement: str | None = None


def read_page_credits(page: Page, place: Placement, sites: frozenset[str], hint: Hint) -> PageCredits:
    """Return the page's credits: the first place that names a person, else the first that names anybody.

    The order is JSON-LD, meta tags, print. But markup often names the person who entered the page: a byline printed
    near the headline wins over markup that names others, unless the page prints those too.
    """
    return _Reading(page, place, sites, hint).weigh()


def find_unread_credits(page: Page) -> list[str]:
    """Return a warning for each author that JSON-LD or a meta tag states at more length than a credit has."""
    stated = read_strings(page.article.get("author"), "name") if page.article else []
    stated += [value for name in AUTHOR_METAS for value in page.meta.get(name, ())]
    return [
        f"credit unread: {len(value)} characters, {value[:40]}…" for value in stated if len(value) > MAX_CREDIT_CHARS
    ][:5]


class _Reading:
    """Every place of one page that may credit somebody, read once."""

    def __init__(self, page: Page, place: Placement, sites: frozenset[str], hint: Hint) -> None:
        self.page, self.place, self.sites, self.hint = page, place, sites, hint
        self.reader = ElementReader(sites)
        self.json_ld = _set_source("json-ld", _read_json_ld(page, sites, "author"))
        metas = (
            _set_source(
                f"meta {name}", merge_credits(read_credit(value, sites, alone=True) for value in page.meta[name][:20])
            )
            for name in AUTHOR_METAS
            if name in page.meta
        )
        self.metas = list(filter(None, metas))
        marked = islice(read_marked_bylines(page, place, self.reader), MAX_PRINTED)
        subjects = _read_subjects(page)
        self.marked = [
            _set_source(BYLINE, credits)
            for credits in marked
            if not all(_fold(one) in subjects and one.byline == one.name for one in credits)
        ]
        self.agency = _set_source(BYLINE, find_agency(page, place, self.reader))
        lines = read_byline_lines(place, sites) if place.headline is not None else read_only_byline_line(page, sites)
        self.lines = [_set_source(LINE, found) for found in islice(lines, MAX_PRINTED)]
        self.near_headline = _set_source(BYLINE, read_byline_near_headline(page, place, self.reader)) or next(
            _select_with_person(self.lines), []
        )
        self.feed = _set_source(hint.route, merge_credits(read_credit(value, sites) for value in hint.authors))
        self.others = [
            *(_set_source(f"json-ld {key}", _read_json_ld(page, sites, key)) for key in ("creator", "contributor")),
            _set_source(NAME, read_bare_names(place, sites)),
        ]
        if not any(_select_with_person((self.json_ld, *self.metas, *self.marked, *self.lines))):
            self.others.append(_set_source(NAME, read_dated_names(place, sites)))
            self.others.append(_set_source("author box", read_author_boxes(page, place, self.reader)))

    def weigh(self) -> PageCredits:
        """Choose between markup and print, and list all stated credits."""
        if seated := self._find_seated_line():
            return seated
        found = self._weigh_places()
        fuller = self._find_fuller_line(list(found.credits))
        return replace(found, credits=tuple(fuller), is_unprinted=False) if fuller else found

    def _weigh_places(self) -> PageCredits:
        fuller = _set_source(BYLINE, find_fuller_byline(self.page, self.place, self.reader, self._get_markup()))
        printed = [*_select_with_person(self.marked), self.agency, *self.lines]
        if printed and _is_typist(printed[0]):  # "Posted by Jane Roe" above "By John Doe MP"
            printed = [*(line for line in self.lines if not _is_typist(line)), *printed]
        places = [fuller or self.json_ld, *self.metas, *printed, self.feed, *self.others]
        stated = tuple(credit for credits in (self.json_ld, *places) for credit in credits)
        markup = self._get_markup()
        if not _get_surnames(markup):
            return PageCredits(tuple(_choose_first(places)), stated)
        if whole := _find_whole_name(markup, [*self.metas, *self.marked, *self.lines]):
            return PageCredits((whole,), stated)
        unprinted = frozenset(_fold(one) for one in markup if _is_person(one) and not self._prints(one))
        names = frozenset(_fold(one) for one in markup if _is_person(one))
        if self.near_headline and _get_surnames(self.near_headline):
            return self._weigh_print(fuller or markup, names, unprinted, stated)
        chosen = fuller or markup
        if not _get_surnames(self.json_ld):
            chosen = self._prefer_marked(chosen)
        return PageCredits(tuple(chosen), stated, is_unprinted=names == unprinted and chosen is markup)

    def _find_fuller_line(self, chosen: list[Credit]) -> list[Credit]:
        """Return the line "By Jane Roe, John Doe and Amy Poe" if the credits are only some of the three."""
        names = {_fold(one) for one in chosen if _is_person(one)}
        for line in self.lines:
            persons = [one for one in line if _is_person(one)]
            if (
                names
                and names < {_fold(one) for one in persons}
                and all(len(_fold(one).split()) < 4 for one in persons)
            ):
                return persons
        return []

    def _get_markup(self) -> list[Credit]:
        """Return the persons of JSON-LD, else of the first meta tag that names any."""
        return self.json_ld if _get_surnames(self.json_ld) else next(_select_with_person(self.metas), [])

    def _find_seated_line(self) -> PageCredits | None:
        """Return the credits of a line "By Jane Roe, MP for Marsh" if markup and byline elements name others, none of
        them with an office: they posted it.
        """
        line = next((found for found in _select_with_person(self.lines) if all(map(_is_seated, found))), [])
        others = [one for found in (self.json_ld, *self.metas, *self.marked) for one in found if _is_person(one)]
        if not line or not others or any(one.role or has_letters(one) for one in others):
            return None
        if _get_surnames(line) & _get_surnames(others):
            return None
        lists = f"markup credits {_join_names(merge_credits([others]))}, print {_join_names(line)}"
        return PageCredits(tuple(line), (*others, *line), disagreement=lists)

    def _weigh_print(
        self, markup: list[Credit], names: frozenset[str], unprinted: frozenset[str], stated: tuple[Credit, ...]
    ) -> PageCredits:
        """Weigh markup against the byline printed near the headline."""
        printed, shared = self.near_headline, _get_surnames(markup) & _get_surnames(self.near_headline)
        if not shared and _is_cut_short(printed, markup):
            return PageCredits(tuple(markup), stated)
        if not shared and names == unprinted:
            return PageCredits(tuple(printed), stated, refused=unprinted)
        if not shared:
            is_pen_name = all(" " not in one.name and one.name.isascii() for one in markup)  # a brand or a first name
            chosen = printed if is_pen_name or any(one.role or has_letters(one) for one in printed) else markup
            lists = f"markup credits {_join_names(markup)}, print {_join_names(printed)}"
            return PageCredits(tuple(chosen), stated, disagreement=lists)
        added = [one for one in printed if _is_person(one) and _get_surname(one) not in _get_surnames(markup)]
        if added and all(one.role or has_letters(one) for one in added):
            return PageCredits(tuple(printed), stated)
        typed = frozenset(_fold(one) for one in markup if _fold(one) in unprinted and _get_surname(one) not in shared)
        kept = [one for one in markup if _fold(one) not in typed]
        return PageCredits(tuple(kept), stated, refused=typed)

    def _prefer_marked(self, metas: list[Credit]) -> list[Credit]:
        """Return the byline element if meta tags name others: a tag often holds the publisher."""
        printed = next(_select_with_person(self.marked), [])
        return printed if printed and not _get_surnames(metas) & _get_surnames(printed) else metas

    def _prints(self, credit: Credit) -> bool:
        return is_printed(self.page, self.place, credit.name)


def _is_typist(credits: list[Credit]) -> bool:
    """Return whether a credit says only who put the page up."""
    return bool(credits) and all(_TYPIST.match(credit.byline) for credit in credits)


def _choose_first(places: Iterable[list[Credit]]) -> list[Credit]:
    """Return the first credits that name a person, else the first that name anybody."""
    given = list(filter(None, places))
    return next(_select_with_person(given), given[0] if given else [])


def _set_source(source: str, credits: list[Credit]) -> list[Credit]:
    return [replace(credit, source=source) for credit in credits]


def _select_with_person(lists: Iterable[list[Credit]]) -> Iterator[list[Credit]]:
    return (found for found in lists if any(_is_person(credit) for credit in found))


def _is_seated(credit: Credit) -> bool:
    return has_letters(credit) or bool(credit.role and _SEAT.search(credit.role))


def _is_person(credit: Credit) -> bool:
    return credit.kind == "person" and bool(fold_name(credit.name))


def _fold(credit: Credit) -> str:
    return fold_name(credit.name)


def _get_surname(credit: Credit) -> str:
    return fold_name(credit.name).split()[-1]


def _join_names(credits: Iterable[Credit]) -> str:
    return " and ".join(credit.name for credit in credits)


def _get_surnames(credits: Iterable[Credit]) -> set[str]:
    """Return the last words of the persons' names: a name with or without a middle name is the same person."""
    return {_get_surname(credit) for credit in credits if _is_person(credit)}


def _read_subjects(page: Page) -> frozenset[str]:
    """Return the folded names of the subjects of the article: a link to one of them is not a byline."""
    article = page.article or {}
    stated = [name for key in ("about", "mentions") for name in read_strings(article.get(key), "name")]
    authors = read_strings(article.get("author"), "name")
    return frozenset(map(fold_name, stated)) - frozenset(map(fold_name, authors))


def _find_whole_name(markup: list[Credit], places: Iterable[list[Credit]]) -> Credit | None:
    """Return the credit with the full name of an author whom markup names by one word: "Jane" is Jane Roe."""
    if len(markup) != 1 or " " in markup[0].name:
        return None
    for credit in (credit for credits in places for credit in credits if _is_person(credit)):
        words = _fold(credit).split()
        if len(words) in (2, 3) and _fold(markup[0]) in (words[0], words[-1]):
            return credit
    return None


def _is_cut_short(printed: list[Credit], markup: list[Credit]) -> bool:
    """Return whether print gives the beginning or the end of a name in markup: a drop cap, a narrow column."""
    return any(
        _fold(one).startswith(_fold(other)) or _fold(one).endswith(_fold(other))
        for one in markup
        for other in printed
        if _is_person(one) and _is_person(other)
    )


def _read_json_ld(page: Page, sites: frozenset[str], key: str) -> list[Credit]:
    if page.article is None:
        return []
    author = page.article.get(key)
    while (isinstance(author, list) and len(author) == 1) or (isinstance(author, dict) and "@list" in author):
        author = author[0] if isinstance(author, list) else author["@list"]
    return merge_credits(
        _read_node(item, page, sites) for item in (author if isinstance(author, list) else [author])[:20]
    )


def _read_node(item: object, page: Page, sites: frozenset[str]) -> list[Credit]:
    node = _follow_id(item, page.nodes)
    if not isinstance(node, dict):
        return merge_credits(read_credit(name, sites, alone=True) for name in read_strings(node))
    names = read_strings(node.get("name"), "name", "@value")
    names = names or [" ".join(read_strings([node.get("givenName"), node.get("familyName")]))]
    found = merge_credits(read_credit(name, sites, alone=True) for name in names)
    if "organization" in get_types(node):
        return [replace(credit, kind="organisation") if len(credit.name.split()) < 2 else credit for credit in found]
    return found


def _follow_id(item: object, nodes: list[Node]) -> object:
    """Return the node to which an object with only an "@id" refers."""
    if isinstance(item, dict) and not item.get("name") and item.get("@id"):
        return next((node for node in nodes if node.get("@id") == item["@id"] and node.get("name")), item)
    return item
