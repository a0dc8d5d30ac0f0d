"""The body is complete, and has nothing of what surrounds it on the page."""

from collections.abc import Callable

import pytest

from transforms.extract import extract
from transforms.records import Capture

Maker = Callable[..., Capture]
FERRY = [
    f"Ferry number {number} left the harbour of Skarn {number} minutes past the hour with nobody aboard but the crew."
    for number in range(24)
]


def prose(first: int, last: int) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in FERRY[first:last])


def piece(*parts: str, extra: str = "") -> Callable[[str], bytes]:
    """Return a maker of a page around parts of a piece, without an <article>."""
    return lambda title: (
        f"<html lang=en><head><title>{title}</title></head><body><h1>{title}</h1>{''.join(parts)}{extra}</body></html>"
    ).encode()


def read(page_of: Maker, page: Callable[[str], bytes]) -> str:
    capture = page_of()
    payload = page("Ferries that nobody boards")
    return extract(Capture(capture.url, capture.outlet, capture.captured_at, capture.media_type, payload)).body


@pytest.mark.parametrize("name", ["articleBody", "text", "article-widget text", "post-content"])
def test_an_article_in_several_blocks_of_one_kind_is_read_whole(page_of: Maker, name: str) -> None:
    parts = [f"<div class='row'><div class='{name}'>{prose(at, at + 8)}</div></div>" for at in (0, 8, 16)]
    found = read(page_of, piece("<div class='all'>", "<div class='promo'>Fly instead</div>".join(parts), "</div>"))
    assert found.split("\n") == FERRY


def test_another_article_further_down_the_page_is_not_part_of_this_one(page_of: Maker) -> None:
    own = f"<div class='story'><h1>Ferries that nobody boards</h1><div class='articleBody'>{prose(0, 12)}</div></div>"
    other = f"<div class='story'><h1>Trams run at night</h1><div class='articleBody'>{prose(12, 20)}</div></div>"
    found = read(page_of, lambda _: f"<html><body><div>{own}{other}</div></body></html>".encode())
    assert found.split("\n") == FERRY[:12]


@pytest.mark.parametrize("name", ["page-widget", "l-sidebar-fixed", "site-content has-sidebar", "menu-bar-layout"])
def test_a_block_named_after_the_layout_does_not_hide_the_article(page_of: Maker, name: str) -> None:
    found = read(page_of, piece(f"<main><div class='{name}'><div class='{name}'>{prose(0, 12)}</div></div></main>"))
    assert found.split("\n") == FERRY[:12]


def test_paragraphs_behind_the_pages_own_wall_are_read(page_of: Maker) -> None:
    hidden = prose(4, 8).replace("<p>", "<p class='paywall' aria-hidden='true'>")
    found = read(page_of, piece(f"<div class='article-body'>{prose(0, 4)}{hidden}</div>"))
    assert found.split("\n") == FERRY[:8]


@pytest.mark.parametrize(
    "extra",
    [
        "<figure><img src=a.jpg><figcaption><p>Nobody boards at Skarn, as seen in May.</p></figcaption></figure>",
        "<figure><p class='video-title'>Our talk of Monday: what ferries cost</p></figure>",
        "<div class='preview'><a href='/trams'><header><h3>Trams run at night in Skarn</h3></header></a></div>",
        "<article class='preview'><a href='/trams'><header><h3>Trams run at night in Skarn</h3></header></a></article>",
    ],
)
def test_captions_and_teasers_between_paragraphs_are_not_the_article(page_of: Maker, extra: str) -> None:
    found = read(page_of, piece(f"<div class='article-body'>{prose(0, 4)}{extra}{prose(4, 8)}</div>"))
    assert found.split("\n") == FERRY[:8]


def test_a_quotation_in_a_figure_is_kept(page_of: Maker) -> None:
    quote = (
        "<figure><blockquote><p>I have steered it for ten years, and I know each plank by its name.</p></blockquote>"
    )
    found = read(page_of, piece(f"<div class='article-body'>{prose(0, 4)}{quote}</figure>{prose(4, 8)}</div>"))
    assert "I know each plank by its name." in found


def test_a_whole_speech_in_a_box_of_facts_is_not_the_report_of_it(page_of: Maker) -> None:
    speech = f"<div class='factbox'><h2>The speech in full</h2>{prose(8, 20)}</div>"
    found = read(page_of, piece(f"<div class='article-body'>{prose(0, 8)}{speech}</div>"))
    assert found.split("\n") == FERRY[:8]


def test_a_headline_with_its_kicker_is_not_in_the_text(page_of: Maker) -> None:
    headline = "<h2><span>Harbours</span> Ferries that nobody boards</h2>"
    found = read(
        page_of,
        lambda title: (
            f"<html><head><meta property='og:title' content='{title}'></head><body><article><header>{headline}</header>"
            f"{prose(0, 8)}</article></body></html>".encode()
        ),
    )
    assert found.split("\n") == FERRY[:8]


STANDFIRST = "Four ferries a day cross to Skarn, and on most of them the crew are alone."


@pytest.mark.parametrize(("name", "is_kept"), [("standfirst", False), ("article-subtitle", False), ("opening", True)])
def test_a_standfirst_named_by_markup_and_metadata_is_not_in_the_text(page_of: Maker, name: str, is_kept: bool) -> None:
    head = f'<meta property="og:description" content="{STANDFIRST}">'
    found = extract(page_of(head, below=f"<p class='{name}'>{STANDFIRST}</p>"))
    assert found.standfirst == STANDFIRST
    assert (STANDFIRST in found.body) == is_kept
    assert f"standfirst block: {STANDFIRST}" in found.removed or is_kept


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("<p><a href='/trams'>Trams run at night in Skarn</a></p>", False),
        ("<p>MORE: <a href='https://lantern.example/trams'>Trams run at night in Skarn</a></p>", False),
        ("<h3><a href='/trams'>Trams run at night in Skarn</a></h3>", False),
        ("<p><a href='https://archive.example/trams'>The report on the trams of Skarn</a></p>", True),
        ("<p>They say that <a href='/trams'>trams run at night in Skarn</a></p>", True),
    ],
)
def test_a_line_that_is_a_link_to_another_article_is_not_the_text(page_of: Maker, line: str, is_kept: bool) -> None:
    found = extract(page_of(end=f"{line}{prose(0, 4)}"))
    assert ("trams" in found.body.lower().replace("carts, trams", "")) == is_kept


def test_an_article_in_captions_is_read(page_of: Maker) -> None:
    pictures = [
        f"<figure><img src={n}.jpg><figcaption><p>{line}</p></figcaption></figure>" for n, line in enumerate(FERRY)
    ]
    found = read(page_of, piece(f"<article>{''.join(pictures)}</article>"))
    assert FERRY[0] in found and FERRY[-1] in found
