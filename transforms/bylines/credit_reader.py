"""Read a credit as printed into persons, staff and organisations; return nothing for words that name none of these."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from html import unescape

from transforms.bylines.credit_bodies import BODY_WORDS, is_body_of, is_persons_site
from transforms.bylines.credit_cleanup import (
    recase_line,
    remove_asides,
    remove_date_before,
    remove_furniture,
    remove_prefix,
    remove_stamp,
    unify_letters,
)
from transforms.bylines.credit_offices import is_office, remove_office
from transforms.bylines.credit_words import AGENCIES, JOBS, NEVER, STAFF, WIRES
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.interviews import keep_interviewer
from transforms.bylines.inverted_names import capitalise, turn_inverted, turn_listed
from transforms.bylines.name_words import COURTESIES, HONOURS, LETTERS, PARTICLES, RANKS, ROLES, STOPS, STYLES
from transforms.bylines.names import fold_name, parse_name, split_names
from transforms.bylines.printed_roles import NameRun, separate_roles
from transforms.page.title_text import is_site_name
from transforms.records import Credit

MAX_CREDIT_CHARS = 300  # characters; a longer credit is a paragraph
MAX_CREDITS = 20
MIN_TITLED_PERSON = 3  # words: "The Jane Roe" is a programme, "The Chancellor Jane Roe" a person
_HARD = re.compile(r"\s*[;|‖¦•·\n\t‧]\s*|\s+/\s+|\s+[–—-]\s+")
_AND = re.compile(r"\s+(?:and|und|et|y|&|\+|with|og|och|en|e)\s+|\s*,\s*(?:and\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\s+(?:for|in|at|of|from|on|via|für|aus|pour|para)\s+(?=(?:the\s+)?[A-ZÄÖÜ]).*$")
_SLASH = re.compile(r"[^\W\d_][\w.'’-]* [^/]+/[^\W\d_][\w.'’-]* [^/]+")
_FOR = re.compile(
    r"(?:\s*[:,]\s*(?:(?:for|in|at|of)\s+)?|"
    r"\s+(?i:special(?:ly)? (?:to|for)|for|in|at|of|from|on|via|für|aus|pour|para)\s+(?:the\s+)?|\s+The\s+)"
    r"(?=[A-ZÄÖÜ]).*$"
)
_AGENCY_AFTER = re.compile(
    rf"(?<=\w\w)\s+(?:the\s+)?(?:{'|'.join(agency for agency in sorted(AGENCIES) if ' ' in agency)})\W*$", re.IGNORECASE
)
_LABELLED = re.compile(
    r"^(?:(?P<slug>(?=[a-z]+-[a-z]))|(?:the\s+)?(?:[\w’']+\s+){0,2}(?:diary|table|notebook|column|liblink|postcard|interview)"
    r":\s+)(?P<name>[^\s:,]+(?:\s[^\s:,]+){0,4})(?=:|$|\s\()",
    re.IGNORECASE,
)
# Words that pages print in the author's place and that do not name anyone.
_LABEL_ALONE = re.compile(
    r"(?:by |von )?(?:no author|(?:multiple|various|several|many) (?:authors|contributors|writers|"
    r"(?:mps|msps|mss|peers)(?:\s(?:and|&)\s(?:mps|peers))?)|author (?:archives?|page|profile|bio|info|posts?)|"
    r"contact (?:the )?author|(?:posted |filed )?(?:in|under) [\w&’' ]{2,40}|opinion piece|guest (?:post|blog|article)|"
    r"(?:latest|breaking|top|more|all|related|popular|trending) (?:news|stories|posts|articles|headlines)|"
    r"editor(?:s|[’']s|s[’'])? (?:picks?|choice)|"
    r"(?:sponsored|partner|paid|promoted|branded) (?:content|post|article|feature)|"
    r"reading time|press releases?)",
    re.IGNORECASE,
)
_EMPLOYER_AFTER = re.compile(
    r"(?<=\w\w)\s+(?:(?:BBC|ITV|CNN|CBS|NBC|ABC|Sky|STV|RTÉ)\s(?:News|Sport|Verify|Wales|Scotland|Politics|Online|"
    r"(?:[A-Z][\w-]+\s){0,3}(?i:correspondent|editor|reporter|producer|journalist))|"
    r"Local Democracy Reporting Service|LDRS|AFP|AP|DPA|EFE|NTB|PAP)\W*$"
)
# "The Skell Lantern", but not "The Rt Hon Jane Roe".
_TITLED_BODY = re.compile(
    rf"^(?:The|THE)\s(?!(?:{'|'.join(STYLES)})\b)[^\s:]+\s[^\s:]+(?:\s[^\s:]+){{0,3}}$", re.IGNORECASE
)
_STYLES = frozenset(LETTERS) | HONOURS | COURTESIES
_UNNAMED = re.compile(r"[?!=<>{}%$#^*_\\]")
_RANK = re.compile(rf"\b(?:{'|'.join(RANKS)})\b", re.IGNORECASE)


def read_credit(written: str, sites: frozenset[str] = frozenset(), alone: bool = False) -> list[Credit]:
    """Return the persons and bodies that a credit names, in order; used for pages, text captures and the register.

    The credit is as printed, with its prefix: "By Jane Roe, MP for Marsh and Fenwick Sands, and Lord Doe". The caller
    must exclude lines that are not credits: every run of capitalised words in them may be read as a name. `sites` are
    the outlet's names, each folded by `title_text.fold_line` and without spaces: they are organisations. `alone` means
    that the place contains only a name (JSON-LD's Person, a link to an author's page); then a pen name of one word is
    accepted too.

    Each credit has `name` (without style, letters and office), `printed` (with styles and letters), `role` (the
    office and seat printed with it) and `byline` (the complete credit). A body after a person ("Jane Roe, CNN") is
    the person's employer, not a separate credit; a credit without any person is not split. In an interview, the
    interviewer is credited. A credit longer than MAX_CREDIT_CHARS characters returns an empty list.
    """
    byline = " ".join(unescape(written[: MAX_CREDIT_CHARS * 2]).split())
    if not byline or len(byline) > MAX_CREDIT_CHARS or byline.startswith(("http:", "https:", "//", "@")):
        return []
    return list(_read(byline, sites, alone))


@lru_cache(maxsize=1024)  # a page names its author in five places or more
def _read(byline: str, sites: frozenset[str], alone: bool) -> tuple[Credit, ...]:
    if _LABEL_ALONE.fullmatch(byline):
        return ()
    asked = keep_interviewer(remove_furniture(unify_letters(remove_asides(byline))))
    plain = recase_line(remove_prefix(remove_date_before(asked)))
    if not plain and "@" in byline:
        return ()
    if not _HARD.search(plain) and _is_organisation(plain or byline, sites) and not _worker(plain, sites):
        whole = remove_stamp(plain) or plain or byline
        return (Credit(whole, byline, "organisation"),)
    if is_body_of(plain):
        return (Credit(remove_stamp(plain) or plain, byline, "organisation"),)
    plain = turn_listed(plain)
    runs = separate_roles(plain)
    found = [credit for run in runs for credit in _read_run(run, byline, sites, alone)]
    persons = [credit for credit in found if credit.kind == "person"]
    if any(" " in credit.name for credit in persons):  # "Jane Roe, MBA, Futurism": one word after a name is not a name
        persons = [credit for credit in persons if " " in credit.name or not credit.name.isascii()]
    if not found:
        persons = _read_sentence(asked, byline, sites)
    if persons or len(found) < 2:
        return tuple(_merge_titles(_once(persons or found)[:MAX_CREDITS], byline))
    return (Credit(plain, byline, found[0].kind),)


def _read_run(run: NameRun, byline: str, sites: frozenset[str], alone: bool) -> list[Credit]:
    """Return the credits of a run of names, with the office printed with them."""
    if _RANK.search(run.names):
        found = [
            Credit(parse_name(name).name, byline, printed=name)
            for name in split_names(remove_stamp(run.names))
            if _kind(parse_name(name).name, sites, alone) == "person"
        ]
    else:
        found = [credit for part in _parts(run.names) if (credit := _credit(part, byline, sites, alone))]
    last = len(found) - 1
    return [
        replace(credit, role=run.role)
        if run.role and credit.kind == "person" and (run.is_shared or position == (0 if run.leads else last))
        else credit
        for position, credit in enumerate(found)
    ]


def _read_sentence(text: str, byline: str, sites: frozenset[str]) -> list[Credit]:
    """Return the persons of a credit that is part of a sentence or a title, if the surrounding words identify them.

    "Bridges Group chair Jane Roe has written", "The Diary: Jane Roe", "jane-roe: Why bridges fall".
    """
    labelled = _LABELLED.match(text)
    if labelled:
        text = labelled["name"].replace("-", " ").title() if labelled["slug"] else labelled["name"]
    found = []
    for name in split_names(text):
        styled, before = parse_name(name), text.partition(name)[0].split()
        is_sure = labelled or styled.letters or styled.rank or (before and is_office(before[-1]))
        if is_sure and " " in styled.name and _kind(styled.name, sites, False) == "person":
            found.append(Credit(styled.name, byline, printed=name))
    return found


def _parts(plain: str) -> list[str]:
    named = [turn_inverted(piece) for piece in plain.split(";")]
    if all(named):
        return [name for name in named if name]
    return [part for piece in _pieces(plain) for part in _AND.split(piece) if part]


def _pieces(plain: str) -> Iterator[str]:
    """Yield the parts between bars, up to the first date."""
    named = False
    for piece in _HARD.split(plain):
        kept = remove_stamp(piece)
        if kept:
            yield from (kept.split("/") if _is_pair(kept) else [_without_wire(kept)])
        named = named or bool(kept)
        if named and kept != piece:
            return


def _is_pair(piece: str) -> bool:
    """Return whether a slash separates two names; "Jane Roe/Reuters files" credits a picture instead."""
    return bool(_SLASH.fullmatch(piece)) and not any(
        half.split()[0].casefold() in AGENCIES for half in piece.split("/")
    )


def _without_wire(piece: str) -> str:
    """Return the name in "Jane Roe/AFP", whose slash separates it from a news agency."""
    halves = piece.split("/")
    named = [half.strip() for half in halves if fold_name(half) not in WIRES]
    return named[0] if len(halves) == 2 and len(named) == 1 and " " in named[0] else piece


def _worker(text: str, sites: frozenset[str]) -> str | None:
    """Return the person of "Jane Roe for The Lantern": two words or more before the body's name, or None."""
    head = _FOR.sub("", text)
    return head if head != text and " " in head and _kind(head, sites, False) == "person" else None


def _bare(text: str) -> set[str]:
    return {word.strip(".,:;'’\"").casefold() for word in text.split()}


def _is_titled_body(name: str) -> bool:
    """Return whether a name is "The Skell Lantern", and not a person after an office: "The Labour MP Jane Roe"."""
    words = name.split()
    is_person = len(words) > MIN_TITLED_PERSON and words[-2].casefold() in GIVEN_NAMES
    return bool(_TITLED_BODY.match(name)) and not is_person


def _credit(part: str, byline: str, sites: frozenset[str], alone: bool) -> Credit | None:
    name = printed = remove_prefix(part.strip(" ,.:;-–—*|/\"'“”„"))
    if _is_titled_body(name):
        return Credit(name[0].upper() + name[1:], byline, "staff" if _bare(name) & STAFF else "organisation")
    name = _worker(name, sites) or _AGENCY_AFTER.sub("", _EMPLOYER_AFTER.sub("", name))
    bare = parse_name(name).name  # "Labour MP Jane Roe": the party before a name is not an employer
    name = bare if bare != name and " " in bare and _kind(bare, sites, False) == "person" else name
    if _kind(name, sites, alone) == "organisation" and not (remove_office(name) and not is_site_name(name, sites)):
        return Credit(name, byline, "organisation")
    whole, name = name, parse_name(_FROM.sub("", name).strip(" ,:;")).name
    if " " not in name and name.isascii() and re.search(r"\s(?:of|for)\s", whole):
        return Credit(whole, byline, "organisation")  # "Mothers for Peace"
    kind = _kind(name, sites, alone)
    if kind != "person" and (person := remove_office(name)) and _kind(person, sites, False) == "person":
        name, kind = person, "person"
    if kind != "person":
        return Credit(name, byline, kind) if kind else None
    return Credit(_cased(name), byline, kind, printed=printed)


@lru_cache(maxsize=1024)  # asked up to six times for one name
def _kind(name: str, sites: frozenset[str], alone: bool) -> str | None:
    """Return person, staff or organisation, or None if the words name none of these."""
    words, bare = name.split(), _bare(name)
    if not words or words[0] in ("a", "an") or len(name) > 60 or len(words) > 7 or ":" in name or not name[0].isalnum():
        return None
    if _is_organisation(name, sites) or any(word.isupper() and fold_name(word) in sites for word in words):
        return "organisation"
    if bare & NEVER or words[-1].casefold() in JOBS or not any(c.isalpha() for c in name) or _UNNAMED.search(name):
        return None
    if bare & STAFF:
        return "staff"
    if bare & BODY_WORDS or words[0] in ("The", "THE") or ".com" in name.lower():
        return "organisation" if len(words) > 1 else None
    return "person" if _is_person(name, words, bare, alone) else None


def _is_person(name: str, words: list[str], bare: set[str], alone: bool) -> bool:
    if words[0].casefold() in RANKS and "of" in words:
        words = [word for word in words if word.casefold() != "the"]  # "Baroness Roe of The Shaws"
        bare = bare - {"the"}
    if any(map(is_office, words)) or bare & ROLES or (any(map(str.isdigit, name)) and not (alone and len(words) == 1)):
        return False
    named = [word for word in words if fold_name(word) not in _STYLES]
    if not named:
        return False
    if len(named) < 2 and not alone and not _unspaced(name):
        return False
    if words[-1].casefold() in STOPS:  # "Replying to"
        return False
    capitals = [_has_capital(word) for word in words]
    is_pen_name = alone and len(words) <= 3 and capitals[0] and name.replace(" ", "").isalpha()
    return all(capitals) or (is_pen_name and not (len(words) > 1 and words[0].isupper()))  # "UN commander"


def _has_capital(word: str) -> bool:
    first = word.lstrip("'’(“.-")[:1]
    return not first or not first.islower() or word.casefold() in PARTICLES or len(word) <= 3


def _unspaced(name: str) -> bool:
    """Return whether a name is in a script that puts no spaces between names."""
    return 2 <= len(name) <= 6 and all("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in name)


def _is_organisation(text: str, sites: frozenset[str]) -> bool:
    if fold_name(text) in AGENCIES:
        return True
    return bool(text) and is_site_name(text, sites) and not is_persons_site(text, sites)


def _cased(name: str) -> str:
    """Return a name printed in capitals with normal capitalisation."""
    if not name.isupper() or len(name) < 6 or " " not in name:
        return name
    return capitalise(name)


def _merge_titles(credits: list[Credit], byline: str) -> list[Credit]:
    """Return the credits with a peer named twice, "Jane Roe, Baroness Roe of Skell", once: by the title."""
    kept: list[Credit] = []
    for credit in credits:
        title, last = parse_name(credit.name), kept[-1] if kept else None
        is_titled = last and title.rank and fold_name(title.core) == fold_name(last.name).rpartition(" ")[2]
        if (
            last
            and is_titled
            and re.search(rf"{re.escape(last.name)}[^,]{{0,20}}, (?:the )?{re.escape(credit.name)}", byline)
        ):
            kept.pop()
        kept.append(credit)
    return kept


def _once(credits: list[Credit]) -> list[Credit]:
    seen: dict[str, Credit] = {}
    for credit in credits:
        seen.setdefault(fold_name(credit.name), credit)
    return list(seen.values())
