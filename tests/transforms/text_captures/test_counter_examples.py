"""Ordinary lines and texts that have the form of what a rule removes or reads, and are not it."""

from datetime import UTC, datetime

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction
from transforms.text_captures.address_words import list_address_words
from transforms.text_captures.captions import is_caption
from transforms.text_captures.collection_lines import is_collection_line
from transforms.text_captures.personal_voice import Voice, find_personal_voice, is_personal_site, weigh_voice
from transforms.urls import find_outlet

TEXT = (
    "The ferry to Marlby will stop in October, and the council has voted for it by twelve votes to eleven after a long "
    "evening in which nobody changed anyone's mind.",
    "The boats are forty years old. The quay is older, and the engineers have said since the spring that the piles "
    "beneath it will not last another winter.",
)
FIRST_PERSON = "I crossed on it every day for thirty years, and I do not know what my neighbours will do without it."


def read_names(*lines: str) -> list[str]:
    url = "https://news.marlby.example/2f6"
    at = datetime(2024, 6, 1, 12, tzinfo=UTC)
    found: Extraction = extract(Capture(url, find_outlet(url, ()), at, "text/plain", "\n\n".join(lines).encode()))
    return [credit.name for credit in found.credits]


@pytest.mark.parametrize(
    "line",
    [
        "Marlby Council considers closing the ferry next year",
        "Great Britain joined them in the agreement on ferries",
        "This article by Jane Roe in the Lantern is wrong about the ferries.",
        "This column by Jane Roe was the worst of the year.",
        "This piece by Jane Roe that I read on Monday made me think of ferries.",
    ],
)
def test_a_first_sentence_of_this_form_names_no_author(line: str) -> None:
    assert read_names("The last ferry to Marlby is to stop", line, *TEXT) == []


def test_a_piece_that_says_where_it_was_published_has_its_author() -> None:
    line = "This article by Jane Roe was first published in the Lantern."
    assert read_names("The last ferry to Marlby is to stop", line, *TEXT) == ["Jane Roe"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Jane Roe's speech shows why the ferry must stay", FIRST_PERSON),
        ("Jane Roe's speech to the harbours left me cold", f"{FIRST_PERSON} Jane Roe has never crossed on it."),
    ],
)
def test_a_column_about_a_speech_is_not_by_the_speaker(title: str, text: str) -> None:
    assert read_names(title, *TEXT, text) == []


@pytest.mark.parametrize(
    "line",
    [
        "We hung a new print in the hall (a picture by the late Jane Roe).",
        "He sent me a card (a photo by Jane Roe).",
        "She was kind to all of us (photographed for the Lantern, she even smiled).",
    ],
)
def test_a_sentence_that_ends_in_a_bracket_about_a_picture_is_not_a_caption(line: str) -> None:
    assert not is_caption(line)


@pytest.mark.parametrize(
    "line", ["Language: the first casualty of every war", "Highlight: a minister answers", "Section: what a law hides"]
)
def test_a_heading_with_a_colon_is_not_a_field_of_a_database(line: str) -> None:
    assert not is_collection_line(line)


@pytest.mark.parametrize("line", ["LANGUAGE: ENGLISH", "SECTION: FEATURES; Pg. 12", "HIGHLIGHT: The boats must stay"])
def test_a_field_of_a_database_is_one(line: str) -> None:
    assert is_collection_line(line)


def test_an_article_in_a_section_about_people_keeps_the_words_of_its_address() -> None:
    assert list_address_words("https://marlby.example/people/the-ferry-that-never-sailed")
    assert not list_address_words("https://marlby.example/people/jane-roe")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("How to register to vote in Marlby", TEXT[0]),
        ("Why trains were late on Monday", "A signal failed near Marlby at six. The line was open again at two."),
        ("Opening hours of the library", "We open at nine. We close at six on Friday, and our café an hour earlier."),
    ],
)
def test_information_that_nobody_signs_is_not_opinion(title: str, body: str) -> None:
    assert weigh_voice(Voice("https://www.marlby.example/a", title, body)) is None


def test_a_short_article_above_dated_headlines_is_not_a_listing() -> None:
    related = ("The mill at Penfold closes", "3 May 2024", "A road for the island", "2 May 2024")
    assert read_names("The last ferry to Marlby is to stop", "By Jane Roe", "5 May 2024", *TEXT, *related) == [
        "Jane Roe"
    ]


def test_words_in_single_quotation_marks_are_not_the_writers() -> None:
    body = "The ferry came back. ‘I am glad to be at home after so long,’ said the captain. I, my, me: he said no more."
    assert (
        find_personal_voice(Voice("https://www.marlby.example/a", "The ferry is back", body, (), ("Jane Roe",))) is None
    )


def test_a_newspaper_whose_name_begins_like_a_given_name_is_not_its_reporters_own_site() -> None:
    assert not is_personal_site("https://www.doncasterherald.example/a", ["Jane Roe"])
    assert is_personal_site("https://www.janeroe.example/a", ["Jane Roe"])


@pytest.mark.parametrize(
    "line",
    [
        "This picture of decline is not inevitable, and we should say so.",
        "This image of Britain is out of date.",
        "A picture of despair emerges from the survey.",
        "An image of weakness is what our enemies want to see.",
    ],
)
def test_a_sentence_about_a_picture_in_words_is_not_a_caption(line: str) -> None:
    assert not is_caption(line)
