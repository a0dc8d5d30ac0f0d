"""The topics that a text may match include all that it matches."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.topics.definitions import Topic, read_topics
from transforms.topics.possible_topics import select_possible_topics
from transforms.topics.tagging import tag_topics

TOPICS = read_topics((Path(__file__).parents[3] / "seeds" / "topics.toml").read_text("utf-8"))
TERMS = sorted({term for topic in TOPICS for terms in topic.concepts.values() for term in terms})
BETWEEN = (" ", "\n", "-", "’s ", "² ", "́ ", "x", ". ", " & ", " the ", "”, “")


def tag(text: str, topics: tuple[Topic, ...] = TOPICS) -> set[str]:
    rows = [("a", "c", None, text, None)]
    schema = ["article_id", "capture_id", "title", "body", "quoted_paragraphs"]
    texts = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.col("title").cast(pl.String), pl.col("quoted_paragraphs").cast(pl.List(pl.Int64))
    )
    return set(tag_topics(texts, topics)["topic_id"])


@given(st.lists(st.tuples(st.sampled_from(TERMS), st.sampled_from(BETWEEN), st.booleans()), max_size=12))
def test_no_topic_is_missed(words: list[tuple[str, str, bool]]) -> None:
    text = "".join((term.upper() if is_upper else term.strip("=")) + between for term, between, is_upper in words)
    assert tag(text) <= {topic.topic_id for topic in select_possible_topics(text, TOPICS)}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.topic_id)
def test_the_examples_of_a_topic_are_candidates(topic: Topic) -> None:
    for text in topic.must_match:
        assert topic in select_possible_topics(text, TOPICS)


def test_a_text_about_other_things_has_no_candidates() -> None:
    text = "The parents of a graffiti artist painted the strafing planes; a dog, e.g. a collie, watched in a garden."
    assert select_possible_topics(text, TOPICS) == ()
