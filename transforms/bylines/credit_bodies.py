"""Tell bodies from persons in a credit: by the words of their names, and by the owner's name of a site."""

import re
from typing import Final

from transforms.bylines.credit_offices import is_office
from transforms.bylines.credit_words import BODIES, PAPERS
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_words import COURTESIES, LETTERS, ORGANISATIONS, PLACES, RANKS, ROLES, STOPS
from transforms.bylines.names import fold_name, parse_name

BODY_WORDS: Final = BODIES | (ORGANISATIONS - {"young", "house", "day", "council", "sketch"})
"""Words of organisations' names that are not names of persons as well."""

_OF_PERSONS: Final = GIVEN_NAMES | COURTESIES | RANKS.keys()
_NOT_OF_PERSONS: Final = BODY_WORDS | ORGANISATIONS | PLACES | PAPERS | ROLES | STOPS
# "Friends of the Marsh", "The Fenwick Campaign for Human Rights", "APPG for Walking and Cycling".
_PURPOSES: Final = frozenset({"of", "for", "on", "to", "against"})
_BODY_OF = re.compile(
    r"(?i:(?:the|an?)\s+)?(?:[\w’'-]+\s+){0,3}?(?i:agency|alliance|appg|association|board|bureau|campaign|cent(?:er|re)|"
    r"coalition|college|commission|committee|confederation|council|department|federation|forum|foundation|friends|group|"
    rf"institute|ministry|movement|network|number|panel|partnership|society|union)\s+(?:{'|'.join(sorted(_PURPOSES))})\s+(?P<what>.+)",
)


def is_body_of(text: str) -> bool:
    """Return whether a credit is the name of a body that is named after its purpose, and names no person."""
    found = None if _PURPOSES.isdisjoint(text.split()) else _BODY_OF.fullmatch(text)
    if found is None or re.search(r"[;|/•·]|\s[–—-]\s", text):
        return False
    words = [word.strip(".,’'") for word in found["what"].split()]
    plain = {word.casefold() for word in words}
    return not (plain & _OF_PERSONS or any(map(is_office, words)) or "MP" in words)


def is_persons_site(text: str, sites: frozenset[str]) -> bool:
    """Return whether a site's name is its owner's: "Jane Roe" of janeroe.example, "Jane Roe MP"."""
    styled = parse_name(text)
    words = styled.name.casefold().split()
    if not 2 <= len(words) <= 4 or set(words) & _NOT_OF_PERSONS:
        return False
    bare = "".join(fold_name(styled.name).split())
    has_seat = styled.letters or styled.rank or any(f"{bare}{letters}" in sites for letters in LETTERS)
    return bool(has_seat) or fold_name(words[0]) in GIVEN_NAMES
