"""One walk over the page that notes the elements which markup names as a date, a byline or a link to an author."""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

_BYLINE = re.compile(r"[Bb]y[Ll]ine|[Aa]uth?or|auteur|[Ww]riter|[Cc]reator|[Cc]ontributor|posted-by|written-by")
_PUBLISHED = re.compile(r"(?:^|\s)(?:dt-)?published(?:\s|$)")
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|in)?|profile?s?|people|person|staff|contributors?|auteurs?|editors|users?|reporters?|"
    r"writers?|columnists?|journalists?)/.|[?&]author=",
    re.IGNORECASE,
)
MOST = 300  # of each kind: a page of teasers or comments goes on for ever


@dataclass(slots=True)
class Survey:
    """Elements in page order: `times` are <time>, `published` what names itself the date of publication."""

    times: list[HtmlElement] = field(default_factory=list)
    published: list[HtmlElement] = field(default_factory=list)
    bylines: list[HtmlElement] = field(default_factory=list)
    profiles: list[HtmlElement] = field(default_factory=list)


def survey(tree: HtmlElement) -> Survey:
    """Walk the tree once: five XPath expressions over the same elements took four times as long."""
    found = Survey()
    for element in tree.iter("*"):
        tag, get = element.tag, element.get
        if tag in ("meta", "script", "style", "link", "img"):
            continue
        label, kind = get("class"), get("itemprop") or get("property")
        if tag == "time":
            found.times.append(element)
        elif tag == "a" and _PROFILE.search(get("href") or ""):
            found.profiles.append(element)
        if (
            (kind and kind.endswith("datePublished"))
            or get("pubdate") is not None
            or (label and _PUBLISHED.search(label))
        ):
            found.published.append(element)
        names = f"{label or ''} {get('id') or ''} {get('data-testid') or ''}"
        if kind in ("author", "creator") or get("rel") == "author" or _BYLINE.search(names):
            found.bylines.append(element)
    return Survey(found.times[:MOST], found.published[:MOST], found.bylines[:MOST], found.profiles[:MOST])


def is_profile(link: HtmlElement) -> bool:
    """Tell whether a link leads to an author's page."""
    return bool(_PROFILE.search(link.get("href") or ""))
