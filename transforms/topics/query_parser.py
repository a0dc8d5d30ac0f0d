"""Parse the query language of topics and ad hoc queries.

    iran AND russia AND NOT sport
    (iran OR tehran) NEAR/50 (russia OR moscow)
    climate NEAR/P (flood OR drought) OR ATLEAST/3 climate OR TITLE climate

NEAR/50: mentions of both within 50 words of one another; NEAR/P: within one paragraph; ATLEAST/3: three mentions;
TITLE: in the title. The operators are those of the press databases (Nexis, Factiva, ProQuest). NEAR binds closest, then
NOT, ATLEAST and TITLE, then AND, then OR.
"""

import re
from dataclasses import dataclass, replace

from transforms.topics.queries import And, Mentions, Near, Not, Or, Query

NAME = r"[a-z][a-z0-9_]*"
_OPERATOR = r"(?:AND|OR|NOT|TITLE|NEAR/(?:[0-9]+|P)|ATLEAST/[0-9]+)(?![^\s()])|[()]"
_CONCEPTS = re.compile(rf"\s*(?:({_OPERATOR}|{NAME})|$)")
_TERMS = re.compile(rf'\s*(?:({_OPERATOR}|=?"[^"]*"|[^\s()"]+)|$)')
_MAX_NEAR_WORDS = 1000
_MAX_MENTIONS = 1000  # of ATLEAST
_MAX_TOKENS = 400
_MAX_BRACKETS = 50
_MAX_SHOWN_DIGITS = 12
_NUMBERED = re.compile(r"(?:NEAR|ATLEAST)/")
_HINTS = {word: f"; operators are in capitals: {word.upper()}" for word in ("and", "or", "not")}
_HINTS["near"] = "; say how near: NEAR/50 (words) or NEAR/P (one paragraph)"


class QueryError(ValueError):
    """The query is invalid; the message says where and why."""


def parse_query(text: str) -> Query:
    """Parse a topic's query over its concepts; operators are in capitals, concepts in lower case.

    Raises QueryError.
    """
    return _Parser(_split_tokens(text, _CONCEPTS), "concept").parse_query()


def parse_word_query(text: str) -> Query:
    """Parse a query over words and "phrases in quotation marks"; each is a concept, named by its text."""
    return _Parser(_split_tokens(text, _TERMS), "word").parse_query()


def _split_tokens(text: str, pattern: re.Pattern[str]) -> list[str]:
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
    if len(tokens) > _MAX_TOKENS or tokens.count("(") > _MAX_BRACKETS:
        raise QueryError(f"it has more than {_MAX_TOKENS} words or {_MAX_BRACKETS} brackets")
    return tokens


@dataclass(slots=True)
class _Parser:
    """Parse tokens from left to right, one method per level of binding; `kind` is what messages call a name."""

    tokens: list[str]
    kind: str

    def parse_query(self) -> Query:
        query = self.parse_or()
        if self.tokens:
            word = self.tokens[0]
            raise QueryError(f"{word!r} is found where AND or OR was expected{_HINTS.get(word.lower(), '')}")
        return query

    def parse_or(self) -> Query:
        query = self.parse_and()
        while self.accept("OR"):
            query = Or(query, self.parse_and())
        return query

    def parse_and(self) -> Query:
        query = self.parse_operand()
        while self.accept("AND"):
            query = And(query, self.parse_operand())
        return query

    def parse_operand(self) -> Query:
        if self.accept("NOT"):
            return Not(self.parse_operand())
        if self.accept("TITLE"):
            return _restrict_to_title(self.parse_operand())
        if number := self.accept_number("ATLEAST"):
            return Mentions(
                _list_names(self.parse_operand(), "ATLEAST"), least=_parse_number(number, _MAX_MENTIONS, "ATLEAST")
            )
        return self.parse_near()

    def parse_near(self) -> Query:
        query = self.parse_name()
        if number := self.accept_number("NEAR"):
            words = None if number == "P" else _parse_number(number, _MAX_NEAR_WORDS, "NEAR")
            query = Near(_list_names(query, "NEAR"), _list_names(self.parse_name(), "NEAR"), words)
            if self.tokens and self.tokens[0].startswith("NEAR/"):
                raise QueryError("NEAR takes two; for three, write a NEAR/5 b AND b NEAR/5 c")
        return query

    def parse_name(self) -> Query:
        word = self.tokens.pop(0) if self.tokens else ""
        if word == "(":
            query = self.parse_or()
            if not self.accept(")"):
                raise QueryError("a bracket is not closed")
            return query
        if not word or word == ")" or re.fullmatch(_OPERATOR, word):
            raise QueryError(f"a {self.kind} is missing " + (f"before {word!r}" if word else "at the end"))
        return Mentions((word,))

    def accept(self, word: str) -> bool:
        """Consume the next token if it is this word."""
        if self.tokens[:1] != [word]:
            return False
        self.tokens.pop(0)
        return True

    def accept_number(self, word: str) -> str:
        """Consume the next token if it is this word with a number; return the number, otherwise an empty text."""
        if not self.tokens or not self.tokens[0].startswith(f"{word}/"):
            return ""
        return self.tokens.pop(0).partition("/")[2]


def _parse_number(number: str, maximum: int, operator: str) -> int:
    # A number of more than 4,300 digits is more than Python converts.
    if len(number) > len(str(maximum)) or not 1 <= int(number) <= maximum:
        shown = number if len(number) <= _MAX_SHOWN_DIGITS else f"{number[:_MAX_SHOWN_DIGITS]}…"
        raise QueryError(f"{operator}/{shown}: the number must be from 1 to {maximum}")
    return int(number)


def _list_names(query: Query, operator: str) -> tuple[str, ...]:
    """Return the concepts of a query that is only an OR of concepts."""
    match query:
        case Mentions(names, 1, False):
            return names
        case Or(left, right):
            return tuple(dict.fromkeys((*_list_names(left, operator), *_list_names(right, operator))))
    raise QueryError(f"{operator} takes only concepts joined by OR")


def _restrict_to_title(query: Query) -> Query:
    match query:
        case Mentions():
            return replace(query, in_title=True)
        case Near():
            raise QueryError("TITLE takes no NEAR")
        case Not(part):
            return Not(_restrict_to_title(part))
        case And(left, right):
            return And(_restrict_to_title(left), _restrict_to_title(right))
        case Or(left, right):
            return Or(_restrict_to_title(left), _restrict_to_title(right))
