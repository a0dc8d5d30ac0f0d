"""A credit read word by word: which runs of capitals are persons, and where the list of authors ends."""

import html
import re
from dataclasses import dataclass

from transforms.name_words import (
    BREAKS,
    COMPASS,
    COURTESIES,
    ELSEWHERE,
    FORMER,
    HONOURS,
    JOINERS,
    LETTERS,
    MONTHS,
    NOT_PEERS,
    ORGANISATIONS,
    PARTICLES,
    PARTIES,
    RANKS,
    ROLES,
    STOPS,
)

LONGEST = 2_000
"""A credit is not longer, in characters; what is over is not read, which bounds the time a hostile page can take."""

_TOKEN = re.compile(r"[^\W_](?:[\w.'’‘`‐‑-]|/(?=[Cc]o-op))*|&(?=\s)|['’][tsn]\b|[^\w\s]")
_ASIDE = re.compile(r"\((?![A-Z]\w+\) [A-Z])[^()]*\)|\[[^\]]*\]|https?://\S+|\S+@\S+|@\w+")
_SLUG = re.compile(r"[a-z]+(-[a-z]+)+")
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]+), ((?:[^\W\d_][\w'’.-]*)(?: [^\W\d_]\.?)?)")


@dataclass(frozen=True, slots=True)
class _Span:
    """Tokens from `start` to before `end` that name somebody; `size` counts those of the name itself."""

    start: int
    end: int
    is_see: bool = False


def words_of(text: str) -> list[str]:
    """Return the words and marks of a credit, without what stands in brackets, addresses and handles."""
    plain = _ASIDE.sub(" ", html.unescape(text).replace("\xa0", " ")).replace("(", "").replace(")", "")
    return [token.rstrip(".") if len(token) > 4 else token for token in _TOKEN.findall(plain)]


def split_names(text: str) -> tuple[str, ...]:
    """Return the persons a credit names, in order, each with the styles that stand with the name.

    "By X MP and Y" gives both; "writes Labour MP X" gives "Labour MP X"; "Lord X of Y and Z" stays whole; what
    follows the list ("talks to Black Rod", ", chief executive of Z") gives nobody. A credit without any name of two
    words (a desk, a pen name) comes back as it is where it is short; a sentence gives ().
    """
    text = " ".join(text[:LONGEST].split())
    slug = _SLUG.match(text)
    if slug and slug.group() == re.split(r"[\s:(]", text, maxsplit=1)[0]:
        return (slug.group().replace("-", " ").title(),)
    inverted = _LAST_FIRST.fullmatch(text)
    if inverted and not _closed(inverted[1]) and not _closed(inverted[2]):
        return (f"{inverted[2]} {inverted[1]}",)
    words = words_of(text)
    found = _persons([_recase(word) for word in words] if text.isupper() else words)
    return found or _short(text)


def _closed(word: str) -> bool:
    plain = word.lower()
    return any(plain in words for words in (LETTERS, HONOURS, ORGANISATIONS, ROLES, STOPS, RANKS, COMPASS))


def _recase(word: str) -> str:
    return word if word.lower() in LETTERS or word.lower() in HONOURS else word.capitalize()


def _short(text: str) -> tuple[str, ...]:
    plain = re.sub(r"^(by|author|words)\b[\s:-]*", "", _ASIDE.sub("", text), flags=re.IGNORECASE).strip(" :;,-–—•·")
    words = plain.split()
    return (plain,) if words and len(words) <= 4 and (len(words) == 1 or plain[0].isupper()) else ()


def _persons(words: list[str]) -> tuple[str, ...]:
    spans: list[_Span] = []
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


def _take(words: list[str], at: int, spans: list[_Span], comma: bool = False) -> int:
    """Add the person who stands at that word, if one does; return where to go on."""
    span, after = _span(words, at)
    if span and span.is_see and comma and spans:
        spans[-1] = _Span(spans[-1].start, span.end)  # "Alan Smith, Bishop of St Albans" is one person
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


def _is_name(word: str) -> bool:
    plain = word.strip(".").lower()
    return (word[0].isupper() or (word[0].isalpha() and word[0].lower() == word[0].upper())) and plain not in STOPS


def _span(words: list[str], start: int) -> tuple[_Span | None, int]:
    """Read a person at `start`: what stands before the name, the name, the letters after it."""
    at = _before(words, start)
    plain = words[at].strip(".").lower() if at < len(words) else ""
    if plain in RANKS and _is_name(words[at]):
        return _peer(words, start, at)
    end = _run(words, at)
    titled = at > start and words[at - 1].strip(".").lower() in COURTESIES | ELSEWHERE
    named = [word for word in words[at:end] if word[0].isupper() or len(word) > 2]
    if not _is_person(named, titled):
        return None, max(end, start + 1)
    if end < len(words) and words[end].lower() in ROLES and words[end][0].isupper():
        # "Home Affairs Spokesperson Brian Paddick": the capitals before an office belong to it if a name follows.
        role = end
        while role < len(words) and words[role].lower() in ROLES and words[role][0].isupper():
            role += 1
        if _span(words, role)[0]:
            return None, role
    end = _letters(words, end)
    return _Span(start, end), end


def _is_person(named: list[str], titled: bool) -> bool:
    """Two words, or one after a style; no body, no place ("Milton Keynes North"), no owner ("Keir Starmer’s")."""
    if len(named) < (1 if titled else 2):
        return False
    last = named[-1].lower()
    return not ({word.lower() for word in named} & ORGANISATIONS or last in COMPASS or last.endswith(("'s", "’s")))


def _before(words: list[str], at: int) -> int:
    """Pass courtesies, and party, office or letters where a name of two words can still follow."""
    while at < len(words) - 1:
        plain, party = words[at].strip(".").lower(), party_at(words, at)
        if plain in COURTESIES | ELSEWHERE | FORMER or (plain in LETTERS and words[at].isupper()):
            at += 1
        elif party and (party[1] > 1 or _run(words, at) - at != 2):
            at += party[1]
        elif plain in ("peer", "peers"):
            at += 1
        else:
            break
    return at


def party_at(words: list[str], at: int) -> tuple[str, int] | None:
    """Return the register's id of the party named at that word and how many words name it."""
    for length in (2, 1):
        key = tuple(re.sub(r"['’]s$", "", word.strip(".,").lower()) for word in words[at : at + length])
        if key in PARTIES:
            return PARTIES[key], length
    return None


def _run(words: list[str], at: int) -> int:
    """Return the end of the run of name words at `at`."""
    start = at
    while at < len(words):
        word, plain = words[at], words[at].strip(".").lower()
        follows = at + 1 < len(words)
        if plain in PARTICLES and not word[0].isupper():
            if not follows or not (words[at + 1][0].isupper() or words[at + 1] in PARTICLES):
                break
        elif not _is_name(word) or plain in ROLES or (at > start and _ends_run(words, at)):
            break
        at += 1
    return at


def _ends_run(words: list[str], at: int) -> bool:
    plain = words[at].strip(".").lower()
    if plain in LETTERS or plain in HONOURS:
        return words[at].isupper()
    follows_figure = at + 1 < len(words) and words[at + 1][0].isdigit()
    return (plain in RANKS and not _is_surname(words, at)) or (plain in MONTHS and follows_figure)


def _is_surname(words: list[str], at: int) -> bool:
    """Tell whether a rank is a family name: "John Baron MP", "John Bishop writes", but not "Labour’s Lord Hain"."""
    after = words[at + 1] if at + 1 < len(words) else ","
    return (
        words[at].lower() in ("baron", "bishop", "duke", "earl", "lord")
        and after != "of"
        and (not after[0].isupper() or (after.isupper() and after.lower() in LETTERS))
    )


def _letters(words: list[str], end: int) -> int:
    at = end
    while at < len(words):
        step = at + 1 if words[at] == "," else at
        if step >= len(words):
            break
        plain = words[step].strip(".").lower()
        if not (words[step].isupper() and (plain in LETTERS or plain in HONOURS or plain in ELSEWHERE)):
            break
        at = end = step + 1
    return end


def _peer(words: list[str], start: int, at: int) -> tuple[_Span | None, int]:
    while at < len(words) and words[at].lower() in RANKS:
        at += 1
    if at < len(words) and words[at].lower() in NOT_PEERS - {"of"}:
        return None, at + 1
    name_end = _run(words, at)
    end = name_end
    if end + 1 < len(words) and words[end] == "of" and words[end + 1][0].isupper():
        end = _place(words, end + 1)
    elif name_end - at == 1 and _doubles(words, end):
        end += 2  # "Lord Brougham and Vaux"
    if end == at:
        return None, at
    return _Span(start, _letters(words, end), is_see=name_end == at), _letters(words, end)


def _place(words: list[str], at: int) -> int:
    """Return the end of a territorial designation: "Norton-sub-Hamdon", "Mar and Kellie", "Newcastle upon Tyne".

    Every capital belongs to it ("of The Shaws", "the Earl of Home"), but letters and the rank of the next.
    """
    while at < len(words):
        if words[at].lower() in ("upon", "on", "in", "the", "of", "by") and at + 1 < len(words):
            if not words[at + 1][0].isupper():
                break
        elif _doubles(words, at):
            at += 1
        elif not words[at][0].isupper() or words[at].lower() in RANKS or _letters(words, at) > at:
            break
        at += 1
    return at


def _doubles(words: list[str], at: int) -> bool:
    """Tell whether "and Vaux" goes on with a title: one capital alone, which is no other person's."""
    return (
        at + 1 < len(words)
        and words[at] == "and"
        and _run(words, at + 1) == at + 2
        and words[at + 1].lower() not in RANKS.keys() | COURTESIES
    )


def _joined(words: list[str]) -> str:
    return re.sub(r" (,|['’][tsn]\b)", r"\1", " ".join(words))
