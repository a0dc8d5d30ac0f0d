"""The notations in which bylines print parliamentarians: each names the same people, whatever stands between them."""

import pytest

from transforms.bylines.credit_reader import read_credit

SITES = frozenset({"thelantern", "lantern"})

ONE = {  # one person, with letters, seat or party; the role that is read with the name, if any
    "Ottoline Frayne MP": None,
    "By Ottoline Frayne MP": None,
    "By: Ottoline Frayne MP": None,
    "BY OTTOLINE FRAYNE MP": None,
    "Ottoline Frayne, MP": "MP",
    "Ottoline Frayne, MP for Hull East": "MP for Hull East",
    "By Ottoline Frayne, MP for Hull East": "MP for Hull East",
    "By Ottoline Frayne, the MP for Hull East": "the MP for Hull East",
    "Ottoline Frayne MP for Hull East": "MP for Hull East",
    "Ottoline Frayne MP, MP for Hull East": "MP for Hull East",
    "Ottoline Frayne – MP for Hull East": "MP for Hull East",
    "Ottoline Frayne - MP for Hull East": "MP for Hull East",
    "Ottoline Frayne — MP for Hull East": "MP for Hull East",
    "Ottoline Frayne | MP for Hull East": "MP for Hull East",
    "Ottoline Frayne • MP for Hull East": "MP for Hull East",
    "Ottoline Frayne · MP for Hull East": "MP for Hull East",
    "Ottoline Frayne; MP for Hull East": "MP for Hull East",
    "Ottoline Frayne\nMP for Hull East": "MP for Hull East",
    "Ottoline Frayne / MP for Hull East": "MP for Hull East",
    "Ottoline Frayne (MP for Hull East)": None,
    "Ottoline Frayne MP (Hull East)": None,
    "Ottoline Frayne (Lab, Hull East)": None,
    "Ottoline Frayne [Labour MP]": None,
    "Ottoline Frayne, Hull East MP": "Hull East MP",
    "Ottoline Frayne – Hull East MP": "Hull East MP",
    "Ottoline Frayne | Ravensholme MP": "Ravensholme MP",
    "Ottoline Frayne, Ravensholme MP": "Ravensholme MP",
    "Ottoline Frayne, Arden Sound MSP": "Arden Sound MSP",
    "Ottoline Frayne, Mid Skell MS": "Mid Skell MS",
    "Ottoline Frayne MP, Hull East": "Hull East",
    "Ottoline Frayne MP, Ravensholme": "Ravensholme",
    "Ottoline Frayne MP, Arden Sound": "Arden Sound",
    "Ottoline Frayne MSP | South of Skell": "South of Skell",
    "Ottoline Frayne, Labour MP": "Labour MP",
    "Ottoline Frayne, Labour": "Labour",
    "Ottoline Frayne, Labour MP for Hull East": "Labour MP for Hull East",
    "Ottoline Frayne, the Labour MP for Hull East": "the Labour MP for Hull East",
    "Ottoline Frayne, Lib Dem MP for Skell": "Lib Dem MP for Skell",
    "Ottoline Frayne, Liberal Democrat MP for Skell": "Liberal Democrat MP for Skell",
    "Ottoline Frayne, SNP MSP for Skell North": "SNP MSP for Skell North",
    "Ottoline Frayne, Plaid Cymru MS for Mid Skell": "Plaid Cymru MS for Mid Skell",
    "Ottoline Frayne, DUP MLA for West Skell": "DUP MLA for West Skell",
    "Ottoline Frayne, Sinn Féin MLA for West Skell": "Sinn Féin MLA for West Skell",
    "Ottoline Frayne, Fine Gael TD for Skell North": "Fine Gael TD for Skell North",
    "Ottoline Frayne TD": None,
    "Ottoline Frayne, TD for Skell-Arden": "TD for Skell-Arden",
    "Ottoline Frayne MEP": None,
    "Ottoline Frayne, MEP for the East of Skell": "MEP for the East of Skell",
    "Ottoline Frayne, Green MEP": "Green MEP",
    "Ottoline Frayne, AM for Mid Skell": "AM for Mid Skell",
    "Cllr Ottoline Frayne": None,
    "Councillor Ottoline Frayne": None,
    "Cllr Ottoline Frayne, councillor for Skell ward": "councillor for Skell ward",
    "Ottoline Frayne, Labour councillor": "Labour councillor",
    "Ottoline Frayne, a Labour councillor in Ravensholme": "a Labour councillor in Ravensholme",
    "Ottoline Frayne, Member of Parliament for Hull East": "Member of Parliament for Hull East",
    "Ottoline Frayne, Member of the Scottish Parliament for Skell": "Member of the Scottish Parliament for Skell",
    "Ottoline Frayne, Member of the Senedd for Mid Skell": "Member of the Senedd for Mid Skell",
    "Ottoline Frayne, former MP for Hull East": "former MP for Hull East",
    "Ottoline Frayne, former Labour MP": "former Labour MP",
    "Ottoline Frayne, Independent MP for Skell": "Independent MP for Skell",
    "Ottoline Frayne, Labour and Co-operative MP for Skell": "Labour/Co-operative MP for Skell",
    "Ottoline Frayne, Labour & Co-op MP for Skell & Fell": "Labour/Co-op MP for Skell & Fell",
    "Ottoline Frayne, Labour candidate for Hull East": "Labour candidate for Hull East",
    "Ottoline Frayne, Lab, Arden Sound": "Lab, Arden Sound",
    "Ottoline Frayne, Con, Ravensholme": "Con, Ravensholme",
    "Ottoline Frayne, Lab, Arden Sound, 14 March 2024": "Lab, Arden Sound",
    "Guest post by Ottoline Frayne, Lab, Arden Sound": "Lab, Arden Sound",
    "Guest post by Ottoline Frayne, Lab, Arden Sound, 14 March 2024": "Lab, Arden Sound",
    "A guest post by Ottoline Frayne MP": None,
    "Guest post by Ottoline Frayne, MP for Skell & Fell": "MP for Skell & Fell",
    "Guest article by Ottoline Frayne, Labour MP": "Labour MP",
    "Ottoline Frayne, MP for Marsh and Fenwick": "MP for Marsh and Fenwick",
    "Ottoline Frayne, MP for Marsh & Fenwick": "MP for Marsh & Fenwick",
    "Ottoline Frayne, MP for Marsh and Fenwick Sands": "MP for Marsh and Fenwick Sands",
    "Ottoline Frayne, MP for Marsh & Arden Sound": "MP for Marsh & Arden Sound",
    "Ottoline Frayne, MP for Marsh, Fenwick and Holm": "MP for Marsh, Fenwick and Holm",
    "Ottoline Frayne, MP for Marsh, Fenwick and West Holm-shire": "MP for Marsh, Fenwick and West Holm-shire",
    "Ottoline Frayne, MP for Marsh, Fenwick and Upper Holm": "MP for Marsh, Fenwick and Upper Holm",
    "Ottoline Frayne – MP for Marsh, Fenwick & Upper Holm": "MP for Marsh, Fenwick & Upper Holm",
    "Ottoline Frayne MP for Marsh and Fenwick Sands": "MP for Marsh and Fenwick Sands",
    "Ottoline Frayne, MP for Holm upon Skell": "MP for Holm upon Skell",
    "Ottoline Frayne, MP for the Isle of Holm": "MP for the Isle of Holm",
    "Ottoline Frayne, MP for Holm-on-Sea": "MP for Holm-on-Sea",
    "Ottoline Frayne, MP for Hull East | 14 March 2024": "MP for Hull East",
    "Ottoline Frayne, MP for Hull East, 14 March 2024": "MP for Hull East",
    "Ottoline Frayne, MP for Hull East • 5 min read": "MP for Hull East",
    "Ottoline Frayne | Labour MP | Hull East": "Labour MP, Hull East",
    "Labour MP Ottoline Frayne": None,
    "Conservative MP Ottoline Frayne": None,
    "Hull East MP Ottoline Frayne": "MP for Hull East",
    "Ravensholme MP Ottoline Frayne": "MP for Ravensholme",
    "Arden Sound MSP Ottoline Frayne": "MSP for Arden Sound",
    "MP for Hull East Ottoline Frayne": "MP for Hull East",
    "MP for Hull East, Ottoline Frayne": "MP for Hull East",
    "Labour MP for Hull East Ottoline Frayne": "Labour MP for Hull East",
    "Labour MP for Hull East, Ottoline Frayne": "Labour MP for Hull East",
    "By the MP for Hull East, Ottoline Frayne": "the MP for Hull East",
    "The Rt Hon Ottoline Frayne MP": None,
    "Rt Hon Ottoline Frayne MP, MP for Hull East": "MP for Hull East",
    "Rt. Hon. Ottoline Frayne, MP for Hull East": "MP for Hull East",
    "The Right Honourable Ottoline Frayne MP": None,
    "The Rt Hon Dame Ottoline Frayne DBE KC MP": None,
    "By the Rt Hon Sir Ottoline Frayne KBE KC MP": None,
    "Dr Ottoline Frayne MP": None,
    "Dr Ottoline Frayne, MP for Hull East": "MP for Hull East",
    "Ottoline Frayne OBE MP, Shadow Minister for Farms and Fish": "Shadow Minister for Farms and Fish",
    "Ottoline Frayne MP, Minister for Farms": "Minister for Farms",
    "Ottoline Frayne, Secretary of State for Environment, Food and Rural Affairs": (
        "Secretary of State for Environment, Food and Rural Affairs"
    ),
    "Ottoline Frayne MP, Chair of the Ports Group and MP for Hull East": ("Chair of the Ports Group, MP for Hull East"),
    "Ottoline Frayne, Chair of the Ports Group at Arden College": "Chair of the Ports Group at Arden College",
    "Ottoline Frayne, leader of the Liberal Democrats": "leader of the Liberal Democrats",
    "Ottoline Frayne, Labour MP for Skell and chair of the Ports Committee": (
        "Labour MP for Skell, chair of the Ports Committee"
    ),
    "Written by Ottoline Frayne, MP for Hull East": "MP for Hull East",
    "Words: Ottoline Frayne, MP for Hull East": "MP for Hull East",
    "Opinion by Ottoline Frayne, MP for Hull East": "MP for Hull East",
    "Comment: Ottoline Frayne MP": None,
    "Posted by Ottoline Frayne MP on 5 May 2024": None,
    "Frayne, Ottoline": None,
    "By Ottoline Frayne MP, as told to Ann Poe": None,
    "Ottoline Frayne MP for The Lantern": None,
    "Ottoline Frayne MP writes": None,
    "writes Ottoline Frayne, MP for Hull East": "MP for Hull East",
}


@pytest.mark.parametrize(("byline", "role"), ONE.items(), ids=lambda value: str(value)[:60])
def test_one_parliamentarian_is_one_person_with_a_role(byline: str, role: str | None) -> None:
    (credit,) = read_credit(byline, SITES)
    assert (credit.name, credit.kind, credit.role) == ("Ottoline Frayne", "person", role)


SEVERAL = {
    "Ottoline Frayne MP and Caspar Wendle MP": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne MP & Caspar Wendle MSP": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne and Caspar Wendle MPs": "Ottoline Frayne; Caspar Wendle",
    "By Ottoline Frayne & Caspar Wendle MPs": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne and Caspar Wendle MSPs": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne, Caspar Wendle and Tamsin Holm MPs": "Ottoline Frayne; Caspar Wendle; Tamsin Holm",
    "Ottoline Frayne and Caspar Wendle, MPs": "Ottoline Frayne; Caspar Wendle",
    "Labour MPs Ottoline Frayne and Caspar Wendle": "Ottoline Frayne; Caspar Wendle",
    "MPs Ottoline Frayne, Caspar Wendle and Tamsin Holm": "Ottoline Frayne; Caspar Wendle; Tamsin Holm",
    "Ottoline Frayne, MSP for Skell North, and Caspar Wendle, MP for Skell": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne, MP for Skell North and Caspar Wendle, MP for Skell": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne (MP for Skell) and Caspar Wendle (MP for Fell)": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne MP (Skell), Caspar Wendle MP (Fell)": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne, MP for Skell and Fell, and Caspar Wendle": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne, MP for Skell and Jane Wendle": "Ottoline Frayne; Jane Wendle",
    "Ottoline Frayne, MP for Skell, Jane Wendle and John Holm": "Ottoline Frayne; Jane Wendle; John Holm",
    "Ottoline Frayne MP, Jane Wendle MP and John Holm": "Ottoline Frayne; Jane Wendle; John Holm",
    "Ottoline Frayne, Lab, Skell, and Caspar Wendle, Con, Fell": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne, Labour MP, and Caspar Wendle, Conservative MP": "Ottoline Frayne; Caspar Wendle",
    "Labour MP Ottoline Frayne and Conservative MP Caspar Wendle": "Ottoline Frayne; Caspar Wendle",
    "Labour MP for Skell Ottoline Frayne and Jane Wendle": "Ottoline Frayne; Jane Wendle",
    "Ottoline Frayne, Hull East MP, and Caspar Wendle, Skell MSP": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne | MP for Skell | Caspar Wendle | MP for Fell": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne – MP for Skell; Caspar Wendle – MP for Fell": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne, editor of The Lantern, and Jane Wendle": "Ottoline Frayne; Jane Wendle",
    "Ottoline Frayne, Minister for Farms and Fish, and Jane Wendle, MP for Skell": "Ottoline Frayne; Jane Wendle",
    "Cllr Ottoline Frayne and Cllr Caspar Wendle": "Ottoline Frayne; Caspar Wendle",
    "Ottoline Frayne MP, Jane Wendle": "Ottoline Frayne; Jane Wendle",
    "Lord Frayne": "Lord Frayne",
    "Lord Frayne of Skell": "Lord Frayne of Skell",
    "By the Lord Frayne of Skell and Fell": "Lord Frayne of Skell and Fell",
    "Baroness Wendle and Lord Frayne": "Baroness Wendle; Lord Frayne",
    "Baroness Wendle of Skell, Lord Frayne and Ann Holm MP": "Baroness Wendle of Skell; Lord Frayne; Ann Holm",
    "Ottoline Holm MP and Lord Frayne": "Ottoline Holm; Lord Frayne",
    "Ottoline Holm, MP for Skell, and Lord Frayne": "Ottoline Holm; Lord Frayne",
    "Ottoline Holm, MP for Skell and Lord Frayne": "Ottoline Holm; Lord Frayne",
    "By Ottoline Holm MP, the Earl of Arden and Baroness Strand": "Ottoline Holm; Earl of Arden; Baroness Strand",
    "By Ottoline Holm MP, the Bishop of Skell and Baroness Strand": "Ottoline Holm; Bishop of Skell; Baroness Strand",
    "Lord Frayne, the Duke of Skell": "Lord Frayne; Duke of Skell",
    "Lord Frayne, the Bishop of Skell and Baroness Wendle": "Lord Frayne; Bishop of Skell; Baroness Wendle",
    "Lord Frayne, the Lord Bishop of Skell": "Lord Frayne; Lord Bishop of Skell",
    "Viscount Frayne and the Marquess of Skell": "Viscount Frayne; Marquess of Skell",
    "The Duke of Skell and the Duchess of Fell": "Duke of Skell; Duchess of Fell",
    "Viscountess Frayne, the Countess of Skell and Ottoline Holm MP": (
        "Viscountess Frayne; Countess of Skell; Ottoline Holm"
    ),
    "The Archbishop of Skell": "Archbishop of Skell",
    "Alan Holm, Bishop of Skell": "Alan Holm",
    "The Rt Revd Alan Holm, Bishop of Skell": "Alan Holm",
    "By the Rt Hon Sir Caspar Quill KBE KC MP and Lord Frayne": "Caspar Quill; Lord Frayne",
    "The Rt Hon Dame Ottoline Holm DBE KC MP and Viscount Wendle": "Ottoline Holm; Viscount Wendle",
    "The Rt Hon the Lord Frayne of Skell KG and the Rt Hon Dame Ottoline Holm DBE MP": (
        "Lord Frayne of Skell; Ottoline Holm"
    ),
    "The Rt Hon the Baroness Wendle DBE PC": "Baroness Wendle",
    "Lord Frayne, Labour peer": "Lord Frayne",
    "Lord Frayne, crossbench peer, and Ottoline Holm MP": "Lord Frayne; Ottoline Holm",
    "Labour peer Lord Frayne": "Lord Frayne",
    "Interview by Ann Poe with Ottoline Frayne MP": "Ann Poe",
    "An interview by Ann Poe with Ottoline Frayne, MP for Hull East": "Ann Poe",
    "Interview with Ottoline Frayne MP by Ann Poe": "Ann Poe",
    "Ann Poe talks to Ottoline Frayne MP": "Ann Poe",
    "By Ann Poe, who talks to Ottoline Frayne MP": "Ann Poe",
    "Ann Poe speaks to Ottoline Frayne, MP for Skell & Fell": "Ann Poe",
    "Ann Poe spoke to Lord Frayne": "Ann Poe",
    "Ann Poe and John Doe talk to Ottoline Frayne MP": "Ann Poe; John Doe",
    "Ann Poe interviews Ottoline Frayne MP": "Ann Poe",
    "Ann Poe meets Ottoline Frayne MP": "Ann Poe",
    "Ann Poe sits down with Ottoline Frayne MP": "Ann Poe",
    "Ann Poe in conversation with Ottoline Frayne MP": "Ann Poe",
    "Ottoline Frayne MP in conversation with Ann Poe": "Ann Poe",
    "Ottoline Frayne MP talks to Ann Poe": "Ann Poe",
    "Ottoline Frayne MP was interviewed by Ann Poe": "Ann Poe",
    "He talks to Ann Poe": "Ann Poe",
    "The justice secretary talks to Ann Poe": "Ann Poe",
    "The former minister speaks to Ann Poe": "Ann Poe",
    "Words by Ann Poe, photographs by John Doe": "Ann Poe",
    "Jane Roe, Political Editor, and John Doe": "Jane Roe; John Doe",
    "Jane West and John Hill": "Jane West; John Hill",
    "Jane Park MP, John Marsh MP and Ann Field": "Jane Park; John Marsh; Ann Field",
    "John Bishop MP and Tom Lord": "John Bishop; Tom Lord",
}


@pytest.mark.parametrize(("byline", "names"), SEVERAL.items(), ids=lambda value: str(value)[:60])
def test_each_person_is_named_once_and_no_seat_is_a_person(byline: str, names: str) -> None:
    assert "; ".join(credit.name for credit in read_credit(byline, SITES)) == names


@pytest.mark.parametrize(
    "written",
    [
        *("MP for Hull East", "Labour MP for Arden Sound", "Member of Parliament for Skell & Fell", "Labour MP"),
        *("No Author", "Get author RSS feed", "in News", "Revised Edition", "All articles", "View all articles"),
        *("A cross-party group of 43 MPs and peers", "By The Numbers", "More from this author"),
    ],
)
def test_labels_and_seats_alone_name_nobody(written: str) -> None:
    assert [credit.name for credit in read_credit(written, SITES) if credit.kind == "person"] == []


def test_the_office_of_several_is_that_of_each() -> None:
    roles = [credit.role for credit in read_credit("Ottoline Frayne and Caspar Wendle MPs", SITES)]
    assert roles == ["MPs", "MPs"]


def test_the_name_is_kept_as_printed_with_styles_and_letters() -> None:
    first, second = read_credit("The Rt Hon Dame Ottoline Holm DBE KC MP and Viscount Wendle", SITES)
    assert first.printed == "Rt Hon Dame Ottoline Holm DBE KC MP"
    assert second.printed == "Viscount Wendle"
