"""Split a credit into its parts, and classify each by its words: an office, a party, a seat, the start of a person."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.bylines.credit_cleanup import remove_stamp
from transforms.bylines.credit_offices import is_office
from transforms.bylines.credit_words import BEATS
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_words import (
    AFTER_NAMES,
    COMPASS,
    FORMER,
    LETTERS,
    ORGANISATIONS,
    PARTY_LABELS,
    PLACES,
    ROLES,
    STYLES,
)
from transforms.bylines.names import fold_name

PARTY: Final = "|".join(re.escape(label) for label in sorted(PARTY_LABELS, key=len, reverse=True))
_LETTERS: Final = (
    r"MPs?|MSPs?|MSs?|AS|ACs?|AMs?|MLAs?|MEPs?|TDs?|PPCs?|Cllrs?|(?i:councillors?|senators?|peers?|mayor|"
    r"(?:prospective )?parliamentary candidates?|candidates?|members? of (?:the )?(?:european |scottish |welsh )?"
    r"(?:parliament|senedd|legislative assembly|dáil|house of (?:commons|lords))|"
    r"aelod(?:au)? (?:seneddol|cynulliad|o['’]r senedd))|Members?(?= for)"
)
LEAD: Final = (
    r"(?i:(?:(?:the|a|an|our|your|local|new|former|then|ex-?|shadow|deputy|senior|veteran|newly elected|"
    r"who is|is)\s+)*)"
)
OFFICE: Final = rf"{LEAD}(?:(?:{PARTY})\s+)?(?:{_LETTERS})"
SEAT: Final = r"\s+(?:for|in|of|representing|dros)\s+(?:the\s+)?(?P<seat>(?!The\b)[^\W\d_a-z].*)"
# One capitalised word before the letters is a party that is not in the list: a name has two.
OFFICE_WITH_SEAT: Final = re.compile(rf"(?:{OFFICE}|{LEAD}[^\W\d_a-z]\w+\s+(?:{_LETTERS})){SEAT}")
OFFICE_ALONE: Final = re.compile(rf"{OFFICE}")
PARTY_ALONE: Final = re.compile(rf"(?:the\s+)?(?:{PARTY})")
_BODY_OFFICE: Final = re.compile(
    r"(?:[Tt]he\s+)?(?P<body>[^\W\d_a-z].*?)(?:['’]s)?\s+(?P<office>(?:[a-z][a-z-]+\s+){0,3}[a-z][a-z-]+)\s+"
    r"(?P<name>[^\W\d_a-z][\w.'’-]*(?:\s+(?:[a-z]{2,3}\s+)?[^\W\d_a-z][\w.'’-]*){1,3})"
)
# Words that may be part of an office next to one that names it.
_WITH_OFFICES: Final = (
    ROLES
    | BEATS
    | FORMER
    | ORGANISATIONS
    | LETTERS.keys()
    | {"a", "an", "of", "and", "under", "lord", "vice"}
    | {word.casefold() for label in PARTY_LABELS for word in label.split()}
)
_COMPLEMENT: Final = re.compile(r"\s(?:of|for|at|to|in|on)\s")
_SEAT_THEN_NAME: Final = re.compile(
    r"(?:(?:the|our)\s+)?(?P<seat>[^\W\d_a-z].*?)\s+(?P<letters>MP|MSP|MS|AM|MLA|MEP|TD)\s+(?P<name>[^\W\d_a-z]\S*\s+\S.*)"
)
_SEPARATOR: Final = re.compile(r"(\s*[;|‖¦•·‧\n\t]\s*|\s+/\s+|\s+[–—-]\s+|\s*,\s*(?:and|&)\s+|\s*,\s*|\s+(?:and|&)\s+)")
_VERBS: Final = frozenset(
    {
        "argues",
        "asks",
        "believes",
        "calls",
        "explains",
        "insists",
        "on",
        "reflects",
        "responds",
        "says",
        "urges",
        "warns",
    }
)
_COOPERATIVE: Final = re.compile(r"\b(Lab(?:our)?)\s+(?:and|&)\s+(Co-?op(?:erative)?)\b")


def is_place(text: str) -> bool:
    """Return whether capitalised words after an office are a place: one word, or two with one word of places."""
    words = text.split()
    return len(words) == 1 or (has_place_word(text) and not has_given_name(text))


def may_be_seat(text: str) -> bool:
    words = text.split()
    is_joined = len(words) > 2 and any(word.islower() for word in words[1:-1])  # "Na h-Eileanan an Iar"
    return (
        (is_place(text) or is_joined) and not PARTY_ALONE.fullmatch(text) and not is_office(text.rsplit(maxsplit=1)[-1])
    )


def may_be_seat_part(text: str) -> bool:
    """Return whether a unit may be a part of a seat between commas: one to three capitalised words that are no name."""
    words = text.split()
    return (
        len(words) <= 3
        and all(word[0].isupper() for word in words)
        and not is_person_like(text)
        and not is_office_unit(text)
        and not any(word.casefold() in ORGANISATIONS for word in words)
    )


def has_place_word(text: str) -> bool:
    words = [word.strip(".,").casefold() for word in text.split()]
    return any(
        word in COMPASS or word in PLACES or word.endswith(("shire", "-on-sea", "-on-trent")) or "-upon-" in word
        for word in words
    )


def has_given_name(text: str) -> bool:
    first = fold_name(re.split(r"[\s-]", text, maxsplit=1)[0])
    return first in GIVEN_NAMES and len(text.split()) > 1


def is_name_like(text: str) -> bool:
    """Return whether words before an office may be a name: none of them is an office or a lower-case word."""
    words = text.split()
    return words[-1][0].isupper() and not any(is_office(word) for word in words) and words[0].casefold() not in FORMER


def is_person_like(text: str) -> bool:
    """Return whether a unit begins as a person: a style, a rank, a usual given name, or letters at its end."""
    words = [word.strip(".,()") for word in text.split()]
    first = words[0].casefold()
    if len(words) > 1 and first == "the":
        first = words[1].casefold()
    styled = first in STYLES
    return (styled and len(words) > 1) or has_given_name(text) or ends_with_letters(text)


def ends_with_letters(text: str) -> bool:
    words = text.split()
    last = words[-1].strip(".,()")
    plain = last.casefold()
    return (
        len(words) > 1
        and last[:1].isupper()
        and ((last.isupper() and plain in AFTER_NAMES) or (last[:-1].isupper() and plain in LETTERS))
    )


def is_office_unit(text: str) -> bool:
    """Return whether a unit is an office by itself: "MP for Marsh", "Labour MP", "Lab", "Chair of the Ports Group"."""
    return bool(
        OFFICE_WITH_SEAT.fullmatch(text) or OFFICE_ALONE.fullmatch(text) or PARTY_ALONE.fullmatch(text)
    ) or is_office_with_complement(text)


def is_office_with_complement(text: str) -> bool:
    """Return whether a unit is an office with its area of responsibility: "Shadow Minister for Farms", not "Jane Roe
    for X".
    """
    found = _COMPLEMENT.search(text)
    if found is None:
        return False
    before = [word.strip(".,").casefold() for word in text[: found.start()].split()]
    return (
        bool(before)
        and any(is_office(word) for word in before)
        and all(is_office(word) or word in _WITH_OFFICES for word in before)
    )


def find_body_office(text: str) -> tuple[str, str] | None:
    """Return office and name of "Society of Editors director Jane Roe", or None.

    The office is in lower case and follows the name of a body, which has a word of bodies or a complement.
    """
    found = _BODY_OFFICE.fullmatch(text)
    if found is None or not is_office(found["office"].split()[-1]) or is_office(found["body"].split()[0]):
        return None
    words = {word.strip(".,’'").casefold() for word in found["body"].split()}
    is_body = bool(words & ORGANISATIONS) or bool(_COMPLEMENT.search(found["body"]))
    return (f"{found['body']} {found['office']}", found["name"]) if is_body else None


def find_name_in_role(role: str) -> str | None:
    """Return the name at the end of "MP for Marsh Jane Roe": from a usual given name on, or None."""
    words = role.split()
    for at in range(len(words) - 2, 2, -1):
        is_given = fold_name(words[at]) in GIVEN_NAMES and words[at][0].isupper() and words[at + 1][0].isupper()
        if is_given and words[at - 1].casefold() not in ("for", "in", "of", "the", "and", "&") and len(words) - at <= 4:
            return " ".join(words[at:])
    return None


def split_trailing_name(role: str) -> tuple[str, str | None]:
    """Return name and office of "MP for Hull East Ann Poe", if nothing else names a person; else no name."""
    words = role.split()
    seated = next((at for at, word in enumerate(words) if word in ("for", "in", "of")), len(words))
    if len(words) - seated < 4 or has_place_word(" ".join(words[-2:])):
        return "", role
    return " ".join(words[-2:]), " ".join(words[:-2])


class Unit(NamedTuple):
    """A part of a credit between two separators, and the separator before it."""

    separator: str
    text: str

    @property
    def is_hard(self) -> bool:
        """Whether a bar, a dash or a semicolon precedes it."""
        return bool(self.separator.strip()) and not self.separator.strip().startswith((",", "and", "&"))

    @property
    def is_comma(self) -> bool:
        """Whether a comma precedes it, with or without "and"."""
        return self.separator.strip().startswith(",")


def split_units(text: str) -> list[Unit]:
    """Return the parts of a credit between bars, dashes, commas and "and"; "Labour and Co-op" is one party."""
    parts = ["", *_SEPARATOR.split(_COOPERATIVE.sub(r"\1/\2", text))]
    return [Unit(parts[at], parts[at + 1].strip()) for at in range(0, len(parts), 2) if parts[at + 1].strip()]


def read_led_name(unit: Unit) -> tuple[str, str] | None:
    """Return office and name of "Marsh Vale MP Jane Roe" and "Society of Editors director Jane Roe", or None."""
    if (found := _SEAT_THEN_NAME.fullmatch(unit.text)) and may_be_seat(found["seat"]):
        return f"{found['letters']} for {found['seat']}", found["name"]
    return find_body_office(unit.text)


def is_seat_after_party(units: Sequence[Unit], at: int) -> bool:
    """Return whether a unit is the seat, or a part of it, after a party: "Jane Roe, Lab, Fenwick Sands"."""
    unit = units[at]
    if is_person_like(unit.text) or unit.text[0].isdigit() or not remove_stamp(unit.text):
        return False
    if at + 1 < len(units) and PARTY_ALONE.fullmatch(units[at + 1].text):
        return is_place(unit.text)
    return is_place(unit.text) or not unit.separator.strip().endswith(("and", "&"))


def continues_role(units: Sequence[Unit], at: int, may_be_topic: bool) -> bool:
    """Return whether a unit is another part of the seat or the topic of the office before it."""
    unit = units[at]
    words = unit.text.split()
    if is_office_unit(unit.text) or is_person_like(unit.text) or words[0][0].isdigit() or words[0] in _VERBS:
        return False
    if is_place(unit.text) or not words[0][0].isupper():
        return not _SEAT_THEN_NAME.fullmatch(unit.text)
    if at + 1 < len(units) and is_office_unit(units[at + 1].text):
        return False
    return may_be_topic and not unit.is_hard and not unit.is_comma
