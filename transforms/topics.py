"""Which topics a text matches, how often it speaks of them, and where first."""

import polars as pl

from transforms.fold import fold, fold_terms
from transforms.frames import conform
from transforms.mentions import find, leftmost_longest, word_index
from transforms.queries import as_filter, concepts_of
from transforms.topic_file import Topic, TopicError, read_topics
from warehouse.tables import ARTICLE_TOPICS, TOPICS

__all__ = ["Topic", "TopicError", "read_topics", "tag", "topics_frame"]

# Folded text and hits of 20,000 articles of 5 KB stay under 0.5 GB however large the corpus is.
_SLICE = 20_000


def topics_frame(topics: tuple[Topic, ...]) -> pl.DataFrame:
    """Return the rows of the table `topics`."""
    rows = [
        {
            "topic_id": topic.topic_id,
            "topic_version": topic.version,
            "title": topic.title,
            "description": topic.description,
            "definition": topic.definition,
        }
        for topic in topics
    ]
    return conform(rows, TOPICS)


def tag(texts: pl.DataFrame, topics: tuple[Topic, ...]) -> pl.DataFrame:
    """Return the rows of `article_topics` for texts (article_id, capture_id, title, body).

    `mention_count` counts the terms of the concepts the query asks for, title and body together, as
    `\\b(longest|shorter)\\b` would; `first_offset` is the folded word at which the first of them stands, title
    first. In the order of the texts, then of the topics.
    """
    terms = _terms(topics)
    tagged = [_tag_slice(part, topics, terms) for part in texts.iter_slices(_SLICE)]
    return conform(pl.concat(tagged) if tagged else [], ARTICLE_TOPICS)


def _terms(topics: tuple[Topic, ...]) -> pl.DataFrame:
    """Return one row per topic per folded term; `concept` is null for the phrases it ignores."""
    schema = {"topic_id": pl.String, "concept": pl.String, "term": pl.String}
    rows = [
        (topic.topic_id, concept, term)
        for topic in topics
        for concept, listed in [*topic.concepts.items(), (None, topic.ignore)]
        for term in fold_terms(list(listed))
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _tag_slice(texts: pl.DataFrame, topics: tuple[Topic, ...], terms: pl.DataFrame) -> pl.DataFrame:
    texts = texts.select(
        "article_id", "capture_id", folded=fold(pl.concat_str("title", "body", separator="\n"))
    ).with_row_index("row")
    hits = find(texts["folded"], terms["term"].unique().to_list()).join(terms, on="term")
    mentions = leftmost_longest(hits, ["topic_id", "row"])
    order = {topic.topic_id: number for number, topic in enumerate(topics)}
    matches = pl.concat([_matches(mentions, topic) for topic in topics] or [_NONE])
    return (
        matches.join(texts, on="row", maintain_order="left")
        .sort("row", pl.col("topic_id").replace_strict(order, return_dtype=pl.Int64))
        .with_columns(first_offset=word_index(pl.col("folded"), pl.col("first")))
        .select(ARTICLE_TOPICS.names)
    )


_NONE = pl.DataFrame(
    schema={
        "row": pl.UInt32,
        "topic_id": pl.String,
        "topic_version": pl.Int64,
        "mention_count": pl.UInt32,
        "first": pl.UInt32,
    }
)


def _matches(mentions: pl.DataFrame, topic: Topic) -> pl.DataFrame:
    """Return the rows that the topic takes, with the count and the first byte of its mentions."""
    counts = pl.col("concept").is_in(sorted(concepts_of(topic.query, counted_only=True)))
    held = [(pl.col("concept") == name).any().alias(f"holds {name}") for name in topic.concepts]
    rows = (
        mentions.filter(pl.col("topic_id") == topic.topic_id, pl.col("concept").is_not_null())
        .group_by("row")
        .agg(*held, mention_count=counts.sum().cast(pl.UInt32), first=pl.col("start").filter(counts).min())
        .filter(as_filter(topic.query, lambda name: pl.col(f"holds {name}")))
        .filter(pl.col("mention_count") >= topic.minimum_count)
    )
    return rows.select(
        "row",
        topic_id=pl.lit(topic.topic_id),
        topic_version=pl.lit(topic.version, dtype=pl.Int64),
        mention_count="mention_count",
        first="first",
    )
