"""Split a credit into its parts, and tell what a part is by its own words and those around it."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.bylines.credit_cleanup import remove_stamp
from transforms.bylines.role_units import (
    PARTY_ALONE,
    find_body_office,
    is_office_unit,
    is_person_like,
    is_place,
    may_be_seat,
)

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
