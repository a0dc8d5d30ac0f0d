"""Turn an ad hoc query or a term into the words to look up in the word index, before texts are searched."""

from transforms.topics.definitions import Topic
from transforms.topics.queries import And, Mentions, Near, Not, Or, Query
from transforms.topics.terms import expand_term
from warehouse.store.index_lookup import AllOf, AnyOf, Condition, HasPhrase

_ANY_TEXT = AllOf(())


def get_topic_condition(topic: Topic) -> Condition:
    """Return the condition that every text on the topic fulfils."""
    return _read(topic.query, topic)


def get_term_condition(term: str) -> Condition:
    """Return the condition that every text with the term fulfils. Raises TermError."""
    forms, _ = expand_term(term)
    return AnyOf(tuple(map(HasPhrase, forms)))


def _read(query: Query, topic: Topic) -> Condition:
    match query:
        case Mentions(names):
            return _have(names, topic)
        case Near(left, right):
            return AllOf((_have(left, topic), _have(right, topic)))
        case Not():
            return _ANY_TEXT
        case And(left, right):
            return AllOf((_read(left, topic), _read(right, topic)))
        case Or(left, right):
            return AnyOf((_read(left, topic), _read(right, topic)))


def _have(names: tuple[str, ...], topic: Topic) -> Condition:
    return AnyOf(tuple(get_term_condition(term) for name in names for term in topic.concepts[name]))
