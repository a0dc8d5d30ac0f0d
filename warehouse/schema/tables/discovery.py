"""Tables of discovery: the addresses in listings and the outcome of each so far, and the questions to web archives."""

from warehouse.schema.contract import Table
from warehouse.schema.tables.columns import (
    WEB,
    article_id,
    count,
    instant,
    maybe_day,
    maybe_instant,
    maybe_text,
    outlet_id,
    route,
    run_id,
    text,
)
from warehouse.schema.tables.values import CANDIDATE_STATES, ROUTES

_SEEN = (
    instant("first_seen_at", meaning="Start of the first run that saw it."),
    instant("last_seen_at", meaning="Start of the last run that saw it."),
)

CANDIDATES = Table(
    "candidates",
    "One row per address of an article that a listing has named, on any route.",
    ("article_id",),
    (
        article_id,
        outlet_id,
        text("url", meaning="Address, as the route listed it.", pattern=WEB),
        text("route", meaning="The most trusted of the routes that listed the address.", values=ROUTES),
        text(
            "hint",
            meaning="Data of the listings about it, as JSON: the most trusted route first, the others fill gaps.",
        ),
        maybe_day("listed_on", meaning="Day of publication in the outlet's time zone, as the listing has it."),
        maybe_day("published_not_before", meaning="Earliest day that listing and address leave possible, if any."),
        maybe_day("published_not_after", meaning="Latest day that listing and address leave possible, if any."),
        *_SEEN,
        text("state", meaning="Its outcome so far.", values=CANDIDATE_STATES),
        count("attempts", meaning="Fetches in a row that failed."),
        maybe_instant("next_attempt_at", meaning="When a failed one may be requested again."),
        maybe_text("reason", meaning="Why it failed, is gone or disallowed, in one word."),
        maybe_text("run_id", meaning="The run that claims it, or that resolved it last; null if none has yet."),
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
        text("hint", meaning="The latest data of this route about it, as JSON."),
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
        count("candidate_count", meaning="Number of candidates in it when it was last read completely."),
    ),
)

ARCHIVE_LOOKUPS = Table(
    "archive_lookups",
    "One row per answered question to a web archive for the earliest copy of an article that prints no date.",
    ("article_id", "asked_at"),
    (
        article_id,
        outlet_id,
        text("url", meaning="Address of the article that was looked up.", pattern=WEB),
        instant("asked_at", meaning="When the archive answered."),
        count("status", meaning="HTTP status of the answer."),
        maybe_instant("copied_at", meaning="When the earliest usable copy was made; null if the archive lists none."),
        maybe_text("copy_url", meaning="Address of that copy, as stored."),
        text("warc_file", meaning="Archive file with the answer, relative to the archive folder."),
        count("warc_offset", meaning="Offset of the answer's record in that file, in bytes."),
        run_id,
    ),
)
