"""Footnotes at the end of a text are removed with their rule; lists and numbered paragraphs stay."""

import pytest

from transforms.boilerplate.footnotes import find_footnotes
from transforms.boilerplate.paragraphs import clean_paragraphs

TEXT = ["The bridge was built in 1880.[1]", "Nobody has looked under it since.[2]", "A town that mends nothing pays."]


@pytest.mark.parametrize(
    "notes",
    [
        ["[1] Department for Bridges, table 4, 2023.", "[2] Library briefing 9214."],
        ["Notes", "[1] Department for Bridges, table 4, 2023.", "[2] Library briefing 9214."],
        ["References", "1. Department for Bridges, table 4, 2023.", "2. Library briefing 9214."],
        ["Footnotes", "- Department for Bridges, table 4, 2023.", "- https://bridges.example/table-4"],
        ["- Department for Bridges, table 4, 2023. ↩", "- Library briefing 9214. ↩︎"],
        ["¹ Department for Bridges, table 4, 2023.", "² Library briefing 9214."],
    ],
)
def test_notes_are_not_part_of_the_text_and_each_says_so(notes: list[str]) -> None:
    assert find_footnotes([*TEXT, *notes]) == len(TEXT)
    cleaned = clean_paragraphs([*TEXT, *notes], "A title")
    assert cleaned.paragraphs == TEXT
    assert cleaned.removed == [f"footnote: {note}" for note in notes]


@pytest.mark.parametrize(
    "last",
    [
        ["- Seven crossings a day", "- A night boat in winter"],
        ["1. Publish the review.", "2. Come to the harbour."],
        ["[3] is not a mark that the text has."],
        ["Sources close to the ministry say otherwise."],
        ["Notes", "This town has kept its bridge for a hundred years, and it will keep it now."],
    ],
)
def test_lists_and_numbered_demands_stay(last: list[str]) -> None:
    assert find_footnotes([*TEXT, *last]) == len([*TEXT, *last])
