"""Look parliamentarians up in the register by name and day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from transforms.affiliations.short_names import may_be_same_given_name, split_short_name
from transforms.bylines.name_words import RANKS
from transforms.bylines.names import StyledName, fold_name

HORIZON: Final = date(1979, 1, 1)
"""Persons whose last seat ended before this day are not looked up: the corpus comes from the web, so an author with
the same name is another person.
"""

_WIDER: Final = {
    "lord": ("viscount", "earl", "marquess", "duke"),
    "lady": ("viscountess", "countess", "marchioness", "duchess"),
}
"""Lord and Lady are how peers of the middle ranks are addressed: Lord Ridley is Viscount Ridley."""

_DIOCESAN: Final = ("bishop", "archbishop")


class Party(NamedTuple):
    """A party, as in the table `parties`."""

    party_id: str
    name: str
    group: str


class Spell(NamedTuple):
    """A person's unbroken time in a chamber under one party and seat; `end_on` is None while it lasts."""

    person_id: str
    chamber: str
    party_id: str | None
    constituency: str | None
    start_on: date
    end_on: date | None
    end_reason: str | None

    def covers(self, day: date) -> bool:
        """Return whether the spell includes that day."""
        return self.start_on <= day and (self.end_on is None or day <= self.end_on)


@dataclass(frozen=True, slots=True)
class _Title:
    """A peer's or a bishop's title: "Lord Norton of Louth" is rank lord, place louth."""

    person_id: str
    rank: str
    place: str
    start_on: date
    end_on: date | None


class Register:
    """Persons of the register by the names that bylines use, with the seats they held and when."""

    def __init__(
        self,
        names: Iterable[tuple[str, str, str, date, date | None]],
        persons: Mapping[str, str],
        spells: Mapping[str, tuple[Spell, ...]],
        parties: Mapping[str, Party],
    ) -> None:
        """Take names as (person_id, name, kind, start_on, end_on), persons by id, spells in order of their start."""
        self._persons, self._spells, self._parties = persons, spells, parties
        self._plain: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._titles: defaultdict[str, list[_Title]] = defaultdict(list)
        for person_id, name, kind, start_on, end_on in names:
            folded = fold_name(name)
            if kind == "peerage":
                self._add_title(folded, person_id, start_on, end_on)
            elif " " in folded:
                self._plain[folded][person_id] = None

    @classmethod
    def empty(cls) -> "Register":
        """Return a register without persons."""
        return cls((), {}, {}, {})

    @classmethod
    def from_rows(cls, rows: Mapping[str, Iterable[Sequence[Any]]]) -> "Register":
        """Build the lookup from the rows of the tables `persons`, `person_names`, `parties` and `memberships`.

        A row has the values of its table's columns, in their order.
        """
        spells: defaultdict[str, list[Spell]] = defaultdict(list)
        for _, person_id, chamber, party_id, constituency, start_on, end_on, end_reason in rows["memberships"]:
            spells[person_id].append(Spell(person_id, chamber, party_id, constituency, start_on, end_on, end_reason))
        recent = {
            person_id: tuple(sorted(own, key=lambda spell: spell.start_on))
            for person_id, own in spells.items()
            if any(spell.end_on is None or spell.end_on >= HORIZON for spell in own)
        }
        return cls(
            ((row[0], row[1], row[2], row[3], row[4]) for row in rows["person_names"] if row[0] in recent),
            {person_id: name for person_id, name in rows["persons"] if person_id in recent},
            recent,
            {row[0]: Party(*row) for row in rows["parties"]},
        )

    @property
    def is_empty(self) -> bool:
        """Whether no register was loaded."""
        return not self._persons

    def find(self, styled: StyledName, day: date | None) -> tuple[str, ...]:
        """Return the persons whom a name may mean, in the register's order, whether or not they sat on that day."""
        if styled.rank:
            return self._peers(styled, day)
        folded = fold_name(styled.name)
        if " " not in folded:
            return self._ids_by_joined_name.get(folded, ())
        return tuple(self._plain.get(folded, ()))

    def find_shortened(self, name: str, day: date, chambers: frozenset[str]) -> tuple[str, ...]:
        """Return the persons who sat in one of the chambers on that day and whom a shorter form of a name may mean:
        "S. Creasy", "Rob Halfon", "Andrew R.T. Davies".

        The family name is the same; the given name is an initial or a usual short form of theirs.
        """
        parts = split_short_name(fold_name(name)) if " " in name else None
        if parts is None:
            return ()
        given, family = parts
        found = {person for person, other in self.families.get(family, ()) if may_be_same_given_name(given, other)}
        serving = {one for one in found if any(spell.chamber in chambers for spell in self.serving(one, day))}
        return tuple(sorted(serving))

    def name_of(self, person_id: str) -> str:
        """Return the person's name as best known."""
        return self._persons.get(person_id, person_id)

    def spells(self, person_id: str) -> tuple[Spell, ...]:
        """Return the person's spells, in order."""
        return self._spells.get(person_id, ())

    def serving(self, person_id: str, day: date) -> tuple[Spell, ...]:
        """Return the person's spells on that day: several if they sat in two chambers.

        If one spell in a chamber ends on the day on which the next begins, the later one counts.
        """
        spells = [spell for spell in self.spells(person_id) if spell.covers(day)]
        return tuple({spell.chamber: spell for spell in spells}.values())

    def before(self, person_id: str, day: date) -> Spell | None:
        """Return the person's last spell before that day."""
        past = [spell for spell in self.spells(person_id) if spell.end_on is not None and spell.end_on < day]
        return max(past, key=lambda spell: spell.end_on or date.min, default=None)

    def party(self, party_id: str | None) -> Party | None:
        """Return the party of that id."""
        return self._parties.get(party_id) if party_id else None

    def namesakes(self, name: str) -> float:
        """Return how many persons with this name to expect by chance among as many people as the register has.

        Given and family name are assumed to be independent: 1.96 for David Jones, 0.02 for Kate Green. A name of
        three words or more (a middle name, a double family name) is assumed to be rare.
        """
        words = fold_name(name).split()
        if len(words) != 2 or not self._persons:
            return 0.0
        given, family, total = self._frequencies
        return given[words[0]] * family[words[-1]] / total

    @cached_property
    def seats(self) -> frozenset[str]:
        """The folded names of all seats."""
        return frozenset(fold_name(s.constituency) for own in self._spells.values() for s in own if s.constituency)

    @cached_property
    def last_change(self) -> date:
        """The last day on which a spell began or ended; members elected later may be missing."""
        days = (day for own in self._spells.values() for spell in own for day in (spell.start_on, spell.end_on) if day)
        return max(days, default=date.min)

    @cached_property
    def given_names(self) -> frozenset[str]:
        """The given names of all persons, folded."""
        return frozenset(given for own in self.families.values() for _, given in own)

    @cached_property
    def _frequencies(self) -> tuple[Counter[str], Counter[str], int]:
        pairs = {
            (person, words[0], words[-1])
            for name, own in self._plain.items()
            for words in [name.split()]
            for person in own
        }
        given: Counter[str] = Counter()
        family: Counter[str] = Counter()
        given.update(word for _, word in {(person, first) for person, first, _ in pairs})
        family.update(word for _, word in {(person, last) for person, _, last in pairs})
        return given, family, len(self._persons)

    @cached_property
    def families(self) -> dict[str, list[tuple[str, str]]]:
        """Persons and their given names by family name; of a name of several words also by the last word."""
        families: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, own in self._plain.items():
            if parts := split_short_name(name):
                given, family = parts
                for key in {family, family.rsplit(maxsplit=1)[-1]}:
                    families[key] += [(person, given) for person in own]
        return dict(families)

    @cached_property
    def _ids_by_joined_name(self) -> dict[str, tuple[str, ...]]:
        """Persons by their name without its blanks, as author slugs are written: "miketapp"."""
        return {name.replace(" ", ""): tuple(own) for name, own in self._plain.items()}

    def _add_title(self, folded: str, person_id: str, start_on: date, end_on: date | None) -> None:
        rank, _, rest = folded.partition(" ")
        if rank not in RANKS:
            return
        core, _, place = f" {rest}".partition(" of ")
        self._titles[core.strip()].append(_Title(person_id, RANKS[rank], place, start_on, end_on))

    def _peers(self, styled: StyledName, day: date | None) -> tuple[str, ...]:
        core, place = fold_name(styled.core), fold_name(styled.place)
        if not core and not place:
            return ()
        titles = self._titles.get("" if styled.rank in _DIOCESAN else core, ())
        titles = [title for title in titles if not place or title.place == place]
        exact = [title for title in titles if title.rank == styled.rank]
        wider = [title for title in titles if title.rank in _WIDER.get(styled.rank, ())]
        found = [one.person_id for one in self._in_see(exact, day) or wider]
        return tuple(dict.fromkeys(found or [one for one in self._plain.get(core, ()) if self._has_title(one, place)]))

    def _in_see(self, titles: list[_Title], day: date | None) -> list[_Title]:
        """Return the titles that the persons held on that day.

        Sees pass from one bishop to the next, and bishops change sees. So the days of the title decide, if on those
        days it belonged to a person who sat.
        """
        if day is None:
            return titles
        serving = [
            title
            for title in titles
            if title.rank not in _DIOCESAN or title.start_on <= day <= (title.end_on or date.max)
        ]
        return serving if any(self.serving(title.person_id, day) for title in serving) else titles

    def _has_title(self, person_id: str, place: str) -> bool:
        """Return whether a person known by given name and rank (Baroness Sal Brinton) has a title, of that place if
        one is given.
        """
        places = {t.place for own in self._titles.values() for t in own if t.person_id == person_id}
        return bool(places) and (not place or place in places)
