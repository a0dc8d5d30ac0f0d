"""A credit as written, read as persons, staff and organisations; what it does not name is nobody."""

import re
from html import unescape

from transforms.credit_words import AGENCIES, BODIES, JOBS, NEVER, PREFIXES, STAFF
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
_STAMP = re.compile(
    r"\s*(?:[•|,]|\b(?:on|am|le|el)\b)?\s*(?:\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mai|Okt|"
    r"Dez)\w*\.? \d|"
    r"\b\d{1,2}(?:[./:]\d|\.? \w+,? \d{4})|\b\d{4}-\d|(?:Updated|Published|Posted|Stand)\b).*$"
)
_HARD = re.compile(r"\s*[;|•·\n\t‧]\s*|\s+/\s+|\s+[–—-]\s+")
_AND = re.compile(r"\s+(?:and|und|et|y|&|\+|with|og|och|en|e)\s+|\s*,\s*(?:and\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\s+(?:for|in|at|of|from|on|via|für|aus|pour|para)\s+(?=[A-ZÄÖÜ]).*$")
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’.-]*(?: [^\W\d_]\.?)?)")
_BODIES = BODIES | (ORGANISATIONS - {"young", "house", "day", "council", "sketch"})
_RANK = re.compile(rf"\b(?:{'|'.join(RANKS)})\b", re.IGNORECASE)


def read_credit(written: str, sites: frozenset[str], alone: bool = False) -> list[Credit]:
    """Return whom a credit names, in order.

    `sites` are the folded names of the outlet. `alone` says that the place holds nothing but a name (JSON-LD's
    Person, a link to an author's page): there a pen name of one word is a name too. A body after a person ("Jane Roe,
    CNN") is where that person works, and no credit of its own; a credit without any person stays whole.
    """
    byline = " ".join(unescape(written[: LONGEST * 2]).split())
    if not byline or len(byline) > LONGEST or byline.startswith(("http:", "https:", "//", "@")):
        return []
    plain = " ".join(_ASIDE.sub(" ", byline).split())
    plain = _STAMP.sub("", _PREFIX.sub("", _PREFIX.sub("", plain)))
    if not _HARD.search(plain) and _is_organisation(plain or byline, sites):
        return [Credit(plain or byline, byline, "organisation")]
    if _RANK.search(plain):
        names = [name for name in split_names(plain) if _kind(name, sites, alone) == "person"]
        return [Credit(styles(name).name, byline) for name in names[:MOST_CREDITS]]
    found = [credit for part in _parts(plain) if (credit := _credit(part, byline, sites, alone))]
    persons = [credit for credit in found if credit.kind == "person"]
    if persons or len(found) < 2:
        return _once(persons or found)[:MOST_CREDITS]
    return [Credit(plain, byline, found[0].kind)]


def _parts(plain: str) -> list[str]:
    last_first = _LAST_FIRST.fullmatch(plain)
    if last_first and not _bare(plain) & (STAFF | NEVER | _BODIES | ROLES | JOBS | AGENCIES):
        return [f"{last_first[2]} {last_first[1]}"]
    return [part for piece in _HARD.split(plain) for part in _AND.split(piece) if part]


def _bare(text: str) -> set[str]:
    return {word.strip(".,:;'’\"").casefold() for word in text.split()}


def _credit(part: str, byline: str, sites: frozenset[str], alone: bool) -> Credit | None:
    name = _PREFIX.sub("", part.strip(" ,.:;-–—*|/\"'“”„"))
    if _kind(name, sites, alone) == "organisation":
        return Credit(name, byline, "organisation")
    name = styles(_FROM.sub("", name).strip(" ,:;")).name
    kind = _kind(name, sites, alone)
    return Credit(_cased(name) if kind == "person" else name, byline, kind) if kind else None


def _kind(name: str, sites: frozenset[str], alone: bool) -> str | None:
    """Return person, staff or organisation, or None where the words name nobody."""
    words, bare = name.split(), _bare(name)
    if not words or len(name) > 60 or len(words) > 7 or ":" in name or not name[0].isalnum():
        return None
    if _is_organisation(name, sites) or any(word.isupper() and fold(word) in sites for word in words):
        return "organisation"
    if bare & NEVER or words[-1].casefold() in JOBS:
        return None
    if bare & STAFF:
        return "staff"
    if bare & _BODIES or words[0] in ("The", "THE") or ".com" in name.lower():
        return "organisation" if len(words) > 1 else None
    return "person" if _is_person(name, words, bare, alone) else None


def _is_person(name: str, words: list[str], bare: set[str], alone: bool) -> bool:
    if bare & (ROLES | JOBS) or (any(c.isdigit() for c in name) and not (alone and len(words) == 1)):
        return False
    named = [word for word in words if fold(word) not in LETTERS.keys() | HONOURS]
    if len(named) < 2 and not alone and not _unspaced(name):
        return False
    capitals = [_has_capital(word) for word in words]
    return all(capitals) or (alone and len(words) <= 3 and capitals[0] and name.replace(" ", "").isalpha())


def _has_capital(word: str) -> bool:
    first = word.lstrip("'’(“.-")[:1]
    return not first or not first.islower() or word.casefold() in PARTICLES or len(word) <= 3 or not word.isascii()


def _unspaced(name: str) -> bool:
    """Tell whether a name is written in a script without spaces between its parts."""
    return 2 <= len(name) <= 6 and all("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in name)


def _is_organisation(text: str, sites: frozenset[str]) -> bool:
    return fold(text) in AGENCIES or (bool(text) and is_site_name(text, sites))


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
