"""Every credit of a capture is kept, with the reason why it names the author or not."""

from collections.abc import Callable

import pytest

from transforms.bylines.author_candidates import NO_PERSON, REFUSED, SAME, list_author_candidates
from transforms.extract import extract
from transforms.records import Capture, Credit, Extraction

Maker = Callable[..., Capture]
LD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":%s}</script>'
TYPIST = LD % '{"@type":"Person","name":"Webb Master"}'


def list_candidates(extraction: Extraction) -> list[tuple[str, str, bool, str | None]]:
    return [(one.source, one.name, one.is_chosen, one.reason) for one in extraction.author_candidates]


def test_the_typist_in_markup_is_a_candidate_that_print_refuses(page_of: Maker) -> None:
    found = list_candidates(extract(page_of(TYPIST, below='<p class="byline">By Jane Roe MP</p>')))
    assert ("byline markup", "Jane Roe", True, None) in found
    assert ("json-ld", "Webb Master", False, REFUSED) in found


def test_names_in_spans_of_their_own_are_several_people(page_of: Maker) -> None:
    byline = "<div class='byline'>By\n<span>Jane Roe</span>\n<span>Peter Marsh</span></div>"
    assert [one.name for one in extract(page_of(below=byline)).credits] == ["Jane Roe", "Peter Marsh"]


@pytest.mark.parametrize(
    ("around", "names"),
    [
        ("<div>{}</div>", ["Jane Roe"]),
        ("<figure><img src='/a.jpg'><figcaption>{}</figcaption></figure>", []),
        ("<div><h4>In this story</h4>{}</div>", []),
    ],
)
def test_a_name_above_an_office_signs_unless_it_is_a_caption_or_below_a_heading(
    page_of: Maker, around: str, names: list[str]
) -> None:
    person = around.format("<div>Jane Roe</div><div>MSP for Skell North</div>")
    assert [one.name for one in extract(page_of(below=person)).credits] == names


def test_a_clipped_by_shows_whose_the_name_after_it_is(page_of: Maker) -> None:
    byline = "<div><span style='clip: rect(0 0 0 0)'>By</span> Jane Roe</div>"
    assert [one.name for one in extract(page_of(below=byline)).credits] == ["Jane Roe"]


@pytest.mark.parametrize(
    "end",
    [
        "<aside class='sidebar'><div class='author-bio'>John Doe is MP for Fen.</div></aside>",
        "<div class='related'><p class='author'>John Doe is MP for Fen and writes on trams.</p></div>",
        "<section><h2>More</h2><div class='author-box'>John Doe is MP for Fen.</div>"
        "<div class='author-box'>Amy Poe is MSP for Marsh.</div></section>",
    ],
)
def test_a_box_about_the_author_of_another_article_signs_nothing(page_of: Maker, end: str) -> None:
    assert extract(page_of(end=end)).credits == ()


def test_a_box_about_the_author_signs_a_page_whose_markup_names_a_typist(page_of: Maker) -> None:
    box = "<div class='author-bio'><p>Jane Roe is the MSP for Northwick.</p></div>"
    assert [one.name for one in extract(page_of(TYPIST, end=box)).credits] == ["Jane Roe"]


def test_sources_that_agree_are_reported(page_of: Maker) -> None:
    head = LD % '{"name":"Jane Roe"}' + '<meta name="author" content="Jane Roe">'
    assert list_candidates(extract(page_of(head, below='<p class="byline">By Jane Roe</p>')))[:2] == [
        ("json-ld", "Jane Roe", True, None),
        ("meta author", "Jane Roe", False, SAME),
    ]


def test_a_body_in_markup_is_a_candidate_where_a_person_is_named(page_of: Maker) -> None:
    head = LD % '{"@type":"Organization","name":"The Lantern"}'
    reasons = [
        reason
        for _, name, _, reason in list_candidates(extract(page_of(head, below="<p>By Jane Roe</p>")))
        if "L" in name
    ]
    assert reasons == [NO_PERSON]


def test_every_chosen_credit_is_a_chosen_candidate() -> None:
    chosen = [Credit("Jane Roe", "By Jane Roe and John Doe", source="standfirst"), Credit("John Doe", "x", source="y")]
    assert [one.is_chosen for one in list_author_candidates((), chosen)] == [True, True]


CLOSING = "<p><em>Jane Roe is the Labour MP for Fenwick Sands.</em></p>"


def test_a_closing_line_with_a_seat_is_preferred_to_unprinted_markup(page_of: Maker) -> None:
    extraction = extract(page_of(TYPIST, end=CLOSING))
    assert [credit.name for credit in extraction.credits] == ["Jane Roe"]
    assert extraction.affiliation_text == "Jane Roe is the Labour MP for Fenwick Sands."


def test_markup_that_the_page_prints_too_is_kept(page_of: Maker) -> None:
    extraction = extract(page_of(TYPIST, below='<p class="byline">By Webb Master</p>', end=CLOSING))
    assert [credit.name for credit in extraction.credits] == ["Webb Master"]


def test_two_printed_credits_that_differ_are_warned_of(page_of: Maker) -> None:
    below = '<p class="byline">By Jane Roe MP</p><p>Web editor: Webb Master</p>'
    extraction = extract(page_of(TYPIST, below=below))
    assert [credit.name for credit in extraction.credits] == ["Jane Roe"]
    assert any(warning.startswith("authors disagree: ") for warning in extraction.warnings)


@pytest.mark.parametrize(
    "below",
    [
        '<p class="byline">By Jane Roe MP<br>Posted by Webb Master</p>',
        '<p class="byline">By Jane Roe, MP for Fenwick Sands</p>',
        "<p>By Jane Roe, MP for Fenwick Sands</p>",
        '<div class="author"><img src="/a.jpg" alt="Jane Roe"><span>MP for Fenwick Sands</span></div>',
        '<div class="author"><img src="/a.jpg" alt="Photo of Jane Roe"><p>Fenwick Sands MP</p></div>',
        '<div class="byline"><a rel="author" href="/author/jane-roe">Jane Roe</a>, MP for Fenwick Sands</div>',
        '<div class="byline"><span>Jane Roe</span><span>MP for Fenwick Sands</span></div>',
        '<p class="author-name">Jane Roe</p><p class="author-role">MP for Fenwick Sands</p>',
        '<p class="byline">Guest post by Jane Roe, Lab, Fenwick Sands</p>',
    ],
)
@pytest.mark.parametrize("head", ["", TYPIST, '<meta name="author" content="Webb Master">'])
def test_the_parliamentarian_in_print_is_the_only_author(page_of: Maker, head: str, below: str) -> None:
    assert [credit.name for credit in extract(page_of(head, below=below)).credits] == ["Jane Roe"]


@pytest.mark.parametrize("content", ["Jane Roe, MP for Fenwick Sands", "Jane Roe MP", "Jane Roe | Labour MP"])
def test_a_seat_in_a_meta_tag_is_not_a_second_author(page_of: Maker, content: str) -> None:
    for head in (f'<meta name="author" content="{content}">', LD % f'{{"name":"{content}"}}', LD % f'["{content}"]'):
        assert [credit.name for credit in extract(page_of(head)).credits] == ["Jane Roe"]


def test_names_on_their_own_before_the_text_are_preferred_to_the_outlet(page_of: Maker) -> None:
    head = LD % '{"@type":"Organization","name":"The Lantern"}'
    assert [credit.name for credit in extract(page_of(head, below="<p>Jane Roe MP</p>")).credits] == ["Jane Roe"]


@pytest.mark.parametrize("foot", ["Jane Roe MP", "– Jane Roe, MP for Fenwick Sands", "By Jane Roe MP", "Baroness Roe"])
def test_a_signature_below_the_text_is_preferred_to_unprinted_markup(page_of: Maker, foot: str) -> None:
    for head in ("", TYPIST):
        names = [credit.name for credit in extract(page_of(head, end=f"<p>{foot}</p>")).credits]
        assert names in (["Jane Roe"], ["Baroness Roe"])


def test_an_incomplete_name_in_markup_is_completed_from_print(page_of: Maker) -> None:
    credits = extract(page_of(LD % '{"name":"Jane"}', below='<p class="byline">By Jane Roe</p>')).credits
    assert [credit.name for credit in credits] == ["Jane Roe"]


def test_a_link_to_the_subject_of_the_article_is_not_a_byline(page_of: Maker) -> None:
    about = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x",'
        '"about":[{"@type":"Person","name":"Ann Poe"}]}</script>'
    )
    assert extract(page_of(about, below='<p><a href="/people/ann-poe">Ann Poe</a></p>')).credits == ()
