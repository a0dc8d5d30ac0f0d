"""Find a web archive's earliest copy of an article, fetch it, and return it as the outlet's own response.

The query of the index: https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from urllib.parse import urlencode

from flows.crawl.archive_index import CDX_FIELDS, make_index_entry, parse_cdx_rows
from flows.crawl.client import ACCEPT_HTML, Client
from flows.crawl.responses import Failed, Response
from transforms.records import ArchivedCopy
from transforms.urls import make_article_id
from warehouse.archive import warc_reader, warc_record

_ORIGINAL = "x-archive-orig-"
_MEMENTO = re.compile(r"/web/\d{4,14}id_/(?P<url>https?://.+)$")
MAX_ROWS = 20  # an index folds addresses more than we do, so the first rows may be of another article
FIRST_CAPTURE = datetime(1996, 1, 1, tzinfo=UTC)
"""The Wayback Machine has captures since 1996; an earlier timestamp is an error."""
_INDEX_PATH = "/cdx/search/cdx"
_EXCLUDED = b"AccessControlException"  # in the answer about a site that asked to be left out


def fetch_archived_copy(client: Client, copy: ArchivedCopy, url: str) -> Response:
    """Return the copy as the outlet's response: `url` is the article's, `fetched_at` the time of the copy.

    Raises Failed (no_copy) if the archive does not return the copy in its index, and as `Client.get_from_service`.
    """
    if copy.offset is None or copy.length is None:
        return _read_memento(client.get_from_service(copy.url, accept=ACCEPT_HTML), url)
    most, span = client.settings.response_megabytes * 1_000_000, (copy.offset, copy.offset + copy.length - 1)
    part = client.get_from_service(copy.url, accept="*/*", max_bytes=most, span=span)
    return _read_record(part, copy.length, most, url)


def _read_memento(answer: Response, url: str) -> Response:
    """Read a stored page of the Wayback Machine, identified by the header with its capture time (RFC 7089)."""
    stamp, place = answer.header("memento-datetime"), _MEMENTO.search(answer.url)
    if answer.status != 200 or stamp is None or place is None:
        raise Failed("no_copy", f"{answer.url} answered {answer.status}, not with a stored page")
    try:
        captured_at = parsedate_to_datetime(stamp).astimezone(UTC)
    except ValueError as error:
        raise Failed("no_copy", f"{answer.url} was taken at {stamp!r}, which is not a date") from error
    return _make_outlet_response(place["url"], url, _select_outlet_headers(answer.headers), answer.body, captured_at)


def _read_record(part: Response, length: int, max_bytes: int, url: str) -> Response:
    """Read the single record in a range of a WARC file."""
    if part.status != 206 and len(part.body) != length:
        raise Failed("no_copy", f"{part.url} answered {part.status}, not with the {length} bytes requested")
    try:
        record = next(warc_reader.iter_records(BytesIO(part.body), max_bytes), None)
    except OSError as error:
        raise Failed("no_copy", f"{part.url} has no WARC record there: {error}") from error
    if not isinstance(record, warc_record.Record):
        raise Failed("no_copy", f"{part.url} has no complete record there: {record or 'nothing'}")
    if record.status != 200:
        raise Failed("no_copy", f"the record is an answer {record.status}")
    return _make_outlet_response(record.url, url, record.headers, record.payload, record.captured_at)


def _select_outlet_headers(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the outlet's headers, which the Wayback Machine renames; of its own headers only the content type."""
    own = [(n[len(_ORIGINAL) :], value) for n, value in headers if n.lower().startswith(_ORIGINAL)]
    if not any(name.lower() == "content-type" for name, _ in own):
        own += [(name, value) for name, value in headers if name.lower() == "content-type"]
    return tuple(own)


def _make_outlet_response(
    stored: str, url: str, headers: tuple[tuple[str, str], ...], body: bytes, captured_at: datetime
) -> Response:
    """Return the outlet's response: at the article's address, or at the copy's if it is another article's."""
    return Response(url if make_article_id(stored) == make_article_id(url) else stored, 200, headers, body, captured_at)


def build_lookup_query(base: str, url: str) -> str:
    """Return the address that answers with the earliest copies of `url` that were pages with status 200."""
    parameters = [
        ("url", url),
        ("matchType", "exact"),
        ("output", "json"),
        ("fl", ",".join(CDX_FIELDS)),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        ("limit", str(MAX_ROWS)),
    ]
    return f"{base}{_INDEX_PATH}?{urlencode(parameters)}"


def parse_lookup(query: str, status: int, payload: bytes, url: str, asked_at: datetime) -> ArchivedCopy | None:
    """Return the earliest usable copy of `url` in the answer to `query`; None if the index lists none.

    Usable is a copy of this very article, made in 1996 or later and before the index answered. Of a site that the
    archive excludes it shows no copy. Raises ValueError if the answer says nothing about the article: another status
    than 200, or not the index's format.
    """
    if status == 403 and _EXCLUDED in payload:
        return None
    if status != 200:
        raise ValueError(f"the index answered {status}")
    base, article_id = query.partition(_INDEX_PATH)[0], make_article_id(url)
    copies = list[ArchivedCopy]()
    for timestamp, original in parse_cdx_rows(payload)[0]:
        entry = make_index_entry(original, timestamp, f"{base}/web/{timestamp}id_/{original}")
        if entry is None or entry.hint.copy is None or make_article_id(entry.url) != article_id:
            continue
        if FIRST_CAPTURE <= datetime.fromisoformat(entry.hint.copy.captured_at) <= asked_at:
            copies.append(entry.hint.copy)
    return min(copies, key=lambda copy: (copy.captured_at, copy.url), default=None)
