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


def test_a_page_without_any_title_is_kept_back(page_of: Callable[..., Capture]) -> None:
    page = page_of()
    blank = page.payload.replace(b"Bridges need mending before they fall | The Lantern", b"")
    payload = blank.replace(b"Bridges need mending before they fall", b"")
    with pytest.raises(Quarantine, match="no_title"):
        extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, payload))
