"""List every credit that a capture states, and why it does or does not name the author."""

from collections.abc import Iterable, Sequence

from transforms.bylines.names import fold_name
from transforms.records import AuthorCandidate, Credit

MAX_CANDIDATES = 40
SAME = "says the same"
REFUSED = "no printed text supports it: may be the person who entered the article"
NO_PERSON = "a desk or a body, where a person is named"


def list_author_candidates(
    stated: Iterable[Credit], chosen: Sequence[Credit], refused: frozenset[str] = frozenset()
) -> tuple[AuthorCandidate, ...]:
    """Return the credits that a capture states, most trusted first, with the chosen ones marked.

    `chosen` are the credits of the article; those that `stated` lacks (a signed foot, a standfirst) come last.
    `refused` are the folded names that the printed page contradicts.
    """
    every = dict.fromkeys(
        (one.source or "byline", one.byline, one.name, one.kind)
        for one in (*stated, *chosen)
        if one.name and one.byline
    )
    marked = {(one.source or "byline", one.byline, one.name) for one in chosen}
    names = {fold_name(one.name) for one in chosen}
    has_person = any(one.kind == "person" for one in chosen)
    source = next((one.source for one in chosen), None)
    found = []
    for place, value, name, kind in list(every)[:MAX_CANDIDATES]:
        is_chosen = (place, value, name) in marked
        reason = None
        if not is_chosen:
            reason = _explain(name, kind, names, refused, has_person) or f"less trusted than {source or 'the byline'}"
        found.append(AuthorCandidate(place, value, name, is_chosen, reason))
    return tuple(found)


def _explain(name: str, kind: str, names: set[str], refused: frozenset[str], has_person: bool) -> str | None:
    folded = fold_name(name)
    if folded in names:
        return SAME
    if folded in refused:
        return REFUSED
    return NO_PERSON if kind != "person" and has_person else None
