"""The headings of a page: their text without labels, and which of them are the banner's."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from transforms.page.parse import Page

LONGEST_TITLE = 500
_BESIDE = frozenset({"nav", "aside", "footer"})
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_LABEL = re.compile(
    r"kicker|eyebrow|overline|dachzeile|spitzmarke|overtitle|pretitle|surtitre|antetitulo|rubri[ck]|hidden|sr-only|"
    r"screen-?reader|(?:^|[\s_-])(?:label|section|category|tag|badge|topic|paid|premium|plus|icon)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_FRONT = re.compile(
    r"^(?:(?:https?://web\.archive\.org)?/web/\w+/)?(?:https?:)?(?://[^/]+)?/?(?:index\.\w+)?(?:\?.*)?$",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return text without hyphens that only show where a line breaks, white space folded."""
    return " ".join(_UNSEEN.sub("", text).split())


def heading_text(heading: HtmlElement) -> str:
    """Return a heading's text, white space folded, without a label that markup sets apart in it ("Opinion").

    A label that a colon joins to the rest ("Holm: who mends the bridge?") stays.
    """
    texts = list(heading.itertext())
    labels = [inner for inner in heading.iterdescendants() if _LABEL.search(inner.get("class") or "")]
    within = {run for label in labels for run in label.itertext() if any(c.isalnum() for c in run)}
    text = plain(" ".join(run for run in texts if run not in within)) if labels else ""
    starts = text[:1].isalnum() or text.startswith(tuple("\"'“„«‘"))
    return (text if starts else plain(" ".join(texts)))[:LONGEST_TITLE]


def leads_home(heading: HtmlElement) -> bool:
    """Tell whether a heading is a link to the front page: the banner's, not the piece's."""
    above = heading.getparent()
    link = above if above is not None and above.tag == "a" else heading.find(".//a[@href]")
    return link is not None and bool(_FRONT.match((link.get("href") or "#").strip()))


def second_headings(page: Page) -> Iterator[str]:
    """Yield the h2 of the main part of the page."""
    for heading in islice(page.tree.iter("h2"), 40):
        around = {above.tag for above in heading.iterancestors()}
        if not around & _BESIDE and ("header" not in around or "article" in around):
            yield heading_text(heading)


def only_heading(page: Page) -> HtmlElement | None:
    """Return the only h1 of three words or more that is not the banner's, or None."""
    found = [one for one in page.headings[:20] if len(heading_text(one).split()) > 2 and not leads_home(one)]
    return found[0] if len(found) == 1 else None
