"""Read the headings of a page without their labels, and recognise those of the site's banner."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice

from lxml.html import HtmlElement

from transforms.page.ligatures import join_ligatures
from transforms.page.parse import Page

MAX_TITLE_CHARACTERS = 500
MAX_ESCAPED = 3  # times that software escaped a title
_SIDE_ELEMENTS = frozenset({"nav", "aside", "footer"})
_UNSEEN = re.compile(r"[\u200b-\u200d]")
_ANCHOR = re.compile(r"\s*[¶§#]$|^[¶#]\s*")  # a link to the heading itself, as in documentation
_LABEL = re.compile(
    r"kicker|eyebrow|overline|dachzeile|spitzmarke|overtitle|pretitle|surtitre|antetitulo|rubri[ck]|hidden|sr-only|"
    r"screen-?reader|(?:^|[\s_-])(?:label|section|category|tag|badge|topic|paid|premium|plus|icon)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_FRONT = re.compile(
    r"^(?:(?:https?://web\.archive\.org)?/web/\w+/)?(?:https?:)?(?://[^/]+)?/?(?:index\.\w+)?(?:\?.*)?$",
    re.IGNORECASE,
)


def remove_soft_hyphens(text: str) -> str:
    """Return the text without soft hyphens, invisible spaces and marks of a link to the heading, white space folded.

    Entities that were escaped twice or more ("&amp;#8216;") are resolved, ligatures become letters.
    """
    for _ in range(MAX_ESCAPED if "&" in text else 0):
        text = unescape(text)
    return _ANCHOR.sub("", " ".join(_UNSEEN.sub("", join_ligatures(text)).split()))


def read_heading(heading: HtmlElement) -> str:
    """Return a heading's text, white space folded, without a label in an element of its own ("Opinion").

    A label that ends in a colon ("Holm: who mends the bridge?") stays.
    """
    texts = list(heading.itertext())
    labels = [inner for inner in heading.iterdescendants() if _LABEL.search(inner.get("class") or "")]
    within = {run for label in labels for run in label.itertext() if any(c.isalnum() for c in run)}
    text = remove_soft_hyphens(_join_runs(run for run in texts if run not in within)) if labels else ""
    starts = text[:1].isalnum() or text.startswith(tuple("\"'“„«‘"))
    return (text if starts else remove_soft_hyphens(_join_runs(texts)))[:MAX_TITLE_CHARACTERS]


def _join_runs(runs: Iterable[str]) -> str:
    """Return the texts of elements with a space between them, but not before one that begins with a colon."""
    parts = list[str]()
    for run in runs:
        if not run.startswith(":"):
            parts.append(f" {run}")
            continue
        while parts and not parts[-1].strip():
            parts.pop()
        if parts:
            parts[-1] = parts[-1].rstrip()
        parts.append(run)
    return "".join(parts)


def links_to_front_page(heading: HtmlElement) -> bool:
    """Return whether a heading links to the front page: then it belongs to the banner, not to the article."""
    above = heading.getparent()
    link = above if above is not None and above.tag == "a" else heading.find(".//a[@href]")
    return link is not None and bool(_FRONT.match((link.get("href") or "#").strip()))


def list_second_headings(page: Page) -> Iterator[str]:
    """Yield the h2 headings of the main part of the page."""
    for heading in islice(page.tree.iter("h2"), 40):
        around = {above.tag for above in heading.iterancestors()}
        if not around & _SIDE_ELEMENTS and ("header" not in around or "article" in around):
            yield read_heading(heading)


def find_only_heading(page: Page) -> HtmlElement | None:
    """Return the only h1 of three words or more that is not the banner's, or None."""
    found = [one for one in page.headings[:20] if len(read_heading(one).split()) > 2 and not links_to_front_page(one)]
    return found[0] if len(found) == 1 else None
