"""Every visible sentence of a page is in the body, the title, the standfirst or the list of removed texts."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from transforms.extract import extract
from transforms.page.parse import read_page
from transforms.page.removed_text import MAX_REMOVED_CHARACTERS
from transforms.page.visible_text import make_key, read_blocks
from transforms.records import Capture, Discard, Extraction, Outlet, Quarantine

Maker = Callable[..., Capture]
SHARED = Path(__file__).resolve().parents[4] / "shared"
INVENTED = Path(__file__).resolve().parents[2] / "captures"
SENTENCE = re.compile(r"[^.!?…。]{20,}[.!?…。]")
MAX_LOST = 0.001  # of the sentences of the real pages: sentences of which a removed part is listed apart


def find_lost(capture: Capture) -> tuple[int, list[str]]:
    """Return how many sentences the page shows, and those that the extraction has nowhere."""
    try:
        found = extract(capture)
    except (Quarantine, Discard):
        return 0, []
    known = make_key("\n".join(list_texts(found)))
    sentences = [
        sentence for block in read_blocks(read_page(capture).tree) for sentence in SENTENCE.findall(block.text)
    ]
    return len(sentences), [sentence for sentence in sentences if make_key(sentence) not in known]


def list_texts(found: Extraction) -> Iterator[str]:
    yield from (found.title, found.standfirst or "", found.body, *found.removed)
    yield from (candidate.value for candidate in found.title_candidates)


def invented_pages() -> list[Path]:
    return sorted(INVENTED.glob("*/*.html.gz"))


@pytest.mark.parametrize("path", invented_pages(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_visible_sentence_of_an_invented_page_is_accounted_for(path: Path) -> None:
    url = json.loads(Path(str(path).removesuffix(".html.gz") + ".json").read_text())["url"]
    outlet = Outlet(path.parent.name, path.parent.name, None, (urlsplit(url).hostname or "",), "Europe/London")
    payload = gzip.decompress(path.read_bytes())
    count, lost = find_lost(Capture(url, outlet, datetime(2026, 8, 1, tzinfo=UTC), "text/html", payload))
    assert count and not lost


@pytest.mark.skipif(not (SHARED / "realpages").exists(), reason="needs ../shared/realpages")
def test_almost_every_visible_sentence_of_the_real_pages_is_accounted_for() -> None:
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # not needed if the test is skipped

    total, lost = 0, list[str]()
    with (SHARED / "realpages" / "pages.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            url = record.headers["WARC-Target-URI"]
            host = (urlsplit(url).hostname or "unknown").removeprefix("www.")
            outlet = Outlet(host, host, None, (host,), "UTC", is_declared=False)
            at = datetime(2026, 8, 1, tzinfo=UTC)
            count, missing = find_lost(Capture(url, outlet, at, "text/html", record.reader.read()))
            total += count
            lost += missing
    assert total > 20_000
    assert len(lost) <= MAX_LOST * total, lost[:10]


def test_texts_next_to_the_article_are_listed_with_the_rule_that_removed_them(page_of: Maker) -> None:
    found = extract(
        page_of(
            above="<nav><p>Where to go from here.</p></nav>",
            end="<aside><p>The lantern was lit in 1894.</p></aside><div id='comments'><p>I was there too, you know.</p>"
            "</div><div class='newsletter'><p>Sign up to our letter.</p></div>",
        )
    )
    assert "navigation: Where to go from here." in found.removed
    assert "beside the article: The lantern was lit in 1894." in found.removed
    assert "comments: I was there too, you know." in found.removed
    assert "named block: Sign up to our letter." in found.removed


def test_the_list_of_removed_texts_is_bounded(page_of: Maker) -> None:
    crowd = "".join(f"<p>Reader {number} has an opinion on this as well.</p>" for number in range(9_000))
    removed = extract(page_of(end=f"<div id='comments'>{crowd}</div>")).removed
    assert sum(map(len, removed)) <= MAX_REMOVED_CHARACTERS + 1_000
    assert removed[-1].endswith("the rest is not listed")


LINKED = (
    "Small harbours depend on a crossing that leaves before eight, because apprentices have to reach the yards in time."
)


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        (f"<p><a href='/news/cuts'>{LINKED}</a></p>", LINKED),
        (f"<div class='m'><p><strong><a href='/news/cuts'>{LINKED[:-1]}</a></strong>.</p></div>", LINKED),
        (f"<p class='teaser'>{LINKED}</p>", LINKED),
        (f"<p class='social-text'>{LINKED}</p>", LINKED),
        ("<table><tr><th>Port</th></tr><tr><td><ul><li>Seven a day</li></ul></td></tr></table>", "Seven a day"),
        (f"<p><span aria-hidden='true'>We</span> told them: {LINKED}</p>", f"We told them: {LINKED}"),
        (f"<div class='drop-cap'>T</div><p>he quay is shut. {LINKED}</p>", f"The quay is shut. {LINKED}"),
        (f"<div>T</div><p>he quay is shut. {LINKED}</p>", f"The quay is shut. {LINKED}"),
        (f"<ul><li><a href='/news/cuts'>{LINKED}</a></li></ul>", LINKED),
        (f"<div><a href='/news/cuts'>{LINKED}</a></div>", LINKED),
        (
            f"<p>We told <a href='/b'>them<span style='clip:rect(0 0 0 0)'>, a new tab</span></a>: {LINKED}</p>",
            f"We told them: {LINKED}",
        ),
        (
            f"<p>They met <span style='clip:rect(0 0 0 0)'>again</span> and left: {LINKED}</p>",
            f"They met again and left: {LINKED}",
        ),
        (f"<div class='dropcap'>T</div><p>HE QUAY is shut. {LINKED}</p>", f"THE QUAY is shut. {LINKED}"),
        (f"<div class='dropcap'>A</div><p>Skell quay is shut. {LINKED}</p>", f"A Skell quay is shut. {LINKED}"),
        (f"<h2 class='first-letter'>A</h2><p>Act: a law. {LINKED}</p>", f"Act: a law. {LINKED}"),
        ("<table><tr><td>Port</td><td><dl><dt>Friday</dt><dd>six</dd></dl></td></tr></table>", "Friday: six"),
        (f"<div class='dropcap'>T</div>he quay is shut. {LINKED}", f"The quay is shut. {LINKED}"),
        (f"<span class='dropcap'>T</span><p>he quay is shut. {LINKED}</p>", f"The quay is shut. {LINKED}"),
        (f"<p><span class='dropcap'>T</span>\nhe quay is shut. {LINKED}</p>", f"The quay is shut. {LINKED}"),
        (f"<p><span class='dropcap'>A</span>\nquay is shut. {LINKED}</p>", f"A quay is shut. {LINKED}"),
        (f"<p><img class='dropcap' alt='T'>he quay is shut. {LINKED}</p>", f"The quay is shut. {LINKED}"),
    ],
)
def test_prose_in_unusual_markup_stays_in_its_place(page_of: Maker, markup: str, wanted: str) -> None:
    lines = extract(page_of(below=f"<p>{LINKED[::-1]}.</p>{markup}")).body.split("\n")
    position = [wanted in line for line in lines].index(True)
    assert 0 < position < len(lines) - 3  # after the paragraph before it, before the three after it


def test_short_items_of_a_lost_list_are_kept(page_of: Maker) -> None:
    paragraphs = "".join(f"<p>{number}: {LINKED}</p>" for number in range(1, 6))
    items = "<ul><li>Hours were promised in April, and nobody saw them.</li><li>Keys were promised.</li></ul>"
    page = f"<html><body><h1>Gears of state</h1>{paragraphs}{items}<p>{LINKED[::-1]}.</p></body></html>"
    assert "Keys were promised." in read(page_of, page)


def test_spans_shown_as_blocks_are_paragraphs(page_of: Maker) -> None:
    for style in (" style='display: block'", ""):
        spans = f"<div><span{style}>{LINKED}</span><span{style}>{LINKED.replace('Small', 'Large')}</span></div>"
        lines = extract(page_of(end=spans)).body.split("\n")
        assert LINKED in lines and LINKED.replace("Small", "Large") in lines


def test_a_copy_for_narrow_screens_is_read_once(page_of: Maker) -> None:
    copies = "".join(f"<div class='{name}-only'><p>{LINKED}</p></div>" for name in ("desktop", "mobile"))
    found = extract(page_of(end=copies))
    assert found.body.count(LINKED) == 1
    assert f"copy for another screen: {LINKED}" in found.removed


@pytest.mark.parametrize("names", [("one", "two"), ("desktop-only", "mobile-only"), ("", "")])
def test_an_article_printed_again_is_read_once(page_of: Maker, names: tuple[str, str]) -> None:
    paragraphs = [f"{number}: {LINKED}" for number in range(1, 5)]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    copies = "".join(f"<div class='{name}'>{text}</div>" for name in names)
    page = f"<html><body><article><h1>The quay is shut</h1><div>{copies}</div></article></body></html>"
    assert read(page_of, page).split("\n") == paragraphs


def test_a_refrain_is_read_each_time(page_of: Maker) -> None:
    refrain = "<p>We were promised a boat.</p>"
    text = "".join(f"<p>{number}: {LINKED}</p>{refrain}" for number in range(1, 5))
    page = f"<html><body><article><h1>The quay is shut</h1><div>{text}</div></article></body></html>"
    assert read(page_of, page).count("We were promised a boat.") == 4


@pytest.mark.parametrize("tag", ["section", "center"])
def test_blocks_that_an_extractor_joins_are_lines(page_of: Maker, tag: str) -> None:
    paragraphs = [f"{word} quays: {LINKED}" for word in ("Small", "Large", "Old", "New")]
    text = "".join(f"<{tag}><span>{paragraph}</span></{tag}>" for paragraph in paragraphs)
    page = f"<html><body><article><h1>The quay is shut</h1><div>{text}</div></article></body></html>"
    assert read(page_of, page).split("\n") == paragraphs


NEXT = (
    "<h1>Trams run at night</h1><p class='byline'>By Ada Holm</p>" + f"<p>{LINKED.replace('harbours', 'trams')}</p>" * 9
)


@pytest.mark.parametrize("tags", [("div", "article"), ("article", "article"), ("div", "section")])
def test_the_next_article_of_an_endless_page_is_left_out(page_of: Maker, tags: tuple[str, str]) -> None:
    paragraphs = [f"{number}: {LINKED}" for number in range(1, 6)]
    own = f"<h1>The quay is shut</h1><div>{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs)}</div>"
    page = f"<html><body><{tags[0]}>{own}</{tags[0]}><{tags[1]} class='next'>{NEXT}</{tags[1]}></body></html>"
    assert read(page_of, page).split("\n") == paragraphs


def test_a_section_with_an_h1_and_a_day_in_a_sentence_is_part_of_the_article(page_of: Maker) -> None:
    paragraphs = "".join(f"<p>{number}: {LINKED}</p>" for number in range(1, 8))
    section = f"<section><h1>The first day</h1><p>It began at <time>noon</time>.</p><p>8: {LINKED}</p></section>"
    page = f"<html><body><article><h1>The quay is shut</h1>{paragraphs}{section}</article></body></html>"
    assert f"8: {LINKED}" in read(page_of, page).split("\n")


def read(page_of: Maker, page: str) -> str:
    capture = page_of()
    return extract(Capture(capture.url, capture.outlet, capture.captured_at, "text/html", page.encode())).body


def test_a_column_of_cells_gives_paragraphs(page_of: Maker) -> None:
    paragraphs = [f"{number}: {LINKED}" for number in range(1, 6)]
    rows = "".join(f"<tr><td>{paragraph}</td></tr>" for paragraph in paragraphs)
    page = f"<html><head><title>Gears of state</title></head><body><table>{rows}</table></body></html>"
    assert read(page_of, page).split("\n") == paragraphs


def test_a_layout_table_gives_paragraphs(page_of: Maker) -> None:
    capture = page_of()
    paragraphs = "".join(f"<p>{number}: {LINKED}</p>" for number in range(1, 6))
    payload = (
        "<html><head><title>Gears of state</title></head><body><table><tr><td class='sidebar'><a href='/'>Home</a></td>"
        f"<td><h1>Gears of state</h1>{paragraphs}</td></tr></table></body></html>"
    ).encode()
    found = extract(Capture(capture.url, capture.outlet, capture.captured_at, "text/html", payload))
    assert found.body.split("\n") == [f"{number}: {LINKED}" for number in range(1, 6)]


def test_ligatures_and_invisible_characters_do_not_hide_words(page_of: Maker) -> None:
    found = extract(
        page_of(end="<p>The o\ufb03cial line on Ukra\u00adine is that the \ufb02eet left Ru\u200cssia.</p>")
    )
    assert "The official line on Ukraine is that the fleet left Russia." in found.body


@pytest.mark.parametrize("title", ["Ferries &amp;amp; clinics", "Ferries &amp;amp; clinics ¶"])
def test_a_title_has_its_entities_resolved_and_no_marks_of_links(page_of: Maker, title: str) -> None:
    assert extract(page_of(title=title)).title == "Ferries & clinics"


def test_a_printed_standfirst_is_read_and_is_not_in_the_text(page_of: Maker) -> None:
    head = '<meta property="og:description" content="What the search engine is told about it all.">'
    found = extract(page_of(head, below=f"<p class='standfirst'>{LINKED}</p>"))
    assert found.standfirst == LINKED
    assert LINKED not in found.body


def test_consent_and_placeholders_of_amp_are_removed(page_of: Maker) -> None:
    found = extract(
        page_of(
            above="<amp-consent><p>We and our 843 partners store information on a device.</p></amp-consent>",
            end="<amp-list><p>Loading more stories</p></amp-list>",
        )
    )
    assert "843 partners" not in found.body and "Loading more" not in found.body
    assert any("843 partners" in text for text in found.removed)
