"""Extract title, text, dates, credits and labels from one capture. A pure function."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from transforms.boilerplate.non_articles import refuse_non_articles, refuse_notices, warn_of_live_blog, warn_of_paywall
from transforms.boilerplate.paragraphs import CleanedParagraphs, clean_paragraphs
from transforms.bylines.affiliation_lines import (
    find_affiliation_block,
    find_signature_block,
    mark_staff,
    read_signature,
    take_affiliation,
)
from transforms.bylines.author_candidates import list_author_candidates
from transforms.bylines.byline_lines import read_name_above
from transforms.bylines.first_person import find_introduced, is_first_person, is_view_of, mentions_person, names_person
from transforms.bylines.page_credits import NAME, PageCredits, find_unread_credits, read_page_credits
from transforms.bylines.sentence_credits import (
    read_foot_credits,
    read_guest,
    read_signed_foot,
    read_speakers,
    read_standfirst_credits,
    read_title_credits,
)
from transforms.categories.genre import GenreEvidence, classify_genre, find_headline_marks
from transforms.categories.labels import read_labels
from transforms.dates.dating import date_page
from transforms.dates.evidence import bound_extraction
from transforms.page.block_quotes import find_quoted_paragraphs
from transforms.page.body import BodyText, extract_body_text
from transforms.page.decoding import decode
from transforms.page.extractor_agreement import measure_agreement, warn_of_disagreement
from transforms.page.json_ld import get_types
from transforms.page.language import detect_language
from transforms.page.main_text import TRAFILATURA_VERSION
from transforms.page.parse import Page, read_page
from transforms.page.placement import Placement
from transforms.page.standfirsts import choose_standfirst
from transforms.page.title_text import find_site_names
from transforms.page.titles import find_headline, weigh_titles
from transforms.records import Capture, Credit, Dating, Extraction, Quarantine, TitleCandidate

OPENING_PARAGRAPHS = 3  # in which a text names its guest, below a date or a greeting
MAX_LEAD_CHARS = 330  # of a standfirst that is the first paragraph of the text
EXTRACTOR_VERSION = f"5+trafilatura-{TRAFILATURA_VERSION}"


def extract(capture: Capture) -> Extraction:
    """Return title, text, dates, credits and labels of a capture.

    Raises Quarantine (not_html, page_too_large, no_title, empty_body and others: kept until the cause is fixed) or
    Discard (clearly not an article).
    """
    with _pause_garbage_collection():
        if capture.media_type == "text/plain":
            from transforms.text_captures.read import extract_text  # a single page starts without it

            extraction = extract_text(capture, decode(capture.payload, capture.charset), EXTRACTOR_VERSION)
        else:
            extraction = _extract_page(capture, read_page(capture))
    if not extraction.author_candidates:
        candidates = list_author_candidates((), extraction.credits)
        extraction = replace(extraction, author_candidates=candidates)
    return bound_extraction(extraction)


@contextmanager
def _pause_garbage_collection() -> Iterator[None]:
    """Keep Python from looking for cycles among the objects of a page, which are in none and are freed with the page.

    It took 15 % of the time: a page has thousands of elements, enough for several collections.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class PageHead:
    """What the page says around its text.

    `author_names` are the credited persons, `unread_credits` warns of credits that were not read, `possible_authors`
    are persons that standfirst, title or the line above it name, who may be the authors or the subject. `affiliation`
    is that of a block near the byline, `signature` that of a block about an author whom no printed byline names.
    `json_ld_types` and `genre_marks` are evidence of the genre.
    """

    titles: tuple[TitleCandidate, ...]
    title: str
    headline: HtmlElement | None
    sites: frozenset[str]
    dating: Dating
    standfirst: str | None
    page_credits: PageCredits
    credits: tuple[Credit, ...]
    unread_credits: list[str]
    author_names: list[str]
    possible_authors: list[Credit]
    affiliation: str | None
    signature: str | None
    labels: dict[str, str]
    json_ld_types: frozenset[str]
    genre_marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of the article. `affiliation` is a line of it that says who the author is.

    `signature` is such a line found without a credited author. `text_credits` are the credits that the text shows if
    the page around it has no credit.
    """

    found: BodyText
    body: str
    cleaned: CleanedParagraphs
    affiliation: str | None
    signature: str | None
    text_credits: tuple[Credit, ...]


def _extract_page(capture: Capture, page: Page) -> Extraction:
    head = _read_head(capture, page)
    text = _read_text(capture, page, head)
    agreed = measure_agreement(page, text.body)
    page_credits, found, cleaned = head.page_credits, text.found, text.cleaned
    genre, reason = _classify(capture, head, text.body)
    credits = _complete_credits(head, text, genre)
    return Extraction(
        url=capture.url,
        outlet_id=capture.outlet.outlet_id,
        captured_at=capture.captured_at,
        title=head.title,
        title_basis=_get_title_basis(head.titles),
        standfirst=head.standfirst,
        body=text.body,
        quoted_paragraphs=None if found.quotes is None else find_quoted_paragraphs(text.body, found.quotes),
        language=detect_language(text.body, page.language),
        genre=genre,
        genre_reason=reason,
        dating=head.dating,
        title_candidates=head.titles,
        credits=credits,
        affiliation_text=text.affiliation or head.affiliation,
        categories=tuple(head.labels),
        category_sources=tuple(head.labels.values()),
        removed=(
            *found.removed,
            *([f"affiliation: {text.affiliation}"] if text.affiliation else []),
            *cleaned.removed,
        ),
        warnings=(
            *page.warnings,
            *warn_of_live_blog(page),
            *warn_of_paywall(cleaned.wall, text.body, found.removed),
            *head.unread_credits,
            *([f"authors disagree: {page_credits.disagreement}"] if page_credits.disagreement else []),
            *found.warnings,
            *warn_of_disagreement(agreed),
        ),
        author_candidates=list_author_candidates(page_credits.stated, credits, page_credits.refused),
        agreement=agreed,
        extractor_version=EXTRACTOR_VERSION,
    )


def _read_head(capture: Capture, page: Page) -> PageHead:
    """Read title, date, credits and labels; raises Quarantine and Discard."""
    sites = find_site_names(page, capture.outlet.name)
    titles = weigh_titles(page, sites, capture.hint.title)
    title = _choose_title(titles)
    refuse_non_articles(page, title)
    headline = find_headline(page, title)
    place = Placement(headline)
    dating = date_page(page, place, capture)
    standfirst = choose_standfirst(page, title, place)
    page_credits = read_page_credits(page, place, sites, capture.hint)
    credits = page_credits.credits
    if not any(credit.kind == "person" for credit in credits):
        credits = tuple(read_standfirst_credits(standfirst) or read_title_credits(title)) or credits
    author_names = [credit.name for credit in credits if credit.kind == "person"]
    return PageHead(
        titles=titles,
        title=title,
        headline=headline,
        sites=sites,
        dating=dating,
        standfirst=standfirst,
        page_credits=page_credits,
        credits=credits,
        unread_credits=[] if credits else find_unread_credits(page),
        author_names=author_names,
        possible_authors=[] if author_names else read_speakers(standfirst, title) or read_name_above(place, sites),
        affiliation=find_affiliation_block(page.survey, author_names),
        signature=find_signature_block(page.survey, place) if page_credits.is_unprinted or not author_names else None,
        labels=read_labels(page, place, sites, title, capture.hint),
        json_ld_types=get_types(page.article) if page.article else frozenset(),
        genre_marks=find_headline_marks(headline, author_names),
    )


def _read_text(capture: Capture, page: Page, head: PageHead) -> PageText:
    """Read the text of the article, which changes the page's tree; raises Quarantine and Discard."""
    found = extract_body_text(page, head.headline, head.title, head.standfirst)
    signature, kept = (
        take_affiliation(found.paragraphs, []) if head.page_credits.is_unprinted else (None, found.paragraphs)
    )
    signature = signature or (head.signature if head.page_credits.is_unprinted else None)
    affiliation, introduced = signature, tuple[Credit, ...]()
    if not signature:
        introduced = () if head.author_names else find_introduced(head.possible_authors, found.paragraphs)
        affiliation, kept = take_affiliation(found.paragraphs, head.author_names or [one.name for one in introduced])
        affiliation = affiliation or head.signature
    text_credits = () if head.author_names else introduced or _read_signed(head, affiliation, found.paragraphs)
    author_names = head.author_names or [credit.name for credit in text_credits if credit.kind == "person"]
    cleaned = clean_paragraphs(kept, head.title, author_names, page.language)
    body = "\n".join(cleaned.paragraphs)
    if not body:
        raise Quarantine("empty_body", f"no text found on {len(capture.payload)} bytes titled {head.title[:80]!r}")
    refuse_notices(cleaned.paragraphs)
    return PageText(found, body, cleaned, affiliation, signature, text_credits)


def _read_signed(head: PageHead, affiliation: str | None, paragraphs: list[str]) -> tuple[Credit, ...]:
    """Return the persons of a signature or a foot, else those whose view the head of the page gives, if the text does
    not speak about them and is in the first person or may be the view of members (`is_view_of`).
    """
    guests = next(filter(None, map(read_guest, paragraphs[:OPENING_PARAGRAPHS])), [])
    text_credits = read_signature(affiliation)
    rest = "\n".join(line for line in paragraphs if line.strip(" *_-•") not in (affiliation or ""))
    if text_credits and not is_first_person(rest) and any(mentions_person(rest, one.name) for one in text_credits):
        text_credits = ()  # a report that closes with who its subject is
    if found := tuple(guests) or text_credits or tuple(read_foot_credits(paragraphs)):
        return found
    lead = "" if head.possible_authors or not paragraphs or paragraphs[0].endswith(".") else paragraphs[0]
    possible_authors = head.possible_authors or (read_speakers(lead, "") if len(lead) <= MAX_LEAD_CHARS else [])
    body = "\n".join(paragraphs[bool(lead) :])
    if not possible_authors or not (is_first_person(body) or is_view_of(body, possible_authors)):
        return ()
    return tuple(possible_authors) if not any(mentions_person(body, one.name) for one in possible_authors) else ()


def _classify(capture: Capture, head: PageHead, body: str) -> tuple[str, str]:
    """Return the genre, and the evidence that shows it."""
    return classify_genre(
        GenreEvidence(
            capture.url,
            capture.outlet,
            head.title,
            head.standfirst,
            tuple(head.labels),
            head.json_ld_types,
            head.genre_marks,
            head.author_names,
            body,
        )
    )


def _complete_credits(head: PageHead, text: PageText, genre: str) -> tuple[Credit, ...]:
    """Return the credits with those of a signature or a foot, and the outlet's own journalists marked as staff."""
    credits, paragraphs = head.credits, text.found.paragraphs
    if any(credit.source == NAME and _is_reported(credit, text.body) for credit in credits):
        credits = ()
    is_unnamed = not any(credit.kind == "person" for credit in credits)
    if is_unnamed and genre != "interview":  # in an interview, the closing line is about the interviewed person
        credits = text.text_credits or credits
    elif head.page_credits.is_unprinted and genre != "interview":
        credits = read_signature(text.signature) or tuple(read_signed_foot(paragraphs)) or credits
    return mark_staff(credits, text.affiliation or head.affiliation, head.sites)


def _is_reported(credit: Credit, body: str) -> bool:
    """Return whether a text speaks about a person, so that the name near its headline is a caption: it has the full
    name, or the family name in a text that is not in the first person.
    """
    if not mentions_person(body, credit.name):
        return False
    return names_person(body, credit.name) or not is_first_person(body)


def _get_title_basis(titles: Iterable[TitleCandidate]) -> str:
    """Return the kind of source that states the title: a heading, its markup, or the feed that listed it."""
    sources = {"h1": "heading", "h2": "heading", "feed": "feed"}
    return next((sources.get(one.source, "markup") for one in titles if one.is_chosen), "none")


def _choose_title(titles: Iterable[TitleCandidate]) -> str:
    for one in titles:
        if one.is_chosen and one.title:
            return one.title
    raise Quarantine("no_title", "neither a heading nor the metadata give a title")
