"""A page credits the people in its own metadata and byline, and none from teasers, comments or page headers."""

from collections.abc import Callable

import pytest

from transforms.bylines.sentence_credits import read_foot_credits, read_standfirst_credits, read_title_credits
from transforms.extract import extract
from transforms.records import Capture, Hint

Maker = Callable[..., Capture]
LD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":%s}</script>'


def names(capture: Capture) -> list[str]:
    return [credit.name for credit in extract(capture).credits]


@pytest.mark.parametrize(
    "author",
    [
        '{"@type":"Person","name":"Jane Roe"}',
        '[{"@type":"Person","name":"Jane Roe"}]',
        '"Jane Roe"',
        '{"givenName":"Jane","familyName":"Roe"}',
        '{"@type":"Person","name":["Jane Roe"]}',
        '[[{"@type":"Person","name":"Jane Roe"}]]',
        '[{"@type":"Person","name":"By Jane Roe, Political Editor"}]',
        '{"@type":"Person","name":{"@value":"Jane Roe"}}',
        '{"@list":[{"@type":"Person","name":"Jane Roe"}]}',
    ],
)
def test_json_ld_in_each_of_its_forms(page_of: Maker, author: str) -> None:
    assert names(page_of(LD % author)) == ["Jane Roe"]


def test_json_ld_that_only_points_to_a_person_is_followed(page_of: Maker) -> None:
    graph = (
        '<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"x","author":{"@id":"#j"}},'
        '{"@type":"Person","@id":"#j","name":"Jane Roe"}]}</script>'
    )
    assert names(page_of(graph)) == ["Jane Roe"]


def test_the_printed_person_is_preferred_to_the_publisher_in_json_ld(page_of: Maker) -> None:
    head = LD % '{"@type":"Organization","name":"The Lantern"}'
    assert names(page_of(head, below='<p class="byline">By Jane Roe</p>')) == ["Jane Roe"]


def test_the_byline_is_preferred_to_the_user_who_posted_the_page(page_of: Maker) -> None:
    head = '<meta name="author" content="Webb Posted">'
    assert names(page_of(head, below='<p class="byline">By Jane Roe</p>')) == ["Jane Roe"]


@pytest.mark.parametrize(
    "below",
    [
        '<p class="byline">By Jane Roe</p>',
        '<a rel="author" href="/x">Jane Roe</a>',
        '<span itemprop="author" itemscope><span itemprop="name">Jane Roe</span></span>',
        '<p>Words: <a href="/authors/jane-roe">Jane Roe</a></p>',
        "<p>By Jane Roe</p>",
        "<p>Posted on 5 May 2024 by Jane Roe</p>",
    ],
)
def test_byline_markup_and_byline_text_below_the_headline(page_of: Maker, below: str) -> None:
    assert names(page_of(below=below)) == ["Jane Roe"]


def test_several_authors_with_the_same_markup_are_all_credited(page_of: Maker) -> None:
    below = '<div><a class="author" href="/a/1">Jane Roe</a> <a class="author" href="/a/2">John Doe</a></div>'
    assert names(page_of(below=below)) == ["Jane Roe", "John Doe"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<div><h3><a href="/a">Who winds the clock in the loft?</a></h3><p class="byline">By Ann Poe</p></div>',
        '<aside><p class="byline">By Ann Poe</p></aside>',
        '<div class="related"><a rel="author" href="/a">Ann Poe</a></div>',
        '<div class="comments"><p class="author">Ann Poe</p></div>',
    ],
)
def test_teasers_and_comments_credit_no_person(page_of: Maker, elsewhere: str) -> None:
    assert names(page_of(above=elsewhere)) == []
    assert names(page_of(end=elsewhere)) == []


def test_the_feeds_author_is_used_if_the_page_names_none(page_of: Maker) -> None:
    assert names(page_of(hint=Hint("feed", authors=("Jane Roe",)))) == ["Jane Roe"]


@pytest.mark.parametrize(
    ("standfirst", "credited"),
    [
        ("He tells Sienna Marsh why the bridge fell", ["Sienna Marsh"]),
        ("The bridge will fall again, writes Jane Roe", ["Jane Roe"]),
        ("The bridge will fall again, write Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("Ann Poe talks to Black Rod", []),
        ("The mayor says that John Doe knew", []),
        (None, []),
    ],
)
def test_a_standfirst_credits_the_one_who_writes_or_is_interviewed(standfirst: str | None, credited: list[str]) -> None:
    assert [credit.name for credit in read_standfirst_credits(standfirst)] == credited


META = '<meta name="%s" content="%s">'


def test_a_byline_with_more_names_is_preferred_to_json_ld(page_of: Maker) -> None:
    below = (
        '<div class="bylines"><a class="byline" href="#j">Jane Roe</a><a class="byline" href="#d">John Doe</a></div>'
    )
    assert names(page_of(LD % '{"name":"John Doe"}', below=below)) == ["Jane Roe", "John Doe"]


def test_a_place_next_to_the_byline_is_not_a_further_author(page_of: Maker) -> None:
    below = '<div class="byline"><a rel="author" href="#j">Jane Roe</a> <span>Upper Holm</span></div>'
    assert names(page_of(LD % '{"name":"Jane Roe"}', below=below)) == ["Jane Roe"]


def test_meta_tag_and_print_that_agree_are_preferred_to_the_posting_user(page_of: Maker) -> None:
    head = LD % '{"name":"Webb Master"}' + META % ("parsely-author", "Jane Roe")
    assert names(page_of(head, below='<p class="byline">By Jane Roe</p>')) == ["Jane Roe"]
    assert names(page_of(LD % '{"name":"Jane Roe"}', below='<p class="byline">By Ann Poe</p>')) == ["Ann Poe"]


def test_creator_in_json_ld_counts_where_nothing_else_names_anybody(page_of: Maker) -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","creator":"Jane Roe"}</script>'
    assert names(page_of(head)) == ["Jane Roe"]
    assert names(page_of(head, below='<p class="byline">By Ann Poe</p>')) == ["Ann Poe"]


def test_a_linked_person_below_the_text_is_the_subject_of_the_article(page_of: Maker) -> None:
    link = '<p><a href="/person/ann-poe">Ann Poe</a></p>'
    assert names(page_of(end=link)) == []
    assert names(page_of(below=link)) == ["Ann Poe"]


def test_a_pen_name_that_is_the_end_of_its_address_is_a_name(page_of: Maker) -> None:
    assert names(page_of(below='<p class="byline">by <a href="/author/mudlark">Mudlark</a></p>')) == ["Mudlark"]
    assert names(page_of(below='<p class="byline">by <a href="/topics/rivers">Mudlark</a></p>')) == []


def test_an_agency_in_the_byline_is_credited_as_a_body(page_of: Maker) -> None:
    credits = extract(page_of(below='<p class="byline">Associated Press | 5 May 2024</p>')).credits
    assert [(credit.name, credit.kind) for credit in credits] == [("Associated Press", "organisation")]


def test_a_quoted_or_pictured_person_is_not_an_author(page_of: Maker) -> None:
    below = '<div class="pull-quote__author">Ann Poe</div><p class="byline">Photograph by John Doe</p>'
    assert names(page_of(below=below)) == []


@pytest.mark.parametrize(
    ("title", "credited"),
    [
        ("Lords Diary: Baroness Roe", ["Baroness Roe"]),
        ("Lords Diary: Lord Marsh of Fenwick and Holm", ["Lord Marsh of Fenwick and Holm"]),
        ("jane-roe: bridges need mending", ["Jane Roe"]),
        ("Jane Roe: bridges need mending", []),
        ("Westminster Notebook: The week ahead", []),
        ("fact-check: who mends the bridges?", []),
        ("co-op: what next?", []),
    ],
)
def test_a_diary_and_a_slug_in_the_headline_name_the_author(title: str, credited: list[str]) -> None:
    assert [credit.name for credit in read_title_credits(title)] == credited


def test_the_headline_names_the_author_only_where_the_byline_does_not(page_of: Maker) -> None:
    title = "Lords Diary: Baroness Roe"
    assert names(page_of(title=title)) == ["Baroness Roe"]
    assert names(page_of(title=title, below='<p class="byline">By John Doe</p>')) == ["John Doe"]


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        ("(Reporting by Jane Roe and John Doe; Editing by Ann Poe)", ["Jane Roe", "John Doe"]),
        ("Reporting by Jane Roe in Leeds and John Doe in Upper Holm; editing by Ann Poe", ["Jane Roe", "John Doe"]),
        ("(Additional reporting by Ann Poe)", []),
        ("Written by hand in a hurry.", []),
    ],
)
def test_the_line_that_signs_a_report_off_credits_who_reported(line: str, credited: list[str]) -> None:
    assert [credit.name for credit in read_foot_credits(["The bridge fell.", line])] == credited


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tess Aldermoor is political editor of The Lantern", "staff"),
        ("Tess Aldermoor is our political editor.", "staff"),
        ("Tess Aldermoor is political editor of The Harrow Herald", "person"),
        ("Tess Aldermoor is a former editor of The Lantern", "person"),
        ("Tess Aldermoor is the Labour MP for Holm and editor of The Lantern", "person"),
    ],
)
def test_the_outlets_own_journalists_are_staff(page_of: Maker, line: str, kind: str) -> None:
    page = page_of(LD % '{"name":"Tess Aldermoor"}', end=f"<p><em>{line}</em></p>")
    assert [(credit.name, credit.kind) for credit in extract(page).credits] == [("Tess Aldermoor", kind)]


def test_words_next_to_the_name_stay_in_the_byline(page_of: Maker) -> None:
    below = '<div class="author"><a href="/author/jane-roe">Jane Roe</a><span>Labour MP for Holm</span></div>'
    found = extract(page_of(below=below))
    assert [(credit.name, credit.byline) for credit in found.credits] == [("Jane Roe", "Jane Roe | Labour MP for Holm")]
    assert found.affiliation_text == "Labour MP for Holm"


def test_an_address_in_place_of_a_name_credits_no_person(page_of: Maker) -> None:
    assert names(page_of(LD % '{"@type":"Person","name":"jane.roe@lantern.example"}')) == []


def test_a_name_found_only_in_an_attribute_is_its_own_byline(page_of: Maker) -> None:
    below = '<div class="author" itemprop="author" itemscope><meta itemprop="name" content="Jane Roe"></div>'
    assert [(credit.name, credit.byline) for credit in extract(page_of(below=below)).credits] == [
        ("Jane Roe", "Jane Roe")
    ]
