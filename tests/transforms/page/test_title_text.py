"""Titles are cleaned of the outlet's name."""

import re
import unicodedata

import pytest

from transforms.page.title_text import clean_title, fold_line

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
def test_only_the_outlets_name_is_removed_from_the_title(written: str, clean: str) -> None:
    assert clean_title(written, SITES) == clean


def test_words_next_to_a_bar_are_removed_if_another_title_lacks_them() -> None:
    others = frozenset({"bridges need mending"})
    assert clean_title("Bridges need mending | Comment and debate", SITES, others) == "Bridges need mending"


@pytest.mark.parametrize(
    "text",
    [
        "Bridges: MEND them_now, at 3.50!",
        "The “Marsh” – it’s Fenwick’s—and ‘Skell’ too",
        "Café Straße “Ærø” ﬁne №5 soft\u00adhyphen e\u0301",
        "\u2014\u2019 \t\n",
        "Мосты — “ремонт”",
        "",
    ],
)
def test_plain_texts_are_folded_as_all_others(text: str) -> None:
    plain = re.sub("[\u0300-\u036f\u00ad\u2060]", "", unicodedata.normalize("NFKD", text.casefold()))
    assert fold_line(text) == " ".join(re.findall(r"\w+", plain))
