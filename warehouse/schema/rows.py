"""Row types of the tables whose rows Python code handles.

Written by `python -m warehouse.schema.render_rows`; change `warehouse/schema/tables/` or `TABLES` there.

Instants are naive UTC. A row may leave out a column that may be null; the column is then null in the database.
"""

from datetime import date, datetime
from typing import NotRequired, TypedDict


class ArticleRow(TypedDict):
    """A row of `articles`."""

    article_id: str
    outlet_id: str
    url: str
    title: NotRequired[str | None]
    title_basis: NotRequired[str | None]
    standfirst: NotRequired[str | None]
    body: str
    quoted_paragraphs: NotRequired[list[int] | None]
    word_count: int
    language: NotRequired[str | None]
    genre: str
    published_on: NotRequired[date | None]
    published_at: NotRequired[datetime | None]
    date_basis: str
    date_precision: str
    published_not_before: NotRequired[date | None]
    published_not_after: NotRequired[date | None]
    modified_at: NotRequired[datetime | None]
    first_captured_at: datetime
    last_captured_at: datetime
    version: int
    content_sha256: str
    duplicate_of: NotRequired[str | None]
    duplicate_similarity: NotRequired[float | None]
    text_bands: NotRequired[list[int] | None]
    agreement: NotRequired[float | None]
    capture_id: str
    date_capture_id: NotRequired[str | None]
    extractor_version: str
    run_id: str


class DateCandidateRow(TypedDict):
    """A row of `date_candidates`."""

    article_id: str
    capture_id: str
    position: int
    basis: str
    value: str
    parsed_at: NotRequired[datetime | None]
    parsed_on: NotRequired[date | None]
    precision: str
    is_chosen: bool
    reason: NotRequired[str | None]
    bound: NotRequired[str | None]
    source: NotRequired[str | None]


class AuthorCandidateRow(TypedDict):
    """A row of `author_candidates`."""

    article_id: str
    capture_id: str
    position: int
    source: str
    value: str
    name: str
    is_chosen: bool
    reason: NotRequired[str | None]


class ArticleCategoryRow(TypedDict):
    """A row of `article_categories`."""

    article_id: str
    capture_id: str
    label: str
    category_id: NotRequired[str | None]


class ArticleWarningRow(TypedDict):
    """A row of `article_warnings`."""

    article_id: str
    capture_id: str
    position: int
    warning: str
    detail: NotRequired[str | None]


class CaptureRow(TypedDict):
    """A row of `captures`."""

    capture_id: str
    article_id: str
    outlet_id: str
    url: str
    captured_at: datetime
    media_type: str
    payload_sha256: str
    payload_bytes: int
    etag: NotRequired[str | None]
    last_modified: NotRequired[str | None]
    warc_file: str
    warc_offset: int
    route: str
    run_id: str


class BoilerplateRow(TypedDict):
    """A row of `boilerplate`."""

    outlet_id: str
    edge: str
    line_id: str
    kind: str
    text: str
    article_count: int
    of_count: int
    first_captured_at: datetime
    last_captured_at: datetime
    run_id: str


class OutletRow(TypedDict):
    """A row of `outlets`."""

    outlet_id: str
    name: str
    home_url: NotRequired[str | None]
    timezone: str
    is_declared: bool


class TopicRow(TypedDict):
    """A row of `topics`."""

    topic_id: str
    topic_version: int
    title: str
    description: str
    definition: str


class CandidateRow(TypedDict):
    """A row of `candidates`."""

    article_id: str
    outlet_id: str
    url: str
    route: str
    hint: str
    listed_on: NotRequired[date | None]
    published_not_before: NotRequired[date | None]
    published_not_after: NotRequired[date | None]
    first_seen_at: datetime
    last_seen_at: datetime
    state: str
    attempts: int
    next_attempt_at: NotRequired[datetime | None]
    reason: NotRequired[str | None]
    run_id: NotRequired[str | None]


class SightingRow(TypedDict):
    """A row of `sightings`."""

    article_id: str
    outlet_id: str
    route: str
    url: str
    hint: str
    listed_on: NotRequired[date | None]
    first_seen_at: datetime
    last_seen_at: datetime


class ListingRow(TypedDict):
    """A row of `listings`."""

    outlet_id: str
    url: str
    route: str
    etag: NotRequired[str | None]
    last_modified: NotRequired[str | None]
    read_at: datetime
    candidate_count: int


class ArchiveLookupRow(TypedDict):
    """A row of `archive_lookups`."""

    article_id: str
    outlet_id: str
    url: str
    asked_at: datetime
    status: int
    copied_at: NotRequired[datetime | None]
    copy_url: NotRequired[str | None]
    warc_file: str
    warc_offset: int
    run_id: str


class RunRow(TypedDict):
    """A row of `runs`."""

    run_id: str
    flow: str
    state: str
    started_at: datetime
    finished_at: NotRequired[datetime | None]
    discovered_count: int
    fetched_count: int
    unchanged_count: int
    disallowed_count: int
    failed_count: int
    loaded_count: int
    updated_count: int
    unchanged_text_count: int
    duplicate_count: int
    quarantined_count: int
    discarded_count: int
    deferred_count: int
    message: NotRequired[str | None]
    code_version: str


class QuarantineRow(TypedDict):
    """A row of `quarantine`."""

    capture_id: str
    article_id: str
    outlet_id: str
    url: str
    rule: str
    detail: str
    quarantined_at: datetime
    released_by: NotRequired[str | None]
    run_id: str
