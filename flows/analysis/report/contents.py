"""Read what the report shows from the published corpus."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from flows.analysis.breaks import Break, find_breaks
from flows.analysis.corpus import open_corpus
from flows.analysis.report.rows import (
    ArticleAuthor,
    ArticleCapture,
    ArticleDate,
    ArticleTopic,
    BrokenRule,
    CorpusState,
    CreditCounts,
    Evidence,
    LatestArticle,
    OutletMonth,
    OutletTotal,
    QuarantineCount,
    RunSummary,
    TopicRow,
)
from flows.analysis.trend_model import Trend
from flows.analysis.trends import read_trend
from warehouse.store.locations import Database
from warehouse.store.transactions import read_rows

if TYPE_CHECKING:
    import duckdb

R = TypeVar("R")

_QUERIES = {
    "state": """
        select count(*) as articles, count(published_on) as dated,
            count(*) filter (
                where published_on is null and published_not_before is not null and published_not_after is not null
            ) as bounded,
            min(published_on) as first_day,
            max(published_on) as last_day, count(distinct outlet_id) as outlets,
            count(*) filter (where duplicate_of is not null) as repeats,
            count(*) filter (where genre = 'partner') as partners
        from articles""",
    "authors": """
        select count(*) as credits, count(*) filter (where resolution = 'resolved') as resolved from article_authors""",
    "captures": "select count(*) from captures",
    "outlets": """
        select outlet_id, coalesce(name, outlet_id) as name, sum(article_count)::bigint as articles
        from coverage_by_month left join outlets using (outlet_id)
        group by all order by articles desc nulls last, outlet_id limit 24""",
    "outlet_count": "select count(distinct outlet_id) from coverage_by_month",
    "months": "select outlet_id, month, article_count, is_break, break_kind, break_reason from coverage_by_month",
    "latest": """
        select articles.article_id, coalesce(articles.title, '(no title printed)') as title,
            articles.url, articles.published_on, articles.date_basis,
            articles.date_precision, coalesce(outlets.name, articles.outlet_id) as outlet, articles.first_captured_at,
            articles.capture_id
        from articles left join outlets using (outlet_id)
        where published_on is not null
        order by published_on desc, article_id limit 20""",
    "topics": "select topic_id, title, description, topic_version from topics order by topic_id",
    "runs": """
        select run_id, flow, state, started_at, discovered_count, loaded_count, updated_count, duplicate_count,
            quarantined_count, failed_count, message
        from runs order by started_at desc, run_id limit 10""",
    "broken": """
        select run_id, rule, checked_count, failed_count, observed
        from quality_results
        semi join (from runs order by started_at desc, run_id limit 10) using (run_id)
        where failed_count > 0 order by run_id desc, failed_count desc, rule""",
    "kept": """
        select rule, count(*) as captures, max(quarantined_at) as latest from quarantine where released_by is null
        group by rule order by captures desc, rule""",
}
_QUERIES_OF_LATEST = {
    "authors": """
        select article_id, coalesce(name, byline) as name, coalesce(party_name, party_group) as party, resolution
        from article_authors where article_id in ({ids}) order by article_id, position""",
    "topics": """
        select article_id, coalesce(title, topic_id) as title from article_topics left join topics using (topic_id)
        where article_id in ({ids}) order by article_id, title""",
    "dates": """
        select article_id, basis, value, parsed_on, is_chosen, reason from date_candidates
        where article_id in ({ids}) order by article_id, capture_id, position""",
    "captures": """
        select article_id, capture_id, url, captured_at, warc_file, warc_offset from captures
        where article_id in ({ids}) order by article_id, captured_at, capture_id""",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the report shows it: by month, by party, by outlet."""

    topic_id: str
    title: str
    description: str
    version: int
    trends: tuple[tuple[Trend, list[Break]], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that the report shows: `outlets` are those with most articles, of `outlet_count`."""

    state: CorpusState
    credits: CreditCounts
    capture_count: int
    outlets: list[OutletTotal]
    outlet_count: int
    months: list[OutletMonth]
    topics: list[Topic]
    latest: list[Evidence]
    runs: list[RunSummary]
    broken_rules: list[BrokenRule]
    quarantine: list[QuarantineCount]

    @property
    def as_of(self) -> str | None:
        """When the latest run began, to the minute; None if there was no run."""
        return f"{self.runs[0]['started_at']:%Y-%m-%d %H:%M}" if self.runs else None


def read_contents(corpus: Database) -> Contents:
    """Read the report's contents; BackbenchError if there is no corpus."""
    with open_corpus(corpus) as connection:

        def read(name: str, kind: type[R]) -> list[R]:
            return read_rows(connection.execute(_QUERIES[name]), kind)

        topics = read("topics", TopicRow)
        contents = Contents(
            state=read("state", CorpusState)[0],
            credits=read("authors", CreditCounts)[0],
            capture_count=_count(connection, "captures"),
            outlets=read("outlets", OutletTotal),
            outlet_count=_count(connection, "outlet_count"),
            months=read("months", OutletMonth),
            topics=[],
            latest=_add_evidence(connection, read("latest", LatestArticle)),
            runs=read("runs", RunSummary),
            broken_rules=read("broken", BrokenRule),
            quarantine=read("kept", QuarantineCount),
        )
    return replace(contents, topics=[_read_topic(corpus, topic) for topic in topics])


def _read_topic(corpus: Database, topic: TopicRow) -> Topic:
    trends = [read_trend(corpus, topic["topic_id"], by) for by in ("month", "party", "outlet")]
    return Topic(
        topic["topic_id"],
        topic["title"],
        topic["description"],
        topic["topic_version"],
        tuple((trend, find_breaks(trend)) for trend in trends),
    )


def _count(connection: "duckdb.DuckDBPyConnection", name: str) -> int:
    (count,) = connection.execute(_QUERIES[name]).fetchall()[0]
    return int(count)


def _add_evidence(connection: "duckdb.DuckDBPyConnection", latest: list[LatestArticle]) -> list[Evidence]:
    # Identifiers are hexadecimal digits by the contract's own check; a bound list would import pandas.
    ids = ", ".join(f"'{article['article_id']}'" for article in latest) or "null"

    def read(name: str, kind: type[R]) -> list[R]:
        return read_rows(connection.execute(_QUERIES_OF_LATEST[name].format(ids=ids)), kind)

    authors, topics = read("authors", ArticleAuthor), read("topics", ArticleTopic)
    dates, captures = read("dates", ArticleDate), read("captures", ArticleCapture)
    return [
        Evidence(
            article,
            [author for author in authors if author["article_id"] == article["article_id"]],
            [topic for topic in topics if topic["article_id"] == article["article_id"]],
            [one for one in dates if one["article_id"] == article["article_id"]],
            [capture for capture in captures if capture["article_id"] == article["article_id"]],
        )
        for article in latest
    ]
