"""The language in which a topic says which of its concepts a text must hold: AND, OR, NOT and brackets."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

NAME = r"[a-z][a-z0-9_]*"
_TOKEN = re.compile(rf"\s*(?:(AND\b|OR\b|NOT\b|[()]|{NAME})|$)")


class QueryError(ValueError):
    """The query cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Concept:
    """The text holds a term of this concept."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The text does not hold what `part` asks for."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class Both:
    """The text holds what both parts ask for."""

    left: "Query"
    right: "Query"


@dataclass(frozen=True, slots=True)
class Either:
    """The text holds what one of the parts asks for."""

    left: "Query"
    right: "Query"


Query = Concept | Not | Both | Either


def parse(text: str) -> Query:
    """Read a query such as `iran AND russia AND NOT (sport OR travel)`.

    NOT binds closer than AND, AND closer than OR; operators are in capitals, concepts in small letters.
    Raises QueryError.
    """
    tokens = _tokens(text)
    query = _either(tokens)
    if tokens:
        raise QueryError(f"{tokens[0]!r} stands where AND or OR was expected")
    return query


def concepts_of(query: Query, counted_only: bool = False) -> set[str]:
    """Return the names of the concepts a query speaks of; `counted_only` leaves out those it only forbids."""
    match query:
        case Concept(name):
            return {name}
        case Not(Not(part)):
            return concepts_of(part, counted_only)
        case Not(part):
            return set() if counted_only else concepts_of(part)
        case Both(left, right) | Either(left, right):
            return concepts_of(left, counted_only) | concepts_of(right, counted_only)


def as_filter(query: Query, holds: Callable[[str], pl.Expr]) -> pl.Expr:
    """Return the query as a boolean expression, given the expression that tells whether a concept is held."""
    match query:
        case Concept(name):
            return holds(name)
        case Not(part):
            return ~as_filter(part, holds)
        case Both(left, right):
            return as_filter(left, holds) & as_filter(right, holds)
        case Either(left, right):
            return as_filter(left, holds) | as_filter(right, holds)


def holds_for(query: Query, concepts: set[str]) -> bool:
    """Tell whether the query takes a text that holds just these concepts."""
    match query:
        case Concept(name):
            return name in concepts
        case Not(part):
            return not holds_for(part, concepts)
        case Both(left, right):
            return holds_for(left, concepts) and holds_for(right, concepts)
        case Either(left, right):
            return holds_for(left, concepts) or holds_for(right, concepts)


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise QueryError(f"{text[at:].strip().split()[0]!r} is neither AND, OR, NOT, a bracket nor a concept")
        if found[1]:
            tokens.append(found[1])
        at = found.end()
    return tokens


def _either(tokens: list[str]) -> Query:
    query = _both(tokens)
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        query = Either(query, _both(tokens))
    return query


def _both(tokens: list[str]) -> Query:
    query = _one(tokens)
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        query = Both(query, _one(tokens))
    return query


def _one(tokens: list[str]) -> Query:
    word = tokens.pop(0) if tokens else ""
    if word == "NOT":
        return Not(_one(tokens))
    if word == "(":
        query = _either(tokens)
        if tokens[:1] != [")"]:
            raise QueryError("a bracket is not closed")
        tokens.pop(0)
        return query
    if word in ("", "AND", "OR", ")"):
        raise QueryError(f"a concept is missing before {word!r}" if word else "a concept is missing at the end")
    return Concept(word)
