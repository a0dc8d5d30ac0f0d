"""Collect what a page says about an author's office: letters and rank, the affiliation line, the headline, the text."""

import re
from dataclasses import dataclass, replace
from typing import Final

from transforms.affiliations.offices_elsewhere import has_office_elsewhere, is_credited_elsewhere
from transforms.bylines.name_lists import MAX_LIST_CHARS
from transforms.bylines.name_spans import match_party
from transforms.bylines.name_words import LETTERS, PARTY_ABBREVIATIONS, RANKS
from transforms.bylines.names import StyledName, fold_name, parse_name, split_names

_OFFICES: Final = {
    r"MPs?|Members? of Parliament": ("commons",),
    r"MSPs?|Members? of the Scottish Parliament": ("scottish-parliament",),
    r"MSs?|Members? of the Senedd|(?:Welsh )?Assembly Members?": ("senedd",),
    r"AS(?:au)?|Aelod(?:au)? (?:o['’]r )?Senedd(?:ol)?": ("commons", "senedd"),
    r"AMs?|Members? of the London Assembly|London Assembly [Mm]embers?": ("senedd", "london-assembly"),
    r"MLAs?|Members? of the Legislative Assembly": ("ni-assembly",),
    r"AC|Aelod(?:au)? Cynulliad": ("senedd",),
    r"(?:[Ll]ife )?[Pp]eer(?:ess)?|(?:[Mm]ember of|[Ss]its? in|in) the (?:House of )?Lords": ("lords",),
    r"(?:[Ll]eader|[Ww]hip|[Mm]inister|[Ss]pokes(?:man|woman|person)) [^.;,]{0,40}?of the (?:House of )?Lords": (
        "lords",
    ),
}
_FORMER = (
    r"(?P<former>\b(?:[Ff]ormer|[Ee]x-?|[Pp]reviously|[Uu]sed to be|[Ww]as|until \d{4})\b"
    r"(?:(?!\bis\b|\band\b)[^.;,]){0,40}?)?"
)
_OFFICE = {re.compile(rf"{_FORMER}(?<![\w-])(?:{words})(?!\w)"): seats for words, seats in _OFFICES.items()}
# "a researcher for John Doe MP", "adviser to the Labour MP": the office belongs to another person.
_ANOTHERS = re.compile(r"\b(?:to|for|with|by|against|interviews?|office of)\s+(?:\w+\s+){0,4}?$")
_LETTERS_OF_ANOTHER = re.compile(
    r"(?!(?:Green|Labour|Conservative|Reform|Alba) Party )[A-Z][\w’'-]+\s+[A-Z][\w’'-]+\s+$"
)
_CANDIDATE = re.compile(r"^\s*(?:candidate|hopeful|for .{0,60}\bcandidate)|(?:prospective|would-be)\s+$")
# "Labour candidate Jane Roe", "Jane Roe is the PPC for Marsh". Not candidates for the leadership or for mayor:
# members may be those too.
_CANDIDACY = re.compile(
    r"(?<!leadership )(?<!mayoral )(?<!leader )(?<!mayor )\b(?:candidate|hopeful|PPC)s?\b"
    r"(?! for (?:the )?(?:\w+ )?(?:leader|mayor))"
    r"(?: (?:for|in) (?:the )?(?P<seat>[^,.;]{3,60}))?",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"\b(?:talk(?:s|ed|ing)?|sp(?:eaks?|oke)|chat(?:s|ted)?|opens up)\s+(?:to|with)\b|\bt(?:ells?|old)\b"
)
_SUBJECT = re.compile(
    r"^\W*(?:exclusive )?(?:interview|profile|in conversation with|meet|q ?& ?a|long table)\b", re.IGNORECASE
)
_PUBLIC_LIFE = re.compile(
    r"\b(?:MPs?|MSPs?|Parliament|[Pp]arliamentary|Westminster|Whitehall|Holyrood|Senedd|Stormont|Commons|"
    r"House of Lords|peers|Labour|Conservatives?|Tory|Tories|Lib(?:eral)? Dem(?:ocrat)?s?|SNP|Plaid|DUP|Sinn F[eé]in|"
    r"Downing Street|Brexit|NHS|Britain|British|UK|[Cc]onstituen(?:cy|cies|ts?))\b"
)
_CALLING = re.compile(
    r"\b(?:editor|journalist|columnist|correspondent|reporter|broadcaster|lecturer|academic|economist|researcher|student|"
    r"fellow|councillor|MEP|chief executive|managing director|intern)\b",
    re.IGNORECASE,
)
# Work that members of a rarer name are introduced with too ("Philip Norton, professor of government").
_OUTSIDE_CALLING = re.compile(
    r"\b(?:broadcaster|presenter|professor|barrister|solicitor|GP|teacher|nurse|historian|novelist|actor|comedian|vicar|"
    r"chaplain|activist|campaigner|consultant|strategist|(?:chief )?economist|(?<!private )general secretary|"
    r"judge|rabbi|imam|musician|singer|footballer|surgeon|scientist|biographer|poet|playwright|film-?maker|architect|"
    r"author of|founder of|ambassador (?:to|of)|high commissioner|(?:police and crime|european) commissioner|"
    r"secretary[ -]general|vice[ -]chancellor|archbishop of (?!canterbury|york)|dean of|managing partner|"
    r"president of (?!the board of trade|the (?:\w+ )?party|(?:the )?lib)|"
    r"(?:policy|press|research|communications) officer|head of (?!state\b)|chief executive|trustee|"
    r"(?:(?:executive|managing|general|policy|research|campaigns?|communications|deputy) )?director)\b",
    re.IGNORECASE,
)
_ELECTED = re.compile(r"\b[Mm]y (?:own )?constituen(?:cy|ts?)\b|\bas (?:an|the|a) (?:[\w-]+ ){0,3}MP\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says about one author: present and former chambers, parties as the register's ids, seats (folded),
    whether the name has an office outside the register's chambers, an occupation that few members have (`calling`) or
    that is usual outside (`outside_calling`), whether the author is called a candidate, and for which seats.
    """

    chambers: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    seats: frozenset[str] = frozenset()
    is_elsewhere: bool = False
    calling: str | None = None
    outside_calling: str | None = None
    is_candidate: bool = False
    contested: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is no evidence for a parliamentarian."""
        return not (self.chambers or self.past or self.parties or self.seats)


def read_claim(styled: StyledName, lines: str, title: str, seats: frozenset[str], byline: str = "") -> Claim:
    """Return the claims in styles, in the author's own affiliation lines, in the headline and in the credit. `seats`
    are all seats, folded.

    An office of another country contradicts every other claim, except a seat of the register and a peer's rank.
    """
    now, past = _offices(lines, styled)
    if styled.is_former:
        past |= styled.chambers - {"lords"} if styled.rank else styled.chambers
    else:
        now |= styled.chambers
    if styled.rank:
        now |= {"lords"} if not styled.letters else set()
    named = find_parties(lines) | ({styled.party} if styled.party else set())
    found_seats = find_seats(lines, seats)
    if (
        not found_seats
        and not styled.rank
        and (has_office_elsewhere(lines) or is_credited_elsewhere(byline, styled.name))
    ):
        return Claim(is_elsewhere=True)
    candidacies = list(_CANDIDACY.finditer(f"{lines}. {_read_before(byline, styled.name)}"))
    return Claim(
        is_candidate=bool(candidacies),
        contested=frozenset(fold_name(match["seat"]) for match in candidacies if match["seat"]),
        chambers=frozenset(now | _in_title(styled, title)),
        past=frozenset(past),
        parties=frozenset(named),
        seats=found_seats,
        is_elsewhere=styled.is_elsewhere,
        calling=match.group() if (match := _CALLING.search(lines)) else None,
        outside_calling=match.group().strip() if (match := _OUTSIDE_CALLING.search(lines)) else None,
    )


def _read_before(byline: str, name: str) -> str:
    """Return the part of a credit directly before a name: "Labour candidate" of "Labour candidate Jane Roe"."""
    before, found, _ = byline.partition(name)
    return re.split(r"[,;|]|\band\b", before)[-1].strip() if found else ""


def select_own_sentences(affiliation: str | None, styled: StyledName, is_sole: bool) -> str:
    """Return the sentences of an affiliation text that are about this author: those with the family name, or, for a
    sole author, all that name no other person.
    """
    text = " ".join((affiliation or "")[:MAX_LIST_CHARS].split())
    family = (fold_name(styled.core or styled.place).split() or [""])[-1]
    sentences = re.split(r"(?<=[a-z)]\.)\s+(?=[A-Z])|;|\n", text)
    own = [sentence for sentence in sentences if f" {family} " in f" {fold_name(sentence)} "]
    if own or not is_sole:
        return " ".join(own)
    return " ".join(sentence for sentence in sentences if not _subject(sentence))


def _subject(sentence: str) -> str | None:
    """Return the person a sentence is about, if it begins with a name: "Conservative MP Bob Seely is an expert"."""
    opening = re.match(r"(?:[^\s,]+\s+){1,9}?(?:is|was|has|had|are|were)\b|[^,]{4,60},", sentence)
    names = split_names(re.sub(r"\W*\b(?:is|was|has|had|are|were)$|,$", "", opening.group())) if opening else ()
    return names[0] if len(names) == 1 and len(parse_name(names[0]).name.split()) > 1 else None


def _offices(lines: str, styled: StyledName) -> tuple[set[str], set[str]]:
    now: set[str] = set()
    past: set[str] = set()
    for pattern, chambers in _OFFICE.items():
        for match in pattern.finditer(lines):
            before = lines[: match.start()]
            if (
                _is_own(before, styled)
                and not _CANDIDATE.search(lines[match.end() :])
                and not _CANDIDATE.search(before)
            ):
                (past if match["former"] else now).update(chambers)
    return now, past


def _is_own(before: str, styled: StyledName) -> bool:
    named = before.rstrip().endswith(styled.name)
    clause = re.split(r"[,;.]", before)[-1]
    return named or not (_ANOTHERS.search(clause) or _LETTERS_OF_ANOTHER.search(before))


def _in_title(styled: StyledName, title: str) -> set[str]:
    """Read "X MP" and "Lords Diary: Baroness X" in a headline, for an author called X."""
    words = [word.strip(".,:;'’\"“”()") for word in title[:MAX_LIST_CHARS].split()]
    folded = [fold_name(word) for word in words]
    name = fold_name(styled.core).split()
    found: set[str] = set()
    for at in range(len(words)):
        if name and folded[at : at + len(name)] == name and at + len(name) < len(words):
            letters = words[at + len(name)]
            found.update(LETTERS.get(letters.lower(), ()) if letters.isupper() and not title.isupper() else ())
        if name and at and folded[at] == name[-1] and folded[at - 1] in RANKS:
            found.add("lords")
    return found


def find_parties(text: str) -> set[str]:
    """Return the register's ids of the parties that a line names with a capital."""
    words = [word for word in re.findall(r"[\w/'’-]+", text) if word[0].isupper()]
    found = {party[0] for at in range(len(words)) if (party := match_party(words, at))}
    return found - {"independent", "alliance"}  # as words they are common: "Independent Commission", "Alliance of …"


def find_seats(text: str, seats: frozenset[str]) -> frozenset[str]:
    """Return the seats named after an office ("MP for Harlow"), each the longest match in the register."""
    found: set[str] = set()
    for match in re.finditer(r"\b(?:MS?P|MS|AM|MLA|Member of Parliament) (?:for|in) (?:the )?(.{3,90})", text):
        words = fold_name(match[1].replace("&", " and ")).split()
        lengths = range(min(8, len(words)), 0, -1)
        found.update(next(([seat] for n in lengths if (seat := " ".join(words[:n])) in seats), []))
    return frozenset(found)


def add_role(claim: Claim, role: str, seats: frozenset[str]) -> Claim:
    """Return the claim with an office printed next to the name added: "Fenwick Sands MP", "Lab, Fenwick Sands"."""
    parts = [part.strip() for part in re.split(r",| [–—|-] |\band\b|&", role)]
    letters = re.fullmatch(r"(.+?)\s+(MP|MSP|MS|AM|MLA)", role)
    named = {fold_name(re.sub(r"^(?:the|for)\s+", "", part)) for part in (role, *parts, letters[1] if letters else "")}
    whole = fold_name(re.sub(r"^[^,]*,\s*", "", role).replace("&", " and "))
    parties = {PARTY_ABBREVIATIONS[part] for part in parts if part in PARTY_ABBREVIATIONS}
    return replace(
        claim,
        chambers=claim.chambers | (frozenset(LETTERS[letters[2].lower()]) if letters else frozenset()),
        parties=claim.parties | parties,
        seats=claim.seats | (_find_commas_seat(parts, seats) or ((named | {whole}) & seats)),
    )


def _find_commas_seat(parts: list[str], seats: frozenset[str]) -> frozenset[str]:
    """Return the seat whose name has commas: of "Inverness, Skye and West Ross-shire, Lib Dem" not Inverness alone."""
    for length in range(min(len(parts), 4), 1, -1):
        for at in range(len(parts) - length + 1):
            run = [fold_name(re.sub(r"^.*\b(?:for|of)\s+(?:the\s+)?", "", part)) for part in parts[at : at + length]]
            joined = {f"{' '.join(run[:-1])}{link}{run[-1]}" for link in (" and ", " ")} & seats
            if joined:
                return frozenset(joined)
    return frozenset()


def is_interview(byline: str) -> bool:
    """Return whether the credit names the subject of an article: "Interview: X", or "X talks to Y" without an
    interviewer.
    """
    if _SUBJECT.search(byline):
        return True
    match = _INTERVIEW.search(byline)
    return bool(match and _persons(byline[: match.start()]) and _persons(byline[match.end() :]))


def is_interviewer(byline: str) -> bool:
    """Return whether the credit is an interviewer's ("He talks to X"): the affiliation line is about X."""
    return bool(_INTERVIEW.search(byline))


def _persons(text: str) -> tuple[str, ...]:
    """Return the persons named in part of a credit: "The justice secretary" and "Black Rod" are offices."""
    named = (parse_name(name).name.split() for name in split_names(text))
    return tuple(" ".join(words) for words in named if len(words) > 1 and words[0][0].isupper() and words[-1] != "Rod")


def is_about_public_life(*texts: str | None) -> bool:
    """Return whether a page is about British public life."""
    return any(_PUBLIC_LIFE.search(text) for text in texts if text)


def is_by_elected(text: str) -> bool:
    """Return whether the author writes as a person with a constituency."""
    return bool(_ELECTED.search(text))
