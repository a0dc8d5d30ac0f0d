"""Find in the text of an article the earliest day on which it can have been written.

Four kinds of phrases are evidence: a mention of an event that has happened (`seeds/events.csv`), a person named with
an office (`seeds/offices.csv`), a date that the sentence puts in the past, and an Act cited with its year. A mention
of a possible event is not evidence: a missing bound does no harm, a wrong one does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from transforms.dates.bounds import NOT_BEFORE
from transforms.dates.dating import MONTH_ONLY, choose_date_until
from transforms.dates.offices import find_offices
from transforms.dates.past_dates import find_acts, find_past_dates
from transforms.dates.sentences import is_open, split_sentences
from transforms.records import DateCandidate, Extraction
from warehouse.schema.seed_files import read_seed

_EVENT_COLUMNS = ("event", "keywords", "pattern", "day", "source")
MAX_VALUE = 120  # characters of the words quoted as evidence
LANGUAGES = (None, "en")  # the languages in which the patterns are written; None: not known


@dataclass(frozen=True, slots=True)
class Event:
    """An event, and the words that mention it: a text with these words was written on the event's day or later.

    `keywords` are in lower case; a text without any of them is not searched for `pattern`, nor is that compiled.
    """

    name: str
    keywords: tuple[str, ...]
    pattern: str
    day: date
    source: str


@cache
def read_events() -> tuple[Event, ...]:
    """Read `seeds/events.csv`."""
    return tuple(
        Event(
            row["event"],
            tuple(row["keywords"].split("|")),
            rf"(?<!\w)(?:{row['pattern']})(?!\w)",
            date.fromisoformat(row["day"]),
            row["source"],
        )
        for row in read_seed("events.csv", _EVENT_COLUMNS)
    )


def bound_extraction(extraction: Extraction) -> Extraction:
    """Return the extraction with the bounds that its text gives; a dated article is returned unchanged.

    Each piece of evidence becomes a date candidate with `bound` not_before, whose reason says whether it sets the
    bound. When it is called again after lines were removed, only the remaining text counts.
    """
    dating = extraction.dating
    if dating.published_on or dating.published_not_after is None or extraction.language not in LANGUAGES:
        return extraction
    text = "\n".join(filter(None, (extraction.title, extraction.standfirst, extraction.body)))
    found = tuple(find_evidence(text))
    others = [candidate for candidate in dating.candidates if candidate.bound != NOT_BEFORE]
    if not found and len(others) == len(dating.candidates):
        return extraction
    candidates = (replace(one, reason=None) if one.reason == MONTH_ONLY else one for one in others)
    bounded = choose_date_until((*candidates, *found), dating.published_not_after, dating.has_copy)
    return replace(extraction, dating=bounded)


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def find_evidence(text: str) -> Iterator[DateCandidate]:
    """Yield the evidence of a text for the earliest day on which it was written, each as a candidate."""
    lower = text.lower()
    events = [
        (event, _compile(event.pattern)) for event in read_events() if any(word in lower for word in event.keywords)
    ]
    for sentence in split_sentences(text):
        for event, pattern in events:
            for match in pattern.finditer(sentence):
                if not is_open(sentence, match.start(), match.end()):
                    yield _build_candidate("event", match[0], event.day, f"{event.name}: {event.source}")
        for words, day, office in find_offices(sentence):
            yield _build_candidate("office", words, day, f"{office.office} {office.name}: {office.source}")
        for words, day in find_past_dates(sentence):
            yield _build_candidate("prose", words, day, "a date that the text puts in the past")
        for words, day in find_acts(sentence):
            yield _build_candidate("prose", words, day, "the year of an Act")


def _build_candidate(basis: str, words: str, day: date, source: str) -> DateCandidate:
    return DateCandidate(basis, words[:MAX_VALUE], None, day, "day", source=source, bound=NOT_BEFORE)
