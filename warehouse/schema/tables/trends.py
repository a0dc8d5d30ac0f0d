"""Tallies: small tables that trends read, counted from the others (warehouse/store/tallies.py)."""

from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables.columns import SHA256, article_id, count, day, flag, maybe_text, outlet_id, real, text
from warehouse.schema.tables.values import BREAKS, ROUTES

month_column = day("month", meaning="First day of the month of publication; 0001-01-01 where the month is not known.")
first_month_column = day(
    "first_month",
    meaning="First day of the first month in which the articles may have been published: that of `month`, or of the "
    "interval that is known; 0001-01-01 where neither is known.",
)
last_month_column = day("last_month", meaning="First day of the last month in which they may have been published.")
bounded_column = count(
    "bounded_count",
    meaning="Of article_count, those without a date that are known by an interval; the others are dated.",
)
quoted_only_column = count(
    "quoted_only_count",
    meaning="Of article_count, those that name the topic in quotation only: quoted_count = mention_count. 0 for *.",
)
topic_column = text("topic_id", meaning="Topic that the articles are on, as in `topics`; * for all articles.")

OUTLET_DAYS = Table(
    "outlet_days",
    "One row per outlet per day on which it published, was captured, or answered a run.",
    ("outlet_id", "day"),
    (
        outlet_id,
        day("day", meaning="The day: of publication, of the capture, or of the run's start (UTC)."),
        count("article_count", meaning="Articles published on it; partner content and duplicates are left out."),
        count("prompt_count", meaning="Of these, those first captured within 31 days of it."),
        count("capture_count", meaning="Captures made on it."),
        count("answered_count", meaning="Distinct URLs that the day's nightly runs and backfills had an answer for."),
    ),
)

OUTLET_MONTHS = Table(
    "outlet_months",
    "One row per outlet per month or interval of months per topic, and one for all its articles of that time.",
    ("outlet_id", "month", "first_month", "last_month", "topic_id"),
    (
        outlet_id,
        month_column,
        first_month_column,
        last_month_column,
        topic_column,
        count("article_count", meaning="Articles; partner content and duplicates are left out."),
        bounded_column,
        quoted_only_column,
    ),
)

PARTY_MONTHS = Table(
    "party_months",
    "One row per party per outlet per month or interval of months per topic, and one for all its articles of it.",
    ("party_group", "outlet_id", "month", "first_month", "last_month", "topic_id"),
    (
        text(
            "party_group",
            meaning="Party that an author held on the day, including its sister labels; empty for articles "
            "of no known party.",
        ),
        outlet_id,
        month_column,
        first_month_column,
        last_month_column,
        topic_column,
        count("article_count", meaning="Articles, each once per party; partner content and duplicates are left out."),
        bounded_column,
        count("commons_count", meaning="Of these, those with an author who sat in the Commons for the party that day."),
        quoted_only_column,
    ),
)

COVERAGE_BY_MONTH = Table(
    "coverage_by_month",
    "One row per outlet per month, from its first month in the corpus to the corpus's last: whether its coverage "
    "changed.",
    ("outlet_id", "month"),
    (
        outlet_id,
        day("month", meaning="First day of the month."),
        Column(
            "article_count",
            Kind.INTEGER,
            "Articles of the month, as trends count them; null in a month without output.",
            nullable=True,
            least=0,
        ),
        real(
            "usual_level",
            meaning="The lower of the medians of the six months before and after; null where neither side has three.",
            nullable=True,
            least=0,
        ),
        flag(
            "is_break",
            meaning="Whether the month cannot be compared with the one before, because of how it was collected.",
        ),
        maybe_text("break_kind", meaning="Why, in a word; the gravest where there are several.", values=BREAKS),
        maybe_text("break_reason", meaning="Why, in words; several are joined by a semicolon."),
    ),
)

COVERAGE_DAYS = Table(
    "coverage_days",
    "One row per outlet per day of publication on which an article is known of, and one for those without a day.",
    ("outlet_id", "day"),
    (
        outlet_id,
        day(
            "day",
            meaning="Day of publication: the article's own where it is loaded and dated to the day, otherwise the "
            "listings'; 0001-01-01 where neither has one.",
        ),
        count("loaded_count", meaning="Articles known of from that day and in the corpus."),
        count("quarantined_count", meaning="Fetched and put in quarantine by a rule."),
        count("failed_count", meaning="Without a usable answer so far, gone, or forbidden by robots.txt or our rules."),
        count("waiting_count", meaning="Not fetched yet, or fetched by a run that is still under way."),
        count("discarded_count", meaning="Fetched and not an article of its own."),
    ),
)

ARTICLE_PARTIES = Table(
    "article_parties",
    "One row per article per party that one of its authors held on the day of publication.",
    ("article_id", "party_group"),
    (
        article_id,
        text(
            "party_group",
            meaning="Party, including its sister labels; co-authors of one party count once.",
        ),
        flag("is_in_commons", meaning="Whether one of them sat in the Commons for it on that day."),
    ),
)

ROUTE_MONTHS = Table(
    "route_months",
    "One row per outlet per month per pair of independent routes of which one named an article of that month.",
    ("outlet_id", "month", "route", "other_route"),
    (
        outlet_id,
        month_column,
        text("route", meaning="One route.", values=ROUTES),
        text("other_route", meaning="The other.", values=ROUTES),
        count("route_count", meaning="Articles that the one route has named."),
        count("other_route_count", meaning="Articles that the other has named."),
        count("both_count", meaning="Articles that both have named."),
    ),
)

NIGHTLY_ANSWERS = Table(
    "nightly_answers",
    "One row per outlet per nightly run that handled addresses which the outlet's listings named; as at the run's end.",
    ("outlet_id", "run_id"),
    (
        outlet_id,
        text("run_id", meaning="The nightly run, as in `runs`."),
        count("discovered_count", meaning="Such addresses."),
        count("answered_count", meaning="Of these, with a usable answer."),
        count("new_count", meaning="Of these, articles new to the corpus and published in the 30 days before the run."),
        count("failed_count", meaning="Of these, without a usable answer."),
        count("quarantined_count", meaning="Of these, put in quarantine by a rule."),
        maybe_text("last_failure", meaning="Cause of the last failure among these, if any."),
    ),
)

CURRENT_TALLIES = Table(
    "current_tallies",
    "One row per tally that agrees with the tables it is counted from; the others are counted at the next publication.",
    ("tally",),
    (
        text("tally", meaning="Name of the tally's table."),
        text(
            "query_sha256",
            meaning="SHA-256 of the query that counted it, and of the candidates if it counts these.",
            pattern=SHA256,
        ),
    ),
)

UNCOUNTED_ARTICLES = Table(
    "uncounted_articles",
    "One row per article that changed since the last publication; the tallies lack it until the next one counts it.",
    ("article_id",),
    (article_id,),
)

TALLIES: tuple[Table, ...] = (
    *(OUTLET_DAYS, OUTLET_MONTHS, ARTICLE_PARTIES, PARTY_MONTHS, COVERAGE_BY_MONTH),
    *(COVERAGE_DAYS, ROUTE_MONTHS, NIGHTLY_ANSWERS),
)
"""Ordered so that each may read those before it."""
