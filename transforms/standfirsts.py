"""The outlet's summary under the headline."""

from transforms.json_ld import strings, text
from transforms.meta_tags import first
from transforms.page import Page
from transforms.titles import fold

SHORTEST, LONGEST = 20, 600


def choose_standfirst(page: Page, title: str) -> str | None:
    """Return the summary that the page states of itself, or None; one that repeats the title is none."""
    stated = [
        first(page.meta, "og:description"),
        first(page.meta, "description", "twitter:description", "dc.description"),
    ]
    if page.article:
        stated = [*strings(page.article.get("description"))[:1], *stated]
    for value in stated:
        summary = text(value) if value else ""
        if SHORTEST <= len(summary) <= LONGEST and fold(summary) != fold(title):
            return summary
    return None
