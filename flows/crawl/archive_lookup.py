"""Ask the Wayback Machine's index about one article: the query, and the earliest usable copy in the answer.

https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md
"""

from datetime import UTC, datetime
from urllib.parse import urlencode

from flows.crawl.archive_index import CDX_FIELDS, make_index_entry, parse_cdx_rows
from transforms.records import ArchivedCopy
from transforms.urls import make_article_id

MAX_ROWS = 20  # an index folds addresses more than we do, so the first rows may be of another article
FIRST_CAPTURE = datetime(1996, 1, 1, tzinfo=UTC)
"""The Wayback Machine has captures since 1996; an earlier timestamp is an error."""
_INDEX_PATH = "/cdx/search/cdx"
_EXCLUDED = b"AccessControlException"  # in the answer about a site that asked to be left out


def build_lookup_query(base: str, url: str) -> str:
    """Return the address that answers with the earliest copies of `url` that were pages with status 200."""
    asked = [
        ("url", url),
        ("matchType", "exact"),
        ("output", "json"),
        ("fl", ",".join(CDX_FIELDS)),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        ("limit", str(MAX_ROWS)),
    ]
    return f"{base}{_INDEX_PATH}?{urlencode(asked)}"


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
