"""Read the terms of topics: the forms that each stands for, and the words that a text must have to contain it.

A term is listed with its inflections, and with a mark if its capitals count:

    Iranian(s)          Iranian, Iranians
    Putin(ism|ist)      Putin, Putinism, Putinist
    =MOD                in these capitals only: no "mod"
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from transforms.fold_text import fold_text

_ENDING = re.compile(r"(?<=\w)\(([^()\s]+)\)")


class TermError(ValueError):
    """The term is invalid; the message says why."""


def expand_term(term: str) -> tuple[tuple[str, ...], bool]:
    """Return the forms a term stands for, the one without inflection first, and whether its capitals count.

    Raises TermError.
    """
    is_exact, text = term.startswith("="), term.removeprefix("=").strip()
    parts = _ENDING.split(text)
    if any("(" in part or ")" in part for part in parts[::2]):
        raise TermError(f"{term!r} has a bracket without endings, as in Iranian(s)")
    if "*" in text:
        raise TermError(f"{term!r}: endings are listed, as in Iranian(s) or Putin(ism|ist)")
    choices = [("", *part.split("|")) if number % 2 else (part,) for number, part in enumerate(parts)]
    forms = tuple(dict.fromkeys("".join(form) for form in product(*choices)))
    if is_exact and any(form == form.lower() for form in forms):
        raise TermError(f"{term!r} asks for its capitals and has none")
    return forms, is_exact


def fold_term_forms(terms: Sequence[str]) -> Iterator[tuple[str, str, str | None]]:
    """Yield each form of the terms: its term, the form folded, and the form with its capitals if they count.

    Raises TermError.
    """
    for term in terms:
        for folded, exact in _fold_forms(term):
            yield term, folded, exact


@cache  # a topic's terms are checked when they are read, and folded again for each text or batch
def _fold_forms(term: str) -> tuple[tuple[str, str | None], ...]:
    forms, is_exact = expand_term(term)
    folded = tuple((fold_text(form), fold_text(form, keep_case=True) if is_exact else None) for form in forms)
    for form, (plain, _) in zip(forms, folded, strict=True):
        if not plain.strip():
            raise TermError(f"a term without a word in it: {form!r}")
    return folded


def get_longest_word(folded: str) -> str:
    """Return the longest word of a folded term: a text without it, in lower case, does not have the term."""
    return max(folded.split(), key=len)
