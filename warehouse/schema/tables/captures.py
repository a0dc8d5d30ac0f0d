"""Tables of captures: the stored pages, the values read from them, and the lines that outlets print around their
articles.
"""

from warehouse.schema.contract import Table
from warehouse.schema.tables.columns import (
    DATED,
    DIGEST,
    IDENTIFIER,
    SHA256,
    article_id,
    capture_id,
    content_sha256,
    count,
    extractor_version,
    flag,
    instant,
    maybe_text,
    outlet_id,
    route,
    run_id,
    text,
    text_bands,
)
from warehouse.schema.tables.values import EDGES

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
        *DATED,
        extractor_version,
        run_id,
    ),
)

UNADDRESSED_READINGS = Table(
    "unaddressed_readings",
    "One row per capture without an address that passed the gate: what was read from it, so that a load can give it to "
    "the article that has its text, or to an article of its own.",
    ("capture_id",),
    (
        capture_id,
        text(
            "text_id",
            meaning="The article that it is while no article with an address has its text.",
            pattern=IDENTIFIER,
        ),
        content_sha256,
        text_bands,
        text("rows_json", meaning="Its rows of `articles` and of the tables of an article's values, as JSON by table."),
        run_id,
    ),
)

line_id = text(
    "line_id",
    meaning="The line: the first 16 hex digits of SHA-256 of its words, all figures equal.",
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
            meaning="The end of the text it is near, or that it is the title or the place of a date.",
            values=(*EDGES, "title"),
        ),
        count("distance", meaning="Paragraphs between it and that end; of a date its position among the candidates."),
        line_id,
        text(
            "passage_id",
            meaning="The text that contains it: the same digest of the longest paragraph in the upper half.",
            pattern=DIGEST,
        ),
        text("text", meaning="The line, up to 300 characters of it; of a date where it is printed."),
        flag(
            "is_quoted",
            meaning="Whether it opens with a quotation mark or is led to by a colon; of a date whether it is another "
            "day than the capture's.",
        ),
        flag("is_signed", meaning="Whether it has a credited person's surname."),
        flag("is_furniture", meaning="Whether it counted as boilerplate when the capture was last extracted."),
    ),
)

BOILERPLATE = Table(
    "boilerplate",
    "One row per line that an outlet prints around its articles, per edge and time of use.",
    ("outlet_id", "edge", "line_id", "first_captured_at"),
    (
        outlet_id,
        text("edge", meaning="The end of the text it is near, or that it is the place of a date.", values=EDGES),
        line_id,
        text(
            "kind",
            meaning="The kind of evidence that it is boilerplate.",
            values=("recurring", "biography", "title", "masthead"),
        ),
        text("text", meaning="The line, up to 300 characters of it; of a date where it is printed."),
        count("article_count", meaning="Distinct texts that contain it."),
        count("of_count", meaning="Distinct texts of the outlet captured in that time or within 31 days of it."),
        instant("first_captured_at", meaning="Earliest capture that has it."),
        instant("last_captured_at", meaning="Latest capture that has it, before a year without."),
        run_id,
    ),
)
