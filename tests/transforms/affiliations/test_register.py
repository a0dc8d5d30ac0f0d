"""mySociety's package as four tables, and the lookup by name and day."""

from datetime import date

import polars as pl
import pytest

from transforms.affiliations.register import Register
from transforms.affiliations.register_package import PackageIncomplete, build_register_frames
from transforms.bylines.names import parse_name
from warehouse.schema import tables

Frames = dict[str, pl.DataFrame]
Seeds = tuple[pl.DataFrame, pl.DataFrame]


def _spell(frames: Frames, membership_id: str) -> dict[str, object]:
    return frames["memberships"].filter(pl.col("membership_id") == membership_id).to_dicts()[0]


def _names(frames: Frames, person_id: str) -> set[tuple[str, str]]:
    return set(frames["person_names"].filter(pl.col("person_id") == person_id).select("name", "kind").iter_rows())


def test_every_table_has_its_columns_and_one_row_a_key(frames: Frames) -> None:
    for table in (tables.PERSONS, tables.PERSON_NAMES, tables.PARTIES, tables.MEMBERSHIPS):
        assert frames[table.name].columns == list(table.names)
        assert frames[table.name].select(table.key).is_duplicated().sum() == 0


def test_a_seat_is_vacant_on_the_day_of_the_dissolution(frames: Frames) -> None:
    assert _spell(frames, "m/0")["end_on"] == date(2015, 3, 29)
    assert _spell(frames, "m/1")["end_on"] == date(2019, 2, 18), "a change of party is no dissolution"


def test_a_year_as_a_start_is_its_first_day_and_as_an_end_its_last(frames: Frames) -> None:
    assert _spell(frames, "m/4")["start_on"] == date(1998, 1, 1)
    assert _spell(frames, "m/12")["end_on"] == date(1852, 12, 31)


def test_redirected_persons_are_one_person_and_redirected_memberships_none(frames: Frames) -> None:
    assert "p/redirected" not in frames["persons"]["person_id"]
    rows = frames["memberships"].filter(pl.col("person_id") == "p/old")
    assert sorted(rows["start_on"].dt.year()) == [1992, 2001]
    assert not {"m/moved", "m/prince"} & set(frames["memberships"]["membership_id"])


def test_chambers_are_those_of_the_contract_and_a_mayor_has_none(frames: Frames) -> None:
    assert _spell(frames, "m/london")["chamber"] == "london-assembly"
    assert _spell(frames, "m/mayor")["chamber"] == "other"
    assert set(frames["memberships"]["chamber"]) <= set(tables.CHAMBERS)


def test_sister_labels_are_one_group_and_a_party_without_a_seed_is_its_own(frames: Frames) -> None:
    groups = {row["party_id"]: (row["name"], row["party_group"]) for row in frames["parties"].to_dicts()}
    assert groups["civic-coop"] == ("Civic/Co-op", "civic")
    assert groups["provident"] == ("Provident", "provident")
    assert groups["crossbench"] == ("crossbench", "crossbench")


def test_names_have_every_form_that_a_byline_may_use(frames: Frames) -> None:
    assert ("Stella O'Hare", "alternate") in _names(frames, "p/mp"), "a former family name goes with the given name"
    assert not any(name == "The Prime Minister" for name, _ in _names(frames, "p/mp"))
    assert _names(frames, "p/peer") == {
        *(("Lord Norrow of Louth", "peerage"), ("Robert Ian Norrow", "alternate")),
        *(("Robert Norrow", "alternate"), ("Bo Norrow", "alias")),
    }
    assert ("Alan Smithers", "alternate") in _names(frames, "p/bishop1")
    assert "p/unknown" not in frames["person_names"]["person_id"]


@pytest.mark.parametrize(
    ("name", "persons"),
    [
        ("Stella Vane Tempest", ("p/mp",)),
        ("Lord Norrow", ("p/peer", "p/peer2")),
        ("Lord Norrow of Ely", ("p/peer2",)),
        ("Lord Norrow of Bath", ()),
        ("Bo Norrow", ("p/peer",)),
        ("Lord Bo Norrow", ("p/peer",)),
        ("Baroness Norrow", ()),
        ("Earl of Marr", ("p/earl",)),
        ("Lord Ridgely", ("p/viscount",)),
        ("Earl of Home", ()),
        ("Lord", ()),
        ("miketupp", ("p/new",)),
        ("Tupp", ()),
        ("George Whitlow", ()),
    ],
)
def test_a_name_finds_every_person_it_may_mean(register: Register, name: str, persons: tuple[str, ...]) -> None:
    assert register.find(parse_name(name), date(2012, 1, 1)) == persons


def test_a_see_passes_from_one_bishop_to_the_next(register: Register) -> None:
    see = parse_name("Bishop of Ashford")
    assert register.find(see, date(2005, 1, 1)) == ("p/bishop1",)
    assert register.find(see, date(2015, 1, 1)) == ("p/bishop2",)
    assert register.find(see, None) == ("p/bishop1", "p/bishop2")


def test_on_the_day_of_a_change_of_party_the_new_one_counts(register: Register) -> None:
    (spell,) = register.serving("p/mp", date(2019, 2, 18))
    assert spell.party_id == "independent"
    assert register.serving("p/mp", date(2015, 4, 1)) == ()


def test_the_last_affiliation_is_known_afterwards(register: Register) -> None:
    last = register.before("p/mp", date(2015, 4, 1))
    assert last is not None
    assert last.party_id == "civic-coop"
    assert register.before("p/mp", date(2009, 1, 1)) is None


def test_an_empty_register_finds_no_person() -> None:
    assert Register.empty().is_empty
    assert Register.empty().find(parse_name("Stella Vane-Tempest"), None) == ()


def test_a_package_without_a_column_or_a_file_is_refused_by_name(package: Frames, seeds: Seeds) -> None:
    broken = package | {"persons": package["persons"].drop("redirect")}
    with pytest.raises(PackageIncomplete, match="file persons has no column redirect"):
        build_register_frames(broken, *seeds)
    with pytest.raises(PackageIncomplete, match="no file organizations"):
        build_register_frames({name: frame for name, frame in package.items() if name != "organizations"}, *seeds)


def test_an_invalid_day_is_refused_with_its_text(package: Frames, seeds: Seeds) -> None:
    spells = package["simple_memberships"].with_columns(start_date=pl.lit("6 May 2010"))
    with pytest.raises(PackageIncomplete, match="'6 May 2010'"):
        build_register_frames(package | {"simple_memberships": spells}, *seeds)
