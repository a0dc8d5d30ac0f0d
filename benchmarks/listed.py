"""What listings named of an invented corpus: nearly all its articles, by one route or by several, and some it lacks."""

import polars as pl

STATES = ("captured", "failed", "waiting", "gone")
"""Of what is no article of the corpus, in turn."""


def listed(base: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return candidates and sightings: a feed names every article, a sitemap two of three, an archive one of ten.

    Beside every tenth article stands an address that is none.
    """
    held = base.select("article_id", "outlet_id", "number", "day", "at", state=pl.lit("captured"))
    lacking = base.filter(pl.col("number") % 10 == 0).select(
        pl.format("f{}", pl.col("article_id").str.slice(1)).alias("article_id"),
        *("outlet_id", "number", "day", "at"),
        state=(pl.col("number") // 10 % len(STATES)).replace_strict(dict(enumerate(STATES))),
    )
    named = pl.concat([held, lacking]).with_columns(
        url=pl.format("https://example.test/{}", "article_id"), first_seen_at="at", last_seen_at="at"
    )
    everywhere = ["article_id", "outlet_id", "url", "first_seen_at", "last_seen_at"]
    of_route = {"feed": pl.lit(True), "sitemap": pl.col("number") % 3 < 2, "web-archive": pl.col("number") % 10 == 3}
    hint = {"hint": pl.lit("{}")}
    return {
        "candidates": named.select(
            *everywhere, "state", route=pl.lit("feed"), listed_on="day", attempts=pl.lit(0), **hint
        ),
        "sightings": pl.concat(
            named.filter(told).select(*everywhere, route=pl.lit(route), listed_on="day", **hint)
            for route, told in of_route.items()
        ),
    }
