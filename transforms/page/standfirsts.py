"""Choose the outlet's summary of the article."""

import re

from lxml.html import HtmlElement

from transforms.page.json_ld import clean_text, read_strings
from transforms.page.ligatures import join_ligatures
from transforms.page.meta_tags import get_first
from transforms.page.parse import Page
from transforms.page.placement import Placement, count_characters, get_text
from transforms.page.title_text import fold_line

MIN_CHARACTERS, MAX_CHARACTERS = 20, 600
MAX_ELEMENTS = 80  # after the headline, in which a printed standfirst is searched
MIN_PROSE_CHARACTERS = 80  # the article has begun
# An excerpt that the page's software cut out of the text: "… and nobody came. [...] Read more »".
_CUT = re.compile(r"(?:\[?(?:\.\.\.|…)\]?|continue reading.{0,100}|read more)\W*$", re.IGNORECASE)
_NO_SUMMARY = re.compile(r"^(?:by|von|par|por) |\b(?:published|updated|subscri\w+|newsletter|sign up)\b", re.IGNORECASE)


def choose_standfirst(page: Page, title: str, place: Placement) -> str | None:
    """Return the summary printed below the headline, or else the one in the page's metadata, or None.

    A summary that repeats the title, or that is a cut-off excerpt of the text, does not count.
    """
    if printed := _find_printed(page, title, place):
        return printed
    stated = [
        get_first(page.meta, "og:description"),
        get_first(page.meta, "description", "twitter:description", "dc.description"),
    ]
    if page.article:
        stated = [*read_strings(page.article.get("description"))[:1], *stated]
    for value in stated:
        summary = clean_text(value) if value else ""
        if _CUT.search(summary):
            continue
        if MIN_CHARACTERS <= len(summary) <= MAX_CHARACTERS and fold_line(summary) != fold_line(title):
            return join_ligatures(summary)
    return None


def _find_printed(page: Page, title: str, place: Placement) -> str | None:
    """Return the text of the element that markup names as the standfirst, between the headline and the first prose."""
    named = set(page.survey.standfirsts)
    if not named:
        return None
    for element in place.iter_following(MAX_ELEMENTS):
        if element in named:
            text = join_ligatures(get_text(element))
            if _is_summary(element, text) and fold_line(text) != fold_line(title):
                return None if place.describe_other_article(element) else text
        elif element.tag == "p" and count_characters(element) >= MIN_PROSE_CHARACTERS:
            return None
    return None


def _is_summary(element: HtmlElement, text: str) -> bool:
    """Return whether an element has the text of a summary, and not a byline, a date or a call to subscribe."""
    if not MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS or _CUT.search(text) or _NO_SUMMARY.search(text):
        return False
    return next(element.iter("time", "form", "button"), None) is None
