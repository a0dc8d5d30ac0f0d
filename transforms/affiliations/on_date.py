"""Select the author from the persons with the name, by the seats they held on the day of publication and the
evidence.
"""

from dataclasses import replace
from datetime import date

from transforms.affiliations.ambiguity import find_doubt
from transforms.affiliations.evidence import Claim, is_by_elected
from transforms.affiliations.register import Register, Spell
from transforms.affiliations.register_checks import (
    MIN_COMMON,
    ArticleFacts,
    Identification,
    find_party_group,
    find_spells_on_day,
    first_remembered_day,
    has_ever_held,
    has_held_seat,
    has_sat_in,
    is_british_public_life,
    is_doubtful,
    is_of_party,
    list_persons,
)
from transforms.bylines.names import StyledName, fold_name


def has_died_before(person_id: str, article: ArticleFacts) -> bool:
    """Return whether, according to the register, the person died in office before the day of publication."""
    spells = article.register.spells(person_id)
    ended = spells[-1].end_on if spells else None
    return bool(article.day and ended and spells[-1].end_reason == "died" and ended < article.day)


def identify_undated(ids: list[str], styled: StyledName, claim: Claim, article: ArticleFacts) -> Identification:
    """Return the person, if there is only one; without a date, no seat is stated."""
    fitting = [one for one in ids if has_ever_held(one, claim, article.register)]
    if (
        len(fitting) != 1
        or claim.is_elsewhere
        or claim.is_candidate
        or (claim.is_empty and is_doubtful(styled, article))
    ):
        return Identification("date_unknown", f"no date, and the name may be {list_persons(ids, article.register)}")
    return Identification("date_unknown", "no date, so what they held is not known", fitting[0])


def identify_on_day(ids: list[str], styled: StyledName, claim: Claim, article: ArticleFacts) -> Identification:
    """Return which of the possible persons it is, and the seat they held on the day of publication."""
    serving = {one: spells for one in ids if (spells := find_spells_on_day(one, article))}
    if not serving:
        return _not_serving(ids, styled, claim, article)
    kept, clash = _narrow(serving, claim, article.register)
    if clash:
        return _not_serving([one for one in ids if one not in serving], styled, claim, article, clash)
    if len(kept) > 1 and (chosen := _distinguish(kept, article)):
        return _state_seat(chosen, kept[chosen], claim)
    if len(kept) > 1:
        seats = [spell.party_id for spells in kept.values() for spell in spells]
        return _of_several("ambiguous", f"may be {list_persons(list(kept), article.register)}", seats, article.register)
    ((person_id, spells),) = kept.items()
    return find_doubt(person_id, ids, styled, claim, article) or _state_seat(person_id, spells, claim)


def identify_within(styled: StyledName, claim: Claim, article: ArticleFacts) -> Identification | None:
    """Return the person if they held the same seat on every possible day of publication; otherwise None."""
    assert article.between
    first, last = article.between
    seats = []
    for day in (first, last):
        on_day = replace(article, day=day)
        ids = [one for one in article.register.find(styled, day) if not has_died_before(one, on_day)]
        found = identify_on_day(ids, styled, claim, on_day) if ids else None
        if found is None or found.resolution != "resolved" or found.spell is None:
            return None
        seats.append(found)
    start, end = seats
    if start.person_id != end.person_id or start.spell != end.spell:
        return None
    return replace(start, reason=f"the same on every day from {first} to {last}, between which it was published")


def _of_several(resolution: str, reason: str, parties: list[str | None], register: Register) -> Identification:
    """Return what several persons share: the party, or at least its group."""
    groups = {find_party_group(party, register) for party in parties}
    party = parties[0] if len(set(parties)) == 1 else None
    return Identification(resolution, reason, party_id=party, party_group=groups.pop() if len(groups) == 1 else None)


def _narrow(
    serving: dict[str, tuple[Spell, ...]], claim: Claim, register: Register
) -> tuple[dict[str, tuple[Spell, ...]], str | None]:
    """Keep the persons whom the claims fit; if a claim fits no person, return which. A party that fits no person is
    not a clash: the whip may have been withdrawn without the outlet's knowledge.
    """
    kept = serving
    if claim.chambers:
        kept = {one: own for one, own in kept.items() if any(spell.chamber in claim.chambers for spell in own)}
        if not kept:
            return {}, f"sits elsewhere than in {' or '.join(sorted(claim.chambers))}"
    if claim.seats:
        kept = {one: own for one, own in kept.items() if has_held_seat(one, claim, register)}
        if not kept:
            return {}, f"never sat for {' or '.join(sorted(claim.seats))}"
    if claim.past:
        kept = {one: own for one, own in kept.items() if has_sat_in(one, claim.past, register)} or kept
    if claim.parties:
        kept = {one: own for one, own in kept.items() if any(is_of_party(s, claim, register) for s in own)} or kept
    return kept, None


def _distinguish(kept: dict[str, tuple[Spell, ...]], article: ArticleFacts) -> str | None:
    """Select one person by the text: the one whose seat it names, or the one with a seat if it says "my
    constituency".
    """
    folded = f" {fold_name(article.text)} "
    seats = {one: [spell.constituency for spell in own if spell.constituency] for one, own in kept.items()}
    seated = [one for one, own in seats.items() if any(f" {fold_name(seat)} " in folded for seat in own)]
    elected = [one for one, own in seats.items() if own] if is_by_elected(article.text) else []
    return next((chosen[0] for chosen in (seated, elected) if len(chosen) == 1), None)


def _state_seat(person_id: str, spells: tuple[Spell, ...], claim: Claim) -> Identification:
    """Return the person and their spell; if they sat in two chambers, the claimed one, or neither without a claim."""
    claimed = [spell for spell in spells if spell.chamber in claim.chambers] or list(spells)
    evidence = "the only one of that name who sat that day" if claim.is_empty else "the page names their office"
    if len(claimed) == 1:
        return Identification("resolved", evidence, person_id, claimed[0], claimed[0].party_id)
    shared = {spell.party_id for spell in claimed}
    chambers = " and ".join(sorted(spell.chamber for spell in claimed))
    return Identification("resolved", f"sat in {chambers}", person_id, None, shared.pop() if len(shared) == 1 else None)


def _not_serving(
    ids: list[str], styled: StyledName, claim: Claim, article: ArticleFacts, clash: str | None = None
) -> Identification:
    """Return the person of that name who sat before that day, or later; `clash` is the reason against those who sat
    on it.
    """
    day = article.day or date.min
    fitting = [
        one for one in ids if has_ever_held(one, claim, article.register) and _is_remembered(one, claim, article)
    ]
    if (
        not fitting
        or (claim.is_empty and not is_british_public_life(article))
        or (claim.is_elsewhere and claim.is_empty)
    ):
        return (
            Identification("ambiguous", f"who has that name {clash}")
            if clash
            else Identification("not_in_register", "no person of that name sat at that time")
        )
    lasts = {one: article.register.before(one, day) for one in fitting}
    parties = [spell.party_id if spell else None for spell in lasts.values()]
    if len(fitting) > 1:
        reason = f"none of {list_persons(fitting, article.register)} sat that day"
        return _of_several("not_serving", reason, parties, article.register)
    if claim.is_empty and article.register.namesakes(styled.name) >= MIN_COMMON:
        return Identification(
            "not_serving", f"a common name; {list_persons(fitting, article.register)} did not sit that day"
        )
    return Identification(
        "not_serving", _career(fitting[0], lasts[fitting[0]], article), fitting[0], party_id=parties[0]
    )


def _is_remembered(person_id: str, claim: Claim, article: ArticleFacts) -> bool:
    """Return whether a person may still be meant; a name alone is not enough a generation after the last seat ended."""
    day = article.day or date.min
    last = article.register.before(person_id, day)
    return last is None or not claim.is_empty or (last.end_on or day) >= first_remembered_day(day)


def _career(person_id: str, last: Spell | None, article: ArticleFacts) -> str:
    if last:
        seat = f" for {last.constituency}" if last.constituency else ""
        return f"last sat in {last.chamber}{seat}, to {last.end_on}"
    first = article.register.spells(person_id)[0]
    return f"first sat in {first.chamber} on {first.start_on}"
