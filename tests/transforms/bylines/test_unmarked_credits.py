"""Authors without markup: a name next to the date, above the headline, in a standfirst or below the text."""

from collections.abc import Callable

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction

Maker = Callable[..., Capture]
OWN = "<p>I crossed that bridge to school, and I cross it now to meet my constituents on the other bank.</p>"
MORE = (
    "A town that mends nothing pays twice: once for the wreck and once for the detour, and the second bill is the one "
    "that the people who live by the road receive each morning in the post."
)
REPORT = "<p>“I crossed that bridge,” Jane Roe told the Lantern, and Roe said that she would cross it again.</p>"


def read(capture: Capture) -> tuple[list[str], Extraction]:
    found = extract(capture)
    return [credit.name for credit in found.credits if credit.kind == "person"], found


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("<div><span>Jane Roe</span><span>25 August</span></div>", "Jane Roe"),
        ("<div><span>Jane Roe</span><span>25 May 2024</span></div>", "Jane Roe"),
        ("<div><span>25 May 2024</span><span>•</span><span>Siobhán O’Mara</span></div>", "Siobhán O’Mara"),
        ("<div>Rhys ap Gwynn</div><div>25 May 2024</div>", "Rhys ap Gwynn"),
        ("<div><div>25 May 2024</div><div>Jane Roe MP</div></div>", "Jane Roe"),
        ("<p>25 May 2024 | Jane Roe MP | Transport</p>", "Jane Roe"),
        ("<p>Jane Roe – 25 May 2024</p>", "Jane Roe"),
        ("<p>Submitted by Jane Roe on Sat, 25/05/2024 - 10:30</p>", "Jane Roe"),
        ("<div class='submitted'>Submitted by Jane Roe on Sat, 05/25/2024 - 10:30</div>", "Jane Roe"),
    ],
)
def test_a_name_next_to_the_date_below_the_headline_is_the_author(page_of: Maker, below: str, name: str) -> None:
    assert read(page_of(below=below))[0] == [name]


@pytest.mark.parametrize(
    "below",
    [
        "<div><span>Opinion Pages</span><span>25 May 2024</span></div>",
        "<div><span>Fenwick Sands</span><span>25 May 2024</span></div>",
        "<div>The Lantern</div><div>25 May 2024</div>",
        "<div><span>Staff Reporter</span><span>25 May 2024</span></div>",
        "<p>25 May 2024 | Transport | Harbours</p>",
        "<div><span>Jane Roe</span></div>",
    ],
)
def test_a_section_a_place_or_a_name_without_a_date_is_not_an_author(page_of: Maker, below: str) -> None:
    assert read(page_of(below=below))[0] == []


def test_a_name_with_letters_directly_above_the_headline_is_the_author_of_a_text_in_the_first_person(
    page_of: Maker,
) -> None:
    def capture(kicker: str, end: str) -> Capture:
        page = page_of(end=end)
        payload = page.payload.replace(b"<h1>", f"<p class='kicker'>{kicker}</p><h1>".encode())
        return Capture(page.url, page.outlet, page.captured_at, page.media_type, payload)

    names, found = read(capture("Jane Roe MP", OWN))
    assert names == ["Jane Roe"]
    assert "Jane Roe MP" not in found.body
    assert any(line.endswith("Jane Roe MP") for line in found.removed)
    assert read(capture("Jane Roe", OWN))[0] == []
    assert read(capture("Jane Roe MP", REPORT))[0] == []


SPOKEN = (
    "Three crossings a week are not a service, says Jane Roe MP",
    "Three crossings a week are not a service, argues Jane Roe",
    "Three crossings a week are not a service. Ministers must think again, warns Jane Roe.",
    "Labour MP Jane Roe on why three crossings a week are not a service",
    "Jane Roe, MP for Fenwick Sands, argues that three crossings are not a service",
    "Jane Roe MP explains what three crossings a week do to a town",
)


@pytest.mark.parametrize("summary", SPOKEN)
def test_the_speaker_of_the_standfirst_wrote_a_text_in_the_first_person(page_of: Maker, summary: str) -> None:
    below = f"<p class='standfirst'>{summary}</p>"
    assert read(page_of(below=below, end=OWN))[0] == ["Jane Roe"]
    assert read(page_of(below=below))[0] == []
    assert read(page_of(below=below, end=REPORT))[0] == []
    assert read(page_of(below=below, end=OWN + REPORT))[0] == []
    assert read(page_of(below=f"{below}<p class='byline'>By John Doe</p>", end=OWN))[0] == ["John Doe"]


def test_the_view_of_a_member_needs_no_first_person_if_a_long_text_has_no_quotation(page_of: Maker) -> None:
    below = "<p class='standfirst'>Labour MP Jane Roe argues that three crossings a week are not a service</p>"
    long = f"<p>{MORE}</p><p>{MORE.replace('town', 'county')}</p><p>{MORE.replace('town', 'valley')}</p>"
    assert read(page_of(below=below, end=long))[0] == ["Jane Roe"]
    assert read(page_of(below=below, end=f"{long}<p>“We will look at it,” a councillor said.</p>"))[0] == []
    assert read(page_of(below=below, end=long + REPORT))[0] == []


@pytest.mark.parametrize(
    ("below", "end", "expected"),
    [
        ("<p><em>This is a guest post by Jane Roe, who chairs the Ports Group.</em></p>", "", ["Jane Roe"]),
        ("<p>25 May 2024</p><p>A guest article by Jane Roe MP.</p>", "", ["Jane Roe"]),
        ("<p class='lead'>Jane Roe MP sets out why three crossings are not a service</p>", OWN, ["Jane Roe"]),
        ("<p class='lead'>Jane Roe MP sets out why three crossings are not a service</p>", REPORT, []),
        ("<p>Dear Secretary of State,</p>", "<p>Yours sincerely,</p><p>Jane Roe MP</p><p>Penmore</p>", ["Jane Roe"]),
        ("", "<p>The letter ends “yours sincerely”, as letters do.</p><p>Jane Roe</p>", []),
    ],
)
@pytest.mark.parametrize("head", ["", "<meta name=author content=admin>"])
def test_guests_lead_lines_and_letters_name_the_author_if_markup_does_not(
    page_of: Maker, below: str, end: str, expected: list[str], head: str
) -> None:
    assert read(page_of(head, below=below, end=end))[0] == expected


@pytest.mark.parametrize("head", ["", "<meta name=author content='Newsroom'>"])
def test_a_closing_line_about_the_subject_of_a_report_is_not_a_signature(page_of: Maker, head: str) -> None:
    closing = "<p>Jane Roe is the Labour MP for Fenwick Sands.</p>"
    assert read(page_of(head, end=closing))[0] == ["Jane Roe"]
    assert read(page_of(head, end=REPORT + closing))[0] == []
    assert read(page_of(head, end=REPORT + OWN + OWN + closing))[0] == ["Jane Roe"]


def test_a_name_before_the_colon_of_the_headline_wrote_a_text_in_the_first_person(page_of: Maker) -> None:
    title = "Jane Roe MP: Bridges need mending before they fall"
    assert read(page_of(title=title, end=OWN))[0] == ["Jane Roe"]
    assert read(page_of(title=title))[0] == []
    assert read(page_of(title=title, end=REPORT))[0] == []


TWO = "Jane Roe is the Labour MP for Fenwick Sands. John Doe is the Conservative MP for Marsh Vale."


@pytest.mark.parametrize(
    "end",
    [
        f"<p><em>{TWO}</em></p>",
        "<p>Jane Roe is the Labour MP for Fenwick Sands.</p><p>John Doe is the Conservative MP for Marsh Vale.</p>",
        "<p>* Jane Roe is MP for Fenwick Sands.</p><p>* John Doe is MP for Marsh Vale.</p>",
    ],
)
def test_two_affiliation_lines_name_two_authors_if_the_byline_names_both_or_none(page_of: Maker, end: str) -> None:
    names, found = read(page_of(end=end))
    assert names == ["Jane Roe", "John Doe"]
    assert "MP for" not in found.body
    both = read(page_of(below="<p class='byline'>By Jane Roe and John Doe</p>", end=end))
    assert both[0] == ["Jane Roe", "John Doe"]
    assert "MP for" not in both[1].body


def test_a_repeated_affiliation_line_is_removed_with_it(page_of: Maker) -> None:
    line = "Jane Roe is Labour MP for Fenwick Sands"
    below = f"<div class='byline'>Jane Roe</div><ul><li><p>{line}</p></li></ul>"
    names, found = read(page_of(below=below, end=f"<ul><li><p>{line}</p></li></ul>"))
    assert names == ["Jane Roe"]
    assert "Labour MP for" not in found.body
    assert line in (found.affiliation_text or "")


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("<p>Jane Roe MP<br>Member of Parliament for Fenwick Sands</p>", ["Jane Roe"]),
        ("<p>Jane Roe</p><p>MP for Fenwick Sands</p>", ["Jane Roe"]),
        (
            "<p>Yours sincerely,</p><p>Jane Roe MP, John Doe MP and Baroness Marsh of Fenwick</p>",
            ["Jane Roe", "John Doe", "Baroness Marsh of Fenwick"],
        ),
    ],
)
def test_a_signature_below_the_text_names_the_authors(page_of: Maker, end: str, names: list[str]) -> None:
    assert read(page_of(end=end))[0] == names


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe, MS for Fenwick West",
        "Jane Roe - Shadow Minister for Harbours",
        "Jane Roe MP writes on the future of the bridge",
        "Jane Roe, MP for Fenwick Sands, writes on the future of the bridge",
    ],
)
def test_a_credited_authors_name_and_office_is_not_part_of_the_text(page_of: Maker, line: str) -> None:
    names, found = read(page_of(below=f"<p class='byline'>Jane Roe</p><p><strong>{line}</strong></p>"))
    assert names == ["Jane Roe"]
    assert line not in found.body
    assert any(line in removed for removed in found.removed) or line in (found.affiliation_text or "")


@pytest.mark.parametrize(
    "below",
    [
        "<div><span>Jane Roe MP</span></div><p>Published 25 May 2024</p>",
        "<p><strong>Jane Roe MP</strong></p>",
        "<div>Jane Roe</div><div>25 May 2024</div>",
    ],
)
def test_a_name_near_the_headline_of_a_report_about_that_person_is_a_caption(page_of: Maker, below: str) -> None:
    assert read(page_of(below=below, end=REPORT))[0] == []
    assert read(page_of(below=below, end=f"{REPORT}{OWN}"))[0] == []
    assert read(page_of(below=below, end=OWN))[0] == ["Jane Roe"]


@pytest.mark.parametrize(
    ("end", "name"),
    [
        (
            "Baroness Marsh of Penmore is Chair of the Ports Committee in the House of Lords",
            "Baroness Marsh of Penmore",
        ),
        ("Lord Roe is President of the Ports Group.", "Lord Roe"),
        ("The Rt Hon Jane Roe is the Conservative Member of Parliament for Penmore and a former minister.", "Jane Roe"),
        ("Jane Roe is Member of the Senedd for Penmore and leader of her group.", "Jane Roe"),
    ],
)
def test_a_closing_line_about_a_peer_or_a_member_of_parliament_names_the_author(
    page_of: Maker, end: str, name: str
) -> None:
    names, found = read(page_of(end=f"<p><em>{end}</em></p>"))
    assert names == [name]
    assert end not in found.body


@pytest.mark.parametrize(
    "below",
    [
        "<small>Tuesday 5th March 2024 by Jane Roe</small>",
        "<p>March 5th, 2024, 9:30 by Jane Roe</p>",
        "<b>Jane Roe, MP for Penmore</b><br>",
        "<p>Guest blog by Jane Roe</p>",
    ],
)
def test_a_byline_with_the_date_first_or_in_bold_is_read_and_is_not_text(page_of: Maker, below: str) -> None:
    names, found = read(page_of(below=below))
    assert names == ["Jane Roe"]
    assert "Jane Roe" not in found.body


def test_a_byline_with_a_seat_is_preferred_to_the_user_who_posted_the_page(page_of: Maker) -> None:
    head = "<meta itemprop='author' name='author' content='Sam Typist'>"
    below = "<div class='author-name'>Written by Sam Typist</div><p><em>By Jane Roe, MP for Fenwick Sands</em></p>"
    names, found = read(page_of(head, below=below))
    assert names == ["Jane Roe"]
    assert any("authors disagree" in warning for warning in found.warnings)
    assert read(page_of(head, below=below.replace(", MP for Fenwick Sands", "")))[0] != ["Jane Roe", "Sam Typist"]
