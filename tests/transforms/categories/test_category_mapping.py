"""Categories: the shipped mapping, labels as outlets print them, and files that are refused."""

from pathlib import Path

import polars as pl
import pytest

from transforms.categories.category_labels import CategoryError, read_category_labels
from transforms.categories.category_mapping import build_categories_frame, map_labels
from transforms.frames import build_schema
from warehouse.schema.tables import ARTICLE_CATEGORIES, CATEGORIES

SHIPPED = (Path(__file__).parents[3] / "seeds" / "categories.csv").read_text(encoding="utf-8")
HEADER = "label,category_id,name,cap_code\n"


def labels(*names: str) -> pl.DataFrame:
    rows = [("a" * 24, "c" * 24, name) for name in names]
    return pl.DataFrame(rows, schema=["article_id", "capture_id", "label"], orient="row")


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("Foreign affairs", "international-affairs"),
        ("FOREIGN POLICY", "international-affairs"),
        ("Food & drink", "agriculture"),
        ("Health and Social Care", "health"),
        ("Health & social care", "health"),
        ("Culture, Media & Sport", "culture"),
        ("Defence", "defence"),
        ("Knitting", None),
    ],
)
def test_a_label_finds_our_category_as_outlets_print_it(label: str, category: str | None) -> None:
    found = map_labels(labels(label), read_category_labels(SHIPPED))
    assert found.select("label", "category_id").rows() == [(label, category)]


def test_the_categories_are_the_21_major_topics() -> None:
    frame = build_categories_frame(read_category_labels(SHIPPED))
    assert frame.schema == build_schema(CATEGORIES)
    assert frame.height == frame["category_id"].n_unique() == 21
    assert sorted({line.cap_code for line in read_category_labels(SHIPPED).lines}) == [
        *range(1, 11),
        *range(12, 22),
        23,
    ]


def test_a_label_printed_twice_is_listed_once_in_the_first_order() -> None:
    found = map_labels(labels("World", "Defence", "World"), read_category_labels(SHIPPED))
    assert found["label"].to_list() == ["World", "Defence"]
    assert (
        found.schema == map_labels(labels(), read_category_labels(SHIPPED)).schema == build_schema(ARTICLE_CATEGORIES)
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            HEADER + "Trade,foreign-trade,Foreign trade,18\nTRADE,culture,Culture,23\n",
            "line 3: 'trade' is filed under two",
        ),
        (
            HEADER + "Trade,foreign-trade,Foreign trade,18\nTariffs,foreign-trade,Trade,18\n",
            "line 3: 'foreign-trade' has two",
        ),
        (HEADER + "Trade,foreign-trade,,18\n", "line 2: name is empty"),
        ("label,category\nTrade,foreign-trade\n", "the columns are label, category, not"),
        (HEADER + "Trade,foreign-trade,Foreign trade,eighteen\n", "line 2: cap_code 'eighteen' is not a number"),
        (HEADER + "Trade,foreign-trade\n", "line 2: 2 values, not 4"),
        (HEADER + '"Trade,foreign-trade,Foreign trade,18\n', "line 2: "),
        ("", "the columns are , not label"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_the_line(text: str, reason: str) -> None:
    with pytest.raises(CategoryError) as caught:
        read_category_labels(text)
    assert reason in str(caught.value)
