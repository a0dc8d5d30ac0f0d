"""Tables of discovery: the addresses in listings, and the outcome of each so far."""

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
        maybe_instant("next_attempt_at", meaning="When a failed one may be asked for again."),
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
