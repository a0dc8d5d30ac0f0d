"""Extract the body text of the article from the parsed page."""

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from transforms.page.article_text import unlink_sentences
from transforms.page.block_quotes import find_block_quotes
from transforms.page.content_blocks import join_content_blocks
from transforms.page.furniture import find_furniture, list_headlines, remove_furniture
from transforms.page.joined_blocks import drop_copied_runs, split_joined_blocks
from transforms.page.json_ld import clean_text, read_strings
from transforms.page.ligatures import join_ligatures
from transforms.page.main_text import TextFinder
from transforms.page.parse import Page
from transforms.page.placement import count_characters, get_text
from transforms.page.removed_text import list_removed, match_blocks, restore_prose
from transforms.page.visible_text import read_blocks

MIN_SENTENCE_CHARACTERS = 41  # a shorter paragraph may be a menu's
MIN_PROSE_CHARACTERS = 80  # a paragraph of this length is prose
MIN_PROSE_SHARE, MAX_PROSE_SHARE = 0.9, 1.5  # characters found per character in the page's paragraphs of prose
MIN_BODY_CHARACTERS = 400  # a shorter body is a stub, a caption or a notice
_PARAGRAPH = re.compile(r"<p(?:\s[^<>]{0,500})?>(.*?)</p>", re.IGNORECASE | re.DOTALL)
MAX_PARAGRAPH_CHARACTERS, MAX_PARAGRAPHS = 20_000, 2_000  # read without a parser
MAX_ELEMENTS = 20_000  # real pages have 4,000; trafilatura takes time in their square: 50,000 took 10 s
_TEXTLESS = ("link", "meta", "script")
MIN_JSON_LD_RATIO = 3  # the text in JSON-LD is used if the page's own is short and JSON-LD's this many times longer


@dataclass(slots=True)
class BodyText:
    """The paragraphs of the article, the texts of the page that are not among them, each with its rule, and warnings.

    `quotes` is the result of `find_block_quotes`; None if the page was too large to look for them.
    """

    paragraphs: list[str]
    removed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    quotes: list[str] | None = None


def extract_body_text(page: Page, headline: HtmlElement | None, title: str, standfirst: str | None = None) -> BodyText:
    """Return the body text. Changes the page's tree, so everything else must be read from it before.

    Uses trafilatura without comments in its balanced mode: its precise mode drops paragraphs with a link in them. If
    trafilatura finds nothing (pages nested deeper than 250 elements) or the page has too many elements for it, returns
    the plain paragraphs. If a script draws the page and only JSON-LD has the text, returns that. Both add a warning.
    """
    strip_elements(page.tree, *_TEXTLESS, with_tail=False)
    unlink_sentences(page.tree)
    gone = find_furniture(page, headline, standfirst)
    blocks = read_blocks(page.tree, gone | dict.fromkeys(list_headlines(page, headline), "headline"))
    remove_furniture(page, headline, gone)
    join_content_blocks(page.tree)
    found = _find_text(page)
    found.paragraphs = [join_ligatures(paragraph) for paragraph in split_joined_blocks(blocks, found.paragraphs)]
    matched = match_blocks(blocks, found.paragraphs)
    found.paragraphs = drop_copied_runs(restore_prose(matched, found.paragraphs), matched.paragraph_keys)
    found.removed = list_removed(matched, (title, standfirst))
    return found


def _find_text(page: Page) -> BodyText:
    is_endless = next(islice(page.tree.iter(), MAX_ELEMENTS, None), None) is not None
    found = BodyText(
        [] if is_endless else _read_paragraphs(page), quotes=None if is_endless else find_block_quotes(page.tree)
    )
    if not found.paragraphs:
        found.paragraphs = _find_plain_paragraphs(page, 1 if is_endless else MIN_SENTENCE_CHARACTERS)
        why = f"more than {MAX_ELEMENTS} elements on the page" if is_endless else "trafilatura found none"
        found.warnings += [f"text by plain paragraphs: {why}"] if found.paragraphs else []
    stated = "\n".join(read_strings(page.article.get("articleBody"))) if page.article else ""
    if sum(map(len, found.paragraphs)) < MIN_BODY_CHARACTERS and len(stated) > MIN_JSON_LD_RATIO * MIN_BODY_CHARACTERS:
        return BodyText([stated], warnings=["text from JSON-LD: the page shows next to none without its script"])
    return found


def _read_paragraphs(page: Page) -> list[str]:
    """Return trafilatura's paragraphs: by its own extractor if they are about the page's prose, else by all it has.

    Its other extractors (readability, justext) take a third of its time. On 461 of 480 real pages they change nothing;
    of the 19 others one lies within these limits.
    """
    lines = [count_characters(paragraph) for paragraph in page.tree.iter("p")]
    prose = sum(characters for characters in lines if characters >= MIN_PROSE_CHARACTERS)
    finder = TextFinder(page.tree, page.url)
    found = finder.find_by_own_extractor() if prose >= MIN_BODY_CHARACTERS else []
    if found and MIN_PROSE_SHARE * prose <= sum(map(len, found)) <= MAX_PROSE_SHARE * prose:
        return found
    return finder.find_by_all_extractors()


def _find_plain_paragraphs(page: Page, shortest: int) -> list[str]:
    """Return all paragraphs of the page that have at least `shortest` characters.

    The parser drops elements nested deeper than some 250 levels; then they are read from the markup itself.
    """
    found = [get_text(element) for element in page.tree.iter("p")]
    found = found or [
        clean_text(match[1][:MAX_PARAGRAPH_CHARACTERS])
        for match in islice(_PARAGRAPH.finditer(page.markup), MAX_PARAGRAPHS)
    ]
    return [paragraph for paragraph in found if len(paragraph) >= shortest]
