"""Run in a peer's environment: read every page with one extractor, print one JSON object per page and the seconds.

    python read_pages.py PEER PAGES_FILE

PAGES_FILE has a JSON object a line: url, html (base64). Needs only the standard library and the peer.
"""

import base64
import contextlib
import json
import logging
import socket
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

Found = dict[str, Any]
Reader = Callable[[str, bytes], Found | None]


def _decode(html: bytes) -> str:
    return html.decode("utf-8", errors="replace")


def _day(value: Any) -> str | None:
    return value.date().isoformat() if value else None


def trafilatura() -> Reader:
    from trafilatura import bare_extraction

    def read(url: str, html: bytes) -> Found | None:
        page = bare_extraction(html, url=url, with_metadata=True)
        if page is None:
            return None
        names = (page.author or "").split("; ")
        return {"title": page.title, "published_on": page.date, "authors": names, "body": page.text}

    return read


def newspaper4k() -> Reader:
    from newspaper import Article

    def read(url: str, html: bytes) -> Found:
        page = Article(url)
        page.download(input_html=_decode(html))
        page.parse()
        return {
            "title": page.title,
            "published_on": _day(page.publish_date),
            "authors": page.authors,
            "body": page.text,
        }

    return read


def news_please() -> Reader:
    from newsplease import NewsPlease

    def read(url: str, html: bytes) -> Found:
        page = NewsPlease.from_html(_decode(html), url=url)
        day = _day(page.date_publish)
        return {"title": page.title, "published_on": day, "authors": page.authors, "body": page.maintext}

    return read


def readability() -> Reader:
    import lxml.html
    from readability import Document

    def read(url: str, html: bytes) -> Found:
        page = Document(_decode(html))
        body = lxml.html.fromstring(page.summary()).text_content()
        return {"title": page.short_title(), "body": body}

    return read


def resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    def read(url: str, html: bytes) -> Found:
        tree = HTMLTree.parse(bytes_to_str(html, detect_encoding(html)))
        return {"title": tree.title, "body": extract_plain_text(tree, main_content=True)}

    return read


def fundus() -> Reader:
    from fundus import PublisherCollection

    parsers = {_site(publisher.domain): publisher for publisher in PublisherCollection}

    def read(url: str, html: bytes) -> Found | None:
        publisher = parsers.get(_site(url))
        if publisher is None:
            return None  # Fundus has no parser for this publisher
        page = publisher.parser().parse(_decode(html), "suppress")
        body = page.get("body")
        text = str(body) if body else None
        day = _day(page.get("publishing_date"))
        return {"title": page.get("title"), "published_on": day, "authors": page.get("authors") or [], "body": text}

    return read


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


READERS = {
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
    "fundus": fundus,
}


def _refuse(*_: object) -> None:
    raise OSError("a page is read without the network")


def main() -> None:
    # Some peers ask for images or suffix lists while they read a page; that would measure the network.
    socket.socket.connect = _refuse  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = _refuse  # type: ignore[assignment]
    logging.disable(logging.CRITICAL)
    peer, file = sys.argv[1:]
    with open(file, encoding="utf-8") as lines:  # noqa: PTH123  # standard library alone, as short as it can be
        pages = [(row["url"], base64.b64decode(row["html"])) for row in map(json.loads, lines)]
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # output that a library prints is not a result
        read = READERS[peer]()
        with contextlib.suppress(Exception):
            read(*pages[0])  # the first page triggers lazy imports
        count, seconds = 0, 0.0
        for url, html in pages:
            began = time.process_time()
            try:
                found = read(url, html)
            except Exception as error:  # a page that a peer cannot read counts as a result
                found = {"error": f"{type(error).__name__}: {error}"}
            if found is not None:
                seconds += time.process_time() - began
                count += 1
                authors = [{"name": name} for name in found.pop("authors", []) if name]
                out.write(json.dumps({"url": url, **found, "authors": authors}, default=str) + "\n")
        out.write(json.dumps({"pages": count, "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main()
