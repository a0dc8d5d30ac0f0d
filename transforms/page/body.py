"""The text of the piece out of the parsed page."""

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from transforms.page.block_quotes import block_quotes
from transforms.page.content_blocks import join_parts
from transforms.page.furniture import prune
from transforms.page.json_ld import strings, text
from transforms.page.parse import Page
from transforms.page.placement import text_of

SENTENCE = 41  # characters: a paragraph that is shorter may be a menu's
SHORT = 400  # characters: less is a stub, a caption or a notice
_PARAGRAPH = re.compile(r"<p(?:\s[^<>]{0,500})?>(.*?)</p>", re.IGNORECASE | re.DOTALL)
LONGEST, MOST = 20_000, 2_000  # characters of one paragraph, and paragraphs, read without a parser
MOST_READ = 20_000  # elements, real pages have 4,000; trafilatura takes time in their square: 50,000 took 10 s
_TEXTLESS = ("link", "meta", "script")
LONGER = 3  # times: by how much the page's own JSON-LD must be longer to be believed instead


@dataclass(slots=True)
class Text:
    """Paragraphs of the piece, what was taken out of the page before they were read, and warnings.

    `quotes` are the page's block quotes, as `block_quotes` gives them; None where the page was not asked.
    """

    paragraphs: list[str]
    removed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    quotes: list[str] | None = None


def page_text(page: Page, headline: HtmlElement | None, standfirst: str | None = None) -> Text:
    """Return the text. Cuts the page's tree up: whatever else is wanted of it is read before.

    trafilatura without comments and in its balanced form: its precise form drops paragraphs with a link in them.
    Where it finds none (pages nested deeper than 250 elements) or is not asked (pages without end), plain paragraphs;
    where a page drawn by a script holds its text in JSON-LD alone, that, with a warning.
    """
    strip_elements(page.tree, *_TEXTLESS, with_tail=False)
    removed = prune(page, headline, standfirst)
    join_parts(page.tree)
    is_endless = next(islice(page.tree.iter(), MOST_READ, None), None) is not None
    quotes = None if is_endless else block_quotes(page.tree)
    found = Text([] if is_endless else _read(page), removed, quotes=quotes)
    if not found.paragraphs:
        found.paragraphs = _plain_paragraphs(page, 1 if is_endless else SENTENCE)
        why = f"more than {MOST_READ} elements on the page" if is_endless else "trafilatura found none"
        found.warnings += [f"text by plain paragraphs: {why}"] if found.paragraphs else []
    stated = "\n".join(strings(page.article.get("articleBody"))) if page.article else ""
    if sum(map(len, found.paragraphs)) < SHORT and len(stated) > LONGER * SHORT:
        return Text([stated], removed, ["text from JSON-LD: the page shows next to none without its script"])
    return found


def _read(page: Page) -> list[str]:
    document = bare_extraction(page.tree, url=page.url, with_metadata=False, include_comments=False)
    whole: str = getattr(document, "text", None) or ""
    return [line.strip() for line in whole.splitlines() if line.strip()]


def _plain_paragraphs(page: Page, shortest: int) -> list[str]:
    """Return the paragraphs of the page wherever they stand, of so many characters at least.

    Nested deeper than some 250 elements the parser drops them, so there they are looked for in the markup itself.
    """
    found = [text_of(element) for element in page.tree.iter("p")]
    found = found or [text(match[1][:LONGEST]) for match in islice(_PARAGRAPH.finditer(page.markup), MOST)]
    return [paragraph for paragraph in found if len(paragraph) >= shortest]
