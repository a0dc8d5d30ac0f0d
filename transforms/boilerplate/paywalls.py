"""Pages that are not the piece asked for: not found, blocked, a front page, a list of pieces, a gallery."""

import re

from transforms.boilerplate.lines import is_wall
from transforms.page.addresses import split_address
from transforms.page.json_ld import ARTICLE_TYPES, types
from transforms.page.parse import Page
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

# What a page says in place of the piece, in a few lines.
_CONSENT = re.compile(
    r"\bcookies?\b|\bconsent|\beinwillig|\btracking\b|\bdatenschutz|\bprivacy\b|\bdonn[ée]es personnelles\b|"
    r"\bpersonali[sz]ed (?:ads?|content)\b|\bour (?:\d+ )?partners\b|\bunsere (?:\d+ )?partner\b|\bdatos personales\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:accept|manage|reject|allow|agree to) (?:all|our|the|your|these|cookies|options|settings|preferences)\b|"
    r"\bwe (?:and our|use|value|care)\b|\bakzeptieren\b|\bzustimmen\b|\bwir (?:und unsere|verwenden|nutzen)\b|"
    r"\baccepte[rz]\b|\bnous (?:et nos|utilisons)\b|\baceptar\b",
    re.IGNORECASE,
)
_BARRED = re.compile(
    r"\bchecking your browser\b|\bverify (?:that )?you(?:['’]re| are) (?:not a robot|(?:a )?human)\b|"
    r"\bunusual traffic\b|\baccess (?:to this page )?has been denied\b|\bray id\b|"
    r"\byou don['’]t have permission to access\b",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b(?:page|article|story|content) (?:that )?you(?:['’]re| are| were|['’]ve)? ?(?:looking for|requested|trying to)"
    r"\b.{0,80}\b(?:not|no longer|moved|removed|deleted|exist|unavailable)\b|(?:couldn['’]t|could not|can['’]t) "
    r"(?:be found|find (?:the|that|this) (?:page|article|story))|\bdie (?:angeforderte |gesuchte )?seite "
    r"(?:wurde|konnte|existiert) .{0,20}nicht\b",
    re.IGNORECASE,
)
NOTICE, CONSENT = 80, 500  # words: such a notice has no more, nor has a page that asks for consent
SHARE = 0.6  # of such a page's text speaks of consent
STUB = 250  # words: a longer piece may be whole, with a call to subscribe beside it

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
    if not _states_article(page):  # themes give og:type "article" to lists as well
        _refuse_archives(page)


def _refuse_lists(page: Page) -> None:
    address = split_address(page.url)
    if address.scheme and not address.path.strip("/") and not address.query:
        raise Discard("front_page", "its address is the site's own, and it does not name itself an article")
    kinds = frozenset().union(*map(types, page.nodes))
    if named := kinds & _GALLERIES:
        raise Discard("gallery", f"JSON-LD names it {', '.join(sorted(named))} and no article")
    if named := kinds & _LISTINGS:
        raise Discard("listing", f"it names itself {', '.join(sorted(named))} and no article")


def _refuse_archives(page: Page) -> None:
    body = page.tree.find("body")
    classes = frozenset((body.get("class") or "").split() if body is not None else ())
    if (named := classes & _LISTING_CLASSES) and "single" not in classes:
        raise Discard("listing", f"it names itself {', '.join(sorted(named))} and no article")


def refuse_notices(paragraphs: list[str]) -> None:
    """Raise Discard or Quarantine where what was found is not the piece, but the page's word on why it is not there.

    A piece about cookies is longer, asks nothing of its reader, or has other paragraphs too.
    """
    body = "\n".join(paragraphs)
    words = body.count(" ") + len(paragraphs)
    if words <= NOTICE and (said := _MISSING.search(body)):
        raise Discard("soft_404", f"all it says is {said[0][:80]!r}")
    if words <= NOTICE and (said := _BARRED.search(body)):
        raise Quarantine("blocked", f"all it says is {said[0][:80]!r}")
    about = sum(len(paragraph) for paragraph in paragraphs if _CONSENT.search(paragraph))
    if words <= CONSENT and about >= SHARE * len(body) and _ASKS.search(body):
        raise Quarantine("consent_wall", f"its {words} words ask for consent: {body[:80]!r}")


def cut_off(wall: str | None, body: str, removed: list[str]) -> list[str]:
    """Return a warning where the text ends before a wall: it says so at its end, or, of a short one, beside it."""
    if not wall and body.count(" ") < STUB:
        wall = next((line for line in removed if is_wall(line)), None)
    return [f"cut off: {wall}"] if wall else []


def live_blog(page: Page) -> list[str]:
    """Return a warning where the page names itself a live blog: its text grows, and is many pieces in one."""
    named = page.article is not None and "liveblogposting" in types(page.article)
    return ["live blog: JSON-LD names it LiveBlogPosting"] if named else []


def _states_article(page: Page) -> bool:
    return page.article is not None and bool(types(page.article) & ARTICLE_TYPES)


def _is_article(page: Page) -> bool:
    return _states_article(page) or "article" in (value.lower() for value in page.meta.get("og:type", ()))
