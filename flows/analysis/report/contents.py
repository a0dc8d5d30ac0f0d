"""Read what the report shows from the published corpus."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.analysis.breaks import Break, find_breaks
from flows.analysis.corpus import open_corpus
from flows.analysis.trend_model import Trend
from flows.analysis.trends import read_trend
from warehouse.store.locations import Database

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]

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
    "captures": "select count(*) as captures, min(captured_at) as first_at, max(captured_at) as last_at from captures",
    "outlets": """
        select outlet_id, coalesce(name, outlet_id) as name, sum(article_count)::bigint as articles
        from coverage_by_month left join outlets using (outlet_id)
        group by all order by articles desc nulls last, outlet_id limit 24""",
    "outlet_count": "select count(distinct outlet_id) as outlets from coverage_by_month",
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
    "candidates": """
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
    """The rows of each query, the latest articles with their evidence, and the topics."""

    rows: dict[str, list[Row]]
    latest: list[Row]
    topics: list[Topic]
    as_of: str | None


def read_contents(corpus: Database) -> Contents:
    """Read the report's contents; BackbenchError if there is no corpus."""
    with open_corpus(corpus) as connection:
        rows = {name: _rows(connection, query) for name, query in _QUERIES.items()}
        latest = _with_evidence(connection, rows["latest"])
    topics = [_topic(corpus, row) for row in rows["topics"]]
    as_of = f"{rows['runs'][0]['started_at']:%Y-%m-%d %H:%M}" if rows["runs"] else None
    return Contents(rows, latest, topics, as_of)


def _topic(corpus: Database, row: Row) -> Topic:
    trends = [read_trend(corpus, row["topic_id"], by) for by in ("month", "party", "outlet")]
    return Topic(
        row["topic_id"],
        row["title"],
        row["description"],
        row["topic_version"],
        tuple((trend, find_breaks(trend)) for trend in trends),
    )


def _rows(connection: "duckdb.DuckDBPyConnection", query: str) -> list[Row]:
    result = connection.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _with_evidence(connection: "duckdb.DuckDBPyConnection", latest: list[Row]) -> list[Row]:
    # Identifiers are hexadecimal digits by the contract's own check; a bound list would import pandas.
    ids = ", ".join(f"'{row['article_id']}'" for row in latest) or "null"
    evidence = {name: _rows(connection, query.format(ids=ids)) for name, query in _QUERIES_OF_LATEST.items()}
    return [
        row | {name: [one for one in rows if one["article_id"] == row["article_id"]] for name, rows in evidence.items()}
        for row in latest
    ]
