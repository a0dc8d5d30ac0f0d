"""RSS and Atom: each entry's address, with its dates, authors and labels verbatim."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from flows.discover.search import Found, Search
from flows.fetch.failures import Failed, NoAnswer
from flows.fetch.responses import Response
from transforms.records import Hint

ACCEPT = "application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1"


def pages(search: Search) -> Iterator[Found]:
    """Yield each of the outlet's feeds."""
    for address in search.outlet.feeds:
        try:
            yield _read(search, address)
        except NoAnswer as error:
            yield Found(address, "feed", problem=str(error))


def _read(search: Search, address: str) -> Found:
    response = search.get(address, ACCEPT)
    if response.status == 304:
        return Found(address, "feed")
    if response.status != 200:
        raise Failed(f"http_{response.status}", f"the feed answered {response.status}")
    return search.found(response, address, "feed", entries(response))


def entries(response: Response) -> Iterator[tuple[str, Hint]]:
    """Yield absolute URL and hint of each entry that has an address; Failed (not_a_feed) where it is no feed."""
    import feedparser  # here, so that commands which fetch nothing start without it

    told = {"content-type": response.header("content-type") or "", "content-location": response.url}
    # As a stream: given plain bytes, feedparser would take a short text for a file name or an address, and open it.
    parsed = feedparser.parse(io.BytesIO(response.body), response_headers=told, sanitize_html=False)
    if not parsed.get("version"):
        raise Failed("not_a_feed", str(parsed.get("bozo_exception") or "neither RSS nor Atom"))
    for entry in parsed.entries:
        if link := entry.get("link"):
            yield urljoin(response.url, link), _hint(entry)


def _hint(entry: Any) -> Hint:
    names = [author.get("name") for author in entry.get("authors", ())] or [entry.get("author")]
    labels = [tag.get("term") for tag in entry.get("tags", ())]
    return Hint(
        route="feed",
        title=entry.get("title") or None,
        published=entry.get("published") or None,
        # feedparser answers a missing `updated` with `published`; only what the feed says is wanted.
        modified=dict.get(entry, "updated") or None,
        authors=tuple(name for name in names if name),
        categories=tuple(dict.fromkeys(label for label in labels if label)),
    )
