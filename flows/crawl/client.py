"""The polite client: says who it is, asks robots.txt, takes its turn, checks every hop, and stops in time."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from urllib.parse import urlsplit

from flows.crawl.failures import Failed
from flows.crawl.rate_limits import Turns
from flows.crawl.responses import Response
from flows.crawl.retries import Unwell, is_unwell, patiently
from flows.crawl.robots import AGENT, Robots, Rules
from flows.crawl.transport import Exchange
from flows.settings import Settings
from transforms.records import Outlet
from transforms.urls import normalise_url

__all__ = ["Client", "Response"]

MOST_REDIRECTS = 5
PAGES = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5,*/*;q=0.1"


class Client:
    """Fetches for one run. All methods may be called from several threads.

    `backoff_seconds` is the first pause before trying again; each further one is twice as long. `answered` may be set
    to what knows answers already had, by address (answered.py): nothing is asked for twice. `stop` tells that the run
    is to end: whoever waits for a turn then waits no more.
    """

    def __init__(
        self, settings: Settings, backoff_seconds: float = 2.0, stop: Callable[[], bool] = lambda: False
    ) -> None:
        self.settings, self._backoff_seconds = settings, backoff_seconds
        self.answered: Callable[[str], Response | None] = lambda url: None
        overrides = {host.lower(): at for host, at in settings.host_overrides.items()}
        headers = {
            "User-Agent": f"{AGENT}/{version('backbench')} (+{settings.contact})",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en-GB,en;q=0.8",
        }
        self._turns, self._robots = Turns(overrides, stop), Robots()
        self._exchange = Exchange(overrides, headers, settings.response_seconds)

    def get(
        self,
        url: str,
        *,
        outlet: Outlet,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = PAGES,
        most_bytes: int | None = None,
        follow: Callable[[str], bool] = lambda url: True,
    ) -> Response:
        """Return the server's final answer whatever its status, redirects followed.

        `etag` and `last_modified` make the request conditional (304). `follow` is asked before each redirect; where
        it says no, the redirect itself is returned. `most_bytes` bounds the decoded body, the setting otherwise.
        Raises Disallowed (robots, robots_unreachable, crawl_delay, address) and Failed (dns, connection, timeout,
        tls, too_large, bad_encoding, bad_url, redirect_loop, too_many_redirects, and those of NOT_ASKED).
        """
        checks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in checks.items() if value}
        here, hops = normalise_url(url), list[Response]()
        while True:
            rules = self.robots(url, outlet)
            rules.check(url)
            # A validator belongs to one resource: it is sent on where http became https, not where the piece moved.
            sent = {"Accept": accept} | (conditions if normalise_url(url) == here else {})
            delay = max(outlet.delay_seconds, rules.delay_seconds)
            response = replace(self._fetch(url, sent, delay, most_bytes), hops=tuple(hops))
            if response.location is None or not follow(response.location):
                return response
            hops.append(response)
            url = _next_hop(response.location, hops)

    def robots(self, url: str, outlet: Outlet) -> Rules:
        """Return the rules for the URL's origin, fetched at its first use in this run."""
        return self._robots.of(_sound(url), partial(self._fetch_rules, outlet=outlet))

    def service(
        self, url: str, *, accept: str, most_bytes: int | None = None, span: tuple[int, int] | None = None
    ) -> Response:
        """Return what a web archive answers, redirects followed, `span` being the first and last byte wanted.

        These are services that are published for programs (docs/decisions/0021-web-archives.md): robots.txt, which
        is for those who crawl them, is not asked, and their own pause is kept. Raises as `get`.
        """
        sent = {"Accept": accept}
        if span is not None:
            sent |= {"Range": f"bytes={span[0]}-{span[1]}", "Accept-Encoding": "identity"}
        return self._followed(url, sent, self.settings.archive_seconds, most_bytes)

    def _fetch_rules(self, url: str, outlet: Outlet) -> Response:
        return self._followed(url, {"Accept": "text/plain,*/*;q=0.1"}, outlet.delay_seconds, None)

    def _followed(self, url: str, headers: dict[str, str], delay_seconds: float, most_bytes: int | None) -> Response:
        hops: list[Response] = []
        while True:
            response = self._fetch(url, headers, delay_seconds, most_bytes)
            if response.location is None:
                return replace(response, hops=tuple(hops))
            hops.append(response)
            url = _next_hop(response.location, hops)

    def _fetch(self, url: str, headers: dict[str, str], delay_seconds: float, most_bytes: int | None) -> Response:
        url = _sound(url)
        if "Range" not in headers and (answer := self.answered(url)):
            return answer
        host = (urlsplit(url).hostname or "").lower()
        most_bytes = most_bytes or self.settings.response_megabytes * 1_000_000

        def attempt() -> Response:
            with self._turns.turn(host, delay_seconds):
                response = self._exchange.ask(url, headers, most_bytes)
                if not is_unwell(response.status):
                    return response
                unwell = Unwell(response)
                self._turns.postpone(host, unwell.wait_seconds or 0.0)  # before the turn is another's
            raise unwell

        try:
            response = patiently(attempt, partial(self._turns.postpone, host), self._backoff_seconds)
        except Failed as failure:
            if failure.reason in ("connection", "timeout", "dns"):
                self._turns.note(host, answered=False)
            raise
        self._turns.note(host, answered=not is_unwell(response.status))
        return response


def _sound(url: str) -> str:
    """Return an absolute http(s) URL without credentials as it stands; Failed (bad_url) otherwise."""
    if normalise_url(url) is None:
        raise Failed("bad_url", f"not an http(s) address we could ask: {url.rpartition('@')[2]}")
    return url


def _next_hop(target: str, hops: list[Response]) -> str:
    if any(hop.url == target for hop in hops):
        raise Failed("redirect_loop", f"redirected in a circle at {target}")
    if len(hops) > MOST_REDIRECTS:
        raise Failed("too_many_redirects", f"more than {MOST_REDIRECTS} redirects, the last to {target}")
    return target
