"""Find dates that a sentence places in the past: "since 24 February 2022", "was proscribed in 2019", "In 2019, I
won".
"""

import re
from collections.abc import Iterator
from datetime import date

from transforms.dates.date_formats import get_month_number
from transforms.dates.sentences import is_open

FIRST_YEAR = 1990  # an older year is not evidence: nothing on the web is older
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DATE = (
    rf"(?:(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH}),? |"
    rf"(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? |(?P<month3>{_MONTH}),? )?"
    r"(?P<year>(?:19|20)\d{2})(?![\d\w%/]|[-–—]\d|,\d{3}|\.\d)"
)
# Verbs after which a date is the day of the action. Not "announced", "told", "offered", "delayed": the date after these
# may be the announced one, in the future.
_DONE = (
    r"(?:proscribed|elected|born|founded|built|introduced|abolished|killed|arrested|imprisoned|jailed|sentenced|"
    r"appointed|published|passed|established|created|launched|signed|closed|opened|attacked|murdered|executed|"
    r"convicted|sacked|expelled|suspended|formed|adopted|repealed|lifted|imposed|set up|invaded|annexed|ousted|toppled)"
)
_DID = (
    r"(?:won|lost|became|began|came|went|left|wrote|spoke|met|joined|died|resigned|moved|retired|visited|served|"
    r"graduated|married|arrived|returned|stood|entered|voted|invaded|was born|(?:was|were) (?:\w+ly )?" + _DONE + r")"
)
_BETWEEN = r"(?: (?!(?:that|to|for|is|are|was|were|it|they|he|she|we|which|who|when|and|but)\b)\w+)"
# Words of time and of plans; anywhere in the sentence they mean that the date may be in the future.
_AHEAD = re.compile(
    r"\b(?:will|would|shall|should|could|can|(?-i:may)|might|must|if|unless|until|till|before|"
    r"by (?:the (?:end|start)|mid|early|late|next|\d)|once|next|future|upcoming|"
    r"plan\w*|target\w*|expect\w*|due|schedul\w+|forecast\w*|project(?:s|ed|ion|ions)|predict\w*|propos\w+|"
    r"set to|intend\w*|intention|aim\w*|hop(?:e|es|ed|ing)|promis\w+|pledg\w+|commit\w*|to be|'ll|n't|never)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:will|would|shall|might|if|unless|whether|imagine|suppose)\b", re.IGNORECASE)
_PAST = (
    re.compile(
        rf"\b(?:ever )?since {_DATE}(?! (?:is|was|are|were|has|had|marks|looks|seems|brings|sees|falls)\b)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:was|were) (?:\w+ly )?{_DONE}{_BETWEEN}{{0,4}} (?:in|on) {_DATE}"),
    re.compile(rf"\b(?:I|he|she|they|we|who) (?:first |then |also |\w+ly )?{_DID}{_BETWEEN}{{0,3}} (?:in|on) {_DATE}"),
    re.compile(
        rf"^(?:And |But |Yet |Then |Back )?(?:in|on|In|On) {_DATE},? "
        rf"(?:(?:I|he|she|they|we|it)|(?:the )?[A-Z]\w+(?: [A-Z]\w+){{0,3}}) (?:first |then |also |\w+ly )?{_DID}\b"
    ),
)
_ACT = re.compile(
    r"\b(?:[A-Z][\w']+ |\([A-Z][^)]{2,40}\) |and |of |etc\.? ){1,8}Act (?P<year>(?:19|20)\d{2})\b(?![-–—/]\d)"
)


def find_past_dates(sentence: str) -> Iterator[tuple[str, date]]:
    """Yield the words and the day of each date that the sentence places in the past; for a month or year, its first
    day.
    """
    if sentence.rstrip("\"' )").endswith("?"):
        return
    is_ahead = bool(_AHEAD.search(sentence))
    for number, pattern in enumerate(_PAST):
        if number and is_ahead:
            return
        for match in pattern.finditer(sentence):
            is_refused = _is_future_since(sentence, match) if number == 0 else is_open(sentence, *match.span())
            if not is_refused and (day := _read_day(match)):
                yield match[0], day


def _is_future_since(sentence: str, match: re.Match[str]) -> bool:
    """Return whether the words before "since" refer to the future: "by 2030 we will have built more than since
    2025".
    """
    return bool(_MODAL.search(sentence[max(0, match.start() - 80) : match.start()]))


def find_acts(sentence: str) -> Iterator[tuple[str, date]]:
    """Yield each Act of Parliament that is cited with its year, and the first day of that year."""
    for match in _ACT.finditer(sentence) if "Act " in sentence else ():
        if int(match["year"]) >= FIRST_YEAR and not is_open(sentence, match.start(), match.end()):
            yield match[0].strip(), date(int(match["year"]), 1, 1)


def _read_day(match: re.Match[str]) -> date | None:
    year = int(match["year"])
    name = match["month"] or match["month2"] or match["month3"]
    month = get_month_number(name, "en") if name else 1
    if year < FIRST_YEAR or month is None:
        return None
    try:
        return date(year, month, int(match["day"] or match["day2"] or 1))
    except ValueError:  # the 31st of February
        return None
