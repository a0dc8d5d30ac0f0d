"""Map outlets' labels to our categories, by `seeds/categories.csv`."""

import polars as pl

from transforms.fold import fold_words
from transforms.frames import conform
from warehouse.schema.tables import ARTICLE_CATEGORIES, CATEGORIES

_COLUMNS = ("label", "category_id", "name", "cap_code")


class CategoryError(ValueError):
    """The categories file cannot be used; the message says why."""


def read_category_labels(csv_text: str) -> pl.DataFrame:
    """Read the file's rows (label, category_id, name, cap_code); raises CategoryError if it contradicts itself.

    The categories are the 21 major topics of the Comparative Agendas Project's master codebook under British names;
    `cap_code` is the topic's number there. Labels are as outlets print them.
    """
    try:
        rows = pl.read_csv(csv_text.encode(), schema_overrides={"cap_code": pl.Int64}).with_row_index("line", 2)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CategoryError(f"not a table: {str(error).partition(chr(10))[0]}") from error
    if tuple(rows.columns[1:]) != _COLUMNS:
        raise CategoryError(f"the columns are {', '.join(rows.columns[1:])}, not {', '.join(_COLUMNS)}")
    for row in rows.filter(pl.any_horizontal(pl.all().is_null())).iter_rows(named=True):
        raise CategoryError(f"line {row['line']}: {next(key for key in row if row[key] is None)} is empty")
    _refuse(rows, _fold_label(pl.col("label")), pl.col("category_id"), "is filed under two categories")
    _refuse(rows, pl.col("category_id"), pl.concat_str("name", "cap_code", separator="/"), "has two names or codes")
    return rows.drop("line")


def build_categories_frame(csv_text: str) -> pl.DataFrame:
    """Return the rows of the table `categories`, in the file's order."""
    return conform(read_category_labels(csv_text).select("category_id", "name").unique(maintain_order=True), CATEGORIES)


def map_labels(labels: pl.DataFrame, mapping: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `article_categories` for labels (article_id, capture_id, label).

    Labels are compared without case and punctuation, with & as "and"; a label missing in the mapping has no
    category, and a label that an article has twice is listed once.
    """
    known = mapping.select("category_id", folded=_fold_label(pl.col("label"))).unique("folded")
    labels = labels.with_columns(pl.col("label").cast(pl.String))  # an empty frame may not know its types
    rows = labels.unique(["article_id", "capture_id", "label"], keep="first", maintain_order=True)
    matched = rows.with_columns(folded=_fold_label(pl.col("label"))).join(
        known, on="folded", how="left", maintain_order="left"
    )
    return conform(matched.select(ARTICLE_CATEGORIES.names), ARTICLE_CATEGORIES)


def _fold_label(label: pl.Expr) -> pl.Expr:
    return fold_words(label.str.replace_all("&", " and ", literal=True))


def _refuse(rows: pl.DataFrame, key: pl.Expr, value: pl.Expr, problem: str) -> None:
    """Raise CategoryError for the first row whose key has another value in an earlier row."""
    keyed = rows.with_columns(key=key, value=value)
    clash = keyed.filter(pl.col("value") != pl.col("value").first().over("key")).head(1)
    for row in clash.iter_rows(named=True):
        raise CategoryError(f"line {row['line']}: {row['key'].strip()!r} {problem}")
