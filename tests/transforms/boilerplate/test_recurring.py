"""Lines that an outlet prints around its articles are learned; lines that articles share for other reasons are not."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl
import pytest

from transforms.boilerplate.edge_lines import collect_edge_lines
from transforms.boilerplate.recurring import (
    learn_boilerplate,
    mark_boilerplate,
    match_boilerplate,
    remove_boilerplate,
    remove_learned,
)
from transforms.extract import extract
from transforms.records import Capture, Credit, Dating, Extracted, Extraction, Outlet
from transforms.urls import make_article_id, make_capture_id

CALL = "The Lantern goes out by post on Fridays to those who ask for it at the counter."
BIOGRAPHY = "Ada Brook keeps the weir at Harrow Lane. Her book on sluices is out in spring."
STATEMENT = "The council said that it would mend the bridge before the winter, and that it had the money to do so."
START = datetime(2024, 3, 1, tzinfo=UTC)
WORDS = ("river", "pier", "bridge", "cart", "tram", "lorry", "council", "spring", "detour", "wreck", "road", "town")


def prose(number: int, count: int = 5) -> list[str]:
    """Paragraphs that no other piece has."""
    chance = Random(number)
    return [" ".join(chance.choices(WORDS, k=25)).capitalize() + f" {'i' * (number + 1)}." for _ in range(count)]


def piece(number: int, *, head: Sequence[str] = (), foot: Sequence[str] = (), **changes: object) -> Extracted:
    given = {
        "url": f"https://lantern.example/opinion/{number}",
        "text": prose(number),
        "title": f"Piece of the river town, {'i' * (number + 1)}",
        "author": "Ben Weir",
        "outlet": "lantern",
        "day": number,
    } | changes
    body = "\n".join([*head, *given["text"], *foot])  # type: ignore[misc]
    url, at = str(given["url"]), START + timedelta(days=int(str(given["day"])))
    credits = (Credit(str(given["author"]), f"By {given['author']}"),)
    extraction = Extraction(
        url, str(given["outlet"]), at, str(given["title"]), None, body, "en", "opinion", Dating(), credits
    )
    return Extracted(make_article_id(url), make_capture_id(url, f"{number} {body}"), extraction)


def clean(pieces: Sequence[Extracted]) -> list[Extraction]:
    lines = collect_edge_lines(pieces)
    return [item.extraction for item in remove_boilerplate(pieces, match_boilerplate(lines, learn_boilerplate(lines)))]


def bodies(pieces: Sequence[Extracted]) -> list[str]:
    return [extraction.body for extraction in clean(pieces)]


@pytest.mark.parametrize("edge", ["head", "foot"])
def test_a_line_at_the_same_end_of_three_articles_is_removed_and_reported(edge: str) -> None:
    found = clean([piece(number, **{edge: [CALL]}) for number in range(3)])
    assert [extraction.body.split("\n") for extraction in found] == [prose(number) for number in range(3)]
    assert found[0].removed == (f"recurs in 3 of 3 articles: {CALL}",)


def test_block_quotes_keep_their_place_when_lines_before_them_are_removed() -> None:
    pieces = [piece(n, head=[CALL], foot=[BIOGRAPHY]) for n in range(3)]
    known = [(2, 5), (0, 6), None]  # the first line and the last go
    pieces = [
        replace(item, extraction=replace(item.extraction, quoted_paragraphs=quoted))
        for item, quoted in zip(pieces, known, strict=True)
    ]
    assert [extraction.quoted_paragraphs for extraction in clean(pieces)] == [(1, 4), (), None]


def test_a_block_of_recurring_lines_is_removed_even_if_figures_in_it_differ() -> None:
    blocks = [["More of the town", f"{n + 2} letters on this piece", CALL] for n in range(3)]
    assert bodies([piece(n, foot=blocks[n]) for n in range(3)]) == ["\n".join(prose(n)) for n in range(3)]


def test_two_articles_are_too_few() -> None:
    pieces = [piece(number, foot=[CALL]) for number in range(2)]
    assert bodies(pieces) == [item.extraction.body for item in pieces]


def test_captures_and_addresses_of_one_text_count_once() -> None:
    again = [piece(0, foot=[CALL], day=day) for day in range(3)]
    elsewhere = [piece(0, foot=[CALL], url=f"https://lantern.example/news/{n}") for n in range(3)]
    pieces = [*again, *elsewhere, piece(1, foot=[CALL])]
    assert bodies(pieces) == [item.extraction.body for item in pieces]


def test_another_outlets_lines_do_not_count() -> None:
    pieces = [piece(n, foot=[CALL], outlet=["lantern", "ferry"][n % 2]) for n in range(4)]
    assert bodies(pieces) == [item.extraction.body for item in pieces]


def test_a_passage_that_articles_quote_is_kept_at_both_ends() -> None:
    quoted = f"“{STATEMENT}”"
    for place in ({"foot": [quoted]}, {"head": [quoted]}, {"foot": ["The council answered:", STATEMENT]}):
        pieces = [piece(number, **place) for number in range(4)]
        assert all(STATEMENT in body for body in bodies(pieces)), place


def test_a_passage_that_articles_share_in_the_middle_is_kept() -> None:
    texts = [[*prose(n, 6), STATEMENT, *prose(n + 50, 9)] for n in range(4)]
    pieces = [piece(number, text=text) for number, text in enumerate(texts)]
    assert bodies(pieces) == ["\n".join(text) for text in texts]


def test_a_statement_that_ends_the_few_articles_on_one_event_is_kept() -> None:
    pieces = [piece(number, foot=[STATEMENT] if number in (4, 5, 6) else []) for number in range(10)]
    assert bodies(pieces) == [item.extraction.body for item in pieces]


def test_a_line_at_the_end_of_ten_articles_is_removed_though_most_lack_it() -> None:
    pieces = [piece(number, foot=[CALL] if number % 4 == 0 else []) for number in range(40)]
    assert not any(CALL in body for body in bodies(pieces))


def test_a_line_printed_for_a_time_is_removed_only_in_that_time() -> None:
    before = [piece(n, day=n) for n in range(20)]
    then = [piece(n, foot=[CALL], day=200 + n) for n in range(20, 24)]
    learned = learn_boilerplate(collect_edge_lines([*before, *then]))
    assert learned.select("article_count", "of_count").rows() == [(4, 4)]
    assert CALL not in remove_learned(piece(30, foot=[CALL], day=230).extraction, learned).body
    assert CALL in remove_learned(piece(30, foot=[CALL], day=500).extraction, learned).body


def test_a_line_that_comes_back_after_a_year_is_another_row() -> None:
    pieces = [piece(n, foot=[CALL], day=n if n < 4 else 600 + n) for n in range(9)]
    learned = learn_boilerplate(collect_edge_lines(pieces))
    assert learned.select("article_count", "first_captured_at", "last_captured_at").rows() == [
        (4, datetime(2024, 3, 1), datetime(2024, 3, 4)),
        (5, datetime(2025, 10, 26), datetime(2025, 10, 30)),
    ]


def test_an_authors_biography_is_removed_from_the_body_and_gives_the_affiliation() -> None:
    own = [piece(n, foot=[BIOGRAPHY], author="Ada Brook") for n in range(3)]
    others = [piece(n) for n in range(3, 20)]
    found = clean([*own, *others])
    assert [extraction.body for extraction in found] == ["\n".join(prose(n)) for n in range(20)]
    assert [extraction.affiliation_text for extraction in found[:4]] == [BIOGRAPHY, BIOGRAPHY, BIOGRAPHY, None]
    assert found[0].removed == (f"recurs in 3 of 20 articles: {BIOGRAPHY}",)


def test_an_authors_refrain_is_kept() -> None:
    pieces = [piece(n, foot=["And the bridge must be mended."] if n < 3 else [], author="Ada Brook") for n in range(20)]
    assert bodies(pieces) == [item.extraction.body for item in pieces]


def test_titles_of_the_outlets_other_articles_are_removed_below_the_text() -> None:
    titles = [str(piece(n).extraction.title) for n in range(4)]
    pieces = [piece(n, foot=[titles[(n + 1) % 4]]) for n in range(4)]
    found = clean(pieces)
    assert [extraction.body for extraction in found] == ["\n".join(prose(n)) for n in range(4)]
    assert found[0].removed == (f"title of another article, recurs in 1 of 4 articles: {titles[1]}",)


def test_no_line_is_removed_if_almost_no_text_would_remain() -> None:
    pieces = [piece(n, text=[f"A notice, {'i' * (n + 1)}."], foot=[CALL]) for n in range(4)]
    assert all(CALL in body for body in bodies(pieces))


def test_learned_boilerplate_does_not_depend_on_the_order_of_lines() -> None:
    pieces = [piece(n, head=["From the town"], foot=[CALL, f"{n} letters"]) for n in range(12)]
    lines = collect_edge_lines(pieces)
    learned = learn_boilerplate(lines)
    assert learned["text"].unique().sort().to_list() == ["0 letters", "From the town", CALL]
    for seed in range(5):
        assert learn_boilerplate(lines.sample(fraction=1.0, shuffle=True, seed=seed)).equals(learned)


def test_lines_are_marked_as_they_are_taken() -> None:
    lines = collect_edge_lines([piece(number, foot=[CALL]) for number in range(3)])
    marked = mark_boilerplate(lines, match_boilerplate(lines, learn_boilerplate(lines)))
    assert marked.filter("is_furniture")["text"].to_list() == [CALL] * 3
    assert marked.height == lines.height


def test_no_lines_teach_nothing() -> None:
    lines = collect_edge_lines([])
    assert (lines.height, learn_boilerplate(lines).height) == (0, 0)
    assert remove_boilerplate([], match_boilerplate(lines, learn_boilerplate(lines))) == []


def html(title: str, paragraphs: Sequence[str]) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = f"<article><h1>{title}</h1>{text}</article>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def plain(title: str, paragraphs: Sequence[str]) -> bytes:
    return "\n\n".join(["The Lantern", "Menu", title, *paragraphs]).encode()


@pytest.mark.parametrize(("media", "written"), [("text/html", html), ("text/plain", plain)])
def test_pages_and_text_captures_alike(
    media: str, written: Callable[[str, Sequence[str]], bytes], lantern: Outlet
) -> None:
    slugs = ["bridges-need-mending-now", "rivers-want-watching-daily", "lorries-break-the-old-road"]
    pieces = []
    for number, slug in enumerate(slugs):
        url = f"https://lantern.example/opinion/{slug}"
        payload = written(slug.replace("-", " ").capitalize(), [*prose(number), CALL])
        at = START + timedelta(days=number)
        extraction = extract(Capture(url, lantern, at, media, payload, "utf-8"))
        assert CALL in extraction.body
        pieces.append(Extracted(make_article_id(url), make_capture_id(url, slug), extraction))
    assert [extraction.body.split("\n")[-1] for extraction in clean(pieces)] == [
        prose(number)[-1] for number in range(3)
    ]


def test_thresholds_are_as_measured() -> None:
    """On 482 real pages the most that pieces share at an end are two columns of five that open alike (0.4)."""
    from transforms.boilerplate import edge_lines, recurring

    assert (recurring.MIN_ARTICLES, recurring.MIN_SHARE) == (3, 0.5)
    assert (recurring.MIN_ARTICLES_OF_SERIES, recurring.MIN_SHARE_OF_SERIES) == (10, 0.1)
    assert (edge_lines.HEAD_PARAGRAPHS, edge_lines.FOOT_PARAGRAPHS, recurring.MIN_BODY_CHARACTERS) == (3, 8, 200)
    assert isinstance(learn_boilerplate(collect_edge_lines([])), pl.DataFrame)
