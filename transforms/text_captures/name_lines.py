"""Read a line of a text capture that is a person's name, alone or with an office or a seat."""

import re

from transforms.bylines.byline_lines import read_names_alone
from transforms.bylines.credit_reader import read_credit
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.more_given_names import MORE_GIVEN_NAMES
from transforms.bylines.name_words import COURTESIES, ELSEWHERE, HONOURS, LETTERS
from transforms.page.title_text import fold_line
from transforms.records import Credit
from transforms.text_captures.lines import ends_sentence

MAX_AUTHOR_LINE = 80  # characters of a name and an office
_OFFICE = re.compile(
    r"^(?P<name>[^,]{4,50}), (?:(?:the|an?) |(?:[\w’'-]+ ){0,6}?(?:MP|MSP|MS|MLA|peer|councillor|member|leader|"
    r"minister|chair\w*|director|editor|columnist|journalist|reporter|correspondent|commentator|writer|professor|"
    r"lecturer|spokes\w+|candidate|president|secretary|founder|fellow|for|of)\b).{0,100}$"
)
_SEAT = re.compile(
    r"^(?P<name>[^,:]{4,40}? (?:MP|MSP|MS|MLA|MEP))(?:,? (?:for|and|of|the|in|&|[A-Z][\w’'-]+)"
    r"(?: (?:for|and|of|the|in|&|[A-Z][\w’'-]+)){0,6})?$"
)
_TITLES = (
    frozenset({"mp", "msp", "ms", "am", "mla", "mep", "cllr", "councillor", "sir", "dame", "lord", "lady", "dr"})
    | {
        *("baroness", "rt", "professor", "prof", "revd", "rev", "viscount", "viscountess", "earl", "countess"),
    }
    | COURTESIES
)
_THE = re.compile(
    r"^the (?=(?:rt\.? hon|right hon|lord|lady|baroness|earl|countess|viscount|duke|bishop)\b)", re.IGNORECASE
)


def without_echo(line: str) -> str:
    """Return a line without its repetition: "Jane Roe Jane Roe" is an alternative text and a name."""
    words = line.split()
    half = len(words) // 2
    return " ".join(words[:half]) if len(words) % 2 == 0 and words[:half] == words[half:] and half > 1 else line


def read_name(line: str, sites: frozenset[str]) -> Credit | None:
    """Return the person if the whole line is one name, else None.

    A line of capitalised words may also be a label or a place, so the name must begin with a known given name, or
    have a style or letters ("Cllr", "MP").
    """
    bare = _THE.sub("", without_echo(line).strip(" *_|•-–—:"))
    words = bare.split()
    if not 2 <= len(words) <= 9 or len(bare) > 60 or "by" in words or words[0].lower() == "the":
        return None
    if ends_sentence(bare.removesuffix(".")) or any(map(str.isdigit, bare)):
        return None
    is_own = words[0].lower() in MORE_GIVEN_NAMES  # on a person's own site the name is also the outlet's
    credits = read_credit(bare, sites - {"".join(fold_line(bare).split())} if is_own else sites)
    if len(credits) != 1 or credits[0].kind != "person":
        return None
    name = fold_line(credits[0].name).split()
    extra = (
        set(fold_line(bare).split())
        - set(name)
        - _TITLES
        - ELSEWHERE
        - HONOURS
        - LETTERS.keys()
        - {"hon", "right", "the", "of"}
    )
    if extra or len(name) < 2:
        return None
    styles = set(fold_line(bare).split()) & (_TITLES | ELSEWHERE)
    is_known = name[0] in GIVEN_NAMES or name[0] in MORE_GIVEN_NAMES or bool(styles)
    return credits[0] if is_known else None


def read_author_line(line: str, sites: frozenset[str]) -> Credit | None:
    """Return the person if a line is a name, alone or before a bar or an office ("Jane Roe | The Lantern"), else
    None.
    """
    office = _OFFICE.match(line) if len(line) <= MAX_AUTHOR_LINE else None
    seat = _SEAT.match(line)
    heads = (line, line.partition("|")[0], office["name"] if office else "", seat["name"] if seat else "")
    return next((credit for head in heads if head and (credit := read_name(head, sites))), None)


def names_authors(line: str, sites: frozenset[str]) -> bool:
    """Return whether a line is one name, or several whose given names are known: "Jane Roe and John Doe"."""
    if read_author_line(line, sites) is not None:
        return True
    found = read_names_alone(line, sites) if len(line) <= MAX_AUTHOR_LINE and line[-1] not in ".?!:…" else []
    return len(found) > 1 and all(read_name(one.name, sites) for one in found)
