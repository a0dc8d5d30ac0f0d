"""A parsed query of a topic: conditions on the mentions of its concepts, joined by AND, OR and NOT.

`transforms.topics.query_parser` reads the text of a query; here are its parts, and what follows from them.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Mentions:
    """The text, or its title alone, has at least `least` mentions of these concepts together."""

    names: tuple[str, ...]
    least: int = 1
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """A mention of one side is within `words` words of one of the other; None: in the same paragraph."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    words: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """The text does not match `part`."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class And:
    """The text matches both parts."""

    left: "Query"
    right: "Query"


@dataclass(frozen=True, slots=True)
class Or:
    """The text matches at least one part."""

    left: "Query"
    right: "Query"


Leaf = Mentions | Near
Query = Leaf | Not | And | Or


def list_concepts(query: Query, counted_only: bool = False) -> set[str]:
    """Return the names of the concepts in a query; `counted_only` leaves out those under NOT only."""
    match query:
        case Mentions(names):
            return set(names)
        case Near(left, right):
            return {*left, *right}
        case Not(Not(part)):
            return list_concepts(part, counted_only)
        case Not(part):
            return set() if counted_only else list_concepts(part)
        case And(left, right) | Or(left, right):
            return list_concepts(left, counted_only) | list_concepts(right, counted_only)


def list_leaves(query: Query) -> list[Leaf]:
    """Return the conditions of a query without the operators that combine them, each once."""
    match query:
        case Mentions() | Near():
            return [query]
        case Not(part):
            return list_leaves(part)
        case And(left, right) | Or(left, right):
            return list(dict.fromkeys([*list_leaves(left), *list_leaves(right)]))


def build_filter(query: Query, match_leaf: Callable[[Leaf], "pl.Expr"]) -> "pl.Expr":
    """Return the query as a boolean expression, given the expression for each leaf."""
    match query:
        case Mentions() | Near():
            return match_leaf(query)
        case Not(part):
            return ~build_filter(part, match_leaf)
        case And(left, right):
            return build_filter(left, match_leaf) & build_filter(right, match_leaf)
        case Or(left, right):
            return build_filter(left, match_leaf) | build_filter(right, match_leaf)


def is_match_without_concepts(query: Query) -> bool:
    """Return whether the query matches a text that has none of its concepts."""
    match query:
        case Mentions() | Near():
            return False
        case Not(part):
            return not is_match_without_concepts(part)
        case And(left, right):
            return is_match_without_concepts(left) and is_match_without_concepts(right)
        case Or(left, right):
            return is_match_without_concepts(left) or is_match_without_concepts(right)


def may_match(query: Query, present: Set[str]) -> bool:
    """Return whether a text that has mentions of these concepts at most may match the query."""
    match query:
        case Mentions(names):
            return not present.isdisjoint(names)
        case Near(left, right):
            return not present.isdisjoint(left) and not present.isdisjoint(right)
        case Not():
            return True
        case And(one, other):
            return may_match(one, present) and may_match(other, present)
        case Or(one, other):
            return may_match(one, present) or may_match(other, present)
