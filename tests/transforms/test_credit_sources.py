"""A page credits whom its own metadata and byline name; teasers, comments and what stands above credit nobody."""

from collections.abc import Callable

import pytest

from transforms.extract import extract
from transforms.records import Capture, Hint
from transforms.spoken_credits import spoken_credits

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


def test_the_publisher_in_json_ld_gives_way_to_the_person_in_print(page_of: Maker) -> None:
    head = LD % '{"@type":"Organization","name":"The Lantern"}'
    assert names(page_of(head, below='<p class="byline">By Jane Roe</p>')) == ["Jane Roe"]


def test_who_typed_the_page_in_gives_way_to_the_byline(page_of: Maker) -> None:
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
def test_teasers_and_comments_credit_nobody_above_or_below(page_of: Maker, elsewhere: str) -> None:
    assert names(page_of(above=elsewhere)) == []
    assert names(page_of(end=elsewhere)) == []


def test_the_feeds_author_counts_where_the_page_names_nobody(page_of: Maker) -> None:
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
def test_a_standfirst_credits_the_one_who_writes_or_is_told(standfirst: str | None, credited: list[str]) -> None:
    assert [credit.name for credit in spoken_credits(standfirst)] == credited
