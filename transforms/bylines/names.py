"""Extract names from a credit as printed, remove style and office, and fold them for comparison."""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_lists import MAX_LIST_CHARS, split_names
from transforms.bylines.name_spans import is_capital, match_party, remove_possessive
from transforms.bylines.name_words import AFTER_NAMES, COURTESIES, ELSEWHERE, FORMER, LETTERS, RANKS

__all__ = ["StyledName", "fold_name", "parse_name", "split_names"]

# Letters that Unicode decomposition does not split.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
    | dict.fromkeys("'’‘`´ʼ", None)
    | dict.fromkeys("-‐‑–.·,", " ")
)
_FIRST_COMBINING = "\u0300"
MAX_KNOWN_CHARACTERS = 120  # of a name whose folded form is kept; a longer text is a paragraph
_BISHOP = re.compile(r"^(?P<name>.+?),? (?:the )?(?P<see>(?:Lord )?(?:Archb|B)ishop of .+)$")
_SEE_FIRST = re.compile(r"^(?:[Tt]he )?(?:Lord )?(?:Archb|B)ishop of [A-Z]")


def fold_name(name: str) -> str:
    """Return the name in lower case without accents, apostrophes, full stops, hyphens and entities.

    Different spellings of one name give the same result: "Nick Thomas-Symonds" and "nick thomas symonds",
    "&#214;pik" and "Opik".
    """
    return _fold_known(name) if len(name) <= MAX_KNOWN_CHARACTERS else _fold(name)


def _fold(name: str) -> str:
    text = html.unescape(name).lower()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join([c for c in decomposed if c < _FIRST_COMBINING or not unicodedata.combining(c)])
    return " ".join(text.translate(_PLAIN).split())


_fold_known = lru_cache(maxsize=4096)(_fold)  # a page names its author in five places or more


@dataclass(frozen=True, slots=True)
class StyledName:
    """A name split into its parts. `name` has no courtesy style, office or letters; a peer keeps the rank.

    `rank` is the kind of peer or bishop (lord, lady, viscount, earl, …) or empty; `core` is the name between rank
    and place ("Norton", "David Alton", empty for "Bishop of Oxford"); `place` is what follows "of". `chambers` are
    the chambers that letters or rank claim; `party` is the register's id of a party named before the name.
    `is_elsewhere` means that the name is printed with an office outside the register's chambers.
    """

    name: str
    rank: str = ""
    core: str = ""
    place: str = ""
    courtesies: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    chambers: frozenset[str] = field(default_factory=frozenset)
    party: str | None = None
    is_former: bool = False
    is_elsewhere: bool = False


@lru_cache(maxsize=1024)  # a name is parsed up to five times while it is read
def parse_name(name: str) -> StyledName:
    """Split a credited name into its parts: "Rt Hon Steve McCabe MP" is Steve McCabe, of the commons."""
    text = " ".join(html.unescape(name[:MAX_LIST_CHARS]).replace("\xa0", " ").split()).strip(" ,;:-–—")
    clergy = _BISHOP.match(_turn_see(text))
    if clergy and clergy["name"].lower().split()[-1] not in RANKS:
        return _bishop(clergy["name"], clergy["see"])
    words = text.split()
    party, before, words = _leading(words)
    words, after = _trailing(words)
    rank, core, place = _peerage(words)
    seats = {
        seat
        for word in (*before, *after)
        for seat in LETTERS.get(_plain(word), ())
        if word[:2] not in ("Ms", "As", "as")
    }
    return StyledName(
        name=" ".join(words),
        rank=rank,
        core=core,
        place=place,
        courtesies=tuple(word for word in before if _plain(word) in COURTESIES),
        letters=tuple(after),
        chambers=frozenset(seats | ({"lords"} if rank else set())),
        party=party,
        is_former=any(_plain(word) in FORMER for word in before),
        is_elsewhere=any(_plain(word) in ELSEWHERE for word in (*before, *after)),
    )


def _turn_see(text: str) -> str:
    """Return "Bishop of Marsh Jane Roe" as "Jane Roe, Bishop of Marsh", if a usual given name follows the see."""
    words = text.split() if _SEE_FIRST.match(text) else []
    for at in range(len(words) - 2, 2, -1):
        if fold_name(words[at]) in GIVEN_NAMES and words[at - 1].casefold() not in ("of", "st", "saint", "and", "&"):
            return f"{' '.join(words[at:])}, {' '.join(words[:at])}"
    return text


def _bishop(name: str, see: str) -> StyledName:
    """Return a bishop credited by name and see: the see identifies the person, the name is shown."""
    person, office = parse_name(name), parse_name(see)
    return StyledName(
        person.name, office.rank, person.name, office.place, person.courtesies, person.letters, frozenset({"lords"})
    )


def _plain(word: str) -> str:
    return remove_possessive(word.strip(".,;:()").lower())


def _leading(words: list[str]) -> tuple[str | None, list[str], list[str]]:
    """Split off what precedes the name: party, courtesies, offices, letters; at least one word remains as the name.

    A word that may be a party counts as one only if two words follow: "Green Smith" may be a person.
    """
    at, named = 0, None
    while at < len(words) - 1:
        word, party = _plain(words[at]), match_party(words, at)
        if word in COURTESIES or word in ELSEWHERE or word in FORMER or word in LETTERS or word in ("the", "peer"):
            at += 1
        elif party and len(words) - at > 2:
            named, at = party[0], at + party[1]
        else:
            break
    return named, words[:at], words[at:]


def _trailing(words: list[str]) -> tuple[list[str], list[str]]:
    at = len(words)
    while at > 1 and _is_letters(words[at - 1]):
        at -= 1
    return [*words[: at - 1], words[at - 1].rstrip(",")] if words else [], [word.strip(",.()") for word in words[at:]]


def _is_letters(word: str) -> bool:
    plain = word.strip(",.()")
    return plain in ("PhD", "MSc", "BSc") or (is_capital(plain) and plain.lower() in AFTER_NAMES)


def _peerage(words: list[str]) -> tuple[str, str, str]:
    """Return rank, core and place: "Lord Bishop of Oxford" is a bishop, "Baroness Smith of Basildon" a lady."""
    rank, at = "", 0
    while at < len(words) and _plain(words[at]) in RANKS:
        rank, at = RANKS[_plain(words[at])], at + 1
    if not rank:
        return "", " ".join(words), ""
    rest = words[at:]
    cut = next((i for i, word in enumerate(rest) if word == "of"), len(rest))
    return rank, " ".join(rest[:cut]), " ".join(rest[cut + 1 :])


def find_family_name(name: str) -> str:
    """Return the last word of a name, folded; of "Baroness Roe of Marsh" it is "roe"."""
    return (fold_name(parse_name(name).core) or fold_name(name)).rpartition(" ")[2]
