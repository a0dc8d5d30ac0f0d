"""The query language over concepts."""

from itertools import chain, combinations

import polars as pl
import pytest

from transforms.queries import QueryError, as_filter, concepts_of, holds_for, parse

CASES = [
    ("a", lambda a, b, c: a),
    ("a AND b", lambda a, b, c: a and b),
    ("a OR b AND c", lambda a, b, c: a or (b and c)),
    ("(a OR b) AND c", lambda a, b, c: (a or b) and c),
    ("a AND NOT b", lambda a, b, c: a and not b),
    ("NOT a OR b", lambda a, b, c: (not a) or b),
    ("NOT (a OR b) AND c", lambda a, b, c: not (a or b) and c),
    ("NOT NOT a AND(b)OR(c)", lambda a, b, c: (a and b) or c),
    ("a AND b AND c OR NOT a", lambda a, b, c: (a and b and c) or not a),
]


@pytest.mark.parametrize(("text", "meaning"), CASES, ids=[text for text, _ in CASES])
def test_a_query_means_what_its_operators_say(text: str, meaning) -> None:  # type: ignore[no-untyped-def]
    query = parse(text)
    for held in chain.from_iterable(combinations("abc", size) for size in range(4)):
        wanted = bool(meaning(*(name in held for name in "abc")))
        assert holds_for(query, set(held)) is wanted
        assert pl.select(as_filter(query, lambda name, held=held: pl.lit(name in held))).item() is wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a concept is missing at the end"),
        ("a AND", "a concept is missing at the end"),
        ("AND a", "a concept is missing before 'AND'"),
        ("a b", "'b' stands where AND or OR was expected"),
        ("(a OR b", "a bracket is not closed"),
        ("a)", "')' stands where AND or OR was expected"),
        ("a & b", "'&' is neither AND, OR, NOT, a bracket nor a concept"),
        ("a and b", "'and' stands where AND or OR was expected"),
        ("a OR Iran", "'Iran' is neither AND, OR, NOT, a bracket nor a concept"),
    ],
)
def test_a_query_that_cannot_be_read_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value) == reason


def test_forbidden_concepts_are_named_but_not_counted() -> None:
    query = parse("a AND NOT (b OR c) AND NOT NOT d")
    assert concepts_of(query) == {"a", "b", "c", "d"}
    assert concepts_of(query, counted_only=True) == {"a", "d"}
