"""Request an outlet's listings for any route, archive them before reading, and select the outlet's articles."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.responses import Failed, Response
from flows.runs.hints import find_listed_day, merge_hints, parse_day
from transforms.records import Candidate, Hint, Outlet
from transforms.urls import find_outlet, get_host, is_article_url, make_candidate

Entries = list[tuple[str, Hint]]
"""Addresses as a listing names them, each with what it says of the article."""
_MONTH = re.compile(r"/(?P<year>20\d\d)/(?P<month>0[1-9]|1[0-2])/")


class Validators(NamedTuple):
    """ETag and Last-Modified of a listing's last response; a conditional request with them gives 304 if unchanged."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One listing: its candidates, each article once, and the problem with it, if any.

    `etag` and `last_modified` are set if the next run may request this listing conditionally. `outside`: articles
    dated outside the requested days. They are not fetched, but another route may list them without a date.
    """

    address: str
    route: str
    candidates: tuple[Candidate, ...] = ()
    problem: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    outside: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingReader:
    """Reads the listings of one outlet for the requested days.

    `keep` is called with each response before it is read. `since` limits sitemaps, by their lastmod, and ends listings
    that continue page by page. With `until`, both limit every entry that a listing or the address (/2024/05/…) dates;
    without it (a nightly run) a feed, which is short, is read completely, so that a late run misses nothing. `outlets`
    decides which outlet a URL belongs to if two share a host.

    `validators` are those of earlier runs, by address; pass them only if every listing is read for the same days as
    when they were stored (a nightly run), because a 304 response has no entries to read again.
    """

    outlet: Outlet
    client: Client
    since: date | None
    until: date | None
    keep: Callable[[Response], None]
    parser: DocumentParser
    outlets: tuple[Outlet, ...] = ()
    validators: Mapping[str, Validators] | None = field(default=None)

    def get(self, address: str, accept: str, max_bytes: int | None = None) -> Response:
        """Return the listing's response, archived; 304 if it is unchanged. Raises NoAnswer.

        A 304 to a request without conditions is an error: Failed (http_304).
        """
        etag, last_modified = (self.validators or {}).get(address, Validators())
        response = self.client.get(
            address,
            outlet=self.outlet,
            accept=accept,
            max_bytes=max_bytes,
            etag=etag,
            last_modified=last_modified,
        )
        self.keep_all(response)
        if response.status == 304 and not (etag or last_modified):
            raise Failed("http_304", "answered 304 (not modified) to an unconditional request")
        return response

    def get_from_service(self, address: str) -> Response:
        """Return a web archive's index response, archived. Raises NoAnswer."""
        response = self.client.get_from_service(address, accept="application/json,text/plain;q=0.5,*/*;q=0.1")
        self.keep_all(response)
        return response

    def keep_all(self, response: Response) -> None:
        """Archive a response and the redirects that led to it."""
        for answer in (*response.hops, response):
            self.keep(answer)

    def build_page(self, response: Response, address: str, route: str, entries: Entries) -> ListingPage:
        """Return the listing page for all entries of a listing."""
        marks = Validators()
        if self.validators is not None:
            marks = Validators(response.header("etag"), response.header("last-modified"))
        return ListingPage(address, route, self.candidates(entries), None, *marks, self.outside(entries))

    def find_foreign(self, entries: Entries) -> str | None:
        """Return the problem of a listing whose links all lead to other sites; None if at least one does not."""
        if not entries or any(get_host(url) in self.outlet.hosts for url, _ in entries):
            return None
        hosts = ", ".join(self.outlet.hosts)
        return f"foreign_links: none of its {len(entries)} links leads to {hosts}; the first is {entries[0][0]}"

    def candidates(self, entries: Iterable[tuple[str, Hint]]) -> tuple[Candidate, ...]:
        """Return the entries that are the outlet's articles and not outside the requested days, each article once."""
        return self._make_candidates((url, hint) for url, hint in entries if self._is_within(url, hint))

    def outside(self, entries: Iterable[tuple[str, Hint]]) -> tuple[Candidate, ...]:
        """Return the outlet's articles that the listing itself dates outside the requested days."""
        dated = ((url, hint) for url, hint in entries if hint.published)
        return self._make_candidates((url, hint) for url, hint in dated if not self._is_within(url, hint))

    def _make_candidates(self, entries: Iterable[tuple[str, Hint]]) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for address, hint in entries:
            url = remove_fragment(address)
            if url and self.is_article(url):
                candidate = make_candidate(url, self.outlet.outlet_id, hint)
                known = found.get(candidate.article_id)
                found[candidate.article_id] = merge_hints(known, candidate) if known else candidate
        return tuple(found.values())

    def is_older(self, url: str, hint: Hint) -> bool | None:
        """Return whether listing or address (/2024/05/…) date the entry before the requested days; None if unknown."""
        listed = (
            find_listed_day(hint, self.outlet)
            or parse_day(hint.modified, self.outlet.timezone)
            or find_url_month(url)[1]
        )
        return None if listed is None else self.since is not None and listed < self.since

    def is_article(self, url: str) -> bool:
        """Return whether the URL is an article's of this outlet."""
        if not is_article_url(url, self.outlet):
            return False
        return not self.outlets or find_outlet(url, self.outlets).outlet_id == self.outlet.outlet_id

    def _is_within(self, url: str, hint: Hint) -> bool:
        if self.until is None:
            return True
        published = find_listed_day(hint, self.outlet)
        first, last = (published, published) if published else find_url_month(url)
        if first is None or last is None:
            return True
        return first <= self.until and (self.since is None or last >= self.since)


def remove_fragment(url: str) -> str | None:
    """Return the URL without its fragment; None if it is not an address, or not the address of a text."""
    try:
        url.encode()
        return urldefrag(url).url
    except ValueError:
        return None


def find_url_month(url: str) -> tuple[date | None, date | None]:
    """Return the first and the last day of the month in an address (/2024/05/…), as in WordPress sites."""
    try:
        match = _MONTH.search(urlsplit(url).path)
    except ValueError:
        return None, None
    if match is None:
        return None, None
    first = date(int(match["year"]), int(match["month"]), 1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])
