"""The finder of a term gives the matches of the term's regular expression, in any text."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.analysis.kwic import build_finder
from warehouse.store.word_index import AMBIGUOUS_LETTERS

WORDS = ("iran", "IRAN", "Iranian", "ab", "aB", "a", "café", "mass", "mod", "MOD", "x_y", "10")
GAPS = (" ", ", ", "-", "\n", "", "_", "\u0301")
TEXTS = st.lists(
    st.sampled_from((*WORDS, "ab ab", "İran", "ıran", "masſ", "\u212a", "ΟΔΟΣ", "naïve")) | st.text(max_size=3)
)


def spans(found: object) -> list[tuple[int, int]]:
    return [match.span() for match in found]  # type: ignore[attr-defined]


@settings(max_examples=400, deadline=None)
@given(
    forms=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), min_size=1, max_size=3),
    parts=TEXTS,
    gap=st.sampled_from(GAPS),
    is_exact=st.booleans(),
)
def test_the_matches_are_those_of_the_expression(
    forms: list[list[str]], parts: list[str], gap: str, is_exact: bool
) -> None:
    finder, text = build_finder(forms, is_exact), gap.join(parts)
    assert spans(finder.find(text)) == spans(finder.pattern.finditer(text))


@pytest.mark.parametrize("is_exact", [True, False])
def test_a_match_may_begin_within_another_word(is_exact: bool) -> None:
    finder = build_finder([["ab", "ab"]], is_exact)
    assert spans(finder.find("xab ab ab")) == [(4, 9)]


def test_python_takes_three_letters_for_ascii_letters_that_lower_case_does_not() -> None:
    ascii_word = re.compile("[a-z0-9_]", re.IGNORECASE)
    for character in map(chr, range(sys.maxunicode + 1)):
        if ascii_word.match(character) and character not in AMBIGUOUS_LETTERS:
            assert re.match(re.escape(character.lower()), character, re.IGNORECASE)
            assert character.lower().isascii()
