"""Separate offices from names in a credit: "Jane Roe, MP for Marsh and Fenwick Sands, and John Doe"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.bylines.credit_cleanup import remove_stamp
from transforms.bylines.credit_offices import is_office
from transforms.bylines.role_units import (
    LEAD,
    OFFICE,
    OFFICE_ALONE,
    OFFICE_WITH_SEAT,
    PARTY,
    PARTY_ALONE,
    SEAT,
    Unit,
    continues_role,
    ends_with_letters,
    find_name_in_role,
    has_place_word,
    is_name_like,
    is_office_unit,
    is_office_with_complement,
    is_person_like,
    is_place,
    is_seat_after_party,
    may_be_seat_part,
    read_led_name,
    split_trailing_name,
    split_units,
)

_NAME_FIRST: Final = re.compile(rf"(?P<name>\S+\s+\S.*?)\s+(?P<role>{OFFICE}{SEAT})")
_SEAT_FIRST: Final = re.compile(r"(?:the\s+)?(?P<seat>[^\W\d_a-z].*?)\s+(?P<letters>MP|MSP|MS|AM|MLA|MEP|TD)")
_LETTERS_SEAT: Final = re.compile(
    r"(?P<letters>MP|MSP|MS|AS|MLA|Aelod (?:Seneddol|Cynulliad|o['’]r Senedd))\s+(?P<seat>[^\W\d_a-z].*)"
)
_SHARED: Final = re.compile(r"(?P<name>.+?)\s+(?P<letters>MPs|MSPs|MSs|AMs|MLAs|MEPs|TDs)")
_SHARED_FIRST: Final = re.compile(
    rf"(?P<role>{LEAD}(?:(?:{PARTY})\s+)?(?:MPs|MSPs|MSs|MLAs|MEPs|TDs|[Pp]eers|[Cc]ouncillors|[Cc]llrs))\s+(?P<name>\S.*)"
)
_JOURNALIST: Final = re.compile(
    r"\b(?:editor|reporter|correspondent|columnist|writer|journalist|critic)\b", re.IGNORECASE
)
_DESCRIBED: Final = re.compile(r"(?:the|an?|our)\s+\S.*")


@dataclass(frozen=True, slots=True)
class NameRun:
    """Names of a credit as written, and the office printed with them.

    `role` belongs to the last name, or to all of them if `is_shared` ("Jane Roe and John Doe MPs"), or to the first
    if `leads` ("Labour MP for Marsh, Jane Roe"). It is None if there is no office.
    """

    names: str
    role: str | None = None
    is_shared: bool = False
    leads: bool = False


def separate_roles(text: str) -> list[NameRun]:
    """Return the runs of names of a credit in order, without the offices and seats printed between them.

    "Jane Roe, MP for Marsh and Fenwick Sands, and John Doe MSP" gives the runs "Jane Roe" (MP for Marsh and Fenwick
    Sands) and "John Doe MSP". A seat continues across commas and "and" until a person begins; a person has a style
    or letters, an office, a usual given name, or follows a comma.
    """
    return _Runs(split_units(text)).read()


class _Runs:
    """The state of reading one credit: the runs that are complete, and the one that is open."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.runs: list[NameRun] = []
        self.names = ""
        self.pending: str | None = None
        self.is_pending_shared = False

    def read(self) -> list[NameRun]:
        at = 0
        while at < len(self.units):
            unit = self.units[at]
            if self._is_end(unit):
                break
            at = self._read_unit(at, unit)
        self._close(None)
        return self.runs or [NameRun(*split_trailing_name(self.pending), leads=True)] if self.pending else self.runs

    def _is_end(self, unit: Unit) -> bool:
        """Return whether the unit is a date after a bar, which ends the names."""
        return unit.is_hard and bool(self.runs) and not remove_stamp(unit.text)

    def _read_unit(self, at: int, unit: Unit) -> int:
        """Read the unit at that index; return the index to continue from."""
        if (end := max(self._find_seat_after_letters(at), self._find_seat_end(at))) > at:
            seat = "".join(f"{one.separator}{one.text}" for one in self.units[at:end])
            self._close(seat.removeprefix(unit.separator))
            return end
        if role := self._read_seated_office(unit):
            return self._take_role(at, role)
        if (found := _NAME_FIRST.fullmatch(unit.text)) and is_name_like(found["name"]):
            self._add(unit.separator, found["name"])
            return self._take_role(at, found["role"])
        if PARTY_ALONE.fullmatch(unit.text) and (self.names or self.runs):
            return self._take_party(at)
        if self._take_letters(unit):
            pass
        elif self._is_seat_of_last(at) or self._is_seat_of_run(unit) or self._is_described(unit):
            self._close(unit.text)
        elif is_office_with_complement(unit.text):
            return self._take_role(at, unit.text)
        elif self._is_work_of_last(unit):
            self._close(unit.text)
        elif led := read_led_name(unit):
            self._lead(*led)
        else:
            self._add(unit.separator, unit.text)
        return at + 1

    def _read_seated_office(self, unit: Unit) -> str | None:
        """Return the office and seat of a unit: "MP for Marsh"; after a name and a comma also "MP Marsh"."""
        if OFFICE_WITH_SEAT.fullmatch(unit.text):
            return unit.text
        found = _LETTERS_SEAT.fullmatch(unit.text) if self.names and unit.is_comma else None
        return f"{found['letters']} for {found['seat']}" if found else None

    def _is_described(self, unit: Unit) -> bool:
        """Return whether a unit describes the person before it: "Jane Roe, the Greens' farming spokesperson"."""
        described = bool(self.names) and _DESCRIBED.fullmatch(unit.text)
        return bool(described) and is_office(unit.text.rsplit(maxsplit=1)[-1])

    def _take_letters(self, unit: Unit) -> bool:
        """Read letters that are a unit by themselves ("Labour MP") or belong to several names ("Jane Roe and John
        Doe MPs").
        """
        if OFFICE_ALONE.fullmatch(unit.text):
            self._close(unit.text)
        elif found := _SHARED_FIRST.fullmatch(unit.text):
            self._lead(found["role"], found["name"], is_shared=True)
        elif (found := _SHARED.fullmatch(unit.text)) and is_name_like(found["name"]):
            self._add(unit.separator, found["name"])
            self._close(found["letters"], is_shared=True)
        else:
            return False
        return True

    def _lead(self, role: str, name: str, is_shared: bool = False) -> None:
        """Begin a run with a role that precedes its name."""
        self._close(None)
        self.pending, self.is_pending_shared = role, is_shared
        self._add("", name)

    def _add(self, separator: str, text: str) -> None:
        self.names += (separator if self.names else "") + text

    def _close(self, role: str | None, is_shared: bool = False) -> None:
        """End the open run; a role without names before it is kept for the names that follow."""
        if not self.names:
            self._keep(role)
            return
        if self.pending:
            joined = f"{self.pending}, {role}" if role and not self.is_pending_shared else self.pending
            self.runs.append(NameRun(self.names, joined, self.is_pending_shared, leads=True))
        else:
            self.runs.append(NameRun(self.names, role, is_shared))
        self.names, self.pending, self.is_pending_shared = "", None, False

    def _keep(self, role: str | None) -> None:
        """Add a role to that of the last run, or keep it for the next if there is none yet."""
        if role is None:
            return
        if self.runs and not self.pending:
            last = self.runs[-1]
            joined = f"{last.role}, {role}" if last.role else role
            self.runs[-1] = NameRun(last.names, joined, last.is_shared, last.leads)
        else:
            self.pending = role

    def _take_role(self, at: int, text: str) -> int:
        """Read an office and its seat, which may span several units; return the index of the next unit."""
        role, after = text, at + 1
        while after < len(self.units) and continues_role(self.units, after, _JOURNALIST.search(text) is None):
            role += f"{self.units[after].separator}{self.units[after].text}"
            after += 1
        role = remove_stamp(role).strip(" ,")
        is_listed = after < len(self.units) and self.units[after].separator.strip() in ("and", "&")
        inner = None if self.names else find_name_in_role(role) or (is_listed and split_trailing_name(role)[0]) or None
        if inner:
            self._lead(role[: -len(inner)].strip(), inner)
        elif self.names:
            self._close(role)
        else:
            self._keep_seat(role, after)
        return after

    def _keep_seat(self, role: str, after: int) -> None:
        """Keep a role that precedes its name; after a run without a role, it belongs to that run."""
        if self.runs and self.runs[-1].role and after < len(self.units) and not self.units[after].is_hard:
            self.pending = role if is_person_like(self.units[after].text) and not self.units[after].is_comma else None
            if self.pending:
                return
        self._keep(role)

    def _take_party(self, at: int) -> int:
        """Read a party that is a unit by itself after a name, and the seat after it: "Jane Roe, Lab, Fenwick Sands"."""
        role, after = self.units[at].text, at + 1
        while after < len(self.units) and is_seat_after_party(self.units, after):
            role += f"{self.units[after].separator}{self.units[after].text}"
            after += 1
        self._close(role)
        return after

    def _is_seat_of_run(self, unit: Unit) -> bool:
        """Return whether a unit after a bar is the seat of the last office: "Jane Roe | Labour MP | Hull East"."""
        has_role = bool(self.runs and self.runs[-1].role) and not self.names
        return has_role and unit.is_hard and has_place_word(unit.text) and not is_person_like(unit.text)

    def _find_seat_end(self, at: int) -> int:
        """Return the index after a seat with commas in it: "Jane Roe MP, Marsh, Fenwick and West Sands"; else `at`."""
        if not self.units[at].is_comma or not ends_with_letters(self.names or "-"):
            return at
        end = at
        while end < len(self.units) and not self.units[end].is_hard and may_be_seat_part(self.units[end].text):
            end += 1
        return end if end > at + 1 and has_place_word(self.units[end - 1].text) else at

    def _find_seat_after_letters(self, at: int) -> int:
        """Return the index after a seat that ends a credit: "Jane Roe, Labour MP, Fenwick and Marsh"; else `at`."""
        rest = self.units[at + 1 :]
        if not self.names or not OFFICE_ALONE.fullmatch(self.units[at].text) or not rest or not rest[0].is_comma:
            return at
        is_seat = all(not one.is_hard and may_be_seat_part(one.text) for one in rest) and is_place(rest[-1].text)
        return len(self.units) if is_seat else at

    def _is_work_of_last(self, unit: Unit) -> bool:
        """Return whether a unit is the work of the person before it: "Jane Roe, chief economist at the Ports Group"."""
        words = unit.text.split()[:4]
        is_described = bool(self.names) and unit.is_comma and words[0][0].islower() and not is_person_like(unit.text)
        return is_described and (words[0] == "head" or any(map(is_office, words)))

    def _is_seat_of_last(self, at: int) -> bool:
        """Return whether a unit is the seat of the person before it: "Jane Roe, Fenwick Sands MP"."""
        unit = self.units[at]
        if not self.names or unit.separator.strip().endswith(("and", "&")):
            return False
        found = _SEAT_FIRST.fullmatch(unit.text)
        seat = found["seat"] if found else unit.text
        if is_person_like(seat) or is_office_unit(seat):
            return False
        before = ends_with_letters(self.names)
        if found:
            return is_place(seat) or (not before and len(self.units) == 2)
        return before and (has_place_word(seat) or (len(self.units) == 2 and unit.is_comma and seat[0].isupper()))
