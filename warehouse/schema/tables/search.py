"""Tables of the word index, which finds the texts that may have a word (warehouse/store/word_index.py)."""

from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables.columns import article_id, content_sha256, text

_number = Column(
    "text_number", Kind.INTEGER, "Number of the text in the index, in the order of indexing from 0.", least=0
)

INDEXED_TEXTS = Table(
    "indexed_texts",
    "One row per text (title and body of an article) that the word index has, former texts included.",
    ("text_number",),
    (
        _number,
        article_id,
        content_sha256,
        Column("splitter_version", Kind.INTEGER, "Version of the rule that split the text into words.", least=1),
    ),
)

WORD_POSTINGS = Table(
    "word_postings",
    "One row per word per segment of the word index: the texts of the segment that have the word.",
    ("word", "first_number"),
    (
        text("word", meaning="The word in lower case; empty for texts with characters that the index does not split."),
        Column("first_number", Kind.INTEGER, "First text_number of the segment.", least=0),
        Column("last_number", Kind.INTEGER, "Last text_number of the segment.", least=0),
        Column(
            "text_numbers",
            Kind.INTEGERS,
            "The text_numbers of the texts that have the word, ascending; null if these are more than an eighth of a "
            "large segment: then any of its texts may have it.",
            nullable=True,
        ),
    ),
)

WORD_INDEX: tuple[Table, ...] = (INDEXED_TEXTS, WORD_POSTINGS)
"""The tables of the index. They follow from `articles`, so exports leave them out."""
