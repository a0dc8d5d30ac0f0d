"""Text captures without markup: the piece found between what the site printed around it."""

import re
from itertools import takewhile
from urllib.parse import urlsplit

from transforms.affiliation_lines import take_affiliation
from transforms.boilerplate import clean
from transforms.date_sources import Stated
from transforms.dates import parse
from transforms.dating import Reader, resolve
from transforms.genre import genre_of
from transforms.language import language_of
from transforms.records import Capture, DateCandidate, Extraction, Quarantine
from transforms.titles import fold

PROSE = 120  # characters: a line this long is a paragraph, not a title or a menu entry
_TAIL_HEADS = frozenset({"categories", "category", "tags", "topics", "filed under", "kategorien", "themen"})
_TAIL = re.compile(
    r"^(?:(?:[\w’']+ )?newsletters?|sign up\b.*|subscribe\b.*|related(?: \w+)?|most read|read more|read next|more from .*|share this.*|comments?|"
    r"get the inside track\b.*|partner content|latest\b.{0,30})$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s", re.IGNORECASE)


def extract_text(capture: Capture, text: str, version: str) -> Extraction:
    """Return what a text capture says; Quarantine where no title or no text can be told from the furniture.

    What stands above the title belongs to other pieces (teasers, their bylines, the masthead's date), so it credits
    nobody and dates nothing.
    """
    lines = [" ".join(line.split()) for line in text.replace("\x00", "").splitlines()]
    lines = [line for line in lines if line]
    at = find_title(lines, capture.url, capture.hint.title)
    if at is None:
        raise Quarantine("no_title", "no line of the text stands for the words of its address or opens its prose")
    title = lines[at]
    last = _end_of_prose(lines, at)
    categories = _categories(lines[last + 1 :])
    cleaned = clean(lines[at + 1 : last + 1], title)
    affiliation, kept = take_affiliation(cleaned.paragraphs, [])
    body = "\n".join(kept)
    if not body:
        raise Quarantine("empty_body", f"no prose follows the title {title[:80]!r}")
    around = [f"above the title: {line}" for line in lines[:at]] + [
        f"after the text: {line}" for line in lines[last + 1 :]
    ]
    return Extraction(
        url=capture.url,
        outlet_id=capture.outlet.outlet_id,
        captured_at=capture.captured_at,
        title=title,
        standfirst=None,
        body=body,
        language=language_of(body, None),
        genre=genre_of(capture.url, capture.outlet, frozenset(), categories, title, None),
        dating=resolve(_masthead(lines[:at], capture), capture),
        affiliation_text=affiliation,
        categories=categories,
        removed=(*around, *cleaned.removed),
        extractor_version=version,
    )


def find_title(lines: list[str], url: str, hint: str | None) -> int | None:
    """Return the index of the title's line: the hint's, or the one most like the words of the URL's last part.

    A line is taken where at least half of the words of the address stand in it, or half of its longer words in the
    address run together (`tehran-russiaheap-more-pain-ukraine`); prose lines are no titles. Without such a line: the
    last short line before the first prose, where that line stands alone.
    """
    prose = next((i for i, line in enumerate(lines) if len(line) >= PROSE), None)
    if prose is None:
        return None
    if hint and fold(hint) in (keys := [fold(line) for line in lines]):
        return len(keys) - 1 - keys[::-1].index(fold(hint)) if keys.count(fold(hint)) == 1 else keys.index(fold(hint))
    slug = fold(urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0].replace("-", " ").replace("_", " "))
    scored = [(_likeness(fold(line), slug), i) for i, line in enumerate(lines) if len(line) < 2 * PROSE]
    best = max(scored, default=(0.0, 0), key=lambda pair: (pair[0], pair[1]))
    return best[1] if best[0] >= 0.5 else None


def _likeness(line: str, slug: str) -> float:
    """Return the share of the address's letters that stand in the line as whole words, run together or not."""
    words = [word for word in line.split() if len(word) > 2]
    if len(words) < 2 or len(slug) < 8:
        return 0.0
    joined, target = slug.replace(" ", ""), len(slug.replace(" ", ""))
    covered = sum(len(word) for word in dict.fromkeys(words) if word in joined)
    return covered / target * min(1.0, 2 * covered / max(1, sum(map(len, words))))


def _end_of_prose(lines: list[str], title: int) -> int:
    """Return the index of the last line of the piece: before the furniture that follows its last long paragraph."""
    last = title
    for index in range(title + 1, len(lines)):
        if fold(lines[index]) in _TAIL_HEADS or (_TAIL.match(lines[index]) and last > title):
            break
        last = index
    return last


def _categories(tail: list[str]) -> tuple[str, ...]:
    """Return the labels listed under a heading such as "Categories" after the piece."""
    for index, line in enumerate(tail):
        if fold(line) in _TAIL_HEADS:
            listed = takewhile(lambda label: len(label) <= 60 and not _TAIL.match(label), tail[index + 1 :])
            return tuple(dict.fromkeys(listed))
    return ()


def _masthead(above: list[str], capture: Capture) -> list[DateCandidate]:
    reader = Reader(capture, None)
    found = []
    for line in above:
        if len(line) <= 60 and parse(line, reader.zone, True, None):
            refused = (
                "masthead: the day the page was served" if _WEEKDAY.match(line) or len(line) < 30 else "above the title"
            )
            found.append(reader.read(Stated("text", "above the title", line, refused)))
    return found
