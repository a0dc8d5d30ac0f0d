"""Bands are of all runs of words."""

from transforms.fingerprints import MIN_WORDS, make_bands

WORDS = [f"word{number}" for number in range(MIN_WORDS)]


def test_a_short_text_has_no_bands() -> None:
    assert make_bands(" ".join(WORDS[1:])) is None


def test_the_bands_equal_those_of_stored_texts() -> None:
    assert make_bands(" ".join(WORDS))[:2] == [2823871902851959442, 2775459438406217652]
