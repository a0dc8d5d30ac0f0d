"""Split texts into the words of the word index.

Topics search folded text by the words of Rust's regular expressions, keyword in context by Python's: the two differ in
rare characters (combining marks, fractions), and in which letters are one in capitals. The index splits by characters
that both see alike, and names the texts that have any other: these are searched always. So it need not know which of
the two asks.
"""

import polars as pl

SPLITTER_VERSION = 1
"""A higher number makes the next publication build the index anew."""
UNUSUAL = ""
"""The word under which the index lists the texts that have unusual characters."""

# Latin letters, digits and the underscore; without the dotless i and the long s, which Python takes for i and s, and
# without the barred lambda, whose capital is new in Unicode.
_LETTERS = r"0-9a-z_\u00df-\u00f6\u00f8-\u012f\u0132-\u017e\u0180-\u019a\u019c-\u024f"
# Characters that are in no word: ASCII, punctuation, currency, arrows, bullets, pictures.
_SEPARATORS = (
    r"\x00-/:-@\[-\^`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    r"\u2000-\u200b\u200e-\u203e\u2041-\u2053\u2055-\u205f\u20a0-\u20bf\u2122\u2190-\u23ff\u2500-\u2775\u2794-\u27bf"
    r"\ufffd\U0001f300-\U0001faff"
)
AMBIGUOUS_LETTERS = frozenset("\u0130\u0131\u017f")
"""Unusual letters that Python takes for usual ones (i and s): a phrase with one may be in any text."""
# A single space is left as it is: a fifth of the time of replacing every one.
_GAP = rf"[^{_LETTERS} ][^{_LETTERS}]*| [^{_LETTERS}]+"
_UNUSUAL = rf"[^{_LETTERS}{_SEPARATORS}]"


def list_words(text: pl.Expr) -> pl.Expr:
    """Return the words of a text in lower case, in order; the first and the last may be empty."""
    return text.str.to_lowercase().str.replace_all(_GAP, " ").str.split(" ")


def has_unusual_characters(text: pl.Expr) -> pl.Expr:
    """Return whether the text has a character that belongs to no word for certain, and to no gap."""
    return text.str.to_lowercase().str.contains(_UNUSUAL)


def split_phrase(phrase: str) -> tuple[str, ...] | None:
    """Return the words that every text with the phrase has; None if only texts with unusual characters have it."""
    if AMBIGUOUS_LETTERS.intersection(phrase):
        return ()
    asked = pl.select(words=list_words(pl.lit(phrase)), is_unusual=has_unusual_characters(pl.lit(phrase)))
    words, is_unusual = asked.row(0)
    return None if is_unusual else tuple(dict.fromkeys(word for word in words if word))
