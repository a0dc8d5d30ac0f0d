"""Build the object that `backbench inspect` prints of a page: what was extracted, with its evidence."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NotRequired, TypedDict, TypeVar, cast, final

import polars as pl

from flows.reference.seeds import Seeds
from transforms.affiliations.resolve import AuthorRow
from transforms.boilerplate.recurring import remove_learned
from transforms.categories.category_mapping import map_labels
from transforms.normalise import Reference, build_author_rows
from transforms.records import AuthorCandidate, DateCandidate, Extraction, TitleCandidate
from transforms.topics.tagging import tag_topics

R = TypeVar("R")
_TEXTS = pl.Schema(
    {
        **dict.fromkeys(("article_id", "capture_id", "title", "body"), pl.String()),
        "quoted_paragraphs": pl.List(pl.Int64()),
    }
)


class CreditedAuthor(AuthorRow):
    """An author, and the place on the page where the credit was read."""

    source: str | None


class LabelObject(TypedDict):
    """A label of the page, our category for it, and the place where it was read."""

    label: str
    category_id: str | None
    source: str | None


class TopicObject(TypedDict):
    """A topic of the page, with its mentions, and how many of them are in quotations."""

    topic_id: str
    mention_count: int
    quoted_count: int | None


@final
class PageObject(TypedDict):
    """What is extracted from one page."""

    url: str
    outlet_id: str
    captured_at: datetime
    title: str | None
    title_basis: str
    title_candidates: Sequence[TitleCandidate]
    standfirst: str | None
    published_on: date | None
    published_at: datetime | None
    date_basis: str
    date_precision: str
    published_not_before: date | None
    published_not_after: date | None
    modified_at: datetime | None
    date_candidates: Sequence[DateCandidate]
    author_candidates: Sequence[AuthorCandidate]
    authors: Sequence[CreditedAuthor]
    categories: Sequence[LabelObject]
    language: str | None
    genre: str
    genre_reason: str | None
    topics: Sequence[TopicObject]
    body: str
    quoted_paragraphs: Sequence[int] | None
    removed: Sequence[str]
    warnings: Sequence[str]
    agreement: float | None
    extractor_version: str


@final
class UnreadPage(TypedDict):
    """Why nothing was extracted from a page: the rule and a sentence; `fate` is its outcome in a run."""

    url: str | None
    fate: NotRequired[str | None]
    error: str | None
    detail: str | None


def build_page_objects(extractions: Sequence[Extraction], seeds: Seeds) -> Iterator[PageObject]:
    """Yield each extraction without recurring lines, with authors looked up, labels mapped and topics counted."""
    found = [remove_learned(extraction, seeds.learned) for extraction in extractions]
    topics, categories = _topics(found, seeds.reference), _categories(found, seeds.reference)
    for number, extraction in enumerate(found):
        authors = _authors(extraction, seeds.reference)
        yield _build(extraction, authors, categories.get(str(number), []), topics.get(str(number), []))


def _build(
    extraction: Extraction, authors: list[CreditedAuthor], categories: list[LabelObject], topics: list[TopicObject]
) -> PageObject:
    dating = extraction.dating
    return {
        "url": extraction.url,
        "outlet_id": extraction.outlet_id,
        "captured_at": extraction.captured_at,
        "title": extraction.title,
        "title_basis": extraction.title_basis,
        "title_candidates": extraction.title_candidates,
        "standfirst": extraction.standfirst,
        "published_on": dating.published_on,
        "published_at": dating.published_at,
        "date_basis": dating.date_basis,
        "date_precision": dating.date_precision,
        "published_not_before": dating.published_not_before,
        "published_not_after": dating.published_not_after,
        "modified_at": dating.modified_at,
        "date_candidates": dating.candidates,
        "author_candidates": extraction.author_candidates,
        "authors": authors,
        "categories": categories,
        "language": extraction.language,
        "genre": extraction.genre,
        "genre_reason": extraction.genre_reason,
        "topics": topics,
        "body": extraction.body,
        "quoted_paragraphs": extraction.quoted_paragraphs,
        "removed": extraction.removed,
        "warnings": extraction.warnings,
        "agreement": extraction.agreement,
        "extractor_version": extraction.extractor_version,
    }


def _authors(extraction: Extraction, reference: Reference) -> list[CreditedAuthor]:
    rows = build_author_rows(extraction, reference)
    sources = [credit.source for credit in extraction.credits] or [None]
    return [{**row, "source": source} for row, source in zip(rows, sources, strict=True)]


def _topics(extractions: Sequence[Extraction], reference: Reference) -> dict[str, list[TopicObject]]:
    """Return the topics by the index of the extraction."""
    rows = [
        (str(number), "", None if each.title_basis == "address" else each.title, each.body, each.quoted_paragraphs)
        for number, each in enumerate(extractions)
    ]
    found = tag_topics(pl.DataFrame(rows, schema=_TEXTS, orient="row"), reference.topics)
    return _by_number(found.select("article_id", "topic_id", "mention_count", "quoted_count"), TopicObject)


def _categories(extractions: Sequence[Extraction], reference: Reference) -> dict[str, list[LabelObject]]:
    """Return the labels by the index of the extraction, each with its category and the source it was read from."""
    rows = [
        (str(number), "", label, source)
        for number, each in enumerate(extractions)
        for label, source in dict(zip(each.categories, each.category_sources, strict=True)).items()
    ]
    labels = pl.DataFrame(
        rows, schema=dict.fromkeys(("article_id", "capture_id", "label", "source"), pl.String()), orient="row"
    )
    mapped = map_labels(labels.drop("source"), reference.category_labels)
    sourced = mapped.join(labels, on=["article_id", "label"], how="left", maintain_order="left")
    return _by_number(sourced.select("article_id", "label", "category_id", "source"), LabelObject)


def _by_number(rows: pl.DataFrame, kind: type[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row.pop("article_id"), []).append(cast(R, row))
    return found
