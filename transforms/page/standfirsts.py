"""The outlet's summary under the headline."""

import re

from transforms.page.json_ld import strings, text
from transforms.page.meta_tags import first
from transforms.page.parse import Page
from transforms.page.title_text import fold_line

SHORTEST, LONGEST = 20, 600
# An excerpt that the page's software cut out of the text: "… and nobody came. [...] Read more »".
_CUT = re.compile(r"(?:\[?(?:\.\.\.|…)\]?|continue reading.{0,100}|read more)\W*$", re.IGNORECASE)


def choose_standfirst(page: Page, title: str) -> str | None:
    """Return the summary that the page states of itself, or None.

    One that repeats the title is none, nor is the text's own opening cut off where an excerpt ends.
    """
    stated = [
        first(page.meta, "og:description"),
        first(page.meta, "description", "twitter:description", "dc.description"),
    ]
    if page.article:
        stated = [*strings(page.article.get("description"))[:1], *stated]
    for value in stated:
        summary = text(value) if value else ""
        if _CUT.search(summary):
            continue
        if SHORTEST <= len(summary) <= LONGEST and fold_line(summary) != fold_line(title):
            return summary
    return None
