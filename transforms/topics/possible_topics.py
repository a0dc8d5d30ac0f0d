"""Choose the topics that a text may match, without polars: most texts match none, and a single page starts sooner."""

import re
from collections.abc import Iterable

from transforms.topics.definitions import Topic
from transforms.topics.queries import may_match
from transforms.topics.terms import fold_term_forms, get_longest_word


def select_possible_topics(text: str, topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the topics of whose concepts the text has a word, as far as their queries ask for it.

    `tag_topics` finds no other topic in the text; of these it may find none.
    """
    lower = text.lower()
    return tuple(topic for topic in topics if may_match(topic.query, _list_present(text, lower, topic)))


def _list_present(text: str, lower: str, topic: Topic) -> set[str]:
    """Return the concepts of which the text may have a term, in its capitals if they count."""
    return {
        name
        for name, terms in topic.concepts.items()
        if any(_may_contain(text if exact else lower, exact or folded) for _, folded, exact in fold_term_forms(terms))
    }


def _may_contain(text: str, folded: str) -> bool:
    """Return whether the words follow one another; what is neither an ASCII letter nor a digit may separate words."""
    if get_longest_word(folded) not in text:  # a hundred times as fast as the search
        return False
    words = r"[^0-9A-Za-z_]+".join(map(re.escape, folded.split()))
    return re.search(rf"(?<![0-9A-Za-z_]){words}(?![0-9A-Za-z_])", text) is not None
