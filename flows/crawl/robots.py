"""Fetch and apply robots.txt, once per run and origin."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from flows.crawl.rate_limits import NOT_REQUESTED
from flows.crawl.responses import Disallowed, Failed, NoAnswer, Response

AGENT = "Backbench"
MAX_CRAWL_DELAY_SECONDS = 600.0
"""Seconds between requests above which a host's wish amounts to a no: a nightly run would not end."""
MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309 section 2.5: a crawler reads at least 500 KiB of it


@dataclass(frozen=True, slots=True)
class Rules:
    """One origin's robots.txt: its response if any, and either its rules or why no request is allowed."""

    response: Response | None
    rules: Protego | None
    refusal: NoAnswer | None = None

    def check(self, url: str) -> None:
        """Raise Disallowed if the rules forbid the URL, or if they could not be read in this run."""
        if self.refusal is not None:
            raise type(self.refusal)(self.refusal.reason, self.refusal.detail)
        if self.rules is not None and not self.rules.can_fetch(url, AGENT):
            raise Disallowed("robots", "robots.txt forbids it")
        if self.delay_seconds > MAX_CRAWL_DELAY_SECONDS:
            raise Disallowed("crawl_delay", f"robots.txt asks for {self.delay_seconds:.0f} s between requests")

    @property
    def delay_seconds(self) -> float:
        """The Crawl-delay in seconds; 0 if there is none."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(AGENT)
        spread = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self.rules.crawl_delay(AGENT) or 0.0), spread)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of the listed sitemaps, in order."""
        return tuple(dict.fromkeys(self.rules.sitemaps)) if self.rules is not None else ()


class Robots:
    """Rules by origin (scheme, host and port), each fetched once. May be used from several threads."""

    def __init__(self) -> None:
        self._rules: dict[str, Rules] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, url: str, fetch: Callable[[str], Response]) -> Rules:
        """Return the rules for the URL's origin; `fetch` is called with their address the first time."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin in self._rules:
                return self._rules[origin]
            rules = _read(f"{origin}/robots.txt", fetch)
            # If no request was sent to the host, a long run tries again once it is allowed.
            if rules.refusal is None or rules.refusal.reason not in NOT_REQUESTED:
                self._rules[origin] = rules
            return rules


def _read(address: str, fetch: Callable[[str], Response]) -> Rules:
    """Apply RFC 9309: 4xx means no rules; 5xx or no answer in time means no requests. 429 ("later") counts as 5xx."""
    try:
        response = fetch(address)
    except Disallowed as refusal:
        return Rules(None, None, refusal)
    except Failed as failure:
        if failure.reason == "too_many_redirects":  # RFC 9309 section 2.3.1.2: the same as no rules
            return Rules(None, None)
        return Rules(None, None, _unreachable(failure))
    if response.status == 200:
        return Rules(response, Protego.parse(response.body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")))
    if 400 <= response.status < 500 and response.status != 429:
        return Rules(response, None)
    return Rules(response, None, Disallowed("robots_unreachable", f"{address} answered {response.status}"))


def _unreachable(failure: Failed) -> NoAnswer:
    """Let requests to a host that does not exist fail normally; send none to a host that is slow or breaks off."""
    if failure.reason in ("dns", "connection", "tls", *NOT_REQUESTED):
        return failure
    return Disallowed("robots_unreachable", f"robots.txt could not be read: {failure.detail}")
