"""The line that says who the author is, wherever it stands in the piece."""

import re
from collections.abc import Sequence

from transforms.titles import fold

LONGEST = 400
EDGE = 3  # paragraphs from either end: the line opens or closes a piece
_OFFICE = (
    r"(?:\w+[ -]){0,6}?(?:MP|MPs|MSP|MS|AM|MLA|MEP|peer|peers|Baroness|Lord|member|minister|secretary|chair|chairs|chairman|"
    r"chairwoman|co-chair|leader|deputy leader|director|founder|president|vice[- ]president|spokesperson|spokesman|spokeswoman|"
    r"professor|fellow|candidate|councillor|mayor|whip|editor|commissioner|chief executive|head|author|columnist|parliamentarian)\b"
)
_IS = r"(?:is|was|are|were|sits as|serves as|has been)\s+(?:a|an|the|our|currently|now|also)?\s*"
_STYLED = (
    r"(?:(?:The )?(?:Rt Hon|Right Honourable|Sir|Dame|Dr|Prof(?:essor)?|Lord|Lady|Baroness|Baron|Viscount|Earl)\.? )*"
)
_NAMED = r"[A-Z][\w.’'-]+(?: (?:[a-z]{1,3} )?[A-Z][\w.’'-]+){0,4}(?:,? (?:MP|MSP|MS|AM|MLA|KC|QC|OBE|MBE|CBE))*"
_LINE = re.compile(rf"^\W*{_STYLED}{_NAMED}(?: and {_STYLED}{_NAMED})?,? {_IS}{_OFFICE}")
_BARE = re.compile(
    r"^\W*(?:the )?(?:former )?(?:Labour|Conservative|Liberal Democrat|Lib Dem|SNP|Plaid Cymru|Green|DUP|SDLP|Reform UK|Independent|Crossbench|Alliance)"
    r"(?:/Co-op(?:erative)?)? (?:MP|MSP|MS|AM|MLA|peer|member)\b.{0,200}$"
)


def take_affiliation(paragraphs: list[str], names: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the affiliation line, if one stands near either end, and the paragraphs without it.

    A line is one where it has the form "Name is the … MP for …" and names a credited author; where nobody is
    credited, only the last paragraphs may be one, for a piece may well open with such a sentence about its subject.
    """
    authors = [fold(name).split()[-1] for name in names if fold(name)]
    last = len(paragraphs) - 1
    for position in (*range(last, max(last - EDGE, -1), -1), *range(min(EDGE, max(last - EDGE + 1, 0)))):
        paragraph = paragraphs[position]
        if len(paragraph) > LONGEST:
            continue
        if _is_line(paragraph, authors, position > last - EDGE and last > 0):
            return paragraph.strip(" *_"), paragraphs[:position] + paragraphs[position + 1 :]
    return None, paragraphs


def _is_line(paragraph: str, authors: Sequence[str], at_end: bool) -> bool:
    if _BARE.match(paragraph) and not paragraph.rstrip().endswith((".", "?", "!")):
        return True
    if not _LINE.match(paragraph):
        return False
    opening = fold(paragraph[:120]).split()
    return any(author in opening for author in authors) if authors else at_end
