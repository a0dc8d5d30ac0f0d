"""The line that states who the author is is taken out of the text, in any position."""

from collections.abc import Callable

import pytest

from transforms.bylines.affiliation_lines import is_affiliation, read_signature, take_affiliation
from transforms.extract import extract
from transforms.records import Capture

LINE = "Jane Roe is the Meadow MP for Harrow Lane and chair of the bridges group."
TEXT = ["One paragraph of prose that says a thing.", "Another that says it again.", "A third.", "A fourth.", "A fifth."]


@pytest.mark.parametrize("position", [0, 1, 5])
def test_an_affiliation_line_is_found_at_the_top_and_at_the_end(position: int) -> None:
    paragraphs = [*TEXT[:position], LINE, *TEXT[position:]]
    assert take_affiliation(paragraphs, ["Jane Roe"]) == (LINE, TEXT)


def test_a_sentence_about_another_person_is_kept() -> None:
    line = "John Doe is the Meadow MP for Harrow Lane."
    assert take_affiliation([line, *TEXT], ["Jane Roe"]) == (None, [line, *TEXT])


def test_in_the_middle_of_the_article_it_is_prose() -> None:
    paragraphs = [*TEXT, LINE, *TEXT]
    assert take_affiliation(paragraphs, ["Jane Roe"]) == (None, paragraphs)


def test_without_a_credit_only_a_closing_line_with_a_seat_names_the_author() -> None:
    assert take_affiliation([*TEXT, LINE], []) == (LINE, TEXT)
    assert take_affiliation([LINE, *TEXT], []) == (None, [LINE, *TEXT])
    keeper = "Jane Roe is the head of the Lantern."
    assert take_affiliation([*TEXT, keeper], []) == (None, [*TEXT, keeper])


def test_a_bare_line_of_party_and_seat_is_one() -> None:
    assert take_affiliation(["Labour MP for Harrow Lane", *TEXT], []) == ("Labour MP for Harrow Lane", TEXT)
    sentence = "Labour MP for Harrow Lane Jane Roe said no."
    assert take_affiliation([sentence, *TEXT], []) == (None, [sentence, *TEXT])


def test_a_biography_that_closes_the_article_is_removed() -> None:
    bio = "Jane Roe writes about bridges from a house beside one."
    assert take_affiliation([*TEXT, bio], ["Jane Roe"]) == (bio, TEXT)


def test_a_block_that_markup_names_the_authors_is_read_before_it_is_removed(page_of: Callable[..., Capture]) -> None:
    below = '<p class="byline">By Jane Roe</p>'
    end = f'<div class="author-bio"><p>{LINE}</p></div>'
    found = extract(page_of(below=below, end=end))
    assert found.affiliation_text == LINE
    assert LINE not in found.body


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Roe is the Labour MP for Northwick and chair of the Works Committee", ["Jane Roe"]),
        ("Sir Hew Marl is Conservative MP for Dune Valley", ["Hew Marl"]),
        ("Ann Poe and Ida Moss are the MPs for East and West Carrick", ["Ann Poe", "Ida Moss"]),
        ("Labour MP for Northwick", []),
        ("Jane Roe is director of the Lamp Trust", []),
        (None, []),
    ],
)
def test_a_closing_line_with_a_seat_signs_an_article_without_a_byline(line: str | None, names: list[str]) -> None:
    assert [credit.name for credit in read_signature(line)] == names


def test_a_closing_sentence_of_a_report_is_not_a_signature() -> None:
    assert is_affiliation("Jane Roe is the MP for Northwick and a member of the Works Committee.", [], closes=True)
    assert not is_affiliation("Jane Roe is the MP for Northwick, and she said that it was shut.", [], closes=True)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Jane Roe covers bridges.", True),
        ("*Rt Hon. Dame Jane Roe MP sits for nobody in particular.", True),
        ("Lady Jane Roe, MP, writes on fords.", True),
        ("Jane Roe is a Labour activist and historian in Marsh.", True),
        ("Yesterday Jane Roe covers bridges.", False),
        ("Jane Roe and others walked.", False),
    ],
)
def test_a_closing_line_says_what_the_author_does(line: str, is_one: bool) -> None:
    assert is_affiliation(line, ["Jane Roe"], closes=True) is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Jane Roe est maire de Marsh. Elle a publié un livre sur les ponts.", True),
        ("Jane Roe est l’ancienne députée du Nord", True),
        ("Jane Roe ist Professorin für Brückenbau in Marsh.", True),
        ("Jane Roe es economista y escritora.", True),
        ("Jane Roe est arrivée à Marsh hier soir.", False),
        ("Jane Roe ist gestern in Marsh angekommen.", False),
        ("Jane Roe covers bridges.", False),
    ],
)
def test_an_opening_line_in_another_language_says_who_the_author_is(line: str, is_one: bool) -> None:
    assert is_affiliation(line, ["Jane Roe"], closes=False) is is_one
