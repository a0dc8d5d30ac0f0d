"""Extract title, text, dates, credits and labels from one capture. A pure function."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version

from transforms.boilerplate.non_articles import refuse_non_articles, refuse_notices, warn_of_live_blog, warn_of_paywall
from transforms.boilerplate.paragraphs import clean_paragraphs
from transforms.bylines.affiliation_lines import find_affiliation_block, mark_staff, read_signature, take_affiliation
from transforms.bylines.author_candidates import list_author_candidates
from transforms.bylines.page_credits import find_unread_credits, read_page_credits
from transforms.bylines.sentence_credits import (
    read_foot_credits,
    read_signed_foot,
    read_standfirst_credits,
    read_title_credits,
)
from transforms.categories.genre import GenreEvidence, classify_genre, find_headline_marks
from transforms.categories.labels import read_labels
from transforms.dates.dating import date_page
from transforms.dates.evidence import bound_extraction
from transforms.page.block_quotes import find_quoted_paragraphs
from transforms.page.body import extract_body_text
from transforms.page.decoding import decode
from transforms.page.extractor_agreement import measure_agreement, warn_of_disagreement
from transforms.page.json_ld import get_types
from transforms.page.language import detect_language
from transforms.page.parse import Page, read_page
from transforms.page.placement import Placement
from transforms.page.standfirsts import choose_standfirst
from transforms.page.title_text import find_site_names
from transforms.page.titles import find_headline, weigh_titles
from transforms.records import Capture, Extraction, Quarantine, TitleCandidate
from transforms.text_captures.read import extract_text

EXTRACTOR_VERSION = f"4+trafilatura-{version('trafilatura')}"


def extract(capture: Capture) -> Extraction:
    """Return title, text, dates, credits and labels of a capture.

    Raises Quarantine (not_html, page_too_large, no_title, empty_body and others: kept until the cause is fixed) or
    Discard (clearly not an article).
    """
    with _pause_garbage_collection():
        if capture.media_type == "text/plain":
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


def _extract_page(capture: Capture, page: Page) -> Extraction:
    sites = find_site_names(page, capture.outlet.name)
    titles = weigh_titles(page, capture.outlet.name, capture.hint.title)
    title = _choose_title(titles)
    refuse_non_articles(page, title)
    headline = find_headline(page, title)
    place = Placement(headline)
    dating = date_page(page, place, capture)
    standfirst = choose_standfirst(page, title, place)
    stated = read_page_credits(page, place, sites, capture.hint)
    credits = stated.credits
    if not any(credit.kind == "person" for credit in credits):
        credits = tuple(read_standfirst_credits(standfirst) or read_title_credits(title)) or credits
    unread = [] if credits else find_unread_credits(page)
    names = [credit.name for credit in credits if credit.kind == "person"]
    noted = find_affiliation_block(page.survey, names)
    labels = read_labels(page, place, sites, title, capture.hint)
    kinds = get_types(page.article) if page.article else frozenset()
    marks = find_headline_marks(headline, names)
    text = extract_body_text(page, headline, title, standfirst)  # changes the tree
    signed = take_affiliation(text.paragraphs, []) if stated.is_unprinted else (None, [])
    affiliation, kept = signed if signed[0] else take_affiliation(text.paragraphs, names)
    cleaned = clean_paragraphs(kept, title, names, page.language)
    body = "\n".join(cleaned.paragraphs)
    if not body:
        raise Quarantine("empty_body", f"no text found on {len(capture.payload)} bytes titled {title[:80]!r}")
    refuse_notices(cleaned.paragraphs)
    agreed = measure_agreement(page, body)
    stub = warn_of_paywall(cleaned.wall, body, text.removed)
    affiliation_lines = [f"affiliation: {affiliation}"] if affiliation else []
    evidence = (title, standfirst, tuple(labels), kinds, marks, names, body)
    genre, shown_by = classify_genre(GenreEvidence(capture.url, capture.outlet, *evidence))
    if not credits and genre != "interview":  # in an interview, the closing line is about the interviewed person
        credits = read_signature(affiliation) or tuple(read_foot_credits(text.paragraphs))
    elif stated.is_unprinted and genre != "interview":
        credits = read_signature(signed[0]) or tuple(read_signed_foot(text.paragraphs)) or credits
    credits = mark_staff(credits, affiliation or noted, sites)
    return Extraction(
        url=capture.url,
        outlet_id=capture.outlet.outlet_id,
        captured_at=capture.captured_at,
        title=title,
        title_basis=_get_title_basis(titles),
        standfirst=standfirst,
        body=body,
        quoted_paragraphs=None if text.quotes is None else find_quoted_paragraphs(body, text.quotes),
        language=detect_language(body, page.language),
        genre=genre,
        genre_reason=shown_by,
        dating=dating,
        title_candidates=titles,
        credits=credits,
        affiliation_text=affiliation or noted,
        categories=tuple(labels),
        category_sources=tuple(labels.values()),
        removed=(*text.removed, *affiliation_lines, *cleaned.removed),
        warnings=(
            *page.warnings,
            *warn_of_live_blog(page),
            *stub,
            *unread,
            *([f"authors disagree: {stated.disagreement}"] if stated.disagreement else []),
            *text.warnings,
            *warn_of_disagreement(agreed),
        ),
        author_candidates=list_author_candidates(stated.stated, credits, stated.refused),
        agreement=agreed,
        extractor_version=EXTRACTOR_VERSION,
    )


def _get_title_basis(titles: Iterable[TitleCandidate]) -> str:
    """Return the kind of source that states the title: a heading, its markup, or the feed that listed it."""
    sources = {"h1": "heading", "h2": "heading", "feed": "feed"}
    return next((sources.get(one.source, "markup") for one in titles if one.is_chosen), "none")


def _choose_title(titles: Iterable[TitleCandidate]) -> str:
    for one in titles:
        if one.is_chosen and one.title:
            return one.title
    raise Quarantine("no_title", "neither a heading nor the metadata give a title")
