"""Folding one text gives the same as folding a column."""

import unicodedata

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.fold_columns import fold_punctuation, fold_words
from transforms.fold_text import fold_text

# Unassigned characters are words or not by the version of Unicode that a library knows.
ASSIGNED = [
    chr(code)
    for code in range(0x110000)
    if unicodedata.category(chr(code)) not in ("Cn", "Cs") and not 0xE000 <= code <= 0xF8FF
]


def test_every_character_is_a_word_or_a_gap_as_polars_has_it() -> None:
    texts = [f"a{character}B" for character in ASSIGNED]
    folded = pl.select(fold_words(pl.lit(pl.Series(texts)))).to_series().to_list()
    assert [text for text, expected in zip(texts, folded, strict=True) if fold_text(text) != expected] == []


@given(st.text(alphabet=" \n\t.,'“”–&²ΣςIİıéßé9_ABc", max_size=30))
def test_texts_are_folded_as_polars_folds_them(text: str) -> None:
    assert fold_text(text) == pl.select(fold_words(pl.lit(text))).item()
    assert fold_text(text, keep_case=True) == pl.select(fold_punctuation(pl.lit(text))).item()
