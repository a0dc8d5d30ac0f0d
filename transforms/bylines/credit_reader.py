"""A credit as written, read as persons, staff and organisations; what it does not name is nobody."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from transforms.bylines.credit_cleanup import remove_asides, remove_furniture, remove_prefix, remove_stamp
from transforms.bylines.credit_offices import is_office, remove_office
from transforms.bylines.credit_words import AGENCIES, BODIES, JOBS, NEVER, STAFF
from transforms.bylines.name_words import HONOURS, LETTERS, ORGANISATIONS, PARTICLES, RANKS, ROLES, STOPS
from transforms.bylines.names import fold_name, parse_name, split_names
from transforms.page.title_text import is_site_name
from transforms.records import Credit

MAX_CREDIT_CHARS = 300  # characters; a longer credit is a paragraph
MAX_CREDITS = 20
_HARD = re.compile(r"\s*[;|•·\n\t‧]\s*|\s+/\s+|\s+[–—-]\s+")
_AND = re.compile(r"\s+(?:and|und|et|y|&|\+|with|og|och|en|e)\s+|\s*,\s*(?:and\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\s+(?:for|in|at|of|from|on|via|für|aus|pour|para)\s+(?=(?:the\s+)?[A-ZÄÖÜ]).*$")
_SLASH = re.compile(r"[^\W\d_][\w.'’-]* [^/]+/[^\W\d_][\w.'’-]* [^/]+")
_FOR = re.compile(
    r"(?:\s*[:,]\s*(?:(?:for|in|at|of)\s+)?|"
    r"\s+(?i:special(?:ly)? (?:to|for)|for|in|at|of|from|on|via|für|aus|pour|para)\s+)"
    r"(?=[A-ZÄÖÜ]).*$"
)
_AGENCY_AFTER = re.compile(
    rf"(?<=\w\w)\s+(?:the\s+)?(?:{'|'.join(agency for agency in sorted(AGENCIES) if ' ' in agency)})\W*$", re.IGNORECASE
)
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ([^\W\d_][\w'’.-]*(?: [^\W\d_]\.?)?)")
_BODIES = BODIES | (ORGANISATIONS - {"young", "house", "day", "council", "sketch"})
_UNNAMED = re.compile(r"[?!=<>{}%$#^*_\\]")
_RANK = re.compile(rf"\b(?:{'|'.join(RANKS)})\b", re.IGNORECASE)


def read_credit(written: str, sites: frozenset[str], alone: bool = False) -> list[Credit]:
    """Return whom a credit names, in order.

    `sites` are the folded names of the outlet. `alone` says that the place holds nothing but a name (JSON-LD's
    Person, a link to an author's page): there a pen name of one word is a name too. A body after a person ("Jane Roe,
    CNN") is where that person works, and no credit of its own; a credit without any person stays whole.
    """
    byline = " ".join(unescape(written[: MAX_CREDIT_CHARS * 2]).split())
    if not byline or len(byline) > MAX_CREDIT_CHARS or byline.startswith(("http:", "https:", "//", "@")):
        return []
    return list(_read(byline, sites, alone))


@lru_cache(maxsize=1024)  # a page names its author in five places or more
def _read(byline: str, sites: frozenset[str], alone: bool) -> tuple[Credit, ...]:
    plain = remove_prefix(remove_furniture(remove_asides(byline)))
    if not plain and "@" in byline:
        return ()
    if not _HARD.search(plain) and _is_organisation(plain or byline, sites) and not _worker(plain, sites):
        whole = remove_stamp(plain) or plain or byline
        return (Credit(whole, byline, "organisation"),)
    if _RANK.search(plain):
        names = [name for name in split_names(remove_stamp(plain)) if _kind(name, sites, alone) == "person"]
        return tuple(Credit(parse_name(name).name, byline) for name in names[:MAX_CREDITS])
    found = [credit for part in _parts(plain) if (credit := _credit(part, byline, sites, alone))]
    persons = [credit for credit in found if credit.kind == "person"]
    if any(" " in credit.name for credit in persons):  # "Jane Roe, MBA, Futurism": one word beside a name is none
        persons = [credit for credit in persons if " " in credit.name or not credit.name.isascii()]
    if persons or len(found) < 2:
        return tuple(_once(persons or found)[:MAX_CREDITS])
    return (Credit(plain, byline, found[0].kind),)


def _parts(plain: str) -> list[str]:
    named = [_first_last(piece) for piece in plain.split(";")]
    if all(named):
        return [name for name in named if name]
    return [part for piece in _pieces(plain) for part in _AND.split(piece) if part]


def _first_last(piece: str) -> str | None:
    """Return "Roe, Jane" as it is spoken, or None where it is no such thing."""
    turned = _LAST_FIRST.fullmatch(piece.strip())
    if not turned or _bare(piece) & (STAFF | NEVER | _BODIES | ROLES | JOBS | AGENCIES):
        return None
    return f"{turned[2]} {turned[1]}"


def _pieces(plain: str) -> Iterator[str]:
    """Yield the pieces between bars, until a date ends the names."""
    named = False
    for piece in _HARD.split(plain):
        kept = remove_stamp(piece)
        if kept:
            yield from (kept.split("/") if _is_pair(kept) else [kept])
        named = named or bool(kept)
        if named and kept != piece:
            return


def _is_pair(piece: str) -> bool:
    """Tell whether a slash parts two names: not "Jane Roe/Reuters files", which credits a picture."""
    return bool(_SLASH.fullmatch(piece)) and not any(
        half.split()[0].casefold() in AGENCIES for half in piece.split("/")
    )


def _worker(text: str, sites: frozenset[str]) -> str | None:
    """Return the person of "Jane Roe for The Lantern": two words or more before the body's name, or None."""
    head = _FOR.sub("", text)
    return head if head != text and " " in head and _kind(head, sites, False) == "person" else None


def _bare(text: str) -> set[str]:
    return {word.strip(".,:;'’\"").casefold() for word in text.split()}


def _credit(part: str, byline: str, sites: frozenset[str], alone: bool) -> Credit | None:
    name = remove_prefix(part.strip(" ,.:;-–—*|/\"'“”„"))
    name = _worker(name, sites) or _AGENCY_AFTER.sub("", name)
    bare = parse_name(name).name  # "Labour MP Jane Roe": the party before a name is no body
    name = bare if bare != name and " " in bare and _kind(bare, sites, False) == "person" else name
    if _kind(name, sites, alone) == "organisation" and not (remove_office(name) and not is_site_name(name, sites)):
        return Credit(name, byline, "organisation")
    name = parse_name(_FROM.sub("", name).strip(" ,:;")).name
    kind = _kind(name, sites, alone)
    if kind != "person" and (person := remove_office(name)) and _kind(person, sites, False) == "person":
        name, kind = person, "person"
    return Credit(_cased(name) if kind == "person" else name, byline, kind) if kind else None


def _kind(name: str, sites: frozenset[str], alone: bool) -> str | None:
    """Return person, staff or organisation, or None where the words name nobody."""
    words, bare = name.split(), _bare(name)
    if not words or len(name) > 60 or len(words) > 7 or ":" in name or not name[0].isalnum():
        return None
    if _is_organisation(name, sites) or any(word.isupper() and fold_name(word) in sites for word in words):
        return "organisation"
    if bare & NEVER or words[-1].casefold() in JOBS or not any(c.isalpha() for c in name) or _UNNAMED.search(name):
        return None
    if bare & STAFF:
        return "staff"
    if bare & _BODIES or words[0] in ("The", "THE") or ".com" in name.lower():
        return "organisation" if len(words) > 1 else None
    return "person" if _is_person(name, words, bare, alone) else None


def _is_person(name: str, words: list[str], bare: set[str], alone: bool) -> bool:
    if (
        any(map(is_office, words))
        or bare & ROLES
        or (any(c.isdigit() for c in name) and not (alone and len(words) == 1))
    ):
        return False
    named = [word for word in words if fold_name(word) not in LETTERS.keys() | HONOURS]
    if len(named) < 2 and not alone and not _unspaced(name):
        return False
    if words[-1] in STOPS:  # "Replying to"
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
    return fold_name(text) in AGENCIES or (bool(text) and is_site_name(text, sites))


def _cased(name: str) -> str:
    """Return a name set in capitals as names are written."""
    if not name.isupper() or len(name) < 6 or " " not in name:
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)


def _once(credits: list[Credit]) -> list[Credit]:
    seen: dict[str, Credit] = {}
    for credit in credits:
        seen.setdefault(fold_name(credit.name), credit)
    return list(seen.values())
