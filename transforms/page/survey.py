"""Walk over the page once and collect the elements that the markup names: dates, bylines, furniture and so on."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.page.element_names import (
    BYLINE,
    BYLINE_PARTS,
    FIELD,
    FURNITURE,
    FURNITURE_PARTS,
    PUBLISHED,
    SCREEN,
    STANDFIRST,
    classify_names,
)

_WEAK = ("teaser", "promo", "related", "recommend", "social", "sharing", "sharebar", "sharetool", "readmore", "sponsor")
_STRONG = tuple(name for name in (*FURNITURE_PARTS, "comment", "widget", "card", "list", "item") if name not in _WEAK)
_SCREEN_TAGS = frozenset({"div", "section", "p", "span", "figure"})
_BOXES = ("infobox", "factbox")
# Parts of an address: looking for them takes a quarter of the time of the pattern.
_PROFILE_PLACES = frozenset(
    {
        *("author", "authors", "autor", "autoren", "autorin", "profile", "profiles", "profil", "profils", "people"),
        *("person", "staff", "contributor", "contributors", "auteur", "auteurs", "editors", "user", "users"),
        *("reporter", "reporters", "writer", "writers", "columnist", "columnists", "journalist", "journalists"),
        *("perfil", "autores", "autori", "firmas", "redakteur", "skribent"),
    }
)
_PROFILE = re.compile(rf"/(?:{'|'.join(sorted(_PROFILE_PLACES))})/.|[?&]author=", re.IGNORECASE)
_UNSEEN = frozenset({"meta", "script", "style", "link", "img"})
_HOOKS = ("related-posts", "recent-posts", "post-footer", "comments")  # names of blocks that Wix gives in data-hook
_TELLING = frozenset(
    {
        *("itemprop", "itemtype", "property", "rel", "pubdate", "hidden"),
        *("data-testid", "data-hook", "data-gu-name", "data-test"),
    }
)
_OF_CLASS = PUBLISHED | FIELD  # kinds that an id does not name
MAX_ELEMENTS = 300  # of each kind: a page of teasers or comments may be endless


@dataclass(slots=True)
class Survey:
    """Elements in page order: `times` are <time>, `published` are named as the date of publication.

    `fields` are named after a field of the site's database, `trails` as breadcrumbs; `hidden` have that attribute.
    """

    elements: list[HtmlElement]  # kept: lxml makes an object for an element whenever none is alive
    times: list[HtmlElement] = field(default_factory=list)
    published: list[HtmlElement] = field(default_factory=list)
    bylines: list[HtmlElement] = field(default_factory=list)
    profiles: list[HtmlElement] = field(default_factory=list)
    furniture: list[HtmlElement] = field(default_factory=list)
    lists: list[HtmlElement] = field(default_factory=list)
    figures: list[HtmlElement] = field(default_factory=list)
    standfirsts: list[HtmlElement] = field(default_factory=list)
    screens: list[HtmlElement] = field(default_factory=list)
    sections: list[HtmlElement] = field(default_factory=list)
    fields: list[HtmlElement] = field(default_factory=list)
    trails: list[HtmlElement] = field(default_factory=list)
    hidden: list[HtmlElement] = field(default_factory=list)

    def add(self, element: HtmlElement, kinds: int) -> None:
        """Add an element to the lists of the kinds that it is named as."""
        if kinds & PUBLISHED:
            self.published.append(element)
        if kinds & BYLINE:
            self.bylines.append(element)
        if kinds & FURNITURE:
            self.furniture.append(element)
        if kinds & STANDFIRST:
            self.standfirsts.append(element)
        if kinds & SCREEN and element.tag in _SCREEN_TAGS:
            self.screens.append(element)
        if kinds & FIELD:
            self.fields.append(element)


def survey_page(tree: HtmlElement) -> Survey:
    """Walk the tree once: five XPath expressions over the same elements took four times as long."""
    found = Survey(list(tree.iter("*")))
    kept = {
        **{"ul": found.lists, "ol": found.lists, "figure": found.figures, "figcaption": found.figures},
        "time": found.times,
    }
    labels = [element.get("class") for element in found.elements]
    names = [element.get("id") for element in found.elements]
    kinds_of = classify_names({*labels, *names})
    for element, label, name in zip(found.elements, labels, names, strict=True):
        tag, get = element.tag, element.get
        if tag in _UNSEEN:
            continue
        if tag in kept:
            kept[tag].append(element)
        elif tag == "a" and is_profile_link(element):
            found.profiles.append(element)
        kinds, kind = kinds_of.get(label, 0) | (kinds_of.get(name, 0) & ~_OF_CLASS if name else 0), None
        is_trail = kinds & FURNITURE and label is not None and "breadcrumb" in label
        if not _TELLING.isdisjoint(element.keys()):  # a tenth of the elements
            test = get("data-testid") or get("data-hook") or get("data-test") or get("data-gu-name")
            kind = get("itemprop") or get("property")
            if (kind is not None and kind.endswith("datePublished")) or get("pubdate") is not None:
                kinds |= PUBLISHED
            if kind in ("author", "creator") or get("rel") == "author":
                kinds |= BYLINE
            kinds |= _classify_test(test) if test else 0
            is_trail = is_trail or "BreadcrumbList" in (get("itemtype") or "")
            if get("hidden") is not None:
                found.hidden.append(element)
        if is_trail:
            found.trails.append(element)
        if kind in ("articleSection", "genre") and not kinds & BYLINE:
            found.sections.append(element)
        if kinds:
            found.add(element, kinds)
    for some in (found.times, found.published, found.bylines, found.profiles):
        del some[MAX_ELEMENTS:]
    return found


@lru_cache(maxsize=8192)
def _classify_test(test: str) -> int:
    """Return what the name of an element for tests says it is."""
    kinds = classify_names((test,)).get(test, 0) & ~_OF_CLASS if test.startswith(_HOOKS) else 0
    kinds |= BYLINE if test == "user-name" else 0  # of Wix
    kinds |= STANDFIRST if "standfirst" in test.lower() else 0
    return kinds | (BYLINE if _contains_any(test.lower(), BYLINE_PARTS) else 0)


def is_weakly_named(element: HtmlElement) -> bool:
    """Return whether an element is named as furniture only by words that outlets also give to parts of the article."""
    return _names_weakly(element.get("class"), element.get("id"))


@lru_cache(maxsize=8192)  # a page has many blocks of one name
def _names_weakly(label: str | None, name: str | None) -> bool:
    bare = f"{label or ''} {name or ''}".lower().replace("-", "").replace("_", "")
    return _contains_any(bare, _WEAK) and not _contains_any(bare, _STRONG)


def is_box(element: HtmlElement) -> bool:
    """Return whether the markup names an element as a box of facts."""
    return _contains_any((element.get("class") or "").lower().replace("-", "").replace("_", ""), _BOXES)


def _contains_any(names: str, parts: tuple[str, ...]) -> bool:
    return any(part in names for part in parts)


def is_profile_link(link: HtmlElement) -> bool:
    """Return whether a link leads to an author's page."""
    href = (link.get("href") or "").lower()
    may_be = "author=" in href or not _PROFILE_PLACES.isdisjoint(href.split("/"))
    return may_be and bool(_PROFILE.search(href))
