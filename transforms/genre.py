"""What kind of piece it is: opinion, news, interview, partner content, or other."""

import re
from collections.abc import Sequence

from transforms.addresses import split_address
from transforms.records import Outlet

_PARTNER = re.compile(
    r"\b(?:partner content|paid content|sponsored|sponsored content|advertorial|advertisement feature|paid post|"
    r"in association with|brought to you by|anzeige|promoted)\b",
    re.IGNORECASE,
)
_PARTNER_PATH = re.compile(
    r"/(?:partner[-_]?(?:content|article)s?|sponsored|advertorial|paid-post|brand-?\w*content)(?:/|$)", re.IGNORECASE
)
_OPINION = re.compile(
    r"\b(?:opinions?|op-?eds?|comment|commentary|comment is free|columns?|columnists?|views?|editorials?|leader|"
    r"blogs?|perspectives?|"
    r"meinung|kommentare?|kolumnen?|debatte|gastkommentar|gastbeitrag|leitartikel|tribune|idées|chronique|"
    r"opinión|columna|opinie)\b",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"\binterviews?\b|\bentrevista\b|\bentretien\b|\bim gespräch\b|\b(?:talks|speaks|spoke|tells|"
    r"told)\b(?: to)? [A-Z]\w+ [A-Z]\w+",
)
_NEWS = re.compile(
    r"\b(?:news|nachrichten|politics|politik|world|uk|sports?|business|economy|wirtschaft|international|panorama|"
    r"actualités)\b",
    re.IGNORECASE,
)


def genre_of(
    url: str, outlet: Outlet, kinds: frozenset[str], labels: Sequence[str], title: str, standfirst: str | None
) -> str:
    """Return the genre by the outlet's declared paths, then the page's own types, its labels, its address.

    `kinds` are the lower-case JSON-LD types of the article.
    """
    path = split_address(url).path
    folders = path.rpartition("/")[0].replace("-", " ")
    said = " | ".join(labels)
    if (
        _matches(outlet.partner_paths, path)
        or "advertisercontentarticle" in kinds
        or _PARTNER_PATH.search(path)
        or _PARTNER.search(said)
    ):
        return "partner"
    if _INTERVIEW.search(f"{said} | {standfirst or ''}") or re.search(r"\bInterview\b", title):
        return "interview"
    if (
        _matches(outlet.opinion_paths, path)
        or "opinionnewsarticle" in kinds
        or _OPINION.search(said)
        or _OPINION.search(folders)
    ):
        return "opinion"
    if any("newsarticle" in kind for kind in kinds) or _NEWS.search(said) or _NEWS.search(folders):
        return "news"
    return "other"


def _matches(patterns: Sequence[str], path: str) -> bool:
    return any(re.match(pattern, path) for pattern in patterns)
