"""The simulated web archives: Wayback Machine and Common Crawl, each with an index and copies."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from tests.flows.simulated.articles import Article
from tests.flows.simulated.pages import HOME, article_page

WAYBACK = "wayback.example"
CRAWL_INDEX = "index.commoncrawl.example"
CRAWL_DATA = "data.commoncrawl.example"
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
A_WAYBACK_PAGE = 15
A_CRAWL_PAGE = 12


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """One stored response."""

    url: str
    at: datetime
    status: int
    media_type: str
    body: bytes

    @property
    def timestamp(self) -> str:
        """The instant as archives write it."""
        return f"{self.at:%Y%m%d%H%M%S}"

    @property
    def digest(self) -> str:
        """SHA-1 of the body in base 32."""
        return base64.b32encode(hashlib.sha1(self.body).digest()).decode()

    @property
    def key(self) -> str:
        """The address as indexes sort it: host turned round."""
        parts = urlsplit(self.url)
        host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
        return f"{host}){parts.path}" + (f"?{parts.query}" if parts.query else "")


def copies_of(articles: Iterable[Article], route: str) -> list[ArchivedCopy]:
    """Return an archive's copies as its index lists them, with some of what is no article."""
    found = [
        ArchivedCopy(f"{HOME}{each.listed_path}", at, 200, "text/html", article_page(each, _served_on(each, at)))
        for each in articles
        if route in each.routes
        for at in each.copied_at
    ]
    first = min(copy.at for copy in found)
    found += [
        ArchivedCopy(f"{HOME}/about", first, 200, "text/html", b"<p>About us.</p>"),
        ArchivedCopy(f"{HOME}/comment?page=2", first, 200, "text/html", b"<p>A listing.</p>"),
        ArchivedCopy(f"{HOME}/comment/never-was", first, 404, "text/html", b"<p>Not found.</p>"),
        ArchivedCopy(f"{HOME}/comment/picture", first, 200, "image/jpeg", b"\xff\xd8\xff"),
    ]
    return sorted(found, key=lambda copy: (copy.key, copy.timestamp))


def _served_on(article: Article, at: datetime) -> date:
    """Return the day that the copy's masthead prints; of every third article the archive got the same bytes twice."""
    return (article.copied_at[0] if article.number % 3 == 0 else at).date()


def chosen(copies: Iterable[ArchivedCopy], asked: Mapping[str, list[str]]) -> Iterator[ArchivedCopy]:
    """Yield what an index query asks for: its prefix, its window, its filters."""
    pattern = asked["url"][0]
    prefix = pattern.rstrip("*").partition("://")[2] if "://" in pattern else pattern.rstrip("*")
    is_exact = not pattern.endswith("*") and asked.get("matchType", ["exact"])[0] == "exact"
    first, last = asked.get("from", ["0"])[0], asked.get("to", ["9"])[0]
    seen = set[str]()
    for copy in copies:
        address = copy.url.partition("://")[2]
        bare = address.removeprefix("www."), prefix.removeprefix("www.")
        if bare[0] != bare[1] if is_exact else not bare[0].startswith(bare[1]):
            continue
        if copy.timestamp[: len(first)] < first or copy.timestamp[: len(last)] > last:
            continue
        if not all(_passes(copy, rule) for rule in asked.get("filter", [])):
            continue
        for field in asked.get("collapse", []):
            value = {"digest": f"{copy.key} {copy.digest}", "urlkey": copy.key}[field]
            if value in seen:
                break
            seen.add(value)
        else:
            yield copy


def _passes(copy: ArchivedCopy, rule: str) -> bool:
    name, _, value = rule.lstrip("!=~").partition(":")
    answer_fields = {"statuscode": str(copy.status), "status": str(copy.status)}
    answer_fields |= {"mimetype": copy.media_type, "mime": copy.media_type, "mime-detected": copy.media_type}
    return (re.fullmatch(value, answer_fields[name]) is not None) is not rule.startswith("!")


def wayback_answer(copies: list[ArchivedCopy], asked: Mapping[str, list[str]]) -> bytes:
    """Return a page of the index as JSON: a head, rows, and with showResumeKey where to go on, if there is more."""
    names = asked.get("fl", [",".join(FIELDS)])[0].split(",")
    rows = list(chosen(copies, asked))
    start = int(asked.get("resumeKey", ["0"])[0])
    limit = min(int(asked.get("limit", ["150000"])[0]), A_WAYBACK_PAGE)
    page = rows[start : start + limit]
    answer_fields = [[_index_values(copy)[name] for name in names] for copy in page]
    if asked.get("showResumeKey", ["false"])[0] == "true" and start + limit < len(rows):
        answer_fields += [[], [str(start + limit)]]
    return json.dumps([names, *answer_fields] if answer_fields else []).encode()


def _index_values(copy: ArchivedCopy) -> dict[str, str]:
    values = (copy.key, copy.timestamp, copy.url, copy.media_type, str(copy.status), copy.digest, str(len(copy.body)))
    return dict(zip(FIELDS, values, strict=True))


class Crawl:
    """One crawl of Common Crawl: its WARC file of a gzip member per record, and the index that points into it."""

    name = "CC-MAIN-2024-10"

    def __init__(self, copies: list[ArchivedCopy]) -> None:
        self.file = f"crawl-data/{self.name}/segments/1/warc/part-00000.warc.gz"
        self.copies, self.places, self.bytes = copies, dict[ArchivedCopy, tuple[int, int]](), b""
        for copy in copies:
            member = gzip.compress(_record(copy), mtime=0)
            self.places[copy] = (len(self.bytes), len(member))
            self.bytes += member

    def answer(self, asked: Mapping[str, list[str]]) -> bytes | None:
        """Return a page of the index, a line of JSON a copy; None where there is none, which it answers with 404."""
        rows = list(chosen(self.copies, asked))
        pages = -(-len(rows) // A_CRAWL_PAGE)
        if asked.get("showNumPages", ["false"])[0] == "true":
            return json.dumps({"pages": pages, "pageSize": 1, "blocks": pages}).encode()
        page = int(asked.get("page", ["0"])[0])
        lines = [json.dumps(self._index_values(copy)) for copy in rows[page * A_CRAWL_PAGE : (page + 1) * A_CRAWL_PAGE]]
        return "\n".join(lines).encode() if lines else None

    def _index_values(self, copy: ArchivedCopy) -> dict[str, str]:
        offset, length = map(str, self.places[copy])
        place = {"offset": offset, "length": length, "filename": self.file}
        answer_fields = {"urlkey": copy.key, "timestamp": copy.timestamp, "url": copy.url, "mime": copy.media_type}
        return (
            answer_fields
            | {"mime-detected": copy.media_type, "status": str(copy.status), "digest": copy.digest}
            | place
        )


def _record(copy: ArchivedCopy) -> bytes:
    head = f"HTTP/1.1 {copy.status} OK\r\nContent-Type: {copy.media_type}; charset=utf-8\r\n"
    block = f"{head}Content-Length: {len(copy.body)}\r\n\r\n".encode() + copy.body
    fields = (
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{copy.at:%y%m%d%H%M%S}>"),
        ("WARC-Date", f"{copy.at:%Y-%m-%dT%H:%M:%SZ}"),
        ("WARC-Target-URI", copy.url),
        ("WARC-Payload-Digest", f"sha1:{copy.digest}"),
        ("Content-Type", "application/http; msgtype=response"),
        ("Content-Length", str(len(block))),
    )
    answer_fields = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    return answer_fields.encode() + block + b"\r\n\r\n"
