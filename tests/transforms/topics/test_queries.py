"""The query language: what its operators mean, and what it refuses."""

from itertools import chain, combinations

import polars as pl
import pytest

from transforms.topics.queries import (
    Leaf,
    Mentions,
    Near,
    Or,
    build_filter,
    is_match_without_concepts,
    list_concepts,
    list_leaves,
)
from transforms.topics.query_parser import QueryError, parse_query, parse_word_query

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
    query = parse_query(text)
    for true_leaves in chain.from_iterable(combinations("abc", size) for size in range(4)):

        def holds(leaf: Leaf, true_leaves: tuple[str, ...] = true_leaves) -> pl.Expr:
            assert isinstance(leaf, Mentions)
            return pl.lit(leaf.names[0] in true_leaves)

        wanted = bool(meaning(*(name in true_leaves for name in "abc")))
        assert pl.select(build_filter(query, holds)).item() is wanted
        assert true_leaves or is_match_without_concepts(query) is wanted


def test_a_query_is_parsed_into_its_conditions() -> None:
    assert parse_query("(a OR b) NEAR/50 c") == Near(("a", "b"), ("c",), 50)
    assert parse_query("a NEAR/P (b OR (c OR d))") == Near(("a",), ("b", "c", "d"), None)
    assert parse_query("ATLEAST/3 (a OR b)") == Mentions(("a", "b"), least=3)
    assert parse_query("TITLE (a OR b)") == Or(Mentions(("a",), in_title=True), Mentions(("b",), in_title=True))
    assert list_leaves(parse_query("a NEAR/5 b AND NOT TITLE c OR a NEAR/5 b")) == [
        Near(("a",), ("b",), 5),
        Mentions(("c",), in_title=True),
    ]


def test_words_and_phrases_at_a_prompt_are_their_own_concepts() -> None:
    query = parse_word_query('(iran OR "Revolutionary Guard(s)") NEAR/50 (russia OR ="MOD") AND NOT x.com')
    assert list_concepts(query) == {"iran", '"Revolutionary Guard(s)"', "russia", '="MOD"', "x.com"}
    assert list_concepts(parse_word_query("ORANGE AND NOTTINGHAM")) == {"ORANGE", "NOTTINGHAM"}


REFUSED = [
    ("", "a concept is missing at the end"),
    ("a AND", "a concept is missing at the end"),
    ("AND a", "a concept is missing before 'AND'"),
    ("a b", "'b' is found where AND or OR was expected"),
    ("(a OR b", "a bracket is not closed"),
    ("a)", "')' is found where AND or OR was expected"),
    ("a & b", "'&' is neither an operator, a bracket nor a concept"),
    ("a and b", "'and' is found where AND or OR was expected; operators are in capitals: AND"),
    ("a OR Iran", "'Iran' is neither an operator, a bracket nor a concept"),
    (
        "a near b",
        "'near' is found where AND or OR was expected; say how near: NEAR/50 (words) or NEAR/P (one paragraph)",
    ),
    ("a NEAR/0 b", "NEAR/0: the number must be from 1 to 1000"),
    ("a NEAR/5 b NEAR/5 c", "NEAR takes two; for three, write a NEAR/5 b AND b NEAR/5 c"),
    ("a NEAR/5 (b AND c)", "NEAR takes only concepts joined by OR"),
    ("a NEAR/5 NOT b", "a concept is missing before 'NOT'"),
    ("ATLEAST/2 TITLE a", "ATLEAST takes only concepts joined by OR"),
    ("ATLEAST/1001 a", "ATLEAST/1001: the number must be from 1 to 1000"),
    ("TITLE (a NEAR/2 b)", "TITLE takes no NEAR"),
    ("(" * 60 + "a" + ")" * 60, "it has more than 400 words or 50 brackets"),
    (" OR ".join("a" * 201), "it has more than 400 words or 50 brackets"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=[text[:20] for text, _ in REFUSED])
def test_a_query_that_cannot_be_read_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert str(caught.value) == reason


def test_the_longest_query_taken_is_worked_through() -> None:
    query = parse_query(" OR ".join("a" * 200))
    assert list_concepts(query) == {"a"}
    assert not is_match_without_concepts(query)


def test_forbidden_concepts_are_named_but_not_counted() -> None:
    query = parse_query("a AND NOT (b OR c NEAR/5 e) AND NOT NOT d")
    assert list_concepts(query) == {"a", "b", "c", "d", "e"}
    assert list_concepts(query, counted_only=True) == {"a", "d"}


@pytest.mark.parametrize("operator", ["NEAR", "ATLEAST"])
@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "x", ""])
def test_an_invalid_number_is_an_error_of_the_query(operator: str, number: str) -> None:
    for query in (f"iran {operator}/{number} russia", f"{operator}/{number} iran"):
        with pytest.raises(QueryError) as refused:
            parse_word_query(query)
        assert len(str(refused.value)) < 6000
