"""Who an author is in the register, and what they held on the day; never only claimed, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from transforms.evidence import (
    Claim,
    claim_of,
    is_elected,
    is_interview,
    is_of_subject,
    is_public_life,
    own_lines,
)
from transforms.names import Styled, fold, split_names, styles
from transforms.records import Credit
from transforms.register import Register, Spell

Row = dict[str, object]

COMMON: Final = 0.3
"""A name of which chance lets one expect so many bearers among the register's 5,000 says nothing by itself.

It holds for 120 of them (Chris Smith 0.42, Paul Williams 0.38, David Smith 2.0), not for David Davis (0.26).
"""
MEMORY_YEARS: Final = 30
"""A former member of the same name is thought of for so long after the last seat."""
HEREDITARY_LEFT: Final = date(1999, 11, 11)
PEERS_RETIRE: Final = date(2014, 5, 14)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What came of looking an author up; `spell` is what they held on the day, or held last."""

    resolution: str
    reason: str
    person_id: str | None = None
    spell: Spell | None = None
    party_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """What bears on every author of a piece."""

    day: date | None
    register: Register
    texts: tuple[str | None, ...]
    text: str


def resolve(
    credits: Sequence[Credit],
    affiliation_text: str | None,
    title: str | None,
    published_on: date | None,
    register: Register,
    text: str | None,
) -> list[Row]:
    """Return the rows of `article_authors`, without their keys, for a piece's credits: one each, or one `no_byline`.

    An author is resolved where the register has one person who may be meant and sat on `published_on`, and the page
    says so (letters, rank, party, seat) or the name is rare enough. Several who may be meant are told apart by chamber,
    seat and party named; otherwise `ambiguous`, with the party that all share. Without `text` (a bare byline) the
    page is taken to be about British public life.
    """
    if not credits:
        return [_row(0, None, None, affiliation_text, _Finding("no_byline", "the piece names no author"), register)]
    page = _Page(published_on, register, (text, title, affiliation_text), text or "")
    rows = []
    for position, credit in enumerate(credits):
        styled = _styled(credit)
        finding = _find(credit, styled, affiliation_text, title or "", len(credits) == 1, page)
        rows.append(_row(position, credit, styled.name, affiliation_text, finding, register))
    return rows


def _styled(credit: Credit) -> Styled:
    """Take the credit's name apart, with the styles that stand with it in the byline."""
    bare = styles(credit.name)
    same = (styles(part) for part in split_names(credit.byline))
    return next((part for part in same if fold(part.name) == fold(bare.name)), bare)


def _find(credit: Credit, styled: Styled, affiliation: str | None, title: str, is_sole: bool, page: _Page) -> _Finding:
    if credit.kind != "person":
        return _Finding(credit.kind, f"the credit is to {'a desk' if credit.kind == 'staff' else 'a body'}")
    if page.register.is_empty:
        return _Finding("not_in_register", "no register is loaded: run `backbench members refresh`")
    ids = [one for one in page.register.find(styled, page.day) if not _died_before(one, page)]
    if not ids:
        return _Finding("not_in_register", "nobody of that name")
    lines = "" if is_of_subject(credit.byline) else own_lines(affiliation, styled, is_sole)
    claim = claim_of(styled, lines, title, page.register.seats)
    if page.day is None:
        return _undated(ids, styled, claim, page)
    finding = _on_day(ids, styled, claim, page)
    if finding.resolution == "resolved" and is_interview(credit.byline):
        return _Finding("ambiguous", "the credit names whom the piece is about, or does not say who asks")
    return finding


def _died_before(person_id: str, page: _Page) -> bool:
    spells = page.register.spells(person_id)
    ended = spells[-1].end_on if spells else None
    return bool(page.day and ended and spells[-1].end_reason == "died" and ended < page.day)


def _undated(ids: list[str], styled: Styled, claim: Claim, page: _Page) -> _Finding:
    fitting = [one for one in ids if _ever_fits(one, claim, page.register)]
    if len(fitting) != 1 or claim.is_elsewhere or (claim.is_empty and _is_doubtful(styled, page)):
        return _Finding("date_unknown", f"no date, and the name may be {_names(ids, page.register)}")
    return _Finding("date_unknown", "no date, so what they held is not known", fitting[0])


def _on_day(ids: list[str], styled: Styled, claim: Claim, page: _Page) -> _Finding:
    serving = {one: spells for one in ids if (spells := _serving(one, page))}
    if not serving:
        return _not_serving(ids, styled, claim, page)
    kept, clash = _narrow(serving, claim, page.register)
    if clash:
        return _not_serving([one for one in ids if one not in serving], styled, claim, page, clash)
    if len(kept) > 1:
        kept = _told_apart(kept, page)
    if len(kept) > 1:
        shared = {spell.party_id for spells in kept.values() for spell in spells}
        party = shared.pop() if len(shared) == 1 else None
        return _Finding("ambiguous", f"may be {_names(list(kept), page.register)}", party_id=party)
    ((person_id, spells),) = kept.items()
    doubt = _doubt(person_id, ids, styled, claim, page)
    if doubt:
        return doubt
    return _held(person_id, spells, claim)


def _serving(person_id: str, page: _Page) -> tuple[Spell, ...]:
    return page.register.serving(person_id, page.day) if page.day else ()


def _narrow(
    serving: dict[str, tuple[Spell, ...]], claim: Claim, register: Register
) -> tuple[dict[str, tuple[Spell, ...]], str | None]:
    """Keep whom the claims fit; where one fits nobody, say which. A party alone that fits nobody is no clash: the whip
    may have been withdrawn, and the outlet not have noticed."""
    kept = serving
    if claim.chambers:
        kept = {one: own for one, own in kept.items() if any(spell.chamber in claim.chambers for spell in own)}
        if not kept:
            return {}, f"sits elsewhere than in {' or '.join(sorted(claim.chambers))}"
    if claim.seats:
        kept = {one: own for one, own in kept.items() if _held_seat(one, claim, register)}
        if not kept:
            return {}, f"never sat for {' or '.join(sorted(claim.seats))}"
    if claim.past:
        kept = {one: own for one, own in kept.items() if _sat_in(one, claim.past, register)} or kept
    if claim.parties:
        kept = {one: own for one, own in kept.items() if any(_of_party(s, claim, register) for s in own)} or kept
    return kept, None


def _held_seat(person_id: str, claim: Claim, register: Register) -> bool:
    return any(fold(spell.constituency or "") in claim.seats for spell in register.spells(person_id))


def _sat_in(person_id: str, chambers: frozenset[str], register: Register) -> bool:
    return any(spell.chamber in chambers for spell in register.spells(person_id))


def _of_party(spell: Spell, claim: Claim, register: Register) -> bool:
    return _group(spell.party_id, register) in {_group(party, register) for party in claim.parties}


def _group(party_id: str | None, register: Register) -> str | None:
    party = register.party(party_id)
    return party.group if party else party_id


def _told_apart(kept: dict[str, tuple[Spell, ...]], page: _Page) -> dict[str, tuple[Spell, ...]]:
    """Tell several apart by the text: the one whose seat it names, or the one who has a seat where it says "mine"."""
    folded = f" {fold(page.text)} "
    seated = {
        one: own
        for one, own in kept.items()
        if any(spell.constituency and f" {fold(spell.constituency)} " in folded for spell in own)
    }
    if len(seated) == 1:
        return seated
    elected = {one: own for one, own in kept.items() if any(spell.constituency for spell in own)}
    return elected if len(elected) == 1 and is_elected(page.text) else kept


def _doubt(person_id: str, ids: list[str], styled: Styled, claim: Claim, page: _Page) -> _Finding | None:
    """Return why the only person of that name who sat on the day is still not known to be the author."""
    sure = claim.seats or styled.place or (claim.chambers - ({"lords"} if styled.rank else set()))
    if sure:
        return None
    rivals = [one for one in ids if one != person_id and _is_rival(one, person_id, page)]
    if rivals:
        return _Finding("ambiguous", f"may be {_names([person_id, *rivals], page.register)}")
    if styled.rank or claim.past or any(_of_party(s, claim, page.register) for s in _serving(person_id, page)):
        return None
    return _name_alone(person_id, styled, claim, page)


def _name_alone(person_id: str, styled: Styled, claim: Claim, page: _Page) -> _Finding | None:
    """Return why a name without any office is not enough."""
    if claim.is_elsewhere:
        return _Finding("not_in_register", "credited with an office elsewhere")
    if claim.calling:
        return _Finding("ambiguous", f"introduced as {claim.calling}; may be {_names([person_id], page.register)}")
    if not _is_public(page):
        return _Finding("not_in_register", "the name alone, on a page that is not about British public life")
    if page.register.namesakes(styled.name) >= COMMON:
        return _Finding("ambiguous", f"a common name and nothing else; may be {_names([person_id], page.register)}")
    return None


def _is_rival(person_id: str, serving: str, page: _Page) -> bool:
    """Tell whether a person out of office may be the author as well.

    Not one who left another chamber for this one under the same party: the register often has two identifiers for a
    person who went on from one chamber to another (Ruth Davidson, Paul Goodman, Gillian Merron).
    """
    day = page.day or date.min
    last = page.register.before(person_id, day)
    if last is None or last.end_on is None or last.end_on < _years_before(day) or _died_in_office(last, last.end_on):
        return False
    held = _serving(serving, page)
    went_on = all(s.chamber != last.chamber and s.start_on.year >= last.end_on.year for s in held)
    # The register has no parties before 1997.
    same = last.party_id is None or {_group(last.party_id, page.register)} == {
        _group(s.party_id, page.register) for s in held
    }
    return not (went_on and same)


def _died_in_office(last: Spell, ended: date) -> bool:
    """Tell whether a last seat ended by death: of peers the register often does not say so, but they could not
    retire before the House of Lords Reform Act 2014, bishops apart, and hereditary peers left in November 1999."""
    untold = last.chamber == "lords" and last.end_reason is None and last.party_id != "bishop"
    return last.end_reason == "died" or (untold and HEREDITARY_LEFT < ended < PEERS_RETIRE)


def _years_before(day: date) -> date:
    return date(max(1, day.year - MEMORY_YEARS), day.month, 1)


def _is_public(page: _Page) -> bool:
    return not page.text or is_public_life(*page.texts)


def _is_doubtful(styled: Styled, page: _Page) -> bool:
    return not _is_public(page) or page.register.namesakes(styled.name) >= COMMON


def _held(person_id: str, spells: tuple[Spell, ...], claim: Claim) -> _Finding:
    """State what a person held: the spell in the claimed chamber, where they sat in two; without a claim, neither."""
    claimed = [spell for spell in spells if spell.chamber in claim.chambers] or list(spells)
    evidence = "the page names their office" if not claim.is_empty else "the only one of that name who sat that day"
    if len(claimed) == 1:
        return _Finding("resolved", evidence, person_id, claimed[0], claimed[0].party_id)
    shared = {spell.party_id for spell in claimed}
    chambers = " and ".join(sorted(spell.chamber for spell in claimed))
    return _Finding("resolved", f"sat in {chambers}", person_id, None, shared.pop() if len(shared) == 1 else None)


def _not_serving(ids: list[str], styled: Styled, claim: Claim, page: _Page, clash: str | None = None) -> _Finding:
    """State who of that name sat before that day, or later; `clash` says why those who sat on it are not meant."""
    day = page.day or date.min
    fitting = [one for one in ids if _ever_fits(one, claim, page.register) and _is_remembered(one, claim, page)]
    if not fitting or (claim.is_empty and not _is_public(page)) or (claim.is_elsewhere and claim.is_empty):
        return (
            _Finding("ambiguous", f"who has that name {clash}")
            if clash
            else _Finding("not_in_register", "nobody of that name sat at that time")
        )
    lasts = {one: page.register.before(one, day) for one in fitting}
    parties = {spell.party_id if spell else None for spell in lasts.values()}
    party = parties.pop() if len(parties) == 1 else None
    if len(fitting) > 1:
        return _Finding("not_serving", f"none of {_names(fitting, page.register)} sat that day", party_id=party)
    if claim.is_empty and page.register.namesakes(styled.name) >= COMMON:
        return _Finding("not_serving", f"a common name; {_names(fitting, page.register)} did not sit that day")
    return _Finding("not_serving", _career(fitting[0], lasts[fitting[0]], page), fitting[0], party_id=party)


def _ever_fits(person_id: str, claim: Claim, register: Register) -> bool:
    chambers = claim.chambers | claim.past
    return (not chambers or _sat_in(person_id, chambers, register)) and (
        not claim.seats or _held_seat(person_id, claim, register)
    )


def _is_remembered(person_id: str, claim: Claim, page: _Page) -> bool:
    """A name alone does not stand for one whose last seat ended a generation ago."""
    day = page.day or date.min
    last = page.register.before(person_id, day)
    return last is None or not claim.is_empty or (last.end_on or day) >= _years_before(day)


def _career(person_id: str, last: Spell | None, page: _Page) -> str:
    if last:
        seat = f" for {last.constituency}" if last.constituency else ""
        return f"last sat in {last.chamber}{seat}, to {last.end_on}"
    first = page.register.spells(person_id)[0]
    return f"first sat in {first.chamber} on {first.start_on}"


def _names(ids: list[str], register: Register) -> str:
    return ", ".join(f"{register.name_of(one)} ({one})" for one in ids)


def _row(
    position: int, credit: Credit | None, name: str | None, affiliation: str | None, found: _Finding, register: Register
) -> Row:
    party = register.party(found.party_id)
    return {
        "position": position,
        "byline": credit.byline if credit else None,
        "name": name,
        "person_id": found.person_id,
        "chamber": found.spell.chamber if found.spell else None,
        "party_id": found.party_id,
        "party_name": party.name if party else None,
        "party_group": party.group if party else None,
        "constituency": found.spell.constituency if found.spell else None,
        "affiliation_text": affiliation,
        "resolution": found.resolution,
        "reason": found.reason,
    }
