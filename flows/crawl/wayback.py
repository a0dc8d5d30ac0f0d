"""Read the Wayback Machine's index (CDX): the earliest usable copy of every address under a prefix.

https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from flows.crawl.archive_index import (
    CDX_FIELDS,
    IndexEntry,
    IndexPage,
    format_last_day,
    make_index_entry,
    parse_cdx_rows,
)
from flows.crawl.listing_reader import ListingReader
from flows.crawl.responses import Failed, NoAnswer, fail_alone

PAGE_SIZE = 5_000
MAX_PAGES = 1_000


def read_index(reader: ListingReader, prefix: str) -> Iterator[IndexPage]:
    """Yield the index's responses, from one resume key to the next."""
    base, key, used = reader.client.settings.wayback_url, "", set[str]()
    for _ in range(MAX_PAGES):
        used.add(key)
        address = f"{base}/cdx/search/cdx?{_query(reader, prefix, key)}"
        try:
            with fail_alone("listing_error", address):
                found, key = _read(reader, address, base)
        except NoAnswer as error:
            yield IndexPage(address, problem=str(error))
            return
        if key in used and key:
            yield IndexPage(address, found, f"no_progress: the index continues at {key!r} again and again")
            return
        yield IndexPage(address, found)
        if not key:
            return
    yield IndexPage(address, problem=f"too_long: read to its page {MAX_PAGES} and no further")


def _query(reader: ListingReader, prefix: str, key: str) -> str:
    parameters = [
        ("url", prefix),
        ("matchType", "prefix"),
        ("output", "json"),
        ("fl", ",".join(CDX_FIELDS)),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        # The first copy of each address, in order of time, that passes the filters. No `from`: a copy made before the
        # requested days shows that the article is older.
        ("collapse", "urlkey"),
        ("limit", str(PAGE_SIZE)),
        ("showResumeKey", "true"),
    ]
    if last := format_last_day(reader.until):
        parameters.append(("to", last))
    if key:
        parameters.append(("resumeKey", key))
    return urlencode(parameters)


def _read(reader: ListingReader, address: str, base: str) -> tuple[tuple[IndexEntry, ...], str]:
    """Return the copies in a response, and the resume key of the next, empty after the last."""
    response = reader.get_from_service(address)
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the index answered {response.status}")
    try:
        copies, key = parse_cdx_rows(response.body)
    except ValueError as error:
        raise Failed("not_an_index", str(error)) from error
    found = (make_index_entry(url, stamp, f"{base}/web/{stamp}id_/{url}") for stamp, url in copies)
    return tuple(each for each in found if each is not None), key
