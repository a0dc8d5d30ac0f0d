"""Find the member whose name a page spells with one letter wrong: "Siobhan McDonagh MP, Mitcham and Morden"."""

from typing import Final

from transforms.affiliations.evidence import Claim
from transforms.affiliations.register import Register
from transforms.affiliations.register_checks import ArticleFacts, find_spells_on_day, has_held_seat, is_of_party
from transforms.affiliations.short_names import split_short_name
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.more_given_names import MORE_GIVEN_NAMES
from transforms.bylines.names import fold_name

MIN_LETTERS: Final = 5  # of a word of which one letter may be wrong
MAX_OF_FAMILY: Final = 3  # persons of one family name, if only the given name is misspelt


def find_misspelt(name: str, chambers: frozenset[str], claim: Claim, article: ArticleFacts) -> list[str]:
    """Return the only person who sat in one of the chambers on that day and whose name has one letter more, less or
    other, or two letters exchanged; empty if it may be another person.

    A family name that another person of the register has is spelt as its bearer spells it, and so is a given name
    before a family name that many have. The page's seat confirms the person. Without a seat, the register must reach
    past the day, because a member who was elected after its last change is not in it; and a written given name that
    is itself a name (Frances for Francis), or ends in another letter (Daniela for Daniel), is another person's.
    """
    parts = split_short_name(fold_name(name))
    if parts is None:
        return []
    given, family = parts
    near = _list_near(given, family, article.register)
    spells = {one: [spell for spell in find_spells_on_day(one, article) if spell.chamber in chambers] for one in near}
    serving = [one for one, own in spells.items() if own]
    if len(serving) != 1:
        return []
    if claim.parties and not any(is_of_party(spell, claim, article.register) for spell in spells[serving[0]]):
        return []
    if claim.seats:
        return serving if has_held_seat(serving[0], claim, article.register) else []
    is_complete = article.day is not None and article.day <= article.register.last_change
    return serving if is_complete and not _may_be_other_name(given, family, serving[0], article.register) else []


def _may_be_other_name(given: str, family: str, person: str, register: Register) -> bool:
    """Return whether a given name that is not the person's is a name of its own."""
    known = [first for one, first in register.families.get(family, ()) if one == person]
    is_name = any(given in names for names in (GIVEN_NAMES, MORE_GIVEN_NAMES, register.given_names))
    return bool(known) and (is_name or all(first[-1] != given[-1] for first in known))


def _list_near(given: str, family: str, register: Register) -> set[str]:
    """Return the persons whose given name, or a family name that no one has, is one letter from the written one."""
    if known := register.families.get(family):
        is_rare = len({person for person, _ in known}) <= MAX_OF_FAMILY
        return {person for person, other in known if is_rare and _is_misspelt(given, other)}
    alike = (own for other, own in register.families.items() if _is_misspelt(family, other))
    return {person for own in alike for person, first in own if first == given}


def _is_misspelt(written: str, name: str) -> bool:
    """Return whether two words of some length differ in a letter after the first: one more, less or other, or two
    exchanged.
    """
    is_near = written[:1] == name[:1] and abs(len(written) - len(name)) <= 1 and len(written) >= MIN_LETTERS
    if written == name or not is_near:
        return False
    start = next((at for at, (one, other) in enumerate(zip(written, name, strict=False)) if one != other), None)
    if start is None:  # one is the beginning of the other
        return True
    one, other = written[start:], name[start:]
    exchanged = one[:2] == other[1::-1] and one[2:] == other[2:] and len(other) > 1
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or exchanged
