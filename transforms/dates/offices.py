"""Find persons named with an office, which bounds the date of a text (`seeds/offices.csv`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from transforms.dates.sentences import is_open
from warehouse.schema.seed_files import read_seed

_COLUMNS = ("office", "titles", "name", "took_office_on", "left_on", "source")
CHANGES_OF_GOVERNMENT = (date(2010, 5, 11), date(2024, 7, 4))
_STYLES = r"(?:(?:the )?(?:Rt\.? Hon\.? |Right Honourable )?(?:Sir |Dame |Mr |Mrs |Ms |Dr )?)"
# "Shadow Foreign Secretary", "deputy Labour leader", "a Prime Minister Starmer", "next Prime Minister Rishi Sunak".
_OTHER_OFFICE = re.compile(
    r"\b(?:shadow|deputy|acting|interim|assistant|junior|next|future|incoming|would-be|prospective|aspiring|potential|"
    r"possible|alternative|rival|candidate|a|an|as|lord|vice|opposition|group|council|"
    r"labour|tory|conservative|labour's|tories'|conservatives'|party's|one day|becoming|become)[ -]+$",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(?:former|ex)[ -]+(?:\w+ (?:and|&) )?$", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:said|says|has|have|had|was|were|told|did|announced|admitted|insisted|confirmed|declared|launched|appointed|"
    r"resigned|sacked|visited|met|wrote|voted|promised|claimed|gave|made|took|set out|unveiled|published|agreed|"
    r"fell|went|came|met|spoke|signed|rejected|accused|faced|refused|called|began|became)\b"
)
_PRESENT = re.compile(r"\b(?:is|are|does|do|says?|wants?|believes?|remains?|continues?|insists?)\b")
_POSSIBLE = re.compile(
    r"\b(?:if|unless|whether|would|could(?! (?:not |hardly |never )?have)|might|(?-i:may)|"
    r"will|shall|won't|'ll|imagine|suppose|next|future|soon|"
    r"becomes?|prospect|likely|favourite|bookmakers|odds|polls?|race|contest|bid|hustings|candidates?|ballot)\b|\?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Office:
    """One person's first time in an office: `left_on` is the day they left it or announced that they would.

    `titles` is the pattern of the office's titles.
    """

    office: str
    name: str
    took_office_on: date
    left_on: date | None
    source: str
    titles: str

    @property
    def is_foreseeable(self) -> bool:
        """Whether texts could name the person with the office in advance, because of a coming election or contest."""
        return self.office.startswith(("Prime", "Leader", "First")) or self.took_office_on in CHANGES_OF_GOVERNMENT


@cache
def read_offices() -> tuple[Office, ...]:
    """Read `seeds/offices.csv`."""
    return tuple(_build_office(row) for row in read_seed("offices.csv", _COLUMNS))


def _build_office(row: dict[str, str]) -> Office:
    left = date.fromisoformat(row["left_on"]) if row["left_on"] else None
    return Office(
        row["office"],
        row["name"],
        date.fromisoformat(row["took_office_on"]),
        left,
        row["source"],
        row["titles"],
    )


@cache
def _compile_mentions(titles: str, name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a title before and after a name; few texts name a holder, so few are ever compiled."""
    titles, name = f"(?:{titles})", re.escape(name)
    return (
        re.compile(rf"\b(?i:{titles}) {_STYLES}{name}\b"),
        re.compile(rf"\b{name}, (?:the |our |Britain's |the UK's )(?:current |new |present )?(?i:{titles})\b"),
    )


def find_offices(sentence: str) -> Iterator[tuple[str, date, Office]]:
    """Yield the words, the day and the office of each person whom the sentence names with an office.

    The day is that of taking office, or of leaving it if the person is called a former holder. A sentence that may
    refer to a future election or appointment is not evidence that a person holds an office.
    """
    for office in read_offices():
        if office.name not in sentence:
            continue
        before, after = _compile_mentions(office.titles, office.name)
        for match in (*before.finditer(sentence), *after.finditer(sentence)):
            day = _date_mention(sentence, match, office)
            if day:
                yield match[0], day, office


def _date_mention(sentence: str, match: re.Match[str], office: Office) -> date | None:
    before = sentence[: match.start()]
    if _FORMER.search(before):
        return None if is_open(sentence, match.start(), match.end()) else office.left_on
    if _OTHER_OFFICE.search(before) or sentence.rstrip("\"' )").endswith("?"):
        return None
    if office.is_foreseeable:
        is_held = _PAST.search(sentence) and not _POSSIBLE.search(sentence)
    else:
        is_held = (_PAST.search(sentence) or _PRESENT.search(sentence)) and not is_open(sentence, *match.span())
    return office.took_office_on if is_held else None
