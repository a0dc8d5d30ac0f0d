"""Broken and hostile pages give a text, a warning or a reason, in bounded time, and never a crash."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from transforms.dates.sentences import split_sentences
from transforms.extract import EXTRACTOR_VERSION, extract
from transforms.records import Capture, Discard, Extraction, Outlet, Quarantine

Maker = Callable[..., Capture]
PROSE = (
    "A town that mends nothing pays twice: once for the wreck and once for the detour, and the post brings the bill."
)


def with_payload(page: Capture, payload: bytes, charset: str | None = None) -> Capture:
    return Capture(page.url, page.outlet, page.captured_at, page.media_type, payload, charset)


def test_broken_json_ld_is_a_warning_and_the_rest_of_the_page_is_read(page_of: Maker) -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","author":</script>'
    found = extract(page_of(head + '<meta name="author" content="Jane Roe">'))
    assert [credit.name for credit in found.credits] == ["Jane Roe"]
    assert any(warning.startswith("json-ld unreadable") for warning in found.warnings)


@pytest.mark.parametrize(
    "json_ld",
    [
        "[" * 100_000,
        '{"@type":' * 5_000 + "1" + "}" * 5_000,
        '{"@type":"NewsArticle","author":{"name":"' + "Roe " * 2_500 + '"},"datePublished":["",{},[]]}',
        '{"@type":["NewsArticle",7,null],"headline":{"a":1},"author":[null,1,[[]]],"publisher":"x","url":3}',
        "null",
        "",
    ],
)
def test_json_ld_of_any_shape_is_tolerated(page_of: Maker, json_ld: str) -> None:
    found = extract(page_of(f'<script type="application/ld+json">{json_ld}</script>'))
    assert found.title == "Bridges need mending before they fall"
    assert found.credits == ()


def test_nul_bytes_are_dropped(page_of: Maker) -> None:
    page = page_of()
    found = extract(with_payload(page, page.payload.replace(b"bridge", b"bri\x00dge")))
    assert "\x00" not in found.body
    assert found.body.startswith("The bri")


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("utf-8-sig", None), ("utf-16", None), ("cp1252", "iso-8859-1"), ("cp1252", None), ("utf-8", "iso-8859-1")],
)
def test_text_is_decoded_by_its_own_charset_not_by_the_header(
    page_of: Maker, encoding: str, charset: str | None
) -> None:
    page = page_of(end="<p>Der Brückenbau an der Straße kostet mehr als das Gerüst — sagt „niemand“ im Haus.</p>")
    payload = page.payload.decode().encode(encoding)
    if encoding == "cp1252" and charset is None:
        payload = payload.replace(b"<head>", b'<head><meta charset="windows-1252">')
    assert "Brückenbau an der Straße" in extract(with_payload(page, payload, charset)).body


@pytest.mark.parametrize("charset", ["undefined", "\x00", "rot13", "unicode_escape", "x" * 10_000])
def test_an_unknown_charset_is_ignored(page_of: Maker, charset: str) -> None:
    page = page_of(end="<p>Nobody at the café said \\ud800 of the bridge or the river that it crosses.</p>")
    payload = page.payload.decode().encode("cp1252")
    found = extract(with_payload(page, payload, charset))
    assert found.body.encode()
    assert found.title == "Bridges need mending before they fall"


def test_a_page_nested_too_deep_for_the_extractor_gives_its_paragraphs(page_of: Maker) -> None:
    page = page_of()
    deep = page.payload.replace(b"<article>", b"<div>" * 2_000 + b"<article>")
    assert "carried carts, trams and lorries" in extract(with_payload(page, deep)).body


@pytest.mark.parametrize("nest", ["<div>", "<span>", "<b>", "<font color=red>", "<section><div>", "<ul><li>"])
def test_deep_nesting_loses_nothing_that_follows(page_of: Maker, nest: str) -> None:
    # libxml2 reads 256 levels, and then nothing more of the page: tags that are never closed come to that.
    page = page_of()
    whole = extract(page)
    marked = page.payload.replace(b"<article>", nest.encode() * 300 + b"<article>")
    deep = extract(with_payload(page, marked))
    assert (deep.title, deep.body) == (whole.title, whole.body)
    assert any("nesting" in warning for warning in deep.warnings)


@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize(
    "bulk",
    [
        "<div>" * 100_000,
        "<!--" * 100_000,
        "<div " * 100_000,
        '<script type="application/ld+json">{"a' + '"b' * 50_000,
        '<script type="application/ld+json">{"a":"' + '" \\n' * 30_000,
        "<p>A short one.</p>" * 20_000,
        "<b>" * 50_000 + "x",
        '<a rel="author" class="byline author" href="/author/x">Jane</a>' * 20_000,
        '<time datetime="2024-05-05">5 May</time>' * 20_000,
        f"<p class='{'byline ' * 100_000}'>By Jane Roe</p>",
        f"<h1>{'bridge ' * 100_000}</h1>",
        f"<p>{'Read more | ' * 50_000}</p>",
    ],
)
def test_large_inputs_take_bounded_time(page_of: Maker, bulk: str) -> None:
    try:
        extract(page_of(end=bulk))
    except Quarantine as kept:
        assert kept.rule in ("not_html", "empty_body", "no_title")


def test_fifty_thousand_short_paragraphs_are_kept_and_reported(page_of: Maker) -> None:
    found = extract(page_of(end="".join(f"<p>Line {number}.</p>" for number in range(50_000))))
    assert "\nLine 49999." in found.body
    assert found.warnings == ("text by plain paragraphs: more than 20000 elements on the page",)


@pytest.mark.usefixtures("_bounded")
def test_a_tag_of_two_hundred_thousand_attributes_is_cut_down_and_reported(page_of: Maker) -> None:
    bomb = f"<div {' '.join(f'a{number}=x' for number in range(200_000))}><p>{PROSE}</p></div>"
    found = extract(page_of(end=bomb))
    assert found.body.startswith("The bridge")
    assert [warning.partition(":")[0] for warning in found.warnings] == ["attributes dropped"]


@pytest.mark.usefixtures("_bounded")
def test_a_page_of_thirty_megabytes_is_quarantined_with_the_reason(page_of: Maker) -> None:
    with pytest.raises(Quarantine, match=r"page_too_large: \d{8} characters"):
        extract(page_of(end=f"<p>{PROSE}</p>" * 140_000))


_STARVED = """
import resource
from datetime import UTC, datetime
import psutil
import trafilatura  # what reading a page loads must be there before memory is short
from transforms.page.parse import read_page
from transforms.records import Capture, Outlet
outlet = Outlet("lantern", "The Lantern", None, (), "UTC")
page = Capture("https://lantern.example/a", outlet, datetime(2024, 7, 1, tzinfo=UTC), "text/html", b"<p>a" * 2_000_000)
resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms + (100 << 20), -1))
try:
    read_page(page)
except Exception as error:
    print(type(error).__name__)
"""


def test_a_page_that_exceeds_memory_is_not_reported_as_no_page() -> None:
    done = subprocess.run([sys.executable, "-c", _STARVED], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["MemoryError"]


YEARS = ("0000-00-00", "0000-01-01T00:00:00Z", "-0001-05-05", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")


@pytest.mark.parametrize("day", [*YEARS, "9999-12-31", "10000-01-01", "99999999999999", "2024-13-45"])
def test_a_day_that_cannot_be_is_reported_and_gives_no_date(page_of: Maker, day: str) -> None:
    stated = f'{{"@type":"NewsArticle","datePublished":"{day}","dateModified":"{day}"}}'
    head = f'<script type="application/ld+json">{stated}</script>'
    head += f'<meta property="article:published_time" content="{day}">'
    dating = extract(page_of(head, below=f'<time datetime="{day}">{day}</time>')).dating
    assert (dating.published_on, dating.published_at, dating.date_basis) == (None, None, "unknown")
    assert dating.candidates
    assert all(candidate.reason for candidate in dating.candidates)


@pytest.mark.parametrize("name", ["Roe " * 2_500, "R" * 10_000])
def test_a_name_of_ten_thousand_characters_credits_no_person_and_is_reported(page_of: Maker, name: str) -> None:
    in_json = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{{"name":"{name}"}}}}</script>'
    for head in (in_json, f'<meta name="author" content="{name}">'):
        found = extract(page_of(head))
        assert found.credits == ()
        assert [warning.partition(":")[0] for warning in found.warnings] == ["credit unread"]


@pytest.mark.parametrize("payload", [b"", b"   ", b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, b'{"a": 1}', b"%PDF-1.7 x"])
def test_bytes_that_are_not_a_page_are_quarantined_with_the_reason(page_of: Maker, payload: bytes) -> None:
    with pytest.raises(Quarantine) as kept:
        extract(with_payload(page_of(), payload))
    assert kept.value.rule in ("not_html", "no_title", "empty_body")


@pytest.mark.parametrize("title", ["404 - Page not found", "Page not found", "Error 404"])
def test_a_soft_404_is_discarded(page_of: Maker, title: str) -> None:
    with pytest.raises(Discard) as gone:
        extract(page_of(title=title))
    assert gone.value.reason == "soft_404"


def test_a_block_page_is_quarantined(page_of: Maker) -> None:
    with pytest.raises(Quarantine, match="blocked"):
        extract(page_of(title="Just a moment..."))


def test_a_front_page_that_names_no_article_is_discarded(page_of: Maker) -> None:
    with pytest.raises(Discard, match="front_page"):
        extract(page_of(url="https://lantern.example/"))


def json_ld(kind: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"{kind}","headline":"Bridges"}}</script>'


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("ImageGallery", "gallery"), ("CollectionPage", "listing"), ("SearchResultsPage", "listing")],
)
def test_a_gallery_and_a_list_of_articles_are_discarded_unless_they_are_part_of_an_article(
    page_of: Maker, kind: str, reason: str
) -> None:
    with pytest.raises(Discard) as gone:
        extract(page_of(json_ld(kind)))
    assert gone.value.reason == reason
    assert extract(page_of(json_ld(kind) + json_ld("NewsArticle"))).body.startswith("The bridge")
    assert extract(page_of(json_ld(kind) + '<meta property="og:type" content="article">')).body


def test_an_archive_of_a_blog_is_discarded(page_of: Maker) -> None:
    page = page_of()
    archive = page.payload.replace(b"<body>", b'<body class="archive category category-7">')
    with pytest.raises(Discard, match="listing: it names itself archive"):
        extract(with_payload(page, archive))
    with pytest.raises(Discard, match="listing: it names itself archive"):
        extract(with_payload(page, archive.replace(b"<head>", b'<head><meta property="og:type" content="article">')))
    assert extract(with_payload(page, archive.replace(b"archive ", b"archive single "))).body
    named = archive.replace(b"</head>", json_ld("NewsArticle").encode() + b"</head>")
    assert extract(with_payload(page, named)).body


def test_a_live_blog_is_reported(page_of: Maker) -> None:
    assert extract(page_of(json_ld("LiveBlogPosting"))).warnings == ("live blog: JSON-LD names it LiveBlogPosting",)


@pytest.mark.parametrize("url", ["hard::lantern.bridge.html", "//lantern.example/news/", "", "https://[broken"])
def test_an_invalid_address_does_not_stop_extraction(page_of: Maker, url: str, undeclared: Outlet) -> None:
    found = extract(page_of(url=url, outlet=undeclared))
    assert found.title == "Bridges need mending before they fall"
    assert found.url == url


def everything(found: Extraction) -> str:
    return repr(found)


def test_extraction_does_not_depend_on_the_day_of_the_run(page_of: Maker) -> None:
    page = page_of(
        '<meta property="article:published_time" content="2024-05-05T10:00:00Z">', below="<p>By Jane Roe</p>"
    )
    assert everything(extract(page)) == everything(extract(page))
    later = Capture(page.url, page.outlet, datetime(2031, 1, 1, tzinfo=UTC), page.media_type, page.payload)
    assert extract(later).dating.published_on == extract(page).dating.published_on


def test_the_version_names_ours_and_trafilaturas(page_of: Maker) -> None:
    assert extract(page_of()).extractor_version == EXTRACTOR_VERSION
    ours, _, theirs = EXTRACTOR_VERSION.partition("+")
    assert ours.isdigit() and theirs.startswith("trafilatura-2.")


@pytest.fixture
def processor_limit() -> Iterator[None]:
    """Fail a test whose work takes time that grows with the square of its input: minutes of processor time."""

    def stop(*_: object) -> None:
        raise AssertionError("more than 60 s of processor time")

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@pytest.mark.usefixtures("processor_limit")
def test_long_runs_take_time_in_proportion_to_their_length(lantern: Outlet) -> None:
    assert "".join(split_sentences("Rt. Hon. " * 100_000)).count("Hon.") == 100_000
    text = f"Bridges fall\nBy Jane Roe\n\n{PROSE}\n\n{PROSE}\n\n{'’' * 300_000}\n"
    at = datetime(2024, 7, 1, tzinfo=UTC)
    with suppress(Discard, Quarantine):
        extract(Capture("https://lantern.example/a", lantern, at, "text/plain", text.encode()))
    for words in ("Email this ", "Follow "):
        page = f"<h1>Bridges fall</h1><p>{PROSE}</p><p>{words * 30_000}</p><p>{PROSE}</p>"
        with suppress(Discard, Quarantine):
            extract(Capture("https://lantern.example/a", lantern, at, "text/html", page.encode()))


def test_sentences_end_where_they_did() -> None:
    text = "The Rt. Hon. A. Vane spoke.  It rained (\u201cagain\u201d). Mr. Lark left!\nNo. 10 said so. "
    found = ["The Rt. Hon. A. Vane spoke.", 'It rained ("again").', "Mr. Lark left!", "No. 10 said so."]
    assert list(split_sentences(text)) == found
