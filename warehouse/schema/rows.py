"""One row type per table. Written by `python -m warehouse.schema.render_rows`; change `warehouse/schema/tables/`.

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


class ArticleVersionRow(TypedDict):
    """A row of `article_versions`."""

    article_id: str
    version: int
    content_sha256: str
    title: NotRequired[str | None]
    standfirst: NotRequired[str | None]
    body: str
    word_count: int
    capture_id: str
    first_captured_at: datetime
    extractor_version: str
    run_id: str


class ArticleIdChangeRow(TypedDict):
    """A row of `article_id_changes`."""

    old_article_id: str
    article_id: str
    url: str


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


class ReadingRow(TypedDict):
    """A row of `readings`."""

    capture_id: str
    article_id: str
    captured_at: datetime
    content_sha256: str
    published_on: NotRequired[date | None]
    published_at: NotRequired[datetime | None]
    date_basis: str
    date_precision: str
    published_not_before: NotRequired[date | None]
    published_not_after: NotRequired[date | None]
    extractor_version: str
    run_id: str


class UnaddressedReadingRow(TypedDict):
    """A row of `unaddressed_readings`."""

    capture_id: str
    text_id: str
    content_sha256: str
    text_bands: NotRequired[list[int] | None]
    rows_json: str
    run_id: str


class CaptureLineRow(TypedDict):
    """A row of `capture_lines`."""

    capture_id: str
    edge: str
    distance: int
    line_id: str
    passage_id: str
    text: str
    is_quoted: bool
    is_signed: bool
    is_furniture: bool


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


class ArticleAuthorRow(TypedDict):
    """A row of `article_authors`."""

    article_id: str
    capture_id: str
    position: int
    byline: NotRequired[str | None]
    name: NotRequired[str | None]
    person_id: NotRequired[str | None]
    chamber: NotRequired[str | None]
    party_id: NotRequired[str | None]
    party_name: NotRequired[str | None]
    party_group: NotRequired[str | None]
    constituency: NotRequired[str | None]
    affiliation_text: NotRequired[str | None]
    resolution: str
    reason: NotRequired[str | None]


class ArticleCategoryRow(TypedDict):
    """A row of `article_categories`."""

    article_id: str
    capture_id: str
    label: str
    category_id: NotRequired[str | None]


class ArticleTopicRow(TypedDict):
    """A row of `article_topics`."""

    article_id: str
    capture_id: str
    topic_id: str
    topic_version: int
    mention_count: int
    quoted_count: int
    first_offset: int


class ArticleWarningRow(TypedDict):
    """A row of `article_warnings`."""

    article_id: str
    capture_id: str
    position: int
    warning: str
    detail: NotRequired[str | None]


class NearDuplicateRow(TypedDict):
    """A row of `near_duplicates`."""

    article_id: str
    other_id: str
    similarity: float


class PersonRow(TypedDict):
    """A row of `persons`."""

    person_id: str
    name: str


class PersonNameRow(TypedDict):
    """A row of `person_names`."""

    person_id: str
    name: str
    kind: str
    start_on: date
    end_on: NotRequired[date | None]


class PartyRow(TypedDict):
    """A row of `parties`."""

    party_id: str
    name: str
    party_group: str


class MembershipRow(TypedDict):
    """A row of `memberships`."""

    membership_id: str
    person_id: str
    chamber: str
    party_id: NotRequired[str | None]
    constituency: NotRequired[str | None]
    start_on: date
    end_on: NotRequired[date | None]
    end_reason: NotRequired[str | None]


class OutletRow(TypedDict):
    """A row of `outlets`."""

    outlet_id: str
    name: str
    home_url: NotRequired[str | None]
    timezone: str
    is_declared: bool


class CategoryRow(TypedDict):
    """A row of `categories`."""

    category_id: str
    name: str


class TopicRow(TypedDict):
    """A row of `topics`."""

    topic_id: str
    topic_version: int
    title: str
    description: str
    definition: str


class TopicVersionRow(TypedDict):
    """A row of `topic_versions`."""

    topic_id: str
    topic_version: int
    title: str
    description: str
    definition: str
    run_id: NotRequired[str | None]
    first_loaded_at: NotRequired[datetime | None]


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


class RunFateRow(TypedDict):
    """A row of `run_fates`."""

    run_id: str
    position: int
    url: str
    outlet_id: str
    fate: str
    reason: NotRequired[str | None]
    detail: NotRequired[str | None]
    article_id: NotRequired[str | None]
    capture_id: NotRequired[str | None]


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


class QualityResultRow(TypedDict):
    """A row of `quality_results`."""

    run_id: str
    rule: str
    scope: str
    checked_count: int
    failed_count: int
    observed: NotRequired[str | None]


class OutletDayRow(TypedDict):
    """A row of `outlet_days`."""

    outlet_id: str
    day: date
    article_count: int
    prompt_count: int
    capture_count: int
    answered_count: int


class OutletMonthRow(TypedDict):
    """A row of `outlet_months`."""

    outlet_id: str
    month: date
    first_month: date
    last_month: date
    topic_id: str
    article_count: int
    bounded_count: int
    quoted_only_count: int


class ArticlePartyRow(TypedDict):
    """A row of `article_parties`."""

    article_id: str
    party_group: str
    is_in_commons: bool


class PartyMonthRow(TypedDict):
    """A row of `party_months`."""

    party_group: str
    outlet_id: str
    month: date
    first_month: date
    last_month: date
    topic_id: str
    article_count: int
    bounded_count: int
    commons_count: int
    quoted_only_count: int


class CoverageByMonthRow(TypedDict):
    """A row of `coverage_by_month`."""

    outlet_id: str
    month: date
    article_count: NotRequired[int | None]
    usual_level: NotRequired[float | None]
    is_break: bool
    break_kind: NotRequired[str | None]
    break_reason: NotRequired[str | None]


class CoverageDayRow(TypedDict):
    """A row of `coverage_days`."""

    outlet_id: str
    day: date
    loaded_count: int
    quarantined_count: int
    failed_count: int
    waiting_count: int
    discarded_count: int


class RouteMonthRow(TypedDict):
    """A row of `route_months`."""

    outlet_id: str
    month: date
    route: str
    other_route: str
    route_count: int
    other_route_count: int
    both_count: int


class NightlyAnswerRow(TypedDict):
    """A row of `nightly_answers`."""

    outlet_id: str
    run_id: str
    discovered_count: int
    answered_count: int
    new_count: int
    failed_count: int
    quarantined_count: int
    last_failure: NotRequired[str | None]


class CurrentTallyRow(TypedDict):
    """A row of `current_tallies`."""

    tally: str
    query_sha256: str


class UncountedArticleRow(TypedDict):
    """A row of `uncounted_articles`."""

    article_id: str


class IndexedTextRow(TypedDict):
    """A row of `indexed_texts`."""

    text_number: int
    article_id: str
    content_sha256: str
    splitter_version: int


class WordPostingRow(TypedDict):
    """A row of `word_postings`."""

    word: str
    first_number: int
    last_number: int
    text_numbers: NotRequired[list[int] | None]
