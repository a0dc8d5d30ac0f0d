"""Turn names printed with the family name first: "Roe, Jane", "ROE, Jane MP"."""

import re

from transforms.bylines.credit_bodies import BODY_WORDS
from transforms.bylines.credit_words import AGENCIES, JOBS, NEVER, STAFF
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_words import HONOURS, LETTERS, ROLES, word_set

_LISTED = re.compile(
    r"(?P<family>[^\W\d_][\w'’-]+), (?P<given>[^\W\d_][\w'’-]*(?: [^\W\d_]\.?)?)(?P<letters>(?:,? (?:[A-Z]{2,4}))*)"
)
_NOT_OF_PERSONS = STAFF | NEVER | BODY_WORDS | ROLES | JOBS | AGENCIES
_PLACES = word_set(
    "australia belgium britain canada china england france germany italy japan poland russia scotland spain ukraine "
    "wales uk u.k us u.s usa california texas ontario"
)
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’.-]*(?: [^\W\d_]\.?)?)")


def turn_inverted(piece: str) -> str | None:
    """Return "Roe, Jane" as "Jane Roe", or None if the text does not have that form."""
    turned = _LAST_FIRST.fullmatch(piece.strip())
    if not turned or _fold_words(piece) & _NOT_OF_PERSONS:
        return None
    if turned[2].casefold() in _PLACES:  # "Leeds, England"
        return None
    return f"{turned[2]} {_recase_family(turned[1])}"


def turn_listed(text: str) -> str:
    """Return "Roe, Jane MP" as "Jane Roe MP": a family name, a usual given name, letters of a seat or honours."""
    found = _LISTED.fullmatch(text) if "," in text else None
    if found is None or not found["letters"] or found["given"].split()[0].casefold() not in GIVEN_NAMES:
        return text
    letters = [word.casefold() for word in found["letters"].replace(",", " ").split()]
    is_listed = (
        all(word in LETTERS.keys() | HONOURS for word in letters) and found["family"].casefold() not in GIVEN_NAMES
    )
    return f"{found['given']} {_recase_family(found['family'])}{found['letters']}" if is_listed else text


def _recase_family(name: str) -> str:
    return capitalise(name) if name.isupper() and len(name) > 3 else name


def capitalise(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)


def _fold_words(text: str) -> set[str]:
    return {word.strip(".,:;'’\"").casefold() for word in text.split()}
