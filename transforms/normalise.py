"""A run's extractions become frames that conform to the contract: one row a capture, and its children."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial

import polars as pl

from transforms.affiliations.register import Register
from transforms.affiliations.resolve import AuthorRow, resolve_credits
from transforms.categories.mapping import map_labels
from transforms.frames import conform
from transforms.records import Extracted, Extraction
from transforms.topics.definitions import Topic
from transforms.topics.tagging import tag_topics
from transforms.urls import normalise_url
from warehouse.schema import tables

Row = Mapping[str, object]
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Reference:
    """What extractions are held against: the register, the topics, and the mapping of labels to categories.

    `political` are the outlets declared: all are about British politics, which an outlet met in an import may not be.
    """

    register: Register
    political: frozenset[str]
    topics: tuple[Topic, ...]
    category_labels: pl.DataFrame


def normalise_batch(extracted: Sequence[Extracted], reference: Reference, run_id: str) -> dict[str, pl.DataFrame]:
    """Return the frames `articles`, `date_candidates`, `article_authors`, `article_categories`, `article_topics` and
    `article_warnings`.

    Every frame conforms to its table; rows are keyed by (article_id, capture_id), so that several captures of one
    article can pass the gate apart.
    """
    articles = conform([_article(item, run_id) for item in extracted], tables.ARTICLES)
    articles = articles.with_columns(word_count=pl.col("body").str.count_matches(r"\S+").cast(pl.Int64))
    texts = articles.select("article_id", "capture_id", "title", "body", "quoted_paragraphs")
    authors = partial(resolve_authors, reference=reference)
    labels = conform(_keyed(extracted, _labels), tables.ARTICLE_CATEGORIES)
    return {
        "articles": articles,
        "date_candidates": conform(_keyed(extracted, _dates), tables.DATE_CANDIDATES),
        "article_authors": conform(_keyed(extracted, authors), tables.ARTICLE_AUTHORS),
        "article_categories": map_labels(labels.drop("category_id"), reference.category_labels),
        "article_topics": tag_topics(texts, reference.topics),
        "article_warnings": conform(_keyed(extracted, _warnings), tables.ARTICLE_WARNINGS),
    }


def hash_content(title: str, body: str) -> str:
    """Return the digest by which two texts are one: title and body with white space folded, in hex."""
    folded = "\n".join(_BLANK.sub(" ", part).strip() for part in (title, body))
    return hashlib.sha256(folded.encode()).hexdigest()


def _article(item: Extracted, run_id: str) -> Row:
    extraction, dating = item.extraction, item.extraction.dating
    captured_at = _naive(extraction.captured_at)
    return {
        "article_id": item.article_id,
        "outlet_id": extraction.outlet_id,
        "url": normalise_url(extraction.url) or extraction.url,
        "title": extraction.title,
        "standfirst": extraction.standfirst,
        "body": extraction.body,
        "quoted_paragraphs": extraction.quoted_paragraphs,
        "word_count": 0,
        "language": extraction.language,
        "genre": extraction.genre,
        "published_on": dating.published_on,
        "published_at": dating.published_at,
        "date_basis": dating.date_basis,
        "date_precision": dating.date_precision,
        "published_not_before": dating.published_not_before,
        "published_not_after": dating.published_not_after,
        "modified_at": dating.modified_at,
        "first_captured_at": captured_at,
        "last_captured_at": captured_at,
        "version": 1,
        "content_sha256": hash_content(extraction.title or "", extraction.body),
        "duplicate_of": None,
        "agreement": extraction.agreement,
        "capture_id": item.capture_id,
        "date_capture_id": item.capture_id if dating.published_on else None,
        "extractor_version": extraction.extractor_version,
        "run_id": run_id,
    }


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _keyed(extracted: Sequence[Extracted], rows_of: Callable[[Extraction], Iterable[Row]]) -> Iterator[Row]:
    for item in extracted:
        for row in rows_of(item.extraction):
            yield {"article_id": item.article_id, "capture_id": item.capture_id, **row}


def _dates(extraction: Extraction) -> Iterator[Row]:
    for position, candidate in enumerate(extraction.dating.candidates):
        told = asdict(candidate)
        del told["source"]  # for people who inspect the page
        yield {"position": position, **told}


def _labels(extraction: Extraction) -> Iterator[Row]:
    for label in dict.fromkeys(extraction.categories):
        yield {"label": label, "category_id": None}


def _warnings(extraction: Extraction) -> Iterator[Row]:
    for position, warning in enumerate(extraction.warnings):
        about, _, detail = warning.partition(": ")
        yield {"position": position, "warning": about, "detail": detail or None}


def resolve_authors(extraction: Extraction, reference: Reference) -> list[AuthorRow]:
    """Return the rows of `article_authors` for an extraction, without their keys."""
    line, title, body = extraction.affiliation_text, extraction.title, extraction.body
    published_on, is_political = extraction.dating.published_on, extraction.outlet_id in reference.political
    return resolve_credits(extraction.credits, line, title, published_on, reference.register, body, is_political)
