"""Learn which lines recur at the top or foot of an outlet's articles, and remove them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from transforms.boilerplate.edge_lines import collect_edge_lines
from transforms.dates.evidence import bound_extraction
from transforms.dates.mastheads import refuse_candidates
from transforms.records import Extracted, Extraction
from warehouse.schema.tables import BOILERPLATE

MIN_ARTICLES = 3  # distinct texts; an outlet with fewer has only the general rules
MIN_SHARE = 0.5  # of the outlet's articles around that time: three on one event may end with one statement
# A line at the same end of ten texts is boilerplate of a section or a series.
MIN_ARTICLES_OF_SERIES, MIN_SHARE_OF_SERIES = 10, 0.1
WINDOW = pl.duration(days=31)  # before the first and after the last capture with the line
MAX_PAUSE = pl.duration(days=366)  # after a longer absence, the line counts as a new one
MIN_BODY_CHARACTERS = 200  # the shortest of 482 real articles has 36 words, some 200 characters
_KEY = ["outlet_id", "edge", "line_id"]
_PLACE = ["capture_id", "edge", "distance"]
_RULE = [*_KEY, "kind", "article_count", "of_count", "first_captured_at", "last_captured_at"]


def learn_boilerplate(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the boilerplate that `lines` show, as rows of the table `boilerplate` without `run_id`.

    `lines` has the columns of `EDGE_LINE_TYPES`; their order does not matter. Kinds of boilerplate:

    - `recurring`: a line at the same end of MIN_ARTICLES texts and of MIN_SHARE of the outlet's texts at that time
    - `biography`: a line at the foot of MIN_ARTICLES texts that names their author
    - `title`: a line at the foot that is the title of another article of the outlet
    - `masthead`: a place that prints the day of capture on MIN_ARTICLES texts of one day, and never another day

    A line that is quoted in any text is never boilerplate: several articles may quote one passage.
    """
    titled = _find_titles_of_others(lines)
    spans = _list_spans(lines, titled).filter(~pl.col("is_quoted"))
    spans = spans.join(_count_articles_around(spans, lines), on=[*_KEY, "first_captured_at"])
    share = pl.col("article_count") / pl.col("of_count")
    recurs = (pl.col("article_count") >= MIN_ARTICLES) & (share >= MIN_SHARE)
    recurs |= (pl.col("article_count") >= MIN_ARTICLES_OF_SERIES) & (share >= MIN_SHARE_OF_SERIES)
    kind = (
        pl.when(pl.col("edge") == "date")
        .then(pl.when(pl.col("same_day_count") >= MIN_ARTICLES).then(pl.lit("masthead")))
        .when(recurs)
        .then(pl.lit("recurring"))
        .when((pl.col("edge") == "foot") & (pl.col("signed_count") >= MIN_ARTICLES))
        .then(pl.lit("biography"))
        .when(pl.col("is_title") & (pl.col("of_count") >= MIN_ARTICLES))
        .then(pl.lit("title"))
    )
    learned = spans.with_columns(kind=kind).drop_nulls("kind")
    names = [name for name in BOILERPLATE.names if name != "run_id"]
    return learned.select(names).sort(*_KEY, "first_captured_at")


def _find_titles_of_others(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the keys of lines at the foot that are the title of another article of the outlet."""
    titles = lines.filter(pl.col("edge") == "title").select("outlet_id", "line_id", titled="article_id")
    found = titles.join(lines.filter(pl.col("edge") == "foot"), on=["outlet_id", "line_id"])
    return found.filter(pl.col("titled") != pl.col("article_id")).select(_KEY).unique()


def _list_spans(lines: pl.DataFrame, titled: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line and period of use, with the number of distinct texts that have the line."""
    near = lines.filter(pl.col("edge") != "title").join(
        titled.with_columns(is_title=pl.lit(True)), on=_KEY, how="left", maintain_order="left"
    )
    near = near.filter((pl.col("article_id").n_unique().over(_KEY) >= MIN_ARTICLES) | pl.col("is_title"))
    near = near.sort("captured_at").with_columns(
        span=(pl.col("captured_at").diff() > MAX_PAUSE).fill_null(False).cum_sum().over(_KEY),
        same_day_count=_count_distinct(pl.col("article_id"), pl.col("passage_id")).over(
            *_KEY, pl.col("captured_at").dt.date()
        ),
    )
    signed = pl.col("is_signed")
    return near.group_by(*_KEY, "span").agg(
        text=pl.col("text").min(),
        article_count=_count_distinct(pl.col("article_id"), pl.col("passage_id")),
        signed_count=_count_distinct(pl.col("article_id").filter(signed), pl.col("passage_id").filter(signed)),
        is_quoted=pl.col("is_quoted").any(),
        is_title=pl.col("is_title").any(),
        same_day_count=pl.col("same_day_count").max(),
        first_captured_at=pl.col("captured_at").min(),
        last_captured_at=pl.col("captured_at").max(),
    )


def _count_distinct(articles: pl.Expr, passages: pl.Expr) -> pl.Expr:
    """Count distinct texts: an article at two addresses, or in two versions, counts once."""
    return pl.min_horizontal(articles.n_unique(), passages.n_unique()).cast(pl.Int64)


def _count_articles_around(spans: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return `of_count`: how many distinct texts of the outlet were captured around each period of use."""
    columns = ["outlet_id", "captured_at", "article_id", "passage_id"]
    captures = lines.select(columns).unique()
    first, last = pl.col("first_captured_at") - WINDOW, pl.col("last_captured_at") + WINDOW
    windows = spans.select("outlet_id", "first_captured_at", "last_captured_at").unique()
    counted = (
        windows.join(captures, on="outlet_id")
        .filter(pl.col("captured_at").is_between(first, last))
        .group_by(windows.columns)
        .agg(of_count=_count_distinct(pl.col("article_id"), pl.col("passage_id")))
    )
    return spans.select(*_KEY, *windows.columns[1:]).join(counted, on=windows.columns).drop("last_captured_at")


def match_boilerplate(lines: pl.DataFrame, learned: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that are learned boilerplate, one row per capture, edge and distance, with the learned data."""
    first, last = pl.col("first_captured_at") - WINDOW, pl.col("last_captured_at") + WINDOW
    return (
        lines.join(learned.select(_RULE), on=_KEY)
        .filter(pl.col("captured_at").is_between(first, last))
        .sort(*_PLACE, "first_captured_at")
        .unique(_PLACE, keep="first", maintain_order=True)
    )


def mark_boilerplate(lines: pl.DataFrame, furniture: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with `is_furniture`: whether `match_boilerplate` found them."""
    found = furniture.select(*_PLACE, is_furniture=pl.lit(True))
    return lines.join(found, on=_PLACE, how="left", maintain_order="left").with_columns(
        pl.col("is_furniture").fill_null(False)
    )


class MatchedLine(NamedTuple):
    """One line of a text that is learned boilerplate: its position, and the learned data."""

    edge: str
    distance: int
    kind: str
    article_count: int
    of_count: int
    is_signed: bool


def remove_boilerplate(extracted: Sequence[Extracted], furniture: pl.DataFrame) -> list[Extracted]:
    """Return the extractions without the lines that `match_boilerplate` found; each removal is listed in `removed`.

    A removed line that names the author becomes the affiliation text if there is none yet.
    """
    found = furniture.select("capture_id", *MatchedLine._fields).rows_by_key("capture_id", include_key=False)
    return [
        _clean(item, [MatchedLine(*row) for row in found[item.capture_id]]) if item.capture_id in found else item
        for item in extracted
    ]


def _clean(item: Extracted, matched: Sequence[MatchedLine]) -> Extracted:
    return replace(item, extraction=_remove_lines(item.extraction, matched), fingerprint=None)


def remove_learned(extraction: Extraction, learned: pl.DataFrame) -> Extraction:
    """Return one extraction without the boilerplate learned for its outlet."""
    if extraction.outlet_id not in learned["outlet_id"]:
        return extraction
    page = [Extracted("", "", extraction)]
    return remove_boilerplate(page, match_boilerplate(collect_edge_lines(page), learned))[0].extraction


def _remove_lines(extraction: Extraction, matched: Sequence[MatchedLine]) -> Extraction:
    """Return the extraction without the given lines; unchanged if the body would become too short.

    A date in a masthead is rejected and stays in the list of date candidates with that reason.
    """
    if mastheads := {line.distance: _describe_masthead(line) for line in matched if line.edge == "date"}:
        dating = refuse_candidates(extraction.dating, mastheads)
        extraction = bound_extraction(replace(extraction, dating=dating))
    paragraphs = extraction.body.split("\n")
    taken = {_find_position(line, len(paragraphs)): line for line in matched if line.edge != "date"}
    kept = [position for position in range(len(paragraphs)) if position not in taken]
    body = "\n".join(paragraphs[position] for position in kept)
    if len(body) < MIN_BODY_CHARACTERS:
        return extraction
    removed = [_describe_line(taken[position], paragraphs[position]) for position in sorted(taken)]
    signed = [paragraphs[position].strip(" *_") for position in sorted(taken) if taken[position].is_signed]
    quoted = extraction.quoted_paragraphs
    if quoted is not None:
        quoted = tuple(number for number, position in enumerate(kept) if position in quoted)
    kept_text = replace(
        extraction,
        body=body,
        quoted_paragraphs=quoted,
        affiliation_text=extraction.affiliation_text or (signed[0] if signed else None),
        removed=(*extraction.removed, *removed),
    )
    return bound_extraction(kept_text)  # a removed line is not evidence


def _find_position(line: MatchedLine, count: int) -> int:
    return line.distance if line.edge == "head" else count - 1 - line.distance


def _describe_masthead(line: MatchedLine) -> str:
    return f"masthead: {line.article_count} articles print the day of their capture there, and none another day"


def _describe_line(line: MatchedLine, text: str) -> str:
    what = "title of another article, recurs" if line.kind == "title" else "recurs"
    return f"{what} in {line.article_count} of {line.of_count} articles: {text}"
