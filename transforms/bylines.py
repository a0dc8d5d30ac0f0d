"""A credit as written, read as persons, staff and organisations; what it does not name is nobody."""

import re
from html import unescape

from transforms.credit_words import AGENCIES, BODIES, NEVER, PREFIXES, STAFF
from transforms.name_words import HONOURS, LETTERS, ORGANISATIONS, PARTICLES, RANKS, ROLES
from transforms.names import fold, split_names, styles
from transforms.records import Credit
from transforms.titles import is_site_name

LONGEST = 300  # characters; a longer credit is a paragraph
MOST_CREDITS = 20
_PREFIX = re.compile(rf"^(?:{'|'.join(re.escape(prefix) for prefix in PREFIXES)})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\]]*\]|https?://\S+|\bwww\.\S+|\S+@\S+\.\S+|(?<!\w)@\w+|[\U0001F300-\U0001FAFF☀-➿]+"
)
_HARD = re.compile(r"\s*[;|•·\n\t‧]\s*|\s+/\s+|\s+[–—-]\s+")
_AND = re.compile(r"\s+(?:and|und|et|y|&|\+|with|og|och|en|e)\s+|\s*,\s*(?:and\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\s+(?:for|in|at|of|from|on|via|für|aus|pour|para)\s+(?=[A-ZÄÖÜ]).*$")
_RANK = re.compile(rf"\b(?:{'|'.join(RANKS)})\b", re.IGNORECASE)


def read_credit(written: str, sites: frozenset[str], alone: bool = False) -> list[Credit]:
    """Return whom a credit names, in order.

    `sites` are the folded names of the outlet. `alone` says that the place holds nothing but a name (JSON-LD's
    Person, a link to an author's page): there a pen name of one word is a name too.
    """
    byline = " ".join(unescape(written[: LONGEST * 2]).split())
    if not byline or len(byline) > LONGEST or byline.startswith(("http:", "https:", "//", "@")):
        return []
    if _is_organisation(byline, sites):
        return [Credit(byline, byline, "organisation")]
    plain = _ASIDE.sub(" ", byline)
    plain = _PREFIX.sub("", _PREFIX.sub("", " ".join(plain.split())))
    if _RANK.search(plain):
        names = [name for name in split_names(plain) if _kind(name, sites, alone) == "person"]
        return [Credit(styles(name).name, byline) for name in names[:MOST_CREDITS]]
    found = [_credit(part, byline, sites, alone) for part in _parts(plain)]
    return _once([credit for credit in found if credit])[:MOST_CREDITS]


def _parts(plain: str) -> list[str]:
    last_first = re.fullmatch(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’.-]*(?: [^\W\d_]\.?)?)", plain)
    if (
        last_first
        and not _bare(plain) & (STAFF | NEVER | ORGANISATIONS | BODIES | ROLES)
        and fold(last_first[2]) not in AGENCIES
    ):
        return [f"{last_first[2]} {last_first[1]}"]
    parts = []
    for piece in _HARD.split(plain):
        parts += [part for part in _AND.split(piece) if part]
    return parts


def _bare(text: str) -> set[str]:
    return {word.strip(".,:;'’\"").casefold() for word in text.split()}


def _credit(part: str, byline: str, sites: frozenset[str], alone: bool) -> Credit | None:
    name = _PREFIX.sub("", part.strip(" ,.:;-–—*|/\"'“”„"))
    name = _FROM.sub("", name).strip(" ,:;")
    kind = _kind(name, sites, alone)
    if kind is None:
        return None
    if kind != "person":
        return Credit(name, byline, kind)
    name = _cased(styles(name).name)
    return Credit(name, byline) if name else None


def _kind(name: str, sites: frozenset[str], alone: bool) -> str | None:
    """Return person, staff or organisation, or None where the words name nobody."""
    words = name.split()
    bare = _bare(name)
    if not words or len(name) > 60 or len(words) > 7 or not any(c.isalpha() for c in name) or bare & NEVER:
        return None
    if _is_organisation(name, sites):
        return "organisation"
    if bare & STAFF:
        return "staff"
    if bare & (BODIES | (ORGANISATIONS - {"young", "house", "day"})):
        return "organisation" if len(words) > 1 else None
    if bare & ROLES or (any(c.isdigit() for c in name) and not (alone and len(words) == 1)):
        return None
    if (
        len([word for word in words if fold(word) not in LETTERS.keys() | HONOURS]) < 2
        and not alone
        and not _unspaced(name)
    ):
        return None
    return "person" if all(_names(word) for word in words) else None


def _names(word: str) -> bool:
    first = word.lstrip("'’\"(“.-")[:1]
    return not first or not first.islower() or word.casefold() in PARTICLES or len(word) <= 3 or not word.isascii()


def _unspaced(name: str) -> bool:
    """Tell whether a name is written in a script without spaces between its parts."""
    return 2 <= len(name) <= 6 and all("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in name)


def _is_organisation(text: str, sites: frozenset[str]) -> bool:
    return fold(text) in AGENCIES or is_site_name(text, sites)


def _cased(name: str) -> str:
    """Return a name set in capitals as names are written."""
    if not name.isupper() or len(name) < 6:
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)


def _once(credits: list[Credit]) -> list[Credit]:
    seen: dict[str, Credit] = {}
    for credit in credits:
        seen.setdefault(fold(credit.name), credit)
    return list(seen.values())
