"""Compare the lines of a text capture with the words of its address, and make a title of these words."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote

from transforms.bylines.name_words import word_set
from transforms.page.title_text import fold_line
from transforms.urls import split_address

MIN_TITLE_WORDS = 4
MIN_SLUG = 6  # letters of an address's last part
_HASH = re.compile(r"^(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6,}$|^[0-9a-f]{12,}$")
_USUAL = word_set(
    "the and for not but are was has had have will with from that this they them what when why who how can its our you "
    "your his her she all any out into over more than then now new may must one two mps news says said"
)
_OF_PERSONS = frozenset({"author", "authors", "contributor", "contributors", "profile", "people", "columnist", "by"})
MAX_NAME_WORDS = 3
_PARTLESS = frozenset({"index", "default", "article", "articles", "news", "blog", "post", "posts", "archive", "html"})


def list_address_words(url: str) -> list[str]:
    """Return the parts of an address that may be made of a title's words, folded: the last part, and longer ones.

    Folders such as `/politics/` or `/tech-news/` name a section.
    """
    address = split_address(url)
    folders = [_without_digest(_slug(unquote(part))) for part in address.path.split("/") if part]
    values = [_slug(value) for _, value in parse_qsl(address.query)]
    long = [part for part in (*folders[:-1], *values) if count_words(part) >= MIN_TITLE_WORDS]
    # An archive of one author's articles: `/author/jane-roe`. `/people/the-ferry-that-never-sailed` is an article.
    is_person = len(folders) > 1 and folders[-2] in _OF_PERSONS and count_words(folders[-1]) <= MAX_NAME_WORDS
    last = [part for part in folders[-1:] if len(part.replace(" ", "")) >= MIN_SLUG and not is_person]
    return [*last, *long]


def count_words(part: str) -> int:
    """Return the number of words of letters: `?id=2024-02-07b.301.4` has none."""
    return sum(word.isalpha() and len(word) > 1 for word in part.split())


def _slug(part: str) -> str:
    stem = re.sub(r"\.(?:html?|php|aspx?)$", "", part)
    return fold_line(stem.replace("-", " ").replace("_", " ").replace("+", " ").replace(".", " "))


def _without_digest(slug: str) -> str:
    """Return a slug without the digest that the site's software adds at its end."""
    head, _, last = slug.rpartition(" ")
    return head if head and _HASH.match(last) else slug


def make_title_of_address(url: str) -> str | None:
    """Return the words of an address's last part as a title, or None if it has none.

    Numbers and digests that the site's software adds at either end are left out.
    """
    parts = [part for part in split_address(url).path.split("/") if part]
    for position, part in enumerate(reversed(parts)):
        words = _slug(unquote(part)).split()
        while words and (words[0].isdigit() or _HASH.match(words[0])):
            words = words[1:]
        while words and ((words[-1].isdigit() and len(words[-1]) > 3) or _HASH.match(words[-1])):
            words = words[:-1]
        letters = [word for word in words if len(word) > 2]
        is_word = len(words) == 1 and words[0].isalpha() and len(words[0]) > 3 and words[0] not in _PARTLESS
        is_phrase = len(letters) >= 2 or (len(words) > 2 and all(word.isalpha() for word in words) and bool(letters))
        if len(letters) >= MIN_TITLE_WORDS or (position == 0 and (is_word or is_phrase)):
            text = " ".join(words)
            return text[0].upper() + text[1:]
        if words and words[0] not in _PARTLESS:
            return None  # above it are folders
    return None


def measure_likeness(line: str, parts: Sequence[str]) -> float:
    """Return the share of an address's letters that the line's words cover, reduced for other words in the line.

    Words may be written apart or run together (`tehran-russiaheap-more-pain-ukraine`).
    """
    words = dict.fromkeys(word for word in line.split() if len(word) > 2 and word.isalpha())
    if not words:
        return 0.0
    best = 0.0
    for part in parts:
        joined = part.replace(" ", "")
        if part == line and len(joined) >= 8:
            return 1.0
        if len(words) < 2 or len(joined) < 8:
            continue
        covered = sum(len(word) for word in words if word in joined)
        best = max(best, min(1.0, covered / len(joined)) * min(1.0, 2 * covered / sum(map(len, words))))
    return best


def shares_a_word(line: str, parts: Sequence[str]) -> bool:
    """Return whether an address has a word of the line, or one with the same beginning ("unite", "united"); a shorter
    word counts if it is whole ("bus").
    """
    joined = " ".join(parts).replace(" ", "")
    short = {word for part in parts for word in part.split() if 2 < len(word) <= 4} - _USUAL
    words = line.split()
    return any(word[:5] in joined for word in words if len(word) > 4) or not short.isdisjoint(words)


def is_more_like(lines: Sequence[str], index: int, parts: Sequence[str]) -> bool:
    """Return whether the address has words of a line and none of the line above it."""
    above = fold_line(lines[index - 1])
    return shares_two_words(fold_line(lines[index]), parts) and not shares_a_word(above, parts)


def shares_two_words(line: str, parts: Sequence[str]) -> bool:
    """Return whether two long words of a line are words of the address, though it has other words too."""
    words = {word for part in parts for word in part.split() if len(word) > 4}
    return len(words & set(line.split())) > 1
