"""Each sample outlet has its own markup, with deliberate traps for extractors."""

import json
import re

from lxml import html

from flows.sample.pages import format_day, format_masthead
from flows.sample.pieces import Piece
from flows.sample.server import SampleSite
from tests.flows.sample.expected import expected_rows


def _page(sample: SampleSite, piece: Piece) -> str:
    layout = sample.layouts[piece.outlet_id]
    page = sample.page(layout.host, layout.path_of(piece))
    assert page is not None
    return page.body.decode(layout.charset)


def _pieces(sample: SampleSite, outlet: str) -> list[Piece]:
    return [piece for piece in sample.pieces if piece.outlet_id == outlet and piece.outcome == "loaded"]


def test_the_magazine_prints_other_peoples_names_and_the_day_served_above_the_title(sample: SampleSite) -> None:
    for piece in _pieces(sample, "the-chamber"):
        above, _, below = _page(sample, piece).partition("<h1")
        assert format_masthead(sample.served_on) in above
        assert above.count("rail__by") >= 2
        assert all(author.name not in re.findall(r"By ([^<]+)</div>", above) for author in piece.authors), piece.key
        assert "min read" in below
        assert below.index("newsletter-call") < below.index("Categories")


def test_pages_of_the_magazine_print_no_publication_date(sample: SampleSite) -> None:
    for piece in _pieces(sample, "the-chamber"):
        page = _page(sample, piece)
        assert format_day(piece.published) not in page
        assert f"{piece.published:%Y-%m-%d}" not in page
        assert not re.search(r"<time|datePublished|published_time", page)


def test_the_blog_states_one_date_in_json_ld_meta_and_time(sample: SampleSite) -> None:
    for piece in _pieces(sample, "division-lobby"):
        tree = html.fromstring(_page(sample, piece))
        graph = json.loads(tree.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
        article = next(node for node in graph if node["@type"] == "Article")
        (meta,) = tree.xpath("//meta[@property='article:published_time']/@content")
        (stamp,) = tree.xpath("//article//time[contains(@class, 'published')]/@datetime")
        assert article["datePublished"] == meta == stamp
        assert [author["name"] for author in article["author"]] == [author.name for author in piece.authors]
        assert article["headline"] == piece.title


def test_an_article_published_after_midnight_in_summer_has_the_day_before_in_utc(sample: SampleSite) -> None:
    piece = next(piece for piece in sample.pieces if piece.slug == "the-threat-came-by-second-class-post")
    assert "2023-06-12T23:20:00+00:00" in _page(sample, piece)
    assert str(piece.published_on) == "2023-06-13"


def test_the_old_blog_has_no_metadata_and_says_who_posted_when(sample: SampleSite) -> None:
    for piece in _pieces(sample, "hustings-post"):
        page = _page(sample, piece)
        assert f"Posted by {piece.credit} on {format_day(piece.published)}" in html.fromstring(page).text_content()
        assert not re.search(r"ld\+json|og:|<time|rel=\"author\"", page)


def test_the_old_blog_needs_its_charset(sample: SampleSite) -> None:
    pages = [_page(sample, piece).encode("windows-1252") for piece in _pieces(sample, "hustings-post")]
    assert all(b"charset=windows-1252" in page for page in pages)
    assert sum(not _is_utf8(page) for page in pages) >= 10


def test_the_gallery_has_pictures_and_no_text(sample: SampleSite) -> None:
    (gallery,) = [piece for piece in sample.pieces if piece.outcome == "discarded"]
    assert gallery.body == ""
    assert _page(sample, gallery).count("<figure") >= 3


def test_the_expected_rows_have_one_row_an_address_and_every_outcome_of_a_first_run(sample: SampleSite) -> None:
    rows = expected_rows(sample)
    assert len({row["url"] for row in rows}) == len(rows)
    outcomes = {"loaded", "duplicate", "quarantined", "discarded", "failed", "disallowed", "unchanged"}
    assert {row["outcome"] for row in rows} == outcomes
    undated = [row for row in rows if "title" in row and row["published_on"] is None]
    assert undated
    assert all(row["undated_because"] for row in undated)


def _is_utf8(page: bytes) -> bool:
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
