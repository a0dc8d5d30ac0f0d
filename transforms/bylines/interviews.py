"""Read the credits of an interview: the interviewer wrote the article, the interviewed person is its subject."""

import re
from typing import Final

from transforms.bylines.name_words import HONOURS, LETTERS, RANKS

_KIND: Final = r"(?:an?\s+)?(?:exclusive\s+)?(?:interview(?:ed)?|conversation|q\s?(?:&|and)\s?a)"
_BY_WITH: Final = re.compile(rf"^{_KIND}\s+by\s+(?P<asks>.+?)\s+with\s+(?P<answers>.+)$", re.IGNORECASE)
_WITH_THEN_BY: Final = re.compile(rf"^{_KIND}\s+with\s+(?P<answers>.+?),?\s+by\s+(?P<asks>.+)$", re.IGNORECASE)
_WITH_BY: Final = re.compile(
    rf"^(?:{_KIND}\s+with\s+)?(?P<answers>[^,]+?),?\s+(?:in (?:an )?interview (?:with|by)|(?:was |is )?interviewed by|"
    r"interview by|speaking to|talking to|in conversation with)\s+(?P<asks>.+)$",
    re.IGNORECASE,
)
_VERBS: Final = (
    r"(?:talks?|talked|speaks?|spoke|chats?|chatted)\s+(?:to|with)|(?:sits?|sat) down with|"
    r"(?:catch(?:es)?|caught) up with|"
    r"interviews?|interviewed|meets?|met|profiles?|profiled|questions|grills|quizzes"
)
_ASKS: Final = re.compile(rf"^(?:by\s+)?(?P<asks>.+?)\s+(?:{_VERBS})\s+(?P<answers>.+)$", re.IGNORECASE)
_AS_TOLD: Final = re.compile(r",?\s+(?:as told to|as dictated to|in (?:his|her|their) own words)\b.*$", re.IGNORECASE)
_TOLD_BY: Final = re.compile(r"^as (?:told|dictated) to\s+(?P<asks>.+?)\s+by\s+(?P<answers>.+)$", re.IGNORECASE)
_SUBJECT: Final = frozenset({"he", "she", "they", "who", "we"})


def keep_interviewer(text: str) -> str:
    """Return the part of a credit that names who wrote the interview; the credit itself if it is not an interview's.

    "Interview by Jane Roe with John Doe MP" and "Jane Roe talks to John Doe MP" give Jane Roe. "He talks to Jane
    Roe" and "The justice secretary talks to Jane Roe" give Jane Roe as well: there the first is not a name. If only
    one of the two people has letters or a rank, that one is the subject. "Jane Roe, as told to John Doe" and
    "As told to John Doe by Jane Roe" are by Jane Roe.
    """
    subject = _AS_TOLD.sub("", text)
    if subject != text:
        return subject
    for pattern, author in ((_TOLD_BY, "answers"), (_BY_WITH, "asks"), (_WITH_THEN_BY, "asks")):
        if found := pattern.match(text):
            return found[author]
    if (found := _WITH_BY.match(text)) and _names_somebody(found["asks"]):
        answers_first = _has_office(found["asks"]) and not _has_office(found["answers"])
        return found["answers"] if answers_first else found["asks"]
    found = _ASKS.match(text)
    if found is None:
        return text
    first, second = found["asks"], found["answers"]
    if not _names_somebody(first) or (_has_office(first) and not _has_office(second) and _names_somebody(second)):
        return second
    return first


def _names_somebody(text: str) -> bool:
    """Return whether words are a name: two or more capitalised words, and not an office with an article."""
    words = text.strip(" ,").split()
    if not words or words[0].casefold() in _SUBJECT:
        return False
    if words[0].casefold() in ("the", "our") and not (len(words) > 1 and words[1].casefold() in RANKS.keys() | {"rt"}):
        return False
    return sum(word[0].isupper() for word in words) >= 2


def _has_office(text: str) -> bool:
    words = [word.strip(".,") for word in text.split()]
    return any(word.casefold() in RANKS for word in words[:3]) or any(
        word.isupper() and word.casefold() in LETTERS.keys() - HONOURS for word in words[1:]
    )
