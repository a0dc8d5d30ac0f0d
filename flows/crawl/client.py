"""The HTTP client of a run: obeys robots.txt and rate limits, checks redirects, retries, and can be stopped."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from importlib.metadata import version
from random import SystemRandom
from urllib.parse import urlsplit

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from flows.crawl.rate_limits import MAX_POSTPONE_SECONDS, MAX_WAIT_SECONDS, HostRateLimiter
from flows.crawl.responses import Disallowed, Failed, Response
from flows.crawl.robots import AGENT, Robots, Rules
from flows.crawl.transport import Transport
from flows.settings import Settings
from transforms.records import Outlet, Retry
from transforms.urls import normalise_url

MAX_ATTEMPTS = 3
RATE_LIMITED_FACTOR = 30
"""Factor of the usual pause after a 429 without one: a minute at first, as the Wayback Machine recommends."""
_random = SystemRandom()


class RetryableStatus(Retry):
    """The server answered with a temporary error (429 or 5xx)."""

    def __init__(self, response: Response) -> None:
        wait = parse_retry_after(response.header("retry-after"), response.fetched_at)
        super().__init__(f"http_{response.status}", f"answered {response.status}", wait)
        self.response = response


def is_retryable(status: int) -> bool:
    """Return whether a retry may give another status: 429 and all of 5xx."""
    return status == 429 or 500 <= status <= 599


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, given as seconds or as a date; None if it cannot be parsed."""
    if value is None:
        return None
    value = value.strip()
    try:
        if value.isascii() and value.isdigit():
            return min(float(value), MAX_POSTPONE_SECONDS)  # a value of 400 digits becomes an infinite float
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def with_retries(
    attempt: Callable[[], Response], postpone: Callable[[float], None], backoff_seconds: float
) -> Response:
    """Return the attempt's response; if every attempt has a temporary error, the last one.

    `postpone` delays all requests to the host by so many seconds; the next attempt waits for its turn like any
    request. Raises Failed if no attempt had a response.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(Retry),
        stop=_over,
        wait=lambda state: _pause(state, backoff_seconds),
        sleep=postpone,
        retry_error_callback=lambda state: _give_up(state, postpone),
    )
    return retrying(attempt)


def _cause(state: RetryCallState) -> Retry:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, Retry):
        raise TypeError(f"retried without a Retry: {error!r}")
    return error


def _over(state: RetryCallState) -> bool:
    return stop_after_attempt(MAX_ATTEMPTS)(state) or (_cause(state).wait_seconds or 0) > MAX_WAIT_SECONDS


def _pause(state: RetryCallState, backoff_seconds: float) -> float:
    cause, asked = _cause(state), _cause(state).wait_seconds
    grown: float = backoff_seconds * 2 ** (state.attempt_number - 1) * (1 + _random.random() / 2)
    if asked is None and isinstance(cause, RetryableStatus) and cause.response.status == 429:
        return grown * RATE_LIMITED_FACTOR
    return grown if asked is None else max(asked, grown / 2)


def _give_up(state: RetryCallState, postpone: Callable[[float], None]) -> Response:
    cause = _cause(state)
    if cause.wait_seconds:
        postpone(cause.wait_seconds)
    if isinstance(cause, RetryableStatus):
        return cause.response
    raise Failed(cause.reason, cause.detail) from cause


__all__ = ["Client", "Response"]

MAX_REDIRECTS = 5
ACCEPT_HTML = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5,*/*;q=0.1"


class Client:
    """Fetches for one run. All methods may be called from several threads.

    `backoff_seconds` is the first pause before a retry; each further pause is twice as long. `replay` may be set to
    return a crashed run's response to an address (response_replay.py), which is then not requested again. When `stop`
    returns true, threads that wait for a turn stop waiting.
    """

    def __init__(
        self, settings: Settings, backoff_seconds: float = 2.0, stop: Callable[[], bool] = lambda: False
    ) -> None:
        self.settings, self._backoff_seconds = settings, backoff_seconds
        self._stop = stop
        self.replay: Callable[[str], Response | None] = lambda url: None
        overrides = {host.lower(): at for host, at in settings.host_overrides.items()}
        headers = {
            "User-Agent": f"{AGENT}/{version('backbench')} (+{settings.contact})",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en-GB,en;q=0.8",
        }
        self._rate_limiter, self._robots = HostRateLimiter(overrides, stop), Robots()
        services = (settings.wayback_url, settings.common_crawl_url, settings.common_crawl_data_url)
        self._declared_places = {_get_place(url) for url in services}
        self._transport = Transport(overrides, headers, settings.response_seconds)

    def get(
        self,
        url: str,
        *,
        outlet: Outlet,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT_HTML,
        max_bytes: int | None = None,
        follow: Callable[[str], bool] = lambda url: True,
    ) -> Response:
        """Follow redirects and return the server's final response, with any status.

        `etag` and `last_modified` make the request conditional (304). `follow` is called before each redirect; if
        it returns False, the redirect itself is returned. `max_bytes` limits the decoded body (default: the setting).
        Raises Disallowed (robots, robots_unreachable, crawl_delay, address) and Failed (dns, connection, timeout,
        tls, too_large, bad_encoding, bad_url, redirect_loop, too_many_redirects, and those of NOT_REQUESTED).
        """
        checks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in checks.items() if value}
        self._declared_places.update(_get_place(f"https://{host}") for host in outlet.hosts if outlet.is_declared)
        here, hops = normalise_url(url), list[Response]()
        while True:
            rules = self.robots(url, outlet)
            rules.check(url)
            # A validator belongs to one resource: it is kept after http -> https, not after a move of the article.
            sent = {"Accept": accept} | (conditions if normalise_url(url) == here else {})
            delay = max(outlet.delay_seconds, rules.delay_seconds)
            response = replace(self._fetch(url, sent, delay, max_bytes), hops=tuple(hops))
            if response.location is None or not follow(response.location):
                return response
            hops.append(response)
            url = _next_hop(response.location, hops)

    def with_stop(self, stop: Callable[[], bool]) -> "Client":
        """Return a client for one outlet, with the same limits and rules and its own `stop`."""
        client = copy(self)
        client._stop = stop
        return client

    def robots(self, url: str, outlet: Outlet) -> Rules:
        """Return the robots.txt rules for the URL's origin, fetched at their first use in this run."""
        return self._robots.of(require_http_url(url), partial(self._fetch_rules, outlet=outlet))

    def get_from_service(
        self, url: str, *, accept: str, max_bytes: int | None = None, span: tuple[int, int] | None = None
    ) -> Response:
        """Return a web archive's response, redirects followed; `span` is the first and last byte requested.

        These services are published for programs (docs/decisions/0021-web-archives.md): robots.txt, which is for
        crawlers, is not read, and their own pause is used. Raises as `get`.
        """
        sent = {"Accept": accept}
        if span is not None:
            sent |= {"Range": f"bytes={span[0]}-{span[1]}", "Accept-Encoding": "identity"}
        return self._follow_redirects(url, sent, self.settings.archive_seconds, max_bytes)

    def _check_port(self, url: str) -> None:
        """Refuse ports other than 80, 443 and those in a declaration or a setting."""
        host, port = _get_place(url)
        if port not in (None, 80, 443) and (host, port) not in self._declared_places:
            raise Disallowed("address", f"port {port} of {host} is not one of a declared address")

    def _fetch_rules(self, url: str, outlet: Outlet) -> Response:
        return self._follow_redirects(url, {"Accept": "text/plain,*/*;q=0.1"}, outlet.delay_seconds, None)

    def _follow_redirects(
        self, url: str, headers: dict[str, str], delay_seconds: float, max_bytes: int | None
    ) -> Response:
        hops: list[Response] = []
        while True:
            response = self._fetch(url, headers, delay_seconds, max_bytes)
            if response.location is None:
                return replace(response, hops=tuple(hops))
            hops.append(response)
            url = _next_hop(response.location, hops)

    def _fetch(self, url: str, headers: dict[str, str], delay_seconds: float, max_bytes: int | None) -> Response:
        url = require_http_url(url)
        self._check_port(url)
        if "Range" not in headers and (answer := self.replay(url)):
            return answer
        host = (urlsplit(url).hostname or "").lower()
        max_bytes = max_bytes or self.settings.response_megabytes * 1_000_000

        def attempt() -> Response:
            with self._rate_limiter.turn(host, delay_seconds, self._stop):
                response = self._transport.request(url, headers, max_bytes)
                if not is_retryable(response.status):
                    return response
                error = RetryableStatus(response)
                self._rate_limiter.postpone(host, error.wait_seconds or 0.0)  # before another request gets the turn
            raise error

        try:
            response = with_retries(attempt, partial(self._rate_limiter.postpone, host), self._backoff_seconds)
        except Failed as failure:
            if failure.reason in ("connection", "timeout", "dns"):
                self._rate_limiter.note(host, answered=False)
            raise
        self._rate_limiter.note(host, answered=not is_retryable(response.status))
        return response


def _get_place(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port


def require_http_url(url: str) -> str:
    """Return an absolute http(s) URL without credentials unchanged; raises Failed (bad_url) for any other."""
    if normalise_url(url) is None:
        raise Failed("bad_url", f"not an http(s) address without credentials: {url.rpartition('@')[2]}")
    return url


def _next_hop(target: str, hops: list[Response]) -> str:
    if any(hop.url == target for hop in hops):
        raise Failed("redirect_loop", f"redirected in a circle at {target}")
    if len(hops) > MAX_REDIRECTS:
        raise Failed("too_many_redirects", f"more than {MAX_REDIRECTS} redirects, the last to {target}")
    return target
