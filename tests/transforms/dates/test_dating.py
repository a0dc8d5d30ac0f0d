"""One date is chosen by stated rules, and every other one has the reason why it was not."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from transforms.extract import extract
from transforms.records import ArchivedCopy, Capture, Dating, Hint, Outlet

Maker = Callable[..., Capture]
LD = '<script type="application/ld+json">{}</script>'


def reasons(dating: Dating) -> dict[str, str | None]:
    return {candidate.value: candidate.reason for candidate in dating.candidates if not candidate.bound}


def test_json_ld_of_the_article_is_preferred_to_meta_with_a_reason(page_of: Maker) -> None:
    head = LD.format('{"@type":"NewsArticle","headline":"x","datePublished":"2024-03-02T09:00:00Z"}')
    dating = extract(page_of(head + '<meta property="article:published_time" content="2024-03-05">')).dating
    assert (dating.published_on, dating.date_basis, dating.date_precision) == (date(2024, 3, 2), "json-ld", "instant")
    assert dating.published_at == datetime(2024, 3, 2, 9)
    assert reasons(dating)["2024-03-05"] == "less trusted than json-ld"
    assert [candidate.is_chosen for candidate in dating.candidates] == [True, False]


def test_json_ld_of_a_teaser_gives_no_date(page_of: Maker) -> None:
    other = '{"@type":"NewsArticle","url":"https://lantern.example/a/other-piece","datePublished":"2024-03-02"}'
    own = '{"@type":"NewsArticle","url":"https://lantern.example/opinion/bridges-need-mending","headline":"x"}'
    dating = extract(page_of(LD.format(f"[{other},{own}]"))).dating
    assert dating.published_on is None
    assert reasons(dating) == {"2024-03-02": "another item's"}


def test_the_day_in_the_pages_header_is_the_mastheads(page_of: Maker) -> None:
    masthead = "<header><p>The Lantern</p><p>Sat, 20 April 2024</p></header>"
    dating = extract(page_of(above=masthead)).dating
    assert dating.published_on is None
    assert reasons(dating)["Sat, 20 April 2024"] == "in <header>"


def test_the_last_change_is_never_the_publication(page_of: Maker) -> None:
    dating = extract(page_of('<meta property="article:modified_time" content="2024-03-02T09:00:00Z">')).dating
    assert dating.published_on is None
    assert dating.modified_at == datetime(2024, 3, 2, 9)


@pytest.mark.parametrize(
    ("stamp", "reason"),
    [
        ("2024-07-03T00:30:00Z", "after the capture"),
        ("2999-12-31", "after the capture"),
        ("9999-12-31", "cannot be read as one date"),
        ("0000-00-00T00:00:00Z", "cannot be read as one date"),
        ("1970-01-01T00:00:00Z", "before the web"),
        ("2024-01-01", "filler: the first of January"),
        ("not a date", "cannot be read as one date"),
    ],
)
def test_impossible_dates_stay_candidates_with_the_reason(page_of: Maker, stamp: str, reason: str) -> None:
    dating = extract(page_of(f'<meta property="article:published_time" content="{stamp}">')).dating
    assert dating.published_on is None
    assert (dating.date_basis, dating.date_precision) == ("unknown", "none")
    assert reasons(dating) == {stamp: reason}
    assert dating.published_not_after == date(2024, 7, 1)


def test_the_first_of_january_is_kept_if_the_address_has_it_too(page_of: Maker) -> None:
    head = '<meta property="article:published_time" content="2024-01-01">'
    page = page_of(head, url="https://lantern.example/2024/01/01/bridges-need-mending")
    assert extract(page).dating.published_on == date(2024, 1, 1)


def test_the_outlets_day_is_taken_of_a_stamp_in_utc(page_of: Maker, undeclared: Outlet) -> None:
    head = '<meta property="article:published_time" content="2024-06-11T23:30:00+00:00">'
    assert extract(page_of(head)).dating.published_on == date(2024, 6, 12)
    assert extract(page_of(head, outlet=undeclared)).dating.published_on == date(2024, 6, 11)


def test_the_address_gives_the_local_day_of_an_undeclared_outlets_stamp(page_of: Maker, undeclared: Outlet) -> None:
    head = '<meta property="article:published_time" content="2023-11-09T05:30:59Z">'
    page = page_of(head, outlet=undeclared, url="https://lantern.example/2023/11/08/bridges-need-mending")
    assert extract(page).dating.published_on == date(2023, 11, 8)


def test_a_teasers_time_and_the_mastheads_give_no_date(page_of: Maker) -> None:
    above = '<div class="masthead"><time datetime="2024-07-01">Mon, 1 July 2024</time></div>'
    end = '<aside class="related"><time datetime="2024-05-05">5 May</time></aside>'
    dating = extract(page_of(above=above, end=end)).dating
    assert dating.published_on is None
    assert set(reasons(dating).values()) == {"in masthead", "in <aside>"}


def test_the_time_next_to_the_headline_is_the_publication_date(page_of: Maker) -> None:
    below = '<p class="byline">By Jane Roe <time datetime="2024-05-05">5 May 2024</time></p>'
    dating = extract(page_of(below=below)).dating
    assert (dating.published_on, dating.date_basis) == (date(2024, 5, 5), "time-tag")


def test_a_line_that_is_a_date_counts_near_the_headline_and_one_in_the_prose_does_not(page_of: Maker) -> None:
    assert extract(page_of(below="<div>Published 5 May 2024</div>")).dating.date_basis == "text"
    prose = "<p>On 5 May 2024 the council met, argued for three hours about the price of stone, and went home.</p>"
    assert extract(page_of(end=prose)).dating.published_on is None


def test_an_updated_line_does_not_give_the_publication_date(page_of: Maker) -> None:
    assert extract(page_of(below="<div>Updated 5 May 2024</div>")).dating.published_on is None


def test_the_feeds_date_is_used_where_the_page_has_none(page_of: Maker) -> None:
    hint = Hint("feed", published="Sun, 05 May 2024 10:00:00 GMT")
    dating = extract(page_of(hint=hint)).dating
    assert (dating.published_on, dating.date_basis) == (date(2024, 5, 5), "feed")


def test_a_month_in_the_address_bounds_the_publication_without_giving_a_day(page_of: Maker) -> None:
    dating = extract(page_of(url="https://lantern.example/2024/02/bridges-need-mending")).dating
    assert dating.published_on is None
    assert (dating.published_not_before, dating.published_not_after) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("url", ["https://lantern.example/", "https://lantern.example"])
def test_a_front_page_is_never_dated(page_of: Maker, url: str) -> None:
    head = '<meta property="og:type" content="article"><meta name="date" content="2024-05-05">'
    assert extract(page_of(head, url=url)).dating.published_on is None


@pytest.mark.parametrize(
    "below",
    [
        '<p class="meta">Updated 6 May 2024. Published 5 May 2024</p>',
        '<p class="meta">Published 5 May 2024, updated 6 May 2024</p>',
        '<span class="timestamp" data-timestamp="1714899000">2 months ago</span>',
        '<relative-time datetime="2024-05-05T09:30:00Z">2 months ago</relative-time>',
    ],
)
def test_a_line_under_the_headline_states_the_publication(page_of: Maker, below: str) -> None:
    assert extract(page_of(below=below)).dating.published_on == date(2024, 5, 5)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("<div>© 2024 The Lantern. 1 June 2024</div>", "a copyright notice"),
        ("<p>5 May 2024</p>", "below the text"),
        ('<div data-date="2024-05-05" class="date">soon</div>', "below the text"),
    ],
)
def test_a_date_below_the_text_that_does_not_say_what_it_is_gives_no_date(
    page_of: Maker, end: str, reason: str
) -> None:
    dating = extract(page_of(end=end)).dating
    assert dating.published_on is None
    assert reason in reasons(dating).values()


def test_a_date_below_the_text_counts_where_it_says_what_it_is(page_of: Maker) -> None:
    assert extract(page_of(end="<p>Posted on 5 May 2024</p>")).dating.published_on == date(2024, 5, 5)


def test_an_address_may_name_its_month(page_of: Maker) -> None:
    dating = extract(page_of(url="https://lantern.example/2024/may/05/bridges-need-mending")).dating
    assert (dating.published_on, dating.date_basis) == (date(2024, 5, 5), "url")


def test_an_instant_on_the_evening_before_is_preferred_to_the_printed_day(page_of: Maker) -> None:
    head = LD.format('{"@type":"NewsArticle","headline":"x","datePublished":"2024-05-05"}')
    eve = '<meta name="dc.date.issued" content="2024-05-04T20:30:00+01:00">'
    assert extract(page_of(head + eve)).dating.published_on == date(2024, 5, 4)
    older = '<meta name="dc.date.issued" content="2024-04-04T20:30:00+01:00">'
    assert extract(page_of(head + older)).dating.published_on == date(2024, 5, 5)


COPY = ArchivedCopy("https://archive.example/1", "2023-02-01T23:30:00+00:00")


def test_a_web_archives_copy_bounds_the_publication_of_what_was_fetched_later(page_of: Maker) -> None:
    dating = extract(page_of(hint=Hint("sitemap", copy=COPY))).dating
    assert (dating.published_on, dating.date_basis) == (None, "archive-bound")
    assert dating.published_not_after == date(2023, 2, 1)


def test_a_date_after_a_web_archives_copy_is_not_the_publication_date(page_of: Maker) -> None:
    page = page_of(LD.format('{"@type":"Article","datePublished":"2024-03-02"}'), hint=Hint("sitemap", copy=COPY))
    dating = extract(page).dating
    assert (dating.published_on, reasons(dating)) == (None, {"2024-03-02": "after a web archive's copy"})


def test_a_date_before_a_web_archives_copy_is_kept(page_of: Maker) -> None:
    page = page_of(LD.format('{"@type":"Article","datePublished":"2023-02-01"}'), hint=Hint("sitemap", copy=COPY))
    dating = extract(page).dating
    assert (dating.published_on, dating.published_not_after) == (date(2023, 2, 1), date(2023, 2, 1))


def test_a_date_that_another_listing_gave_is_reported_as_that_listings(page_of: Maker) -> None:
    dating = extract(page_of(hint=Hint("sitemap", published="3 March 2023", dated_by="listing"))).dating
    assert (dating.published_on, dating.date_basis) == (date(2023, 3, 3), "listing")


def test_the_day_a_page_prints_is_the_day_of_a_stamp_near_midnight(page_of: Maker, undeclared: Outlet) -> None:
    head = '<meta property="article:published_time" content="2024-05-05T01:30:00Z">'
    printed = '<p class="date">4 May 2024</p>'
    west = extract(page_of(head, below=printed, outlet=undeclared)).dating
    assert (west.published_on, west.published_at) == (date(2024, 5, 4), datetime(2024, 5, 5, 1, 30))
    noon = extract(page_of(head.replace("01:30", "12:30"), below=printed, outlet=undeclared)).dating
    assert noon.published_on == date(2024, 5, 5)
    assert extract(page_of(head, outlet=undeclared)).dating.published_on == date(2024, 5, 5)


def test_two_stamps_that_agree_are_preferred_to_the_day_in_the_address(page_of: Maker, undeclared: Outlet) -> None:
    url = "https://lantern.example/2024/05/04/bridges-need-mending"
    meta = '<meta property="article:published_time" content="2024-05-05T01:30:00Z">'
    stamp = LD.format('{"@type":"Article","datePublished":"2024-05-05T01:31:00Z"}')
    assert extract(page_of(meta, url=url, outlet=undeclared)).dating.published_on == date(2024, 5, 4)
    assert extract(page_of(stamp + meta, url=url, outlet=undeclared)).dating.published_on == date(2024, 5, 5)


@pytest.mark.parametrize(
    "caption",
    [
        "<figure><img src=a.jpg><figcaption>4 May 2019</figcaption></figure>",
        '<div class="wp-caption"><p class="date">4 May 2019</p></div>',
        '<figure><time datetime="2019-05-04">4 May</time></figure>',
    ],
)
def test_a_captions_date_is_not_the_publication_date(page_of: Maker, caption: str) -> None:
    dating = extract(page_of(below=caption)).dating
    assert dating.published_on is None
    assert "a caption's" in reasons(dating).values()


@pytest.mark.parametrize("name", ["meta", "post-nav", "teaser", "article-teaser", "nav meta", "promo-date"])
def test_a_class_does_not_disqualify_the_line_under_the_headline(page_of: Maker, name: str) -> None:
    line = f'<div class="{name}"><span>Jane Roe</span> <span>4 May 2023</span></div>'
    assert extract(page_of(below=line)).dating.published_on == date(2023, 5, 4)


def test_a_teaser_far_below_is_still_another_articles(page_of: Maker) -> None:
    line = f"<p>{'Bridges need mending. ' * 20}</p><div class='teaser'><span>4 May 2023</span></div>"
    assert extract(page_of(below=line)).dating.published_on is None
