"""Find the texts that match a query, by how often concepts occur, where, and how near to one another."""

import polars as pl

from transforms.topics.mentions import count_words_before
from transforms.topics.queries import Mentions, Near, Query, build_filter, list_leaves


def matching_rows(mentions: pl.DataFrame, texts: pl.DataFrame, query: Query) -> pl.Series:
    """Return the rows whose text matches the query.

    `mentions` has row, concept, start, is_in_title; `texts` has row, folded and text, for at least those rows.
    """
    asked = list_leaves(query)
    name = {leaf: f"leaf {number}" for number, leaf in enumerate(asked)}
    counts = [_count(leaf).alias(name[leaf]) for leaf in asked if isinstance(leaf, Mentions)]
    held = mentions.group_by("row").agg(*counts)
    near = [leaf for leaf in asked if isinstance(leaf, Near)]
    placed = _placed(mentions, texts, near) if near else mentions
    for leaf in near:
        held = held.with_columns(pl.col("row").is_in(_near(placed, leaf).implode()).alias(name[leaf]))
    return held.filter(build_filter(query, lambda leaf: pl.col(name[leaf])))["row"]


def _count(leaf: Mentions) -> pl.Expr:
    counted = pl.col("concept").is_in(leaf.names)
    if leaf.in_title:
        counted &= pl.col("is_in_title")
    return counted.sum() >= leaf.least


def _placed(mentions: pl.DataFrame, texts: pl.DataFrame, near: list[Near]) -> pl.DataFrame:
    """Return the mentions that some NEAR asks for, with the word each begins at and, if asked, its paragraph."""
    names = {name for leaf in near for name in (*leaf.left, *leaf.right)}
    asked = mentions.filter(pl.col("concept").is_in(sorted(names)))
    placed = asked.join(texts.select("row", "folded"), on="row").select(
        "row", "concept", word=count_words_before(pl.col("folded"), pl.col("start")).cast(pl.Int64)
    )
    if all(leaf.words for leaf in near):
        return placed
    ends = _paragraph_ends(texts.join(asked.select("row").unique(), on="row", how="semi"))
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


def _near(placed: pl.DataFrame, leaf: Near) -> pl.Series:
    left, right = (placed.filter(pl.col("concept").is_in(names)) for names in (leaf.left, leaf.right))
    if leaf.words is None:
        return left.join(right, on=["row", "paragraph"], how="semi")["row"].unique()
    right = right.select("row", "word", other="word").sort("row", "word")
    nearest = left.sort("row", "word").join_asof(
        right, on="word", by="row", strategy="nearest", tolerance=leaf.words, check_sortedness=False
    )
    return nearest.filter(pl.col("other").is_not_null())["row"].unique()
