"""Folding: whole words apart by one space."""

import polars as pl
import pytest

from transforms.fold import fold, fold_terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Iran's drones, Russia’s war.", " iran s drones russia s war "),
        ("“Tehran–Moscow”\n\taxis", " tehran moscow axis "),
        ("ÉLYSÉE Straße naïve", " élysée straße naïve "),
        ("A&E in 2024", " a e in 2024 "),
    ],
)
def test_words_stand_apart_by_one_space(text: str, folded: str) -> None:
    assert pl.select(fold(pl.lit(text))).item() == folded
    assert fold_terms([text]) == [folded]


def test_what_is_missing_stays_missing() -> None:
    assert pl.DataFrame({"text": [None, ""]}).select(fold(pl.col("text"))).to_series().to_list() == [None, "  "]
