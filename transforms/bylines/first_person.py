"""Recognise a text that its author wrote in the first person, and persons that a text is about."""

import re
from collections.abc import Sequence

from transforms.bylines.affiliation_lines import STYLES, is_affiliation, is_affiliation_form
from transforms.bylines.byline_elements import has_letters
from transforms.bylines.names import find_family_name, fold_name
from transforms.records import Credit

MIN_FIRST_PERSON = 2  # words
MIN_VIEW_CHARS = 1000  # of an article; a shorter text without a quotation may be a notice
MAX_OFFICE_WORDS = 12
_IS = re.compile(
    r"(?:,? (?:MP|MSP|MS|AM|MLA|KC|QC|OBE|MBE|CBE))*,? "
    r"(?:is|was|has been|sits|serves|represents|chairs|does not work for)\b"
)
_QUOTED = re.compile(r"[“\"][^”\"]{0,1000}[”\"]|[‘][^’]{20,600}[’](?!\w)|^[“\"‘].*$", re.MULTILINE)
_FIRST_PERSON = re.compile(r"\bI(?:['’](?:m|ve|d|ll))?\b|\b(?:[Mm]y|[Mm]yself|[Mm]ine)\b")


def names_person(body: str, name: str) -> bool:
    """Return whether a text has a person's full name, outside lines that say who the author is."""
    return _has_words(body, fold_name(name), name)


def mentions_person(body: str, name: str) -> bool:
    """Return whether a text has a person's family name, outside lines that say who the author is."""
    return _has_words(body, find_family_name(name), name)


def _has_words(body: str, words: str, name: str) -> bool:
    lines = (line for line in body.split("\n") if not _introduces(line.lstrip(" *_-–—•"), name))
    return any(f" {words} " in f" {fold_name(line)} " for line in lines)


def _introduces(line: str, name: str) -> bool:
    """Return whether a line is the name alone or with an office, or says what the person is; the name of a peer may be
    without its place ("Baroness Roe of Marsh").
    """
    second = line.find(f" and {name}")  # "Jane Roe is MP for Marsh and John Doe is MP for Fen"
    if second > 0 and _IS.match(line[second + len(f" and {name}") :]) and is_affiliation_form(line):
        return True
    short = name.partition(" of ")[0]
    if not line.startswith(name) and (styles := STYLES.match(line)):  # "The Rt Revd Dr Jane Roe"
        line = line[styles.end() :] if line.startswith(name, styles.end()) else line
    known = name if line.startswith(name) else short if " " in short else name
    if not line.startswith(known):
        return False
    rest = line[len(known) :]
    return bool(_IS.match(rest)) or (
        len(rest.split()) <= MAX_OFFICE_WORDS and not rest.rstrip().endswith((".", "!", "?"))
    )


def is_view_of(body: str, credits: Sequence[Credit]) -> bool:
    """Return whether a text may be the view of members whom its head names: long, and without any quotation, which a
    report about them has.
    """
    is_seated = bool(credits) and all(has_letters(one) and one.source == "standfirst" for one in credits)
    return is_seated and len(body) >= MIN_VIEW_CHARS and not _QUOTED.search(body)


def is_first_person(body: str) -> bool:
    """Return whether a text speaks of its author as "I", outside quotations."""
    return len(_FIRST_PERSON.findall(_QUOTED.sub(" ", body))) >= MIN_FIRST_PERSON


def find_introduced(speakers: Sequence[Credit], paragraphs: Sequence[str]) -> tuple[Credit, ...]:
    """Return the persons before the headline's colon if the text opens with a line of its own that says who they are,
    "Jane Roe is the Conservative MP for Marsh.", and does not speak about them: outlets introduce guests so.
    """
    opening, names = "".join(paragraphs[:1]), [one.name for one in speakers]
    if not any(name in opening for name in names) or not is_affiliation(opening, names, False):
        return ()
    rest = "\n".join(paragraphs[1:])
    return () if any(mentions_person(rest, name) for name in names) else tuple(speakers)
