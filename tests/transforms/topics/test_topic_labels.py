"""Topics against 84 real pages that a person labelled: `topic_labels.csv`, article_id and a 1 where it is on the topic.

Labelled were, of the English pages in ../shared/realpages, all that hold any term of China or Climate and twenty drawn
from the rest. On the topic is a piece that says something of it in a sentence of its own: not one that names it in a
list, in an aside, in a reference or as the nationality of a firm, a dish or a product.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from transforms.extract import extract
from transforms.records import Capture, Discard, Quarantine
from transforms.topics.definitions import read_topics
from transforms.topics.tagging import tag_topics
from transforms.urls import find_outlet, make_article_id

ROOT = Path(__file__).resolve().parents[3]
PAGES = ROOT.parent / "shared" / "realpages" / "pages.warc.gz"
LABELS = Path(__file__).with_name("topic_labels.csv")
AT = datetime(2026, 8, 1, tzinfo=UTC)
# Topic -> labelled pieces, precision and recall at least: those when the labels were made.
REACHED = {"china": (15, 0.71, 1.0), "climate": (17, 0.94, 1.0)}

pytestmark = pytest.mark.skipif(not PAGES.exists(), reason="needs ../shared/realpages")


def pieces(wanted: set[str]) -> Iterator[tuple[str, str, str, str]]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # not needed where the test is skipped

    with PAGES.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            url = record.headers["WARC-Target-URI"]
            if make_article_id(url) in wanted:
                try:
                    found = extract(Capture(url, find_outlet(url, ()), AT, "text/html", record.reader.read()))
                except (Quarantine, Discard):
                    continue
                yield make_article_id(url), "c" * 24, found.title, found.body


@pytest.fixture(scope="module")
def taken() -> dict[str, set[str]]:
    """The labelled pieces that each topic takes."""
    topics = read_topics((ROOT / "seeds" / "topics.toml").read_text("utf-8"))
    asked = tuple(topic for topic in topics if topic.topic_id in REACHED)
    rows = list(pieces({row["article_id"] for row in labels()}))
    texts = pl.DataFrame(rows, schema=["article_id", "capture_id", "title", "body"], orient="row")
    tagged = tag_topics(texts, asked)
    return {name: set(tagged.filter(pl.col("topic_id") == name)["article_id"]) for name in REACHED}


def labels() -> list[dict[str, str]]:
    with LABELS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("topic", REACHED)
def test_precision_and_recall_are_unchanged(topic: str, taken: dict[str, set[str]]) -> None:
    count, precision, recall = REACHED[topic]
    right = {row["article_id"] for row in labels() if row[topic] == "1"}
    assert len(right) == count
    found = taken[topic]
    assert len(found & right) / len(found) >= precision, sorted(found - right)
    assert len(found & right) / len(right) >= recall, sorted(right - found)
