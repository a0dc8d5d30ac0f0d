"""What the outlet files a page under, verbatim."""

import re

from transforms.json_ld import strings, types
from transforms.page import Page
from transforms.titles import fold, is_only_site

MOST_LABELS = 20
LONGEST_LABEL = 60
_SECTIONS = (
    "article:section",
    "article:section:name",
    "parsely-section",
    "sailthru.section",
    "section",
    "cxenseparse:category",
    "dc.subject",
)
_NOT_LABEL = frozenset(
    {"home", "homepage", "startseite", "accueil", "inicio", "uncategorized", "start", "article", "articles"}
)


def page_labels(page: Page, sites: frozenset[str], title: str, hint: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of the page: its sections, then breadcrumbs and category links, then the feed's."""
    found: list[str] = []
    if page.article:
        found += strings(page.article.get("articleSection"), "name")
    for name in _SECTIONS:
        found += page.meta.get(name, ())
    found += _breadcrumbs(page)
    found += [" ".join(link.itertext()) for link in page.tree.xpath("//a[contains(@rel, 'category')]")[:10]]
    found += hint
    return _cleaned(found, sites, fold(title))


def _breadcrumbs(page: Page) -> list[str]:
    for node in page.nodes:
        if "breadcrumblist" in types(node):
            items = node.get("itemListElement")
            items = items if isinstance(items, list) else []
            return [name for item in items[:8] for name in strings(item, "name", "item")[:1]]
    return []


def _cleaned(labels: list[str], sites: frozenset[str], title: str) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for label in (" ".join(label.split()).strip(" >»/|,") for label in labels):
        key = fold(label)
        if not key or len(label) > LONGEST_LABEL or label.startswith("http") or re.fullmatch(r"[\d\W]+", label):
            continue
        if key in _NOT_LABEL or key == title or is_only_site(label, sites):
            continue
        kept.setdefault(key, label)
    return tuple(kept.values())[:MOST_LABELS]
