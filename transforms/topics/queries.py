"""Parse the query language of topics and ad hoc queries, and turn queries into filters.

    iran AND russia AND NOT sport
    (iran OR tehran) NEAR/50 (russia OR moscow)
    climate NEAR/P (flood OR drought) OR ATLEAST/3 climate OR TITLE climate

NEAR/50: mentions of both within 50 words of one another; NEAR/P: within one paragraph; ATLEAST/3: three mentions;
TITLE: in the title. The operators are those of the press databases (Nexis, Factiva, ProQuest). NEAR binds closest, then
NOT, ATLEAST and TITLE, then AND, then OR.
"""

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

NAME = r"[a-z][a-z0-9_]*"
_OPERATOR = r"(?:AND|OR|NOT|TITLE|NEAR/(?:[0-9]+|P)|ATLEAST/[0-9]+)(?![^\s()])|[()]"
_CONCEPTS = re.compile(rf"\s*(?:({_OPERATOR}|{NAME})|$)")
_TERMS = re.compile(rf'\s*(?:({_OPERATOR}|=?"[^"]*"|[^\s()"]+)|$)')
_WIDEST, _MOST, _LONGEST, _DEEPEST = 1000, 1000, 400, 50
_SHOWN_DIGITS = 12
_NUMBERED = re.compile(r"(?:NEAR|ATLEAST)/")
_HINTS = {word: f"; operators are in capitals: {word.upper()}" for word in ("and", "or", "not")}
_HINTS["near"] = "; say how near: NEAR/50 (words) or NEAR/P (one paragraph)"


class QueryError(ValueError):
    """The query is invalid; the message says where and why."""


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


def parse_query(text: str) -> Query:
    """Parse a topic's query over its concepts; operators are in capitals, concepts in lower case.

    Raises QueryError.
    """
    return _Reader(_tokens(text, _CONCEPTS), "concept").whole()


def parse_word_query(text: str) -> Query:
    """Parse a query over words and "phrases in quotation marks"; each is a concept, named by its text."""
    return _Reader(_tokens(text, _TERMS), "word").whole()


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


def build_filter(query: Query, holds: Callable[[Leaf], "pl.Expr"]) -> "pl.Expr":
    """Return the query as a boolean expression, given the expression for each leaf."""
    match query:
        case Mentions() | Near():
            return holds(query)
        case Not(part):
            return ~build_filter(part, holds)
        case And(left, right):
            return build_filter(left, holds) & build_filter(right, holds)
        case Or(left, right):
            return build_filter(left, holds) | build_filter(right, holds)


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


def _tokens(text: str, pattern: re.Pattern[str]) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        found = pattern.match(text, at)
        if not found:
            raise QueryError(f"{text[at:].strip().split()[0]!r} is neither an operator, a bracket nor a concept")
        if found[1]:
            if _NUMBERED.match(found[1]) and not re.fullmatch(_OPERATOR, found[1]):
                raise QueryError(f"{found[1]!r} needs a number, as in NEAR/50 or ATLEAST/3")
            tokens.append(found[1])
        at = found.end()
    # Each operator is a nested call, and Python allows about 1,000 of them; a readable query has far fewer than half as
    # many.
    if len(tokens) > _LONGEST or tokens.count("(") > _DEEPEST:
        raise QueryError(f"it has more than {_LONGEST} words or {_DEEPEST} brackets")
    return tokens


@dataclass(slots=True)
class _Reader:
    """Reads the tokens from the left; `kind` is the word for a name in the message that one is missing."""

    tokens: list[str]
    kind: str

    def whole(self) -> Query:
        query = self.either()
        if self.tokens:
            word = self.tokens[0]
            raise QueryError(f"{word!r} is found where AND or OR was expected{_HINTS.get(word.lower(), '')}")
        return query

    def either(self) -> Query:
        query = self.both()
        while self.follows("OR"):
            query = Or(query, self.both())
        return query

    def both(self) -> Query:
        query = self.one()
        while self.follows("AND"):
            query = And(query, self.one())
        return query

    def one(self) -> Query:
        if self.follows("NOT"):
            return Not(self.one())
        if self.follows("TITLE"):
            return _in_title(self.one())
        if number := self.follows_number("ATLEAST"):
            return Mentions(_names(self.one(), "ATLEAST"), least=_bounded(number, _MOST, "ATLEAST"))
        return self.near()

    def near(self) -> Query:
        query = self.name()
        if number := self.follows_number("NEAR"):
            words = None if number == "P" else _bounded(number, _WIDEST, "NEAR")
            query = Near(_names(query, "NEAR"), _names(self.name(), "NEAR"), words)
            if self.tokens and self.tokens[0].startswith("NEAR/"):
                raise QueryError("NEAR takes two; for three, write a NEAR/5 b AND b NEAR/5 c")
        return query

    def name(self) -> Query:
        word = self.tokens.pop(0) if self.tokens else ""
        if word == "(":
            query = self.either()
            if not self.follows(")"):
                raise QueryError("a bracket is not closed")
            return query
        if not word or word == ")" or re.fullmatch(_OPERATOR, word):
            raise QueryError(f"a {self.kind} is missing " + (f"before {word!r}" if word else "at the end"))
        return Mentions((word,))

    def follows(self, word: str) -> bool:
        """Consume the next token if it is this word."""
        if self.tokens[:1] != [word]:
            return False
        self.tokens.pop(0)
        return True

    def follows_number(self, word: str) -> str:
        """Consume the next token if it is this word with a number; return the number, otherwise an empty text."""
        if not self.tokens or not self.tokens[0].startswith(f"{word}/"):
            return ""
        return self.tokens.pop(0).partition("/")[2]


def _bounded(number: str, most: int, operator: str) -> int:
    # A number of more than 4,300 digits is more than Python converts.
    if len(number) > len(str(most)) or not 1 <= int(number) <= most:
        shown = number if len(number) <= _SHOWN_DIGITS else f"{number[:_SHOWN_DIGITS]}…"
        raise QueryError(f"{operator}/{shown}: the number must be from 1 to {most}")
    return int(number)


def _names(query: Query, operator: str) -> tuple[str, ...]:
    """Return the concepts of a query that is only an OR of concepts."""
    match query:
        case Mentions(names, 1, False):
            return names
        case Or(left, right):
            return tuple(dict.fromkeys((*_names(left, operator), *_names(right, operator))))
    raise QueryError(f"{operator} takes concepts joined by OR, and nothing else")


def _in_title(query: Query) -> Query:
    match query:
        case Mentions():
            return replace(query, in_title=True)
        case Near():
            raise QueryError("TITLE takes no NEAR")
        case Not(part):
            return Not(_in_title(part))
        case And(left, right):
            return And(_in_title(left), _in_title(right))
        case Or(left, right):
            return Or(_in_title(left), _in_title(right))
