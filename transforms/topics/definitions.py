"""Read topic definitions from the topics file, or refuse one with its line and a reason."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from transforms.topics.queries import Query, is_match_without_concepts, list_concepts
from transforms.topics.query_parser import NAME, QueryError, parse_query
from transforms.topics.terms import TermError, fold_term_forms

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_TEXTS = {"title", "description", "query"}
_LISTS = {"must_match", "must_not_match"}
_REQUIRED = {"id", "version", "concepts", *_TEXTS, *_LISTS}
_OPTIONAL = {"ignore", "minimum_count"}


class TopicError(ValueError):
    """A topic that cannot be used; `line`, `topic` and `reason` say where and why."""

    def __init__(self, line: int, topic: str, reason: str) -> None:
        super().__init__(f"line {line}, topic {topic}: {reason}" if topic else f"line {line}: {reason}")
        self.line, self.topic, self.reason = line, topic, reason

    def __reduce__(self) -> tuple[type["TopicError"], tuple[int, str, str]]:
        return TopicError, (self.line, self.topic, self.reason)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: `query` over `concepts`, each a list of terms and phrases.

    `ignore` are phrases in which terms do not count ("Moscow, Idaho" is not Moscow). `minimum_count` is the number
    of mentions of the query's concepts that a text needs. The examples are run as tests.
    """

    topic_id: str
    version: int
    title: str
    description: str
    query_text: str
    query: Query
    concepts: dict[str, tuple[str, ...]]
    ignore: tuple[str, ...] = ()
    minimum_count: int = 1
    must_match: tuple[str, ...] = field(default=(), compare=False)
    must_not_match: tuple[str, ...] = field(default=(), compare=False)

    @property
    def definition(self) -> str:
        """Everything that decides whether a text matches, as JSON with sorted keys, so that equal definitions are
        equal texts.
        """
        parts = {
            "query": self.query_text,
            "concepts": self.concepts,
            "ignore": self.ignore,
            "minimum_count": self.minimum_count,
        }
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def read_topics(toml_text: str) -> tuple[Topic, ...]:
    """Read the topics of seeds/topics.toml, in the file's order. Raises TopicError at the first mistake."""
    try:
        tables = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        # tomllib says "at end of document" if a string or table is not closed before the last line.
        at = int(line[1]) if line else toml_text.count("\n") + 1
        raise TopicError(at, "", f"not TOML: {error}") from error
    if strays := sorted(set(tables) - {"topic"}):
        raise TopicError(_line(toml_text, strays[0]), "", f"{strays[0]!r} is outside any [[topic]]")
    rows = tables.get("topic", [])
    if not isinstance(rows, list) or not rows:
        raise TopicError(1, "", "no [[topic]] in the file")
    starts = [number for number, line in enumerate(toml_text.split("\n"), 1) if re.match(r"\s*\[\[topic\]\]", line)]
    seen: dict[str, int] = {}
    topics = []
    for row, start in zip(rows, starts, strict=True):
        topic = _Entry(row, toml_text, start).topic()
        if topic.topic_id in seen:
            raise TopicError(start, topic.topic_id, f"the id is already taken on line {seen[topic.topic_id]}")
        seen[topic.topic_id] = start
        topics.append(topic)
    return tuple(topics)


def restore_topic(topic_id: str, version: int, title: str, description: str, definition: str) -> Topic:
    """Return the topic from which `Topic.definition` was made, without its examples.

    Raises QueryError if the query uses syntax that is no longer supported.
    """
    parts = json.loads(definition)
    return Topic(
        topic_id=topic_id,
        version=version,
        title=title,
        description=description,
        query_text=parts["query"],
        query=parse_query(parts["query"]),
        concepts={name: tuple(terms) for name, terms in parts["concepts"].items()},
        ignore=tuple(parts["ignore"]),
        minimum_count=parts["minimum_count"],
    )


def _line(text: str, key: str, start: int = 1) -> int:
    """Return the line, from `start` on, where the key is set; `start` if it is not found."""
    pattern = re.compile(rf'\s*(\[+topic\.)?"?{re.escape(key)}"?\s*[=\]]')
    lines = text.split("\n")[start - 1 :]
    for number, line in enumerate(lines, start):
        if number > start and line.lstrip().startswith("[[topic]]"):
            break
        if pattern.match(line):
            return number
    return start


@dataclass(frozen=True, slots=True)
class _Entry:
    row: dict[str, Any]
    text: str
    start: int

    def refuse(self, reason: str, key: str = "") -> TopicError:
        line = _line(self.text, key, self.start) if key else self.start
        return TopicError(line, str(self.row.get("id", "(no id)")), reason)

    def topic(self) -> Topic:
        self.check_keys()
        concepts = {name: self.terms(name, terms) for name, terms in self.concepts().items()}
        ignore = self.terms("ignore", self.row["ignore"]) if "ignore" in self.row else ()
        self.check_no_overlap(concepts, ignore)
        return Topic(
            topic_id=self.row["id"],
            version=self.at_least_one("version"),
            title=self.row["title"],
            description=self.row["description"],
            query_text=self.row["query"],
            query=self.query(set(concepts)),
            concepts=concepts,
            ignore=ignore,
            minimum_count=self.at_least_one("minimum_count"),
            must_match=tuple(self.row["must_match"]),
            must_not_match=tuple(self.row["must_not_match"]),
        )

    def check_keys(self) -> None:
        for key in sorted(_REQUIRED - set(self.row)):
            raise self.refuse(f"{key!r} is missing")
        for key in sorted(set(self.row) - _REQUIRED - _OPTIONAL):
            raise self.refuse(f"{key!r} is not known; known are {', '.join(sorted(_REQUIRED | _OPTIONAL))}", key)
        if not isinstance(self.row["id"], str) or not _ID.fullmatch(self.row["id"]):
            raise self.refuse("'id' must be small letters, digits and hyphens", "id")
        for key in sorted(_TEXTS):
            if not isinstance(self.row[key], str) or not self.row[key].strip():
                raise self.refuse(f"{key!r} must be a text", key)
        for key in sorted(_LISTS):
            if not _is_texts(self.row[key]):
                raise self.refuse(f"{key!r} must be a list of at least one text", key)

    def at_least_one(self, key: str) -> int:
        value = self.row.get(key, 1)
        if type(value) is not int or value < 1:  # in Python TOML's true is a bool, and a bool is an int
            raise self.refuse(f"{key!r} must be a whole number from 1", key)
        return value

    def concepts(self) -> dict[str, Any]:
        concepts = self.row["concepts"]
        if not isinstance(concepts, dict) or not concepts:
            raise self.refuse("'concepts' must be named lists of terms", "concepts")
        for name in concepts:
            if not re.fullmatch(NAME, name):
                raise self.refuse(f"concept {name!r} must be small letters, digits and underscores", name)
        return concepts

    def terms(self, name: str, terms: object) -> tuple[str, ...]:
        if not _is_texts(terms):
            raise self.refuse(f"{name!r} must be a list of at least one term", name)
        assert isinstance(terms, list)
        try:
            list(fold_term_forms(terms))
        except TermError as error:
            raise self.refuse(f"{name!r}: {error}", name) from error
        return tuple(terms)

    def check_no_overlap(self, concepts: dict[str, tuple[str, ...]], ignore: tuple[str, ...]) -> None:
        """Refuse a term that occurs twice, because a mention of it would belong to two concepts."""
        owners: dict[str, str] = {}
        for name, terms in [*concepts.items(), ("ignore", ignore)]:
            for term, folded, _ in fold_term_forms(terms):
                if folded in owners:
                    raise self.refuse(f"{term!r} is in {owners[folded]!r} and again in {name!r}", name)
                owners[folded] = name

    def query(self, concepts: set[str]) -> Query:
        try:
            query = parse_query(self.row["query"])
        except QueryError as error:
            raise self.refuse(f"query: {error}", "query") from error
        if unknown := sorted(list_concepts(query) - concepts):
            raise self.refuse(f"query asks for {unknown[0]!r}; concepts are {', '.join(sorted(concepts))}", "query")
        if unused := sorted(concepts - list_concepts(query)):
            raise self.refuse(f"concept {unused[0]!r} is not in the query", unused[0])
        if is_match_without_concepts(query):
            raise self.refuse("the query matches texts with none of its concepts", "query")
        return query


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item.strip() for item in value)
