"""Tag texts with the topics they match, with the number of mentions and the position of the first."""

import polars as pl

from transforms.fold_columns import fold_punctuation, fold_words
from transforms.frames import conform
from transforms.topics.definitions import Topic
from transforms.topics.mentions import count_words_before, extract_quotations, find_mentions
from transforms.topics.queries import Mentions, Near, Query, build_filter, list_concepts, list_leaves
from transforms.topics.terms import fold_term_forms, get_longest_word
from warehouse.schema.tables import ARTICLE_TOPICS, TOPICS

# Folded text and hits of 5,000 articles of 5 KB stay under 0.15 GB however large the corpus is.
_SLICE = 5_000


def build_topics_frame(topics: tuple[Topic, ...]) -> pl.DataFrame:
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


def tag_topics(texts: pl.DataFrame, topics: tuple[Topic, ...]) -> pl.DataFrame:
    """Return the rows of `article_topics` for texts (article_id, capture_id, title, body, quoted_paragraphs).

    `mention_count` counts the terms of the query's concepts in title and body, as `\\b(longest|shorter)\\b` would,
    `quoted_count` those of them inside quotation marks or block quotes (only by marks if `quoted_paragraphs` is null
    or missing); `first_offset` is the number of the folded word where the first of them begins, title first. The
    rows are in the order of the texts, then of the topics.
    """
    terms = _terms(topics)
    tagged = [_tag_slice(part, topics, terms) for part in texts.iter_slices(_SLICE)]
    return conform(pl.concat(tagged) if tagged else [], ARTICLE_TOPICS)


def _terms(topics: tuple[Topic, ...]) -> pl.DataFrame:
    """Return one row per topic per form of a term, folded, and with its capitals if they count.

    `concept` is null for the phrases a topic ignores.
    """
    schema = {"topic_id": pl.String, "concept": pl.String, "term": pl.String, "exact": pl.String}
    rows = [
        (topic.topic_id, concept, term, exact)
        for topic in topics
        for concept, listed in [*topic.concepts.items(), (None, topic.ignore)]
        for _, term, exact in fold_term_forms(listed)
    ]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        is_counted=pl.struct("topic_id", "concept").is_in(_list_counted_concepts(topics))
    )


def _list_counted_concepts(topics: tuple[Topic, ...]) -> list[dict[str, str]]:
    return [
        {"topic_id": topic.topic_id, "concept": name}
        for topic in topics
        for name in sorted(list_concepts(topic.query, counted_only=True))
    ]


def _tag_slice(texts: pl.DataFrame, topics: tuple[Topic, ...], terms: pl.DataFrame) -> pl.DataFrame:
    if "quoted_paragraphs" not in texts.columns:
        texts = texts.with_columns(quoted_paragraphs=pl.lit(None, pl.List(pl.Int64)))
    texts = _with_a_word_of(texts, terms)
    mentions = find_mentions(texts, terms).with_columns(
        is_in_title=pl.col("end") < pl.col("row").replace_strict(texts["row"], texts["title"].str.len_bytes())
    )
    order = {topic.topic_id: number for number, topic in enumerate(topics)}
    matches = pl.concat([_matches(mentions, texts, topic) for topic in topics] or [_NONE])
    quoted_counts = _quoted_counts(matches, texts, terms)
    return (
        matches.join(texts, on="row", maintain_order="left")
        .join(quoted_counts, on=["row", "topic_id"], how="left", maintain_order="left")
        .sort("row", pl.col("topic_id").replace_strict(order, return_dtype=pl.Int64))
        .with_columns(
            first_offset=count_words_before(pl.col("folded"), pl.col("first")),
            quoted_count=pl.col("quoted_count").fill_null(0),
        )
        .select(ARTICLE_TOPICS.names)
    )


def _with_a_word_of(texts: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Return, folded, the texts that may have a term: a text without a term's longest word does not have the term.

    Searching for these words takes a tenth of the time of folding, and an ad hoc query has few of them.
    """
    words = pl.Series([sorted({get_longest_word(term) for term in terms["term"]})], dtype=pl.List(pl.String))
    return (
        texts.with_columns(pl.col("title").fill_null(""))
        .with_columns(text=pl.concat_str("title", "body", separator="\n"))
        .with_columns(lower=pl.col("text").str.to_lowercase())
        .filter(pl.col("lower").str.contains_any(words))
        .with_row_index("row")
        .select(
            *("row", "article_id", "capture_id", "quoted_paragraphs", "text"),
            title=fold_words(pl.col("title")),
            folded=fold_punctuation(pl.col("lower")),
        )
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


def _matches(mentions: pl.DataFrame, texts: pl.DataFrame, topic: Topic) -> pl.DataFrame:
    """Return the rows that match the topic, with the count and the first byte of its mentions."""
    mine = mentions.filter(pl.col("topic_id") == topic.topic_id)
    matching = matching_rows(mine, texts, topic.query)
    rows = (
        mine.filter("is_counted", pl.col("row").is_in(matching.implode()))
        .group_by("row")
        .agg(mention_count=pl.len().cast(pl.UInt32), first=pl.col("start").min())
        .filter(pl.col("mention_count") >= topic.minimum_count)
    )
    return rows.select(
        "row",
        topic_id=pl.lit(topic.topic_id),
        topic_version=pl.lit(topic.version, dtype=pl.Int64),
        mention_count="mention_count",
        first="first",
    )


def _quoted_counts(matches: pl.DataFrame, texts: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Return row, topic_id, quoted_count for the matches that have mentions in quotations."""
    passages = extract_quotations(texts.join(matches, on="row", how="semi")).with_columns(
        folded=fold_words(pl.col("text"))
    )
    found = find_mentions(passages, terms).filter("is_counted")
    return found.group_by("row", "topic_id").agg(quoted_count=pl.len().cast(pl.UInt32))


def matching_rows(mentions: pl.DataFrame, texts: pl.DataFrame, query: Query) -> pl.Series:
    """Return the rows whose text matches the query.

    `mentions` has row, concept, start, is_in_title; `texts` has row, folded and text, for at least those rows.
    """
    leaves = list_leaves(query)
    name = {leaf: f"leaf {number}" for number, leaf in enumerate(leaves)}
    counts = [_count(leaf).alias(name[leaf]) for leaf in leaves if isinstance(leaf, Mentions)]
    matching = mentions.group_by("row").agg(*counts)
    near = [leaf for leaf in leaves if isinstance(leaf, Near)]
    placed = _place_mentions(mentions, texts, near) if near else mentions
    for leaf in near:
        matching = matching.with_columns(pl.col("row").is_in(_find_near(placed, leaf).implode()).alias(name[leaf]))
    return matching.filter(build_filter(query, lambda leaf: pl.col(name[leaf])))["row"]


def _count(leaf: Mentions) -> pl.Expr:
    counted = pl.col("concept").is_in(leaf.names)
    if leaf.in_title:
        counted &= pl.col("is_in_title")
    return counted.sum() >= leaf.least


def _place_mentions(mentions: pl.DataFrame, texts: pl.DataFrame, near: list[Near]) -> pl.DataFrame:
    """Return the mentions that some NEAR asks for, with the word each begins at and, if asked, its paragraph."""
    names = {name for leaf in near for name in (*leaf.left, *leaf.right)}
    wanted = mentions.filter(pl.col("concept").is_in(sorted(names)))
    placed = wanted.join(texts.select("row", "folded"), on="row").select(
        "row", "concept", word=count_words_before(pl.col("folded"), pl.col("start")).cast(pl.Int64)
    )
    if all(leaf.words for leaf in near):
        return placed
    ends = _paragraph_ends(texts.join(wanted.select("row").unique(), on="row", how="semi"))
    return placed.sort("row", "word").join_asof(ends, on="word", by="row", strategy="forward", check_sortedness=False)


def _paragraph_ends(texts: pl.DataFrame) -> pl.DataFrame:
    """Return row, paragraph, and the last word of each paragraph that has words."""
    paragraphs = (
        texts.select("row", paragraph=pl.col("text").str.split("\n"))
        .explode("paragraph")
        .with_columns(count=pl.col("paragraph").str.count_matches(r"\w+").cast(pl.Int64))
        .filter(pl.col("count") > 0)
        .with_columns(word=pl.col("count").cum_sum().over("row") - 1)
    )
    return paragraphs.select("row", "word", paragraph=pl.int_range(pl.len())).sort("row", "word")


def _find_near(placed: pl.DataFrame, leaf: Near) -> pl.Series:
    left, right = (placed.filter(pl.col("concept").is_in(names)) for names in (leaf.left, leaf.right))
    if leaf.words is None:
        return left.join(right, on=["row", "paragraph"], how="semi")["row"].unique()
    right = right.select("row", "word", other="word").sort("row", "word")
    nearest = left.sort("row", "word").join_asof(
        right, on="word", by="row", strategy="nearest", tolerance=leaf.words, check_sortedness=False
    )
    return nearest.filter(pl.col("other").is_not_null())["row"].unique()
