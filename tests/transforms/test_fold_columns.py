"""Folding: whole words with one space between them."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.fold_columns import fold_punctuation, fold_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Iran's drones, Russia’s war.", " iran s drones russia s war "),
        ("“Tehran–Moscow”\n\taxis", " tehran moscow axis "),
        ("ÉLYSÉE Straße naïve", " élysée straße naïve "),
        ("A&E in 2024", " a e in 2024 "),
    ],
)
def test_words_are_separated_by_one_space(text: str, folded: str) -> None:
    assert pl.select(fold_words(pl.lit(text))).item() == folded


def test_null_stays_null() -> None:
    assert pl.DataFrame({"text": [None, ""]}).select(fold_words(pl.col("text"))).to_series().to_list() == [None, "  "]


@given(st.text(alphabet=" \n\t.,'“”–Iİıéß9_", max_size=30))
def test_words_are_parted_as_a_regular_expression_parts_them(text: str) -> None:
    parted = re.sub(r"\W+", " ", text).strip(" ")
    assert pl.select(fold_punctuation(pl.lit(text))).item() == f" {parted} "
