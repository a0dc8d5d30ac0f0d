"""Find the byline elements of a page and choose among them: markup of a byline, links to an author's page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from transforms.bylines.affiliation_lines import is_affiliation
from transforms.bylines.byline_elements import (
    IS_TYPED,
    MAX_BYLINE_CHARS,
    ElementReader,
    get_text_before,
    list_alike,
    merge_credits,
    read_names,
)
from transforms.bylines.credit_reader import read_credit
from transforms.bylines.credit_words import AGENCIES
from transforms.bylines.names import fold_name
from transforms.page.parse import Page
from transforms.page.placement import Placement, get_line, get_text
from transforms.page.survey import is_profile_link
from transforms.records import Credit

_NOT_CREDIT = re.compile(
    r"bio|avatar|image|img|photo|share(?!d)|social|follow|twitter|comment|related|more|description|box|"
    r"quote|caption|testimonial|license|breadcrumb",
    re.IGNORECASE,
)
_TOPICS = re.compile(r"\b(?:topics?|tags?|tagged|subjects?|keywords|filed under|mentioned|more on|related|people)\W*$")
_BY = re.compile(r"\W*(?:\w+ ){0,2}(?:by|von|par|por|di|door|gan)\b", re.IGNORECASE)
MIN_SENTENCE_CHARS = 80
_BOX = re.compile(r"author[-_]*(?:bio|box|card|info|profile|desc)|about[-_]*(?:the[-_]*)?author", re.IGNORECASE)
MAX_BOXES = 3
MAX_STEPS_NEAR = 4  # levels between the headline and a byline that counts against markup
MAX_ELEMENTS = 60
MAX_PROSE_CHARS = 500  # characters: a standfirst and a caption
# Levels: text before the headline is a teaser's unless it is in the headline's own block.
MAX_STEPS_AFTER, MAX_STEPS_BEFORE = 8, 3


def find_fuller_byline(page: Page, place: Placement, reader: ElementReader, own: list[Credit]) -> list[Credit]:
    """Return the printed byline if it names the JSON-LD authors and others too, each with separate markup."""
    names = {fold_name(credit.name) for credit in own if credit.kind == "person"}
    for element in islice(filter(_may_credit, page.survey.bylines), 12):
        text = get_text(element)
        if len(text) > MAX_BYLINE_CHARS or not any(name in fold_name(text) for name in names):
            continue
        alike = list_alike(element)
        found = merge_credits(map(reader.read, alike)) if alike[1:] else read_names(element, reader.sites)
        more = {fold_name(credit.name) for credit in found if credit.kind == "person"} - names
        whole = all(" " in name and not any(one in name for one in names) for name in more)
        if more and whole and len(found) == len(more | names) and _is_near(place, element):
            return found
    return []


def find_agency(page: Page, place: Placement, reader: ElementReader) -> list[Credit]:
    """Return the news agency if the byline element near the headline names only that agency."""
    for element in islice(filter(_may_credit, page.survey.bylines), 12):
        if place.count_levels(element) > MAX_STEPS_BEFORE or not _is_near(place, element):
            continue
        found = reader.read(element)
        if found and fold_name(found[0].name) in AGENCIES:
            return found
    return []


def read_author_boxes(page: Page, place: Placement, reader: ElementReader) -> list[Credit]:
    """Return the persons of the boxes about the author below the text, where a page has no other credit.

    The name is the box's link to the author's page or its first heading.
    """
    found, after = list[list[Credit]](), 0
    for box in islice(page.survey.bylines, MAX_ELEMENTS):
        if not _BOX.search(f"{box.get('class') or ''} {box.get('id') or ''}") or place.describe_other_article(box):
            continue
        for name in islice(box.iter("a", "h2", "h3", "h4", "h5"), 6):
            persons = [one for one in read_credit(get_line(name, 60), reader.sites) if one.kind == "person"]
            if persons and (name.tag != "a" or is_profile_link(name)):
                found.append(persons)
                after += place.follows_article(box)
                break
    return merge_credits(found[:MAX_BOXES]) if after < 2 else []  # several after the article are the staff


def read_marked_bylines(page: Page, place: Placement, reader: ElementReader) -> Iterator[list[Credit]]:
    """Yield the credits of elements marked up as a byline, then of links to an author's page, nearest first.

    A link without byline markup counts only above the text: below it, "/person/jane-roe" may be the subject.
    """
    yield from _nearest(filter(_may_credit, page.survey.bylines), place, reader)
    near = (link for link in page.survey.profiles if _is_near(place, link))
    free = (link for link in islice(near, MAX_ELEMENTS) if not _is_mention(link))
    opening = (link for link in free if count_prose_before(place, link) < MAX_PROSE_CHARS)
    yield from _nearest(opening, place, reader)


def _is_mention(link: HtmlElement) -> bool:
    """Return whether a link to a person's page is in a sentence of the text or a list of topics, and no byline."""
    if _TOPICS.search(get_text_before(link)):
        return True
    paragraph = next((above for above in islice(link.iterancestors(), 4) if above.tag == "p"), None)
    text = "" if paragraph is None else get_text(paragraph)
    if len(text) < MIN_SENTENCE_CHARS or not text.endswith((".", "!", "?", "”", "…")) or _BY.match(text):
        return False
    return not is_affiliation(text, [get_text(link)], False)


def _may_credit(element: HtmlElement) -> bool:
    if element.tag in ("script", "style", "img", "meta", "link", "body", "html", "article", "main"):
        return False
    return _names_credit(element.get("class"), element.get("id"))


@lru_cache(maxsize=8192)
def _names_credit(label: str | None, own: str | None) -> bool:
    return not _NOT_CREDIT.search(f"{label or ''} {own or ''}")


def count_prose_before(place: Placement, element: HtmlElement) -> int:
    """Return how many characters of paragraphs there are between the headline and an element after it."""
    if place.headline is None:
        return 0
    heads = {place.headline, *place.headline.iterancestors()}
    prose, below = 0, element
    for above in element.iterancestors():
        for sibling in islice(below.itersiblings(preceding=True), MAX_ELEMENTS):
            if sibling in heads or prose > MAX_PROSE_CHARS:
                return prose
            paragraphs = (sibling,) if sibling.tag == "p" else sibling.iter("p")
            prose += sum(len(place.read_text(paragraph)) for paragraph in islice(paragraphs, 20))
        if above in heads:
            return prose
        below = above
    return prose


def _nearest(elements: Iterable[HtmlElement], place: Placement, reader: ElementReader) -> Iterator[list[Credit]]:
    near = []
    for order, element in enumerate(elements):
        if _is_near(place, element):
            near.append((place.count_levels(element), order, element))
    for _, _, element in sorted(near, key=lambda item: item[:2])[:MAX_ELEMENTS]:
        if found := reader.read(element):
            if IS_TYPED.search(get_text_before(element)):
                found = [replace(credit, byline=f"Posted by {credit.name}") for credit in found]
            yield merge_credits([found, *map(reader.read, list_alike(element))])


def _is_near(place: Placement, element: HtmlElement) -> bool:
    steps = place.count_levels(element)
    return (
        steps <= MAX_STEPS_AFTER
        and not (steps > MAX_STEPS_BEFORE and place.is_before(element))
        and not place.describe_other_article(element)
        and not place.follows_article(element)
        and not any(above.tag in ("figure", "figcaption") for above in islice(element.iterancestors(), 4))
    )


def read_byline_near_headline(page: Page, place: Placement, reader: ElementReader) -> list[Credit]:
    """Return the persons of the byline printed near the headline, with little prose in between."""
    free = (link for link in page.survey.profiles if not _is_mention(link))
    marked = [*filter(_may_credit, page.survey.bylines), *free]
    near = [element for element in islice(marked, MAX_ELEMENTS) if _is_near(place, element)]
    for element in sorted(near, key=place.count_levels):
        if place.count_levels(element) > MAX_STEPS_NEAR or count_prose_before(place, element) >= MAX_PROSE_CHARS:
            continue
        alike = [element, *list_alike(element)]
        found = merge_credits(map(reader.read, alike))
        headline = fold_name(get_text(place.headline)) if place.headline is not None else ""
        persons = [credit for credit in found if credit.kind == "person" and " " in credit.name]
        if persons and not any(fold_name(credit.name) in headline for credit in persons):
            return found
    return []
