"""One capture becomes what it says: title, text, dates, credits, labels. A pure function, parsed once."""

from collections.abc import Iterable
from importlib.metadata import version

from transforms.boilerplate.general import clean
from transforms.boilerplate.paywalls import cut_off, live_blog, refuse_notices, refuse_walls
from transforms.bylines.affiliation_lines import find_affiliation_block, mark_staff, read_signature, take_affiliation
from transforms.bylines.page_credits import find_unread_credits, read_page_credits
from transforms.bylines.sentence_credits import read_foot_credits, read_standfirst_credits, read_title_credits
from transforms.categories.genre import Signs, genre_of, marks_beside
from transforms.categories.labels import page_labels
from transforms.dates.dating import date_page
from transforms.page.block_quotes import quoted_paragraphs
from transforms.page.body import page_text
from transforms.page.json_ld import types
from transforms.page.language import language_of
from transforms.page.parse import Page, decode, read_page
from transforms.page.placement import Placement
from transforms.page.second_opinion import agreement, doubts
from transforms.page.standfirsts import choose_standfirst
from transforms.page.title_text import site_names
from transforms.page.titles import heading_of, weigh_titles
from transforms.records import Capture, Extraction, Quarantine, TitleCandidate
from transforms.text_captures.read import extract_text

EXTRACTOR_VERSION = f"2+trafilatura-{version('trafilatura')}"


def extract(capture: Capture) -> Extraction:
    """Return what the capture says.

    Raises Quarantine (not_html, page_too_large, no_title, empty_body: kept back until the cause is mended) or Discard
    (plainly not an article).
    """
    if capture.media_type == "text/plain":
        return extract_text(capture, decode(capture.payload, capture.charset), EXTRACTOR_VERSION)
    return _extract_page(capture, read_page(capture))


def _extract_page(capture: Capture, page: Page) -> Extraction:
    sites = site_names(page, capture.outlet.name)
    titles = weigh_titles(page, capture.outlet.name, capture.hint.title)
    title = _chosen(titles)
    refuse_walls(page, title)
    headline = heading_of(page, title)
    place = Placement(headline)
    dating = date_page(page, place, capture)
    standfirst = choose_standfirst(page, title)
    credits = read_page_credits(page, place, sites, capture.hint)
    if not any(credit.kind == "person" for credit in credits):
        credits = tuple(read_standfirst_credits(standfirst) or read_title_credits(title)) or credits
    unread = [] if credits else find_unread_credits(page)
    names = [credit.name for credit in credits if credit.kind == "person"]
    noted = find_affiliation_block(page.survey, names)
    labels = page_labels(page, place, sites, title, capture.hint)
    kinds = types(page.article) if page.article else frozenset()
    marks = marks_beside(headline, names)
    text = page_text(page, headline, standfirst)  # from here on the tree is cut up
    affiliation, kept = take_affiliation(text.paragraphs, names)
    cleaned = clean(kept, title, names, page.language)
    body = "\n".join(cleaned.paragraphs)
    if not body:
        raise Quarantine("empty_body", f"no text found on {len(capture.payload)} bytes titled {title[:80]!r}")
    refuse_notices(cleaned.paragraphs)
    agreed = agreement(page, body)
    stub = cut_off(cleaned.wall, body, text.removed)
    told = [f"affiliation: {affiliation}"] if affiliation else []
    said = (title, standfirst, tuple(labels), kinds, marks, names, body)
    genre, shown_by = genre_of(Signs(capture.url, capture.outlet, *said))
    if not credits and genre != "interview":  # of an interview, the closing line is about whom it is with
        credits = read_signature(affiliation) or tuple(read_foot_credits(text.paragraphs))
    credits = mark_staff(credits, affiliation or noted, sites)
    return Extraction(
        url=capture.url,
        outlet_id=capture.outlet.outlet_id,
        captured_at=capture.captured_at,
        title=title,
        title_basis=_get_title_basis(titles),
        standfirst=standfirst,
        body=body,
        quoted_paragraphs=None if text.quotes is None else quoted_paragraphs(body, text.quotes),
        language=language_of(body, page.language),
        genre=genre,
        genre_reason=shown_by,
        dating=dating,
        title_candidates=titles,
        credits=credits,
        affiliation_text=affiliation or noted,
        categories=tuple(labels),
        category_sources=tuple(labels.values()),
        removed=(*text.removed, *told, *cleaned.removed),
        warnings=(*page.warnings, *live_blog(page), *stub, *unread, *text.warnings, *doubts(agreed)),
        agreement=agreed,
        extractor_version=EXTRACTOR_VERSION,
    )


def _get_title_basis(titles: Iterable[TitleCandidate]) -> str:
    """Return what kind of place of a page states the title: a heading, its markup, or the feed that listed it."""
    sources = {"h1": "heading", "h2": "heading", "feed": "feed"}
    return next((sources.get(one.source, "markup") for one in titles if one.is_chosen), "none")


def _chosen(titles: Iterable[TitleCandidate]) -> str:
    for one in titles:
        if one.is_chosen and one.title:
            return one.title
    raise Quarantine("no_title", "neither heading nor metadata name the piece")
