"""The rows that the report reads: one type for each of its queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict


class CorpusState(TypedDict):
    """Counts of the articles, and the days from the first to the last."""

    articles: int
    dated: int
    bounded: int
    first_day: date | None
    last_day: date | None
    outlets: int
    repeats: int
    partners: int


class CreditCounts(TypedDict):
    """Counts of the credits, and of those matched in the register."""

    credits: int
    resolved: int


class OutletTotal(TypedDict):
    """An outlet with its number of articles."""

    outlet_id: str
    name: str
    articles: int | None


class OutletMonth(TypedDict):
    """An outlet's month: its articles, and the break that begins with it, if any."""

    outlet_id: str
    month: date
    article_count: int | None
    is_break: bool
    break_kind: str | None
    break_reason: str | None


class TopicRow(TypedDict):
    """The definition of a topic."""

    topic_id: str
    title: str
    description: str
    topic_version: int


class RunSummary(TypedDict):
    """A run with its counts."""

    run_id: str
    flow: str
    state: str
    started_at: datetime
    discovered_count: int
    loaded_count: int
    updated_count: int
    duplicate_count: int
    quarantined_count: int
    failed_count: int
    message: str | None


class BrokenRule(TypedDict):
    """A rule of the gate that a run broke."""

    run_id: str
    rule: str
    checked_count: int
    failed_count: int
    observed: str | None


class QuarantineCount(TypedDict):
    """The captures that a rule keeps in quarantine, and when it last took one."""

    rule: str
    captures: int
    latest: datetime


class LatestArticle(TypedDict):
    """One of the latest articles."""

    article_id: str
    title: str
    url: str
    published_on: date
    date_basis: str
    date_precision: str
    outlet: str
    first_captured_at: datetime
    capture_id: str


class ArticleAuthor(TypedDict):
    """An author of an article."""

    article_id: str
    name: str | None
    party: str | None
    resolution: str


class ArticleTopic(TypedDict):
    """A topic of an article."""

    article_id: str
    title: str


class ArticleDate(TypedDict):
    """A date that was seen on an article's page."""

    article_id: str
    basis: str
    value: str
    parsed_on: date | None
    is_chosen: bool
    reason: str | None


class ArticleCapture(TypedDict):
    """A capture of an article, and its place in the archive."""

    article_id: str
    capture_id: str
    url: str
    captured_at: datetime
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One of the latest articles, with its authors and topics, and the evidence for its date."""

    article: LatestArticle
    authors: list[ArticleAuthor]
    topics: list[ArticleTopic]
    dates: list[ArticleDate]
    captures: list[ArticleCapture]
