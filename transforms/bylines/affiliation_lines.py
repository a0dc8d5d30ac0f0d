"""Find the line that says who the author is, at the beginning or at the end of the article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from transforms.bylines.credit_reader import read_credit
from transforms.bylines.names import find_family_name
from transforms.page.placement import Placement, get_line
from transforms.page.survey import Survey
from transforms.page.title_text import fold_line, is_site_name
from transforms.records import Credit

MAX_AFFILIATION_CHARS = 400  # characters
MIN_BLOCK_CHARS, MAX_BLOCKS = 10, 60  # of the author's blocks of a page
MAX_SHORT = 200  # characters of a closing line that begins with the family name alone
EDGE_PARAGRAPHS = 3  # paragraphs from either end: the line opens or closes an article
_SEATED = (
    r"MPs?|MSPs?|MS|AM|MLA|MEP|peers?|parliamentarian|[Mm]embers? of the [Hh]ouse of (?:[Ll]ords|[Cc]ommons)|"
    r"[Mm]embers? of (?:the )?(?:(?:Scottish |Welsh )?Parliament|Senedd|Legislative Assembly)"
)
_OFFICE = (
    rf"(?:[\w’'/&,-]+ ){{0,8}}?(?:{_SEATED}|(?i:baroness|lord|member|minister|secretary|(?:co-)?chairs?|chairman|"
    rf"chairwoman|"
    r"(?:deputy )?leader|director|founder|president|spokesperson|spokesman|spokeswoman|professor|fellow|candidate|"
    r"councillor|mayor|whip|editor|commissioner|chief executive|head|author|columnist|writer|journalist|broadcaster|"
    r"researcher|historian|economist|lecturer|barrister|solicitor|campaigner|activist|analyst|consultant|advis[eo]r|"
    r"strategist|academic|senator|congress(?:man|woman)|TD))\b"
)
_IS = r"(?:is|was|are|were|sits as|serves as|has been) "
_REPRESENTS = (
    r"(?:represents|chairs|leads) [^.]{3,60} in the (?:U\.?S\.? )?(?:Senate|House|Parliament|Commons|Lords|Senedd)\b"
)
_STYLED = (
    r"(?:(?:[Tt]he )?(?:Rt\.? Hon\.?|Right Honourable|"
    r"(?:Rt|Right|Very|Most)\.? Rev(?:d|erend)?\.?|Sir|Dame|Dr|Prof(?:essor)?|Lord|Lady|Baroness|Viscount|Earl)\.? )*"
)
_NAMED = r"[A-Z][\w.’'-]+(?: (?:[a-z]{1,3} )?[A-Z][\w.’'-]+){0,4}(?:,? (?:MP|MSP|MS|AM|MLA|KC|QC|OBE|MBE|CBE))*"
STYLES = re.compile(_STYLED)
_LINE = re.compile(
    rf"^\W*(?P<who>{_STYLED}{_NAMED}(?: and {_STYLED}{_NAMED})?)(?:, an? [^,.]{{3,40}},)?,? "
    rf"(?:{_IS}{_OFFICE}|{_REPRESENTS})"
)
_REPRESENTS_SEAT = re.compile(
    r"^ (?:represents|is (?:the )?(?:\w+ ){0,3}(?:MP|MSP|MS|MLA|senator|congress(?:man|woman)|representative) "
    r"(?:for|from))\b"
)
_WRITER = re.compile(rf"^\W*[Tt]he (?:writer|author) {_IS}{_OFFICE}")
_REPORTED = re.compile(r"\b(?:said|says|told|tells|added|replied|wrote) ")  # of the subject of a report
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SEAT = re.compile(
    rf"\b(?:{_SEATED})\b|^\W*(?:[Tt]he )?(?:Rt\.? Hon\.? )?(?:the )?(?:Lord|Lady|Baroness|Viscount|Earl) [A-Z]"
)
_WORKS = re.compile(
    r"\bis\b(?P<office>(?:(?!\bformer\b)[^.;]){0,60}?)\b"
    r"(?:editor|reporter|correspondent|columnist|journalist|staff writer)"
    r"(?:-at-large)?(?: (?:of|at|for|with|on) (?P<body>[^.,;]{2,40}))?"
)
_OURS = re.compile(r"^ (?:our|this \w+[’']s) ")
# In other languages a guest's article often opens with who that is: "Odile Roux est maire de Port-Sel."
_IS_ELSEWHERE = re.compile(
    r"^,? (?:est|ist|es|è|é) (?:(?:die|der|das|le|la|un|une|el|una|il|ein|eine|o|a) |l[’'])?(?:[\w-]+ ){0,2}?"
    r"(?:maire|député|sénat|ministre|profess|économiste|président|direct|avocat|histori|essayiste|écrivain|auteur|"
    r"philosoph|sociolog|politolog|chercheu|journalist|diputad|senador|ministr|economista|escritor|periodista|catedrátic|"
    r"alcald|deputat|senator|docente|president|abgeordnete|bundestag|landtag|mitglied|vorsitzend|autor|ökonom|"
    r"bürgermeister|publizist|schriftsteller|rechtsanw|politik)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:the )?(?:former )?(?:Labour|Conservative|Tory|Liberal Democrat|Lib Dem|SNP|Plaid Cymru|Green|DUP|SDLP|UUP|"
    r"Reform UK|Independent|Crossbench|Alliance|Sinn Féin)(?:/Co-op(?:erative)?)? (?:MP|MSP|MS|AM|MLA|peer|member)\b"
    r".{0,200}$"
)
_DOES = re.compile(
    r"^(?: \(\d\d\))?(?:,? (?:MP|MSP|MS|AM|AS|MLA|KC|QC|OBE|MBE|CBE))*,? (?:is|was|has|covers|writes|works|"
    r"joined|serves|sits|"
    r"reports|leads|"
    r"lives|lived|studies|edits|runs|blogs|hosts|directs|heads|founded|holds|makes|teaches|chairs|represents|became|"
    r"ist|war|schreibt|arbeitet|leitet|est|es|era|è|é|er|är|jest|yw)\b"
)


def take_affiliation(paragraphs: list[str], names: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the affiliation line, if there is one near either end, and the paragraphs without it.

    A line is one if it has the form "Name is the … MP for …" and names a credited author, or if it closes the article
    and says what a credited author does. Without a credited author, only a closing line that names a seat is one,
    because an article may open with such a sentence about its subject.
    """
    last = len(paragraphs) - 1
    foot = range(last, max(last - EDGE_PARAGRAPHS, 0), -1)
    head = range(min(EDGE_PARAGRAPHS, max(last - EDGE_PARAGRAPHS + 1, 0)))
    for position in (*foot, *head):
        if is_affiliation(paragraphs[position], names, position in foot):
            start = _find_first_line(paragraphs, position, names, position in foot)
            lines = [line.strip(" *_-•") for line in paragraphs[start : position + 1]]
            keys = set(map(fold_line, lines))
            return " ".join(lines), [line for line in paragraphs if fold_line(line) not in keys]
    return None, paragraphs


def is_affiliation_form(line: str) -> bool:
    """Return whether a line has the form "Jane Roe is the Labour MP for Marsh"."""
    return len(line) <= MAX_AFFILIATION_CHARS and bool(_LINE.match(line) and _SEAT.search(line))


def _find_first_line(paragraphs: list[str], last: int, names: Sequence[str], closes: bool) -> int:
    """Return the position of the first of the affiliation lines, one for each author, that end at a position."""
    start = last
    while start and last - start < EDGE_PARAGRAPHS and _LINE.match(paragraphs[start - 1]):
        if not is_affiliation(paragraphs[start - 1], names, closes):
            break
        start -= 1
    return start


def is_affiliation(paragraph: str, names: Sequence[str], closes: bool) -> bool:
    """Return whether a paragraph says who the author is; `closes` means that it is at the end of the article."""
    if len(paragraph) > MAX_AFFILIATION_CHARS:
        return False
    is_bare = _BARE.match(paragraph) and not paragraph.rstrip().endswith((".", "?", "!"))
    if is_bare or _WRITER.match(paragraph):
        return True
    if any(_describes(paragraph, name, _DOES if closes else _IS_ELSEWHERE) for name in names) or (
        closes and _represents_seat(paragraph, names)
    ):
        return True
    if not _LINE.match(paragraph):
        return False
    opening = fold_line(paragraph[:120]).split()
    if names:
        return any(find_family_name(name) in opening for name in names if fold_line(name))
    sentences = _SENTENCE.split(paragraph)
    is_signature = closes and bool(_SEAT.search(paragraph)) and not _REPORTED.search(paragraph)
    return is_signature and (len(sentences) <= 2 or all(map(_LINE.match, sentences)))


def _represents_seat(paragraph: str, names: Sequence[str]) -> bool:
    """Return whether a short paragraph begins with a family name alone: "Roe represents the Third District"."""
    families = (name.rpartition(" ")[2] for name in names if " " in name)
    return len(paragraph) <= MAX_SHORT and any(
        _REPRESENTS_SEAT.match(paragraph.removeprefix(family)) for family in families if paragraph.startswith(family)
    )


def _describes(paragraph: str, name: str, does: re.Pattern[str]) -> bool:
    """Return whether a paragraph begins with the full name and then says what that person does, in words of `does`."""
    if " " not in name or name not in paragraph:  # as most
        return False
    start = paragraph.lstrip(" *_–-")
    at = start.find(name)
    return at >= 0 and bool(STYLES.fullmatch(start, 0, at) and does.match(start[at + len(name) :]))


def read_signature(line: str | None) -> tuple[Credit, ...]:
    """Return the credits of an affiliation line that replaces a byline: "Jane Roe is the Labour MP for Y" below text
    without a byline.

    Each sentence may name one author. Such a line, found without a credited author, closes the article and names a
    seat (`take_affiliation`).
    """
    found: dict[str, Credit] = {}
    for sentence in _SENTENCE.split(line or ""):
        match = _LINE.match(sentence)
        if match and _SEAT.search(sentence):
            for credit in read_credit(match["who"]):
                if credit.kind == "person" and " " in credit.name:
                    found.setdefault(credit.name, replace(credit, byline=line or "", source="affiliation line"))
    return tuple(found.values())


def find_signature_block(survey: Survey, place: Placement) -> str | None:
    """Return the line "Jane Roe is MP for Marsh" from a block that the markup marks as the author's, or None.

    A block of another article does not count. Blocks with different lines are a list of columnists.
    """
    found = dict[str, HtmlElement]()
    for block in survey.bylines[:MAX_BLOCKS]:
        line = get_line(block, MAX_AFFILIATION_CHARS)
        if len(line) >= MIN_BLOCK_CHARS and is_affiliation(line, [], True) and not place.describe_other_article(block):
            found.setdefault(line, block)
    lines = [line for line, block in found.items() if not any(one in block.iterancestors() for one in found.values())]
    return lines[0] if len(lines) == 1 else None


def mark_staff(credits: tuple[Credit, ...], line: str | None, sites: frozenset[str]) -> tuple[Credit, ...]:
    """Return the credits, with the outlet's own journalists marked as staff.

    The affiliation line shows it: "Jane Roe is political editor of The Lantern". A line that names a seat belongs to
    a parliamentarian, even if the person also edits something.
    """
    works = _WORKS.search(line or "")
    if works is None or _SEAT.search(line or ""):
        return credits
    if not _OURS.match(works["office"]) and not (works["body"] and is_site_name(works["body"], sites)):
        return credits
    named = fold_line(line or "").split()
    return tuple(
        replace(credit, kind="staff")
        if credit.kind == "person" and fold_line(credit.name).split()[-1] in named
        else credit
        for credit in credits
    )


def find_affiliation_block(survey: Survey, names: Iterable[str]) -> str | None:
    """Return the affiliation line from a block that the markup marks as the author's, or None.

    Such blocks (a biography, a byline) are not part of the text, so the line is read before they are removed.
    """
    known = list(names)
    for block in survey.bylines[:MAX_BLOCKS] if known else ():
        text = get_line(block, MAX_AFFILIATION_CHARS)
        if len(text) < MIN_BLOCK_CHARS:
            continue
        if is_affiliation(text, known, True):
            return text
        rests = [text.partition(name)[2].strip(" |,·•–-") for name in known if name in text]
        if office := next((rest for rest in rests if _BARE.match(rest) and not rest.endswith((".", "?", "!"))), None):
            return office
    return None
