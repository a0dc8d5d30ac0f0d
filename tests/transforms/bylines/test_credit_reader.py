"""A credit is read as persons, staff and organisations; text that names no person gives no author."""

import pytest

from transforms.bylines.credit_reader import read_credit

SITES = frozenset({"thelantern", "lantern"})


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Jane Roe", ["Jane Roe"]),
        ("Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("Von Jana Roth und Jens Dorn", ["Jana Roth", "Jens Dorn"]),
        ("Jane Roe, Ann Poe, John Doe", ["Jane Roe", "Ann Poe", "John Doe"]),
        ("Roe, Jane", ["Jane Roe"]),
        ("Harbours Committee chair Jane Roe", ["Jane Roe"]),
        ("Education Committee chair Jane Roe", ["Jane Roe"]),
        ("By Jane Roe, Political Editor", ["Jane Roe"]),
        ("Jane Roe | The Lantern", ["Jane Roe"]),
        ("Jane Roe (@janeroe)", ["Jane Roe"]),
        ("jane.roe@lantern.example Jane Roe", ["Jane Roe"]),
        ("By Jane Roe • 5 May 2024", ["Jane Roe"]),
        ("Jane Roe in Leeds", ["Jane Roe"]),
        ("JANE ROE", ["Jane Roe"]),
        ("Rt Hon Jane Roe MP", ["Jane Roe"]),
        ("Lord Marsh of Fenwick and Holm", ["Lord Marsh of Fenwick and Holm"]),
        ("山田太郎", ["山田太郎"]),
        ("Political Editor Jane Roe", ["Jane Roe"]),
        ("Jane Roe Staff Writer", ["Jane Roe"]),
        ("Jane Roe Director of the Institute of Warmth", ["Jane Roe"]),
        ("Jane Roe for The Lantern", ["Jane Roe"]),
        ("Jane Roe Special to The Lantern", ["Jane Roe"]),
        ("Jane Roe: The Lantern", ["Jane Roe"]),
        ("By JANE ROE and JOHN DOE Associated Press", ["Jane Roe", "John Doe"]),
        ("Jane Roe/John Doe", ["Jane Roe", "John Doe"]),
        ("Roe, Jane; Doe, John", ["Jane Roe", "John Doe"]),
        ("Jane Roe, PhD, and John Doe, MBA", ["Jane Roe", "John Doe"]),
        ("A guest essay by Jane Roe", ["Jane Roe"]),
        ("Exclusive By Jane Roe", ["Jane Roe"]),
        ("Opinion: Jane Roe", ["Jane Roe"]),
        ("Ein Interview von Jana Roth und Jens Dorn", ["Jana Roth", "Jens Dorn"]),
        ("Scritto da Gianna Rossi", ["Gianna Rossi"]),
        ("Автор: Жанна Роу", ["Жанна Роу"]),
        ("Van Roe", ["Van Roe"]),
        ("writes Labour MP Jane Roe", ["Jane Roe"]),
        ("Jane Roe argues", ["Jane Roe"]),
        ("He tells Jane Roe", ["Jane Roe"]),
        ("Jane Roe from the House of Commons Library looks at", ["Jane Roe"]),
        ("Theresa May", ["Theresa May"]),
        ("June Roe", ["June Roe"]),
    ],
)
def test_persons_are_named_without_role_date_handle_or_outlet(written: str, names: list[str]) -> None:
    credits = read_credit(written, SITES)
    assert [credit.name for credit in credits] == names
    assert {credit.kind for credit in credits} == {"person"}


@pytest.mark.parametrize(
    "written",
    [
        "Jane Roe Link copied",
        "Link copied Jane Roe",
        "Jane Roe Follow",
        "Jane Roe Email Jane Roe",
        "Jane Roe jane.roe@lantern.example",
        "Jane Roe 12 Comments",
        "Jane Roe 5 hours ago",
        "Jane Roe Mon 5 May 2024 10.00 BST",
        "Jane Roe Last updated 5 May",
        "5 May 2024 by Jane Roe",
        "5 May 2024 | Jane Roe | 4 min read",
        "Jane Roe August 2024",
        "Words by Jane Roe, photographs by John Doe and Ann Poe",
        "Jane Roe (Text), John Doe (Fotos)",
        "Reporting by Jane Roe; Editing by Ann Poe",
        "Jane Roe; translated by Ann Poe",
    ],
)
def test_words_around_a_name_are_not_in_the_name_but_in_the_byline(written: str) -> None:
    credits = read_credit(written, SITES)
    assert [(credit.name, credit.byline, credit.kind) for credit in credits] == [("Jane Roe", written, "person")]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("The Lantern", "organisation"),
        ("Reuters", "organisation"),
        ("By Associated Press", "organisation"),
        ("Institute of Warmth", "organisation"),
        ("Staff Writer", "staff"),
        ("Our newsroom", "staff"),
        ("Staff and news service reports", "staff"),
        ("Evening Post Reporter", "staff"),
        ("Letters To The Editor", "staff"),
        ("The Lantern 0 Comments", "organisation"),
    ],
)
def test_bodies_and_desks_are_not_persons(written: str, kind: str) -> None:
    assert [credit.kind for credit in read_credit(written, SITES)] == [kind]


def test_the_body_a_person_works_for_is_not_a_credit_of_its_own() -> None:
    assert [credit.name for credit in read_credit("Jane Roe, Associated Press", SITES)] == ["Jane Roe"]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "https://lantern.example/jane",
            "@janeroe",
            "Share",
            "Link copied",
            "5 min read",
            "5 May 2024",
            "x" * 400,
        ),
        *("105092", "Who wrote this?", "Photographs by John Doe and Ann Poe", "Illustration by Jane Roe", "Log In"),
        *("Replying to", "Foto: Jana Roth", "About the author", "More by Jane Roe", "Wirtschaftsredakteurin"),
    ],
)
def test_a_credit_without_a_name_credits_no_person(written: str) -> None:
    assert read_credit(written, SITES) == []


def test_a_single_word_is_a_name_only_in_a_field_for_names() -> None:
    assert read_credit("Mudlark", SITES) == []
    assert [credit.name for credit in read_credit("Mudlark", SITES, alone=True)] == ["Mudlark"]


def test_the_credit_is_kept_verbatim_next_to_the_name() -> None:
    (credit,) = read_credit("By the Rt Hon  Jane Roe MP, Minister for Bridges", SITES)
    assert (credit.name, credit.byline) == ("Jane Roe", "By the Rt Hon Jane Roe MP, Minister for Bridges")


def test_a_name_of_ten_thousand_characters_is_refused() -> None:
    assert read_credit("Jane " + "Roe " * 2500, SITES, alone=True) == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("AFP/Jane Roe", "Jane Roe"),
        ("Jörn Tessmer/dpa", "Jörn Tessmer"),
        ("Jane Roe Local Democracy Reporting Service", "Jane Roe"),
        ("By Jane Roe LDRS", "Jane Roe"),
        ("By Jane Roe BBC News, Westminster", "Jane Roe"),
        ("Jane Roe BBC Political Correspondent", "Jane Roe"),
        ("Jane Roe +2", "Jane Roe"),
        ("Jane Roe | The Washington Lantern", "Jane Roe"),
        ("Exklusiv von Jörn Tessmer", "Jörn Tessmer"),
        ("Jane Roe Jane Roe", "Jane Roe"),
        ("Jane Roe Deputy Content Hub Director", "Jane Roe"),
        ("Jane Roe, Product Marketing, Skell Ltd", "Jane Roe"),
        ("Jörn Freitag 05.06.2025", "Jörn Freitag"),
        ("Marta Bianchi giovedì 5 giugno 2025", "Marta Bianchi"),
        ("Amparo Rebolledo | Diputada por Hollín", "Amparo Rebolledo"),
        ("Solène Kervadec, députée du Morbihan", "Solène Kervadec"),
        ("بقلم: سلمى الحداد", "سلمى الحداد"),
        ("作者：李明", "李明"),
        ("记者 李明", "李明"),
        ("김민수 기자", "김민수"),
    ],
)
def test_agencies_employers_and_offices_are_no_part_of_a_name(written: str, name: str) -> None:
    assert [(credit.name, credit.kind) for credit in read_credit(written)] == [(name, "person")]


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("The Skell Lantern", "The Skell Lantern", "organisation"),
        ("The Labour MP Jane Roe", "Jane Roe", "person"),
        ("The Chancellor Jane Roe", "Jane Roe", "person"),
        ("von APA Donnerstag 05. Juni 2025 15:44 Uhr", "APA", "organisation"),
        ("By THE SKELL LANTERN", "The Skell Lantern", "organisation"),
        ("The Editorial Board", "The Editorial Board", "staff"),
        ("The Rt Hon Jane Roe MP", "Jane Roe", "person"),
    ],
)
def test_the_before_a_body_belongs_to_its_name(written: str, name: str, kind: str) -> None:
    assert [(credit.name, credit.kind) for credit in read_credit(written)] == [(name, kind)]


def test_editors_in_charge_are_no_authors() -> None:
    assert read_credit("責任編集：李明、王芳") == []
