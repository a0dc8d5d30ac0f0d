"""What polars does for inspected pages: count topics, and remove learned boilerplate. Loaded only if it is needed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from transforms.boilerplate.recurring import remove_learned
from transforms.frames import conform
from transforms.records import Extraction
from transforms.topics.definitions import Topic
from transforms.topics.tagging import tag_topics
from warehouse.schema.rows import BoilerplateRow
from warehouse.schema.tables import BOILERPLATE

if TYPE_CHECKING:
    from flows.inspection.page_object import TopicObject

_TEXTS = pl.Schema(
    {
        **dict.fromkeys(("article_id", "capture_id", "title", "body"), pl.String()),
        "quoted_paragraphs": pl.List(pl.Int64()),
    }
)


def remove_learned_lines(extraction: Extraction, learned: Sequence[BoilerplateRow]) -> Extraction:
    """Return the extraction without the boilerplate that runs learned of its outlet."""
    return remove_learned(extraction, conform(learned, BOILERPLATE).drop("run_id"))


def tag_extractions(extractions: Sequence[Extraction], topics: tuple[Topic, ...]) -> "list[list[TopicObject]]":
    """Return the topics of each extraction, in order."""
    rows = [
        (str(number), "", None if each.title_basis == "address" else each.title, each.body, each.quoted_paragraphs)
        for number, each in enumerate(extractions)
    ]
    tagged = tag_topics(pl.DataFrame(rows, schema=_TEXTS, orient="row"), topics)
    found: list[list[TopicObject]] = [[] for _ in extractions]
    columns = tagged.select("article_id", "topic_id", "mention_count", "quoted_count")
    for number, topic_id, mention_count, quoted_count in columns.iter_rows():
        topic: TopicObject = {"topic_id": topic_id, "mention_count": mention_count, "quoted_count": quoted_count}
        found[int(number)].append(topic)
    return found
