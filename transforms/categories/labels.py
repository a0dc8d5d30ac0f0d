"""Read the labels an outlet files a page under, verbatim, each with its source."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from transforms.page.json_ld import get_types, read_strings
from transforms.page.parse import Page
from transforms.page.placement import Placement, join_text
from transforms.page.title_text import fold_line, is_only_site_name
from transforms.records import Hint

MAX_LABELS = 20
MAX_LABEL_CHARACTERS = 60
MAX_LINKS = 8  # to categories: more are a menu of all there is
MAX_TRAIL_LINKS = 6  # of a trail: more links are the site's menu
MAX_LEAD_CHARACTERS = 80  # around a link: "This entry was posted in …"; a sentence of the article is longer
MAX_LEVELS = 5  # levels above the headline
MAX_KICKER_LEVELS = 2  # of a link to a topic before the headline: farther up is the site's menu
MAX_SECTIONS = 5  # elements with itemprop="articleSection"
_SECTIONS = (
    "article:section",
    "article:section:name",
    "parsely-section",
    "sailthru.section",
    "section",
    "cxenseparse:category",
    "dc.subject",
)
_CATEGORY_PATH = re.compile(r"/(?:categor(?:y|ies|ia)|kategorien?|rubri(?:k|ken|que|ques))/[^/]", re.IGNORECASE)
_TAG_PATH = re.compile(r"/(?:tags?|topics?|labels?)/[^/]", re.IGNORECASE)
_NOT_LABEL = frozenset(
    {
        *(
            "home",
            "homepage",
            "home page",
            "startseite",
            "accueil",
            "inicio",
            "uncategorized",
            "uncategorised",
            "start",
        ),
        *("article", "articles", "website", "front page", "tags", "latest", "post", "posts", "index"),
    }
)
_TOPIC_FIELD = re.compile(
    r"field-{1,2}name-field-[\w-]*?(?:topic|tag|categor|subject|theme|issue|polic(?:y|ies)|section|keyword)",
    re.IGNORECASE,
)
MAX_FIELDS = 40
Found = Iterator[tuple[str, str]]


def read_labels(page: Page, place: Placement, sites: frozenset[str], title: str, hint: Hint) -> dict[str, str]:
    """Return the labels of the page, each with its source.

    Sections in the metadata, category links of the article, and the feed's categories; with them the topics that the
    article's own fields name (Drupal), or, without any, JSON-LD breadcrumbs. If there are none of these, the printed
    breadcrumbs; else the tags, printed or, if none are, in the metadata.
    """
    links = _sort_links(page)
    topics = list(_read_topic_fields(page, place, links.terms))
    own = [
        *_read_stated(page),
        *(topics or _read_stated_trail(page)),
        *_read_microdata(page, place),
        *_read_category_links(links, place),
        *((hint.route, label) for label in hint.categories),
    ]
    for found in (own, _read_breadcrumbs(page), _read_tags(links, place), _read_stated_tags(page)):
        if labels := _clean_labels(found, sites, fold_line(title)):
            return labels
    return {}


class _Links(NamedTuple):
    """The links of a page that say or whose address says what they lead to, each kind in page order."""

    to_categories: list[HtmlElement]
    categories_by_address: list[HtmlElement]
    to_tags: list[HtmlElement]
    tags_by_address: list[HtmlElement]
    terms: list[HtmlElement]


def _sort_links(page: Page) -> _Links:
    """Read the links once: a page has hundreds."""
    found = _Links([], [], [], [], [])
    for link in page.tree.iter("a"):
        href, rel = link.get("href") or "", link.get("rel") or ""
        if "category" in rel:
            found.to_categories.append(link)
        elif ("ategor" in href or "ubri" in href) and _CATEGORY_PATH.search(href[:300]):
            found.categories_by_address.append(link)
        if "tag" in rel.split():
            found.to_tags.append(link)
        elif ("/t" in href or "/label" in href) and _TAG_PATH.search(href[:300]):
            found.tags_by_address.append(link)
        if "/taxonomy/term/" in href:
            found.terms.append(link)
    return found


def _read_stated(page: Page) -> Found:
    if page.article:
        yield from (("articleSection", label) for label in read_strings(page.article.get("articleSection"), "name"))
    for name in _SECTIONS:
        yield from ((f"meta {name}", label) for label in page.meta.get(name, ()))


def _read_stated_trail(page: Page) -> Found:
    for node in page.nodes:
        if "breadcrumblist" in get_types(node):
            items = node.get("itemListElement")
            for item in items[:8] if isinstance(items, list) else []:
                yield from (("breadcrumbs", label) for label in read_strings(item, "name", "item")[:1])
            return


def _read_topic_fields(page: Page, place: Placement, terms: list[HtmlElement]) -> Found:
    """Yield the topics in fields of the article that are named so, and links to terms of a vocabulary."""
    if page.survey.fields:
        for field in page.survey.fields[:MAX_FIELDS]:
            if not _TOPIC_FIELD.search(field.get("class") or "") or place.describe_other_article(field):
                continue
            items = list(field.iter("a")) or [item for item in field.iter("div") if len(item) == 0 and _is_value(item)]
            yield from (("topic field", _text(item)) for item in items if place.count_levels(field) <= MAX_LEVELS)
    elif len(found := _select_article_links(terms, place)) <= MAX_LINKS:
        yield from (("topic field", _text(link)) for link in found)


def _is_value(item: HtmlElement) -> bool:
    return "label" not in (item.get("class") or "")


def _read_microdata(page: Page, place: Placement) -> Found:
    for element in page.survey.sections[:MAX_SECTIONS]:
        if not place.describe_other_article(element):
            links = list(element.iter("a"))
            named = [_text(link) for link in links] or [element.get("content") or _text(element)]
            yield from (("articleSection", label) for label in named)


def _read_category_links(links: _Links, place: Placement) -> Found:
    """Yield links with rel=category, and links of the article whose address is a category's."""
    yield from (("rel=category", _text(link)) for link in links.to_categories[:10])
    if len(found := _select_article_links(links.categories_by_address, place)) <= MAX_LINKS:
        yield from (("category link", _text(link)) for link in found)


def _read_breadcrumbs(page: Page) -> Found:
    for trail in page.survey.trails[:1]:
        if len(links := list(islice(trail.iter("a"), MAX_TRAIL_LINKS + 1))) <= MAX_TRAIL_LINKS:
            yield from (("breadcrumbs", _text(link)) for link in links)


def _read_tags(links: _Links, place: Placement) -> Found:
    yield from (("rel=tag", _text(link)) for link in _select_article_links(links.to_tags, place)[:MAX_LABELS])
    found = [] if links.to_tags else _select_article_links(links.tags_by_address, place)
    found = [link for link in found if place.count_levels(link) <= MAX_KICKER_LEVELS or not place.is_before(link)]
    if len(found) <= MAX_LINKS:
        yield from (("tag link", _text(link)) for link in found)


def _read_stated_tags(page: Page) -> Found:
    """Yield the tags in the metadata: the last resort, because many outlets write search words there."""
    tags = page.meta.get("article:tag", ())
    if len(tags) <= MAX_LINKS:
        yield from (("meta article:tag", label) for label in tags)


def _select_article_links(links: list[HtmlElement], place: Placement) -> list[HtmlElement]:
    """Return the links near the headline that are not part of another article or of a sentence."""
    near = (
        link
        for link in links[:200]
        if place.count_levels(link) <= MAX_LEVELS and not place.describe_other_article(link)
    )
    return [link for link in near if not _is_in_prose(link)]


def _is_in_prose(link: HtmlElement) -> bool:
    around = link.getparent()
    runs = [around.text, *(one.tail for one in islice(around, 60))]
    return sum(len(run.strip()) for run in runs if run) > MAX_LEAD_CHARACTERS


def _text(link: HtmlElement) -> str:
    return " ".join(join_text(link).split())


def _clean_labels(found: Iterable[tuple[str, str]], sites: frozenset[str], title: str) -> dict[str, str]:
    kept: dict[str, tuple[str, str]] = {}
    for source, label in ((source, " ".join(label.split()).strip(" >»/|,")) for source, label in found):
        key = fold_line(label)
        if not key or len(label) > MAX_LABEL_CHARACTERS or label.startswith("http") or re.fullmatch(r"[\d\W]+", label):
            continue
        if key in _NOT_LABEL or key == title or is_only_site_name(label, sites):
            continue
        kept.setdefault(key, (label, source))
    lists = {
        key
        for key, (label, _) in kept.items()
        if "," in label and all(fold_line(one) in kept for one in label.split(","))
    }
    return dict([pair for key, pair in kept.items() if key not in lists][:MAX_LABELS])
