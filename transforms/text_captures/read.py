"""Text captures without markup: the piece found between what the site printed around it."""

import re
from dataclasses import replace

from transforms.boilerplate.non_articles import refuse_notices, warn_of_paywall
from transforms.boilerplate.paragraphs import clean_paragraphs
from transforms.bylines.affiliation_lines import read_signature, take_affiliation
from transforms.bylines.credit_reader import read_credit
from transforms.categories.genre import GenreEvidence, classify_genre
from transforms.dates.date_formats import parse_date
from transforms.dates.dating import DateReader, choose_date
from transforms.dates.sources import StatedDate
from transforms.page.language import detect_language
from transforms.page.title_text import fold_line
from transforms.records import Capture, Credit, DateCandidate, Extraction, Quarantine, TitleCandidate
from transforms.text_captures.layout import find_title, labels_after, last_line, lines_of

BYLINES = 4  # lines below the title among which the byline stands
LONGEST_DATE = 60  # characters
_BYLINE = re.compile(r"^(?:(?:words|written|posted) )?by\s+\S", re.IGNORECASE)


def extract_text(capture: Capture, text: str, version: str) -> Extraction:
    """Return what a text capture says; Quarantine where no title or no text can be told from the furniture.

    What stands above the title belongs to other pieces (teasers, their bylines, the masthead's date), so it credits
    nobody and dates nothing.
    """
    lines = lines_of(text)
    at = find_title(lines, capture.url, capture.hint.title)
    if at is None:
        raise Quarantine("no_title", "no line above prose has the words of its address or of its feed's title")
    title, end = lines[at], last_line(lines, at)
    credits = _credits(lines[at + 1 : min(at + 1 + BYLINES, end)], capture)
    names = [credit.name for credit in credits if credit.kind == "person"]
    affiliation, kept = take_affiliation(lines[at + 1 : end + 1], names)
    cleaned = clean_paragraphs(kept, title, names)
    body = "\n".join(cleaned.paragraphs)
    if not body:
        raise Quarantine("empty_body", f"no prose follows the title {title[:80]!r}")
    refuse_notices(cleaned.paragraphs)
    labels = labels_after(lines[end + 1 :])
    said = GenreEvidence(capture.url, capture.outlet, title, None, labels, names=names, body=body)
    genre, shown_by = classify_genre(said)
    if not credits and genre != "interview":
        credits = read_signature(affiliation)
    around = [f"above the title: {line}" for line in lines[:at]]
    around += [f"affiliation: {affiliation}"] if affiliation else []
    around += [f"after the text: {line}" for line in lines[end + 1 :]]
    return Extraction(
        url=capture.url,
        outlet_id=capture.outlet.outlet_id,
        captured_at=capture.captured_at,
        title=title,
        standfirst=None,
        body=body,
        language=detect_language(body, None),
        genre=genre,
        genre_reason=shown_by,
        dating=choose_date(_mastheads(lines[:at], capture), capture),
        credits=credits,
        affiliation_text=affiliation,
        categories=labels or capture.hint.categories,
        category_sources=("listed below the text",) * len(labels)
        or (capture.hint.route,) * len(capture.hint.categories),
        removed=(*around, *cleaned.removed),
        warnings=tuple(warn_of_paywall(cleaned.wall, body, [])),
        extractor_version=version,
        title_candidates=(TitleCandidate("text", title, title, is_chosen=True),),
    )


def _credits(below_title: list[str], capture: Capture) -> tuple[Credit, ...]:
    """Return whom the byline below the title credits, else whom the feed does."""
    sites = frozenset({fold_line(capture.outlet.name).replace(" ", "")})
    for line in below_title:
        if len(line) <= 120 and _BYLINE.match(line) and (found := read_credit(line, sites)):
            return tuple(replace(credit, source="a line below the title") for credit in found)
    listed = (credit for name in capture.hint.authors for credit in read_credit(name, sites))
    return tuple(replace(credit, source=capture.hint.route) for credit in listed)


def _mastheads(above: list[str], capture: Capture) -> list[DateCandidate]:
    reader = DateReader(capture, None)
    if capture.hint.published and capture.hint.route in ("feed", "sitemap", "listing"):
        stated = [StatedDate(capture.hint.route, capture.hint.route, capture.hint.published)]
    else:
        stated = []
    refused = "masthead: the day the page was served, or another piece's"
    dated = (line for line in above if len(line) <= LONGEST_DATE and parse_date(line, reader.zone, True))
    stated += [StatedDate("text", "above the title", line, refused) for line in dated]
    return [reader.read(one) for one in stated]
