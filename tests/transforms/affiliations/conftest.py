"""A register of invented parliamentarians in the shape of mySociety's package."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from transforms.affiliations.register import Register
from transforms.affiliations.register_package import PACKAGE, build_register_frames

Package = dict[str, pl.DataFrame]

PARTIES = pl.DataFrame(
    {
        "party_id": ["civic", "civic-coop"],
        "name": ["Civic", "Civic/Co-op"],
        "party_group": ["civic", "civic"],
    }
)
ALIASES = pl.DataFrame({"person_id": ["p/peer", "p/unknown"], "name": ["Bo Norrow", "Nobody Atall"]})
NAMES: Sequence[Mapping[str, str]] = (
    {"person_id": "p/mp", "given_name": "Stella", "family_name": "Vane-Tempest"},
    {"person_id": "p/mp", "name": "Stella Vanetempest", "note": "Alternate"},
    {"person_id": "p/mp", "name": "The Prime Minister", "note": "Alternate"},
    {"person_id": "p/mp", "family_name": "O&#39;Hare", "note": "Alternate"},
    {"person_id": "p/old", "given_name": "Alis", "family_name": "Gower"},
    {
        "person_id": "p/peer",
        "given_name": "Robert Ian",
        "honorific_prefix": "Lord",
        "lordname": "Norrow",
        "lordofname": "Louth",
    },
    {
        "person_id": "p/peer2",
        "given_name": "Ivo",
        "honorific_prefix": "Lord",
        "lordname": "Norrow",
        "lordofname": "Ely",
    },
    {"person_id": "p/earl", "given_name": "Hugo", "honorific_prefix": "Earl", "lordname": "", "lordofname": "Marr"},
    {"person_id": "p/viscount", "given_name": "Matthew", "honorific_prefix": "Viscount", "lordname": "Ridgely"},
    {
        "person_id": "p/bishop1",
        "given_name": "Alan Smithers",
        "honorific_prefix": "Bishop",
        "lordofname": "Ashford",
        "end_date": "2010-05-01",
    },
    {
        "person_id": "p/bishop2",
        "given_name": "Una Byrd",
        "honorific_prefix": "Bishop",
        "lordofname": "Ashford",
        "start_date": "2011",
    },
    {"person_id": "p/twin1", "given_name": "Angela", "family_name": "Forge"},
    {"person_id": "p/twin2", "given_name": "Angela", "honorific_prefix": "Baroness", "lordname": "Forge"},
    {"person_id": "p/went1", "given_name": "Ruth", "family_name": "Dyer"},
    {"person_id": "p/went2", "given_name": "Ruth", "honorific_prefix": "Baroness", "lordname": "Dyer"},
    {"person_id": "p/victorian", "given_name": "George", "family_name": "Whitlow"},
    {"person_id": "p/msp", "given_name": "Isla", "family_name": "Munro"},
    {"person_id": "p/both", "given_name": "Finn", "family_name": "Adair"},
    {"person_id": "p/dead", "given_name": "Otto", "family_name": "Lamb"},
    {"person_id": "p/new", "given_name": "Mike", "family_name": "Tupp"},
    *({"person_id": f"p/common{n}", "given_name": "John", "family_name": "Reeve"} for n in range(6)),
)
SPELLS: Sequence[tuple[str, str, str | None, str, str | None, str | None, str | None]] = (
    # person, chamber, party, start, end, why it ended, seat
    ("p/mp", "commons", "civic-coop", "2010-05-06", "2015-03-30", "general_election_standing", "Hull, North & East"),
    ("p/mp", "commons", "civic", "2015-05-08", "2019-02-18", "changed_party", "Hull, North & East"),
    ("p/mp", "commons", "independent", "2019-02-18", None, None, "Hull, North & East"),
    ("p/old", "commons", "civic", "2001-06-07", "2005-04-11", "general_election", "Wells"),
    ("p/peer", "lords", "provident", "1998", None, None, None),
    ("p/peer2", "lords", "civic", "1990", "2002-08-31", None, None),
    ("p/earl", "lords", "crossbench", "1995-01-01", None, None, None),
    ("p/viscount", "lords", "provident", "2013-02-06", "2021-12-17", "retired", None),
    ("p/bishop1", "lords", "bishop", "2000-01-01", "2010-05-01", None, None),
    ("p/bishop2", "lords", "bishop", "2012-01-01", None, None, None),
    ("p/twin1", "commons", "civic", "2005-05-05", "2019-11-06", "general_election", "Penley and Stock"),
    ("p/twin2", "lords", "civic-coop", "2010-07-08", None, None, None),
    ("p/victorian", "commons", None, "1847-08-01", "1852", "unknown", "Wells"),
    ("p/msp", "scotland", "civic", "2011-05-06", None, None, "Clyde"),
    ("p/both", "commons", "provident", "2010-05-06", None, None, "Strang"),
    ("p/both", "ni", "provident", "2011-05-06", None, None, "Strang"),
    ("p/dead", "commons", "civic", "2010-05-06", "2012-03-01", "died", "Wells"),
    ("p/new", "commons", "civic", "2024-07-05", None, None, "Dover"),
    *(
        (f"p/common{n}", "commons", "civic", f"{1980 + n}-05-06", f"{1984 + n}-05-06", "died", "Wells")
        for n in range(5)
    ),
    ("p/common5", "commons", "civic", "2010-05-06", None, None, "Ludlow"),
    ("p/went1", "commons", "civic", "2005-05-05", "2015-03-30", "general_election", "Wells"),
    ("p/went2", "lords", "civic-coop", "2015-10-01", None, None, None),
    ("p/redirected", "commons", "civic", "1992-04-09", "1997-04-08", "general_election", "Dover"),
)


def _frame(name: str, rows: Sequence[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [{column: row.get(column) for column in PACKAGE[name]} for row in rows], infer_schema_length=None
    )


@pytest.fixture
def package() -> Package:
    """The package's files by name."""
    people = dict.fromkeys(row["person_id"] for row in NAMES)
    persons: list[Mapping[str, str | None]] = [{"id": one} for one in people]
    columns = ("person_id", "chamber", "party", "start_date", "end_date", "end_reason", "constituency")
    spells = [{"membership_id": f"m/{n}", **dict(zip(columns, spell, strict=True))} for n, spell in enumerate(SPELLS)]
    london = {"label": "Member of the London Assembly", "role": "london-assembly-member", "start_date": "2016-05-05"}
    mayor = {"label": "Mayor of London", "role": "london-assembly-member", "start_date": "2016-05-09"}
    odd = [
        {"membership_id": "m/london", "person_id": "p/new", "end_date": "2018-01-01", **london},
        {"membership_id": "m/mayor", "person_id": "p/msp", "end_date": "2017-01-01", **mayor},
        {"membership_id": "m/moved"},
        {"membership_id": "m/prince", "person_id": "p/earl", "chamber": "crown"},
    ]
    return {
        "persons": _frame("persons", [*persons, {"id": "p/redirected", "redirect": "p/old"}]),
        "person_alternative_names": _frame("person_alternative_names", [{"note": "Main", **row} for row in NAMES]),
        "simple_memberships": _frame("simple_memberships", [*spells, *odd]),
        "organizations": _frame("organizations", [{"id": "provident", "name": "Provident"}]),
    }


@pytest.fixture
def frames(package: Package) -> Package:
    """The register's four tables."""
    return build_register_frames(package, PARTIES, ALIASES)


@pytest.fixture
def register(frames: Package) -> Register:
    """The lookup over them."""
    return Register.from_rows({name: frame.rows() for name, frame in frames.items()})


@pytest.fixture
def seeds() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The parties and the aliases."""
    return PARTIES, ALIASES
