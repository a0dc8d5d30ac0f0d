"""Who an author is and what they held on the day: with evidence, or null."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from transforms.affiliations.evidence import Claim, add_role
from transforms.affiliations.register import Register
from transforms.affiliations.resolve import resolve_credits
from transforms.bylines.credit_reader import read_credit
from transforms.records import Credit
from warehouse.schema import tables

DAY = date(2012, 1, 1)


def _rows(register: Register, byline: str, day: date | None = DAY, line: str | None = None, **page: Any) -> list[Any]:
    return resolve_credits(read_credit(byline), line, page.get("title"), day, register, page.get("text"))


def _row(register: Register, byline: str, day: date | None = DAY, line: str | None = None, **page: Any) -> Any:
    (row,) = _rows(register, byline, day, line, **page)
    return row


def _found(row: Any) -> tuple[str, str | None, str | None, str | None]:
    return row["resolution"], row["person_id"], row["chamber"], row["party_id"]


def test_a_row_has_every_column_of_its_table_but_the_keys(register: Register) -> None:
    keys = {"article_id", "capture_id"}
    assert set(_row(register, "Stella Vane-Tempest MP")) == set(tables.ARTICLE_AUTHORS.names) - keys
    (nobody,) = resolve_credits([], None, None, DAY, register, "text")
    assert (nobody["resolution"], nobody["position"], nobody["name"]) == ("no_byline", 0, None)


def test_an_author_has_the_seat_and_party_of_the_day(register: Register) -> None:
    row = _row(register, "By Rt Hon Stella Vane-Tempest MP")
    assert _found(row) == ("resolved", "p/mp", "commons", "civic-coop")
    assert (row["party_name"], row["party_group"], row["constituency"]) == (
        "Civic/Co-op",
        "civic",
        "Hull, North & East",
    )
    assert row["name"] == "Stella Vane-Tempest"
    later = _row(register, "By Stella Vane-Tempest MP", date(2020, 1, 1))
    assert later["party_id"] == "independent"


@pytest.mark.parametrize("day", [date(2015, 3, 30), date(2015, 4, 20), date(2015, 5, 7)])
def test_there_are_no_mps_between_dissolution_and_poll(register: Register, day: date) -> None:
    row = _row(register, "Stella Vane-Tempest MP", day, "Civic MP")
    assert _found(row) == ("not_serving", "p/mp", None, "civic-coop")


def test_before_the_first_seat_no_party_is_stated(register: Register) -> None:
    assert _found(_row(register, "Mike Tupp", date(2022, 2, 15))) == ("not_serving", "p/new", None, None)


def test_without_a_date_the_person_may_be_certain_but_has_no_seat(register: Register) -> None:
    assert _found(_row(register, "Stella Vane-Tempest MP", None)) == ("date_unknown", "p/mp", None, None)
    assert _found(_row(register, "Angela Forge", None)) == ("date_unknown", None, None, None)


def test_two_who_sat_stay_ambiguous_with_the_group_they_share(register: Register) -> None:
    row = _row(register, "Angela Forge")
    assert _found(row) == ("ambiguous", None, None, None)
    assert row["party_group"] == "civic"
    assert "p/twin1" in row["reason"]
    assert "p/twin2" in row["reason"]


@pytest.mark.parametrize(
    ("byline", "line", "text", "person"),
    [
        ("Angela Forge MP", None, None, "p/twin1"),
        ("Baroness Forge", None, None, "p/twin2"),
        ("Angela Forge", "Angela Forge is the Civic MP for Penley and Stock.", None, "p/twin1"),
        ("Angela Forge", "Angela Forge is a Civic peer and chairs a charity", None, "p/twin2"),
        ("Angela Forge", "Baroness Forge is Shadow Leader of the House of Lords", None, "p/twin2"),
        ("Angela Forge, Civic MP for Penley and Stock", None, None, "p/twin1"),
        ("Angela Forge, MP for Penley & Stock", None, None, "p/twin1"),
        ("Angela Forge MP, Penley and Stock", None, None, "p/twin1"),
        ("Angela Forge, MP for Stock and Penley, and Isla Munro", None, None, "p/twin1"),
        ("Angela Forge", None, "In Penley and Stock the buses stop at six.", "p/twin1"),
        ("Angela Forge", None, "Last week my constituents wrote to me.", "p/twin1"),
    ],
)
def test_ties_are_broken_by_evidence(
    register: Register, byline: str, line: str | None, text: str | None, person: str
) -> None:
    assert _rows(register, byline, line=line, text=text)[0]["person_id"] == person


@pytest.mark.parametrize(
    "line",
    [
        "Angela Forge is a researcher for John Doe MP",
        "Angela Forge is an adviser to the Civic MP for Wells",
        "Civic MP Bob Sealey is a warfare expert",
        "Angela Forge is the prospective MP for Wells",
    ],
)
def test_the_office_of_another_is_not_evidence(register: Register, line: str) -> None:
    assert _row(register, "Angela Forge", line=line)["resolution"] != "resolved"


def test_a_seat_that_the_only_candidate_never_held_is_a_namesake(register: Register) -> None:
    row = _row(register, "Isla Munro", line="Isla Munro is the Civic MSP for Penley and Stock")
    assert (row["resolution"], row["person_id"]) == ("ambiguous", None)


def test_a_former_office_is_not_a_present_one(register: Register) -> None:
    row = _row(register, "Alis Gower", line="Alis Gower is the former Civic MP for Wells")
    assert _found(row) == ("not_serving", "p/old", None, "civic")
    still = _row(
        register,
        "Stella Vane-Tempest",
        line="Stella Vane-Tempest is a former minister and is MP for Hull, North & East",
    )
    assert still["resolution"] == "resolved"


@pytest.mark.parametrize(
    ("byline", "day"),
    [("George Whitlow", date(2015, 1, 1)), ("George Whitlow MP", date(2015, 1, 1)), ("Otto Lamb", date(2018, 1, 1))],
)
def test_a_killed_process_writes_no_more(register: Register, byline: str, day: date) -> None:
    assert _found(_row(register, byline, day)) == ("not_in_register", None, None, None)


def test_a_name_without_a_seat_is_resolved_only_if_it_is_rare(register: Register) -> None:
    assert _row(register, "Isla Munro")["resolution"] == "resolved"
    assert _row(register, "John Reeve")["resolution"] == "ambiguous"
    assert _row(register, "John Reeve MP")["person_id"] == "p/common5"


def test_a_name_without_a_seat_is_not_resolved_off_topic_or_with_another_occupation(register: Register) -> None:
    assert _row(register, "Isla Munro", text="A recipe for plum cake.")["resolution"] == "not_in_register"
    assert _row(register, "Isla Munro", text="Parliament must act.")["resolution"] == "resolved"
    assert _row(register, "Isla Munro", line="Isla Munro is a journalist")["resolution"] == "ambiguous"
    assert _row(register, "Congresswoman Isla Munro")["resolution"] == "not_in_register"


@pytest.mark.parametrize(
    ("byline", "person"),
    [
        ("S. Vane-Tempest MP", "p/mp"),
        ("S Vane Tempest MP", "p/mp"),
        ("Stella J. Vane-Tempest MP", "p/mp"),
        ("S. Vane-Tempest, MP for Hull, North & East", "p/mp"),
        ("S. Vane-Tempest", None),
        ("S. Vane-Tempest MSP", None),
        ("T. Vane-Tempest MP", None),
        ("S. Vane-Temple MP", None),
        ("Angie Forge MP", None),
        ("Mick Tupp MP", None),
        ("J. Reeve MP", "p/common5"),
        ("Jack Reeve MP", "p/common5"),
        ("Councillor J. Reeve", None),
    ],
)
def test_a_shorter_given_name_is_resolved_only_with_a_seat_that_one_such_person_held(
    register: Register, byline: str, person: str | None
) -> None:
    assert _row(register, byline)["person_id"] == person


def test_two_members_who_share_initial_name_and_chamber_are_ambiguous(register: Register) -> None:
    assert _row(register, "I. Munro MSP")["person_id"] == "p/msp"
    assert _row(register, "A. Forge MP")["person_id"] == "p/twin1"  # the peer of that name is no MP


@pytest.mark.parametrize(
    ("byline", "line"),
    [
        ("Finn Adair, managing director", None),
        ("Guild of Harbours director Finn Adair", None),
        ("Finn Adair", "Finn Adair is a barrister"),
        ("Finn Adair, head of policy at the Guild of Harbours", None),
    ],
)
def test_work_outside_politics_is_evidence_against_the_member_of_the_same_name(
    register: Register, byline: str, line: str | None
) -> None:
    assert _row(register, byline, line=line)["resolution"] == "ambiguous"
    assert _row(register, f"{byline}, MP for Strang" if line is None else "Finn Adair MP", line=line)["person_id"]


@pytest.mark.parametrize(
    "byline",
    [
        "Isla Munro, former President of Ireland",
        "By former Prime Minister of New Zealand Isla Munro",
        "Irish Foreign Minister Isla Munro",
        "Isla Munro, Canada's deputy prime minister",
        "Isla Munro, Australian senator",
        "President Isla Munro",
        "Governor of Texas Isla Munro",
        "Ambassador of Ukraine Isla Munro",
        "Isla Munro, member of the Canadian parliament",
        "Isla Munro, President of the European Commission",
        "Canadian MP Isla Munro",
        "Isla Munro, former president of the Republic of Haiti",
        "Isla Munro, Prime Minister of the Bahamas",
        "Ivorian foreign minister Isla Munro",
    ],
)
def test_an_office_of_another_country_is_not_held_by_the_member_of_that_name(register: Register, byline: str) -> None:
    row = _row(register, byline)
    assert (row["name"], row["resolution"], row["person_id"]) == ("Isla Munro", "not_in_register", None)


@pytest.mark.parametrize(
    "byline",
    [
        "Isla Munro, Northern Ireland Secretary",
        "Isla Munro, trade envoy to Nigeria",
        "Isla Munro, the first Nigerian MSP",
        "Isla Munro, British Nigerian MSP",
        "Isla Munro MSP, chair of the Friends of France",
        "Isla Munro, president of the Board of Trade",
    ],
)
def test_an_office_about_another_country_is_not_an_office_of_it(register: Register, byline: str) -> None:
    assert _row(register, byline)["person_id"] == "p/msp"


@pytest.mark.parametrize(
    ("byline", "line"),
    [
        ("Civic candidate Stella Vane-Tempest", None),
        ("Civic council candidate Stella Vane-Tempest", None),
        ("Stella Vane-Tempest", "Stella Vane-Tempest is the Civic candidate for Penley ward."),
        ("Stella Vane-Tempest, PPC for Marsh", None),
    ],
)
def test_a_candidate_is_not_the_member_of_that_name(register: Register, byline: str, line: str | None) -> None:
    found = _row(register, byline, DAY, line)
    assert (found["resolution"], found["person_id"]) == ("ambiguous", None)
    assert "candidate" in found["reason"]
    assert _row(register, byline, None, line)["person_id"] is None


@pytest.mark.parametrize(
    ("byline", "line"),
    [
        ("Stella Vane-Tempest MP", "Stella Vane-Tempest is the Civic candidate for mayor."),
        ("Civic leadership candidate Stella Vane-Tempest", None),
        ("Civic mayoral candidate Stella Vane-Tempest", None),
        ("Stella Vane-Tempest", "Stella Vane-Tempest is the Civic candidate for Hull North and East."),
    ],
)
def test_a_member_may_be_a_candidate_for_the_own_seat_or_for_a_leadership(
    register: Register, byline: str, line: str | None
) -> None:
    assert _row(register, byline, DAY, line)["person_id"] == "p/mp"


def test_a_peer_who_governed_elsewhere_is_the_peer(register: Register) -> None:
    assert _row(register, "Baroness Forge, former Governor of Texas")["person_id"] == "p/twin2"


def test_a_peer_of_a_party_is_a_peer(register: Register) -> None:
    row = _row(register, "Angela Forge, Green Party peer")
    assert (row["person_id"], row["chamber"]) == ("p/twin2", "lords")


def test_a_former_member_of_the_same_name_is_considered(register: Register) -> None:
    row = _row(register, "Angela Forge", date(2022, 1, 1))
    assert (row["resolution"], row["person_id"]) == ("ambiguous", None)
    assert _row(register, "Baroness Forge", date(2022, 1, 1))["person_id"] == "p/twin2"


def test_two_identifiers_of_one_person_in_two_chambers_are_not_ambiguous(register: Register) -> None:
    assert _row(register, "Ruth Dyer", date(2022, 1, 1))["person_id"] == "p/went2"
    assert _row(register, "Ruth Dyer", date(2014, 1, 1))["person_id"] == "p/went1"


@pytest.mark.parametrize(
    ("byline", "person"),
    [
        ("Stela Vane-Tempest MP", "p/mp"),  # a letter less before a rare family name
        ("Stlela Vane-Tempest MP", "p/mp"),  # two letters exchanged
        ("Stella Vane-Tempset MP", "p/mp"),
        ("Stella Vane-Tempest-Smith MP", None),
        ("Stela Vane-Tempest", None),  # without letters or a seat
        ("Della Vane-Tempest MP", None),  # another name
        ("Alis Gover MP", None),  # did not sit on that day
        ("Jon Reeves MP", None),
    ],
)
def test_a_name_with_a_letter_wrong_is_the_member_s_only_with_what_one_held(
    register: Register, byline: str, person: str | None
) -> None:
    row = _row(register, byline)
    assert (row["person_id"], row["resolution"] == "resolved") == (person, person is not None)


@pytest.mark.parametrize(
    ("byline", "day", "person"),
    [
        ("Angella Forge MP", DAY, "p/twin1"),
        ("Angelo Forge MP", DAY, None),  # a name of its own
        ("Angelo Forge, MP for Penley and Stock", DAY, "p/twin1"),  # whom the seat confirms
        ("Angelo Forge, MP for Wells", DAY, None),
        ("Angella Forge, Labour MP", DAY, None),  # of another party
        ("Stela Vane-Tempest MP", date(2024, 7, 5), "p/mp"),
        ("Stela Vane-Tempest MP", date(2024, 8, 1), None),  # may be elected after the register's last change
        ("Isla Munroe, MSP for Clyde", date(2024, 8, 1), "p/msp"),
    ],
)
def test_a_name_that_may_be_another_person_s_is_not_a_misspelt_one(
    register: Register, byline: str, day: date, person: str | None
) -> None:
    assert _row(register, byline, day)["person_id"] == person


def test_the_reason_says_that_the_name_was_spelt_otherwise(register: Register) -> None:
    reason = "the page names their office; the register spells it Stella Vane-Tempest"
    assert _row(register, "Stela Vane-Tempest MP")["reason"] == reason


def test_welsh_ranks_are_peers_ranks(register: Register) -> None:
    assert _found(_row(register, "Yr Arglwydd Norrow"))[1] == "p/peer"


def test_the_short_style_belongs_to_the_peer_who_sat(register: Register) -> None:
    assert _found(_row(register, "Lord Norrow")) == ("resolved", "p/peer", "lords", "provident")
    assert _row(register, "Lord Norrow", date(2000, 1, 1))["resolution"] == "ambiguous"
    assert _row(register, "Lord Norrow of Ely", date(2000, 1, 1))["person_id"] == "p/peer2"


def test_a_member_of_two_chambers_has_a_chamber_only_if_it_is_named(register: Register) -> None:
    assert _found(_row(register, "Finn Adair")) == ("resolved", "p/both", None, "provident")
    assert _row(register, "Finn Adair MLA")["chamber"] == "ni-assembly"


def test_the_subject_of_an_article_is_not_its_author(register: Register) -> None:
    assert _row(register, "Interview: Isla Munro")["person_id"] is None
    assert _row(register, "Isla Munro talks to Kevin Scoley")["person_id"] is None
    assert _row(register, "Agnes Chamber talks to Isla Munro")["resolution"] == "not_in_register"
    assert _row(register, "The justice secretary talks to Isla Munro")["person_id"] == "p/msp"


def test_a_headline_names_the_office(register: Register) -> None:
    assert _row(register, "Angela Forge", title="Lords Diary: Baroness Forge")["person_id"] == "p/twin2"
    assert _row(register, "John Reeve", title="John Reeve MP: Mend the roads")["person_id"] == "p/common5"


def test_several_authors_have_each_their_own_evidence(register: Register) -> None:
    byline = "Isla Munro MSP, Angela Forge and Stella Vane-Tempest MP"
    line = "Isla Munro is MSP for Clyde. Angela Forge is MP for Penley and Stock."
    rows = _rows(register, byline, line=line)
    assert [row["person_id"] for row in rows] == ["p/msp", "p/twin1", "p/mp"]
    assert [row["position"] for row in rows] == [0, 1, 2]


def test_desks_and_bodies_are_not_looked_up(register: Register) -> None:
    credits = [Credit("Isla Munro", "Isla Munro", "staff"), Credit("Isla Munro", "Isla Munro", "organisation")]
    assert [row["resolution"] for row in resolve_credits(credits, None, None, DAY, register, None)] == [
        "staff",
        "organisation",
    ]


def test_without_a_register_everybody_is_outside_it_and_the_reason_says_so() -> None:
    row = _row(Register.empty(), "Isla Munro MSP")
    assert row["resolution"] == "not_in_register"
    assert "members refresh" in row["reason"]


def test_rows_conform_to_the_contract(register: Register) -> None:
    from transforms.frames import conform

    rows = [
        {"article_id": "a" * 24, "capture_id": "b" * 24, **row} for row in _rows(register, "Isla Munro MSP and X Y")
    ]
    assert isinstance(conform(rows, tables.ARTICLE_AUTHORS), pl.DataFrame)
    assert {row["resolution"] for row in rows} <= set(tables.RESOLUTIONS)


def test_without_a_day_the_author_is_resolved_if_the_seat_is_constant_between_the_bounds(register: Register) -> None:
    def find(first: date, last: date) -> Any:
        credits = read_credit("Stella Vane-Tempest MP")
        (row,) = resolve_credits(credits, None, None, None, register, "text", between=(first, last))
        return row

    on_day = _row(register, "Stella Vane-Tempest MP", DAY, text="text")
    within = find(DAY, date(2012, 3, 1))
    assert _found(within) == _found(on_day)
    assert "every day from 2012-01-01 to 2012-03-01" in within["reason"]
    for first, last in ((date(1990, 1, 1), DAY), (DAY, date(2099, 1, 1))):
        assert find(first, last)["resolution"] == "date_unknown"
        assert find(first, last)["party_id"] is None


def test_a_seat_with_commas_is_not_the_seat_that_it_begins_with() -> None:
    seats = frozenset({"arden", "arden skell and west holm"})
    assert add_role(Claim(), "Arden, Skell and West Holm, Lib Dem", seats).seats == {"arden skell and west holm"}
    assert add_role(Claim(), "Lab, Arden", seats).seats == {"arden"}
