"""Compare a page and the register on a person who may be the author; results as `Identification`."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from transforms.affiliations.evidence import Claim, is_about_public_life
from transforms.affiliations.register import Register, Spell
from transforms.bylines.names import StyledName, fold_name

MIN_COMMON: Final = 0.3
"""A name with so many bearers to expect by chance among the register's 5,000 persons is not evidence by itself.

This applies to 120 names (Chris Smith 0.42, Paul Williams 0.38, David Smith 2.0), not for David Davis (0.26).
"""
MEMORY_YEARS: Final = 30
"""How long after the last seat a former member of the same name is considered."""


@dataclass(frozen=True, slots=True)
class Identification:
    """The result of looking an author up; `spell` is the seat held on the day, `party_group` the group that several
    share.
    """

    resolution: str
    reason: str
    person_id: str | None = None
    spell: Spell | None = None
    party_id: str | None = None
    party_group: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """The facts about an article that apply to all of its authors."""

    day: date | None
    register: Register
    texts: tuple[str | None, ...]
    text: str
    is_political: bool
    between: tuple[date, date] | None = None
    """The first and the last day on which it may have been published, if the day is not known."""


def find_spells_on_day(person_id: str, article: ArticleFacts) -> tuple[Spell, ...]:
    """Return the person's spells on the day of publication, one per chamber."""
    return article.register.serving(person_id, article.day) if article.day else ()


def has_held_seat(person_id: str, claim: Claim, register: Register) -> bool:
    """Return whether the person ever sat for one of the seats claimed."""
    claimed = {_seat_words(seat) for seat in claim.seats}
    return any(_seat_words(spell.constituency or "") in claimed for spell in register.spells(person_id))


def _seat_words(seat: str) -> frozenset[str]:
    """Return the words of a seat: South of Scotland is South Scotland, West Worcestershire is Worcestershire West."""
    return frozenset(fold_name(seat).split()) - {"of", "the", "and", "&"}


def has_sat_in(person_id: str, chambers: frozenset[str], register: Register) -> bool:
    """Return whether the person ever sat in one of the chambers."""
    return any(spell.chamber in chambers for spell in register.spells(person_id))


def is_of_party(spell: Spell, claim: Claim, register: Register) -> bool:
    """Return whether a spell was under one of the parties named, or a sister label of it."""
    return find_party_group(spell.party_id, register) in {find_party_group(party, register) for party in claim.parties}


def find_party_group(party_id: str | None, register: Register) -> str | None:
    """Return the party's group; the id itself if the register lacks the party."""
    party = register.party(party_id)
    return party.group if party else party_id


def has_ever_held(person_id: str, claim: Claim, register: Register) -> bool:
    """Return whether the person ever held what is claimed, before or after the day."""
    chambers = claim.chambers | claim.past
    return (not chambers or has_sat_in(person_id, chambers, register)) and (
        not claim.seats or has_held_seat(person_id, claim, register)
    )


def first_remembered_day(day: date) -> date:
    """Return the earliest day of a last seat that is still considered."""
    return date(max(1, day.year - MEMORY_YEARS), day.month, 1)


def is_british_public_life(article: ArticleFacts) -> bool:
    """Return whether the page is about British public life; true for a declared outlet and for a byline without
    text.
    """
    return article.is_political or not article.text or is_about_public_life(*article.texts)


def is_doubtful(styled: StyledName, article: ArticleFacts) -> bool:
    """Return whether the name alone is not enough evidence on this article."""
    return not is_british_public_life(article) or article.register.namesakes(styled.name) >= MIN_COMMON


def list_persons(ids: list[str], register: Register) -> str:
    """Return the persons by name and id, for a readable reason."""
    return ", ".join(f"{register.name_of(one)} ({one})" for one in ids)
