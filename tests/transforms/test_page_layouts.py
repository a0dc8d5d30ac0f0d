"""Invented pages of layouts and with heads that mislead: title, authors, day and text are those of the piece."""

from datetime import UTC, datetime

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction, Outlet

TITLE = "A guarantor for every crossing"
TEXT = (
    "When the ferry at Ravensholme stopped running in March, nobody in the capital noticed for eleven days, and I know "
    "this because I counted them with the nurse who crosses the water twice a day.",
    "There is a habit of mind in government that treats a service used by nine hundred people as a rounding error. It "
    "is not one to the nine hundred: it is how they get to work and to their mothers.",
    "So I have brought forward a short Bill. It gives every lifeline crossing a named guarantor, and allows local "
    "people to petition for a replacement after seven days without a boat.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)
ADDRESS = "https://www.skellcourier.example/comment/a-guarantor-for-every-crossing"


def read(html: str, address: str = ADDRESS) -> Extraction:
    host = address.split("/")[2]
    outlet = Outlet(host, host, None, (host,), "UTC", is_declared=False)
    return extract(Capture(address, outlet, datetime(2026, 9, 20, tzinfo=UTC), "text/html", html.encode()))


def name_persons(found: Extraction) -> list[str]:
    return [credit.name for credit in found.credits if credit.kind == "person"]


OTHER = """{"@type":"NewsArticle","url":"https://www.skellcourier.example/sport/derby","headline":"Derby ends in a draw
after late penalty","datePublished":"2026-09-15T20:00:00Z","author":{"@type":"Person","name":"Lorcan Tighe"}}"""


def test_json_ld_of_another_article_and_the_sites_title_are_ignored() -> None:
    site = "The Skell Courier - local news, sport and views"
    found = read(
        f'<html lang=en><head><title>{site}</title><meta property="og:title" content="{site}"><meta property='
        f'"og:site_name" content="The Skell Courier"><script type="application/ld+json">{OTHER}</script></head><body>'
        f"<main><article><h1>{TITLE}</h1><p class=meta>Jane Frayne | Saturday 22nd August, 2026</p>{PARAGRAPHS}"
        "</article></main></body></html>"
    )
    assert found.title == TITLE
    assert name_persons(found) == ["Jane Frayne"]
    assert str(found.dating.published_on) == "2026-08-22"


def test_json_ld_with_another_address_is_the_article_s_if_it_has_its_headline() -> None:
    moved = OTHER.replace("Derby ends in a draw\nafter late penalty", "A guarantor for all our crossings")
    found = read(
        f'<html lang=en><head><title>{TITLE}</title><script type="application/ld+json">{moved}</script></head><body>'
        f"<article><h1>{TITLE}</h1>{PARAGRAPHS}</article></body></html>"
    )
    assert name_persons(found) == ["Lorcan Tighe"]


@pytest.mark.parametrize("title", ["Ardle Times - Print version", "Ardle Times -", "Printer-friendly version"])
def test_a_title_that_names_only_the_site_or_the_kind_of_page_is_none(title: str) -> None:
    found = read(
        f"<html lang=en><head><title>{title}</title></head><body><img src=logo.gif alt='Ardle Times'><h2>{TITLE}</h2>"
        f"<p class=author>By Hamish Oronsay, Thursday 27 August 2026</p>{PARAGRAPHS}<p>This article was printed from "
        "https://www.ardletimes.example/comment/4471</p></body></html>",
        "https://www.ardletimes.example/print.php?id=4471",
    )
    assert found.title == TITLE
    assert found.body == "\n".join(TEXT)


def test_the_name_of_a_site_after_a_wide_colon_is_not_part_of_the_title() -> None:
    head = "（論点）渡し船は誤差ではない"
    found = read(
        f'<html lang=ja><head><title>{head}：灯新聞</title><meta property="og:title" content="{head}：灯新聞"><meta '
        f'property="og:site_name" content="灯新聞"></head><body><main><h1>{head}</h1><div class=date>2026年8月25日 '
        "5時00分</div><p>三月に渡し船が止まったとき、首都では十一日間だれも気づかなかった。毎日二度海を渡る看護師と一緒に"
        "数えたので、私はそれを知っている。</p><p>九百人が使う便を誤差とみなす癖が政府にはある。しかし九百人にとっては職場"
        "への道であり、母の家への道である。</p></main></body></html>"
    )
    assert found.title == head


def test_a_name_above_an_office_in_a_column_next_to_the_text_is_the_author() -> None:
    found = read(
        "<html lang=en><head><title>Small growers deserve a plain page of law</title></head><body><header><ul><li><a "
        "href='/author/dunstan-keele' class=author>Dunstan Keele</a></li></ul></header><main><h1>Small growers deserve "
        "a plain page of law</h1><div class=columns><div><p>Hamish Oronsay</p><p>MSP for Ardle North</p><p>05 Aug 2026"
        f"</p></div><div>{PARAGRAPHS}</div></div></main></body></html>"
    )
    assert name_persons(found) == ["Hamish Oronsay"]
    assert str(found.dating.published_on) == "2026-08-05"


@pytest.mark.parametrize(
    "line", ["Public meeting: Thursday 3 September 2026, 7pm", "Venue: Chapel Street, 3 September 2026"]
)
def test_the_day_of_an_event_is_not_the_day_of_publication(line: str) -> None:
    found = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><main><article><h1>{TITLE}</h1><div class=event><p>"
        f"{line}</p></div><div class=posted>Posted by Jane Frayne on Monday, 3 August 2026 in News</div>{PARAGRAPHS}"
        "</article></main></body></html>"
    )
    assert str(found.dating.published_on) == "2026-08-03"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "de",
            "Veröffentlicht am 24. August 2026, 6:12 Uhr · Aktualisiert am 26. August 2026, 9:00 Uhr · Lesezeit: 3 "
            "Minuten",
        ),
        ("en", "Words by Jane Frayne. Photographs by Perpetua Shale. Translated from the Welsh by Mabli Rees."),
        ("es", "Comparte este artículo en tus redes."),
    ],
)
def test_lines_around_the_text_are_removed(language: str, line: str) -> None:
    found = read(
        f"<html lang={language}><head><title>{TITLE}</title></head><body><main><article><h1>{TITLE}</h1><p>{line}</p>"
        f"{PARAGRAPHS}</article></main></body></html>"
    )
    assert found.body == "\n".join(TEXT)
    assert any(line in removed for removed in found.removed)


@pytest.mark.parametrize(
    "line",
    [
        "Jane Frayne (44) ist Bundestagsabgeordnete für Lauben.",
        "Jane Frayne yw’r Aelod o’r Senedd dros Hirnant.",
        "Jane Frayne er stortingsrepresentant for Skjell.",
    ],
)
def test_a_closing_line_in_another_language_says_who_the_author_is(line: str) -> None:
    found = read(
        f"<html><head><title>{TITLE}</title><meta name=author content='Jane Frayne'></head><body><main><article><h1>"
        f"{TITLE}</h1>{PARAGRAPHS}<p><em>{line}</em></p></article></main></body></html>"
    )
    assert found.body == "\n".join(TEXT)
    assert found.affiliation_text == line


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<aside><div class=byline>05.06.2026 um 14:46 von Jane Frayne</div></aside>", ["Jane Frayne"]),
        ("<div class=headline__footer><div class=byline>By Jane Frayne, Skell News</div></div>", ["Jane Frayne"]),
        (
            "<section class=head-shared-author><a class=head-shared-author__name>Jane Frayne</a></section>",
            ["Jane Frayne"],
        ),
        ("<p>// By Jane Frayne • Nov 11, 2025</p>", ["Jane Frayne"]),
        ("<p>By <a rel=author>Jane Frayne</a>, John Doe and Amy Poe</p>", ["Jane Frayne", "John Doe", "Amy Poe"]),
        ("<figure><img><span class=author>John Doe</span></figure><p class=author>Jane Frayne</p>", ["Jane Frayne"]),
        ("<ol class=author-breadcrumb><li>Home<li>Plan for Skell: A guarantor</ol>", []),
    ],
)
def test_where_bylines_are_printed(byline: str, names: list[str]) -> None:
    found = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>{byline}<div>{PARAGRAPHS}</div>"
        "</main></body></html>"
    )
    assert name_persons(found) == names


def test_of_several_h1_the_one_with_the_words_of_the_head_is_the_headline() -> None:
    others = "".join(f"<h1>{text}</h1>" for text in ("Bypass opens to applause", "The fair returns on Sunday"))
    found = read(
        "<html lang=en><head><title>Ferries: why every lifeline crossing needs a guarantor now</title></head><body>"
        f"<h1>Every lifeline crossing needs a named guarantor</h1>{PARAGRAPHS}<aside>{others}</aside></body>"
    )
    assert found.title == "Every lifeline crossing needs a named guarantor"


@pytest.mark.parametrize(
    ("language", "changed", "published"),
    [
        ("de", "Akt.: 29. Juni 2026 - 21.18 Uhr", "28. Juni 2026 - 16.03 Uhr"),
        ("es", "Actualizado: 29 de junio de 2026", "Publicado: 28 de junio de 2026"),
        ("no", "Oppdatert 29. juni 2026", "Publisert 28. juni 2026"),
        ("ru", "Обновлено 29 июня 2026", "28 июня 2026"),
    ],
)
def test_the_day_of_a_change_in_another_language_is_not_the_day_of_publication(
    language: str, changed: str, published: str
) -> None:
    found = read(
        f"<html lang={language}><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1><p>{changed}</p><p>"
        f"{published}</p><div>{PARAGRAPHS}</div></main></body></html>"
    )
    assert str(found.dating.published_on) == "2026-06-28"


@pytest.mark.parametrize("stated", ["Gristmill", "Jane Frayne"])
def test_a_brand_or_one_of_several_authors_in_a_meta_tag_is_outweighed_by_print(stated: str) -> None:
    found = read(
        f"<html lang=en><head><title>{TITLE}</title><meta name=author content='{stated}'></head><body><main><h1>{TITLE}"
        "</h1><p class=byline>By <a rel=author href='/author/jane-frayne'>Jane Frayne</a>, John Doe and Amy Poe</p>"
        f"<div>{PARAGRAPHS}</div><p>In partnership with Gristmill</p></main></body></html>"
    )
    assert name_persons(found) == ["Jane Frayne", "John Doe", "Amy Poe"]
