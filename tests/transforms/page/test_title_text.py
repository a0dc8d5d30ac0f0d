"""Titles are cleaned of the outlet's name."""

import pytest

from transforms.page.title_text import clean_title

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
        ("Bridges need mending - by Jane Roe", "Bridges need mending"),
        ("Bridges need mending |", "Bridges need mending"),
        ("Bridges mended - by hand", "Bridges mended - by hand"),
    ],
)
def test_the_outlets_name_is_cut_off_and_nothing_else(written: str, clean: str) -> None:
    assert clean_title(written, SITES) == clean


def test_what_stands_next_to_a_bar_goes_where_another_title_lacks_it() -> None:
    others = frozenset({"bridges need mending"})
    assert clean_title("Bridges need mending | Comment and debate", SITES, others) == "Bridges need mending"
