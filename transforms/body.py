"""The text of the piece out of the parsed page."""

from dataclasses import dataclass, field

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from transforms.furniture import join_parts, prune
from transforms.json_ld import strings
from transforms.page import Page
from transforms.placement import text_of

SHORT = 400  # characters: less is a stub, a caption or a notice
LONGER = 3  # times: by how much the page's own JSON-LD must be longer to be believed instead


@dataclass(slots=True)
class Text:
    """Paragraphs of the piece, what was taken out of the page before they were read, and warnings."""

    paragraphs: list[str]
    removed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def page_text(page: Page, headline: HtmlElement | None) -> Text:
    """Return the text. Cuts the page's tree up: whatever else is wanted of it is read before.

    trafilatura without comments and in its balanced form: its precise form drops paragraphs with a link in them.
    Where it finds none (pages nested deeper than 250 elements), plain paragraphs; where a page drawn by a script
    holds its text in JSON-LD alone, that, with a warning.
    """
    removed = prune(page, headline)
    join_parts(page.tree)
    document = bare_extraction(page.tree, url=page.url, with_metadata=False, include_comments=False)
    text: str = getattr(document, "text", None) or ""
    found = Text([line.strip() for line in text.splitlines() if line.strip()], removed)
    if not found.paragraphs:
        found.paragraphs = _plain_paragraphs(page.tree)
        found.warnings += ["text by plain paragraphs: trafilatura found none"] if found.paragraphs else []
    stated = "\n".join(strings(page.article.get("articleBody"))) if page.article else ""
    if sum(map(len, found.paragraphs)) < SHORT and len(stated) > LONGER * SHORT:
        return Text([stated], removed, ["text from JSON-LD: the page shows next to none without its script"])
    return found


def _plain_paragraphs(tree: HtmlElement) -> list[str]:
    """Return the paragraphs of the page wherever they stand."""
    return [text for element in tree.iter("p") if len(text := text_of(element)) > 40]
