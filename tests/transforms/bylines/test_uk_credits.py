"""Credits of outlets of the United Kingdom: in Welsh, in capitals, inverted, by bodies and on behalf."""

import pytest

from transforms.bylines.credit_reader import read_credit


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("gan Hesper Ormerod", ["Hesper Ormerod"]),
        ("Gan Mabli ap Rhydderch AS", ["Mabli ap Rhydderch"]),
        ("Ysgrifennwyd gan Mabli ap Rhydderch", ["Mabli ap Rhydderch"]),
        ("Awdur: Mabli Ormerod", ["Mabli Ormerod"]),
        ("Hesper Ormerod AS", ["Hesper Ormerod"]),
        ("Hesper Ormerod MS/AS", ["Hesper Ormerod"]),
        ("Hesper Ormerod AS dros Ganol Skell", ["Hesper Ormerod"]),
        ("Hesper Ormerod, MP Ravensholme", ["Hesper Ormerod"]),
        ("Hesper Ormerod M.P.", ["Hesper Ormerod"]),
        ("The Rt Hon. Sir Joss Ormerod K.C.B. M.P.", ["Joss Ormerod"]),
        ("J.P. Ormerod", ["J.P. Ormerod"]),
        ("Ormerod, Jane MP", ["Jane Ormerod"]),
        ("ORMEROD, Jane", ["Jane Ormerod"]),
        ("By JANE ORMEROD, LABOUR MP FOR RAVENSHOLME", ["Jane Ormerod"]),
        ("By JANE ORMEROD FOR THE DAILY LANTERN", ["Jane Ormerod"]),
        ("BARONESS ORMEROD OF SKELL AND LORD FRAYNE OF ARDEN", ["Baroness Ormerod of Skell", "Lord Frayne of Arden"]),
        ("Baroness Ormerod of The Shielings", ["Baroness Ormerod of The Shielings"]),
        ("Baroness Ormerod of the Shielings KC and Jane Roe", ["Baroness Ormerod of the Shielings", "Jane Roe"]),
        ("Lord Ormerod of the Liberal Democrats", ["Lord Ormerod"]),
        ("Jane Ormerod MP, Arden, Skell and West Holm, Lib Dem", ["Jane Ormerod"]),
        ("Posted by Jane Ormerod at 14:05", ["Jane Ormerod"]),
        ("Op-ed by Jane Ormerod", ["Jane Ormerod"]),
        ("Admin on behalf of Jane Ormerod MP", ["Jane Ormerod"]),
        ("Jane Roe on behalf of the Ports Campaign", ["Jane Roe"]),
        ("Your local MP Jane Ormerod", ["Jane Ormerod"]),
        ("Jane Ormerod, the Greens' farming spokesperson", ["Jane Ormerod"]),
        ("Chancellor Jane Ormerod", ["Jane Ormerod"]),
        ("Jane Roe and Joss Ormerod Deputy Prime Minister", ["Jane Roe", "Joss Ormerod"]),
        ("Jane Roe Local Democracy Reporter", ["Jane Roe"]),
        ("Jane Roe CEO", ["Jane Roe"]),
        ("Jane Roe, Warmth UK", ["Jane Roe"]),
        ("Hesper Ormerod AC", ["Hesper Ormerod"]),
        ("Hesper Ormerod, Aelod Seneddol Ravensholme", ["Hesper Ormerod"]),
        ("Hesper Ormerod, Aelod o’r Senedd", ["Hesper Ormerod"]),
        ("Hesper Ormerod, Aelod o'r Senedd dros Ganol Skell", ["Hesper Ormerod"]),
        ("Guild of Harbours director Jane Ormerod", ["Jane Ormerod"]),
        ("Guild of Harbours executive director Jane Ormerod", ["Jane Ormerod"]),
        ("Harbour Workers’ Union general secretary Jane de Ormerod", ["Jane de Ormerod"]),
        ("The Skell Society chair Dr Jane Ormerod", ["Jane Ormerod"]),
        ("Jane Ormerod, broadcaster", ["Jane Ormerod"]),
        ("Jane Ormerod, chief economist at the Skell Society", ["Jane Ormerod"]),
        ("Dr Jane Ormerod, a GP in Ravensholme", ["Jane Ormerod"]),
        ("Jane Ormerod, Labour/Co-op MP, Ravensholme Holt and Skell", ["Jane Ormerod"]),
        ("Jane Ormerod, Labour MP, Ravensholme", ["Jane Ormerod"]),
        ("Na h-Eileanan an Ear MP Jane Brenna MacOrmerod", ["Jane Brenna MacOrmerod"]),
        ("Lords Ormerod and Frayne", ["Lord Ormerod", "Lord Frayne"]),
        ("By Baronesses Ormerod of Skell and Frayne", ["Baroness Ormerod of Skell", "Baroness Frayne"]),
        ("Jane Ormerod, Baroness Ormerod of Skell", ["Baroness Ormerod of Skell"]),
        ("Joss Ormerod CBE, Lord Ormerod, and Jane Roe", ["Lord Ormerod", "Jane Roe"]),
        ("Joss Ormerod and Lord Ormerod", ["Joss Ormerod", "Lord Ormerod"]),
        ("Lord Ormerod of Skell KCSG", ["Lord Ormerod of Skell"]),
        ("Lt Cdr Joss Ormerod", ["Joss Ormerod"]),
        ("Lord Orme\u00adrod of Skell", ["Lord Ormerod of Skell"]),
        ("Tue 5 Mar 2019 Jane Ormerod", ["Jane Ormerod"]),
        ("5 March 2019 | Jane Ormerod MP", ["Jane Ormerod"]),
        ("March 5th, 2019 at 10:30am – Jane Ormerod", ["Jane Ormerod"]),
    ],
)
def test_a_credit_names_its_persons(written: str, names: list[str]) -> None:
    credits = read_credit(written)
    assert [credit.name for credit in credits] == names
    assert {credit.kind for credit in credits} == {"person"}


@pytest.mark.parametrize(
    "written",
    [
        "Friends of the Marsh",
        "The Fenwick Campaign for Human Rights",
        "APPG for Walking and Cycling",
        "A cross-party group of MPs",
        "Ravensholme Liberal Democrats",
        "Warmth UK",
    ],
)
def test_a_body_is_not_a_person_and_keeps_its_whole_name(written: str) -> None:
    assert [(credit.name, credit.kind) for credit in read_credit(written)] == [(written, "organisation")]


@pytest.mark.parametrize(
    ("written", "name", "role"),
    [
        ("US Senator Hesper Ormerod", "Hesper Ormerod", None),
        ("Governor of Texas Jane Ormerod", "Jane Ormerod", "Governor of Texas"),
        ("Governor of the Bank of Skell Jane Ormerod", "Jane Ormerod", "Governor of the Bank of Skell"),
        (
            "Vice-Chancellor of the University of Skell Jane Ormerod",
            "Jane Ormerod",
            "Vice-Chancellor of the University of Skell",
        ),
        ("Archbishop of Ravensholme Jane Ormerod", "Jane Ormerod", None),
        ("The Bishop of St Skell Jane Ormerod", "Jane Ormerod", None),
        ("Bishop of Skell and Ravensholme", "Bishop of Skell and Ravensholme", None),
        ("Taoiseach Jane Ormerod", "Jane Ormerod", None),
    ],
)
def test_an_office_before_a_name_is_not_part_of_it(written: str, name: str, role: str | None) -> None:
    assert [(credit.name, credit.role) for credit in read_credit(written)] == [(name, role)]


def test_an_employment_after_a_name_is_not_a_second_author() -> None:
    credits = read_credit("Jane Ormerod, former UN commander in Skell", alone=True)
    assert [credit.name for credit in credits] == ["Jane Ormerod"]


@pytest.mark.parametrize("written", ["Various MPs", "Several MPs and peers", "Multiple authors"])
def test_a_collective_without_a_name_credits_no_person(written: str) -> None:
    assert read_credit(written) == []


@pytest.mark.parametrize(
    ("byline", "role"),
    [("Green Party co-leader Jane Roe", "Green Party co-leader"), ("Jane Roe, co-leader of the Greens", None)],
)
def test_one_of_two_leaders_is_a_person(byline: str, role: str | None) -> None:
    (credit,) = read_credit(byline)
    assert (credit.name, credit.kind) == ("Jane Roe", "person")
    assert role is None or credit.role == role
