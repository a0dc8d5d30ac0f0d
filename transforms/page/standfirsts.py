"""Choose the outlet's summary of the article."""

import re

from transforms.page.json_ld import clean_text, read_strings
from transforms.page.meta_tags import get_first
from transforms.page.parse import Page
from transforms.page.title_text import fold_line

MIN_CHARACTERS, MAX_CHARACTERS = 20, 600
# An excerpt that the page's software cut out of the text: "… and nobody came. [...] Read more »".
_CUT = re.compile(r"(?:\[?(?:\.\.\.|…)\]?|continue reading.{0,100}|read more)\W*$", re.IGNORECASE)


def choose_standfirst(page: Page, title: str) -> str | None:
    """Return the summary in the page's metadata, or None.

    A summary that repeats the title, or that is a cut-off excerpt of the text, does not count.
    """
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
            return summary
    return None
