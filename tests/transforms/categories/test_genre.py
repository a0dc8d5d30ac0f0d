"""The genre of an article has its evidence; a report of an interview, or a blog of recipes, has no genre by it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml.html import fromstring

from transforms.categories.genre import GenreEvidence, classify_genre, find_headline_marks
from transforms.extract import extract
from transforms.records import Capture, Outlet

URL = "https://lantern.example/2024/bridges-need-mending"
ANSWERED = ["You voted for the closure?", "“I voted for what follows.”", "And if it never comes?", "“Then we lose it.”"]


def classify(outlet: Outlet, **signs: object) -> tuple[str, str]:
    return classify_genre(replace(GenreEvidence(URL, outlet), **signs))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("signs", "genre", "shown"),
    [
        ({"labels": ("Interviews",)}, "interview", "label: Interviews"),
        ({"url": "https://lantern.example/interviews/jane-roe"}, "interview", "address: interviews"),
        ({"title": "Interview: the man who mends bridges"}, "interview", "headline: “Interview:”"),
        ({"standfirst": "An interview with the man who mends bridges"}, "interview", "standfirst: “An interview with”"),
        (
            {"standfirst": "He tells Tess Aldermoor why.", "names": ("Tess Aldermoor",)},
            "interview",
            "standfirst: “tells Tess Aldermoor”",
        ),
        ({"standfirst": "Liam Wye talks to Tess Aldermoor"}, "interview", "standfirst: “talks to Tess Aldermoor”"),
        ({"body": "\n".join(ANSWERED * 2)}, "interview", "4 questions, each with an answer in quotation marks"),
        ({"body": "Q: Why?\nA: Because.\n" * 3}, "interview", "3 questions and answers marked Q and A"),
        ({"marks": ("Partner content",)}, "partner", "near the headline: “Partner content”"),
        ({"marks": ("Paid for by Coldwater",)}, "partner", "near the headline: “Paid for by Coldwater”"),
        ({"kinds": frozenset({"advertisercontentarticle"})}, "partner", "JSON-LD: AdvertiserContentArticle"),
        ({"marks": ("Opinion",)}, "opinion", "near the headline: “Opinion”"),
        ({"title": "Column: Mend the bridges"}, "opinion", "headline: “Column:”"),
        ({"labels": ("Letters to the Editor",)}, "opinion", "label: Letters to the Editor"),
        ({"kinds": frozenset({"newsarticle"})}, "news", "JSON-LD: newsarticle"),
    ],
)
def test_the_kind_is_reported_with_what_shows_it(
    lantern: Outlet, signs: dict[str, object], genre: str, shown: str
) -> None:
    assert classify(lantern, **signs) == (genre, shown)


@pytest.mark.parametrize(
    "signs",
    [
        {"standfirst": "What was he thinking of when he granted an interview to another paper?"},
        {"standfirst": "He told Liam Wye to resign", "names": ("Tess Aldermoor",)},
        {"standfirst": "The minister held talks with Liam Wye"},
        {"title": "Eleven things we learned from the interview"},
        {"title": "Interview panels are unfair"},
        {"body": "\n".join(ANSWERED)},
        {"body": "“Who goes there?”\n“I do.”\n" * 5},
        {"body": "What is the bridge for?\nIt carries carts.\n" * 5},
    ],
)
def test_a_report_of_talk_is_not_an_interview(lantern: Outlet, signs: dict[str, object]) -> None:
    assert classify(lantern, **signs)[0] == "other"


def test_an_address_with_blog_in_it_is_not_opinion(lantern: Outlet) -> None:
    assert classify(lantern, url="https://lantern.example/blog/char-kway-teow")[0] == "other"
    assert classify(lantern, url="https://lantern.example/live-blog/the-match")[0] == "other"


def test_partner_content_in_a_teaser_makes_no_partner_content_of_the_page(page_of: Callable[..., Capture]) -> None:
    mark = "<div class='label'>Partner content</div>"
    teaser = f"<div class='rail'><div>{mark}<a href='/other'>Why we love pipes so much</a></div></div>"
    own = page_of().payload.replace(b"<h1>", mark.encode() + b"<h1>")
    assert extract(page_of(above=teaser)).genre != "partner"
    assert extract(page_of(above=f"<div>{mark}</div>")).genre == "partner"
    assert extract(replace(page_of(), payload=own)).genre == "partner"


def test_a_genre_mark_below_the_headline_counts_only_in_the_byline() -> None:
    block = "<div><div><h1>Bridges</h1></div><div>{}<i>Sponsored content</i></div></div>"
    assert "Sponsored content" not in find_headline_marks(fromstring(block.format("")).find(".//h1"), ["Jane Roe"])
    assert "Sponsored content" in find_headline_marks(
        fromstring(block.format("<b>Jane Roe</b>")).find(".//h1"), ["Jane Roe"]
    )
