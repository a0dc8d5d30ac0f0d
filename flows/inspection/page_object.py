"""Build the object that `backbench inspect` prints of a page: what was extracted, with its evidence."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NotRequired, TypedDict, final

from flows.inspection.page_reference import PageReference
from transforms.affiliations.resolve import AuthorRow
from transforms.categories.category_labels import CategoryLabels
from transforms.records import AuthorCandidate, Capture, DateCandidate, Extraction, TitleCandidate
from transforms.reference import Reference, build_author_rows
from transforms.topics.possible_topics import select_possible_topics


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


PageResult = Extraction | UnreadPage


def load_for(capture: Capture, reference: PageReference) -> None:
    """Load what `build_page_objects` is likely to need for this capture, while its extraction is awaited."""
    text = capture.payload.decode(errors="replace")
    if reference.learned.get(capture.outlet.outlet_id) or select_possible_topics(text, reference.reference.topics):
        import flows.inspection.page_frames  # noqa: F401


def build_page_objects(results: Sequence[PageResult], reference: PageReference) -> Iterator[PageObject | UnreadPage]:
    """Yield the object of each result: an extraction without learned boilerplate, with authors looked up, labels
    mapped and topics counted; or the failure as it is.
    """
    cleaned = [_clean(result, reference) if isinstance(result, Extraction) else result for result in results]
    topics = _find_topics([result for result in cleaned if isinstance(result, Extraction)], reference.reference)
    for result in cleaned:
        if not isinstance(result, Extraction):
            yield result
            continue
        authors = _authors(result, reference.reference)
        yield _build(result, authors, _map_labels(result, reference.reference.category_labels), next(topics))


def _clean(extraction: Extraction, reference: PageReference) -> Extraction:
    learned = reference.learned.get(extraction.outlet_id)
    if not learned:
        return extraction
    from flows.inspection.page_frames import remove_learned_lines

    return remove_learned_lines(extraction, learned)


def _find_topics(extractions: Sequence[Extraction], reference: Reference) -> Iterator[list[TopicObject]]:
    """Yield the topics of each extraction; only texts that have words of a topic are tagged."""
    candidates = [
        number
        for number, one in enumerate(extractions)
        if select_possible_topics(f"{one.title or ''}\n{one.body}", reference.topics)
    ]
    found: dict[int, list[TopicObject]] = {}
    if candidates:
        from flows.inspection.page_frames import tag_extractions

        tagged = tag_extractions([extractions[number] for number in candidates], reference.topics)
        found = dict(zip(candidates, tagged, strict=True))
    return (found.get(number, []) for number in range(len(extractions)))


def _map_labels(extraction: Extraction, mapping: CategoryLabels) -> list[LabelObject]:
    """Return the labels, each with its category and the source it was read from."""
    sources = dict(zip(extraction.categories, extraction.category_sources, strict=True))
    return [{"label": label, "category_id": mapping.find(label), "source": source} for label, source in sources.items()]


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
