"""Turn a batch's extractions into frames that conform to the contract: one row per capture, and its child rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import polars as pl

from transforms.categories.category_mapping import map_labels
from transforms.fingerprints import make_fingerprint
from transforms.frames import conform
from transforms.records import Extracted
from transforms.reference import Reference, build_author_rows
from transforms.topics.tagging import tag_topics
from transforms.urls import normalise_url
from warehouse.schema import tables
from warehouse.schema.rows import (
    ArticleCategoryRow,
    ArticleRow,
    ArticleWarningRow,
    AuthorCandidateRow,
    DateCandidateRow,
)


def normalise_batch(extracted: Sequence[Extracted], reference: Reference, run_id: str) -> dict[str, pl.DataFrame]:
    """Return the frames `articles`, `date_candidates`, `author_candidates`, `article_authors`, `article_categories`,
    `article_topics` and `article_warnings`.

    Every frame conforms to its table; rows are keyed by (article_id, capture_id), so that the gate judges several
    captures of one article separately.
    """
    articles = conform([_build_article(item, run_id) for item in extracted], tables.ARTICLES)
    articles = articles.with_columns(word_count=pl.col("body").str.count_matches(r"\S+").cast(pl.Int64))
    printed = pl.when(pl.col("title_basis").ne_missing("address")).then("title").alias("title")
    texts = articles.select("article_id", "capture_id", printed, "body", "quoted_paragraphs")
    labels = conform((row for item in extracted for row in _list_labels(item)), tables.ARTICLE_CATEGORIES)
    dates = (row for item in extracted for row in _list_dates(item))
    credits = (row for item in extracted for row in _list_author_candidates(item))
    authors = (row for item in extracted for row in _list_authors(item, reference))
    warnings = (row for item in extracted for row in _list_warnings(item))
    return {
        "articles": articles,
        "date_candidates": conform(dates, tables.DATE_CANDIDATES),
        "author_candidates": conform(credits, tables.AUTHOR_CANDIDATES),
        "article_authors": conform(authors, tables.ARTICLE_AUTHORS),
        "article_categories": map_labels(labels.drop("category_id"), reference.category_labels),
        "article_topics": tag_topics(texts, reference.topics),
        "article_warnings": conform(warnings, tables.ARTICLE_WARNINGS),
    }


def _build_article(item: Extracted, run_id: str) -> ArticleRow:
    extraction, dating = item.extraction, item.extraction.dating
    captured_at = _to_naive_utc(extraction.captured_at)
    fingerprint = item.fingerprint or make_fingerprint(extraction)
    return {
        "article_id": item.article_id,
        "outlet_id": extraction.outlet_id,
        "url": normalise_url(extraction.url) or extraction.url,
        "title": extraction.title,
        "title_basis": extraction.title_basis,
        "standfirst": extraction.standfirst,
        "body": extraction.body,
        "quoted_paragraphs": None if extraction.quoted_paragraphs is None else list(extraction.quoted_paragraphs),
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
        "content_sha256": fingerprint.content_sha256,
        "duplicate_of": None,
        "duplicate_similarity": None,
        "text_bands": fingerprint.text_bands,
        "agreement": extraction.agreement,
        "capture_id": item.capture_id,
        "date_capture_id": item.capture_id if dating.published_on else None,
        "extractor_version": extraction.extractor_version,
        "run_id": run_id,
    }


def _to_naive_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _list_dates(item: Extracted) -> Iterator[DateCandidateRow]:
    for position, candidate in enumerate(item.extraction.dating.candidates):
        yield {
            "article_id": item.article_id,
            "capture_id": item.capture_id,
            "position": position,
            "basis": candidate.basis,
            "value": candidate.value,
            "parsed_at": candidate.parsed_at,
            "parsed_on": candidate.parsed_on,
            "precision": candidate.precision,
            "is_chosen": candidate.is_chosen,
            "reason": candidate.reason,
            "bound": candidate.bound,
            "source": candidate.source,
        }


def _list_author_candidates(item: Extracted) -> Iterator[AuthorCandidateRow]:
    for position, candidate in enumerate(item.extraction.author_candidates):
        yield {
            "article_id": item.article_id,
            "capture_id": item.capture_id,
            "position": position,
            "source": candidate.source,
            "value": candidate.value,
            "name": candidate.name,
            "is_chosen": candidate.is_chosen,
            "reason": candidate.reason,
        }


def _list_labels(item: Extracted) -> Iterator[ArticleCategoryRow]:
    for label in dict.fromkeys(item.extraction.categories):
        yield {"article_id": item.article_id, "capture_id": item.capture_id, "label": label, "category_id": None}


def _list_warnings(item: Extracted) -> Iterator[ArticleWarningRow]:
    for position, text in enumerate(item.extraction.warnings):
        warning, _, detail = text.partition(": ")
        yield {
            "article_id": item.article_id,
            "capture_id": item.capture_id,
            "position": position,
            "warning": warning,
            "detail": detail or None,
        }


def _list_authors(item: Extracted, reference: Reference) -> Iterator[Mapping[str, object]]:
    for row in build_author_rows(item.extraction, reference):
        yield {"article_id": item.article_id, "capture_id": item.capture_id, **row}
