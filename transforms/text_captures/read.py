"""Extract title, text, dates, credits and labels from a text capture."""

import re
from dataclasses import dataclass

from transforms.boilerplate.line_patterns import match_rule
from transforms.boilerplate.non_articles import refuse_notices, warn_of_paywall
from transforms.boilerplate.paragraphs import clean_paragraphs
from transforms.bylines.affiliation_lines import read_signature, take_affiliation
from transforms.bylines.names import find_family_name
from transforms.categories.genre import GenreEvidence, classify_genre
from transforms.dates.date_reader import DateReader
from transforms.dates.dating import DAY_FIRST_DOMAINS
from transforms.page.language import detect_language
from transforms.page.title_text import fold_line
from transforms.records import Capture, Dating, Extraction, Quarantine
from transforms.text_captures.authors import find_authors
from transforms.text_captures.date_lines import MAX_DATE_LINE, WELSH_DATE
from transforms.text_captures.dates import date_capture
from transforms.text_captures.dump_formats import undo_dump
from transforms.text_captures.foreign_lines import find_foreign_lines
from transforms.text_captures.identity import find_site_names
from transforms.text_captures.labels import find_labels
from transforms.text_captures.layout import Layout, find_layout
from transforms.text_captures.lines import read_lines
from transforms.text_captures.listing_pages import refuse_listing
from transforms.text_captures.personal_voice import (
    Voice,
    find_personal_voice,
    find_record,
    is_personal_site,
    weigh_voice,
)
from transforms.text_captures.sentence_authors import Authors
from transforms.text_captures.titles import Title, find_title
from transforms.urls import TEXT_SCHEME, split_address

# Control characters that no text editor writes: all except tab, line ends, page break, backspace and escape.
_CONTROLS = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]+")
_READING_TIME = re.compile(r"^\W*\d{1,2}[ -]?min(?:ute)?s?(?: read)?\b\W*", re.IGNORECASE)
_PAID = re.compile(
    r"^(?:partner|member|paid) content$|^(?:sponsored by|paid for by|in association with) ", re.IGNORECASE
)
# 35 real text captures have none; a PNG file has 7 %, random bytes 10 %, a program 79 %. A stray one is no reason.
MAX_CONTROL_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts found in a capture, before its text is cleaned."""

    capture: Capture
    layout: Layout
    title: Title
    authors: Authors
    standfirst: str | None
    labels: dict[str, str]
    dating: Dating

    @property
    def names(self) -> list[str]:
        """The names of the persons credited."""
        return [credit.name for credit in self.authors.credits if credit.kind == "person"]


def extract_text(capture: Capture, text: str, version: str) -> Extraction:
    """Return the extraction of a text capture; raises Quarantine if the text cannot be separated from the furniture.

    Raises Discard if it is a list of articles. Lines above the title belong to other articles (teasers, their bylines,
    the masthead's date), so they give no date and no credit.
    """
    refuse_binary(text)
    lines, stamp = read_lines(undo_dump(text))
    sites, reader = find_site_names(capture), DateReader(capture, _find_language(lines), None, _is_day_first(capture))
    title = find_title(lines, capture, sites, reader)
    refuse_listing(lines, capture.url, title.index >= 0, sites, reader)
    layout = find_layout(lines, title.index, sites, reader)
    standfirst = " ".join(layout.lines[index] for index in layout.standfirst) or None
    authors = find_authors(layout, standfirst, title.text, capture, sites)
    labels = find_labels(layout, sites, reader) or dict.fromkeys(capture.hint.categories, capture.hint.route)
    dating = date_capture(layout, stamp, capture, reader, sites)
    return _assemble(_Parts(capture, layout, title, authors, standfirst or authors.standfirst, labels, dating), version)


def refuse_binary(text: str) -> None:
    """Raise Quarantine (not_text) if the bytes are those of another kind of file: a picture, a program, an archive."""
    count = sum(map(len, _CONTROLS.findall(text)))
    if count > MAX_CONTROL_SHARE * len(text):
        raise Quarantine("not_text", f"{count} of {len(text)} characters are control characters: not a text file")


def _find_language(lines: list[str]) -> str | None:
    """Return Welsh if the lines name one of its months with a year: other languages' dates are not read."""
    return "cy" if any(len(line) <= MAX_DATE_LINE and WELSH_DATE.search(line) for line in lines) else None


def _is_day_first(capture: Capture) -> bool | None:
    """Return True if the country of the address writes the day before the month, else None."""
    return (split_address(capture.url).hostname or "").endswith(DAY_FIRST_DOMAINS) or None


def _assemble(parts: _Parts, version: str) -> Extraction:
    capture, layout, title = parts.capture, parts.layout, parts.title
    foreign = find_foreign_lines(layout)
    left_out = foreign.keys() | parts.authors.taken
    kept = [layout.lines[index] for index in range(layout.start, layout.end) if index not in left_out]
    affiliation, kept = _take_affiliation(kept, parts)
    cleaned = clean_paragraphs(kept, title.text or "", parts.names)
    body = "\n".join(cleaned.paragraphs)
    if not body:
        raise Quarantine("empty_body", f"no prose follows the title {(title.text or '')[:80]!r}")
    refuse_notices(cleaned.paragraphs)
    genre, genre_reason = _find_genre(parts, body)
    taken, affiliation = affiliation, parts.authors.affiliation or affiliation
    credits = parts.authors.credits
    if not credits and genre != "interview":
        credits = read_signature(affiliation)
    removed = [f"affiliation: {line}" for line in dict.fromkeys((taken, affiliation)) if line]
    removed += [f"{rule}: {layout.lines[index]}" for index, rule in foreign.items()]
    return Extraction(
        url=capture.url,
        outlet_id=capture.outlet.outlet_id,
        captured_at=capture.captured_at,
        title=title.text,
        title_basis=title.basis,
        standfirst=parts.standfirst,
        body=body,
        language=detect_language(body, None),
        genre=genre,
        genre_reason=genre_reason,
        dating=parts.dating,
        credits=credits,
        affiliation_text=affiliation,
        categories=tuple(parts.labels),
        category_sources=tuple(parts.labels.values()),
        removed=(*_list_around(layout), *removed, *cleaned.removed),
        warnings=(*warn_of_paywall(cleaned.wall, body, list(layout.below)), *_warn_of_outlet(capture)),
        extractor_version=version,
        title_candidates=title.candidates,
    )


def _warn_of_outlet(capture: Capture) -> list[str]:
    """Return a doubt about the outlet of a text without an address if its marks are those of a site with others."""
    outlet = capture.outlet
    if not capture.url.startswith(TEXT_SCHEME) or not outlet.inner_outlets:
        return []
    others = " or ".join(outlet.inner_outlets)
    return [f"outlet: the text has no address and prints marks of {outlet.name}, which pages of {others} print too"]


def _take_affiliation(kept: list[str], parts: _Parts) -> tuple[str | None, list[str]]:
    """Return the affiliation line and the other lines; a line about a person who is the piece's subject is text."""
    line, others = take_affiliation(kept, parts.names)
    if line is None or parts.names:
        return line, others
    signers = read_signature(line)
    if not signers and not line.lower().startswith(("the author", "the writer")):
        return None, kept  # "Peers are not under the same pressures as MPs"
    printed = parts.title.text or "" if parts.title.index >= 0 else ""
    words = {word for text in (printed, *others) for word in fold_line(text).split()}
    if any(find_family_name(credit.name) in words for credit in signers):
        return None, kept
    return line, others


def _list_around(layout: Layout) -> list[str]:
    """Return the lines left out before and after the text, each with its part of the capture."""
    standfirst = {layout.lines[index] for index in layout.standfirst}
    return [
        *(f"above the title: {line}" for line in layout.above),
        *(f"{match_rule(line) or 'below the title'}: {line}" for line in layout.header if line not in standfirst),
        *(f"after the text: {line}" for line in layout.below),
    ]


def _find_genre(parts: _Parts, body: str) -> tuple[str, str]:
    """Return the genre and its evidence; if no declaration or label shows it, the text itself may."""
    capture, layout, title, names = parts.capture, parts.layout, parts.title.text or "", parts.names
    around = (*layout.header, parts.authors.affiliation or "", *layout.below[:3])
    voice = Voice(capture.url, title, body, around, names)
    if shown := find_record(voice):
        return "other", shown
    signs = GenreEvidence(
        capture.url,
        capture.outlet,
        title,
        parts.standfirst,
        tuple(parts.labels),
        marks=_find_marks(layout),
        names=names,
        body=body,
    )
    genre, genre_reason = classify_genre(signs)
    is_weak = genre == "news" and (
        (genre_reason.startswith("address") and not capture.outlet.is_declared)
        or _is_subject_label(genre_reason)
        or (genre_reason.startswith("label: ") and is_personal_site(capture.url, names))
    )
    if (genre == "other" or is_weak) and (weighed := weigh_voice(voice)):
        return weighed
    if genre == "news" and genre_reason.startswith("label: ") and (shown := find_personal_voice(voice)):
        return "opinion", shown
    return genre, genre_reason


def _find_marks(layout: Layout) -> tuple[str, ...]:
    """Return what the lines below the title say of the kind of the piece, without a reading time before it: "3 min
    read Partner content". "Sponsored" alone heads an advertisement.
    """
    lines = (_READING_TIME.sub("", line).strip() for line in layout.header if layout.title >= 0)
    return tuple(line for line in lines if _PAID.search(line))


def _is_subject_label(genre_reason: str) -> bool:
    """Return whether the evidence for news is only a label that names a subject ("Politics"): opinion has it too."""
    return genre_reason.startswith("label: ") and "news" not in genre_reason.casefold()
