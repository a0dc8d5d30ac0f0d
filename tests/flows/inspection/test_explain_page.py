"""The readable output shows chosen and rejected values with reasons, and no text of a page controls the terminal."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from rich.console import Console

from flows.inspection.explain_page import explain_page, shorten
from flows.inspection.page_object import build_page_objects
from flows.inspection.page_reference import read_page_reference
from flows.settings import Settings
from transforms.extract import extract
from transforms.records import AuthorCandidate, Capture, Hint, Outlet

PROSE = "<p>The bridge at Harrow Lane has carried carts, trams and lorries for a hundred and forty years.</p>"
HEAD = (
    '<script type="application/ld+json">{"@type":"Article","headline":"Bridges need mending","articleSection":"Roads",'
    '"datePublished":"2024-06-20T09:00:00+01:00","author":{"@type":"Person","name":"Jane Roe"}}</script>'
    '<meta property="og:title" content="Bridge repair: all you need to know">'
)
MASTHEAD = "<nav>Menu</nav><div class='date'>Mon, 1 July 2024</div>"
CALL = "<p>Jane Roe is the Labour MP for Harrow Lane.</p><p>Read more: our guide to bridges</p>"
HOSTILE = "Mend [bold red]it[/] \x1b[31m\x1b]0;owned\x07 \x9b31m \u202egnp.exe\u202c now"
Printed = Callable[..., str]


@pytest.fixture
def page(tmp_path: Any) -> Callable[..., Mapping[str, Any]]:
    """Return a maker of inspected pages, from markup."""
    reference = read_page_reference(replace(Settings(), home=tmp_path))
    outlet = Outlet("lantern", "The Lantern", None, ("lantern.example",), "Europe/London")

    def make(head: str = HEAD, above: str = MASTHEAD, title: str = "Bridges need mending", end: str = CALL) -> Any:
        text = (
            f"<html lang=en><head>{head}</head><body>{above}<article><h1>{title}</h1>{PROSE * 2}{end}</article></html>"
        )
        at = datetime(2024, 7, 1, 8, tzinfo=UTC)
        capture = Capture("https://lantern.example/a/b", outlet, at, "text/html", text.encode(), None, Hint("import"))
        return next(build_page_objects([extract(capture)], reference))

    return make


def printed(page: Mapping[str, Any], width: int = 100, **options: Any) -> str:
    console = Console(width=width, highlight=False, markup=False, emoji=False, **options)
    with console.capture() as capture:
        console.print(explain_page(page))
    return capture.get()


def test_every_choice_is_shown_with_its_evidence_and_the_rejected_values(
    page: Callable[..., Mapping[str, Any]],
) -> None:
    output = " ".join(printed(page()).split())
    for expected in (
        "https://lantern.example/a/b lantern · captured 2024-07-01 08:00 UTC",
        "Title: Bridges need mending ✓ JSON-LD: Bridges need mending",
        "– meta tag: Bridge repair: all you need to know two sources agree on another",
        "Published: 2024-06-20 (2024-06-20 08:00 UTC), by JSON-LD ✓ JSON-LD datePublished: 2024-06-20T09:00:00+01:00",
        "Authors: Jane Roe – Jane Roe: not_in_register no register is loaded",
        "“Jane Roe” credited in json-ld",
        "“Jane Roe is the Labour MP for Harrow Lane.” affiliation line",
        "Genre: other ✓ no evidence on the page",
        "Roads → transportation articleSection",
        "Removed:",
        "– Read more: our guide to bridges prompt",
        "Warnings: 1 warning ! ",
        "Body: 17 words in 1 paragraph, language en; a second extractor agrees to",
    ):
        assert expected in output


def test_mentions_in_quotations_are_counted_separately(page: Callable[..., Mapping[str, Any]]) -> None:
    expected = "Iran gave the designs for the bridge, and Russia gave the factory; nobody thought that we would count."
    for end, output in (
        (f"<blockquote><p>{expected}</p></blockquote>", "2 mentions, 2 of them in quotation"),
        (f"<p>{expected}</p>", "2 m"),
    ):
        found = " ".join(printed(page(end=f"{end}<p>It stands.</p>")).split())
        assert f"iran-russia {output}" in found
        assert ("in quotation" in found) == ("quotation" in output)


def test_the_day_is_reported_where_the_stamp_is_of_the_day_before(page: Callable[..., Mapping[str, Any]]) -> None:
    output = " ".join(printed(page(HEAD.replace("2024-06-20T09:00:00+01:00", "2024-06-19T23:30:00Z"))).split())
    assert "Published: 2024-06-20 (2024-06-19 23:30 UTC), by JSON-LD" in output
    assert "JSON-LD datePublished: 2024-06-19T23:30:00Z = 2024-06-20" in output


def test_the_reason_of_a_quarantined_page_is_reported() -> None:
    output = printed(
        {"url": "https://lantern.example/", "fate": "discarded", "error": "gallery", "detail": "3 pictures"}
    )
    assert "discarded: gallery" in output
    assert "3 pictures" in output


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(page: Callable[..., Mapping[str, Any]], width: int) -> None:
    output = printed(page(title="Bridges " * 40, end=f"<p>Read more: {'https://lantern.example/' * 20}</p>"), width)
    assert max(map(len, output.splitlines())) <= width


@pytest.mark.parametrize("colours", [None, "truecolor"])
def test_no_text_of_a_page_controls_the_terminal(page: Callable[..., Mapping[str, Any]], colours: str | None) -> None:
    shown = dict(page())
    for name in ("title", "standfirst", "genre_reason", "body", "url"):
        shown[name] = HOSTILE
    shown |= {"removed": [HOSTILE] * 2, "warnings": [HOSTILE]}
    shown["authors"] = [author | {"name": HOSTILE, "byline": HOSTILE, "reason": HOSTILE} for author in shown["authors"]]
    shown["categories"] = [{"label": HOSTILE, "category_id": None, "source": HOSTILE}]
    shown["author_candidates"] = [AuthorCandidate(HOSTILE, HOSTILE, HOSTILE, reason=HOSTILE)]
    shown["date_candidates"] = [replace(candidate, value=HOSTILE) for candidate in shown["date_candidates"]]
    output = printed(shown, 300, force_terminal=bool(colours), color_system=colours)
    assert "[bold red]it[/]" in output
    assert not set("\x07\x9b\u202e\u202c") & set(output)
    assert "\x1b]" not in output
    assert ("\x1b" in output) is bool(colours)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a\nb\tc", "a b c"), ("\x1b[31mred", "�[31mred"), ("so\u00adft", "soft"), (date(2024, 7, 1), "2024-07-01")],
)
def test_a_value_is_shown_on_one_line_without_controls(value: object, shown: str) -> None:
    assert shorten(value) == shown


def test_a_long_value_is_cut() -> None:
    assert shorten("x" * 400, 10) == "x" * 10 + "…"
