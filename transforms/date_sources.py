"""Every place of a page that may state its date of publication, in the order of trust."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from transforms.json_ld import ARTICLE_TYPES, strings, types
from transforms.page import Page
from transforms.records import Hint

# Names under which pages state first publication, in the order of trust. Measured on 346 dated pages: each of these
# is right wherever the day is not in dispute; names that often hold the last change are in MODIFIED.
PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("parsely-pub-date", "dc.date.issued", "dcterms.issued", "dcterms.date.issued", "prism.publicationdate"),
    *("publish-date", "publish_date", "publishdate", "published-date", "published_date", "publisheddate"),
    *("cxenseparse:recs:publishtime", "cxenseparse:recs:published_time", "cxenseparse:publishtime"),
    *("pub_date", "pubdate", "publication_date", "publication-date", "published", "published_at", "published_time"),
    *("content:publishdate", "iso-8601-publish-date", "article:published:time", "citation_online_date"),
    *("http://ogp.me/ns/article#published_time", "bt:pubdate", "article.published", "article_date_original"),
    *("originalpublicationdate", "ptime", "dc.date.created", "datecreated", "article:create_time"),
    *(
        "sailthru.date",
        "dc.date",
        "dcterms.date",
        "dcterms.created",
        "date",
        "displaydate",
        "citation_publication_date",
    ),
)
MODIFIED = (
    *("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified"),
    *("og:article:modified_time", "article:modified", "dc.date.modified", "http://ogp.me/ns/article#modified_time"),
)
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([/_-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})/(0[1-9]|1[0-2])(?:/|$)")
# Where a time element is a teaser's, a comment's or the masthead's.
_ELSEWHERE_TAGS = frozenset({"aside", "nav", "footer", "form", "li"})
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:related|comments?|comment-\w+|sidebar|teasers?|recommend\w*|more-\w+|most-\w+|popular|trending|"
    r"latest|footer|nav\w*|menu|masthead|site-header|topbar|ticker|widget|carousel|promo|newsletter|next|prev\w*|copyright)"
    r"(?:[\s_-]|$)",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updat|modif|chang|aktuali|ge[äa]ndert|mise? [àa] jour|revis|edited|expire", re.IGNORECASE)
_STATED = re.compile(
    r"publish|posted|pubdate|created|erstellt|ver[öo]ffentlicht|publi[ée]|entry-date|dateline", re.IGNORECASE
)
_DATED_CLASSES = (
    "date",
    "Date",
    "time",
    "Time",
    "publish",
    "posted",
    "datum",
    "Datum",
    "byline",
    "meta",
    "dateline",
    "info",
)
MOST_ELEMENTS = 150


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as stated somewhere: `source` names the place for people, `refused` why it cannot date the article."""

    basis: str
    source: str
    value: str
    refused: str | None = None


def stated_dates(page: Page, headline: HtmlElement | None, hint: Hint) -> Iterator[Stated]:
    """Yield what the page and its hint state, most trusted first; visible text is left to `visible_dates`."""
    yield from _from_json_ld(page)
    for name in PUBLISHED:
        for value in page.meta.get(name, ())[:3]:
            yield Stated("meta", name, value)
    yield from _from_microdata(page)
    if hint.published:
        basis = {"feed": "feed", "sitemap": "sitemap", "listing": "listing"}.get(hint.route)
        if basis:
            yield Stated(basis, hint.route, hint.published)
    yield from _from_time_tags(page, headline)
    for match in list(_URL_DAY.finditer(page.url))[:2]:
        if match[2] or len(match[0]) == 8:
            yield Stated("url", "path", f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}")
    for match in list(_URL_MONTH.finditer(page.url))[:1]:
        yield Stated("url", "path", f"{match[1]}-{match[2]}")


def modified_dates(page: Page) -> Iterator[Stated]:
    """Yield what the page states of its last change."""
    if page.article:
        for value in strings(page.article.get("dateModified"), "@value")[:2]:
            yield Stated("json-ld", "dateModified", value, "a change, not the publication")
    for name in MODIFIED:
        for value in page.meta.get(name, ())[:2]:
            yield Stated("meta", name, value, "a change, not the publication")


def _from_json_ld(page: Page) -> Iterator[Stated]:
    others = [node for node in page.nodes if node is not page.article and node.get("datePublished")]
    if page.article:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            for value in strings(page.article.get(key), "@value")[:2]:
                yield Stated("json-ld", key, value)
                break
    for node in others[:20]:
        kinds = types(node)
        refused = None if "webpage" in kinds and len(others) <= 3 else "another item's"
        if kinds & ARTICLE_TYPES or "webpage" in kinds:
            for value in strings(node.get("datePublished"), "@value")[:1]:
                yield Stated("json-ld", f"{'/'.join(sorted(kinds))} datePublished", value, refused)


def _from_microdata(page: Page) -> Iterator[Stated]:
    for element in page.tree.xpath(
        "//*[@itemprop='datePublished' or @property='datePublished' or @property='schema:datePublished' or @pubdate]"
    )[:10]:
        if element.tag == "meta":
            continue
        value = element.get("datetime") or element.get("content") or " ".join(element.itertext())
        if value.strip():
            yield Stated("time-tag", "datePublished", value.strip(), elsewhere(element))


def _from_time_tags(page: Page, headline: HtmlElement | None) -> Iterator[Stated]:
    near = []
    for order, element in enumerate(page.tree.iter("time")):
        if order >= MOST_ELEMENTS:
            break
        value = element.get("datetime") or element.get("content") or " ".join(element.itertext())
        if not value.strip():
            continue
        near.append((steps_between(element, headline), order, value.strip(), _why_not(element)))
    for steps, _, value, refused in sorted(near, key=lambda item: item[:2])[:12]:
        yield Stated("time-tag", "time", value, refused or (None if steps <= 12 else "far from the headline"))


def _why_not(element: HtmlElement) -> str | None:
    label = " ".join(filter(None, (element.get("class"), element.get("itemprop"), element.getparent().get("class"))))
    before = (element.getparent().text or "") + (
        element.getprevious().tail or "" if element.getprevious() is not None else ""
    )
    if _CHANGED.search(label + " " + before[-40:]) and not _STATED.search(label + " " + before[-40:]):
        return "a change, not the publication"
    return elsewhere(element)


def elsewhere(element: HtmlElement) -> str | None:
    """Return why an element does not belong to the article's head, judged by what encloses it, or None."""
    for above in element.iterancestors():
        if above.tag in ("body", "html", "article", "main"):
            return None
        if above.tag in _ELSEWHERE_TAGS and not (above.tag == "li" and _is_meta_list(above)):
            return f"in <{above.tag}>"
        label = f"{above.get('class') or ''} {above.get('id') or ''}"
        if _ELSEWHERE.search(label):
            return f"in {' '.join(label.split())[:40]}"
    return None


def _is_meta_list(item: HtmlElement) -> bool:
    above = item.getparent()
    label = f"{item.get('class') or ''} {above.get('class') or '' if above is not None else ''}"
    return bool(re.search(r"meta|byline|date|author|info|posted|publish", label, re.IGNORECASE))


def steps_between(element: HtmlElement, headline: HtmlElement | None) -> int:
    """Return how many levels above the headline the two meet: 1 for neighbours, more the farther apart."""
    if headline is None:
        return 6
    above_element = set(element.iterancestors())
    for steps, above in enumerate(headline.iterancestors(), 1):
        if above in above_element:
            return steps
    return 99


def visible_dates(page: Page, headline: HtmlElement | None) -> Iterator[Stated]:
    """Yield the short texts near the headline that are marked up as a date, nearest first."""
    if headline is None:
        return
    tests = " or ".join(f"contains(@class, '{word}') or contains(@id, '{word}')" for word in _DATED_CLASSES)
    near = []
    for order, element in enumerate(page.tree.xpath(f"//body//*[{tests}]")[: MOST_ELEMENTS * 2]):
        if element.tag in ("script", "style", "time", "body") or len(element) > 20:
            continue
        value = " ".join(" ".join(element.itertext()).split())
        if (
            6 <= len(value) <= 160
            and any(c.isdigit() for c in value)
            and (steps := steps_between(element, headline)) <= 6
        ):
            near.append((steps, len(value) // 40, order, value, elsewhere(element)))
    for _, _, _, value, refused in sorted(near, key=lambda item: item[:3])[:12]:
        yield Stated("text", "near the headline", value, refused)
