"""Invented pieces in the markup of the software that opinion sites run on: text, credit, day and labels are right."""

from datetime import UTC, datetime

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction, Outlet

TITLE = "A ferry is not a rounding error"
TEXT = (
    "When the ferry at Ravensholme stopped running in March, nobody in the capital noticed for eleven days, and I know "
    "this because I counted them with the nurse who crosses the water twice a day.",
    "There is a habit of mind in government that treats a service used by nine hundred people as a rounding error. It "
    "is not one to the nine hundred: it is how they get to work and to their mothers.",
    "So I have brought forward a short Bill. It gives every lifeline crossing a named guarantor, and allows local "
    "people to petition for a replacement after seven days without a boat.",
)
STANDFIRST = "Nine hundred people lost their only crossing, and no one could say whose job it was to bring it back"
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def read(html: str, address: str = "https://skell.example/news/a-ferry") -> Extraction:
    host = address.split("/")[2]
    outlet = Outlet(host, host, None, (host,), "Europe/London", is_declared=False)
    return extract(Capture(address, outlet, datetime(2026, 9, 1, tzinfo=UTC), "text/html", html.encode()))


def test_the_owner_of_a_site_is_the_author_of_its_posts() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE} - Ottoline Frayne MP</title>"
        '<meta property="og:site_name" content="Ottoline Frayne MP"></head><body><div id=content>'
        f'<h2 class=headline>{TITLE}</h2><div class=byline>Posted by <a href="/ottoline">Ottoline Frayne</a> · August '
        f"25, 2026 6:12 AM</div><div class=text-content>{PARAGRAPHS}</div></div></body></html>",
        "https://www.ottolinefrayne.example/a_ferry",
    )
    assert [(credit.name, credit.kind) for credit in page.credits] == [("Ottoline Frayne", "person")]


def test_a_blog_whose_headline_is_an_h3_and_whose_credit_is_below_the_text() -> None:
    page = read(
        f"<html><head><title>Skell Diary: {TITLE}</title></head><body><h1><a href='/'>Skell Diary</a></h1>"
        "<div class='blog-posts'><h2 class='date-header'><span>Tuesday, 25 August 2026</span></h2><div class='post'>"
        f"<h3 class='post-title'>{TITLE}</h3><div class='post-body'>{'<br><br>'.join(TEXT)}</div><div class="
        "'post-footer'><div class='post-footer-line'>Posted by <span class='fn'>Ottoline Frayne</span> at <abbr class="
        "'published' title='2026-08-25T06:12:00+01:00'>06:12</abbr></div><div class='post-footer-line'>Labels: <a rel="
        "'tag' href='/search/label/ferries'>ferries</a></div></div></div></div></body></html>"
    )
    assert page.body == "\n".join(TEXT)
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne"]
    assert str(page.dating.published_on) == "2026-08-25"
    assert page.categories == ("ferries",)


def test_blocks_that_wix_names_in_data_hook() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><main><div data-hook=post><h1>{TITLE}</h1><p>Updated: "
        f"27 Aug</p>{PARAGRAPHS}</div><div data-hook=related-posts><h2>Recent Posts</h2><article><p>Harbour lights "
        "switched off for good after the vote of the council last night.</p></article></div></main></body></html>"
    )
    assert page.body == "\n".join(TEXT)


def test_a_government_page_with_its_first_publication_and_its_updates() -> None:
    page = read(
        '<html lang=en><head><meta name="govuk:first-published-at" content="2026-08-25T06:00:00+01:00">'
        f"<title>{TITLE} - G</title></head><body><main><h1>{TITLE}</h1><p class=gem-c-lead-paragraph>{STANDFIRST}</p>"
        f"<div class=speak>{PARAGRAPHS}</div><div><h2>Updates to this page</h2>Published 25 August 2026<ol><li><time "
        "datetime=2026-08-27>27 August 2026</time><p>Corrected a figure.</p></li></ol></div></main></body></html>"
    )
    assert page.body == "\n".join(TEXT)
    assert page.standfirst == STANDFIRST
    assert str(page.dating.published_on) == "2026-08-25"


def test_microdata_names_the_section() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><div class=item><h2 itemprop=headline>{TITLE}</h2>"
        "<dl><dd itemprop=author>By <span itemprop=name>Ottoline Frayne</span></dd><dd>Category: <a href=/news "
        f"itemprop=genre>Transport</a></dd></dl><div itemprop=articleBody>{PARAGRAPHS}</div></div></body></html>"
    )
    assert page.categories == ("Transport",)
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne"]


def test_tags_are_the_last_resort_for_labels() -> None:
    page = read(
        f'<html lang=en><head><title>{TITLE}</title><meta property="article:tag" content="Boats"></head><body><article>'
        f"<div><a href=/tag/transport/>Transport</a></div><h1>{TITLE}</h1>{PARAGRAPHS}</article></body></html>"
    )
    assert page.categories == ("Transport",)


@pytest.mark.parametrize(
    "promo",
    [
        "<p><a href=/w><strong>Join the Skell Live WhatsApp community</strong></a><strong> for the latest news and top "
        "stories.</strong></p>",
        "<p>Hide Ad</p>",
        "<p><strong>Recommended reading:</strong></p><ul><li><a href=/1>Harbour lights switched off for good</a></li>"
        "</ul>",
        "<p><a href=/user/login>Log in</a> to post comments</p>",
    ],
)
def test_promotions_between_the_paragraphs_are_not_text(promo: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{TEXT[0]}</p><p>{TEXT[1]}"
        f"</p>{promo}<p>{TEXT[2]}</p></article></body></html>"
    )
    assert page.body == "\n".join(TEXT)


def test_links_to_other_posts_below_an_article_are_not_text() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{PARAGRAPHS}</article>"
        "<section id=itemPagination><a href=/p><h2>Previous</h2><p>The bins again</p></a></section></body></html>"
    )
    assert page.body == "\n".join(TEXT)


DRAFT = "Draft: do not publish before the debate on Tuesday next."


@pytest.mark.parametrize(
    "hidden",
    [
        f"<p hidden>{DRAFT}</p>",
        f"<p style='display:none'>{DRAFT}</p>",
        f"<div style='color:red; display: none !important'><p>{DRAFT}</p></div>",
        f"<p style='visibility: hidden'>{DRAFT}</p>",
        f"<template><p>{DRAFT}</p></template>",
    ],
)
def test_hidden_blocks_between_paragraphs_are_not_text(hidden: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{TEXT[0]}</p>{hidden}<p>"
        f"{TEXT[1]}</p><p>{TEXT[2]}</p></article></body></html>"
    )
    assert page.body == "\n".join(TEXT)


@pytest.mark.parametrize(
    "markup",
    [
        "".join(f"<skell-para>{text}</skell-para>" for text in TEXT),
        "<x-article><template shadowrootmode=open>" + PARAGRAPHS + "</template></x-article>",
        "".join(f"<p><span>{text[:47]}</span><span>{text[47:]}</span></p>" for text in TEXT),
    ],
)
def test_custom_elements_and_spans_of_a_word_processor_are_read(markup: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{markup}</article></html>"
    )
    assert page.body == "\n".join(TEXT)


@pytest.mark.parametrize(
    "byline",
    [
        "<h2>Ottoline Frayne MP</h2>",
        "<h4>Ottoline Frayne, MP for Ravensholme</h4>",
        "<address>Ottoline Frayne</address>",
        "<p>A guest post by Ottoline Frayne</p>",
        "<p>Guest blog: Ottoline Frayne</p>",
        "<p>Opinion by Ottoline Frayne</p>",
        "<p>Ottoline Frayne MP writes…</p>",
        "<div>25 August 2026 | Ottoline Frayne MP</div>",
        "<div>Posted by <a rel=author href=/author/j>Jane Roe</a> on 25 August</div><p>By Ottoline Frayne MP</p>",
        "<p class=byline>gan Ottoline Frayne AS</p>",
    ],
)
def test_a_line_below_the_headline_names_the_author(byline: str) -> None:
    page = read(f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{byline}{PARAGRAPHS}")
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne"]


@pytest.mark.parametrize(
    "line",
    [
        "<div>25 August 2026 | Ferry Policy</div>",
        f"<p>{TEXT[0]}</p><h3>Jane Roe MP</h3>",
        "<p>Comment: Why Ferries Matter</p>",
        "<p>This Minister writes letters and nothing else.</p>",
    ],
)
def test_a_line_below_the_headline_that_names_no_author(line: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{line}{PARAGRAPHS}</article>"
    )
    assert page.credits == ()


@pytest.mark.parametrize("line", ["This website uses cookies to improve your experience.", "We use essential cookies."])
def test_a_cookie_notice_is_not_text(line: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{TEXT[0]}</p><p>{line}</p>"
        f"<p>{TEXT[1]}</p><p>{TEXT[2]}</p></article></body></html>"
    )
    assert page.body == "\n".join(TEXT)
