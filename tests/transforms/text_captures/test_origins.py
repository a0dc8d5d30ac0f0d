"""Text that came another way than by a copy of a page: e-mails, front matter, readers, letters, browsers' saves."""

from datetime import UTC, date, datetime

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction
from transforms.text_captures.dump_formats import unfold_fields
from transforms.urls import find_outlet

TITLE = "The last bus to Penfold"
PIECE = (
    "Every village in the Skell valley has a bus stop, and in most of them the last bus went by years ago. I stood at "
    "one last week with a woman who walks four miles to her shift at the mill.",
    "My inbox is full of letters from people who have given up a job because the timetable gave up on them. Ministers "
    "speak of growth, but growth does not wait at a kerb in the rain for a bus that never comes.",
    "There is a remedy, and it is not expensive. The county could franchise its routes as the cities have done, set "
    "the fares, and run the first service at six in the morning instead of at nine.",
    "A valley that can be reached is a valley that can work, and mine has waited long enough for its bus.",
)
TEXT = "\n\n".join(PIECE)


def read(*lines: str, text: str = TEXT) -> Extraction:
    url = "urn:text:0"
    at = datetime(2024, 7, 1, 12, tzinfo=UTC)
    return extract(Capture(url, find_outlet(url, ()), at, "text/plain", "\n".join((*lines, "", text)).encode()))


def names(found: Extraction) -> list[str]:
    return [credit.name for credit in found.credits]


@pytest.mark.parametrize(
    "head",
    [
        ("From: Jane Ormerod <jane@office.example>", "Date: Tue, 14 May 2024 09:12:33 +0100", f"Subject: {TITLE}"),
        ("---", f'title: "{TITLE}"', "author: Jane Ormerod", "date: 2024-05-14", "tags: [buses]", "---"),
        (
            f"Title: {TITLE}",
            "",
            "URL Source: https://post.example/bus",
            "",
            "Published Time: 2024-05-14T08:00:00Z",
            "",
            "Markdown Content:",
            TITLE,
            "=====",
            "",
            "By [Jane Ormerod](https://post.example/jo)",
        ),
        ("::: {#content}", f"# {TITLE} {{#bus .title}}", "", "*Jane Ormerod* · 14 May 2024"),
        (TITLE, "By Jane Ormerod | 14 May 2024 | 4 min read"),
        (TITLE, "Jane Ormerod • 14 May 2024 • 6 Min Read"),
        ("We value your privacy", "Reject all", TITLE, "Jane Ormerod", "14 May 2024"),
        ("• Home", "• Blog", TITLE, "Posted on 14 May 2024 by Jane Ormerod", "[bus]"),
        (TITLE, "Share on Facebook", "Copy link", "Jane Ormerod", "Columnist", "14 May 2024"),
        (
            "The Valley Letter",
            "Subscribe",
            "Sign in",
            TITLE,
            "On timetables and on trust",
            "Jane Ormerod",
            "May 14, 2024",
            "17",
            "Share",
        ),
        (
            "Opinion",
            TITLE,
            "Jane Ormerod",
            "The valley sold its buses and its people have paid for it. They pay still",
            "14 May 2024",
            "Share",
        ),
        ("14 May 2024", "Transport", TITLE, "Jane Ormerod MP explains why a valley needs its timetable"),
        (TITLE, "gan Jane Ormerod AS", "14 Mai 2024"),
        (TITLE, "Jane Ormerod, Valley Post columnist", "Published: 14th May 2024, 06:15"),
        (TITLE, "May 14, 2024 Editor", "", "This is a guest post by Jane Ormerod, who chairs the Valley Group."),
    ],
)
def test_title_author_and_date_are_read_in_each_notation(head: tuple[str, ...]) -> None:
    found = read(*head)
    assert (found.title, names(found), found.dating.published_on) == (TITLE, ["Jane Ormerod"], date(2024, 5, 14))
    assert found.body.startswith(PIECE[0])


@pytest.mark.parametrize(
    "head",
    [
        ("Columnists", f"Jane Ormerod: {TITLE}", "Jane Ormerod is MP for Penfold and a former nurse."),
        ("View this email in your browser", f"Jane Ormerod: {TITLE}", "Jane Ormerod"),
        (f"Jane Ormerod: {TITLE}", "Check against delivery", "14 May 2024"),
    ],
)
def test_sections_and_notices_are_not_titles(head: tuple[str, ...]) -> None:
    found = read(*head)
    assert (found.title, names(found)) == (f"Jane Ormerod: {TITLE}", ["Jane Ormerod"])


def test_a_running_head_of_a_magazine_is_not_a_title() -> None:
    found = read("THE VALLEY REVIEW                Issue 14, Spring 2022", "", TITLE, "", "Jane Ormerod")
    assert (found.title, names(found)) == (TITLE, ["Jane Ormerod"])


def test_a_headline_broken_over_two_lines_is_one() -> None:
    found = read(
        "Why the county should franchise its bus routes as the", "cities have done", "Jane Ormerod", "3 May 2024"
    )
    assert found.title == "Why the county should franchise its bus routes as the cities have done"


@pytest.mark.parametrize("closing", ["Yours sincerely,", "With best wishes", "Kind regards,", "Cofion gorau,"])
def test_a_letter_is_by_the_person_who_signs_it(closing: str) -> None:
    assert names(read("Dear friends,", text=f"{TEXT}\n\n{closing}\n\nJane Ormerod\nPenfold")) == ["Jane Ormerod"]


def test_a_letter_to_an_editor_is_by_the_name_below_it() -> None:
    assert names(read("Letters", "Sir,", text=f"{TEXT}\n\nJane Ormerod\nPenfold")) == ["Jane Ormerod"]


def test_a_name_in_the_last_lines_of_a_text_that_is_not_a_letter_is_not_an_author() -> None:
    assert names(read(TITLE, text=f"{TEXT}\n\nJane Ormerod\nPenfold")) == []


def test_the_view_of_a_member_needs_no_first_person_if_the_text_has_no_quotation() -> None:
    piece = TEXT.replace("I stood", "We stood").replace("My inbox", "The postbag").replace("mine", "ours")
    piece += " A timetable is a promise that a county makes to those who live in it, and a promise costs less to keep."
    piece += " A road with a bus on it is a road to a school, to a clinic and to the shift that begins before the sun."
    piece += " Nobody on the county board has ever waited at the stop by the chapel, and it shows in the plan."
    piece += " The mills will not wait for a committee, and neither will those who work in them."
    said = "Labour MP Jane Ormerod argues that a valley needs its timetable"
    assert names(read(TITLE, said, text=piece)) == ["Jane Ormerod"]
    quoted = f"{piece} “We will look at the case in the autumn,” a county councillor said on Monday."
    assert names(read(TITLE, said, text=quoted)) == []


def test_other_texts_have_no_named_fields() -> None:
    for text in ("Title: why it matters\n\nProse.", "---\nA rule above\n---\nProse.", "Date: today\nProse.", ""):
        assert unfold_fields(text) is text
