"""Define the closed sets of values for columns."""

GENRES = ("opinion", "news", "interview", "partner", "other")
TITLE_BASES = ("heading", "markup", "feed", "text", "address", "none")
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
EVIDENCE_BASES = ("masthead", "capture", "archived-copy", "prose", "event", "office")
"""Sources of bounds for the day of publication."""
BOUNDS = ("not_before", "not_after")
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
OUTCOMES = (
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
"""Most serious first."""
RUN_STATES = ("running", "completed", "failed", "crashed")
FLOWS = ("nightly", "backfill", "import", "reprocess", "members")
