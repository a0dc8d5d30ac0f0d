"""The word index splits texts at characters that every search treats alike; other texts are always searched."""

import re
import sys

import polars as pl

from warehouse.store.word_index import AMBIGUOUS_LETTERS, has_unusual_characters, list_words, split_phrase


def characters() -> pl.DataFrame:
    """Return every character that is not unusual: itself, and its word (empty in a gap)."""
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    found = pl.DataFrame({"character": every}).with_columns(
        is_unusual=has_unusual_characters(pl.col("character")),
        word=list_words(pl.col("character")).list.join(""),
        is_word=pl.col("character").str.contains(r"^\w$"),
    )
    return found.filter(~pl.col("is_unusual")).drop("is_unusual")


def test_python_and_polars_agree_on_word_characters() -> None:
    found = characters()
    assert found.height > 2_000
    for character, word, is_word in found.rows():
        assert is_word == bool(word) == bool(re.match(r"\w", character)), ascii(character)


def test_letters_that_a_search_treats_as_equal_are_equal_in_the_index() -> None:
    usual = dict(characters().select("character", "word").rows())
    letters = {character: word for character, word in usual.items() if word}
    every = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    cased = "".join(
        character for character in every if character.lower() != character or character.upper() != character
    )
    for character, word in letters.items():
        for other in re.findall(re.escape(character), cased, re.IGNORECASE):
            # An unusual letter asks for unusual texts alone.
            assert usual.get(other) == word or other in AMBIGUOUS_LETTERS, f"{other!a} finds {character!a}"


def test_a_phrase_matches_its_words_in_order() -> None:
    assert split_phrase(" the kremlin ") == ("the", "kremlin")
    assert split_phrase("Côte d’Ivoire, D’Ivoire") == ("côte", "d", "ivoire")
    assert split_phrase("U.K.-based") == ("u", "k", "based")
    assert split_phrase("!") == split_phrase("İran") == ()
    assert split_phrase("Тегеран") is None
    assert split_phrase("cafe\u0301") is None
