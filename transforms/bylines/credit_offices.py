"""Separate a name from an office printed directly before or after it: "Political Editor Jane Roe", "Jane Roe Staff
Writer".
"""

import re

from transforms.bylines.credit_words import BEATS, JOBS, OFFICES
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_words import ROLES, STOPS

_JOB_ENDING = re.compile(
    r"(?:redakteur|korrespondent|reporter|journalist|autor|leiter|redaktør|redaktör)(?:in|innen)?$"
)


def is_office(word: str) -> bool:
    """Return whether a word names what one person does: editor, correspondent, Wirtschaftsredakteurin."""
    plain = word.strip(".,:;").casefold()
    return plain in OFFICES or plain in ROLES or plain in JOBS or bool(_JOB_ENDING.search(plain))


def remove_office(name: str) -> str | None:
    """Return the name of two or three words that has an office directly before or after it, or None.

    After a name a bare "Reporter" or "Editor" is not enough: "Evening Standard Reporter" is not a person's name.
    """
    words = name.split()
    marked = [is_office(word) or word.strip(".,:;").casefold() in BEATS for word in words]
    if not any(is_office(word) for word in words):
        return None
    if (after := _after_body_office(words, marked)) is not None:
        return after
    if marked[0]:
        start = marked.index(False) if False in marked else len(words)
        return _named(words[start:]) if not any(marked[start:]) and is_office(words[start - 1]) else None
    end = marked.index(True)
    run = next((at for at in range(end, len(words)) if not marked[at]), len(words)) - end
    sure = run > 1 or words[end].casefold() in OFFICES - {"reporter", "writer", "editor", "correspondent"}
    return _named(words[:end]) if sure else None


def _after_body_office(words: list[str], marked: list[bool]) -> str | None:
    """Return the name after an office in a body: "Education Committee chair Jane Roe"; a usual given name shows it."""
    last = len(marked) - 1 - marked[::-1].index(True)
    after = words[last + 1 :]
    is_name = bool(after) and after[0].casefold() in GIVEN_NAMES and words[0].casefold() not in GIVEN_NAMES
    return _named(after) if is_name and is_office(words[last]) and words[last].islower() else None


def _named(words: list[str]) -> str | None:
    stops = any(word.casefold() in STOPS for word in words)
    # A word in lower case after an office belongs to it: "Diputada por Skell".
    is_name = 2 <= len(words) <= 3 and words[0][0].isupper() and words[-1][0].isupper()
    return " ".join(words) if is_name and not stops else None
