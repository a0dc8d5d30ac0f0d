"""Collect the first and last lines of each text, where outlets print boilerplate."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import polars as pl

from transforms.dates.mastheads import find_printed_days
from transforms.fold_columns import fold_words
from transforms.records import Credit, Extracted

HEAD_PARAGRAPHS, FOOT_PARAGRAPHS = 3, 8  # from the top and from the end; a block at the foot may list several links
MAX_SHOWN_CHARACTERS = 300  # characters of a line that are kept to be read
MIN_TITLE_WORDS = 4  # a title of fewer ("What next?") may also be a heading in another article
EDGE_LINE_TYPES = {
    "capture_id": pl.String(),
    "article_id": pl.String(),
    "outlet_id": pl.String(),
    "captured_at": pl.Datetime("us"),
    "edge": pl.String(),
    "distance": pl.Int64(),
    "line_id": pl.String(),
    "passage_id": pl.String(),
    "text": pl.String(),
    "is_quoted": pl.Boolean(),
    "is_signed": pl.Boolean(),
}
_QUOTE = r"^\s*(?:[-–—>]\s*)?[\"“”„«‘']"
_LED_TO = r":\W*$"
_STOPS = r"[.!?…][\"”’»')]*\s*$"
_DIGITS = r"\d+"


def collect_edge_lines(extracted: Sequence[Extracted]) -> pl.DataFrame:
    """Return one row per capture and paragraph near an edge, one for its title, and one per printed date.

    The columns are those of `EDGE_LINE_TYPES`:

    - `edge` is head, foot, title or date; `distance` counts from the edge, 0 is the outermost line
    - `line_id` is the digest of the words with all numbers made equal ("12 comments" = "3 comments")
    - `passage_id` is the digest of the longest paragraph of the upper half: it identifies the text when the lines
      around it differ (at the foot, a notice is often longer than any paragraph of news)
    - `is_quoted`: the line opens with a quotation mark, or is a sentence after a line that ends in a colon
    - `is_signed`: the line contains the surname of a credited person

    For a date, the line is the place on the page where it is printed, `distance` is its position among the date
    candidates, and `is_quoted` means that it is not the day of capture, so not a masthead.
    """
    pages = _build_pages(extracted)
    lines = pages.explode("text").with_columns(
        position=pl.int_range(pl.len()).over("page"),
        count=pl.len().over("page"),
        is_quoted=pl.col("text").str.contains(_QUOTE)
        | (pl.col("text").str.contains(_STOPS) & pl.col("text").shift(1).over("page").str.contains(_LED_TO)),
    )
    upper = lines.filter(pl.col("position") * 2 < pl.col("count"))
    longest = upper.sort(pl.col("text").str.len_chars(), "position", descending=[True, False], maintain_order=True)
    longest = longest.unique("page", keep="first", maintain_order=True)
    passages = longest.select(
        "page", passage_id=_compute_digests(longest.select(fold_words(pl.col("text"))).to_series())
    )
    head = lines.filter(pl.col("position") < HEAD_PARAGRAPHS).with_columns(edge=pl.lit("head"), distance="position")
    foot = lines.with_columns(edge=pl.lit("foot"), distance=pl.col("count") - 1 - pl.col("position"))
    title = pages.with_columns(
        edge=pl.lit("title"), distance=pl.lit(0, pl.Int64), text="title", is_quoted=pl.lit(False)
    )
    near = [head, foot.filter(pl.col("distance") < FOOT_PARAGRAPHS), title, _list_dates(pages, extracted)]
    both = pl.concat(near, how="diagonal_relaxed")
    both = both.join(passages, on="page", maintain_order="left").with_columns(
        folded=fold_words(pl.col("text")).str.replace_all(_DIGITS, "0"),
        is_quoted=pl.col("is_quoted").fill_null(False),
    )
    both = both.filter(pl.col("folded").str.contains(r"\w"))
    both = both.filter((pl.col("edge") != "title") | (pl.col("folded").str.count_matches(r"\w+") >= MIN_TITLE_WORDS))
    words = pl.col("folded").str.strip_chars(" ").str.split(" ")
    return both.with_columns(
        line_id=_compute_digests(both["folded"]),
        is_signed=words.list.set_intersection(pl.col("surnames")).list.len() > 0,
        text=pl.col("text").str.head(MAX_SHOWN_CHARACTERS),
    ).select(pl.col(name).cast(kind) for name, kind in EDGE_LINE_TYPES.items())


def _list_dates(pages: pl.DataFrame, extracted: Sequence[Extracted]) -> pl.DataFrame:
    """Return one row per visible date, with the place on the page as its text."""
    printed = [
        (page, *seen) for page, item in enumerate(extracted) for seen in find_printed_days(item.extraction.dating)
    ]
    columns = {"page": pl.Int64(), "distance": pl.Int64(), "text": pl.String(), "is_quoted": pl.Boolean()}
    rows = pl.DataFrame(printed, schema=columns, orient="row").with_columns(edge=pl.lit("date"))
    return rows.join(pages.drop("text", "title"), on="page", maintain_order="left")


def _build_pages(extracted: Sequence[Extracted]) -> pl.DataFrame:
    extractions = [item.extraction for item in extracted]
    surnames = pl.Series([_list_surnames(one.credits) for one in extractions], dtype=pl.List(pl.String))
    instants = pl.Series("captured_at", [one.captured_at for one in extractions], pl.Datetime("us", "UTC"))
    return pl.DataFrame(
        {
            "page": pl.Series(range(len(extractions)), dtype=pl.Int64),
            "capture_id": pl.Series([item.capture_id for item in extracted], dtype=pl.String),
            "article_id": pl.Series([item.article_id for item in extracted], dtype=pl.String),
            "outlet_id": pl.Series([one.outlet_id for one in extractions], dtype=pl.String),
            "captured_at": instants.dt.replace_time_zone(None),
            "title": pl.Series([one.title for one in extractions], dtype=pl.String),
            "text": pl.Series([one.body.split("\n") for one in extractions], dtype=pl.List(pl.String)),
            "surnames": surnames.list.eval(fold_words(pl.element()).str.strip_chars(" ")),
        }
    )


def _list_surnames(credits: Iterable[Credit]) -> list[str]:
    return [credit.name.split()[-1] for credit in credits if credit.kind == "person" and credit.name.strip()]


def _compute_digests(texts: Iterable[str]) -> pl.Series:
    series = pl.Series(texts, dtype=pl.String)
    unique = series.unique().to_list()
    return series.replace_strict(unique, [sha256(text.encode()).hexdigest()[:16] for text in unique])
