"""Where terms stand in folded text: one search for all terms at once, and then who may keep which words."""

import polars as pl

from transforms.fold import fold_case


def mentions_of(texts: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Return the mentions of terms in texts (row, text, folded): row, topic_id, concept, is_counted, start, end.

    `terms` has topic_id, concept (null for a phrase that only swallows what stands inside it), term (folded), exact
    (the same in its capitals, null where they do not count) and is_counted.
    """
    hits = find(texts["folded"], terms["term"].unique().to_list())
    hits = hits.with_columns(row=texts["row"].gather(hits["row"])).join(terms, on="term")
    if terms["exact"].is_not_null().any():
        hits = _in_their_capitals(hits, texts)
    return leftmost_longest(hits, ["topic_id", "row"]).filter(pl.col("concept").is_not_null())


def _in_their_capitals(hits: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Leave out the hits of terms whose capitals count and that stand in others."""
    doubtful = hits.filter(pl.col("exact").is_not_null())
    cased = texts.join(doubtful.select("row").unique(), on="row", how="semi", maintain_order="left").select(
        "row", "folded", cased=fold_case(pl.col("text"))
    )
    found = find(cased["cased"], doubtful["exact"].unique().to_list())
    found = found.with_columns(row=cased["row"].gather(found["row"])).rename({"term": "exact"})
    # By word, not by byte: a letter's lower case may be longer than the letter.
    place = ["row", "exact", "word"]
    right = found.join(cased, on="row").with_columns(word=word_index(pl.col("cased"), pl.col("start")))
    told = doubtful.join(cased, on="row").with_columns(word=word_index(pl.col("folded"), pl.col("start")))
    kept = told.join(right.select(place), on=place, how="semi").select(hits.columns)
    return pl.concat([hits.filter(pl.col("exact").is_null()), kept])


def find(folded: pl.Series, terms: list[str]) -> pl.DataFrame:
    """Return every occurrence of folded terms in folded texts, those inside or across others too.

    Columns: row (position in `folded`), term, start and end in bytes. A term's leading and trailing space are its
    word boundaries and are shared with its neighbours, hence the search with overlaps; `end` leaves the trailing
    space to the next word. One multi-pattern search took 0.5 s on 143 MB and 200 terms, a regular expression 1.7 s.
    """
    schema = {"row": pl.UInt32, "term": pl.String, "start": pl.UInt32, "end": pl.UInt32}
    if not terms:
        return pl.DataFrame(schema=schema)
    found = (
        pl.DataFrame({"text": folded})
        .with_row_index("row")
        .select(
            "row",
            term=pl.col("text").str.extract_many(terms, overlapping=True),
            start=pl.col("text").str.find_many(terms, overlapping=True),
        )
    )
    hits = found.filter(pl.col("start").list.len() > 0).explode("term", "start")
    return hits.select("row", "term", "start", end=pl.col("start") + pl.col("term").str.len_bytes() - 1)


def leftmost_longest(hits: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Keep, within each group, what a regular expression's alternation would find, the longest term first.

    "Islamic Revolutionary Guard Corps" is one mention, not three. Each turn settles the first hit of every chain of
    overlapping hits and drops what overlaps it; ordinary text needs two turns.
    """
    hits = hits.sort(*by, "start", "end", descending=[False] * (len(by) + 1) + [True])
    while True:
        reach = pl.col("end").cum_max().shift(1).over(by)
        marked = hits.with_columns(is_head=reach.is_null() | (pl.col("start") >= reach))
        if marked["is_head"].all():
            return hits
        head_end = pl.when("is_head").then("end").forward_fill().over(by)
        hits = marked.filter(pl.col("is_head") | (pl.col("start") >= head_end)).drop("is_head")


def word_index(folded: pl.Expr, start: pl.Expr) -> pl.Expr:
    """Return which word of the folded text, from 0, begins at that byte."""
    before = folded.cast(pl.Binary).bin.slice(0, start).cast(pl.String)
    return before.str.count_matches(" ", literal=True)
