"""The headline is chosen without the outlet's name; two places that agree outvote a third."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from transforms.extract import extract
from transforms.records import Capture, Outlet, Quarantine


def test_heading_and_json_ld_outvote_the_title_for_search_engines(page_of: Callable[..., Capture]) -> None:
    head = (
        '<script type="application/ld+json">{"@type":"Article","headline":"Bridges need mending before they fall"}'
        '</script><meta property="og:title" content="Bridge repair: all you need to know">'
    )
    assert extract(page_of(head)).title == "Bridges need mending before they fall"


def test_the_first_heading_in_the_article_is_preferred_to_the_sites_name(
    page_of: Callable[..., Capture],
) -> None:
    page = page_of()
    title = b"Bridges need mending before they fall"
    banner = b"<h1><a href='/'>The Lantern</a></h1><nav><h2>Sections of The Lantern</h2></nav>"
    payload = page.payload.replace(b"<h1>" + title + b"</h1>", banner + b"<h2>" + title + b"</h2>")
    for element in (title + b" | The Lantern", b"The Lantern: " + title, b"The Lantern"):
        served = payload.replace(title + b" | The Lantern", element)
        found = extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, served))
        assert found.title == title.decode()


@pytest.mark.parametrize("written", ["Skell Gazette: {}", "{} - Skell Gazette", "{} | Comment | Skell Gazette"])
def test_without_a_heading_the_part_of_the_title_that_the_page_prints_is_the_headline(
    undeclared: Outlet, written: str
) -> None:
    title = "Bridges need mending before they fall"
    text = "A town that mends nothing pays twice: once for the wreck and once for the detour. " * 3
    page = (
        f"<html><head><title>{written.format(title)}</title></head><body><table><tr><td><a href='/'>Home</a></td><td>"
        f"<font size=5><b>{title}</b></font><br><font size=2>By Jane Roe<br>25 May 2024</font>"
        f"<p>{text}<p>{text[::-1]}.</td></tr></table>"
    )
    url = "https://paper.example/article.asp?id=5"
    found = extract(Capture(url, undeclared, datetime(2024, 7, 1, tzinfo=UTC), "text/html", page.encode()))
    assert found.title == title
    assert [credit.name for credit in found.credits] == ["Jane Roe"]
    assert str(found.dating.published_on) == "2024-05-25"


def test_every_title_that_lost_says_why(page_of: Callable[..., Capture]) -> None:
    head = (
        '<script type="application/ld+json">{"@type":"Article","headline":"Bridges need mending before they fall"}'
        '</script><meta property="og:title" content="Bridge repair: all you need to know">'
        '<meta name="twitter:title" content="The Lantern">'
    )
    candidates = [(one.source, one.is_chosen, one.reason) for one in extract(page_of(head)).title_candidates]
    assert candidates == [
        ("json-ld", True, None),
        ("h1", False, "says the same"),
        ("meta", False, "two sources agree on another"),
        ("meta", False, "only the site's name"),
        ("title", False, "says the same"),
    ]


def test_a_page_without_any_title_is_quarantined(page_of: Callable[..., Capture]) -> None:
    page = page_of()
    blank = page.payload.replace(b"Bridges need mending before they fall | The Lantern", b"")
    payload = blank.replace(b"Bridges need mending before they fall", b"")
    with pytest.raises(Quarantine, match="no_title"):
        extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, payload))


def headed(page_of: Callable[..., Capture], h1: str, head: str, title: str = "") -> str | None:
    """Return the title of a page with this h1, head and title element, and no other title."""
    page = page_of(head)
    payload = page.payload.replace(b"Bridges need mending before they fall | The Lantern", title.encode())
    payload = payload.replace(b"<h1>Bridges need mending before they fall</h1>", h1.encode())
    return extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, payload)).title


OG = '<meta property="og:title" content="%s">'
LD = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"%s"}</script>'


def test_the_printed_headline_is_preferred_to_the_one_for_search_engines(page_of: Callable[..., Capture]) -> None:
    head = OG % "Why bridges fall: what to know about mending a bridge"
    assert headed(page_of, "<h1>Bridges fall when nobody is mending them</h1>", head) == (
        "Bridges fall when nobody is mending them"
    )


def test_an_h1_that_shares_no_word_with_the_head_is_not_a_headline(page_of: Callable[..., Capture]) -> None:
    head = OG % "Why bridges fall"
    assert headed(page_of, "<h1>The Friday Column of Holm</h1>", head, "Why bridges fall") == "Why bridges fall"


@pytest.mark.parametrize(
    "h1",
    [
        '<h1><span class="kicker">Opinion</span> Bridges need mending</h1>',
        '<h1><a href="/">Bright light for Holm</a></h1><h1>Bridges need mending</h1>',
        '<h1><span class="visually-hidden">Article: </span>Bridges need mending</h1>',
        "<h1>Bridges need men\u00adding</h1>",
        "<h1>Comment: Bridges need mending</h1>",
    ],
)
def test_labels_and_banners_are_not_part_of_the_headline(page_of: Callable[..., Capture], h1: str) -> None:
    assert headed(page_of, h1, OG % "Bridges need mending") == "Bridges need mending"


def test_words_before_a_colon_stay_if_more_sources_have_them(page_of: Callable[..., Capture]) -> None:
    whole = "Holm bridge: Who mends the stones?"
    assert headed(page_of, "<h1>Who mends the stones?</h1>", LD % whole + OG % whole) == whole
    assert headed(page_of, "<h1>Who mends the stones?</h1>", LD % whole) == "Who mends the stones?"


def test_the_whole_title_is_preferred_to_one_that_is_cut_short(page_of: Callable[..., Capture]) -> None:
    head = OG % "Bridges need mending before they..." + LD % "Bridges need mending before they..."
    assert headed(page_of, "<h1>Bridges need mending before they fall</h1>", head) == (
        "Bridges need mending before they fall"
    )


def test_a_site_name_that_repeats_the_headline_is_ignored(page_of: Callable[..., Capture]) -> None:
    long = "Bridges need mending before the winter comes to Holm"
    head = OG % long + f'<meta property="og:site_name" content="{long}">'
    assert headed(page_of, f"<h1>{long}</h1>", head) == long


def test_a_headline_without_heading_markup_is_the_first_text_that_equals_the_title(
    page_of: Callable[..., Capture],
) -> None:
    """On pages laid out by tables the headline is a <font>, and the line next to it dates the article."""
    prose = "".join(
        f"<p>The ferry is late for the {number}th time, and nobody says why.</p>" for number in range(4, 16)
    )
    rows = "".join(
        f"<tr><td>{cell}</td></tr>" for cell in ("<font size=5>Gears of the state</font>", "14 March 2024", prose)
    )
    page = page_of()
    served = f"<html><head><title>Gears of the state</title></head><body><table>{rows}</table></body></html>".encode()
    found = extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, served))
    assert (found.title, str(found.dating.published_on)) == ("Gears of the state", "2024-03-14")
