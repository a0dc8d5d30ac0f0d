"""Remove paragraphs that are not part of the article, by rules that hold for any outlet; each removal is listed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.boilerplate.foot_patterns import AFTER_ARTICLE, is_appeal, is_paywall_line, is_rights_notice
from transforms.boilerplate.footnotes import find_footnotes
from transforms.boilerplate.line_patterns import MAX_LINE_CHARACTERS, match_rule
from transforms.bylines.credit_offices import is_office
from transforms.bylines.name_words import LETTERS
from transforms.bylines.role_units import OFFICE_ALONE, OFFICE_WITH_SEAT
from transforms.bylines.sentence_credits import read_guest
from transforms.dates.date_formats import parse_date
from transforms.page.title_text import fold_line

HEAD_PARAGRAPHS = 4  # paragraphs at the top, where title, byline and date may be printed again
FOOT_PARAGRAPHS = 3  # paragraphs at the end, where rights, contacts and biographies are printed
MIN_TITLE_CHARACTERS = 20  # of a title that may have a kicker before it: "Harbours: Ferries …"
MAX_KICKER_CHARACTERS = 60
APPEAL_PARAGRAPHS = 5  # paragraphs at the end, where readers are asked for support
MIN_PROSE_CHARACTERS = 100  # a sentence of this length belongs to the article
MAX_QUOTE_CHARACTERS = 400
# A paragraph that contains so many others, and consists of them by this share, is a summary.
MIN_SUMMARIZED, MIN_SUMMARIZED_SHARE = 3, 0.5
MAX_PARAGRAPHS, MAX_QUOTES = 2_000, 100  # compared; the longest of 482 real articles has 320 lines
MAX_TEXT_CHARACTERS = 200_000  # in which a repeated line is searched
_STOPS = (".", "!", "?", ":", "…", "。")
_BYLINE = re.compile(
    r"^(?:eine? [\w-]+ |une? [\w-]+ |una? [\w-]+ |"
    r"(?:an? )?(?:(?:guest|opinion|comment|special) ){0,2}(?:blog|post|article|column|piece|comment) |"
    r"(?:words|written|posted|published|story|text|report(?:ed|ing)?|ysgrifennwyd)\s+)?"
    r"(?:by|von|par|por|di|door|gan)\b\s*:?\s*",
    re.IGNORECASE,
)
# "Updated: 27 Aug": pages of this year often print no year.
_DAY_ALONE = re.compile(
    r"^\W*(?:last )?(?:updated|published|posted)(?: on)?:? "
    r"(?:\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2})\W*$",
    re.IGNORECASE,
)
_BARS = frozenset("|·•")
_BAR = re.compile(r"\s+[|·•]\s+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PART = re.compile(r"[^\W\d_][\w’'-]*")
_WRITES = frozenset({"writes", "argues", "explains", "reflects"})
MAX_BYLINE_CHARACTERS = 140  # of a line with the author's name and office
_SOURCE = re.compile(r"^\W*(?:from|source|quelle|fuente|fonte)\s*:\s*\w.{1,40}$", re.IGNORECASE)
# Who else worked on a piece: the author's own line is a byline.
_CONTRIBUTED = re.compile(
    r"^\W*(?:additional|further|extra) (?:reporting|research|material) (?:was |were )?(?:by|from) .{3,80}$|"
    r"^\W*(?:edit(?:ed|ing)|translat(?:ed|ion)|"
    r"photograph(?:s|y)|pictures?|video|film(?:ed)?|audio|cartoon|"
    r"illustrations?|graphics?|fact.?check(?:ed|ing)?|produced|production) "
    r"(?:was |were )?by (?-i:(?:the )?[A-Z@]).{2,80}$|^\W*special(?:ly)? (?:to|for) (?-i:[A-Z]).{2,40}$|"
    r"^\W*(?:(?:mit|with|avec|con) )?(?:(?:material|agenturmaterial|informationen) (?:von|der) )?"
    r"(?:\b(?:dpa|afp|ap|reuters|epd|kna|apa|sid|rtr|ansa|efe|sda)\b(?:-\w+)?\W*(?:und |and |et |y )?)+$",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"^(?:words|text|story|written|report(?:ed|ing)?|edit(?:ed|ing)|photo(?:graph)?(?:s|y)?|pictures?|illustrations?|"
    r"illustrated|translat(?:ed|ion)(?: from the \w+)?|produced|artwork|graphics?) by (?-i:[A-Z]).{2,60}$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;|]\s*(?=[A-Z]|$)")
_CONTACT = re.compile(
    r"(?:\b(?:follow|reach|contact|email|e-mail|tip|write to|tweet)\b.*(?:@\w|\btwitter\b|\bfacebook\b))|"
    r"^\W*(?:follow|reach) (?:the |our )?(?:author|reporter|writer|him|her|them|us)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class CleanedParagraphs:
    """The paragraphs that stay, and the removed ones, each with the name of its rule."""

    paragraphs: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    wall: str | None = None
    """The line that announces a paywall, if no prose follows it."""


def clean_paragraphs(
    paragraphs: list[str], title: str, names: Sequence[str] = (), language: str | None = None
) -> CleanedParagraphs:
    """Remove paragraphs that are not part of the article.

    `names` are the credited authors. Title, byline and date are recognised only near the top, rights and contacts only
    near the end; a line that repeats words of a longer paragraph is a pull quote anywhere.
    """
    result = CleanedParagraphs()
    end = _find_end(paragraphs)
    notes = find_footnotes(paragraphs[:end])
    surnames = frozenset(fold_line(name).split()[-1] for name in names if fold_line(name))
    repeated, listing, signed = find_repeats(paragraphs), False, False
    heading = fold_line(title)
    for position, paragraph in enumerate(paragraphs):
        rule = "after the article" if position >= end else "footnote" if position >= notes else match_rule(paragraph)
        rule = rule or ("listed below a prompt" if listing and _is_item(position, paragraphs) else None)
        listing = rule in ("prompt", "listed below a prompt")
        rule = rule or _match_place(paragraph, position, notes, heading, surnames, language)
        is_byline = _names_author(paragraph, position, notes, names) or _introduces_guest(paragraph, position, names)
        rule = rule or ("byline" if is_byline else None)
        if not rule and signed and (OFFICE_WITH_SEAT.fullmatch(paragraph) or OFFICE_ALONE.fullmatch(paragraph)):
            rule = "byline"  # below the author's name
        signed = rule == "byline"
        rule = rule or repeated.get(position)
        if rule:
            result.removed.append(f"{rule}: {paragraph}")
            result.wall = paragraph[:300] if is_paywall_line(paragraph) else result.wall
        else:
            result.paragraphs.append(paragraph)
            result.wall = None if len(paragraph) >= MIN_PROSE_CHARACTERS else result.wall
    return result


def _find_end(paragraphs: list[str]) -> int:
    """Return the position of the first heading such as "Related" without prose after it, else their number."""
    prose = (
        i
        for i, text in enumerate(paragraphs)
        if len(text) >= MAX_LINE_CHARACTERS or (len(text) >= MIN_PROSE_CHARACTERS and _is_sentence(text))
    )
    last_prose = max(prose, default=0)
    for position in range(last_prose + 1, len(paragraphs)):
        if len(paragraphs[position]) <= 60 and AFTER_ARTICLE.match(paragraphs[position]):
            return position
    return len(paragraphs)


def _is_item(position: int, paragraphs: list[str]) -> bool:
    """Return whether a line below a prompt such as "Read more" is one of its links.

    A list item is one. A line that is not a sentence is one, unless prose follows it: then it is a heading.
    """
    line, after = paragraphs[position], paragraphs[position + 1 : position + 2]
    if line.startswith("- "):
        return True
    heads = bool(after) and (len(after[0]) >= MAX_LINE_CHARACTERS or _is_sentence(after[0]))
    return len(line) <= 120 and not _is_sentence(line) and not heads


def _is_sentence(paragraph: str) -> bool:
    return paragraph.rstrip("\"'”’»)").endswith(_STOPS)


def _match_place(
    paragraph: str, position: int, end: int, title: str, surnames: frozenset[str], language: str | None
) -> str | None:
    if position >= end - APPEAL_PARAGRAPHS and position > 0:
        if is_paywall_line(paragraph):
            return "access notice"
        if is_appeal(paragraph):
            return "appeal"
    if len(paragraph) > MAX_LINE_CHARACTERS:  # the patterns below would take the square of its length
        return None
    key = fold_line(paragraph)
    at_foot = position >= end - FOOT_PARAGRAPHS and position > 0
    edge = position < HEAD_PARAGRAPHS or at_foot
    rules = (
        ("marks alone", not key and (position == 0 or len(paragraph) < 3)),
        ("title", position < HEAD_PARAGRAPHS and bool(key) and _is_title(key, title)),
        ("date line", edge and _is_date(paragraph, language)),
        ("byline", edge and _is_byline(paragraph, key, surnames)),
        ("contributors", edge and (bool(_CONTRIBUTED.match(paragraph)) or _is_credits(paragraph))),
        ("source line", edge and bool(_SOURCE.match(paragraph))),
        ("rights and contacts", edge and is_rights_notice(paragraph)),
        ("rights and contacts", at_foot and bool(_CONTACT.search(paragraph))),
    )
    return next((name for name, holds in rules if holds), None)


def _is_title(key: str, title: str) -> bool:
    """Return whether a line is the title, possibly with a kicker before it."""
    return key == title or (
        len(title) >= MIN_TITLE_CHARACTERS and key.endswith(title) and len(key) <= len(title) + MAX_KICKER_CHARACTERS
    )


def _is_date(line: str, language: str | None) -> bool:
    """Return whether a line is little more than a date, or several with bars between them and a reading time."""
    parts = [] if _BARS.isdisjoint(line) else _BAR.split(line)
    if len(parts) > 1 and _is_date(parts[0], language):
        labels = ("reading time", "date line")
        if all(_is_date(part, language) or match_rule(part) in labels for part in parts[1:]):
            return True
    if len(line) > 80 or not any(c.isdigit() for c in line) or "@" in line or len(_WORD.findall(line)) > 6:
        return False
    return parse_date(line, None, True, language) is not None or bool(_DAY_ALONE.match(line))


def _is_byline(line: str, key: str, surnames: frozenset[str]) -> bool:
    """Return whether a line is only the author's name: "By Jane Roe, Leeds", "Jane Roe"."""
    if len(line) > 120 or line.rstrip().endswith((".", "?", "!")):
        return False
    words = set(key.split())
    named = bool(words & surnames)
    return named and (bool(_BYLINE.match(line)) or len(words) <= 4)


def _is_credits(line: str) -> bool:
    """Return whether a line names only who did what: "Words by Jane Roe. Photographs by John Doe."."""
    parts = [part for part in _SENTENCE_END.split(line) if part] if " by " in line.lower() else []
    return len(parts) > 1 and all(_CREDITED.match(part) for part in parts)


def _names_author(line: str, position: int, end: int, names: Sequence[str]) -> bool:
    """Return whether a line near an edge is an author's name and office: "Jane Roe, MS for Marsh", "Jane Roe MP writes
    on ferries".
    """
    near = position < HEAD_PARAGRAPHS or position >= end - FOOT_PARAGRAPHS
    if not near or len(line) > MAX_BYLINE_CHARACTERS or line.rstrip().endswith((".", "?", "!", "…")):
        return False
    start = line.lstrip(" *_–—-")
    rest = next((start[len(name) :] for name in names if " " in name and start.startswith(name)), None)
    words = _PART.findall(rest or "")[:12]
    return bool(words) and any(
        is_office(word) or word in _WRITES or (word.isupper() and word.lower() in LETTERS) for word in words
    )


def _introduces_guest(line: str, position: int, names: Sequence[str]) -> bool:
    """Return whether one of the first lines says no more than whose guest post the text is."""
    if position >= HEAD_PARAGRAPHS or len(line) > MAX_LINE_CHARACTERS or "guest" not in line.lower():
        return False
    return any(credit.name in names for credit in read_guest(line))


def find_repeats(paragraphs: Sequence[str]) -> dict[int, str]:
    """Return the rule, by position, for each paragraph whose words occur again inside a longer one of the same text.

    Such a line is a pull quote. But a paragraph that contains several whole others is a summary, and is removed in
    their place.
    """
    folded = [fold_line(paragraph) for paragraph in paragraphs[:MAX_PARAGRAPHS]]
    joined = "\n".join(f" {key} " for key in folded)[:MAX_TEXT_CHARACTERS]
    lines = Counter(joined.split("\n"))
    quotes = [position for position, key in enumerate(folded) if _is_repeated(paragraphs[position], key, joined, lines)]
    rules = dict.fromkeys(quotes, "pull quote")
    if not MIN_SUMMARIZED <= len(quotes) <= MAX_QUOTES:
        return rules
    containers = {
        at: [quote for quote in quotes if quote != at and f" {folded[quote]} " in f" {key} "]
        for at, key in enumerate(folded)
    }
    for at, inside in containers.items():
        if len(inside) >= MIN_SUMMARIZED and len(
            " ".join(folded[quote] for quote in inside)
        ) >= MIN_SUMMARIZED_SHARE * len(folded[at]):
            rules = {position: rule for position, rule in rules.items() if position not in inside} | {at: "summary"}
    return rules


def _is_repeated(paragraph: str, key: str, joined: str, lines: Counter[str]) -> bool:
    """Return whether a line occurs inside a longer one; `lines` counts the lines of the text `joined`.

    It has at least five words: a shorter line (a refrain, "No.") may repeat without being boilerplate.
    """
    if len(paragraph) > MAX_QUOTE_CHARACTERS or key.count(" ") < 4:
        return False
    return joined.count(f" {key} ") > lines[f" {key} "]
