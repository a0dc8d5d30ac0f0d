"""Fold text to words separated by one space, so that a plain search finds whole words."""

import polars as pl

from transforms.fold_text import GAP


def fold_words(text: pl.Expr) -> pl.Expr:
    """Return the text as ` word word `: lower case, one space around every word, no punctuation.

    A word is a run of word characters of a regular expression, so searching ` iran ` finds just what
    `\\biran\\b` finds, and `Iran’s` is the two words `iran` and `s`. Null stays null.
    """
    return fold_punctuation(text.str.to_lowercase())


def fold_punctuation(text: pl.Expr) -> pl.Expr:
    """Return the text folded, but with its capitals kept."""
    words = text.str.replace_all(GAP, " ").str.strip_chars(" ")
    return pl.concat_str(pl.lit(" "), words, pl.lit(" "))
