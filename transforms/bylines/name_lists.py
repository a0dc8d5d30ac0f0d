"""Read a credit word by word: find the runs of capitalised words that are persons, and the end of the author list."""

import html
import re

from transforms.bylines.name_spans import Span, is_untitled, read_person
from transforms.bylines.name_words import (
    BREAKS,
    COMPASS,
    FORMER,
    HONOURS,
    JOINERS,
    LETTERS,
    ORGANISATIONS,
    RANKS,
    ROLES,
    STOPS,
)

MAX_LIST_CHARS = 2_000
"""Maximum length of a credit, in characters; the rest is not read, which limits the time a hostile page can take."""

_TOKEN = re.compile(r"[^\W_](?:[\w.'’‘`‐‑-]|/(?=[Cc]o-op))*|&(?=\s)|['’][tsn]\b|[^\w\s]")
_ASIDE = re.compile(r"\((?![A-Z]\w+\) [A-Z])[^()]*\)|\[[^\]]*\]|https?://\S+|\S+@\S+|@\w+")
_SLUG = re.compile(r"[a-z]+(-[a-z]+)+")
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ((?:[^\W\d_][\w'’.-]*)(?: [^\W\d_]\.?)?)")


def tokenise(text: str) -> list[str]:
    """Return the words and marks of a credit, without text in brackets, addresses and handles."""
    plain = _ASIDE.sub(" ", html.unescape(text).replace("\xa0", " ")).replace("(", "").replace(")", "")
    return [token.rstrip(".") if len(token) > 4 else token for token in _TOKEN.findall(plain)]


def split_names(text: str) -> tuple[str, ...]:
    """Return the persons a credit names, in order, each with the styles printed with the name.

    "By X MP and Y" gives both; "writes Labour MP X" gives "Labour MP X"; "Lord X of Y and Z" is not split; text
    after the list ("talks to Black Rod", ", chief executive of Z") is ignored. A credit without any name of two
    words (a desk, a pen name) is returned unchanged if it is short; a sentence returns ().
    """
    text = " ".join(text[:MAX_LIST_CHARS].split())
    slug = _SLUG.match(text)
    if slug and slug.group() == re.split(r"[\s:(]", text, maxsplit=1)[0]:
        return (slug.group().replace("-", " ").title(),)
    inverted = _LAST_FIRST.fullmatch(text)
    if inverted and not _closed(inverted[1]) and not _closed(inverted[2]):
        return (f"{inverted[2]} {inverted[1]}",)
    words = tokenise(text)
    found = _persons([_recase(word) for word in words] if text.isupper() else words)
    return found or _short(text)


def _closed(word: str) -> bool:
    plain = word.lower()
    return any(plain in words for words in (LETTERS, HONOURS, ORGANISATIONS, ROLES, STOPS, RANKS, COMPASS))


def _recase(word: str) -> str:
    kept = word != "AS" and (word.lower() in LETTERS or word.lower() in HONOURS)
    return word if kept else word.capitalize()


def _short(text: str) -> tuple[str, ...]:
    plain = re.sub(r"^(by|author|words)\b[\s:-]*", "", _ASIDE.sub("", text), flags=re.IGNORECASE).strip(" :;,-–—•·")
    words = plain.split()
    return (plain,) if words and len(words) <= 4 and (len(words) == 1 or plain[0].isupper()) else ()


def _persons(words: list[str]) -> tuple[str, ...]:
    spans: list[Span] = []
    at = 0
    while at < len(words) and not spans:
        at = _take(words, at, spans)
    while at < len(words) and words[at] in JOINERS | BREAKS:
        comma = words[at] == ","
        start = at + 1
        at = _take(words, _past_description(words, start), spans, comma)
        if comma or words[start - 1] in BREAKS:
            at = _next_break(words, at)
    return tuple(_joined(words[span.start : span.end]) for span in spans)


def _take(words: list[str], at: int, spans: list[Span], comma: bool = False) -> int:
    """Add the person whose name begins at that word, if there is one; return the index to continue from."""
    span, after = read_person(words, at)
    if span and span.is_see and comma and spans and is_untitled(words, spans[-1]):
        spans[-1] = Span(spans[-1].start, span.end)  # "Alan Smith, Bishop of St Albans" is one person
    elif span:
        spans.append(span)
    return after


def _next_break(words: list[str], at: int) -> int:
    while at < len(words) and words[at] not in BREAKS and words[at] not in ("and", "&"):
        at += 1
    return at


def _past_description(words: list[str], at: int) -> int:
    while at < len(words) and (words[at] in ROLES or words[at] in JOINERS or words[at] in FORMER):
        at += 1
    return at


def _joined(words: list[str]) -> str:
    return re.sub(r" (,|['’][tsn]\b)", r"\1", " ".join(words))
