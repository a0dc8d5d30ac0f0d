"""The headline comes out without the outlet's name, and two places that agree outvote a third."""

from collections.abc import Callable

import pytest

from transforms.extract import extract
from transforms.records import Capture, Quarantine
from transforms.titles import clean_title

SITES = frozenset({"thelantern", "lantern"})


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Bridges need mending | The Lantern", "Bridges need mending"),
        ("Bridges need mending - The Lantern", "Bridges need mending"),
        ("The Lantern: Bridges need mending", "Bridges need mending"),
        ("Bridges need mending | Opinion | The Lantern", "Bridges need mending | Opinion"),
        ("Roads – and who mends them", "Roads – and who mends them"),
        ("Roads: who mends them?", "Roads: who mends them?"),
        ("Bridges need mending (Published 2019)", "Bridges need mending"),
    ],
)
def test_the_outlets_name_is_cut_off_and_nothing_else(written: str, clean: str) -> None:
    assert clean_title(written, SITES) == clean


def test_what_stands_beside_a_bar_goes_where_another_title_lacks_it() -> None:
    others = frozenset({"bridges need mending"})
    assert clean_title("Bridges need mending | Comment and debate", SITES, others) == "Bridges need mending"


def test_heading_and_json_ld_outvote_the_title_for_search_engines(page_of: Callable[..., Capture]) -> None:
    head = (
        '<script type="application/ld+json">{"@type":"Article","headline":"Bridges need mending before they fall"}'
        '</script><meta property="og:title" content="Bridge repair: all you need to know">'
    )
    assert extract(page_of(head)).title == "Bridges need mending before they fall"


def test_a_heading_that_is_only_the_sites_name_yields_to_the_first_within_the_piece(
    page_of: Callable[..., Capture],
) -> None:
    page = page_of()
    title = b"Bridges need mending before they fall"
    banner = b"<h1><a href='/'>The Lantern</a></h1><nav><h2>Sections of The Lantern</h2></nav>"
    payload = page.payload.replace(b"<h1>" + title + b"</h1>", banner + b"<h2>" + title + b"</h2>")
    for element in (title + b" | The Lantern", b"The Lantern: " + title, b"The Lantern"):
        served = payload.replace(title + b" | The Lantern", element)
        found = extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, served))
        assert found.title == title.decode()


def test_every_title_that_lost_says_why(page_of: Callable[..., Capture]) -> None:
    head = (
        '<script type="application/ld+json">{"@type":"Article","headline":"Bridges need mending before they fall"}'
        '</script><meta property="og:title" content="Bridge repair: all you need to know">'
        '<meta name="twitter:title" content="The Lantern">'
    )
    told = [(one.source, one.is_chosen, one.reason) for one in extract(page_of(head)).title_candidates]
    assert told == [
        ("json-ld", True, None),
        ("h1", False, "says the same"),
        ("meta", False, "two sources agree on another"),
        ("meta", False, "only the site's name"),
        ("title", False, "says the same"),
    ]


def test_a_page_without_any_title_is_kept_back(page_of: Callable[..., Capture]) -> None:
    page = page_of()
    blank = page.payload.replace(b"Bridges need mending before they fall | The Lantern", b"")
    payload = blank.replace(b"Bridges need mending before they fall", b"")
    with pytest.raises(Quarantine, match="no_title"):
        extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, payload))
