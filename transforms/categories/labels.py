"""What the outlet files a page under, verbatim, and where the page says so."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from transforms.page.json_ld import strings, types
from transforms.page.parse import Page
from transforms.page.placement import Placement
from transforms.page.title_text import fold_line, is_only_site
from transforms.records import Hint

MOST_LABELS = 20
LONGEST_LABEL = 60
MOST_LINKS = 8  # to categories: more are a menu of all there is
MOST_STEPS = 6  # of a trail: more links are the site's menu
LONGEST_LEAD = 80  # characters beside a link: "This entry was posted in …"; a sentence of the piece is longer
NEAR = 5  # levels above the headline
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
Found = Iterator[tuple[str, str]]


def page_labels(page: Page, place: Placement, sites: frozenset[str], title: str, hint: Hint) -> dict[str, str]:
    """Return the labels of the page, each with where it was read.

    Sections it states, JSON-LD breadcrumbs, category links of the piece, then what the feed says. A page without any
    of these is filed where its printed breadcrumbs lead, and failing these under its tags.
    """
    own = [*_stated(page), *_category_links(page, place), *((hint.route, label) for label in hint.categories)]
    for found in (own, _breadcrumb_links(page), _tags(page, place)):
        if labels := _cleaned(found, sites, fold_line(title)):
            return labels
    return {}


def _stated(page: Page) -> Found:
    if page.article:
        yield from (("articleSection", label) for label in strings(page.article.get("articleSection"), "name"))
    for name in _SECTIONS:
        yield from ((f"meta {name}", label) for label in page.meta.get(name, ()))
    for node in page.nodes:
        if "breadcrumblist" in types(node):
            items = node.get("itemListElement")
            for item in items[:8] if isinstance(items, list) else []:
                yield from (("breadcrumbs", label) for label in strings(item, "name", "item")[:1])
            return


def _category_links(page: Page, place: Placement) -> Found:
    """Yield the links that say they lead to a category, and those of the piece whose address does."""
    said, led = [], []
    for link in page.tree.iter("a"):
        href = link.get("href") or ""
        if "category" in (link.get("rel") or ""):
            said.append(link)
        elif ("ategor" in href or "ubri" in href) and _CATEGORY_PATH.search(href[:300]):
            led.append(link)
    yield from (("rel=category", _text(link)) for link in said[:10])
    if len(found := _of_the_piece(led, place)) <= MOST_LINKS:
        yield from (("category link", _text(link)) for link in found)


def _breadcrumb_links(page: Page) -> Found:
    trails = page.tree.xpath("//*[contains(@class, 'breadcrumb') or contains(@itemtype, 'BreadcrumbList')]")[:1]
    for trail in trails:
        if len(links := list(islice(trail.iter("a"), MOST_STEPS + 1))) <= MOST_STEPS:
            yield from (("breadcrumbs", _text(link)) for link in links)


def _tags(page: Page, place: Placement) -> Found:
    tags = page.tree.xpath("//a[contains(concat(' ', @rel, ' '), ' tag ')]")
    yield from (("rel=tag", _text(link)) for link in _of_the_piece(tags, place)[:MOST_LABELS])


def _of_the_piece(links: list[HtmlElement], place: Placement) -> list[HtmlElement]:
    """Return the links near the headline that belong to no other piece, and are no words of a sentence."""
    near = (link for link in links[:200] if place.steps(link) <= NEAR and not place.elsewhere(link))
    return [link for link in near if not _in_prose(link)]


def _in_prose(link: HtmlElement) -> bool:
    around = link.getparent()
    runs = [around.text, *(one.tail for one in islice(around, 60))]
    return sum(len(run.strip()) for run in runs if run) > LONGEST_LEAD


def _text(link: HtmlElement) -> str:
    return " ".join("".join(link.itertext()).split())


def _cleaned(found: Iterable[tuple[str, str]], sites: frozenset[str], title: str) -> dict[str, str]:
    kept: dict[str, tuple[str, str]] = {}
    for source, label in ((source, " ".join(label.split()).strip(" >»/|,")) for source, label in found):
        key = fold_line(label)
        if not key or len(label) > LONGEST_LABEL or label.startswith("http") or re.fullmatch(r"[\d\W]+", label):
            continue
        if key in _NOT_LABEL or key == title or is_only_site(label, sites):
            continue
        kept.setdefault(key, (label, source))
    lists = {
        key
        for key, (label, _) in kept.items()
        if "," in label and all(fold_line(one) in kept for one in label.split(","))
    }
    return dict([pair for key, pair in kept.items() if key not in lists][:MOST_LABELS])
