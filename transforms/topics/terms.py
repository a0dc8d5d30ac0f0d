"""A term as a topic lists it: its inflections, and whether its capitals count.

Iranian(s)          Iranian, Iranians
Putin(ism|ist)      Putin, Putinism, Putinist
=MOD                in these capitals only: no "mod"
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from transforms.fold import fold_terms

_ENDING = re.compile(r"(?<=\w)\(([^()\s]+)\)")


class TermError(ValueError):
    """The term cannot be read; the message says why."""


def inflections(term: str) -> tuple[tuple[str, ...], bool]:
    """Return the forms a term stands for, the bare one first, and whether its capitals count.

    Raises TermError.
    """
    is_exact, text = term.startswith("="), term.removeprefix("=").strip()
    parts = _ENDING.split(text)
    if any("(" in part or ")" in part for part in parts[::2]):
        raise TermError(f"{term!r} has a bracket that holds no endings, as in Iranian(s)")
    if "*" in text:
        raise TermError(f"{term!r}: endings are listed, as in Iranian(s) or Putin(ism|ist)")
    choices = [("", *part.split("|")) if number % 2 else (part,) for number, part in enumerate(parts)]
    forms = tuple(dict.fromkeys("".join(form) for form in product(*choices)))
    if is_exact and any(form == form.lower() for form in forms):
        raise TermError(f"{term!r} asks for its capitals and has none")
    return forms, is_exact


def folded_forms(terms: Sequence[str]) -> Iterator[tuple[str, str, str | None]]:
    """Yield each form of the terms: its term, the form folded, and the same in its capitals where they count.

    Raises TermError.
    """
    found = [(term, *inflections(term)) for term in terms]
    forms = [(term, form, is_exact) for term, each, is_exact in found for form in each]
    folded = fold_terms([form for _, form, _ in forms])
    cased = fold_terms([form for _, form, _ in forms], keep_case=True)
    for (term, form, is_exact), plain, exact in zip(forms, folded, cased, strict=True):
        if not plain.strip():
            raise TermError(f"a term without a word in it: {form!r}")
        yield term, plain, exact if is_exact else None
