"""Outlet -> candidates: what its feeds and its sitemaps list, each article once."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urldefrag, urlsplit

from flows.discover import feeds, sitemaps
from flows.discover.hints import day, instant, together
from flows.fetch.client import Client
from flows.fetch.failures import Failed, NoAnswer
from flows.fetch.responses import Response
from transforms.records import Candidate, Hint, Outlet
from transforms.urls import article_id, is_article_url, outlet_of

_MONTH = re.compile(r"/(?P<year>20\d\d)/(?P<month>0[1-9]|1[0-2])/")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Discovery:
    """The candidates, newest first as far as their listings date them, and a line for each listing that failed.

    `is_read` is false where every listing failed.
    """

    candidates: list[Candidate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_read: bool = True


def discover(
    outlet: Outlet,
    client: Client,
    since: date | None,
    until: date | None,
    keep: Callable[[Response], None],
    outlets: tuple[Outlet, ...] = (),
) -> Discovery:
    """Return what the outlet lists; a listing that fails is a problem, and the others go on.

    `keep` is given each response before it is read. `since` bounds the sitemaps, by their lastmod. With `until`,
    both bound whatever a listing or the address (/2024/05/…) dates; without it (a nightly run) a feed is short by
    nature and taken whole, so that a run that comes late misses nothing. `outlets` settles whose a URL is where two
    share a host.
    """
    search = _Search(outlet, client, since, until, keep, outlets)
    search.keep_robots()
    for address in outlet.feeds:
        search.attempt(address, search.read_feed)
    if outlet.use_sitemaps:
        search.attempt(outlet.home_url or f"https://{outlet.hosts[0]}/", search.read_sitemaps)
    newest_first = sorted(search.found.values(), key=search.listed_at, reverse=True)
    return Discovery(newest_first, search.problems, search.is_read)


@dataclass(slots=True)
class _Search:
    outlet: Outlet
    client: Client
    since: date | None
    until: date | None
    keep: Callable[[Response], None]
    outlets: tuple[Outlet, ...]
    found: dict[str, Candidate] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    tried: int = 0
    failed: int = 0

    @property
    def is_read(self) -> bool:
        """Whether any listing answered, or there was none to ask."""
        return self.failed < self.tried or not self.tried

    def listed_at(self, candidate: Candidate) -> datetime:
        """Return when the listing says the piece appeared or last changed; long ago where it does not say."""
        hint = candidate.hint
        return instant(hint.published or hint.modified, self.outlet.timezone) or _LONG_AGO

    def keep_robots(self) -> None:
        """Archive the robots.txt that this run obeys, before it is obeyed."""
        addresses = [*self.outlet.feeds, *([self.outlet.home_url] if self.outlet.home_url else [])]
        for address in {urlsplit(url)[:2]: url for url in addresses}.values():
            response = self.client.robots(address, self.outlet).response
            if response is not None:
                self._keep(response)

    def attempt(self, address: str, read: Callable[[str], None]) -> None:
        """Read a listing; one that gives no answer is a problem, said once."""
        self.tried += 1
        try:
            read(address)
        except NoAnswer as error:
            self.failed += 1
            self.problems.append(f"{self.outlet.outlet_id}: {address}: {error}")

    def read_feed(self, address: str) -> None:
        """Take the feed's entries."""
        response = self._get(address, feeds.ACCEPT)
        if response.status != 200:
            raise Failed(f"http_{response.status}", f"the feed answered {response.status}")
        for url, hint in feeds.entries(response):
            self._take(url, hint)

    def read_sitemaps(self, home_url: str) -> None:
        """Take the entries of the sitemaps that robots.txt names."""
        named = self.client.robots(home_url, self.outlet)
        named.check(home_url)
        if not named.sitemaps:
            raise Failed("no_sitemap", "robots.txt names no sitemap")
        walk = sitemaps.Walk(self._get_sitemap, self.outlet.timezone, self.since)
        for entry in walk.entries(named.sitemaps):
            self._take(entry.url, entry.hint)
        self.problems += [f"{self.outlet.outlet_id}: {problem}" for problem in walk.problems]

    def _get_sitemap(self, address: str) -> Response:
        return self._get(address, sitemaps.ACCEPT, sitemaps.MOST_BYTES)

    def _get(self, address: str, accept: str, most_bytes: int | None = None) -> Response:
        response = self.client.get(address, outlet=self.outlet, accept=accept, most_bytes=most_bytes)
        self._keep(response)
        return response

    def _keep(self, response: Response) -> None:
        for answer in (*response.hops, response):
            self.keep(answer)

    def _take(self, url: str, hint: Hint) -> None:
        url = urldefrag(url).url
        if not self._is_ours(url) or not self._is_within(url, hint):
            return
        candidate, identity = Candidate(url, self.outlet.outlet_id, hint), article_id(url)
        known = self.found.get(identity)
        self.found[identity] = together(known, candidate) if known else candidate

    def _is_ours(self, url: str) -> bool:
        if not is_article_url(url, self.outlet):
            return False
        return not self.outlets or outlet_of(url, self.outlets).outlet_id == self.outlet.outlet_id

    def _is_within(self, url: str, hint: Hint) -> bool:
        if self.until is None:
            return True
        published = day(hint.published, self.outlet.timezone)
        first, last = (published, published) if published else _month_of(url)
        if first is None or last is None:
            return True
        return first <= self.until and (self.since is None or last >= self.since)


def _month_of(url: str) -> tuple[date | None, date | None]:
    """Return the first and the last day of the month that an address names (/2024/05/…), as WordPress sites do."""
    match = _MONTH.search(urlsplit(url).path)
    if match is None:
        return None, None
    first = date(int(match["year"]), int(match["month"]), 1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])
