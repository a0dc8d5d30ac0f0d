"""The responses of the simulated hosts (the outlet and the web archives), and a log of the requests."""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

from tests.flows.simulated import pages
from tests.flows.simulated.archives import CRAWL_DATA, CRAWL_INDEX, WAYBACK, Crawl, copies_of, wayback_answer
from tests.flows.simulated.articles import Article, edited, newest_first

SERVED_ON = date(2026, 1, 9)
HOSTS = (pages.HOST, WAYBACK, CRAWL_INDEX, CRAWL_DATA)
Headers = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: Headers = field(default_factory=dict)


@dataclass
class Asked:
    """One request as the server saw it; `began` and `ended` are of time.monotonic()."""

    host: str
    path: str
    headers: Headers
    status: int
    began: float
    ended: float = 0.0


class Simulated:
    """The outlet with its articles, and the archives. Requests are noted in `asked`, in the order they began.

    `failing_times` is how often a failing page answers 500 before it is fine; `pause_seconds` how long an answer takes.
    """

    def __init__(self, articles: tuple[Article, ...], failing_times: int = 1) -> None:
        self.articles, self.failing_times, self.pause_seconds = articles, failing_times, 0.0
        self.asked: list[Asked] = []
        self.address = ""
        self.wayback = copies_of(articles, "wayback")
        self.crawl = Crawl(copies_of(articles, "common-crawl"))
        self._lock = threading.Lock()

    @property
    def host_overrides(self) -> Headers:
        """Where each host is really served."""
        return dict.fromkeys(HOSTS, self.address)

    def edit(self, numbers: tuple[int, ...], at: datetime) -> None:
        """Add a paragraph to these articles: they have another ETag from now on."""
        self.articles = edited(self.articles, numbers, at)

    def forget(self) -> None:
        """Begin a new list of what was asked; a page that failed answers from now on."""
        self.asked, self.failing_times = [], 0

    def paths(self, host: str = pages.HOST) -> list[str]:
        """What was asked of a host, in order."""
        return [asked.path for asked in self.asked if asked.host == host]

    def pieces_asked(self) -> Counter[str]:
        """How often each article's page was asked for at the outlet."""
        return Counter(path for path in self.paths() if path.startswith("/comment/"))

    def answer(self, host: str, path: str, headers: Mapping[str, str]) -> Answer:
        """Return what a host answers, and note that it was asked."""
        asked = Asked(host, path, dict(headers), 0, time.monotonic())
        with self._lock:
            self.asked.append(asked)
        time.sleep(self.pause_seconds)
        given = _conditional(self._of(host, path, headers), headers)
        asked.status = given.status
        asked.ended = time.monotonic()
        return given

    def _of(self, host: str, path: str, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if host == pages.HOST:
            return self._outlet(parts.path, int(query.get("paged", query.get("page", ["1"]))[0]))
        if host == WAYBACK and parts.path.startswith("/cdx/"):
            return Answer(200, wayback_answer(self.wayback, query), {"Content-Type": "application/json"})
        if host == WAYBACK:
            return self._memento(path)
        if host == CRAWL_INDEX:
            return self._crawl_index(parts.path, query)
        if host == CRAWL_DATA and parts.path == f"/{self.crawl.file}":
            return self._range(headers.get("Range", ""))
        return Answer(404)

    def _outlet(self, path: str, number: int) -> Answer:
        listed = {route: list(newest_first(self.articles, route)) for route in ("feed", "sitemap", "listing")}
        xml, html = {"Content-Type": "application/xml"}, {"Content-Type": "text/html; charset=utf-8"}
        match path:
            case "/robots.txt":
                return Answer(200, pages.robots(), {"Content-Type": "text/plain"})
            case "/feed":
                return _or_404(pages.feed(listed["feed"], number), xml | {"X-Validated": "yes"})
            case "/sitemap-index.xml":
                return Answer(200, pages.sitemap_index(listed["sitemap"]), xml | {"X-Validated": "yes"})
            case "/comment":
                return _or_404(pages.listing(listed["listing"], number), html)
            case _ if path.startswith("/sitemaps/"):
                years = {pages.sitemap_path(each.day.year): each.day.year for each in listed["sitemap"]}
                return Answer(200, pages.sitemap(listed["sitemap"], years[path]), xml | {"X-Validated": "yes"})
        return self._piece(path)

    def _piece(self, path: str) -> Answer:
        for article in self.articles:
            if path == article.path:
                return self._article(article)
            if article.old_slug and path == article.listed_path:
                return Answer(301, b"", {"Location": article.path})
        return Answer(404, b"<h1>Not found</h1>", {"Content-Type": "text/html"})

    def _article(self, article: Article) -> Answer:
        if article.kind in ("lost", "gone"):
            return Answer(article.status, b"<h1>Gone</h1>", {"Content-Type": "text/html"})
        if article.kind == "failing" and self.pieces_asked()[article.path] <= self.failing_times:
            return Answer(500, b"Oops.", {"Retry-After": "0"})
        sent_headers = {"Content-Type": "text/html; charset=utf-8", "X-Validated": "yes"}
        changed = format_datetime(pages.changed_at(article), usegmt=True)
        return Answer(200, pages.article_page(article, SERVED_ON), sent_headers | {"Last-Modified": changed})

    def _memento(self, path: str) -> Answer:
        stamp, _, url = path.removeprefix("/web/").partition("id_/")
        near = [copy for copy in self.wayback if copy.url == url]
        for copy in near:
            if copy.timestamp == stamp:
                sent_headers = {
                    "Memento-Datetime": format_datetime(copy.at, usegmt=True),
                    "Content-Type": copy.media_type,
                }
                return Answer(copy.status, copy.body, sent_headers)
        if near:
            return Answer(302, b"", {"Location": f"http://{WAYBACK}/web/{near[0].timestamp}id_/{url}"})
        return Answer(404)

    def _crawl_index(self, path: str, query: dict[str, list[str]]) -> Answer:
        json = {"Content-Type": "application/json"}
        if path == "/collinfo.json":
            api = f"http://{CRAWL_INDEX}/{self.crawl.name}-index"
            sent_headers = f'[{{"id": "{self.crawl.name}", "name": "All there is", "cdx-api": "{api}",'
            return Answer(
                200, f'{sent_headers} "from": "2019-01-01T00:00:00", "to": "2026-01-01T00:00:00"}}]'.encode(), json
            )
        if path == f"/{self.crawl.name}-index" and (found := self.crawl.answer(query)) is not None:
            return Answer(200, found, json)
        return Answer(404, b'{"message": "No Captures found"}', json)

    def _range(self, asked: str) -> Answer:
        first, _, last = asked.removeprefix("bytes=").partition("-")
        sent_headers = {"Content-Type": "application/octet-stream"}
        if not asked:
            return Answer(200, self.crawl.bytes, sent_headers)
        body = self.crawl.bytes[int(first) : int(last) + 1]
        return Answer(206, body, sent_headers | {"Content-Range": f"bytes {first}-{last}/{len(self.crawl.bytes)}"})


def _or_404(body: bytes | None, headers: Headers) -> Answer:
    return Answer(404) if body is None else Answer(200, body, headers)


def _conditional(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """Give what may be validated an ETag, and answer 304 where the client has it."""
    if "X-Validated" not in answer.headers:
        return answer
    sent_headers = {name: value for name, value in answer.headers.items() if name != "X-Validated"}
    sent_headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    if known := asked.get("If-None-Match"):
        is_current = sent_headers["ETag"] in known
    else:
        since, changed = asked.get("If-Modified-Since"), sent_headers.get("Last-Modified")
        is_current = bool(since and changed and parsedate_to_datetime(changed) <= parsedate_to_datetime(since))
    return Answer(304, b"", {"ETag": sent_headers["ETag"]}) if is_current else replace(answer, headers=sent_headers)
