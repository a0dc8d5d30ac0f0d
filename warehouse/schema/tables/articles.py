"""Tables of articles: texts, dates, authors, categories, topics."""

from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables.columns import (
    DATED,
    IDENTIFIER,
    SLUG,
    WEB_OR_TEXT,
    article_id,
    body,
    capture_id,
    content_sha256,
    count,
    extractor_version,
    flag,
    instant,
    maybe_day,
    maybe_instant,
    maybe_text,
    outlet_id,
    real,
    run_id,
    standfirst,
    text,
    text_bands,
    title,
    word_count,
)
from warehouse.schema.tables.values import (
    BOUNDS,
    CHAMBERS,
    DATE_BASES,
    DATE_PRECISIONS,
    EVIDENCE_BASES,
    GENRES,
    RESOLUTIONS,
    TITLE_BASES,
)

ARTICLES = Table(
    "articles",
    "One row per published article, however often and at whatever URL it was captured.",
    ("article_id",),
    (
        article_id,
        outlet_id,
        text(
            "url",
            meaning="Normalised URL; `urn:text:OUTLET:DIGEST` of a text capture without an address.",
            pattern=WEB_OR_TEXT,
        ),
        title,
        maybe_text(
            "title_basis",
            meaning="What states the title: a heading or the markup of the page, the feed or manifest that listed it, "
            "a line of a text capture, the words of its address; null where it was read before this was known.",
            values=TITLE_BASES,
        ),
        standfirst,
        body,
        Column(
            "quoted_paragraphs",
            Kind.INTEGERS,
            "Paragraphs of `body`, from 0, that the page sets as block quotes; null if that is not known: bare text, "
            "or read before this was known.",
            nullable=True,
        ),
        word_count,
        maybe_text("language", meaning="ISO 639-1 code of the body's language.", pattern=r"[a-z]{2,3}"),
        text("genre", meaning="The kind of article.", values=GENRES),
        *DATED,
        maybe_instant("modified_at", meaning="Last change as the page states it."),
        instant("first_captured_at", meaning="Earliest capture known."),
        instant("last_captured_at", meaning="Latest capture known."),
        Column("version", Kind.INTEGER, "Which of the article's texts this is, in order of first capture.", least=1),
        content_sha256,
        maybe_text(
            "duplicate_of",
            meaning="The article whose text this one repeats, or nearly repeats, if any.",
            pattern=IDENTIFIER,
        ),
        real(
            "duplicate_similarity",
            meaning="Share of five-word runs that the two texts have in common, 1 where they are equal; null where "
            "there is no such article, or where a third text links the two.",
            nullable=True,
            least=0,
        ),
        text_bands,
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
        text(
            "capture_id",
            meaning="Earliest capture with this text; one with an address if there is any.",
            pattern=IDENTIFIER,
        ),
        instant("first_captured_at", meaning="When this text was captured first."),
        extractor_version,
        run_id,
    ),
)

DATE_CANDIDATES = Table(
    "date_candidates",
    "One row per date seen on a capture of an article, in the order of trust; then one per piece of evidence that "
    "bounds the day of publication.",
    ("article_id", "capture_id", "position"),
    (
        article_id,
        capture_id,
        count("position", meaning="Order of trust, from 0."),
        text(
            "basis",
            meaning="Where the date was found, or what kind of evidence it is.",
            values=DATE_BASES + EVIDENCE_BASES,
        ),
        text("value", meaning="The date, or the words that are evidence, as written."),
        maybe_instant("parsed_at", meaning="The instant it was read as."),
        maybe_day("parsed_on", meaning="The day it was read as, in the outlet's time zone."),
        text("precision", meaning="How exact it is.", values=DATE_PRECISIONS),
        flag("is_chosen", meaning="Whether it was chosen as the publication date."),
        maybe_text("reason", meaning="Why it did not; of evidence, whether it sets the bound."),
        maybe_text("bound", meaning="The bound of the publication that it is evidence for, if any.", values=BOUNDS),
        maybe_text("source", meaning="Where on the page it was read; of an event or office, where it is documented."),
    ),
)

AUTHOR_CANDIDATES = Table(
    "author_candidates",
    "One row per credit seen on a capture of an article, in the order of trust.",
    ("article_id", "capture_id", "position"),
    (
        article_id,
        capture_id,
        count("position", meaning="Order of trust, from 0."),
        text("source", meaning="Where it was read: json-ld, a meta tag, the printed byline, a line at the foot."),
        text("value", meaning="The credit as written."),
        text("name", meaning="Whom it names, without style and office."),
        flag("is_chosen", meaning="Whether it names an author in `article_authors`."),
        maybe_text("reason", meaning="Why it does not."),
    ),
)

ARTICLE_AUTHORS = Table(
    "article_authors",
    "One row per article per author; one row with resolution `no_byline` if the article names no author.",
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
        maybe_text("party_group", meaning="Party, including its sister labels (Labour and Labour/Co-operative)."),
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
            meaning="Of these, inside quotation marks or block quotes: words that the author quotes.",
        ),
        count("first_offset", meaning="Position of the first of them in words, from 0; the title comes first."),
    ),
)

NEAR_DUPLICATES = Table(
    "near_duplicates",
    "One row per pair of articles whose texts differ and are nearly one.",
    ("article_id", "other_id"),
    (
        article_id,
        text("other_id", meaning="The other article, whose id is the greater.", pattern=IDENTIFIER),
        real("similarity", meaning="Share of five-word runs that the two texts have in common, at least 0.7.", least=0),
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
        text("warning", meaning="Subject of the doubt, in a few words."),
        maybe_text("detail", meaning="How it shows."),
    ),
)

ARTICLE_ID_CHANGES = Table(
    "article_id_changes",
    "One row per article_id that another one replaced: the rule of identity changed, or a text without an address is "
    "the article of an address.",
    ("old_article_id", "article_id"),
    (
        text("old_article_id", meaning="The id that the article had.", pattern=IDENTIFIER),
        text("article_id", meaning="The id that it has now.", pattern=IDENTIFIER),
        text("url", meaning="The URL that determines the new id; several URLs may have had the old one."),
    ),
)

CHILDREN = (
    *(DATE_CANDIDATES, AUTHOR_CANDIDATES, ARTICLE_AUTHORS, ARTICLE_CATEGORIES, ARTICLE_TOPICS),
    ARTICLE_WARNINGS,
)
"""The tables of an article's values: each row was read from a capture."""
