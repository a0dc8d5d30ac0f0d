"""Find runs of words that name one person: the words before the name, the name, the letters after it."""

from dataclasses import dataclass

from transforms.bylines.name_words import (
    COMPASS,
    COURTESIES,
    ELSEWHERE,
    FORMER,
    HONOURS,
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

_TITLES = RANKS.keys() | LETTERS.keys()
_STYLES = COURTESIES | ELSEWHERE
_BEFORE_NAMES = _STYLES | FORMER
_NOT_IN_PLACES = ORGANISATIONS | ROLES | RANKS.keys()
_TITLED = COURTESIES | RANKS.keys()


@dataclass(frozen=True, slots=True)
class Span:
    """Words from `start` up to, not including, `end` that name a person; `is_see`: a peer or bishop named by place
    only.
    """

    start: int
    end: int
    is_see: bool = False


def is_untitled(words: list[str], span: Span) -> bool:
    """Return whether a name has neither rank nor letters: "Alan Smith", who may be the bishop whose see follows the
    comma.
    """
    plain = {word.strip(".").lower() for word in words[span.start : span.end]}
    return not plain & _TITLES


def is_capital(word: str) -> bool:
    """Return whether a word is in capitals, except for a plural "s": MP, MPs."""
    plain = word.strip(".,()")
    return plain.isupper() or (len(plain) > 2 and plain[-1] == "s" and plain[:-1].isupper())


def _is_name(word: str) -> bool:
    plain = word.strip(".").lower()
    return (word[0].isupper() or (word[0].isalpha() and word[0].lower() == word[0].upper())) and plain not in STOPS


def read_person(words: list[str], start: int) -> tuple[Span | None, int]:
    """Read a person at `start`: the words before the name, the name, the letters after it."""
    at = _before(words, start)
    plain = words[at].strip(".").lower() if at < len(words) else ""
    if plain in RANKS and _is_name(words[at]):
        return _peer(words, start, at)
    end = _run(words, at)
    titled = at > start and words[at - 1].strip(".").lower() in _STYLES
    named = [word for word in words[at:end] if word[0].isupper() or len(word) > 2]
    if not _is_person(named, titled):
        return None, max(end, start + 1)
    if end < len(words) and words[end].lower() in ROLES and words[end][0].isupper():
        # "Home Affairs Spokesperson Brian Paddick": the capitalised words before an office belong to it if a name
        # follows.
        role = end
        while role < len(words) and words[role].lower() in ROLES and words[role][0].isupper():
            role += 1
        if read_person(words, role)[0]:
            return None, role
    end = _letters(words, end)
    return Span(start, end), end


def _is_person(named: list[str], titled: bool) -> bool:
    """Return whether the words are a person: two words, or one after a style; not a body, place ("Milton Keynes
    North") or possessive ("Keir Starmer’s").
    """
    if len(named) < (1 if titled else 2):
        return False
    last = named[-1].lower()
    return not ({word.lower() for word in named} & ORGANISATIONS or last in COMPASS or last.endswith(("'s", "’s")))


def _before(words: list[str], at: int) -> int:
    """Return the index after courtesies, and after a party, office or letters if a name of two words can still
    follow.
    """
    while at < len(words) - 1:
        plain, party = words[at].strip(".").lower(), match_party(words, at)
        if plain in _BEFORE_NAMES or (plain in LETTERS and words[at].isupper()):
            at += 1
        elif party and (party[1] > 1 or _run(words, at) - at != 2):
            at += party[1]
        elif plain in ("peer", "peers"):
            at += 1
        else:
            break
    return at


def remove_possessive(word: str) -> str:
    """Return a word without "'s" at its end."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def match_party(words: list[str], at: int) -> tuple[str, int] | None:
    """Return the register's id of the party named at that word and how many words name it."""
    for length in (2, 1):
        key = tuple([remove_possessive(word.strip(".,").lower()) for word in words[at : at + length]])
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
        return is_capital(words[at])
    follows_figure = at + 1 < len(words) and words[at + 1][0].isdigit()
    return (plain in RANKS and not _is_surname(words, at)) or (plain in MONTHS and follows_figure)


def _is_surname(words: list[str], at: int) -> bool:
    """Return whether a rank word is a family name here: "John Baron MP", "John Bishop writes", but not "Labour’s
    Lord Hain".
    """
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
        if not (is_capital(words[step]) and (plain in LETTERS or plain in HONOURS or plain in ELSEWHERE)):
            break
        at = end = step + 1
    return end


def _peer(words: list[str], start: int, at: int) -> tuple[Span | None, int]:
    while at < len(words) and words[at].lower() in RANKS:
        at += 1
    if at < len(words) and words[at].lower() in NOT_PEERS - {"of"}:
        return None, at + 1
    name_end = _run(words, at)
    end = name_end
    if end + 1 < len(words) and words[end] == "of" and (words[end + 1][0].isupper() or _is_the_place(words, end + 1)):
        end = _place(words, end + 1)
    elif name_end - at == 1 and _doubles(words, end):
        end += 2  # "Lord Brougham and Vaux"
    if end == at:
        return None, at
    return Span(start, _letters(words, end), is_see=name_end == at), _letters(words, end)


def _is_the_place(words: list[str], at: int) -> bool:
    """Return whether "the Shaws" continues a title: one capitalised word that is not a party or a body."""
    name = at + 1
    return (
        words[at] == "the"
        and name < len(words)
        and words[name][0].isupper()
        and words[name].lower() not in _NOT_IN_PLACES
        and match_party(words, name) is None
        and (name + 1 == len(words) or not words[name + 1][0].isupper() or _letters(words, name + 1) > name + 1)
    )


def _place(words: list[str], at: int) -> int:
    """Return the end of a territorial designation: "Norton-sub-Hamdon", "Mar and Kellie", "Newcastle upon Tyne".

    Every capitalised word belongs to it ("of The Shaws", "the Earl of Home"), except letters and the rank of the
    next person.
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
    """Return whether "and Vaux" continues a title: a single capitalised word that does not begin another person's
    name.
    """
    return (
        at + 1 < len(words)
        and words[at] == "and"
        and _run(words, at + 1) == at + 2
        and words[at + 1].lower() not in _TITLED
    )
