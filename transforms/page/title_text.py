"""Clean titles: simplify them for comparison, and remove the site's name."""

import re
import unicodedata
from functools import lru_cache

from transforms.page.headings import MAX_TITLE_CHARACTERS
from transforms.page.json_ld import get_types, read_strings
from transforms.page.parse import Page
from transforms.urls import split_address

_BAR = re.compile(r"\s+(?:[|·•«»›‹‖¦~]|::|//|[-–—―])+\s+|\s*[|｜：]\s*|\s+[«»]|(?<=\w)[–—]\s+(?=[A-Z])|: ")
_BY = re.compile(r"\s+[|–—-]\s+by\s+[^\W\d_a-z][^|–—]{2,40}$")  # "Bridges need mending - by Jane Roe"
_DANGLING = re.compile(r"^[|·•–—-]+\s+|\s+[|·•–—:-]+$")
MAX_NAME_WORDS = 7  # of an outlet's name
_WORDS = re.compile(r"\w+")
_FOLDED_ASCII = str.maketrans({c: c.lower() if c.isalnum() or c == "_" else " " for c in map(chr, range(128))})
_MARKS = ("’", "‘", "“", "”", "–", "—")  # all that is not ASCII in most English texts; they separate words
_ACCENTS = re.compile(r"[\u0300-\u036f\u00ad\u2060]")
_STAMP = re.compile(r"\s+\((?:Published|Updated|Aktualisiert)\s\d{4}\)$")


@lru_cache(maxsize=1024)  # a page's titles are compared with one another many times
def fold_line(text: str) -> str:
    """Return only letters and digits, in lower case and without accents, words separated by one space."""
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    if text.isascii():
        return " ".join(text.translate(_FOLDED_ASCII).split())
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_WORDS.findall(plain))


def find_site_names(page: Page, outlet_name: str | None = None) -> frozenset[str]:
    """Return the names of the site from its metadata and host, simplified and without spaces."""
    names = [outlet_name or "", *page.meta.get("og:site_name", ()), *page.meta.get("application-name", ())]
    names += [value.lstrip("@") for value in page.meta.get("twitter:site", ())]
    names += [value for value in page.meta.get("article:publisher", ()) if not value.startswith("http")]
    if page.article:
        names += read_strings(page.article.get("publisher"), "name")
    for node in page.nodes:
        if get_types(node) & {"website", "organization", "newsmediaorganization"}:
            names += read_strings([node.get("name"), node.get("alternateName")], "name")
    host = split_address(page.url).hostname or ""
    labels = [label for label in host.split(".")[:-1] if label not in ("www", "co", "com", "org", "news", "blog", "m")]
    names += [host.removeprefix("www."), *labels]
    # A name of more words is a headline that the page's software put there.
    folded = {
        fold_line(name).replace(" ", "") for name in names if len(name) <= 80 and len(name.split()) <= MAX_NAME_WORDS
    }
    return frozenset(name for name in folded if len(name) > 1)


def is_site_name(text: str, sites: frozenset[str]) -> bool:
    """Return whether a short text is the site's name, perhaps with a section or a slogan."""
    bare = fold_line(text).replace(" ", "")
    if not bare:
        return True
    variants = {bare, bare.removeprefix("the"), f"the{bare}"}
    return bool(variants & sites) or any(
        len(site) > 3 and (bare.startswith(site) or bare.endswith(site)) and len(text.split()) <= 6 for site in sites
    )


def clean_title(
    title: str, sites: frozenset[str], others: frozenset[str] = frozenset(), keeps_kicker: bool = False
) -> str:
    """Remove the site's name from either end of a title.

    `others` are the page's other titles, simplified. A part before or after a separator is also removed if the rest is
    one of them; a part before a colon only if not `keeps_kicker`.
    """
    title = _STAMP.sub("", " ".join(title[:MAX_TITLE_CHARACTERS].split()))
    for _ in range(4):
        bars = [match for match in _BAR.finditer(title) if match.start() > 0 and match.end() < len(title)]
        for bar in (*reversed(bars), *bars):
            head, tail = title[: bar.start()], title[bar.end() :]
            if fold_line(head) in others or (bar[0] != ": " and is_site_name(tail, sites) and len(fold_line(head)) > 3):
                title = head
                break
            if (fold_line(tail) in others and not (bar[0] == ": " and keeps_kicker)) or (
                is_site_name(head, sites) and len(fold_line(tail)) > 3
            ):
                title = tail
                break
        else:
            break
    return _DANGLING.sub("", _BY.sub("", title)).strip()


def is_only_site_name(title: str, sites: frozenset[str]) -> bool:
    """Return whether a title is only the site's name."""
    return fold_line(title).replace(" ", "") in sites
