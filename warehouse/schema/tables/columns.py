"""Provide short functions to declare columns, and the columns that several tables share."""

from functools import partial

from warehouse.schema.contract import Column, Kind
from warehouse.schema.tables.values import DATE_BASES, DATE_PRECISIONS, ROUTES

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
WEB_OR_TEXT = r"(?:https?://|urn:text:).+"

article_id = text(
    "article_id", meaning="Article: the first 24 hex digits of SHA-256 of the key of its URL.", pattern=IDENTIFIER
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
title = maybe_text("title", meaning="Headline, without the outlet's name; null where none is printed or known.")
standfirst = maybe_text("standfirst", meaning="The outlet's summary under the headline, if any.")
body = text("body", meaning="Text of the article, without anything else; paragraphs separated by a newline.")
word_count = count("word_count", meaning="Words in `body`.")
text_bands = Column(
    "text_bands",
    Kind.INTEGERS,
    "MinHash bands of the body's five-word runs: articles that share one may have nearly one text; null for a "
    "short body, or read before this was known.",
    nullable=True,
)

DATED = (
    maybe_day("published_on", meaning="Day of first publication in the outlet's own time zone."),
    maybe_instant("published_at", meaning="Instant of first publication, where the page gives one."),
    text("date_basis", meaning="The evidence for the publication date.", values=DATE_BASES),
    text("date_precision", meaning="How exactly the publication date is known.", values=DATE_PRECISIONS),
    maybe_day("published_not_before", meaning="Earliest possible day of publication, where something sure gives one."),
    maybe_day("published_not_after", meaning="Latest possible day of publication: the day of the earliest capture."),
)
