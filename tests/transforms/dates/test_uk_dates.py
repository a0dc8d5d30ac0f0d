"""Dates of publication as pages of the United Kingdom print them, and dates of other things."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from transforms.dates.date_formats import parse_date
from transforms.extract import extract
from transforms.records import Capture, Outlet

Maker = Callable[..., Capture]
LD = '<script type="application/ld+json">{}</script>'
OWN = '{"@type":"NewsArticle","headline":"x","datePublished":%s}'
DAY = date(2024, 5, 25)
CAPTURED = datetime(2024, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "markup",
    [
        {"head": LD.format(OWN % "1716638400000")},
        {"head": LD.format(OWN % "1716638400")},
        {"head": '<meta name="first-published-at" content="2024-05-25T06:00:00+01:00">'},
        {"head": '<script>dataLayer=[{"publishDate":"20240525"}]</script>'},
        {"below": "<p><span data-published-date='2024-05-25T06:00:00Z'>a month ago</span></p>"},
        {"below": "<abbr title='2024-05-25T06:00:00+01:00'>a month ago</abbr>"},
        {"end": "<footer class='entry-footer'>This entry was posted on 25 May 2024 by Jane Roe of Holm.</footer>"},
        {"url": "https://lantern.example/opinion/bridges-25-05-2024"},
    ],
)
def test_a_page_states_its_day(page_of: Maker, markup: dict[str, str]) -> None:
    assert extract(page_of(**markup)).dating.published_on == DAY


@pytest.mark.parametrize(
    "markup",
    [
        {"below": "<p class='event-date'>When: 25 May 2024, 7pm</p>"},
        {"below": "<p>Correspondence: letter dated 25 May 2024</p>"},
        {"end": "<p>This piece was first published in the Holm Review on 25 May 2024.</p>"},
        {"head": LD.format('{"@type":"ItemList","itemListElement":[%s]}' % (OWN % '"2024-05-25"'))},
    ],
)
def test_the_day_of_something_else_gives_no_date(page_of: Maker, markup: dict[str, str]) -> None:
    assert extract(page_of(**markup)).dating.published_on is None


@pytest.mark.parametrize("name", ["site-date", "today", "date-today", "current-date"])
def test_a_block_named_after_today_has_the_day_on_which_the_page_was_served(page_of: Maker, name: str) -> None:
    assert extract(page_of(above=f"<div class='{name}'>Monday 1 July 2024</div>")).dating.published_on is None


@pytest.mark.parametrize(
    ("lang", "url", "printed", "day"),
    [
        ("en-GB", "https://holm.example/a/bridges", "05/04/2024", date(2024, 4, 5)),
        ("en", "https://holm.org.uk/a/bridges", "05/04/2024", date(2024, 4, 5)),
        ("cy", "https://holm.example/a/bridges", "05/04/2024", date(2024, 4, 5)),
        ("en-US", "https://holm.example/a/bridges", "05/04/2024", None),
        ("en-US", "https://holm.example/a/bridges", "06/09/2024", date(2024, 6, 9)),  # 6 September is to come
    ],
)
def test_figures_are_read_in_the_countrys_order_or_as_the_only_day_that_is_past(
    page_of: Maker, undeclared: Outlet, lang: str, url: str, printed: str, day: date | None
) -> None:
    page = page_of(below=f"<p class=date>{printed}</p>", url=url, outlet=undeclared)
    payload = page.payload.replace(b"lang='en-GB'", f"lang='{lang}'".encode())
    assert extract(replace(page, payload=payload)).dating.published_on == day


@pytest.mark.parametrize("written", ["25 Mai 2024", "25ain o Fai 2024", "Dydd Sadwrn, 25 Mai 2024"])
def test_welsh_dates_are_read(written: str) -> None:
    moment = parse_date(written, None, None, "cy")
    assert moment is not None
    assert moment.on == DAY
