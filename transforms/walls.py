"""Pages that are not the piece asked for: not found, blocked, a front page, a list of pieces, a gallery."""

import re

from transforms.addresses import split_address
from transforms.json_ld import ARTICLE_TYPES, types
from transforms.page import Page
from transforms.records import Discard, Quarantine

_NOT_FOUND = re.compile(
    r"^\W*(?:error )?(?:404\b|(?:page|article|seite|content|story) (?:not found|nicht gefunden|introuvable)|"
    r"not found\W*$|"
    r"page no longer available|we can['’]t find (?:that|the|this) page|oops\W.{0,40}(?:not found|can['’]t be found))",
    re.IGNORECASE,
)
_BLOCKED = re.compile(
    r"^\W*(?:access denied|just a moment|attention required|are you (?:a )?(?:robot|human)|pardon our interruption|"
    r"403 forbidden|forbidden|service unavailable|bad gateway|please verify you are a human|robot check|captcha)\b",
    re.IGNORECASE,
)

_GALLERIES = frozenset({"imagegallery", "mediagallery", "videogallery"})
_LISTINGS = frozenset({"collectionpage", "searchresultspage", "profilepage"})
_LISTING_CLASSES = frozenset({"archive", "search-results", "post-type-archive"})  # WordPress's, of the body element


def refuse_walls(page: Page, title: str) -> None:
    """Raise Discard or Quarantine where the page is plainly not a piece; say nothing where it may be one."""
    if _NOT_FOUND.search(title):
        raise Discard("soft_404", f"titled {title[:80]!r}")
    if _BLOCKED.search(title) and not _is_article(page):
        raise Quarantine("blocked", f"titled {title[:80]!r}")
    if not _is_article(page):
        _refuse_lists(page)


def _refuse_lists(page: Page) -> None:
    address = split_address(page.url)
    if address.scheme and not address.path.strip("/") and not address.query:
        raise Discard("front_page", "its address is the site's own, and it does not name itself an article")
    kinds = frozenset().union(*map(types, page.nodes))
    if named := kinds & _GALLERIES:
        raise Discard("gallery", f"JSON-LD names it {', '.join(sorted(named))} and no article")
    body = page.tree.find("body")
    classes = frozenset((body.get("class") or "").split() if body is not None else ())
    if named := (kinds & _LISTINGS) | (classes & _LISTING_CLASSES):
        raise Discard("listing", f"it names itself {', '.join(sorted(named))} and no article")


def live_blog(page: Page) -> list[str]:
    """Return a warning where the page names itself a live blog: its text grows, and is many pieces in one."""
    named = page.article is not None and "liveblogposting" in types(page.article)
    return ["live blog: JSON-LD names it LiveBlogPosting"] if named else []


def _is_article(page: Page) -> bool:
    named = page.article is not None and bool(types(page.article) & ARTICLE_TYPES)
    return named or "article" in (value.lower() for value in page.meta.get("og:type", ()))
