"""THE contract: every table and every column, said once."""

from functools import partial

from warehouse.contract import Column, Kind, Table

text = partial(Column, kind=Kind.TEXT)
count = partial(Column, kind=Kind.INTEGER, least=0)
real = partial(Column, kind=Kind.REAL)
flag = partial(Column, kind=Kind.BOOLEAN)
day = partial(Column, kind=Kind.DAY)
instant = partial(Column, kind=Kind.INSTANT)
maybe_text = partial(text, nullable=True)
maybe_day = partial(day, nullable=True)
maybe_instant = partial(instant, nullable=True)

SHA256 = r"[0-9a-f]{64}"
IDENTIFIER = r"[0-9a-f]{24}"
DIGEST = r"[0-9a-f]{16}"
SLUG = r"[a-z0-9][a-z0-9.:_-]*"
WEB = r"https?://.+"

GENRES = ("opinion", "news", "interview", "partner", "other")
DATE_BASES = (
    "json-ld",
    "meta",
    "time-tag",
    "feed",
    "sitemap",
    "listing",
    "url",
    "text",
    "archive-bound",
    "unknown",
)
DATE_PRECISIONS = ("instant", "day", "month", "year", "none")
RESOLUTIONS = (
    "resolved",
    "ambiguous",
    "not_serving",
    "not_in_register",
    "staff",
    "organisation",
    "no_byline",
    "date_unknown",
)
CHAMBERS = ("commons", "lords", "scottish-parliament", "senedd", "ni-assembly", "london-assembly", "monarch", "other")
ROUTES = ("feed", "sitemap", "listing", "web-archive", "import")
FATES = (
    "unchanged",
    "disallowed",
    "failed",
    "loaded",
    "updated",
    "unchanged_text",
    "duplicate",
    "quarantined",
    "discarded",
)
CANDIDATE_STATES = ("waiting", "taken", "captured", "failed", "gone", "disallowed")
EDGES = ("head", "foot", "date")
BREAKS = ("hole", "unfinished", "begins", "step", "method", "ends")
"""From the gravest."""
RUN_STATES = ("running", "completed", "failed", "crashed")
FLOWS = ("nightly", "backfill", "import", "reprocess", "members")

article_id = text(
    "article_id", meaning="Article: the first 24 hex digits of SHA-256 of its normalised URL.", pattern=IDENTIFIER
)
capture_id = text(
    "capture_id",
    meaning="Capture: the first 24 hex digits of SHA-256 of normalised URL and payload digest.",
    pattern=IDENTIFIER,
)
outlet_id = text(
    "outlet_id", meaning="Outlet, as in `outlets`; the bare host name where no outlet is declared for it.", pattern=SLUG
)
route = text("route", meaning="How the address was found.", values=ROUTES)
run_id = text("run_id", meaning="The run that wrote this row, as in `runs`.")
content_sha256 = text("content_sha256", meaning="SHA-256 of title and body, white space folded.", pattern=SHA256)
extractor_version = text("extractor_version", meaning="Version of the code that read the text from the bytes.")
title = text("title", meaning="Headline, without the outlet's name.")
standfirst = maybe_text("standfirst", meaning="The outlet's summary under the headline, if any.")
body = text("body", meaning="Text of the piece; paragraphs apart by a newline; nothing that is not the article.")
word_count = count("word_count", meaning="Words in `body`.")

_DATE = (
    maybe_day("published_on", meaning="Day of first publication in the outlet's own time zone."),
    maybe_instant("published_at", meaning="Instant of first publication, where the page gives one."),
    text("date_basis", meaning="What the publication date rests on.", values=DATE_BASES),
    text("date_precision", meaning="How exactly the publication date is known.", values=DATE_PRECISIONS),
    maybe_day("published_not_before", meaning="Earliest possible day of publication, where something sure gives one."),
    maybe_day("published_not_after", meaning="Latest possible day of publication: the day of the earliest capture."),
)

ARTICLES = Table(
    "articles",
    "One row per published piece, however often and at whatever URL it was captured.",
    ("article_id",),
    (
        article_id,
        outlet_id,
        text("url", meaning="Normalised URL.", pattern=WEB),
        title,
        standfirst,
        body,
        Column(
            "quoted_paragraphs",
            Kind.INTEGERS,
            "Paragraphs of `body`, from 0, that the page sets as block quotes; null where it does not tell: bare text, "
            "or read before this was known.",
            nullable=True,
        ),
        word_count,
        maybe_text("language", meaning="ISO 639-1 code of the body's language.", pattern=r"[a-z]{2,3}"),
        text("genre", meaning="What kind of piece it is.", values=GENRES),
        *_DATE,
        maybe_instant("modified_at", meaning="Last change as the page states it."),
        instant("first_captured_at", meaning="Earliest capture known."),
        instant("last_captured_at", meaning="Latest capture known."),
        Column("version", Kind.INTEGER, "Which of the article's texts this is, in order of first capture.", least=1),
        content_sha256,
        maybe_text("duplicate_of", meaning="The article whose text this one repeats, if any.", pattern=IDENTIFIER),
        real(
            "agreement",
            meaning="F1 of the four-word runs of body and a second extractor's text; null where the length of the "
            "body gave no cause to ask, or the second found next to nothing.",
            nullable=True,
            least=0,
        ),
        capture_id,
        maybe_text("date_capture_id", meaning="The capture that the date was read from.", pattern=IDENTIFIER),
        extractor_version,
        run_id,
    ),
)

ARTICLE_VERSIONS = Table(
    "article_versions",
    "One row per distinct text of an article.",
    ("article_id", "content_sha256"),
    (
        article_id,
        Column("version", Kind.INTEGER, "Rank of this text by its first capture.", least=1),
        content_sha256,
        title,
        standfirst,
        body,
        word_count,
        text("capture_id", meaning="Earliest capture with this text.", pattern=IDENTIFIER),
        instant("first_captured_at", meaning="When that capture was made."),
        extractor_version,
        run_id,
    ),
)

DATE_CANDIDATES = Table(
    "date_candidates",
    "One row per date seen on a capture of an article, in the order of trust.",
    ("article_id", "capture_id", "position"),
    (
        article_id,
        capture_id,
        count("position", meaning="Order of trust, from 0."),
        text("basis", meaning="Where the date stood.", values=DATE_BASES),
        text("value", meaning="The date as written."),
        maybe_instant("parsed_at", meaning="The instant it was read as."),
        maybe_day("parsed_on", meaning="The day it was read as, in the outlet's time zone."),
        text("precision", meaning="How exact it is.", values=DATE_PRECISIONS),
        flag("is_chosen", meaning="Whether it became the publication date."),
        maybe_text("reason", meaning="Why it did not."),
    ),
)

CAPTURES = Table(
    "captures",
    "One row per stored response for an article's address with bytes of its own.",
    ("capture_id",),
    (
        capture_id,
        article_id,
        outlet_id,
        text("url", meaning="Address that answered, after redirects."),
        instant("captured_at", meaning="When it was fetched."),
        text("media_type", meaning="Content type of the payload, without parameters."),
        text("payload_sha256", meaning="SHA-256 of the payload, after content decoding.", pattern=SHA256),
        count("payload_bytes", meaning="Length of the payload, in bytes."),
        maybe_text("etag", meaning="ETag of the response, for the next conditional request."),
        maybe_text("last_modified", meaning="Last-Modified of the response, verbatim."),
        text("warc_file", meaning="Archive file, relative to the archive folder."),
        count("warc_offset", meaning="Offset of the record in that file, in bytes."),
        route,
        run_id,
    ),
)

READINGS = Table(
    "readings",
    "One row per capture that passed the gate: the text and the date that were read from it.",
    ("capture_id",),
    (
        capture_id,
        article_id,
        instant("captured_at", meaning="When the capture was made."),
        content_sha256,
        *_DATE,
        extractor_version,
        run_id,
    ),
)

line_id = text(
    "line_id",
    meaning="The line: the first 16 hex digits of SHA-256 of its words, figures taken for one another.",
    pattern=DIGEST,
)

CAPTURE_LINES = Table(
    "capture_lines",
    "One row per capture that could be read per paragraph near an edge of its text, one for its title, and one per "
    "place on the page with a date in print that may be the piece's.",
    ("capture_id", "edge", "distance"),
    (
        capture_id,
        text(
            "edge",
            meaning="The end it stands near, or that it is the title or the place of a date.",
            values=(*EDGES, "title"),
        ),
        count("distance", meaning="Paragraphs between it and that end; of a date its position among the candidates."),
        line_id,
        text(
            "passage_id",
            meaning="The text it stands in: the same digest of the longest paragraph of its upper half.",
            pattern=DIGEST,
        ),
        text("text", meaning="The line, up to 300 characters of it; of a date where it is printed."),
        flag(
            "is_quoted",
            meaning="Whether it opens with a quotation mark or is led to by a colon; of a date whether it is another "
            "day than the capture's.",
        ),
        flag("is_signed", meaning="Whether it has a credited person's surname."),
        flag("is_furniture", meaning="Whether it was held to be furniture when the capture was last read."),
    ),
)

BOILERPLATE = Table(
    "boilerplate",
    "One row per line that an outlet prints around its articles, per edge and time of use.",
    ("outlet_id", "edge", "line_id", "first_captured_at"),
    (
        outlet_id,
        text("edge", meaning="The end of the text it stands near, or that it is the place of a date.", values=EDGES),
        line_id,
        text("kind", meaning="What it was learned by.", values=("recurring", "biography", "title", "masthead")),
        text("text", meaning="The line, up to 300 characters of it; of a date where it is printed."),
        count("article_count", meaning="Distinct texts it stands in."),
        count("of_count", meaning="Distinct texts of the outlet captured in that time or within 31 days of it."),
        instant("first_captured_at", meaning="Earliest capture that has it."),
        instant("last_captured_at", meaning="Latest capture that has it, before a year without."),
        run_id,
    ),
)

ARTICLE_AUTHORS = Table(
    "article_authors",
    "One row per article per author; one row with resolution `no_byline` where the piece names nobody.",
    ("article_id", "position"),
    (
        article_id,
        capture_id,
        count("position", meaning="Order in the byline, from 0."),
        maybe_text("byline", meaning="The credit, verbatim."),
        maybe_text("name", meaning="The author's name, without style and office."),
        maybe_text("person_id", meaning="Person, as in `persons`."),
        maybe_text("chamber", meaning="Chamber the author sat in on `published_on`.", values=CHAMBERS),
        maybe_text("party_id", meaning="Party held on `published_on`, as in `parties`."),
        maybe_text("party_name", meaning="That party's name."),
        maybe_text(
            "party_group", meaning="Party with its sister labels taken together (Labour and Labour/Co-operative)."
        ),
        maybe_text("constituency", meaning="Seat held on `published_on`."),
        maybe_text("affiliation_text", meaning="The line that says who the author is, verbatim."),
        text("resolution", meaning="How the author was matched in the register, or why not.", values=RESOLUTIONS),
        maybe_text("reason", meaning="The evidence, or what was missing."),
    ),
)

ARTICLE_CATEGORIES = Table(
    "article_categories",
    "One row per article per category label of the outlet.",
    ("article_id", "label"),
    (
        article_id,
        capture_id,
        text("label", meaning="The outlet's label, verbatim."),
        maybe_text("category_id", meaning="Our category for it, as in `categories`."),
    ),
)

ARTICLE_TOPICS = Table(
    "article_topics",
    "One row per article per topic that its text matches.",
    ("article_id", "topic_id"),
    (
        article_id,
        capture_id,
        text("topic_id", meaning="Topic, as in `topics`.", pattern=SLUG),
        Column("topic_version", Kind.INTEGER, "Version of the topic's definition.", least=1),
        count("mention_count", meaning="Occurrences of the topic's terms in title and body."),
        count(
            "quoted_count",
            meaning="Of these, inside quotation marks or block quotes: what the author quotes, and need not say.",
        ),
        count("first_offset", meaning="Word at which the first of them stands, from 0, title first."),
    ),
)

ARTICLE_WARNINGS = Table(
    "article_warnings",
    "One row per article per doubt that its extraction left.",
    ("article_id", "position"),
    (
        article_id,
        capture_id,
        count("position", meaning="Order in which they came up, from 0."),
        text("warning", meaning="What it is about, in a few words."),
        maybe_text("detail", meaning="How it shows."),
    ),
)

PERSONS = Table(
    "persons",
    "One row per parliamentarian in the register.",
    ("person_id",),
    (text("person_id", meaning="Register's identifier of the person."), text("name", meaning="Name as best known.")),
)

PERSON_NAMES = Table(
    "person_names",
    "One row per name a person is or was known by.",
    ("person_id", "name", "kind", "start_on"),
    (
        text("person_id", meaning="Person, as in `persons`."),
        text("name", meaning="The name in full."),
        text("kind", meaning="What sort of name: main, alternate, peerage or alias."),
        day("start_on", meaning="First day of use; 0001-01-01 where not known."),
        maybe_day("end_on", meaning="Last day of use, if it ended."),
    ),
)

PARTIES = Table(
    "parties",
    "One row per party or grouping.",
    ("party_id",),
    (
        text("party_id", meaning="Register's identifier of the party."),
        text("name", meaning="Party's name."),
        text("party_group", meaning="Party with its sister labels taken together."),
    ),
)

MEMBERSHIPS = Table(
    "memberships",
    "One row per unbroken spell of a person in a chamber under one party and seat.",
    ("membership_id",),
    (
        text("membership_id", meaning="Register's identifier of the membership."),
        text("person_id", meaning="Person, as in `persons`."),
        text("chamber", meaning="Chamber sat in.", values=CHAMBERS),
        maybe_text("party_id", meaning="Party, as in `parties`."),
        maybe_text("constituency", meaning="Seat, where the chamber has seats."),
        day("start_on", meaning="First day."),
        maybe_day("end_on", meaning="Last day; null while it lasts."),
        maybe_text("end_reason", meaning="Why it ended."),
    ),
)

OUTLETS = Table(
    "outlets",
    "One row per title that readers know.",
    ("outlet_id",),
    (
        outlet_id,
        text("name", meaning="Name of the title."),
        maybe_text("home_url", meaning="Front page."),
        text("timezone", meaning="IANA time zone its dates are in."),
        flag("is_declared", meaning="Whether outlets.toml declares it; if not, it was met in an import."),
    ),
)

CATEGORIES = Table(
    "categories",
    "One row per category of our taxonomy: the 21 major topics of the Comparative Agendas Project's master codebook.",
    ("category_id",),
    (text("category_id", meaning="Category.", pattern=SLUG), text("name", meaning="Name of the category.")),
)

_DEFINED = (
    text("topic_id", meaning="Topic.", pattern=SLUG),
    Column("topic_version", Kind.INTEGER, "Version of the definition.", least=1),
    text("title", meaning="Title for people."),
    text("description", meaning="What counts as the topic."),
    text("definition", meaning="The definition as JSON."),
)

TOPICS = Table("topics", "One row per topic in its current definition.", ("topic_id",), _DEFINED)

TOPIC_VERSIONS = Table(
    "topic_versions",
    "One row per version of a topic's definition that was ever loaded, title and description as they were then.",
    ("topic_id", "topic_version"),
    (
        *_DEFINED,
        maybe_text("run_id", meaning="The run that loaded it first, as in `runs`; null where that was not yet noted."),
        maybe_instant("first_loaded_at", meaning="Start of that run."),
    ),
)

_COUNTS = (
    count("discovered_count", meaning="URLs this run took on: fetched + unchanged + disallowed + failed."),
    count("fetched_count", meaning="Of these, new bytes: the sum of the six that follow `failed_count`."),
    count("unchanged_count", meaning="Known, and not changed or not due."),
    count("disallowed_count", meaning="Forbidden by robots.txt or by our address rules."),
    count("failed_count", meaning="No usable answer."),
    count("loaded_count", meaning="New articles."),
    count("updated_count", meaning="Known articles with a new text."),
    count("unchanged_text_count", meaning="New bytes, same text."),
    count("duplicate_count", meaning="New articles whose text another article has."),
    count("quarantined_count", meaning="Kept back by the gate or by extraction, with the rule."),
    count("discarded_count", meaning="Not an article."),
    count(
        "deferred_count",
        meaning="Listed by the outlet but over this run's limit, not reached or held by another run: not discovered.",
    ),
)

_SEEN = (
    instant("first_seen_at", meaning="Start of the first run that met it."),
    instant("last_seen_at", meaning="Start of the last run that met it."),
)

CANDIDATES = Table(
    "candidates",
    "One row per address of an article that a listing has named, by whatever route.",
    ("article_id",),
    (
        article_id,
        outlet_id,
        text("url", meaning="Address, as the route listed it.", pattern=WEB),
        text(
            "route", meaning="Route whose address it is: of those that named it, the one most trusted.", values=ROUTES
        ),
        text("hint", meaning="What the listings say of it, as JSON: the most trusted route's, the rest filling gaps."),
        maybe_day("listed_on", meaning="Day of publication in the outlet's time zone, as the listing has it."),
        maybe_day("published_not_before", meaning="Earliest day that listing and address leave possible, if any."),
        maybe_day("published_not_after", meaning="Latest day that listing and address leave possible, if any."),
        *_SEEN,
        text("state", meaning="What became of it so far.", values=CANDIDATE_STATES),
        count("attempts", meaning="Fetches in a row that failed."),
        maybe_instant("next_attempt_at", meaning="When a failed one may be asked for again."),
        maybe_text("reason", meaning="Why it failed, is gone or disallowed, in one word."),
        maybe_text("run_id", meaning="The run that holds it, or that settled it last; null where none has yet."),
    ),
)

SIGHTINGS = Table(
    "sightings",
    "One row per candidate per route that has named it.",
    ("article_id", "route"),
    (
        article_id,
        outlet_id,
        route,
        text("url", meaning="Address, as this route listed it last.", pattern=WEB),
        text("hint", meaning="What this route said of it last, as JSON."),
        maybe_day("listed_on", meaning="Day of publication in the outlet's time zone, as this route has it."),
        *_SEEN,
    ),
)

LISTINGS = Table(
    "listings",
    "One row per listing that was read for an outlet: a feed, a sitemap, a page of a listing or of an archive's index.",
    ("outlet_id", "url"),
    (
        outlet_id,
        text("url", meaning="Address of the listing.", pattern=WEB),
        route,
        maybe_text("etag", meaning="ETag of its last answer, for the next conditional request."),
        maybe_text("last_modified", meaning="Last-Modified of that answer, verbatim."),
        instant("read_at", meaning="Start of the last run that read it."),
        count("candidate_count", meaning="Candidates it named when it was last read whole."),
    ),
)

RUNS = Table(
    "runs",
    "One row per run.",
    ("run_id",),
    (
        text("run_id", meaning="Run: start instant and a random tail."),
        text("flow", meaning="Which flow it was.", values=FLOWS),
        text("state", meaning="How it ended.", values=RUN_STATES),
        instant("started_at", meaning="Start."),
        maybe_instant("finished_at", meaning="End."),
        *_COUNTS,
        maybe_text("message", meaning="What went wrong, if anything."),
        text("code_version", meaning="Version of Backbench."),
    ),
)

RUN_FATES = Table(
    "run_fates",
    "One row per URL (in an import: per record) a run took on: the one place where it ended.",
    ("run_id", "position"),
    (
        run_id,
        count("position", meaning="Order within the run, from 0."),
        text("url", meaning="Normalised URL; verbatim where it is not one."),
        outlet_id,
        text("fate", meaning="Where it ended.", values=FATES),
        maybe_text("reason", meaning="Rule or cause, in one word."),
        maybe_text("detail", meaning="What happened, in a sentence."),
        maybe_text("article_id", meaning="Article it became, if any."),
        maybe_text("capture_id", meaning="Capture made or met, if any."),
    ),
)

QUARANTINE = Table(
    "quarantine",
    "One row per capture kept back, per rule it broke.",
    ("capture_id", "rule"),
    (
        capture_id,
        article_id,
        outlet_id,
        text("url", meaning="Address of the capture."),
        text("rule", meaning="The rule it broke."),
        text("detail", meaning="How it broke it."),
        instant("quarantined_at", meaning="Start of the run that kept it back."),
        maybe_text("released_by", meaning="The later run that let it through, if any."),
        run_id,
    ),
)

QUALITY_RESULTS = Table(
    "quality_results",
    "One row per run per rule of the gate.",
    ("run_id", "rule"),
    (
        run_id,
        text("rule", meaning="The rule."),
        text("scope", meaning="Whether it judges a row or the run.", values=("row", "run")),
        count("checked_count", meaning="Rows judged."),
        count("failed_count", meaning="Rows that broke it; for a rule of the run, the parts of it that did."),
        maybe_text("observed", meaning="The value judged last, for a rule of the run; one that broke it goes first."),
    ),
)

# What the trends read. Filled when the corpus is published, from the tables above (warehouse/tallies.py); empty in the
# writer's database.
month_told = day("month", meaning="First day of the month of publication; 0001-01-01 where the month is not known.")
quoted_only_told = count(
    "quoted_only_count",
    meaning="Of article_count, those that name the topic in quotation only: quoted_count = mention_count. 0 for *.",
)
topic_told = text("topic_id", meaning="Topic that the articles are on, as in `topics`; * for all articles.")

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
        count("answered_count", meaning="URLs that the day's nightly runs and backfills had an answer for."),
    ),
)

OUTLET_MONTHS = Table(
    "outlet_months",
    "One row per outlet per month per topic, and one for all its articles of the month.",
    ("outlet_id", "month", "topic_id"),
    (
        outlet_id,
        month_told,
        topic_told,
        count("article_count", meaning="Articles; partner content and duplicates are left out."),
        quoted_only_told,
    ),
)

PARTY_MONTHS = Table(
    "party_months",
    "One row per party per outlet per month per topic, and one for all its articles of the month.",
    ("party_group", "outlet_id", "month", "topic_id"),
    (
        text(
            "party_group",
            meaning="Party that an author held on the day, with its sister labels taken together; empty for articles "
            "of no known party.",
        ),
        outlet_id,
        month_told,
        topic_told,
        count("article_count", meaning="Articles, each once per party; partner content and duplicates are left out."),
        count("commons_count", meaning="Of these, those with an author who sat in the Commons for the party that day."),
        quoted_only_told,
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
        count("quarantined_count", meaning="Fetched and kept back by a rule."),
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
            meaning="Party with its sister labels taken together; co-authors of one party count once.",
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
        month_told,
        text("route", meaning="One route.", values=ROUTES),
        text("other_route", meaning="The other.", values=ROUTES),
        count("route_count", meaning="Articles that the one route has named."),
        count("other_route_count", meaning="Articles that the other has named."),
        count("both_count", meaning="Articles that both have named."),
    ),
)

NIGHTLY_ANSWERS = Table(
    "nightly_answers",
    "One row per outlet per nightly run that took on addresses which the outlet's listings named.",
    ("outlet_id", "run_id"),
    (
        outlet_id,
        text("run_id", meaning="The nightly run, as in `runs`."),
        count("discovered_count", meaning="Such addresses."),
        count("answered_count", meaning="Of these, with a usable answer."),
        count("new_count", meaning="Of these, articles new to the corpus and published in the 30 days before the run."),
        count("failed_count", meaning="Of these, without a usable answer."),
        count("quarantined_count", meaning="Of these, kept back by a rule."),
        maybe_text("last_failure", meaning="Cause of the last failure among these, if any."),
    ),
)

TALLIES: tuple[Table, ...] = (
    *(OUTLET_DAYS, OUTLET_MONTHS, ARTICLE_PARTIES, PARTY_MONTHS, COVERAGE_BY_MONTH),
    *(COVERAGE_DAYS, ROUTE_MONTHS, NIGHTLY_ANSWERS),
)
"""In an order in which each may read those before it."""

TABLES: tuple[Table, ...] = (
    *(ARTICLES, ARTICLE_VERSIONS, DATE_CANDIDATES, CAPTURES, READINGS, CAPTURE_LINES, BOILERPLATE),
    *(ARTICLE_AUTHORS, ARTICLE_CATEGORIES, ARTICLE_TOPICS, ARTICLE_WARNINGS),
    *(PERSONS, PERSON_NAMES, PARTIES, MEMBERSHIPS, OUTLETS, CATEGORIES, TOPICS, TOPIC_VERSIONS),
    *(CANDIDATES, SIGHTINGS, LISTINGS),
    *(RUNS, RUN_FATES, QUARANTINE, QUALITY_RESULTS),
    *TALLIES,
)
