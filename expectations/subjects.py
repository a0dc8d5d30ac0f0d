"""Build the frames that the rules judge, with the columns that a row needs from other rows."""

from collections.abc import Collection, Mapping

import polars as pl

from expectations.rule import RUN
from warehouse.schema.tables import ARTICLES

KEY = ["article_id", "capture_id"]


def build_row_subjects(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames that the row rules judge, by table name.

    Articles get outlet_name (null if `outlets` is not among the frames), author_count, chosen_count and chosen_days
    (of their date candidates), and ending (of the body); authors get their article's published_on and its bounds.
    """
    articles = frames[ARTICLES.name]
    names = frames["outlets"].select("outlet_id", outlet_name="name") if "outlets" in frames else _no_names()
    authors = frames["article_authors"]
    chosen = frames["date_candidates"].filter("is_chosen").group_by(KEY)
    return dict(frames) | {
        ARTICLES.name: articles.join(names.unique("outlet_id"), on="outlet_id", how="left", maintain_order="left")
        .join(authors.group_by(KEY).agg(author_count=pl.len()), on=KEY, how="left", maintain_order="left")
        .join(
            chosen.agg(chosen_count=pl.len(), chosen_days=pl.col("parsed_on")),
            on=KEY,
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("author_count", "chosen_count").fill_null(0), ending=pl.col("body").str.tail(120)),
        "article_authors": authors.join(
            articles.select(*KEY, "published_on", "published_not_before", "published_not_after").unique(KEY),
            on=KEY,
            how="left",
            maintain_order="left",
        ),
    }


def _no_names() -> pl.DataFrame:
    return pl.DataFrame(schema={"outlet_id": pl.String, "outlet_name": pl.String})


def build_run_subject(frames: Mapping[str, pl.DataFrame], rejected: Collection[str]) -> dict[str, pl.DataFrame]:
    """Return the one row of counts that the run rules judge; `rejected` are the captures that row rules quarantined."""
    articles = frames[ARTICLES.name]
    is_text = pl.col("capture_id").is_in(_text_captures(frames).implode())
    datable = articles.filter(~is_text, pl.col("date_basis") != "archive-bound")
    titles = articles.unique("content_sha256").group_by("title").len().sort("len", "title", descending=[True, False])
    unread = frames["quarantine"]["capture_id"].n_unique() if "quarantine" in frames else 0
    counts = {
        "reached": articles.height + unread,
        "extracted": articles.height,
        "accepted": articles.height - len(rejected),
        "datable": datable.height,
        "undated": datable["published_on"].null_count(),
        "texts": int(titles["len"].sum()),
        "commonest_title": titles["title"][0] if titles.height else "",
        "commonest_title_count": titles["len"][0] if titles.height else 0,
    }
    return {RUN: pl.DataFrame([counts])}


def _text_captures(frames: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return the captures stored as plain text, which have no markup with a date."""
    if "captures" not in frames:
        return pl.Series(dtype=pl.String)
    return frames["captures"].filter(pl.col("media_type") == "text/plain")["capture_id"]
