"""Find every place of a page that may state its date of publication, most trusted first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, takewhile

from lxml.html import HtmlElement

from transforms.page.json_ld import ARTICLE_TYPES, get_types, read_strings
from transforms.page.parse import Page
from transforms.page.placement import Placement, count_characters, get_text, has_more_characters
from transforms.records import Hint

# Names under which pages state first publication, most trusted first. Measured on 346 dated pages: each of these is
# right whenever the sources agree on the day.
PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("parsely-pub-date", "dc.date.issued", "dcterms.issued", "dcterms.date.issued", "prism.publicationdate"),
    *("publish-date", "publish_date", "publishdate", "published-date", "published_date", "publisheddate"),
    *("cxenseparse:recs:publishtime", "cxenseparse:recs:published_time", "cxenseparse:publishtime"),
    *("pub_date", "pubdate", "publication_date", "publication-date", "published", "published_at", "published_time"),
    *("content:publishdate", "iso-8601-publish-date", "article:published:time", "citation_online_date"),
    *("http://ogp.me/ns/article#published_time", "bt:pubdate", "article.published", "article_date_original"),
    *("originalpublicationdate", "ptime", "dc.date.created", "datecreated", "article:create_time"),
    *("article:published_date", "article:publicationdate", "article:post_date", "article.created", "date_published"),
    *("dateposted", "og:pubdate", "og:publish_date", "og:published_time", "og:datepublished", "rnews:datepublished"),
    *("mediator_published_time", "shareaholic:article_published_time", "twt-published-at", "vr:published_time"),
    *("dc.date.publication", "dcsext.articlefirstpublished", "publish_time", "rbpubdate", "pdate"),
    *("govuk:first-published-at", "first-published-at", "first_published_at", "firstpublished", "first-published"),
)
# Names that sometimes hold the day of print or of the last change: a date near the headline is preferred.
PERHAPS_PUBLISHED = (
    *(
        "sailthru.date",
        "dc.date",
        "dcterms.date",
        "dcterms.created",
        "date",
        "displaydate",
        "citation_publication_date",
        "citation_date",
        "eprints.datestamp",
        "dc.created",
        "release_date",
        "og:release_date",
    ),
)
MODIFIED = (
    *("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified"),
    *("og:article:modified_time", "article:modified", "dc.date.modified", "http://ogp.me/ns/article#modified_time"),
)
CHANGE = "a change, not the publication"
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([/_-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_URL_DAY_LAST = re.compile(r"(?<!\d)((?:1[3-9]|2\d|3[01])-(?:0[1-9]|1[0-2])-20\d{2})(?!\d)")  # "…-25-08-2024"
_NUMBERED = re.compile(r"\.[a-z][a-z0-9-]*-[a-z]", re.IGNORECASE)
_ISSUE = re.compile(r"/issues?/$", re.IGNORECASE)
_URL_MONTH = re.compile(r"/((?:19|20)\d{2})/(0[1-9]|1[0-2])(?:/|$)")
_URL_NAMED = re.compile(
    r"/((?:19|20)\d{2})/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(0?[1-9]|[12]\d|3[01])(?:/|$)",
    re.IGNORECASE,
)
_IN_SCRIPT = re.compile(
    r"""\\?"(?:datePublished|date_published|publishedDate|published_date|publishDate|publish_date|publishedAt|published_at|"""
    r"""firstPublished(?:At)?|first_published_at|publicationDate|publication_date|pubDate|pub_date|publishedTime|"""
    r"""published_time|publishedOn|datePosted)\\?"\s*:\s*\\?"(\d{4}-\d\d-\d\d[^"\\]{0,25}|20\d{6}(?="))"""
)
MAX_SCRIPT_CHARACTERS = 500_000
# Words for a change, in lower case: searching a line for each takes 5 µs, a pattern of all took 68.
_CHANGES = (
    *("updat", "modif", "chang", "aktuali", "akt.:", "geändert", "geandert", "mis à jour", "mise à jour"),
    *(
        "mis a jour",
        "mise a jour",
        "actualiza",
        "atualiza",
        "aggiornat",
        "bijgewerkt",
        "gewijzigd",
        "oppdater",
        "endret",
        "uppdatera",
        "ändrad",
        "opdater",
    ),
    *("päivitetty", "muokattu", "обновлен", "изменен", "оновлен", "güncelle", "diweddar", "更新", "수정", "تحديث"),
    *("revis", "edited", "expire", "stand:"),
)
STATED = re.compile(
    r"publish|posted|pubdate|created|written|erstellt|ver[öo]ffentlicht|publi[ée]|publica[dt]|pubblicat|gepubliceerd|"
    r"geplaatst|publisert|publicera|udgivet|opublikowan|julkaistu|опубликован|опубліковано|yayın|cyhoeddw|公開|配信|입력|등록|"
    r"نشر|entry-date|dateline",
    re.IGNORECASE,
)
MAX_ELEMENTS = 150
MAX_BYLINE_CHARACTERS = 300  # of a block with date, author and share links; of a standfirst above it
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-)?(?:caption|figcaption|photo-?credit|image-?credit)(?:[\s_-]|$)", re.IGNORECASE
)
MAX_LEVELS = 5  # levels above the headline: its block and the neighbours of that block


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as stated on the page: `source` describes the place, `refused` is the reason why it cannot date the
    article.

    `bound` is not_before or not_after if it is evidence for a bound and not a candidate.
    """

    basis: str
    source: str
    value: str
    refused: str | None = None
    bound: str | None = None


def find_stated_dates(page: Page, place: Placement, hint: Hint) -> Iterator[StatedDate]:
    """Yield the dates that the page and its hint state, most trusted first."""
    yield from _from_json_ld(page)
    yield from _from_meta(page, PUBLISHED)
    yield from _from_microdata(page, place)
    said_by = hint.dated_by or hint.route
    if hint.published and said_by in ("feed", "sitemap", "listing"):
        yield StatedDate(said_by, said_by, hint.published)
    yield from (stated for steps, stated in _from_time_tags(page, place) if steps <= MAX_LEVELS)
    yield from find_address_dates(page.url)


def find_doubtful_dates(page: Page, place: Placement) -> Iterator[StatedDate]:
    """Yield dates that may not be the date of publication; they count only if nothing better is stated."""
    yield from _from_meta(page, PERHAPS_PUBLISHED)
    yield from (stated for steps, stated in _from_time_tags(page, place) if steps > MAX_LEVELS)


def find_modified_dates(page: Page) -> Iterator[StatedDate]:
    """Yield the dates of the last change that the page states."""
    if page.article:
        for value in read_strings(page.article.get("dateModified"), "@value")[:2]:
            yield StatedDate("json-ld", "dateModified", value, CHANGE)
    for name in MODIFIED:
        for value in page.meta.get(name, ())[:2]:
            yield StatedDate("meta", name, value, CHANGE)


def _from_json_ld(page: Page) -> Iterator[StatedDate]:
    if page.article:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            stated = page.article.get(key)
            if isinstance(stated, int) and not isinstance(stated, bool):
                stated = str(stated)  # seconds or milliseconds since 1970
            for value in read_strings(stated, "@value")[:1]:
                yield StatedDate("json-ld", key, value)
    others = [node for node in page.nodes if node is not page.article and node.get("datePublished")]
    for node in others[:20]:
        kinds = get_types(node)
        if kinds & ARTICLE_TYPES or "webpage" in kinds:
            refused = None if "webpage" in kinds and len(others) <= 3 else "another item's"
            for value in read_strings(node.get("datePublished"), "@value")[:1]:
                yield StatedDate("json-ld", f"{'/'.join(sorted(kinds))} datePublished", value, refused)


def _from_meta(page: Page, names: tuple[str, ...]) -> Iterator[StatedDate]:
    for name in names:
        for value in page.meta.get(name, ())[:3]:
            yield StatedDate("meta", name, value)


def _from_microdata(page: Page, place: Placement) -> Iterator[StatedDate]:
    for element in page.survey.published[:10]:
        value = element.get("datetime") or element.get("content") or element.get("title") or get_text(element)
        if value.strip():
            only = len(page.survey.published) == 1
            yield StatedDate(
                "time-tag", "datePublished", value.strip(), None if only else place.describe_other_article(element)
            )


def _from_time_tags(page: Page, place: Placement) -> list[tuple[int, StatedDate]]:
    found = []
    for order, element in enumerate(page.survey.times[:MAX_ELEMENTS]):
        value = (element.get("datetime") or element.get("content") or get_text(element)).strip(" \"'\\\n\t")
        if value:
            found.append(
                (
                    place.count_levels(element),
                    order,
                    StatedDate("time-tag", "time", value, find_refusal(element, place)),
                )
            )
    return [(steps, stated) for steps, _, stated in sorted(found, key=lambda item: item[:2])[:12]]


def find_change(text: str) -> int | None:
    """Return the position of the first word for a change ("updated", "aktualisiert"), or None."""
    folded = text.lower()
    return min((folded.index(word) for word in _CHANGES if word in folded), default=None)


def find_refusal(element: HtmlElement, place: Placement) -> str | None:
    """Return why a time element does not date the article: its name, the text before it, or its position; or None."""
    above, before = element.getparent(), element.getprevious()
    label = " ".join(filter(None, (element.get("class"), element.get("itemprop"))))
    if above is not None:
        label += f" {above.get('class') or ''} {(above.text or '')[-40:]}"
    label += f" {(before.tail or '')[-40:]} {get_text(before)[-40:]}" if before is not None else ""
    if find_change(label) is not None and not STATED.search(label):
        return CHANGE
    return describe_refusal(element, place)


def describe_refusal(element: HtmlElement, place: Placement) -> str | None:
    """Return why the position of a date excludes it (a caption, a block of other articles), or None.

    A class name does not exclude the line between the headline and the text: outlets name it "meta", "nav" or
    "teaser".
    """
    for above in islice(chain((element,), element.iterancestors()), MAX_LEVELS):
        if above.tag in ("figure", "figcaption") or _CAPTION.search(above.get("class") or ""):
            return "a caption's"
    reason = place.describe_other_article(element)
    is_by_name = reason is not None and reason.startswith("in ") and not reason.startswith(("in <aside", "in one "))
    return None if is_by_name and _is_under_headline(element, place) else reason


def _is_under_headline(element: HtmlElement, place: Placement) -> bool:
    """Return whether an element is in a short block that follows the headline, with at most a few words before it."""
    if place.headline is None or place.count_levels(element) > MAX_LEVELS - 2:
        return False
    enclosing = {place.headline, *place.headline.iterancestors()}
    block = element
    while (above := block.getparent()) is not None and above not in enclosing:
        block = above
    if has_more_characters(block, MAX_BYLINE_CHARACTERS) or next(block.iter("h1", "h2", "h3", "h4"), None) is not None:
        return False
    between = 0
    for sibling in block.itersiblings(preceding=True):
        between += _count_after_headline(sibling, place.headline) if sibling in enclosing else count_characters(sibling)
        if between > MAX_BYLINE_CHARACTERS:
            return False
        if sibling in enclosing:
            return True
    return False


def _count_after_headline(block: HtmlElement, headline: HtmlElement) -> int:
    """Return how many characters of a block that contains the headline follow it: the text, if comments come next."""
    levels = takewhile(lambda level: level is not block, chain((headline,), headline.iterancestors()))
    return sum(count_characters(after) for level in levels for after in level.itersiblings())


def find_address_dates(url: str) -> Iterator[StatedDate]:
    """Yield the days and the month that a URL contains.

    The day of a newspaper issue is not the article's day: `/issue/2022-12-11/article/50117` is of 23 December. Eight
    digits before a full stop and words are an article number that looks like a day (`/news/20121105.mp-column`).
    """
    for match in list(_URL_DAY.finditer(url))[:2]:
        if not match[2] and _NUMBERED.match(url[match.end() :]):
            continue
        refused = "the day of an issue" if _ISSUE.search(url[: match.start()]) else None
        if match[2] or len(match[0]) == 8:
            yield StatedDate("url", "path", f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}", refused)
    for match in list(_URL_DAY_LAST.finditer(url))[:1]:
        yield StatedDate("url", "path", match[1])
    for match in list(_URL_NAMED.finditer(url))[:1]:
        yield StatedDate("url", "path", f"{match[3]} {match[2]} {match[1]}")
    for match in list(_URL_MONTH.finditer(url))[:1]:
        yield StatedDate("url", "path", f"{match[1]}-{match[2]}")


def find_script_dates(tree: HtmlElement) -> Iterator[StatedDate]:
    """Yield the day of publication in the state that the page's scripts contain; nothing if they name two days.

    Last resort: on 224 dated pages whose scripts name one day, it is the day in JSON-LD and meta tags.
    """
    days: dict[str, str] = {}
    for script in tree.iter("script"):
        if "ItemList" in (script.text or "")[:MAX_SCRIPT_CHARACTERS]:
            continue  # teasers
        for match in _IN_SCRIPT.finditer((script.text or "")[:MAX_SCRIPT_CHARACTERS]):
            days.setdefault(match[1][:10], match[1])
    if len(days) == 1:
        yield StatedDate("meta", "script", next(iter(days.values())))
