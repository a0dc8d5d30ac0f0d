"""Refuse pages that are not an article: not found, blocked, front pages, lists, galleries, consent walls."""

import re

from transforms.boilerplate.foot_patterns import is_paywall_line
from transforms.page.json_ld import ARTICLE_TYPES, get_types
from transforms.page.parse import Page
from transforms.records import Discard, Quarantine
from transforms.urls import split_address

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

# Text that a page shows in place of the article.
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
MAX_NOTICE_WORDS, MAX_CONSENT_WORDS = 80, 500  # words: such a notice has no more, nor has a page that asks for consent
MIN_CONSENT_SHARE = 0.6  # of such a page's text speaks of consent
MAX_STUB_WORDS = 250  # a longer article may be complete and have a call to subscribe as well

_GALLERIES = frozenset({"imagegallery", "mediagallery", "videogallery"})
_LISTINGS = frozenset({"collectionpage", "searchresultspage", "profilepage"})
_LISTING_CLASSES = frozenset({"archive", "search-results", "post-type-archive"})  # WordPress's, of the body element


def refuse_non_articles(page: Page, title: str) -> None:
    """Raise Discard or Quarantine if the page is clearly not an article."""
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
    kinds = frozenset().union(*map(get_types, page.nodes))
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
    """Raise Discard or Quarantine if the text is a notice in place of the article: not found, blocked, consent.

    An article about cookies is longer, asks the reader nothing, or has other paragraphs as well.
    """
    body = "\n".join(paragraphs)
    words = body.count(" ") + len(paragraphs)
    if words <= MAX_NOTICE_WORDS and (match := _MISSING.search(body)):
        raise Discard("soft_404", f"all it says is {match[0][:80]!r}")
    if words <= MAX_NOTICE_WORDS and (match := _BARRED.search(body)):
        raise Quarantine("blocked", f"all it says is {match[0][:80]!r}")
    if words > MAX_CONSENT_WORDS:
        return
    about = sum(len(paragraph) for paragraph in paragraphs if _CONSENT.search(paragraph))
    if about >= MIN_CONSENT_SHARE * len(body) and _ASKS.search(body):
        raise Quarantine("consent_wall", f"its {words} words ask for consent: {body[:80]!r}")


def warn_of_paywall(wall: str | None, body: str, removed: list[str]) -> list[str]:
    """Return a warning if the text ends at a paywall: a line at its end says so, or, if it is short, a removed one."""
    if not wall and body.count(" ") < MAX_STUB_WORDS:
        wall = next((line for line in removed if is_paywall_line(line)), None)
    return [f"cut off: {wall}"] if wall else []


def warn_of_live_blog(page: Page) -> list[str]:
    """Return a warning if JSON-LD calls the page a live blog: its text grows and contains several articles."""
    named = page.article is not None and "liveblogposting" in get_types(page.article)
    return ["live blog: JSON-LD names it LiveBlogPosting"] if named else []


def _states_article(page: Page) -> bool:
    return page.article is not None and bool(get_types(page.article) & ARTICLE_TYPES)


def _is_article(page: Page) -> bool:
    return _states_article(page) or "article" in (value.lower() for value in page.meta.get("og:type", ()))
