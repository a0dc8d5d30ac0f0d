"""What recurs at the edges of an outlet's articles is learned from all its captures, and is not the piece."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from transforms.boilerplate.edges import edge_lines
from transforms.dates.mastheads import refuse_candidates
from transforms.frames import build_schema
from transforms.records import Extracted, Extraction
from warehouse.schema.tables import BOILERPLATE

FEWEST = 3  # articles with a text of their own; with fewer the general rules stand alone
MOST_SHARE = 0.5  # of the outlet's articles around that time: three pieces on one event may end with one statement
MANY, MANY_SHARE = 10, 0.1  # what stands at the same end of ten texts is furniture of a section or a series
AROUND = pl.duration(days=31)  # before the first and after the last: what the outlet printed at that time
PAUSE = pl.duration(days=366)  # a line that was away so long comes back as another
LEAST_LEFT = 200  # characters, some 35 words: the shortest real piece of 482 has 36. Below, nothing is taken
_KEY = ["outlet_id", "edge", "line_id"]
_PLACE = ["capture_id", "edge", "distance"]
_RULE = [*_KEY, "kind", "article_count", "of_count", "first_captured_at", "last_captured_at"]


def learn(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what `lines` (as `edge_lines` gives them) show to be furniture, as rows of `boilerplate` without `run_id`.

    A place where FEWEST texts captured on one day print that day, and none ever another day, holds a `masthead`.
    A function of the set of lines, whatever their order. Kinds: `recurring`, a line at the same end of FEWEST texts
    and of a share of the outlet's at that time; `biography`, one at the foot of FEWEST texts that names their author;
    `title`, one at the foot that is the title of another of the outlet's articles. A line that is quoted anywhere is
    none of these: several pieces may rest on one passage.
    """
    titled = _titles_of_others(lines)
    spans = _spans(lines, titled).filter(~pl.col("is_quoted"))
    spans = spans.join(_articles_around(spans, lines), on=[*_KEY, "first_captured_at"])
    share = pl.col("article_count") / pl.col("of_count")
    recurs = (pl.col("article_count") >= FEWEST) & (share >= MOST_SHARE)
    recurs |= (pl.col("article_count") >= MANY) & (share >= MANY_SHARE)
    kind = (
        pl.when(pl.col("edge") == "date")
        .then(pl.when(pl.col("same_day_count") >= FEWEST).then(pl.lit("masthead")))
        .when(recurs)
        .then(pl.lit("recurring"))
        .when((pl.col("edge") == "foot") & (pl.col("signed_count") >= FEWEST))
        .then(pl.lit("biography"))
        .when(pl.col("is_title") & (pl.col("of_count") >= FEWEST))
        .then(pl.lit("title"))
    )
    learned = spans.with_columns(kind=kind).drop_nulls("kind")
    names = [name for name in BOILERPLATE.names if name != "run_id"]
    return learned.select(names).sort(*_KEY, "first_captured_at")


def nothing_learned() -> pl.DataFrame:
    """Return what is known of an archive that was never looked at."""
    return pl.DataFrame(schema=build_schema(BOILERPLATE)).drop("run_id")


def _titles_of_others(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the keys of lines at the foot that are the title of another of the outlet's articles."""
    titles = lines.filter(pl.col("edge") == "title").select("outlet_id", "line_id", titled="article_id")
    held = titles.join(lines.filter(pl.col("edge") == "foot"), on=["outlet_id", "line_id"])
    return held.filter(pl.col("titled") != pl.col("article_id")).select(_KEY).unique()


def _spans(lines: pl.DataFrame, titled: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line per time in which it was in use, with the number of distinct texts that hold it."""
    near = lines.filter(pl.col("edge") != "title").join(
        titled.with_columns(is_title=pl.lit(True)), on=_KEY, how="left", maintain_order="left"
    )
    near = near.filter((pl.col("article_id").n_unique().over(_KEY) >= FEWEST) | pl.col("is_title"))
    near = near.sort("captured_at").with_columns(
        span=(pl.col("captured_at").diff() > PAUSE).fill_null(False).cum_sum().over(_KEY),
        same_day_count=_distinct(pl.col("article_id"), pl.col("passage_id")).over(
            *_KEY, pl.col("captured_at").dt.date()
        ),
    )
    signed = pl.col("is_signed")
    return near.group_by(*_KEY, "span").agg(
        text=pl.col("text").min(),
        article_count=_distinct(pl.col("article_id"), pl.col("passage_id")),
        signed_count=_distinct(pl.col("article_id").filter(signed), pl.col("passage_id").filter(signed)),
        is_quoted=pl.col("is_quoted").any(),
        is_title=pl.col("is_title").any(),
        same_day_count=pl.col("same_day_count").max(),
        first_captured_at=pl.col("captured_at").min(),
        last_captured_at=pl.col("captured_at").max(),
    )


def _distinct(articles: pl.Expr, passages: pl.Expr) -> pl.Expr:
    """Count texts: one piece at two addresses has one passage, one piece in two versions one article."""
    return pl.min_horizontal(articles.n_unique(), passages.n_unique()).cast(pl.Int64)


def _articles_around(spans: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return `of_count`, the outlet's distinct texts captured around the time of each span."""
    columns = ["outlet_id", "captured_at", "article_id", "passage_id"]
    captures = lines.select(columns).unique()
    first, last = pl.col("first_captured_at") - AROUND, pl.col("last_captured_at") + AROUND
    windows = spans.select("outlet_id", "first_captured_at", "last_captured_at").unique()
    counted = (
        windows.join(captures, on="outlet_id")
        .filter(pl.col("captured_at").is_between(first, last))
        .group_by(windows.columns)
        .agg(of_count=_distinct(pl.col("article_id"), pl.col("passage_id")))
    )
    return spans.select(*_KEY, *windows.columns[1:]).join(counted, on=windows.columns).drop("last_captured_at")


def held_against(lines: pl.DataFrame, learned: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that are furniture, with what was learned of each: one row per capture, edge and distance."""
    first, last = pl.col("first_captured_at") - AROUND, pl.col("last_captured_at") + AROUND
    return (
        lines.join(learned.select(_RULE), on=_KEY)
        .filter(pl.col("captured_at").is_between(first, last))
        .sort(*_PLACE, "first_captured_at")
        .unique(_PLACE, keep="first", maintain_order=True)
    )


def mark(lines: pl.DataFrame, furniture: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with `is_furniture`: whether they are among what `held_against` found."""
    found = furniture.select(*_PLACE, is_furniture=pl.lit(True))
    return lines.join(found, on=_PLACE, how="left", maintain_order="left").with_columns(
        pl.col("is_furniture").fill_null(False)
    )


def remove(extracted: Sequence[Extracted], furniture: pl.DataFrame) -> list[Extracted]:
    """Return the extractions without what `held_against` found in their lines, each told in `removed`.

    A line that names the author becomes the affiliation text where there is none.
    """
    columns = ["capture_id", "edge", "distance", "kind", "article_count", "of_count", "is_signed"]
    found = furniture.select(columns).rows_by_key("capture_id", named=True, include_key=False)
    return [
        replace(item, extraction=without(item.extraction, found[item.capture_id])) if item.capture_id in found else item
        for item in extracted
    ]


def cleaned(extraction: Extraction, learned: pl.DataFrame) -> Extraction:
    """Return one extraction without what was learned of its outlet."""
    if extraction.outlet_id not in learned["outlet_id"]:
        return extraction
    page = [Extracted("", "", extraction)]
    return remove(page, held_against(edge_lines(page), learned))[0].extraction


def without(extraction: Extraction, furniture: Iterable[dict[str, object]]) -> Extraction:
    """Return the extraction without these lines of its own; as it is where too little would be left.

    A masthead's date is refused, and stays among the candidates.
    """
    rows = list(furniture)
    if mastheads := {int(str(row["distance"])): _told_of_masthead(row) for row in rows if row["edge"] == "date"}:
        extraction = replace(extraction, dating=refuse_candidates(extraction.dating, mastheads))
    paragraphs = extraction.body.split("\n")
    taken = {_position(row, len(paragraphs)): row for row in rows if row["edge"] != "date"}
    kept = [position for position in range(len(paragraphs)) if position not in taken]
    body = "\n".join(paragraphs[position] for position in kept)
    if len(body) < LEAST_LEFT:
        return extraction
    told = [_told(taken[position], paragraphs[position]) for position in sorted(taken)]
    signed = [paragraphs[at].strip(" *_") for at in sorted(taken) if taken[at]["is_signed"]]
    affiliation = extraction.affiliation_text or (signed[0] if signed else None)
    quoted = extraction.quoted_paragraphs
    if quoted is not None:
        quoted = tuple(number for number, position in enumerate(kept) if position in quoted)
    removed = (*extraction.removed, *told)
    return replace(extraction, body=body, quoted_paragraphs=quoted, affiliation_text=affiliation, removed=removed)


def _position(row: dict[str, object], count: int) -> int:
    distance = int(str(row["distance"]))
    return distance if row["edge"] == "head" else count - 1 - distance


def _told_of_masthead(row: dict[str, object]) -> str:
    return f"masthead: {row['article_count']} articles print the day of their capture there, and none another day"


def _told(row: dict[str, object], line: str) -> str:
    what = "title of another article, recurs" if row["kind"] == "title" else "recurs"
    return f"{what} in {row['article_count']} of {row['of_count']} articles: {line[:300]}"
