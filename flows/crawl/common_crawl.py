"""Read Common Crawl's indexes, one per crawl: the usable copies of every address under a prefix, in WARC files.

https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html, https://commoncrawl.org/cdxj-index
"""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flows.crawl.archive_index import (
    MAX_COPY_DELAY,
    IndexEntry,
    IndexPage,
    format_last_day,
    make_index_entry,
    parse_json_lines,
)
from flows.crawl.listing_reader import ListingReader
from flows.crawl.responses import Failed, NoAnswer, Response, fail_alone
from transforms.records import Hint

_NAMED_AFTER = re.compile(r"CC-MAIN-(?P<year>20\d\d)-(?P<week>[0-5]\d)$")
_MAX_CRAWL_LENGTH = timedelta(days=31)


def read_indexes(reader: ListingReader, prefix: str) -> Iterator[IndexPage]:
    """Yield the index responses of each crawl that may have copies from the requested days, oldest crawl first."""
    address = f"{reader.client.settings.common_crawl_url}/collinfo.json"
    try:
        with fail_alone("listing_error", address):
            crawls = _crawls(reader.get_from_service(address), reader)
    except NoAnswer as error:
        yield IndexPage(address, problem=str(error))
        return
    for crawl in crawls:
        yield from _pages(reader, prefix, crawl)


def _crawls(response: Response, reader: ListingReader) -> list[str]:
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the list of crawls answered {response.status}")
    try:
        listed_crawls = json.loads(response.body)[:]  # an object, such as an error, cannot be sliced
        crawls = [(*_days(crawl), str(crawl["cdx-api"])) for crawl in listed_crawls]
    except (ValueError, TypeError, LookupError) as error:
        raise Failed("not_an_index", f"the list of crawls cannot be read: {error}") from error
    since, until = reader.since or date.min, reader.until or date.max - MAX_COPY_DELAY
    return [api for first, last, api in sorted(crawls) if last >= since and first <= until + MAX_COPY_DELAY]


def _days(crawl: dict[str, Any]) -> tuple[date, date]:
    """Return a crawl's first and last day: as stated, or from the week in its name; otherwise an unlimited span."""
    name = str(crawl["id"])
    if crawl.get("from") and crawl.get("to"):
        return date.fromisoformat(str(crawl["from"])[:10]), date.fromisoformat(str(crawl["to"])[:10])
    if named := _NAMED_AFTER.search(name):
        ended = date.fromisocalendar(int(named["year"]), max(1, min(int(named["week"]), 52)), 7)
        return ended - _MAX_CRAWL_LENGTH, ended + _MAX_CRAWL_LENGTH
    return date.min, date.max


def _pages(reader: ListingReader, prefix: str, crawl: str) -> Iterator[IndexPage]:
    parameters = {"url": f"{prefix}*", "output": "json"}
    address = f"{crawl}?{urlencode(parameters | {'showNumPages': 'true'})}"
    try:
        with fail_alone("listing_error", address):
            count = _count(reader.get_from_service(address))
    except NoAnswer as error:
        yield IndexPage(address, problem=str(error))
        return
    fields = {"fl": "url,timestamp,filename,offset,length,truncated"}
    window = {"to": last} if (last := format_last_day(reader.until)) else {}
    filters = urlencode([("filter", "=status:200"), ("filter", "=mime:text/html")])
    for page in range(count):
        address = f"{crawl}?{urlencode(parameters | fields | window | {'page': str(page)})}&{filters}"
        try:
            with fail_alone("listing_error", address):
                entries = _read(reader, address)
        except NoAnswer as error:
            yield IndexPage(address, problem=str(error))
        else:
            yield IndexPage(address, entries)


def _count(response: Response) -> int:
    """Return the number of index parts for the prefix; the index answers 404 if it has none."""
    if response.status == 404:
        return 0
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the index answered {response.status}")
    try:
        return int(json.loads(response.body)["pages"])
    except (ValueError, TypeError, LookupError) as error:
        raise Failed("not_an_index", f"the number of pages cannot be read: {error}") from error


def _read(reader: ListingReader, address: str) -> tuple[IndexEntry, ...]:
    response = reader.get_from_service(address)
    if response.status == 404:  # no entry of this part passes the filters
        return ()
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the index answered {response.status}")
    base = reader.client.settings.common_crawl_data_url
    try:
        found = [_parse_row(row, base) for row in parse_json_lines(response.body.decode("utf-8", "replace"))]
    except (ValueError, TypeError, LookupError) as error:
        raise Failed("not_an_index", f"the index answered something else: {error}") from error
    return tuple(each for each in found if each is not None)


def _parse_row(row: dict[str, Any], base: str) -> IndexEntry | None:
    """Return a row's address with its copy; without the copy if Common Crawl truncated the page."""
    if row.get("truncated"):
        return IndexEntry(str(row["url"]), Hint("web-archive"))
    span = int(row["offset"]), int(row["length"])
    return make_index_entry(str(row["url"]), str(row["timestamp"]), f"{base}/{row['filename']}", span)
