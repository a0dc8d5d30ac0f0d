"""Map outlets' labels to our categories: the rows of `categories` and `article_categories`."""

import polars as pl

from transforms.categories.category_labels import CategoryLabels
from transforms.frames import conform
from warehouse.schema.tables import ARTICLE_CATEGORIES, CATEGORIES


def build_categories_frame(labels: CategoryLabels) -> pl.DataFrame:
    """Return the rows of the table `categories`, in the file's order."""
    names = {line.category_id: line.name for line in labels.lines}
    return conform([{"category_id": one, "name": name} for one, name in names.items()], CATEGORIES)


def map_labels(labels: pl.DataFrame, mapping: CategoryLabels) -> pl.DataFrame:
    """Return the rows of `article_categories` for labels (article_id, capture_id, label).

    A label missing in the mapping has no category, and a label that an article has twice is listed once.
    """
    labels = labels.with_columns(pl.col("label").cast(pl.String))  # an empty frame may not know its types
    rows = labels.unique(["article_id", "capture_id", "label"], keep="first", maintain_order=True)
    ids = {label: mapping.find(label) for label in rows["label"].unique()}
    mapped = rows.with_columns(category_id=pl.col("label").replace_strict(ids, return_dtype=pl.String))
    return conform(mapped.select(ARTICLE_CATEGORIES.names), ARTICLE_CATEGORIES)
