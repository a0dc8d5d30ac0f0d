"""Read credits from the outlet's own sentences: "writes …", "He tells …", "Lords Diary: …", "(Reporting by …)"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from transforms.bylines.byline_elements import has_letters
from transforms.bylines.byline_lines import read_names_alone
from transforms.bylines.credit_reader import read_credit
from transforms.bylines.credit_words import NEVER
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_words import ORGANISATIONS, ROLES
from transforms.bylines.names import fold_name, parse_name, split_names
from transforms.bylines.role_units import OFFICE_ALONE, OFFICE_WITH_SEAT
from transforms.records import Credit

_NAME = r"(?:[A-Z][\w.’'-]+ ){1,4}[A-Z][\w.’'-]+"
_WRITES = re.compile(
    rf"(?:,|–|—|-)?\s*writes?\s+(?P<names>[A-Z].{{2,120}}?)(?:\W*$|(?<=\w\w)[.;] (?=[A-Z]))|"
    rf"^(?P<first>{_NAME})(?: MP)? writes\b"
)
_TELLS = re.compile(
    rf"\b(?:[Hh]e|[Ss]he|[Tt]hey)\s+(?:tells?|told|talks? to|talked to|speaks? to|spoke to)\s+(?P<names>{_NAME})"
)
# The last sentence of a standfirst that says what the author does in the article: "Jane Roe looks back."
_LOOKS_BACK = re.compile(
    rf"(?:^|[.!?…]\s+|\n)(?P<names>{_NAME})\s+(?:looks? (?:back|at)|reports?|reviews?|reflects?|investigates?|"
    r"blickt|berichtet|kommentiert|analysiert|schreibt)\b[^.!?]{0,120}[.!?]?$"
)
# What a standfirst says of its author, and a news report of the person whom it quotes.
_SPEAKS = re.compile(
    r"(?:[,.;–—-]|^)\s*(?:says|argues|warns|explains|insists|urges|believes|asks|suggests)\s+(?P<names>[A-Z].{3,100}?)\W*$"
)
_SPEAKER = re.compile(
    rf"^(?P<names>(?:(?:[A-Z][\w’'-]+\s+){{0,3}}(?:MP|MSP|MS|peer|minister|leader)\s+)?{_NAME}(?:,? (?:MP|MSP|MS|MLA))?"
    r"(?:, [^,]{3,80},)?)\s+(?:on|argues?|explains?|says|makes the case|sets out|asks|reflects|warns?|responds|"
    r"believes|considers|calls for|urges|writes)\b"
)
_NAMED_TITLE = re.compile(rf"^(?P<names>{_NAME}(?:,? (?:MP|MSP|MS|MLA))?)\s*(?::|[–—])\s+\S")
_PLACES = re.compile(r" in (?:[A-Z][\w.’'-]+ ?){1,3}(?=,| and |$)")
_COLUMN = re.compile(
    r"^(?:[\w’']+ ){0,3}(?:diary|notebook|column|letter from [\w ]{2,30}|postcard):\s+(?P<name>.+)$", re.I
)
_SLUG = re.compile(r"^(?P<name>[a-z]{2,}(?:-[a-z]{2,}){1,3}):\s")
_SIGNED_OFF = re.compile(r"^\W*(?:Reporting|Written|Words|Story) by (?P<names>[A-Z].{2,200}?)(?:;.*|\W*)$", re.DOTALL)
_NO_NAMES = frozenset(
    {"fact", "check", "must", "long", "deep", "dive", "op", "ed", "anti", "non", "pre", "post", "in", "co"}
)
_CLOSES = re.compile(
    r"^\W*(?:(?:yours|kind|best|warm|warmest|kindest|many thanks and|with)\b(?:[ ,]+(?:very|and|best|kind|warm|every|"
    r"sincerely|faithfully|truly|ever|regards|wishes|good|all)){1,4}|sincerely|regards|best|in solidarity|"
    r"(?:gyda )?(?:chofion|cofion)(?: \w+)?|yn gywir|yr eiddoch yn (?:gywir|ddiffuant)|is mise le meas|le meas)\W*$",
    re.IGNORECASE,
)
_GREETS = re.compile(
    r"^\W*(?:sirs?|madam|dear (?:sir|madam|editor)(?: or madam)?|to the editor)\s*(?:[,:;–—-]|$)", re.IGNORECASE
)
_GUEST = re.compile(
    r"^\W*(?:[Tt]his is |[Tt]oday[’']s is )?(?:an? |our |[Tt]oday[’']s )?[Gg]uest (?:post|blog|article|column|"
    r"piece|essay)(?: (?:is|was|comes))? (?:written by|by|from) (?P<names>(?:(?:Sir|Dame|Dr|Professor|Lord|Baroness) )?"
    rf"{_NAME}(?: (?:MP|MSP|MS|MLA))?)(?=[,.:;]|$| (?:who|of|from|MP)\b)"
)
_AFTER_OFFICE = re.compile(
    rf"^(?:[A-Z][\w’'&-]*,? (?:(?:and|of|the|for) )*){{1,6}}(?:chair(?:man|woman)?|leader|director|president|spokes\w+|"
    rf"founder|secretary) (?P<names>{_NAME})$"
)
MAX_SIGNERS = 3
MAX_CLOSING_CHARS = 40
FOOT_PARAGRAPHS = 3  # paragraphs
MAX_SIGNATURE_CHARS = 100


def read_title_credits(title: str) -> list[Credit]:
    """Return the author that a headline names, in these forms only: "Lords Diary: Baroness Roe", "jane-roe: …".

    "Jane Roe: why bridges fall" may be by her or about her.
    """
    match = _SLUG.match(title) or _COLUMN.match(title)
    if match is None:
        return []
    written = match["name"].strip(" .")
    names = split_names(written)
    spoken = written.replace("-", " ").title() if match.re is _SLUG else written
    if (
        len(names) != 1
        or names[0] != spoken
        or not all(word[0].isupper() or word in ("of", "and") for word in spoken.split())
    ):
        return []
    if set(spoken.casefold().split()) & (_NO_NAMES | ORGANISATIONS | ROLES | NEVER) or " " not in spoken:
        return []
    return [Credit(parse_name(spoken).name, written, source="the title")]


def read_foot_credits(paragraphs: Sequence[str]) -> list[Credit]:
    """Return whom a line at the foot credits: "(Reporting by Jane Roe and John Doe; Editing by Ann Poe)"."""
    for paragraph in paragraphs[-FOOT_PARAGRAPHS:]:
        match = _SIGNED_OFF.match(paragraph)
        if match:
            return _persons(_PLACES.sub("", match["names"]), paragraph.strip(), "a line at the foot")
    return read_signed_foot(paragraphs)


def read_signed_foot(paragraphs: Sequence[str]) -> list[Credit]:
    """Return the persons of a last paragraph that is a signature: only names with letters or an office."""
    if found := _read_letter_end(paragraphs):
        return found
    line = paragraphs[-1].strip(" *_–—-") if len(paragraphs) > 1 else ""
    # "Jane Roe" and, below it, "Member of Parliament for Marsh"
    if len(paragraphs) > 2 and (OFFICE_ALONE.fullmatch(line) or OFFICE_WITH_SEAT.fullmatch(line)):
        line = f"{paragraphs[-2].strip(' *_–—-')}, {line}"
    if not 7 <= len(line) <= MAX_SIGNATURE_CHARS or line[-1] in ".?!:…":
        return []
    found = read_names_alone(line, frozenset())
    is_signed = bool(found) and all(credit.role or has_letters(credit) for credit in found)
    return [replace(credit, source="a line at the foot") for credit in found] if is_signed else []


def _read_letter_end(paragraphs: Sequence[str]) -> list[Credit]:
    """Return the persons who sign a letter: the line after "Yours sincerely,", or a name that ends a text to "Sir,".

    A letter with more than MAX_SIGNERS names is that of a group.
    """
    end = paragraphs[-FOOT_PARAGRAPHS - 1 :] if len(paragraphs) > FOOT_PARAGRAPHS else ()
    closed = next((at for at, line in enumerate(end) if len(line) <= MAX_CLOSING_CHARS and _CLOSES.match(line)), None)
    if closed is None and not (end and _GREETS.match(paragraphs[0][:40])):
        return []
    signers = list[Credit]()
    for written in end[1 if closed is None else closed + 1 :]:
        line = written.strip(" *_–—-,")
        if len(line) <= MAX_SIGNATURE_CHARS and line[-1:] not in ".?!:…":
            found = read_names_alone(line, frozenset())
            if found and all(has_letters(one) or fold_name(one.name.split()[0]) in GIVEN_NAMES for one in found):
                signers += [replace(credit, source="a line at the foot") for credit in found]
                continue
        if signers:
            break
    return signers if len(signers) <= MAX_SIGNERS else []


def read_guest(line: str) -> list[Credit]:
    """Return whom the first line of a text names as its guest: "This is a guest post by Jane Roe, who …"."""
    match = _GUEST.match(line[: 2 * MAX_SIGNATURE_CHARS])
    return _persons(match["names"], match[0], "the first line of the text") if match else []


def read_standfirst_credits(standfirst: str | None) -> list[Credit]:
    """Return whom a standfirst credits; empty if it credits no one.

    "…, writes Jane Roe" names the author. "He tells Jane Roe" names the journalist; the person named before is the
    subject. "A talks to B" is ambiguous and gives no credit.
    """
    if not standfirst:
        return []
    for pattern in (_TELLS, _WRITES, _LOOKS_BACK):
        if match := pattern.search(standfirst):
            written = match.groupdict().get("first") or match["names"]
            return _persons(written, match[0].strip(" ,–—-"), "standfirst")
    return []


def read_speakers(standfirst: str | None, title: str) -> list[Credit]:
    """Return the person whose view a standfirst or a headline gives: "…, says Jane Roe MP", "Jane Roe MP on why …",
    "Jane Roe: Why …".

    The person may be the author, or the subject of a report: the caller must have other evidence.
    """
    for source, text, patterns in (
        ("standfirst", standfirst or "", (_SPEAKS, _SPEAKER)),
        ("the title", title, (_NAMED_TITLE,)),
    ):
        for pattern in patterns:
            if (match := pattern.search(text)) and (found := _persons(match["names"], match[0].strip(" ,–—-"), source)):
                return found
    return []


def _persons(written: str, byline: str, source: str) -> list[Credit]:
    """Return the persons, with names of two or more words, that a part of a sentence names; perhaps after an office
    that is a body's: "Education Committee chair Jane Roe".
    """
    after_office = _AFTER_OFFICE.match(written)
    for part in (written, after_office["names"] if after_office else ""):
        persons = [credit for credit in read_credit(part) if credit.kind == "person" and " " in credit.name]
        if persons:
            return [replace(credit, byline=byline, source=source) for credit in persons]
    return []
