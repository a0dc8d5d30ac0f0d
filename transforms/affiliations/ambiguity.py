"""Explain why the only person of a name who sat on a day may still not be the author."""

from datetime import date
from typing import Final

from transforms.affiliations.evidence import Claim
from transforms.affiliations.register import Spell
from transforms.affiliations.register_checks import (
    MIN_COMMON,
    ArticleFacts,
    Identification,
    find_party_group,
    find_spells_on_day,
    first_remembered_day,
    has_held_seat,
    is_british_public_life,
    is_of_party,
    list_persons,
)
from transforms.bylines.names import StyledName

# Ian Murray (0.11) is also an editor's name; Robert Winston (0.02) and Philip Norton (0.01) are the peers.
MIN_WITH_CALLING: Final = 0.03
"""A name with so many bearers to expect by chance is not evidence if the page gives an occupation outside politics."""
HEREDITARY_LEFT: Final = date(1999, 11, 11)
PEERS_RETIRE: Final = date(2014, 5, 14)


def find_doubt(
    person_id: str, ids: list[str], styled: StyledName, claim: Claim, article: ArticleFacts
) -> Identification | None:
    """Return why the only person of that name who sat on the day may not be the author, or None."""
    sure = claim.seats or styled.place or (claim.chambers - ({"lords"} if styled.rank else set()))
    if sure:
        return None
    if claim.is_candidate and not has_held_seat(person_id, Claim(seats=claim.contested), article.register):
        persons = list_persons([person_id], article.register)
        return Identification("ambiguous", f"called a candidate, as few who sit are; may be {persons}")
    rivals = [one for one in ids if one != person_id and _is_rival(one, person_id, article)]
    if rivals:
        return Identification("ambiguous", f"may be {list_persons([person_id, *rivals], article.register)}")
    if (
        styled.rank
        or claim.past
        or any(is_of_party(s, claim, article.register) for s in find_spells_on_day(person_id, article))
    ):
        return None
    return _name_alone(person_id, styled, claim, article)


def _name_alone(person_id: str, styled: StyledName, claim: Claim, article: ArticleFacts) -> Identification | None:
    """Return why a name without any office is not enough evidence, or None."""
    if claim.is_elsewhere:
        return Identification("not_in_register", "credited with an office elsewhere")
    if claim.calling:
        return Identification(
            "ambiguous", f"introduced as {claim.calling}; may be {list_persons([person_id], article.register)}"
        )
    if not is_british_public_life(article):
        return Identification("not_in_register", "the name alone, on a page that is not about British public life")
    # An author slug ("miketapp") is one word; its frequency is that of the full name.
    name = styled.name if " " in styled.name else article.register.name_of(person_id)
    if claim.outside_calling and article.register.namesakes(name) >= MIN_WITH_CALLING:
        return Identification(
            "ambiguous", f"introduced as {claim.outside_calling}; may be {list_persons([person_id], article.register)}"
        )
    if article.register.namesakes(name) >= MIN_COMMON:
        return Identification(
            "ambiguous", f"a common name without other evidence; may be {list_persons([person_id], article.register)}"
        )
    return None


def _is_rival(person_id: str, serving: str, article: ArticleFacts) -> bool:
    """Return whether a person out of office may be the author as well.

    Excludes a person who moved from another chamber to this one under the same party: the register often has two
    identifiers for a person who moved between chambers (Ruth Davidson, Paul Goodman, Gillian Merron).
    """
    day = article.day or date.min
    last = article.register.before(person_id, day)
    if (
        last is None
        or last.end_on is None
        or last.end_on < first_remembered_day(day)
        or _died_in_office(last, last.end_on)
    ):
        return False
    seats = find_spells_on_day(serving, article)
    changed_chamber = all(s.chamber != last.chamber and s.start_on.year >= last.end_on.year for s in seats)
    # The register has no parties before 1997.
    same = last.party_id is None or {find_party_group(last.party_id, article.register)} == {
        find_party_group(s.party_id, article.register) for s in seats
    }
    return not (changed_chamber and same)


def _died_in_office(last: Spell, ended: date) -> bool:
    """Return whether a last seat ended by death. For peers the register often does not say so. But before the House
    of Lords Reform Act 2014 peers, except bishops, could not retire, and hereditary peers left in November 1999.
    """
    is_unexplained = last.chamber == "lords" and last.end_reason is None and last.party_id != "bishop"
    return last.end_reason == "died" or (is_unexplained and HEREDITARY_LEFT < ended < PEERS_RETIRE)
