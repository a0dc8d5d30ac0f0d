"""General rules for what stands in the text and is not the piece; each removal is named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.boilerplate.lines import SHORT, TAIL, is_appeal, is_rights, is_wall, rule_of
from transforms.boilerplate.repeats import repeats
from transforms.dates.date_formats import parse_date
from transforms.page.title_text import fold_line

HEAD = 4  # paragraphs at the top, where title, byline and date may be printed again
FOOT = 3  # paragraphs at the end, where rights, contacts and biographies stand
LONG_TITLE, KICKER = 20, 60  # characters of a title, and of what may stand before it: "Harbours: Ferries …"
LOW_FOOT = 5  # paragraphs at the end, where readers are asked for support
PROSE = 100  # characters: a sentence of this length belongs to the piece
_STOPS = (".", "!", "?", ":", "…", "。")
_BYLINE = re.compile(
    r"^(?:(?:words|written|posted|published|story|text|report(?:ed|ing)?)\s+)?(?:by|von|par|por|di|door)\b\s*:?\s*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_CONTACT = re.compile(
    r"(?:\b(?:follow|reach|contact|email|e-mail|tip|write to|tweet)\b.*(?:@\w|\btwitter\b|\bfacebook\b))|"
    r"^\W*(?:follow|reach) (?:the |our )?(?:author|reporter|writer|him|her|them|us)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Cleaned:
    """Paragraphs that stay, and what was taken out, each with its rule."""

    paragraphs: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    wall: str | None = None
    """The line after which the rest is for those who pay, where nothing of the piece follows it."""


def clean(paragraphs: list[str], title: str, names: Sequence[str] = (), language: str | None = None) -> Cleaned:
    """Take out what is not the piece, by rules that hold on any outlet's pages.

    `names` are the credited authors. Title, byline and date are known by their place at the top, rights and contacts
    by theirs at the end; a line that repeats words of a longer paragraph is a pull quote wherever it stands.
    """
    result = Cleaned()
    end = _tail(paragraphs)
    surnames = frozenset(fold_line(name).split()[-1] for name in names if fold_line(name))
    repeated, listing = repeats(paragraphs), False
    for position, paragraph in enumerate(paragraphs):
        rule = "after the piece" if position >= end else rule_of(paragraph)
        rule = rule or ("listed below a prompt" if listing and _is_item(position, paragraphs) else None)
        listing = rule in ("prompt", "listed below a prompt")
        rule = rule or _by_place(paragraph, position, end, fold_line(title), surnames, language)
        rule = rule or repeated.get(position)
        if rule:
            result.removed.append(f"{rule}: {paragraph[:300]}")
            result.wall = paragraph[:300] if is_wall(paragraph) else result.wall
        else:
            result.paragraphs.append(paragraph)
            result.wall = None if len(paragraph) >= PROSE else result.wall
    return result


def _tail(paragraphs: list[str]) -> int:
    """Return where the piece ends: at the first heading that opens what follows pieces and is followed by no prose."""
    prose = (
        i for i, text in enumerate(paragraphs) if len(text) >= SHORT or (len(text) >= PROSE and _is_sentence(text))
    )
    last_prose = max(prose, default=0)
    for position in range(last_prose + 1, len(paragraphs)):
        if len(paragraphs[position]) <= 60 and TAIL.match(paragraphs[position]):
            return position
    return len(paragraphs)


def _is_item(position: int, paragraphs: list[str]) -> bool:
    """Tell whether a line below a prompt such as "Read more" is one of its links, and not the piece going on.

    A list item is; a line that is no sentence is unless prose follows it: then it is a heading of the piece.
    """
    line, after = paragraphs[position], paragraphs[position + 1 : position + 2]
    if line.startswith("- "):
        return True
    heads = bool(after) and (len(after[0]) >= SHORT or _is_sentence(after[0]))
    return len(line) <= 120 and not _is_sentence(line) and not heads


def _is_sentence(paragraph: str) -> bool:
    return paragraph.rstrip("\"'”’»)").endswith(_STOPS)


def _by_place(
    paragraph: str, position: int, end: int, title: str, surnames: frozenset[str], language: str | None
) -> str | None:
    key = fold_line(paragraph)
    at_foot = position >= end - FOOT and position > 0
    edge = position < HEAD or at_foot
    rules = (
        ("marks alone", not key and (position == 0 or len(paragraph) < 3)),
        ("title", position < HEAD and bool(key) and _is_title(key, title)),
        ("date line", edge and _is_date(paragraph, language)),
        ("byline", edge and _is_byline(paragraph, key, surnames)),
        ("rights and contacts", at_foot and (is_rights(paragraph) or bool(_CONTACT.search(paragraph)))),
    )
    if position >= end - LOW_FOOT and position > 0:
        if is_wall(paragraph):
            return "access notice"
        if is_appeal(paragraph):
            return "appeal"
    return next((name for name, holds in rules if holds), None) if len(paragraph) <= SHORT else None


def _is_title(key: str, title: str) -> bool:
    """Tell whether a line is the title, perhaps with a kicker before it."""
    return key == title or (len(title) >= LONG_TITLE and key.endswith(title) and len(key) <= len(title) + KICKER)


def _is_date(line: str, language: str | None) -> bool:
    """Tell whether a line is a date and little else."""
    if len(line) > 80 or not any(c.isdigit() for c in line) or "@" in line or len(_WORD.findall(line)) > 6:
        return False
    return parse_date(line, None, True, language) is not None


def _is_byline(line: str, key: str, surnames: frozenset[str]) -> bool:
    """Tell whether a line names the author and nothing else: "By Jane Roe, Leeds", "Jane Roe"."""
    if len(line) > 120 or line.rstrip().endswith((".", "?", "!")):
        return False
    words = set(key.split())
    named = bool(words & surnames)
    return named and (bool(_BYLINE.match(line)) or len(words) <= 4)
