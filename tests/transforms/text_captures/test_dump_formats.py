"""Text that programs made of a page: Markdown, numbered links, hard line breaks, elements that touch."""

import textwrap
from datetime import UTC, date, datetime

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction
from transforms.text_captures.dump_formats import undo_dump
from transforms.urls import find_outlet

TITLE = "Four barges of stone are all that Penfold asks"
PIECE = (
    "I have known the tide mill at Penfold since my grandfather ground his barley there, and every winter the river "
    "takes another yard of the bank on which it rests.",
    "The county has a survey of the bank and a fund for it, and has had both for six years, and in that time the bank "
    "has lost eleven yards and the fund a third of its worth.",
    "What my constituents want is not a seventh year of letters between two offices that share a corridor. It is four "
    "barges of stone before the spring tides.",
)
MARKDOWN = f"""[ The Penfold Post ](/)

  * [Home](/)
  * [News](/news)
  * [Comment](/comment "All comment")

# {TITLE}

![Jane Roe](/img/jane.jpg)

**By[Jane Roe](/author/jane-roe), MP for Fenwick Sands**

_5 March 2024_

{PIECE[0].replace("tide mill", "[tide mill](https://mill.example/a_b_c)")}

{PIECE[1].replace("six years", "_six_ years")}

> {PIECE[2].replace(".", ".", 1)}

[Print](/print) [Email](/mail)
"""
LYNX = f"""   [1]The Penfold Post
     * [2]Home
     * [3]News
     * [4]Comment

   {TITLE}

   By [5]Jane Roe, MP for Fenwick Sands
   5 March 2024

   I have known the tide mill at Penfold since my grandfather ground his
   barley there, and every winter the river takes another yard of the
   bank on which it rests.

   The county has a survey of the bank and a fund for it, and has had
   both for six years, and in that time the bank has lost eleven yards
   and the fund a third of its worth.

   What my constituents want is not a seventh year of letters between two
   offices that share a corridor. It is four barges of stone before the
   spring tides.

References

   1. https://post.example/
   2. https://post.example/
   3. https://post.example/news
   4. https://post.example/comment
   5. https://post.example/author/jane-roe
"""


def read(text: str, url: str = "https://post.example/comment/four-barges-of-stone-penfold-asks") -> Extraction:
    at = datetime(2024, 6, 1, 12, tzinfo=UTC)
    return extract(Capture(url, find_outlet(url, ()), at, "text/plain", text.encode()))


@pytest.mark.parametrize("text", [MARKDOWN, LYNX, LYNX.replace("   ", "")], ids=["markdown", "lynx", "wrapped"])
def test_a_dump_reads_as_its_page(text: str) -> None:
    found = read(text)
    assert found.title == TITLE
    assert found.body.split("\n") == list(PIECE)
    assert [credit.name for credit in found.credits] == ["Jane Roe"]
    assert found.dating.published_on == date(2024, 3, 5)


def test_the_links_of_a_dump_do_not_hide_the_closing_line() -> None:
    line = "Baroness Marsh of Penmore is Chair of the Ports Committee."
    anonymous = LYNX.replace("   By [5]Jane Roe, MP for Fenwick Sands\n", "")
    found = read(anonymous.replace("\nReferences", f"\n   {line}\n\nReferences"))
    assert [credit.name for credit in found.credits] == ["Baroness Marsh of Penmore"]
    assert found.body.split("\n") == list(PIECE)
    assert any("https://post.example/news" in removed for removed in found.removed)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join((TITLE, *PIECE)),
        "See [1] and [2], and [sic] in f(x) * y.\nA short line\nand another one",
        "\n".join(["A verse of four words,", "and one of five words more,"] * 6),
        "\n".join(f"{'A headline of another article ' * 3}{'x' * (n % 14)}"[:90] for n in range(40)),
        "snake_case_word and *one* star\n# 1 in the charts",
    ],
)
def test_other_texts_are_unchanged(text: str) -> None:
    assert undo_dump(text) == text


@pytest.mark.parametrize("line", ["Jane Roe5 March 2024", "5 March 2024Jane Roe", "Jane RoeMarch 5, 2024"])
def test_a_name_and_a_date_without_a_space_are_separated(line: str) -> None:
    found = read("\n\n".join((TITLE, line, *PIECE)))
    assert [credit.name for credit in found.credits] == ["Jane Roe"]
    assert found.dating.published_on == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("5 March 2024 • Siobhán O’Mara", ["Siobhán O’Mara"]),
        ("Jane Roe - Shadow Minister for Harbours", ["Jane Roe"]),
        ("Guild of Harbours director Jane Roe", ["Jane Roe"]),
        ("Rt Hon Dame Jane Roe-O'Hara DBE KC MP", ["Jane Roe-O'Hara"]),
        ("Jane Roe MP and Rhys ap Gwynn MS", ["Jane Roe", "Rhys ap Gwynn"]),
        ("Submitted by Jane Roe on Tue, 03/05/2024 - 10:30", ["Jane Roe"]),
        ("Three barges are not enough, says Jane Roe MP", ["Jane Roe"]),
        ("Labour MP Jane Roe on why three barges are not enough", ["Jane Roe"]),
        ("Guest blog by Baroness Marsh of Penmore", ["Baroness Marsh of Penmore"]),
        ("Jane Roe MP @JaneRoeMP", ["Jane Roe"]),
        ("Jane Roe, John Doe & Ann Poe", ["Jane Roe", "John Doe", "Ann Poe"]),
        ("Tuesday 5th March 2024 by Jane Roe", ["Jane Roe"]),
        ("Gan Elin ap Rhys, Aelod o'r Senedd dros Ben-mawr", ["Elin ap Rhys"]),
        ("Penfold Sands 5 March 2024", []),
        ("Opinion Pages", []),
    ],
)
def test_credits_below_the_title(below: str, names: list[str]) -> None:
    found = read("\n\n".join((TITLE, below, *PIECE)))
    assert [credit.name for credit in found.credits] == names
    assert found.body.split("\n") == list(PIECE)


def test_a_name_below_the_title_of_a_report_about_that_person_is_a_caption() -> None:
    report = "Jane Roe MP said that the bank was a disgrace, and Roe promised to raise it in the House."
    assert read("\n\n".join((TITLE, "Jane Roe MP", "5 March 2024", PIECE[1], report))).credits == ()


def test_a_speaker_is_not_an_author_of_a_text_about_them_or_in_the_third_person() -> None:
    line = "Three barges are not enough, says Jane Roe MP"
    assert read("\n\n".join((TITLE, line, *PIECE, "Jane Roe told the Post that Roe would not give up."))).credits == ()
    reported = [paragraph.replace("I have", "She has").replace("my ", "her ") for paragraph in PIECE]
    assert read("\n\n".join((TITLE, line, *reported))).credits == ()


@pytest.mark.parametrize(
    ("end", "names"),
    [
        (("Jane Roe MP",), ["Jane Roe"]),
        (("Jane Roe", "Member of Parliament for Fenwick Sands"), ["Jane Roe"]),
        (("About the author", "Jane Roe is the Labour MP for Fenwick Sands."), ["Jane Roe"]),
        (("Baroness Marsh of Penmore is Chair of the Ports Committee.",), ["Baroness Marsh of Penmore"]),
        (("The views expressed in this article are those of the author.",), []),
        (("This article first appeared in the Penmore Times.",), []),
        (("Made in Penfold",), []),
        (("Print this page | Email to a friend",), []),
    ],
)
def test_lines_after_the_last_sentence_are_not_text(end: tuple[str, ...], names: list[str]) -> None:
    found = read("\n\n".join((TITLE, "5 March 2024", *PIECE, *end)))
    assert [credit.name for credit in found.credits] == names
    assert found.body.split("\n") == list(PIECE)
    told = "\n".join((*found.removed, found.affiliation_text or "", *(credit.byline for credit in found.credits)))
    assert all(line in told for line in end)


@pytest.mark.parametrize(
    "line",
    [
        "Guild of Harbours director Jane Roe",
        "Shadow Minister for Harbours",
        "Jane Roe - Shadow Minister for Harbours",
        "Jane Roe is Labour MP for Fenwick Sands",
        "Category: Blog",
        "Follow",
        "5 Mar",
    ],
)
def test_a_credit_or_a_button_is_not_a_title(line: str) -> None:
    found = read("\n\n".join((TITLE, line, "5 March 2024", *PIECE)), url="https://post.example/node/4123")
    assert found.title != line


def test_the_broken_lines_of_a_short_text_are_joined() -> None:
    wrapped = "\n\n".join(textwrap.fill(line, 72) for line in (TITLE, "By Jane Roe", "5 March 2024", *PIECE[:2]))
    assert undo_dump(wrapped).split("\n\n")[-2:] == list(PIECE[:2])
    listed = "\n\n".join(("Headlines of the week", *PIECE[:1])).replace("grandfather", "Grandfather")
    assert undo_dump(listed) == listed
